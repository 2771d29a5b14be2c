"""Works as JSON."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator

from datasay.composition.movement import Movement
from datasay.composition.subtitle_styles import SubtitleStyle
from datasay.composition.transition import Transition
from datasay.core.schemas import Changes, Flag, IsNumber, Key, Line, LongText, Moment, Tags
from datasay.engines.protocols import ENGINE_NAME
from datasay.image.content.layers import DrawnPage
from datasay.image.content.schemas import DEFAULT_PAINTER, LARGEST_SEED
from datasay.mixall.content.models import MixallAspect, MixallStatus, MixallType

Title = Annotated[Line, Field(max_length=200)]
SIZES = {MixallAspect.PORTRAIT: (1080, 1920), MixallAspect.LANDSCAPE: (1920, 1080), MixallAspect.SQUARE: (1080, 1080)}


class Music(StrEnum):
    """What plays under the speech: nothing, a bed in the text's own mood, or one in a mood that is chosen."""

    AUTO = "auto"
    NONE = "none"
    CALM = "calm"
    WARM = "warm"
    BRIGHT = "bright"
    HOPEFUL = "hopeful"
    SERIOUS = "serious"
    TENDER = "tender"
    LULLABY = "lullaby"
    WONDER = "wonder"
    PLAYFUL = "playful"
    EASTERN = "eastern"


class MixallWishes(BaseModel):
    """What may be wished of any work."""

    mixall_type: Literal[MixallType.VIDEO_WITH_VOICE] = MixallType.VIDEO_WITH_VOICE
    mixall_aspect: MixallAspect = MixallAspect.PORTRAIT
    mixall_tags: Tags = []
    music: Music | Flag = Field(
        Music.AUTO,
        description="The music under the speech: `auto` (a bed in the mood of the text), a mood, or `none`; "
        "`true` is `auto` and `false` is `none`.",
    )
    music_file_id: Key | None = Field(None, description="Your own sound file instead, repeated if short.")
    music_volume: Annotated[float, Field(ge=0, le=2), IsNumber] = Field(
        1.0, description="1 puts the music 14 LU under the speech, and lower while somebody speaks."
    )
    effects: Flag = Field(True, description="Soft sounds where a new part begins.")
    motion: Movement = Field(Movement.CALM, description="How much moves in the picture.")
    cover_title: Annotated[Line, Field(max_length=100)] | None = Field(
        None, description="What the cover says; the work's title when left out."
    )
    subtitle_style: SubtitleStyle = Field(
        SubtitleStyle.PLAIN,
        description="`plain` letters alone where the picture lets them be read, else on a plate; `boxed` on a plate; "
        "`outlined`; `karaoke` two to seven words, the one that sounds lit; `big` one to four, large.",
    )

    @property
    def chosen_music(self) -> Music:
        """The music by its name."""
        if isinstance(self.music, Music):
            return self.music
        return Music.AUTO if self.music else Music.NONE


class ShownSettings(BaseModel):
    """How a work looks and sounds."""

    music: Music = Music.AUTO
    music_file_id: int | None = None
    music_volume: float = 1.0
    effects: bool = True
    motion: Movement = Movement.CALM
    subtitle_style: SubtitleStyle = SubtitleStyle.PLAIN
    cover_title: str | None = None
    style: str | None = None
    seed: int = 0
    audio_timbre_id: int | None = Field(None, description="Who speaks; null: the usual voice of the language.")
    audio_speed: float = 1.0
    image_engine: str = DEFAULT_PAINTER
    photos: bool = Field(False, description="Show your tagged photos where they fit, in scenes that are drawn anew.")


class MixallSettings(ShownSettings):
    """What `mixall_settings` keeps of the wishes, and what rows without a setting mean."""

    cover_file_id: int | None = None  # of the finished work
    titled: bool = False
    text_version: int | None = None
    pause_scale: float = 1.0  # how much longer the pauses are than a speaker makes them, for a wished length
    video_key: str | None = None  # what the finished video was made of, as a hash
    laid: str | None = None  # what the narration was laid of, as a hash
    kept_revision: int | None = None  # the last one that stays among the versions for good
    drawn: dict[int, DrawnPage] = {}  # image_id → how it was drawn
    drawn_for: dict[int, str] = {}  # image_id → the scene, and what it was drawn of, as a hash

    @field_validator("music", mode="before")
    @classmethod
    def _named(cls, kept: object) -> object:
        """Works of before had music or none."""
        return (Music.AUTO if kept else Music.NONE) if isinstance(kept, bool) else kept

    @classmethod
    def wished(cls, wishes: MixallWishes, **more: str | float | bool | None) -> "MixallSettings":
        """Those of a new work."""
        kept = wishes.model_dump(include=set(cls.model_fields))
        return cls.model_validate(kept | {"music": wishes.chosen_music} | more)


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


class SettingChanges(Changes):
    """Settings to change; what is left out stays."""

    clearable = frozenset({"music_file_id", "cover_title", "style", "audio_timbre_id"})

    music: Music | None = None
    music_file_id: Key | None = None
    music_volume: Annotated[float, Field(ge=0, le=2), IsNumber] | None = None
    effects: Flag | None = None
    motion: Movement | None = None
    subtitle_style: SubtitleStyle | None = None
    cover_title: Annotated[Line, Field(max_length=100)] | None = None
    style: Annotated[Line, Field(max_length=100)] | None = None
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED), IsNumber] | None = None
    audio_timbre_id: Key | None = None
    audio_speed: Annotated[float, Field(ge=0.5, le=2), IsNumber] | None = None
    image_engine: Annotated[str, Field(pattern=ENGINE_NAME)] | None = None
    photos: Flag | None = None


class MixallUpdate(Changes):
    """What to change; what is left out stays."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"mixall_aspect": "16:9", "mixall_settings": {"subtitle_style": "karaoke", "music": "warm"}}]
        }
    )
    clearable = frozenset({"mixall_description"})

    mixall_title: Title | None = None
    mixall_description: Annotated[LongText, Field(max_length=5000)] | None = None
    mixall_tags: Tags | None = None
    mixall_aspect: MixallAspect | None = None
    mixall_settings: SettingChanges | None = None


_MIXALL: dict[str, JsonValue] = {
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
    "mixall_revision": 4,
}
_SCENE: dict[str, JsonValue] = {
    "scene_id": 41,
    "scene_position": 0,
    "scene_narration": "我与父亲不相见已二年余了，我最不能忘记的是他的背影。",
    "scene_headline": "父亲的背影",
    "scene_keywords": ["父亲", "背影"],
    "scene_image_id": 3,
    "scene_start_seconds": 0.0,
    "scene_end_seconds": 5.6,
    "scene_timbre_id": None,
    "scene_speed": None,
    "scene_pause_seconds": None,
    "scene_audio_id": None,
    "scene_audio_start": None,
    "scene_audio_end": None,
    "scene_image_prompt": None,
    "scene_style": None,
    "scene_layout": None,
    "scene_seed": None,
    "scene_crop": None,
    "scene_motion": None,
    "scene_transition": None,
    "scene_locked": False,
}


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
    scene_timbre_id: int | None
    scene_speed: float | None
    scene_pause_seconds: float | None
    scene_audio_id: int | None
    scene_audio_start: float | None
    scene_audio_end: float | None
    scene_image_prompt: str | None
    scene_style: str | None
    scene_layout: str | None
    scene_seed: int | None
    scene_crop: dict[str, float] | None
    scene_motion: Movement | None
    scene_transition: Transition | None
    scene_locked: bool


class MixallRead(BaseModel):
    """A work."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_MIXALL]})

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
    mixall_revision: int = Field(description="Of any change; the ETag, to be sent back as `If-Match`.")


class MixallDeletedRead(MixallRead):
    """A deleted work."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**_MIXALL, "mixall_deleted_time": "2026-02-01T08:00:00Z"}]}
    )

    mixall_deleted_time: Moment


DETAIL_EXAMPLE: dict[str, JsonValue] = {
    **_MIXALL,
    "mixall_settings": ShownSettings(style="ink").model_dump(mode="json"),
    "mixall_scenes": [_SCENE],
}


class MixallDetail(MixallRead):
    """A work with its settings and its storyboard."""

    model_config = ConfigDict(json_schema_extra={"examples": [DETAIL_EXAMPLE]})

    mixall_settings: ShownSettings

    mixall_scenes: list[SceneRead] = []


class WorkPart(StrEnum):
    """What a work is made of."""

    VOICE = "voice"
    IMAGE = "image"
    VIDEO = "video"


class PartPrice(BaseModel):
    """What a part costs, by the operator's prices."""

    amount: float
    currency: str


class PlannedPart(BaseModel):
    """A part that the next making makes anew."""

    scene_id: int | None = Field(description="null: of the whole work.")
    scene_position: int | None
    part: WorkPart
    reason: str = Field(
        description="`missing`: not made yet; `gone`: deleted; `narration`, `timbre`, `speed` of the speech, `size`,"
        " `style`, `seed`, `engine`, `description` of the picture: changed; `parts`: another part is made anew;"
        " `settings`: order, pauses, headlines or settings changed."
    )
    seconds: float = Field(description="About how long it takes on two cores.")
    price: PartPrice | None = Field(description="null: not known beforehand.")


class MixallPlan(BaseModel):
    """What the next making of a work does."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "mixall_id": 3,
                    "mixall_revision": 5,
                    "reuse": 13,
                    "remake": [
                        {
                            "scene_id": 41, "scene_position": 0, "part": "voice", "reason": "narration",
                            "seconds": 2.1, "price": {"amount": 0, "currency": "CNY"},
                        },
                        {
                            "scene_id": None, "scene_position": None, "part": "video", "reason": "parts",
                            "seconds": 27, "price": None,
                        },
                    ],
                    "seconds": 29.1,
                }
            ]
        }
    )  # fmt: skip

    mixall_id: int
    mixall_revision: int
    reuse: int = Field(description="How many parts are taken as they are.")
    remake: list[PlannedPart]
    seconds: float = Field(description="About how long all of it takes on two cores.")
