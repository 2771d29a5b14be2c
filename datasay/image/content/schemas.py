"""Images as JSON."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from datasay.core.schemas import Changes, IsNumber, Key, Line, LongText, Moment, Tags
from datasay.engines.protocols import ENGINE_NAME
from datasay.engines.registry import DEFAULT_ENGINE
from datasay.image.content.models import ImageStatus, ImageType

Title = Annotated[Line, Field(max_length=200)]
Side = Annotated[int, Field(ge=64, le=4096), IsNumber]
LARGEST_SEED = 2**53 - 1
DEFAULT_PAINTER = DEFAULT_ENGINE


class ImageGenerate(BaseModel):
    """Pictures to draw."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "image_title": "月台",
                    "image_prompt": "冬天的车站，父亲穿过铁道去买橘子",
                    "image_width": 1080,
                    "image_height": 1920,
                    "style": "ink",
                    "seed": 7,
                }
            ]
        },
    )

    image_title: Title
    image_prompt: Annotated[LongText, Field(max_length=4000)]
    image_type: Literal[ImageType.IMAGE] = ImageType.IMAGE
    image_width: Side = 1080
    image_height: Side = 1920
    image_tags: Tags = []
    engine: Annotated[str, Field(pattern=ENGINE_NAME)] = DEFAULT_PAINTER
    style: Annotated[Line, Field(max_length=100)] | None = None
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED), IsNumber] = 0
    count: Annotated[int, Field(ge=1, le=8), IsNumber] = 1


class ImageTake(BaseModel):
    """A picture or clip of your own, to be used like a drawn one."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"file_id": 11, "image_title": "月台", "image_tags": ["车站"]}]}
    )

    file_id: Key
    image_title: Title | None = Field(None, description="The file's name when left out.")
    image_tags: Tags = []


class ImageUpdate(Changes):
    """What to change; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"image_title": "月台（夜）"}]})

    image_title: Title | None = None
    image_tags: Tags | None = None


class ImageRead(BaseModel):
    """A picture (or, with image_type `video`, a clip)."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "image_id": 3,
                    "image_title": "月台",
                    "image_prompt": "冬天的车站",
                    "image_file_id": 11,
                    "image_type": "image",
                    "image_width": 1080,
                    "image_height": 1920,
                    "image_duration": None,
                    "image_format": "jpg",
                    "image_status": "completed",
                    "image_tags": [],
                    "image_seed": 7,
                    "image_style": "ink",
                    "image_model_version": "datasay-local-image-1",
                    "image_created_user_id": 1,
                    "image_created_time": "2026-01-31T08:00:00Z",
                    "image_updated_time": "2026-01-31T08:00:00Z",
                }
            ]
        },
    )

    image_id: int
    image_title: str
    image_prompt: str
    image_file_id: int
    image_type: ImageType
    image_width: int | None
    image_height: int | None
    image_duration: float | None
    image_format: str | None
    image_status: ImageStatus
    image_tags: list[str] | None
    image_seed: int | None
    image_style: str | None
    image_model_version: str | None
    image_created_user_id: int
    image_created_time: Moment
    image_updated_time: Moment
