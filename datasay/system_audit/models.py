"""The log, which only the database's triggers write, and the heads of its chains (docs/explanation/audit.md)."""

from datetime import datetime

from sqlalchemy import BigInteger, DateTime, Index, LargeBinary, PrimaryKeyConstraint, String, text
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.auditing import AuditAction
from datasay.core.tables import Base, Json, JsonObject, at_least, one_of


class SystemAuditChain(Base):
    """The head of one lane: transactions that write at the same time each hold a lane of their own."""

    __tablename__ = "system_audit_chain"
    __table_args__ = (
        *at_least(0, "chain_lane", "chain_number"),
        *at_least(1, "chain_begin_number"),
        {"comment": "审计链表：每条链的链首，写入审计日志的同一事务中更新"},
    )

    chain_lane: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="链号，同时写入的事务各用一条，互不等待"
    )
    chain_number: Mapped[int] = mapped_column(BigInteger, comment="最后一行的序号，0 为尚无")
    chain_hash: Mapped[bytes] = mapped_column(LargeBinary, comment="最后一行的哈希（SHA-256）")
    chain_time: Mapped[datetime] = mapped_column(DateTime, comment="最后一行的时间（UTC）")
    chain_begin_number: Mapped[int] = mapped_column(BigInteger, comment="保留的第一行的序号，删除旧月份后大于 1")
    chain_begin_hash: Mapped[bytes] = mapped_column(LargeBinary, comment="保留的第一行之前一行的哈希")


class SystemAuditLog(Base):
    """One change or event. No foreign keys: it outlives what it tells of."""

    __tablename__ = "system_audit_log"
    __table_args__ = (
        # In this order: pages are read along it, and time leads to the partition.
        PrimaryKeyConstraint("audit_time", "audit_id"),
        one_of("audit_action", AuditAction),
        Index("idx_system_audit_log_lane", "audit_lane", "audit_lane_number"),
        Index("idx_system_audit_log_user", "audit_user_id", "audit_time", "audit_id"),
        Index("idx_system_audit_log_row", "audit_table", "audit_key"),
        Index("idx_system_audit_log_request", "audit_request_id"),
        Index(
            "idx_system_audit_log_event",
            "audit_action",
            "audit_time",
            "audit_id",
            postgresql_where=text("audit_action NOT IN ('insert', 'update', 'delete')"),
        ),
        {
            "comment": "审计日志表：谁在何时改了哪一行的哪些列，只能由触发器增加，任何人不得修改或删除",
            "postgresql_partition_by": "RANGE (audit_time)",
        },
    )

    audit_id: Mapped[int] = mapped_column(BigInteger, autoincrement=True, comment="审计记录ID")
    audit_time: Mapped[datetime] = mapped_column(DateTime, comment="记录时间（UTC），同一条链内不倒退")
    audit_user_id: Mapped[int | None] = mapped_column(comment="操作用户ID，不设外键：记录比用户存得久；空为无人登录")
    audit_user_role: Mapped[str | None] = mapped_column(String(20), comment="操作时的角色")
    audit_actor: Mapped[str | None] = mapped_column(
        String(100), comment="非用户的操作者：系统任务的名称，或直接连库者的数据库角色"
    )
    audit_request_id: Mapped[str | None] = mapped_column(String(64), comment="请求ID（X-Request-ID），任务中为任务UUID")
    audit_table: Mapped[str] = mapped_column(String(63), comment="所涉及的表")
    audit_action: Mapped[str] = mapped_column(
        String(20),
        comment="操作：insert, update, delete, truncate, role_change, password_change, login, login_failed, logout,"
        " export, label_switch, archive",
    )
    audit_key: Mapped[JsonObject | None] = mapped_column(Json, comment="所涉及行的主键")
    audit_before: Mapped[JsonObject | None] = mapped_column(
        Json, comment="变更前的列值；密文与长文本只存 SHA-256 与长度"
    )
    audit_after: Mapped[JsonObject | None] = mapped_column(
        Json, comment="变更后的列值；密文与长文本只存 SHA-256 与长度"
    )
    audit_lane: Mapped[int] = mapped_column(comment="所在的链")
    audit_lane_number: Mapped[int] = mapped_column(BigInteger, comment="链内序号，从 1 起连续")
    audit_previous_hash: Mapped[bytes] = mapped_column(LargeBinary, comment="链内前一行的哈希，首行为 32 个零字节")
    audit_hash: Mapped[bytes] = mapped_column(LargeBinary, comment="本行的哈希：SHA-256（前一行的哈希 || 本行内容）")
