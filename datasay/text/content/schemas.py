"""Texts as JSON."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from datasay.core.schemas import Changes, Line, LongText, Moment, Tags
from datasay.search.schemas import Found
from datasay.text.content.models import TextContentType, TextStatus
from datasay.wording.forms import LANGUAGE_CODE

TEXT_LIMIT = 1_000_000
ARTICLE_LIMIT = 200_000
Title = Annotated[Line, Field(max_length=200)]
Content = Annotated[LongText, Field(max_length=TEXT_LIMIT)]
Language = Annotated[str, Field(pattern=LANGUAGE_CODE, max_length=10)]
_EXAMPLE: dict[str, JsonValue] = {
    "text_title": "背影",
    "text_content": "我与父亲不相见已二年余了，我最不能忘记的是他的背影。",
    "text_content_type": "article",
    "text_language": "zh-CN",
    "text_tags": ["散文"],
}
_TEXT: dict[str, JsonValue] = {
    "text_id": 12,
    **_EXAMPLE,
    "text_word_count": 24,
    "text_status": "draft",
    "text_version": 1,
    "text_revision": 1,
    "text_template_id": None,
    "text_source_text_id": None,
    "text_scenes": None,
    "text_model_version": None,
    "text_created_user_id": 1,
    "text_created_time": "2026-01-31T08:00:00Z",
    "text_updated_time": "2026-01-31T08:00:00Z",
}
_FOUND: dict[str, JsonValue] = {"field": "text_title", "fragments": [{"text": "背影", "marks": [[0, 2]]}]}


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
    """What to change; what is left out stays. A status alone makes no new version; what is there already changes
    nothing.
    """

    clearable: ClassVar[frozenset[str]] = frozenset({"text_language"})

    model_config = ConfigDict(json_schema_extra={"examples": [{"text_title": "背影（节选）"}]})

    text_title: Title | None = None
    text_content: Content | None = None
    text_content_type: TextContentType | None = None
    text_language: Language | None = Field(None, description="Null has it detected anew.")
    text_status: TextStatus | None = None
    text_tags: Tags | None = None


class TextRead(BaseModel):
    """A text."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_TEXT]})

    text_id: int
    text_title: str
    text_content: str
    text_content_type: TextContentType
    text_language: str | None
    text_word_count: int | None
    text_status: TextStatus
    text_tags: list[str] | None
    text_version: int = Field(description="Of the words: title, content, language, tags, scenes.")
    text_revision: int = Field(description="Of any change; the ETag, to be sent back as `If-Match`.")
    text_template_id: int | None
    text_source_text_id: int | None
    text_scenes: list[dict[str, Any]] | None = Field(description="A script's scenes: narration, headline, keywords.")
    text_model_version: str | None
    text_created_user_id: int
    text_created_time: Moment
    text_updated_time: Moment


class TextFound(TextRead, Found):
    """A text of a list; with `q`, how well it fits and where."""

    model_config = ConfigDict(json_schema_extra={"examples": [{**_TEXT, "rank": 0.84, "highlights": [_FOUND]}]})


class TextDeletedRead(BaseModel):
    """A deleted text in the list of what can be brought back."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "text_id": 12,
                    "text_title": "背影",
                    "text_content_type": "article",
                    "text_word_count": 24,
                    "text_status": "draft",
                    "text_revision": 2,
                    "text_deleted_time": "2026-01-31T08:00:00Z",
                }
            ]
        }
    )

    text_id: int
    text_title: str
    text_content_type: TextContentType
    text_word_count: int | None
    text_status: TextStatus
    text_revision: int
    text_deleted_time: Moment


_VERSION: dict[str, JsonValue] = {
    "text_id": 12,
    "text_version": 2,
    "version_title": "背影（节选）",
    "version_language": "zh-CN",
    "version_tags": ["散文"],
    "version_word_count": 24,
    "version_length": 27,
    "version_created_user_id": 1,
    "version_created_time": "2026-01-31T08:05:00Z",
}


class TextVersionItem(BaseModel):
    """A version in a list: who wrote it, when, and how long it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [_VERSION]})

    text_id: int
    text_version: int
    version_title: str
    version_language: str | None
    version_tags: list[str] | None
    version_word_count: int | None
    version_length: int = Field(description="Characters of the content.")
    version_created_user_id: int
    version_created_time: Moment


class TextVersionRead(TextVersionItem):
    """A version with its words."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_VERSION,
                    "version_content": "我与父亲不相见已二年余了，我最不能忘记的是他的背影。",
                    "version_scenes": None,
                }
            ]
        }
    )

    version_content: str
    version_scenes: list[dict[str, Any]] | None


class TextRun(BaseModel):
    """A stretch of words that is in both versions, in the newer one only, or in the older one only."""

    op: Literal["equal", "insert", "delete"]
    text: str


class TextDifference(BaseModel):
    """How one version differs from another, `against`. Equal and inserted runs make up the version, equal and deleted
    ones what it is compared with.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "text_id": 12,
                    "text_version": 2,
                    "against": 1,
                    "changed": ["version_title"],
                    "title": [{"op": "equal", "text": "背影"}, {"op": "insert", "text": "（节选）"}],
                    "content": [{"op": "equal", "text": "我与父亲不相见已二年余了。"}],
                    "inserted_word_count": 2,
                    "deleted_word_count": 0,
                    "exact": True,
                }
            ]
        }
    )

    text_id: int
    text_version: int
    against: int | None = Field(description="Null: the first version, compared with nothing.")
    changed: list[str] = Field(description="The columns of the version that differ.")
    title: list[TextRun]
    content: list[TextRun]
    inserted_word_count: int = Field(description="Words in inserted runs of title and content, as writers count.")
    deleted_word_count: int
    exact: bool = Field(description="False: so much differs that parts are shown as replaced whole.")
