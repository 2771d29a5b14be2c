"""Works as JSON."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from datasay.core.schemas import Changes, Flag, Key, Line, LongText, Moment, Tags
from datasay.mixall.content.models import MixallAspect, MixallStatus, MixallType

Title = Annotated[Line, Field(max_length=200)]
SIZES = {MixallAspect.PORTRAIT: (1080, 1920), MixallAspect.LANDSCAPE: (1920, 1080), MixallAspect.SQUARE: (1080, 1080)}


class MixallWishes(BaseModel):
    """What may be wished of any work."""

    mixall_type: Literal[MixallType.VIDEO_WITH_VOICE] = MixallType.VIDEO_WITH_VOICE
    mixall_aspect: MixallAspect = MixallAspect.PORTRAIT
    mixall_tags: Tags = []
    music: Flag = Field(True, description="A soft music bed, ducked under the speech.")


class MixallCreate(MixallWishes):
    """A work to compose from a speech and pictures you already have; the pictures follow its sentences in order."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"mixall_title": "背影", "mixall_audio_id": 5, "mixall_image_ids": [3, 4], "mixall_aspect": "9:16"}
            ]
        },
    )

    mixall_title: Title
    mixall_description: Annotated[LongText, Field(max_length=5000)] | None = None
    mixall_audio_id: Key
    mixall_image_ids: Annotated[list[Key], Field(min_length=1, max_length=300)]
    mixall_text_id: Key | None = None


class MixallUpdate(Changes):
    """What to change; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"mixall_title": "背影（完整版）"}]})
    clearable = frozenset({"mixall_description"})

    mixall_title: Title | None = None
    mixall_description: Annotated[LongText, Field(max_length=5000)] | None = None
    mixall_tags: Tags | None = None


class SceneRead(BaseModel):
    """A scene of the storyboard: what is said while which picture is shown."""

    model_config = ConfigDict(from_attributes=True)

    scene_id: int
    scene_position: int
    scene_narration: str
    scene_headline: str | None
    scene_keywords: list[str] | None
    scene_image_id: int | None
    scene_start_seconds: float | None
    scene_end_seconds: float | None


class MixallRead(BaseModel):
    """A work."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "mixall_id": 3,
                    "mixall_title": "背影",
                    "mixall_description": None,
                    "mixall_type": "video_with_voice",
                    "mixall_aspect": "9:16",
                    "mixall_text_id": 13,
                    "mixall_audio_id": 5,
                    "mixall_image_ids": [3, 4],
                    "mixall_final_file_id": 21,
                    "mixall_subtitle_file_id": 22,
                    "mixall_duration": 60.4,
                    "mixall_status": "completed",
                    "mixall_tags": [],
                    "mixall_created_user_id": 1,
                    "mixall_created_time": "2026-01-31T08:00:00Z",
                    "mixall_updated_time": "2026-01-31T08:01:00Z",
                }
            ]
        },
    )

    mixall_id: int
    mixall_title: str
    mixall_description: str | None
    mixall_type: MixallType
    mixall_aspect: MixallAspect | None
    mixall_text_id: int | None
    mixall_audio_id: int | None
    mixall_image_ids: list[int] | None
    mixall_final_file_id: int | None = Field(description="The video: `/api/v1/files/{mixall_final_file_id}/content`.")
    mixall_subtitle_file_id: int | None = Field(description="The subtitles as SRT.")
    mixall_duration: float | None = Field(description="Seconds.")
    mixall_status: MixallStatus
    mixall_tags: list[str] | None
    mixall_created_user_id: int
    mixall_created_time: Moment
    mixall_updated_time: Moment


class MixallDetail(MixallRead):
    """A work with its storyboard."""

    mixall_scenes: list[SceneRead] = []
