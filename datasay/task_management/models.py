"""Asynchronous tasks, their steps, and the outbox that wakes the workers (design §7).

The row is the truth: the broker may lose every message and no task is lost.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from datasay.core.tables import (
    Base,
    Json,
    JsonObject,
    at_least,
    between,
    count,
    created,
    moment,
    newest_first,
    one_of,
    owner,
    word,
)


class TaskStatus(StrEnum):
    """How far a task is."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    REVOKED = "revoked"


class TaskType(StrEnum):
    """What a task does."""

    TEXT_GENERATE = "text_generate"
    TEXT_ANALYSE = "text_analyse"
    VOICE_SYNTHESIZE = "voice_synthesize"
    IMAGE_GENERATE = "image_generate"
    MIXALL_RENDER = "mixall_render"
    CREATION_RUN = "creation_run"


class TaskQueue(StrEnum):
    """Where a task waits for a worker. In each of them users take turns."""

    SHORT = "short"  # computes, and is soon done
    LONG = "long"  # computes for minutes: never takes the last process of a worker
    WAITING = "waiting"  # waits for a vendor: many share one process


class StepStatus(StrEnum):
    """How far a step of a task is."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


_WAITS = text("task_status = 'pending'")


class TaskManagementQueue(Base):
    """A task. Who holds the lease may write it; everyone else's writes find no row."""

    __tablename__ = "task_management_queue"
    __table_args__ = (
        UniqueConstraint("task_created_user_id", "task_idempotency_key", name="task_management_queue_idempotency_key"),
        one_of("task_type", TaskType),
        one_of("task_status", TaskStatus),
        one_of("task_queue", TaskQueue),
        between("task_progress", 0, 100),
        *at_least(0, "task_retry_count", "task_remaining_seconds", "task_event_number", "task_attempt_count"),
        *at_least(0, "task_turn", "task_lost_count"),
        Index("idx_task_management_queue_uuid", "task_uuid"),
        Index("idx_task_management_queue_user", "task_created_user_id"),
        Index("idx_task_management_queue_status", "task_status"),
        Index("idx_task_management_queue_type", "task_type"),
        Index("idx_task_management_queue_parent", "task_parent_id"),
        Index(
            "idx_task_management_queue_next",
            "task_queue",
            text("task_priority DESC"),
            "task_turn",
            "task_id",
            postgresql_where=_WAITS,
        ),
        Index(
            "idx_task_management_queue_turn",
            "task_created_user_id",
            "task_queue",
            "task_priority",
            "task_turn",
            postgresql_where=_WAITS,
        ),
        Index(
            "idx_task_management_queue_lease",
            "task_lease_expire_time",
            # Any comparison with the column implies this, so prepared statements use the index too.
            postgresql_where=text("task_lease_expire_time IS NOT NULL"),
        ),
        *newest_first("task_management_queue", "task", "task_id", kind="task_type"),
        {"comment": "异步任务表：任务的唯一事实来源"},
    )

    task_id: Mapped[int] = mapped_column(primary_key=True, comment="任务ID")
    task_uuid: Mapped[str] = mapped_column(String(36), unique=True, comment="Celery任务UUID")
    task_name: Mapped[str] = mapped_column(String(100), comment="任务名称")
    task_type: Mapped[str] = mapped_column(
        String(50),
        comment="任务类型：text_generate, text_analyse, voice_synthesize, image_generate, mixall_render, creation_run",
    )
    task_params: Mapped[JsonObject] = mapped_column(Json, comment="任务参数")
    task_status: Mapped[str] = word(20, "pending", "任务状态：pending, running, completed, failed, revoked")
    task_progress: Mapped[int] = count("进度百分比（0–100）")
    task_result: Mapped[JsonObject | None] = mapped_column(Json, comment="任务结果")
    task_error_message: Mapped[str | None] = mapped_column(Text, comment="错误信息")
    task_error_message_zh: Mapped[str | None] = mapped_column(Text, comment="错误信息（中文）")
    task_error_params: Mapped[JsonObject | None] = mapped_column(Json, comment="错误信息中的各项数值")
    task_created_user_id: Mapped[int] = owner("创建用户ID")
    task_created_time: Mapped[datetime] = created("创建时间（UTC）")
    task_started_time: Mapped[datetime | None] = moment("开始时间（UTC）")
    task_completed_time: Mapped[datetime | None] = moment("完成时间（UTC）")
    task_retry_count: Mapped[int] = count("重试次数")
    task_parent_id: Mapped[int | None] = mapped_column(ForeignKey("task_management_queue.task_id"), comment="父任务ID")
    task_lease_id: Mapped[str | None] = mapped_column(String(36), comment="租约ID，仅持有者可写入")
    task_lease_expire_time: Mapped[datetime | None] = moment("租约到期时间（UTC），心跳续期")
    task_worker_name: Mapped[str | None] = mapped_column(String(200), comment="执行任务的工作进程")
    task_step_name: Mapped[str | None] = mapped_column(String(100), comment="当前步骤")
    task_remaining_seconds: Mapped[int | None] = mapped_column(comment="预计剩余时间（秒）")
    task_event_number: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="最新事件序号，事件流续传之用"
    )
    task_not_before_time: Mapped[datetime | None] = moment("最早执行时间（UTC），重试退避之用")
    task_attempt_count: Mapped[int] = mapped_column(server_default=text("0"), comment="当前步骤中可重试的失败次数")
    task_idempotency_key: Mapped[str | None] = mapped_column(String(255), comment="幂等键，同一用户内唯一")
    task_params_hash: Mapped[str | None] = mapped_column(String(64), comment="任务参数的SHA-256，核对幂等请求")
    task_error_type: Mapped[str | None] = mapped_column(String(100), comment="错误类型，决定是否重试")
    task_retry_key: Mapped[str | None] = mapped_column(String(255), comment="最近一次人工重试的幂等键")
    task_queue: Mapped[str] = mapped_column(
        String(20), server_default="short", comment="所在队列：short, long（计算）, waiting（等待供应商）"
    )
    task_priority: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"), comment="优先级，大者先行")
    task_turn: Mapped[int] = mapped_column(
        BigInteger, server_default=text("0"), comment="轮次：同一优先级内小者先行，使各用户轮流"
    )
    task_lost_count: Mapped[int] = mapped_column(server_default=text("0"), comment="当前步骤中失去的工作进程数")


# Of a receipt: what was paid for, by wish and question; what came; and what was sent and nobody has counted yet.
BOUGHT, ANSWERS, UNCOUNTED = "bought", "answers", "uncounted"


class TaskManagementStep(Base):
    """A step of a task and what it made, for later attempts and for the user's later tasks of the same inputs."""

    __tablename__ = "task_management_step"
    __table_args__ = (
        UniqueConstraint("step_task_id", "step_name"),
        one_of("step_status", StepStatus),
        *at_least(0, "step_position"),
        between("step_progress", 0, 100),
        # Not only of completed steps: completing one then changes no indexed column.
        Index("idx_task_management_step_same", "step_user_id", "step_input_hash"),
        Index("idx_task_management_step_made_by", "step_made_by_id"),
        Index(
            "idx_task_management_step_uncounted",
            "step_task_id",
            postgresql_where=text("(step_receipt ->> 'uncounted') <> '{}'"),
        ),
        {"comment": "任务步骤表：每一步的输入哈希与结果，重试时续做"},
    )

    step_id: Mapped[int] = mapped_column(primary_key=True, comment="步骤ID")
    step_task_id: Mapped[int] = mapped_column(
        ForeignKey("task_management_queue.task_id", ondelete="CASCADE"), comment="所属任务ID"
    )
    step_name: Mapped[str] = mapped_column(String(100), comment="步骤名称，同一任务内唯一")
    step_position: Mapped[int] = mapped_column(comment="顺序，从 0 开始")
    step_input_hash: Mapped[str] = mapped_column(String(64), comment="输入的SHA-256")
    step_status: Mapped[str] = mapped_column(
        String(20), server_default="running", comment="步骤状态：pending, running, completed, failed"
    )
    step_result: Mapped[JsonObject | None] = mapped_column(Json, comment="步骤结果")
    step_started_time: Mapped[datetime | None] = created("开始时间（UTC）")
    step_completed_time: Mapped[datetime | None] = moment("完成时间（UTC）")
    step_user_id: Mapped[int] = owner("所属用户ID，与任务的创建用户相同")
    step_progress: Mapped[int] = mapped_column(server_default=text("0"), comment="本步骤的进度百分比（0–100）")
    step_receipt: Mapped[JsonObject | None] = mapped_column(
        Json, comment="凭据：供应商的作业编号与已付的请求，重新执行时保留"
    )
    step_made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("task_management_step.step_id", ondelete="SET NULL"),
        comment="结果取自哪一个步骤，空为本步骤自己所做",
    )


class TaskManagementOutbox(Base):
    """A message to the workers, written in the transaction that made its task and sent after the commit."""

    __tablename__ = "task_management_outbox"
    __table_args__ = (
        *at_least(0, "outbox_attempt_count"),
        Index("idx_task_management_outbox_task", "outbox_task_id"),
        Index("idx_task_management_outbox_unsent", "outbox_id", postgresql_where=text("outbox_sent_time IS NULL")),
        {"comment": "任务发件箱表：与任务同一事务写入，提交后发送"},
    )

    outbox_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, comment="消息ID")
    outbox_task_id: Mapped[int] = mapped_column(
        ForeignKey("task_management_queue.task_id", ondelete="CASCADE"), comment="所属任务ID"
    )
    outbox_created_time: Mapped[datetime] = created("创建时间（UTC）")
    outbox_sent_time: Mapped[datetime | None] = moment("发送时间（UTC），空为未发送")
    outbox_attempt_count: Mapped[int] = mapped_column(server_default=text("0"), comment="发送尝试次数")
