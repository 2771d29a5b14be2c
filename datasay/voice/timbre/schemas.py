"""Timbres as JSON."""

from pydantic import BaseModel, ConfigDict

from datasay.core.schemas import Moment
from datasay.voice.timbre.models import TimbreStatus, TimbreVisibility


class TimbreRead(BaseModel):
    """A voice one can speak with."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "timbre_id": 1,
                    "timbre_name": "普通话男声 · Mandarin male",
                    "timbre_description": "espeak-ng",
                    "timbre_platform_id": "cmn-male",
                    "timbre_platform": "local",
                    "timbre_language": "zh-CN",
                    "timbre_gender": "male",
                    "timbre_age_range": "middle",
                    "timbre_style": "professional",
                    "timbre_quality_score": None,
                    "timbre_status": "ready",
                    "timbre_visibility": "shared",
                    "timbre_tags": [],
                    "timbre_created_user_id": 1,
                    "timbre_created_time": "2026-01-31T08:00:00Z",
                    "timbre_updated_time": "2026-01-31T08:00:00Z",
                }
            ]
        },
    )

    timbre_id: int
    timbre_name: str
    timbre_description: str | None
    timbre_platform_id: str | None
    timbre_platform: str
    timbre_language: str | None
    timbre_gender: str | None
    timbre_age_range: str | None
    timbre_style: str | None
    timbre_quality_score: float | None
    timbre_status: TimbreStatus
    timbre_visibility: TimbreVisibility
    timbre_tags: list[str] | None
    timbre_created_user_id: int
    timbre_created_time: Moment
    timbre_updated_time: Moment
