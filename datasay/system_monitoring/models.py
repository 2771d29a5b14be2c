"""Usage per user and day (design §9), partitioned by month, and the events it is made of."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import BigInteger, Date, DateTime, ForeignKey, Index, Integer, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import Base, at_least, count, created, one_of, owner, updated


class SystemUsageStatistics(Base):
    """What one user used on one day. `stat_id` alone is unique too: all partitions draw it from one sequence."""

    __tablename__ = "system_usage_statistics"
    __table_args__ = (
        *at_least(
            0,
            "stat_api_calls_text",
            "stat_api_calls_voice",
            "stat_api_calls_image",
            "stat_storage_used_bytes",
            "stat_processing_time_seconds",
        ),
        Index("idx_system_usage_statistics_user_date", "stat_user_id", "stat_date", unique=True),
        Index("idx_system_usage_statistics_date", "stat_date"),
        {
            "comment": "系统使用统计表：每用户每日用量，按月分区",
            "postgresql_partition_by": "RANGE (stat_date)",
        },
    )

    stat_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True, comment="统计ID")
    stat_date: Mapped[date] = mapped_column(Date, primary_key=True, comment="统计日期（UTC）；分区键")
    stat_user_id: Mapped[int | None] = mapped_column(ForeignKey("user_auth_basic.user_id"), comment="用户ID")
    stat_api_calls_text: Mapped[int] = count("文本接口调用次数")
    stat_api_calls_voice: Mapped[int] = count("语音接口调用次数")
    stat_api_calls_image: Mapped[int] = count("图像接口调用次数")
    stat_storage_used_bytes: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), nullable=True, comment="占用存储（字节）"
    )
    stat_processing_time_seconds: Mapped[Decimal] = mapped_column(
        Numeric(10, 2), server_default=text("0"), nullable=True, comment="处理耗时（秒）"
    )
    stat_created_time: Mapped[datetime] = created("创建时间（UTC）")
    stat_updated_time: Mapped[datetime] = updated("更新时间（UTC）")


class UsageKind(StrEnum):
    """What a remote engine made."""

    TEXT = "text"
    VOICE = "voice"
    IMAGE = "image"
    VIDEO = "video"


class SystemUsageEvent(Base):
    """One use of a remote engine: what it took and what it cost. Rows are only ever added."""

    __tablename__ = "system_usage_event"
    __table_args__ = (
        one_of("event_kind", UsageKind),
        *at_least(0, "event_requests", "event_prompt_tokens", "event_completion_tokens"),
        Index(
            "idx_system_usage_event_user_time",
            "event_user_id",
            text("event_created_time DESC"),
            text("event_id DESC"),
        ),
        Index("idx_system_usage_event_time", "event_created_time"),
        {"comment": "用量明细表：每次使用远程引擎的用量与费用，只追加"},
    )

    event_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="明细ID")
    event_user_id: Mapped[int] = owner("使用者用户ID")
    event_kind: Mapped[str] = mapped_column(String(20), comment="种类：text, voice, image, video")
    event_engine: Mapped[str] = mapped_column(String(50), comment="引擎名称")
    event_model: Mapped[str] = mapped_column(String(200), comment="模型名称")
    event_task_uuid: Mapped[str | None] = mapped_column(String(36), comment="任务UUID，不经任务的请求为空")
    event_requests: Mapped[int] = mapped_column(comment="请求次数")
    event_prompt_tokens: Mapped[int] = mapped_column(comment="输入词元数")
    event_completion_tokens: Mapped[int] = mapped_column(comment="输出词元数")
    event_estimated: Mapped[bool] = mapped_column(comment="词元数是否为估算")
    event_price: Mapped[Decimal | None] = mapped_column(Numeric(18, 8), comment="费用，按账号的价目表计算，无价目为空")
    event_currency: Mapped[str | None] = mapped_column(String(3), comment="货币代码")
    event_seconds: Mapped[Decimal] = mapped_column(Numeric(10, 2), comment="用时（秒）")
    event_succeeded: Mapped[bool] = mapped_column(comment="是否得到结果")
    event_created_time: Mapped[datetime] = mapped_column(
        DateTime, server_default=text("CURRENT_TIMESTAMP"), comment="发生时间（UTC）"
    )
