"""Usage per user and day (design §9), partitioned by month."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import Base, at_least, count, created, updated


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
