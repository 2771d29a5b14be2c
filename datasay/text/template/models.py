"""Text templates (design §3.3)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import (
    Base,
    Json,
    JsonObject,
    TemplateStatus,
    at_least,
    count,
    created,
    moment,
    newest_first,
    one_of,
    owner,
    word,
)


class TextTemplateType(StrEnum):
    """What a text template shapes."""

    PROMPT = "prompt"
    STRUCTURE = "structure"
    FORMAT = "format"


class TemplateVisibility(StrEnum):
    """Who sees it: its owner, or everybody (the built-in templates)."""

    PRIVATE = "private"
    SHARED = "shared"


class TextTemplateBasic(Base):
    """A text with places for variables."""

    __tablename__ = "text_template_basic"
    __table_args__ = (
        one_of("template_type", TextTemplateType),
        one_of("template_status", TemplateStatus),
        one_of("template_visibility", TemplateVisibility),
        *at_least(0, "template_usage_count"),
        Index("idx_text_template_basic_user", "template_created_user_id"),
        Index("idx_text_template_basic_type", "template_type"),
        Index("idx_text_template_basic_key", "template_key", unique=True),
        *newest_first("text_template_basic", "template", "template_id", kind="template_type"),
        {"comment": "文本模板表：提示词、结构与格式模板"},
    )

    template_id: Mapped[int] = mapped_column(primary_key=True, comment="模板ID")
    template_name: Mapped[str] = mapped_column(String(100), comment="模板名称")
    template_description: Mapped[str | None] = mapped_column(Text, comment="模板描述")
    template_content: Mapped[str] = mapped_column(Text, comment="模板内容")
    template_type: Mapped[str] = mapped_column(String(50), comment="模板类型：prompt, structure, format")
    template_variables: Mapped[JsonObject | None] = mapped_column(Json, comment="模板变量定义")
    template_created_user_id: Mapped[int] = owner("创建用户ID")
    template_created_time: Mapped[datetime] = created("创建时间（UTC）")
    template_status: Mapped[str] = word(20, "active", "模板状态：active, inactive")
    template_usage_count: Mapped[int] = count("使用次数")
    template_visibility: Mapped[str] = mapped_column(
        String(20), server_default="private", comment="可见范围：private, shared"
    )
    template_key: Mapped[str | None] = mapped_column(String(100), comment="内置模板的键，用户模板为空")
    template_language: Mapped[str | None] = mapped_column(String(10), comment="语言代码")
    template_deleted_time: Mapped[datetime | None] = moment("删除时间（UTC）")
