"""Wishes for generated texts as JSON."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from datasay.core.schemas import IsNumber, Key, LongText, Tags, either
from datasay.text_content.models import TextContentType
from datasay.text_content.schemas import ARTICLE_LIMIT, Language, Title


class TextGenerate(BaseModel):
    """A script to write from an article."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"source_text_id": 12, "target_seconds": 60}],
            **either("source_text_id", "prompt"),
        },
    )

    engine: Annotated[str, Field(pattern=r"^[a-z_]{1,50}$")] = "local"
    text_content_type: Literal[TextContentType.SCRIPT] = TextContentType.SCRIPT
    text_title: Title | None = None
    prompt: Annotated[LongText, Field(max_length=ARTICLE_LIMIT)] | None = Field(
        None, description="The article itself, when it is not kept as a text."
    )
    source_text_id: Key | None = Field(None, description="The text that holds the article.")
    target_seconds: Annotated[float, Field(ge=5, le=1800), IsNumber] = Field(
        60, description="Wanted length of the spoken script."
    )
    text_language: Language | None = None
    text_tags: Tags = []

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if (self.prompt is None) == (self.source_text_id is None):
            raise ValueError("give either source_text_id or prompt")
        return self
