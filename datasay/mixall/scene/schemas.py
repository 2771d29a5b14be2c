"""Scenes, the operations on them and versions of works as JSON."""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

from datasay.composition.movement import Movement
from datasay.composition.transition import Transition
from datasay.core.schemas import Changes, Flag, IsNumber, Key, Line, LongText, Moment, Tags, either
from datasay.image.content.schemas import LARGEST_SEED
from datasay.mixall.content.models import MixallAspect
from datasay.mixall.content.revisions import EDITABLE
from datasay.mixall.content.schemas import DETAIL_EXAMPLE, MixallDetail
from datasay.wording.told import Told

NARRATION_LIMIT = 5000
MOST_SCENES = 300
_MOST_OPERATIONS = 500
_NAME = r"^[A-Za-z][A-Za-z0-9_-]{0,39}$"
Share = Annotated[float, Field(ge=0, le=1), IsNumber]
SceneName = Annotated[str, Field(pattern=_NAME)]
SceneRef = Annotated[
    Key | SceneName,
    Field(
        description="A scene's id, or the `scene_name` that an earlier operation of this request gave its new scene."
    ),
]
Position = Annotated[int, Field(ge=0, le=MOST_SCENES), IsNumber]


class Crop(BaseModel):
    """The part of the picture that is shown, in shares of its width and height from the upper left."""

    model_config = ConfigDict(extra="forbid")

    x: Share
    y: Share
    width: Annotated[float, Field(gt=0, le=1), IsNumber]
    height: Annotated[float, Field(gt=0, le=1), IsNumber]

    @model_validator(mode="after")
    def _inside(self) -> "Crop":
        if self.x + self.width > 1.0001 or self.y + self.height > 1.0001:
            raise ValueError(Told("reaches beyond the picture", "超出了画面"))
        return self


class SceneFields(Changes):
    """What a scene is made of. What is left out stays; null is what follows from the narration and the work."""

    clearable: ClassVar[frozenset[str]] = frozenset(EDITABLE) - {"scene_narration", "scene_locked"}

    scene_narration: Annotated[LongText, Field(max_length=NARRATION_LIMIT)] | None = Field(
        None, description="What is said, word for word."
    )
    scene_headline: Annotated[Line, Field(max_length=200)] | None = Field(
        None, description="What stands in the picture."
    )
    scene_keywords: Tags | None = None
    scene_timbre_id: Key | None = Field(None, description="Who says it; null: the work's voice.")
    scene_speed: Annotated[float, Field(ge=0.5, le=2), IsNumber] | None = Field(
        None, description="How fast; null: as fast as the work."
    )
    scene_pause_seconds: Annotated[float, Field(ge=0, le=10), IsNumber] | None = Field(
        None, description="Silence after it; null: as a speaker pauses."
    )
    scene_audio_id: Key | None = Field(None, description="The speech chosen for it.")
    scene_audio_start: Annotated[float, Field(ge=0, le=14400), IsNumber] | None = Field(
        None, description="Which part of that speech: from this second; null: from its beginning."
    )
    scene_audio_end: Annotated[float, Field(gt=0, le=14400), IsNumber] | None = Field(
        None, description="To this second; null: to its end."
    )
    scene_image_id: Key | None = Field(None, description="The picture chosen for it.")
    scene_image_prompt: Annotated[LongText, Field(max_length=2000)] | None = Field(
        None, description="What the picture is to show; null: what is said."
    )
    scene_style: Annotated[Line, Field(max_length=100)] | None = Field(None, description="null: the work's style.")
    scene_layout: Annotated[Line, Field(max_length=30)] | None = Field(
        None, description="The kind of page; null: what the narration asks for."
    )
    scene_seed: Annotated[int, Field(ge=0, le=LARGEST_SEED), IsNumber] | None = None
    scene_crop: Crop | None = None
    scene_motion: Movement | None = None
    scene_transition: Transition | None = Field(None, description="How it comes; null: by what the text does.")
    scene_locked: Flag | None = Field(None, description="A locked scene is neither changed nor made anew.")


class Update(SceneFields):
    """Change fields of a scene."""

    op: Literal["update"]
    scene_id: SceneRef


class Insert(SceneFields):
    """Put a new scene at a position; left out, at the end."""

    op: Literal["insert"]
    scene_position: Position | None = None
    scene_name: SceneName | None = Field(None, description="What later operations of this request call it.")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Delete(_Strict):
    """Take a scene out; it can be restored."""

    op: Literal["delete"]
    scene_id: SceneRef


class Restore(_Strict):
    """Bring a deleted scene back, with all it had; left out, at the end."""

    op: Literal["restore"]
    scene_id: Key
    scene_position: Position | None = None


class Move(_Strict):
    """Put a scene where `scene_position` says, counted without it."""

    op: Literal["move"]
    scene_id: SceneRef
    scene_position: Position


class Split(_Strict):
    """Make two scenes of one: the first keeps the narration up to a character and the picture."""

    op: Literal["split"]
    scene_id: SceneRef
    at: Annotated[int, Field(ge=1, lt=NARRATION_LIMIT), IsNumber] = Field(
        description="How many characters (code points) of the narration stay with the first scene."
    )
    scene_name: SceneName | None = Field(None, description="What later operations of this request call the second.")


class Merge(_Strict):
    """Make one scene of neighbours: the first takes in what the others say."""

    op: Literal["merge"]
    scene_ids: Annotated[list[SceneRef], Field(min_length=2, max_length=20)]


Operation = Update | Insert | Delete | Restore | Move | Split | Merge


class SceneEdit(_Strict):
    """Operations that are done in order, all of them or none."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "operations": [
                        {"op": "update", "scene_id": 41, "scene_narration": "我最不能忘记的是他的背影。"},
                        {"op": "move", "scene_id": 44, "scene_position": 0},
                    ]
                }
            ]
        },
    )

    operations: Annotated[
        list[Annotated[Operation, Field(discriminator="op")]], Field(min_length=1, max_length=_MOST_OPERATIONS)
    ]
    base_revision: Key | None = Field(
        None,
        description="The revision these operations were made for, instead of `If-Match`: what others changed since then"
        " in other scenes or fields stays, and only the same field is refused with 412.",
    )


class SceneImage(_Strict):
    """The picture a scene is to have: one of the library, or a file of yours, which is taken into the library."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"file_id": 11, "crop": {"x": 0, "y": 0.1, "width": 1, "height": 0.8}}],
            **either("scene_image_id", "file_id"),
        },
    )

    scene_image_id: Key | None = None
    file_id: Key | None = None
    crop: Crop | None = Field(None, description="The part that is shown; left out, all of it.")

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.scene_image_id is None) == (self.file_id is None):
            raise ValueError(
                Told("give either scene_image_id or file_id", "scene_image_id 和 file_id 必须填一个，且只能填一个")
            )
        return self


class SceneEdited(MixallDetail):
    """The new storyboard, and the operations that take the change back."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {**DETAIL_EXAMPLE, "inverse": [{"op": "update", "scene_id": 41, "scene_headline": "父亲的背影"}]}
            ]
        }
    )

    inverse: list[dict[str, JsonValue]] = Field(
        description="Operations that undo this request, to be sent as they are."
    )


class MixallVersionItem(BaseModel):
    """A revision of a work, without its scenes."""

    mixall_id: int
    mixall_revision: int
    version_title: str
    version_aspect: MixallAspect
    version_kept: bool = Field(description="Kept for good: one that was rendered, restored or saved by hand.")
    version_scene_count: int
    version_created_time: Moment


class MixallVersionRead(MixallVersionItem):
    """A revision of a work, whole."""

    version_settings: dict[str, JsonValue]
    version_scenes: list[dict[str, JsonValue]]


class SceneChange(BaseModel):
    """What became of one scene between two versions."""

    scene_id: int
    change: Literal["added", "deleted", "changed", "moved"]
    fields: dict[str, tuple[Any, Any]] = Field(description="Field → [before, after].")  # Any: JSON


class MixallDifference(BaseModel):
    """What a version has that another has not."""

    mixall_id: int
    mixall_revision: int
    against: int
    title: tuple[str, str] | None
    aspect: tuple[str, str] | None
    settings: dict[str, tuple[Any, Any]]  # Any: JSON
    scenes: list[SceneChange]
