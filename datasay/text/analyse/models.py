"""What an analysis found in a text (design §3.2)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import Base, Json, JsonObject, at_least, between, created, one_of


class TextAnalyseType(StrEnum):
    """What an analysis looks at."""

    SENTIMENT = "sentiment"
    KEYWORD = "keyword"
    SUMMARY = "summary"
    READABILITY = "readability"


class TextAnalyseResult(Base):
    """What an analysis found in a text."""

    __tablename__ = "text_analyse_result"
    __table_args__ = (
        one_of("analyse_type", TextAnalyseType),
        *at_least(1, "analyse_text_version"),
        between("analyse_score", 0, 100),
        Index(
            "idx_text_analyse_result_question",
            "text_id",
            "analyse_type",
            "analyse_text_version",
            "analyse_model_version",
            "analyse_options",
            unique=True,
        ),
        Index("idx_text_analyse_result_text", "text_id"),
        Index("idx_text_analyse_result_type", "analyse_type"),
        Index(
            "idx_text_analyse_result_text_time",
            "text_id",
            text("analyse_created_time DESC"),
            text("analyse_id DESC"),
        ),
        {"comment": "文本分析表：情感、关键词、摘要与可读性分析结果"},
    )

    analyse_id: Mapped[int] = mapped_column(primary_key=True, comment="分析ID")
    text_id: Mapped[int] = mapped_column(ForeignKey("text_content_basic.text_id"), comment="被分析的文本ID")
    analyse_type: Mapped[str] = mapped_column(String(50), comment="分析类型：sentiment, keyword, summary, readability")
    analyse_result: Mapped[JsonObject] = mapped_column(Json, comment="存储分析结果的JSON数据")
    analyse_score: Mapped[Decimal | None] = mapped_column(Numeric(5, 2), comment="分析评分")
    analyse_created_time: Mapped[datetime] = created("创建时间（UTC）")
    analyse_model_version: Mapped[str | None] = mapped_column(String(50), comment="分析所用引擎与版本")
    analyse_text_version: Mapped[int] = mapped_column(server_default=text("1"), comment="被分析文本的版本号")
    analyse_options: Mapped[JsonObject] = mapped_column(
        Json, server_default=text("'{}'"), comment="分析选项（含默认值）"
    )
