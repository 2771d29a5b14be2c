"""Audios as JSON."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from datasay.core.schemas import Changes, IsNumber, Key, Line, LongText, Moment, Tags, either
from datasay.voice.audio.models import AudioStatus
from datasay.wording.forms import LANGUAGE_CODE
from datasay.wording.told import Told

SPOKEN_LIMIT = 20_000
UNCHOSEN = "When left out: the natural voice's first of the language, where it is installed."
Factor = Annotated[float, Field(ge=0.5, le=2.0), IsNumber]
Title = Annotated[Line, Field(max_length=200)]


class AudioFormat(StrEnum):
    """Files the engines deliver."""

    WAV = "wav"
    MP3 = "mp3"


class AudioSynthesize(BaseModel):
    """Something to say."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"audio_title": "问候", "audio_text_content": "你好，世界。", "audio_speed": 1.0}],
            **either("audio_text_content", "text_id"),
        },
    )

    audio_title: Title
    audio_text_content: Annotated[LongText, Field(max_length=SPOKEN_LIMIT)] | None = None
    text_id: Key | None = Field(None, description="Say the content of this text instead.")
    audio_timbre_id: Key | None = Field(None, description=UNCHOSEN)
    audio_language: Annotated[str, Field(pattern=LANGUAGE_CODE, max_length=10)] | None = None
    audio_speed: Factor = 1.0
    audio_pitch: Factor = 1.0
    audio_volume: Annotated[float, Field(ge=0.0, le=2.0), IsNumber] = 1.0
    audio_format: AudioFormat = AudioFormat.WAV
    audio_tags: Tags = []

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.audio_text_content is None) == (self.text_id is None):
            raise ValueError(
                Told(
                    "give either audio_text_content or text_id",
                    "audio_text_content 和 text_id 必须填一个，且只能填一个",
                )
            )
        return self


class AudioUpdate(Changes):
    """What to change; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"audio_title": "开场"}]})

    audio_title: Title | None = None
    audio_tags: Tags | None = None


class AudioRead(BaseModel):
    """A piece of speech with its measured timings."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "audio_id": 5,
                    "audio_title": "问候",
                    "audio_text_content": "你好，世界。",
                    "audio_text_id": None,
                    "audio_file_id": 9,
                    "audio_duration": 1.62,
                    "audio_timbre_id": 1,
                    "audio_language": "zh-CN",
                    "audio_speed": 1.0,
                    "audio_pitch": 1.0,
                    "audio_volume": 1.0,
                    "audio_status": "completed",
                    "audio_tags": [],
                    "audio_timings": [
                        {"text": "你好，世界。", "text_start": 0, "text_end": 6, "start": 0.05, "end": 1.5, "words": []}
                    ],
                    "audio_loudness": -16.0,
                    "audio_model_version": "espeak-ng",
                    "audio_created_user_id": 1,
                    "audio_created_time": "2026-01-31T08:00:00Z",
                    "audio_updated_time": "2026-01-31T08:00:00Z",
                    "audio_is_part": False,
                }
            ]
        },
    )

    audio_id: int
    audio_title: str
    audio_text_content: str
    audio_text_id: int | None
    audio_file_id: int
    audio_duration: float | None = Field(description="Seconds.")
    audio_timbre_id: int | None
    audio_language: str | None
    audio_speed: float | None
    audio_pitch: float | None
    audio_volume: float | None
    audio_status: AudioStatus
    audio_tags: list[str] | None
    audio_timings: list[dict[str, Any]] | None = Field(description="Sentences and words with seconds, measured.")
    audio_loudness: float | None = Field(description="Integrated loudness, LUFS.")
    audio_model_version: str | None
    audio_created_user_id: int
    audio_created_time: Moment
    audio_updated_time: Moment
    audio_is_part: bool = Field(description="The speech of one scene of a work.")
