"""What searching looks up: one row for each thing that can be found, with the codes of its characters and words."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, DateTime, Index, String, text
from sqlalchemy.dialects.postgresql import ARRAY, INTEGER
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import Base, one_of


class SearchKind(StrEnum):
    """What can be found."""

    TEXT = "text"
    AUDIO = "audio"
    IMAGE = "image"
    MIXALL = "mixall"


class SystemSearchEntry(Base):
    """One thing that can be found. Triggers of its table write the row; `indexing` fills in the codes.

    There is no foreign key: the keys of four tables stand in one column, and the triggers delete what is deleted.
    """

    __tablename__ = "system_search_entry"
    __table_args__ = (
        one_of("search_kind", SearchKind),
        Index(
            "idx_system_search_entry_user_time",
            "search_kind",
            "search_user_id",
            text("search_time DESC"),
            text("search_key DESC"),
        ),
        Index(
            "idx_system_search_entry_pending",
            "search_kind",
            "search_user_id",
            "search_key",
            postgresql_where=text("search_tokens IS NULL"),
        ),
        Index("idx_system_search_entry_stale", "search_kind", "search_user_id", postgresql_where=text("search_stale")),
        Index(
            "idx_system_search_entry_tokens",
            "search_tokens",
            "search_heading",
            postgresql_using="gin",
            postgresql_where=text("search_tokens IS NOT NULL"),
        ),
        {"comment": "检索表：每个可检索对象一行，存其字词编码"},
    )

    search_kind: Mapped[str] = mapped_column(
        String(20), primary_key=True, comment="对象种类：text, audio, image, mixall"
    )
    search_key: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, comment="对象的主键")
    search_user_id: Mapped[int] = mapped_column(comment="对象所属用户ID")
    search_time: Mapped[datetime] = mapped_column(DateTime, comment="对象的创建时间（UTC）")
    search_heading: Mapped[list[int] | None] = mapped_column(
        ARRAY(INTEGER), comment="标题与标签的字词编码，为空表示尚未编入"
    )
    search_tokens: Mapped[list[int] | None] = mapped_column(
        ARRAY(INTEGER), comment="标题、标签与正文的字词编码，为空表示尚未编入"
    )
    search_stale: Mapped[bool] = mapped_column(
        Boolean, server_default=text("false"), comment="按旧法编入，仍可检索，待后台重编"
    )
