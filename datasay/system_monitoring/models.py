"""Usage per user and day (design §9), partitioned by month, and the events it is made of."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, Numeric, String, text
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import Base, Json, JsonObject, at_least, count, created, named, one_of, owner, updated
from datasay.engines.usage import Unit


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


class SystemUsageEvent(Base):
    """One piece of work by an engine: what it took in units and what that cost. Rows are only ever added."""

    __tablename__ = "system_usage_event"
    __table_args__ = (
        named("event_kind"),
        Index(
            "idx_system_usage_event_user_time",
            "event_user_id",
            text("event_created_time DESC"),
            text("event_id DESC"),
        ),
        Index("idx_system_usage_event_time", "event_created_time"),
        {"comment": "用量明细表：每次引擎工作的用量与费用，只追加"},
    )

    event_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="明细ID")
    event_user_id: Mapped[int] = owner("使用者用户ID")
    event_kind: Mapped[str] = mapped_column(String(20), comment="引擎种类：text, analysis, voice, image 等")
    event_engine: Mapped[str] = mapped_column(String(50), comment="引擎名称")
    event_model: Mapped[str] = mapped_column(String(200), comment="模型名称")
    event_task_uuid: Mapped[str | None] = mapped_column(String(36), comment="任务UUID，不经任务的请求为空")
    event_units: Mapped[JsonObject] = mapped_column(
        Json, server_default=text("'{}'"), comment="用量，按单位：requests, tokens_in, tokens_out, characters 等"
    )
    event_config_id: Mapped[int | None] = mapped_column(comment="所用账号的配置ID，运营方默认账号与本机引擎为空")
    event_estimated: Mapped[bool] = mapped_column(comment="用量是否含估算")
    event_price: Mapped[Decimal | None] = mapped_column(
        Numeric(18, 8), comment="费用，按账号价目，其次按价目表计算，无价目为空"
    )
    event_currency: Mapped[str | None] = mapped_column(String(3), comment="货币代码")
    event_seconds: Mapped[Decimal] = mapped_column(Numeric(10, 2), comment="用时（秒）")
    event_succeeded: Mapped[bool] = mapped_column(comment="是否得到结果")
    event_created_time: Mapped[datetime] = mapped_column(
        DateTime, server_default=text("CURRENT_TIMESTAMP"), comment="发生时间（UTC）"
    )


class SystemUsagePrice(Base):
    """What a unit of an engine's use costs on some days; an account's own prices come first."""

    __tablename__ = "system_usage_price"
    __table_args__ = (
        named("price_engine"),
        one_of("price_unit", Unit),
        *at_least(0, "price_amount"),
        *at_least(1, "price_per"),
        CheckConstraint("price_valid_to >= price_valid_from", name="price_valid_to"),
        Index("idx_system_usage_price_engine", "price_engine", "price_unit"),
        Index("idx_system_usage_price_user", "price_created_user_id"),
        {"comment": "价目表：各引擎每单位用量的价格及有效期，由管理员维护"},
    )

    price_id: Mapped[int] = mapped_column(primary_key=True, comment="价目ID")
    price_engine: Mapped[str] = mapped_column(String(50), comment="引擎名称")
    price_model: Mapped[str | None] = mapped_column(String(200), comment="模型名称，空为该引擎的所有模型")
    price_unit: Mapped[str] = mapped_column(
        String(30), comment="单位：requests, tokens_in, tokens_out, characters, audio_seconds, images 等"
    )
    price_amount: Mapped[Decimal] = mapped_column(Numeric(18, 8), comment="价格")
    price_per: Mapped[int] = mapped_column(server_default=text("1"), comment="价格对应的单位数量，如 1000000")
    price_currency: Mapped[str] = mapped_column(String(3), server_default="CNY", comment="货币代码")
    price_valid_from: Mapped[date | None] = mapped_column(Date, comment="生效日期（UTC，含），空为一直有效")
    price_valid_to: Mapped[date | None] = mapped_column(Date, comment="失效日期（UTC，含），空为一直有效")
    price_created_user_id: Mapped[int] = owner("创建用户ID")
    price_created_time: Mapped[datetime] = created("创建时间（UTC）")
    price_updated_time: Mapped[datetime] = updated("更新时间（UTC）")
