"""Wishes for generated texts as JSON."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from datasay.core.schemas import IsNumber, Key, Line, LongText, Tags
from datasay.engines.protocols import ENGINE_NAME
from datasay.engines.registry import DEFAULT_ENGINE
from datasay.text.content.models import TextContentType
from datasay.text.content.schemas import ARTICLE_LIMIT, Language, Title
from datasay.text.generation.operations import GenerateOperation
from datasay.text.template.declarations import Values
from datasay.wording.told import Told

DEFAULT_WRITER = DEFAULT_ENGINE
MOST_TEXTS, MOST_TITLES = 5, 20
_SOURCES = ("source_text_id", "prompt", "text_template_id")


def _given(name: str) -> dict[str, Any]:  # Any: JSON schema
    return {"required": [name], "properties": {name: {"not": {"type": "null"}}}}


class TextGenerate(BaseModel):
    """A text to write: a script from an article, a filled-in template, or another version of a text."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"source_text_id": 12, "target_seconds": 60},
                {"engine": "openai", "source_text_id": 12, "operation": "translate", "text_language": "en-US"},
                {"engine": "openai", "text_content_type": "article", "prompt": "城市里的屋顶菜园", "target_words": 800},
                {"text_template_id": 5, "variables": {"product_name": "保温杯"}},
            ],
            "anyOf": [_given(name) for name in _SOURCES],
            "not": {"allOf": [_given("source_text_id"), _given("prompt")]},
            "if": {"required": ["variables"], "properties": {"variables": {"minProperties": 1}}},
            "then": _given("text_template_id"),
        },
    )

    engine: Annotated[str, Field(pattern=ENGINE_NAME)] = Field(
        DEFAULT_WRITER,
        description="local needs no model and writes scripts and templates; with a model everything can be done."
        " GET /engines lists what each can do.",
    )
    operation: GenerateOperation = GenerateOperation.WRITE
    text_content_type: TextContentType | None = Field(
        None, description="Of the new text. Left out: script when writing, else that of the source."
    )
    text_title: Title | None = None
    prompt: Annotated[LongText, Field(max_length=ARTICLE_LIMIT)] | None = Field(
        None, description="The text itself when it is not kept, or what an article shall be about."
    )
    source_text_id: Key | None = Field(None, description="The text to work on.")
    text_template_id: Key | None = Field(
        None,
        description="A template to fill in. With a model, one of type prompt, which is then all the model is told."
        " The text of prompt or source_text_id becomes its variable `source`.",
    )
    variables: Values = Field({}, description="Values of the template's variables.")
    target_seconds: Annotated[float, Field(ge=5, le=1800), IsNumber] | None = Field(
        None, description="Wanted length when spoken; 60 for a script."
    )
    target_words: Annotated[int, Field(ge=1, le=20_000), IsNumber] | None = Field(
        None, description="Wanted length in characters (Chinese) or words."
    )
    text_language: Language | None = Field(None, description="Of the new text; needed for translate.")
    tone: Annotated[Line, Field(max_length=200)] | None = None
    instructions: Annotated[LongText, Field(max_length=4000)] | None = Field(None, description="Further wishes.")
    count: Annotated[int, Field(ge=1, le=MOST_TITLES), IsNumber] | None = Field(
        None, description=f"Up to {MOST_TEXTS} different texts, or of variants up to {MOST_TITLES} titles."
    )
    text_tags: Tags = []

    @model_validator(mode="after")
    def _sources(self) -> Self:
        if all(getattr(self, name) is None for name in _SOURCES):
            raise ValueError(
                Told(
                    "give source_text_id, prompt or text_template_id",
                    "请填 source_text_id、prompt 或 text_template_id 之一",
                )
            )
        if self.source_text_id is not None and self.prompt is not None:
            raise ValueError(Told("give either source_text_id or prompt", "source_text_id 和 prompt 只能填一个"))
        if self.variables and self.text_template_id is None:
            raise ValueError(Told("variables go with text_template_id", "variables 要和 text_template_id 一起用"))
        return self
