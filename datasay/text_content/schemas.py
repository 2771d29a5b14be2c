"""Texts as JSON."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from datasay.core.schemas import Changes, Line, LongText, Moment, Tags
from datasay.text_content.models import TextContentType, TextStatus

TEXT_LIMIT = 1_000_000
ARTICLE_LIMIT = 200_000
Title = Annotated[Line, Field(max_length=200)]
Content = Annotated[LongText, Field(max_length=TEXT_LIMIT)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,6})?$", max_length=10)]
_EXAMPLE: dict[str, JsonValue] = {
    "text_title": "背影",
    "text_content": "我与父亲不相见已二年余了，我最不能忘记的是他的背影。",
    "text_content_type": "article",
    "text_language": "zh-CN",
    "text_tags": ["散文"],
}


class TextCreate(BaseModel):
    """A text to keep."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    text_title: Title
    text_content: Content
    text_content_type: TextContentType = TextContentType.ARTICLE
    text_language: Language | None = Field(None, description="Detected when not given.")
    text_status: TextStatus = TextStatus.DRAFT
    text_tags: Tags = []


class TextUpdate(Changes):
    """What to change; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"text_title": "背影（节选）"}]})

    text_title: Title | None = None
    text_content: Content | None = None
    text_content_type: TextContentType | None = None
    text_language: Language | None = None
    text_status: TextStatus | None = None
    text_tags: Tags | None = None


class TextRead(BaseModel):
    """A text."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "text_id": 12,
                    **_EXAMPLE,
                    "text_word_count": 24,
                    "text_status": "draft",
                    "text_version": 1,
                    "text_template_id": None,
                    "text_source_text_id": None,
                    "text_scenes": None,
                    "text_model_version": None,
                    "text_created_user_id": 1,
                    "text_created_time": "2026-01-31T08:00:00Z",
                    "text_updated_time": "2026-01-31T08:00:00Z",
                }
            ]
        },
    )

    text_id: int
    text_title: str
    text_content: str
    text_content_type: TextContentType
    text_language: str | None
    text_word_count: int | None
    text_status: TextStatus
    text_tags: list[str] | None
    text_version: int
    text_template_id: int | None
    text_source_text_id: int | None
    text_scenes: list[dict[str, Any]] | None = Field(description="A script's scenes: narration, headline, keywords.")
    text_model_version: str | None
    text_created_user_id: int
    text_created_time: Moment
    text_updated_time: Moment
