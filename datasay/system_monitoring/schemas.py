"""Statistics as JSON. Sums over events carry the names of the columns they are sums of."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from datasay.core.schemas import Changes, IsNumber, KeyQuery, Line, Moment
from datasay.engines.protocols import ENGINE_NAME
from datasay.engines.usage import Unit
from datasay.wording.forms import form
from datasay.wording.told import Told

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _plain_date(value: object) -> object:
    """In an address a number is no date."""
    if not isinstance(value, str) or _DATE.fullmatch(value) is None:
        raise ValueError(Told("write the date like 2026-01-31", "日期请写成 2026-01-31 这样"))
    return value


Day = Annotated[date, BeforeValidator(_plain_date)]
DateQuery = Annotated[date, BeforeValidator(_plain_date), Query(description="A day (UTC), like 2026-01-31.")]
Prices = Annotated[dict[str, float], Field(description="What it cost, by currency; use without a price is not in it.")]

Units = Annotated[
    dict[Unit, float],
    Field(description="What was used, by unit: requests, tokens, characters, seconds of sound, pictures, bytes, …"),
]
EngineName = Annotated[str, Field(pattern=ENGINE_NAME)]

WhoseQuery = Annotated[
    KeyQuery, Query(description="One user's. Left out: your own; for an administrator, everybody's.")
]
_CALLS = "Requests sent to vendors' servers for this; what local engines do is no call."
_FROM = "The first day (UTC) it holds for; null: every day before, too."
_TO = "The last day (UTC) it holds for; null: until further notice."


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
                    "stat_units": {"requests": 4, "tokens_in": 5200, "tokens_out": 1900, "processing_seconds": 3.2},
                    "stat_prices": {"CNY": 0.00796},
                }
            ]
        }
    )

    stat_id: int
    stat_date: date
    stat_user_id: int | None
    stat_api_calls_text: int | None = Field(description=_CALLS)
    stat_api_calls_voice: int | None = Field(description=_CALLS)
    stat_api_calls_image: int | None = Field(description=_CALLS)
    stat_storage_used_bytes: int | None = Field(description="Of the user's files, measured every hour.")
    stat_processing_time_seconds: float | None
    stat_created_time: Moment
    stat_updated_time: Moment
    stat_units: Units
    stat_prices: Prices


class UsageTotal(BaseModel):
    """What one model of one engine had its part in a total."""

    event_kind: str
    event_engine: str
    event_model: str
    event_currency: str | None
    events: int = Field(description="Pieces of work.")
    events_failed: int = Field(description="Of these, those that came to nothing.")
    event_units: Units
    event_price: float | None = Field(description="In `event_currency`; null where no unit had a price.")
    event_seconds: float
    event_estimated: bool = Field(description="Whether some of it is estimated.")


class StatisticTotal(BaseModel):
    """Sums over a range of days (UTC), both ends included."""

    stat_date_from: date
    stat_date_to: date
    stat_user_id: int | None = Field(description="Null: everybody.")
    stat_users: int = Field(description="Users with at least one day in the range.")
    stat_api_calls_text: int = Field(description=_CALLS)
    stat_api_calls_voice: int = Field(description=_CALLS)
    stat_api_calls_image: int = Field(description=_CALLS)
    stat_processing_time_seconds: float
    stat_units: Units
    stat_prices: Prices
    usage: list[UsageTotal]


class PriceCreate(BaseModel):
    """What a unit of an engine's use costs, where the account used has no price of its own."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "price_engine": "openai",
                    "price_model": "deepseek-chat",
                    "price_unit": "tokens_in",
                    "price_amount": 2,
                    "price_per": 1000000,
                    "price_currency": "CNY",
                    "price_valid_from": "2026-01-01",
                }
            ]
        },
    )

    price_engine: EngineName
    price_model: Annotated[Line, Field(max_length=200)] | None = Field(None, description="Left out: every model.")
    price_unit: Unit
    price_amount: Annotated[Decimal, Field(ge=0, le=1_000_000, max_digits=15, decimal_places=8), IsNumber]
    price_per: Annotated[int, Field(ge=1, le=1_000_000_000), IsNumber] = Field(1, description="For so many units.")
    price_currency: Annotated[
        str,
        Field(
            pattern=form(
                r"^[A-Z]{3}$", Told("must be a currency of three letters, like CNY", "应当是三个字母的货币，如 CNY")
            )
        ),
    ] = "CNY"
    price_valid_from: Day | None = Field(None, description=_FROM)
    price_valid_to: Day | None = Field(None, description=_TO)


class PriceUpdate(Changes):
    """The days a price holds for; a new price is a new row, so that what was billed can be explained."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"price_valid_to": "2026-06-30"}]})
    clearable: ClassVar[frozenset[str]] = frozenset({"price_valid_from", "price_valid_to"})

    price_valid_from: Day | None = Field(None, description=_FROM)
    price_valid_to: Day | None = Field(None, description=_TO)


class PriceRead(BaseModel):
    """A price."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "price_id": 4,
                    "price_engine": "openai",
                    "price_model": "deepseek-chat",
                    "price_unit": "tokens_in",
                    "price_amount": 2,
                    "price_per": 1000000,
                    "price_currency": "CNY",
                    "price_valid_from": "2026-01-01",
                    "price_valid_to": None,
                    "price_created_user_id": 1,
                    "price_created_time": "2026-01-31T08:00:00Z",
                    "price_updated_time": "2026-01-31T08:00:00Z",
                }
            ]
        },
    )

    price_id: int
    price_engine: str
    price_model: str | None
    price_unit: Unit
    price_amount: float
    price_per: int
    price_currency: str
    price_valid_from: date | None = Field(description=_FROM)
    price_valid_to: date | None = Field(description=_TO)
    price_created_user_id: int
    price_created_time: Moment
    price_updated_time: Moment
