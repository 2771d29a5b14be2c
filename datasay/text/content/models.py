"""Texts (design §3.1) and the versions they went through."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import DateTime, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import (
    Base,
    Json,
    JsonObject,
    at_least,
    created,
    moment,
    newest_first,
    one_of,
    owner,
    updated,
    word,
)


class TextContentType(StrEnum):
    """What a text is for."""

    ARTICLE = "article"
    SCRIPT = "script"
    PROMPT = "prompt"
    DIALOGUE = "dialogue"


class TextStatus(StrEnum):
    """How far a text is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class TextContentBasic(Base):
    """A text; a script carries its scenes and the article it came from.

    `text_version` counts its words, `text_revision` every change. A trigger counts both and keeps the words that are
    replaced in `text_content_version`: an UPDATE sets neither (docs/decisions/0012).
    """

    __tablename__ = "text_content_basic"
    __table_args__ = (
        one_of("text_content_type", TextContentType),
        one_of("text_status", TextStatus),
        *at_least(0, "text_word_count"),
        *at_least(1, "text_version", "text_revision"),
        Index("idx_text_content_basic_user", "text_created_user_id"),
        Index("idx_text_content_basic_type", "text_content_type"),
        Index("idx_text_content_basic_status", "text_status"),
        Index("idx_text_content_basic_template", "text_template_id"),
        Index("idx_text_content_basic_source", "text_source_text_id"),
        Index("idx_text_content_basic_tags", "text_tags", postgresql_using="gin"),
        *newest_first("text_content_basic", "text", "text_id", kind="text_content_type"),
        Index(
            "idx_text_content_basic_deleted",
            "text_created_user_id",
            text("text_deleted_time DESC"),
            text("text_id DESC"),
            postgresql_where=text("text_deleted_time IS NOT NULL"),
        ),
        {"comment": "文本内容表：文章、脚本、提示词与对话"},
    )

    text_id: Mapped[int] = mapped_column(primary_key=True, comment="文本ID")
    text_title: Mapped[str] = mapped_column(String(200), comment="文本标题")
    text_content: Mapped[str] = mapped_column(Text, comment="文本正文")
    text_content_type: Mapped[str] = mapped_column(String(50), comment="文本类型：article, script, prompt, dialogue")
    text_language: Mapped[str] = word(10, "zh-CN", "语言代码")
    text_word_count: Mapped[int | None] = mapped_column(comment="字数")
    text_created_user_id: Mapped[int] = owner("创建用户ID")
    text_created_time: Mapped[datetime] = created("创建时间（UTC）")
    text_updated_time: Mapped[datetime] = updated("更新时间（UTC）")
    text_status: Mapped[str] = word(20, "draft", "文本状态：draft, published, archived")
    text_tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text), comment="标签（PostgreSQL数组类型存储标签）")
    text_template_id: Mapped[int | None] = mapped_column(
        ForeignKey("text_template_basic.template_id"), comment="使用的文本模板ID"
    )
    text_deleted_time: Mapped[datetime | None] = moment("删除时间（UTC）")
    text_version: Mapped[int] = mapped_column(
        server_default=text("1"), comment="版本号，标题、正文、语言、标签或分镜每次修改加一"
    )
    text_source_text_id: Mapped[int | None] = mapped_column(
        ForeignKey("text_content_basic.text_id"), comment="来源文本ID（脚本所依据的文章）"
    )
    text_scenes: Mapped[list[JsonObject] | None] = mapped_column(Json, comment="脚本的分镜：旁白、标题、关键词")
    text_model_version: Mapped[str | None] = mapped_column(String(50), comment="生成所用引擎与版本")
    text_revision: Mapped[int] = mapped_column(
        server_default=text("1"), comment="修订号，任何修改（含状态、删除与恢复）加一，用作 ETag"
    )


class TextContentVersion(Base):
    """The words of a text as they were before an edit replaced them. The present ones are in `text_content_basic`."""

    __tablename__ = "text_content_version"
    __table_args__ = (
        UniqueConstraint("text_id", "text_version"),
        *at_least(1, "text_version"),
        *at_least(0, "version_word_count", "version_length"),
        Index("idx_text_content_version_user", "version_created_user_id"),
        {"comment": "文本版本表：被修改替换掉的各版内容，现行内容在文本内容表"},
    )

    version_id: Mapped[int] = mapped_column(primary_key=True, comment="版本记录ID")
    text_id: Mapped[int] = mapped_column(
        ForeignKey("text_content_basic.text_id", ondelete="CASCADE"), comment="所属文本ID"
    )
    text_version: Mapped[int] = mapped_column(comment="版本号，从 1 开始")
    version_title: Mapped[str] = mapped_column(String(200), comment="该版标题")
    version_content: Mapped[str] = mapped_column(Text, comment="该版正文")
    version_language: Mapped[str | None] = mapped_column(String(10), comment="该版语言代码")
    version_tags: Mapped[list[str] | None] = mapped_column(ARRAY(Text), comment="该版标签")
    version_scenes: Mapped[list[JsonObject] | None] = mapped_column(Json, comment="该版分镜")
    version_word_count: Mapped[int | None] = mapped_column(comment="该版字数")
    version_length: Mapped[int] = mapped_column(comment="该版正文的字符数")
    version_created_user_id: Mapped[int] = owner("写成该版的用户ID")
    version_created_time: Mapped[datetime] = mapped_column(DateTime, comment="该版写成时间（UTC）")
    version_replaced_user_id: Mapped[int] = mapped_column(comment="替换该版的用户ID，即下一版的作者")
    version_replaced_time: Mapped[datetime] = mapped_column(DateTime, comment="被下一版替换的时间（UTC）")
