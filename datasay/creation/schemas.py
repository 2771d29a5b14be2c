"""The main job as JSON: what to make a video of, and how."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from datasay.core.schemas import Flag, IsNumber, Key, Line, LongText, either
from datasay.engines.protocols import ENGINE_NAME
from datasay.image.content.schemas import DEFAULT_PAINTER, LARGEST_SEED
from datasay.mixall.content.schemas import MixallWishes
from datasay.text.content.schemas import ARTICLE_LIMIT
from datasay.text.generation.schemas import DEFAULT_WRITER
from datasay.voice.audio.schemas import UNCHOSEN, Factor
from datasay.wording.told import Told


class CreationStart(MixallWishes):
    """An article or a script you keep; out comes a narrated, subtitled video."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "article": "背影\n朱自清\n\n我与父亲不相见已二年余了……",
                    "mixall_aspect": "9:16",
                    "target_seconds": 60,
                },
                {"text_id": 12, "mixall_title": "背影", "style": "ink"},
            ],
            **either("text_id", "article"),
        },
    )

    text_id: Key | None = Field(None, description="An article or script you keep. A script is used as it stands.")
    article: Annotated[LongText, Field(max_length=ARTICLE_LIMIT)] | None = Field(
        None, description="The article itself; it is kept as a text."
    )
    mixall_title: Annotated[Line, Field(max_length=200)] | None = None
    target_seconds: Annotated[float, Field(ge=10, le=1800), IsNumber] = Field(60, description="Wanted length.")
    audio_speed: Factor = Field(1.0, description="How fast it is spoken; the script is written for it.")
    photos: Flag = Field(
        False, description="Show your tagged photos in scenes that have or say a tag; never unless asked."
    )
    seed: Annotated[int, Field(ge=0, le=LARGEST_SEED), IsNumber] | None = Field(
        None,
        description="Another number, other pictures and another playing; left out: the article's own.",
    )
    audio_timbre_id: Key | None = Field(None, description=UNCHOSEN)
    style: Annotated[Line, Field(max_length=100)] | None = Field(None, description="A style of the image engine.")
    engine: Annotated[str, Field(pattern=ENGINE_NAME)] = Field(
        DEFAULT_WRITER, description="Who writes the script; GET /engines lists those that can."
    )
    image_engine: Annotated[str, Field(pattern=ENGINE_NAME)] = Field(
        DEFAULT_PAINTER, description="Who draws the pictures; GET /engines lists those that can."
    )

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.text_id is None) == (self.article is None):
            raise ValueError(Told("give either text_id or article", "text_id 和 article 必须填一个，且只能填一个"))
        return self


class CreationParams(BaseModel):
    """What the task keeps of the request."""

    mixall_id: Key
    text_id: Key
    target_seconds: float
    audio_timbre_id: Key | None
    style: str | None
    engine: str = DEFAULT_WRITER
    image_engine: str = DEFAULT_PAINTER
    seed: int
    audio_speed: float = 1.0
    photos: bool = True  # tasks begun before this could be chosen showed them
