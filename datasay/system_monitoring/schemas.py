"""Statistics as JSON. Sums over events carry the names of the columns they are sums of."""

import re
from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from datasay.core.schemas import Moment

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _plain_date(value: object) -> object:
    """In an address a number is no date."""
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        raise ValueError("write the date like 2026-01-31")
    return value


DateQuery = Annotated[date, BeforeValidator(_plain_date), Query(description="A day (UTC), like 2026-01-31.")]
Prices = Annotated[dict[str, float], Field(description="By currency; of what the accounts have no price for, nothing.")]


class StatisticRead(BaseModel):
    """What one user used on one day (UTC)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "stat_id": 7,
                    "stat_date": "2026-01-31",
                    "stat_user_id": 3,
                    "stat_api_calls_text": 4,
                    "stat_api_calls_voice": 0,
                    "stat_api_calls_image": 0,
                    "stat_storage_used_bytes": 1048576,
                    "stat_processing_time_seconds": 21.5,
                    "stat_created_time": "2026-01-31T08:00:00Z",
                    "stat_updated_time": "2026-01-31T09:30:00Z",
                    "stat_prompt_tokens": 5200,
                    "stat_completion_tokens": 1900,
                    "stat_prices": {"CNY": 0.00796},
                }
            ]
        }
    )

    stat_id: int
    stat_date: date
    stat_user_id: int | None
    stat_api_calls_text: int | None
    stat_api_calls_voice: int | None
    stat_api_calls_image: int | None
    stat_storage_used_bytes: int | None = Field(description="Of the user's files, measured every hour.")
    stat_processing_time_seconds: float | None
    stat_created_time: Moment
    stat_updated_time: Moment
    stat_prompt_tokens: int
    stat_completion_tokens: int
    stat_prices: Prices


class UsageTotal(BaseModel):
    """What one model of one engine had its part in a total."""

    event_kind: str
    event_engine: str
    event_model: str
    event_currency: str | None
    events: int = Field(description="Pieces of work.")
    events_failed: int = Field(description="Of these, those that came to nothing.")
    event_requests: int
    event_prompt_tokens: int
    event_completion_tokens: int
    event_price: float | None
    event_seconds: float
    event_estimated: bool = Field(description="Whether some of the tokens are estimates.")


class StatisticTotal(BaseModel):
    """Sums over a range of days (UTC), both ends included."""

    stat_date_from: date
    stat_date_to: date
    stat_user_id: int | None = Field(description="Null: everybody.")
    stat_users: int = Field(description="Users with at least one day in the range.")
    stat_api_calls_text: int
    stat_api_calls_voice: int
    stat_api_calls_image: int
    stat_processing_time_seconds: float
    stat_prompt_tokens: int
    stat_completion_tokens: int
    stat_prices: Prices
    usage: list[UsageTotal]
