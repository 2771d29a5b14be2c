"""The SQL of tasks but for what an attempt at one does (`attempt_queries`)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, delete, func, literal_column, or_, select, text, update
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.identity import MONITOR, reader_language
from datasay.core.pages import Keyset
from datasay.core.reading import Row
from datasay.task_management.models import (
    BOUGHT,
    UNCOUNTED,
    StepStatus,
    TaskManagementOutbox,
    TaskManagementQueue,
    TaskManagementStep,
    TaskQueue,
    TaskStatus,
)
from datasay.task_management.schemas import StepRead, TaskRead
from datasay.wording.languages import Language

Task = TaskManagementQueue
Step = TaskManagementStep
Outbox = TaskManagementOutbox

OPEN = (TaskStatus.PENDING, TaskStatus.RUNNING)
READ_COLUMNS = [getattr(Task, name) for name in TaskRead.model_fields]
_READ_IN_CHINESE = [
    func.coalesce(Task.task_error_message_zh, column).label("task_error_message")
    if column is Task.task_error_message
    else column
    for column in READ_COLUMNS
]
STEP_COLUMNS = [getattr(Step, name) for name in StepRead.model_fields]
KEYSET = Keyset(
    Task.task_id,
    {
        "task_created_time": Task.task_created_time,
        "task_id": Task.task_id,
        "task_type": Task.task_type,
        "task_name": Task.task_name,
    },
    "-task_created_time",
)


def listing(user_id: int | None) -> Select[Any]:
    """Tasks of one user, or of all."""
    statement = select(*_READ_IN_CHINESE if reader_language.get() is Language.ZH else READ_COLUMNS)
    return statement if user_id is None else statement.where(Task.task_created_user_id == user_id)


async def find_read(database: Database, task_uuid: str, user_id: int | None) -> Row | None:
    """One task of this user, or of anybody when `user_id` is None, as it is shown."""
    return await database.fetch_one(listing(user_id).where(Task.task_uuid == task_uuid))


async def read_steps(database: Database, task_id: int) -> Sequence[Row]:
    """The steps in order, as they are shown."""
    statement = select(*STEP_COLUMNS).where(Step.step_task_id == task_id).order_by(Step.step_position)
    return await database.fetch(statement)


async def lock_user(session: AsyncSession, user_id: int) -> None:
    """Let one submission of a user happen at a time, until the end of the transaction."""
    await session.execute(text("SELECT pg_advisory_xact_lock(7301, :user_id)"), {"user_id": user_id})


async def has_key(database: Database, user_id: int, key: str) -> bool:
    """Whether this Idempotency-Key has started a task."""
    known = select(Task.task_id).where(Task.task_created_user_id == user_id, Task.task_idempotency_key == key)
    return await database.fetch_one(known) is not None


async def find_by_key(session: AsyncSession, user_id: int, key: str) -> Task | None:
    """The task that this Idempotency-Key started."""
    return await session.scalar(
        select(Task).where(Task.task_created_user_id == user_id, Task.task_idempotency_key == key)
    )


async def count_open(session: AsyncSession, user_id: int) -> int:
    """How many tasks of the user wait or run."""
    statement = select(func.count()).where(Task.task_created_user_id == user_id, Task.task_status.in_(OPEN))
    return await session.scalar(statement) or 0


async def fail_open_steps(session: AsyncSession, task_id: int) -> None:
    """A task has ended: no step of it is running any more, nor waits to be gone on with."""
    await session.execute(
        update(Step)
        .where(
            Step.step_task_id == task_id,
            (Step.step_status == StepStatus.RUNNING)
            | ((Step.step_status == StepStatus.PENDING) & Step.step_started_time.is_not(None)),
        )
        .values(step_status=StepStatus.FAILED, step_completed_time=utc_now())
    )


async def allow_purchases(session: AsyncSession, task_id: int) -> None:
    """A person wants the task tried again: what was paid for in vain may be bought anew; answers that came are kept."""
    await session.execute(
        update(Step)
        .where(Step.step_task_id == task_id, Step.step_receipt.has_key(BOUGHT))
        .values(step_receipt=Step.step_receipt.op("-")(BOUGHT))
    )


async def forget_uncounted(session: AsyncSession, task_id: int, step_name: str, key: str) -> bool:
    """Requests that a step has noted under this key are being counted; False when somebody else has counted them."""
    counted = await session.scalar(
        update(Step)
        .where(
            Step.step_task_id == task_id,
            Step.step_name == step_name,
            Step.step_receipt[UNCOUNTED].has_key(key),
        )
        .values(step_receipt=Step.step_receipt.op("#-")(array([UNCOUNTED, key])))
        .returning(Step.step_id)
    )
    return counted is not None


# Spelled out, not with parameters: only so is the index on them used.
_HAS_UNCOUNTED = literal_column(f"step_receipt ->> '{UNCOUNTED}'") != literal_column("'{}'")


async def lock_uncounted(session: AsyncSession, task_ids: Sequence[int]) -> Sequence[tuple[Task, Step]]:
    """The steps of these tasks that have noted requests which nobody has counted, locked."""
    statement = (
        select(Task, Step)
        .join(Step, Step.step_task_id == Task.task_id)
        .where(Task.task_id.in_(task_ids), _HAS_UNCOUNTED)
        .order_by(Step.step_id)
        .with_for_update(of=Step)
    )
    return [(task, step) for task, step in await session.execute(statement)]


async def ended_uncounted(session: AsyncSession, first: datetime, last: datetime) -> Sequence[int]:
    """The tasks that ended between these times, however, and have noted requests which nobody has counted."""
    noted = select(Step.step_task_id).where(_HAS_UNCOUNTED)
    statement = select(Task.task_id).where(Task.task_id.in_(noted), Task.task_completed_time.between(first, last))
    return (await session.scalars(statement)).all()


async def pause_open_steps(session: AsyncSession, task_id: int) -> None:
    """A task waits again: no step of it is running, and none has failed."""
    await session.execute(
        update(Step)
        .where(Step.step_task_id == task_id, Step.step_status == StepStatus.RUNNING)
        .values(step_status=StepStatus.PENDING)
    )


async def due_messages(session: AsyncSession, now: datetime, limit: int) -> Sequence[tuple[int, TaskQueue]]:
    """Unsent outbox rows whose task is due, and where it waits, locked against a second relay."""
    statement = (
        select(Outbox.outbox_id, Task.task_queue)
        .join(Task, Task.task_id == Outbox.outbox_task_id)
        .where(
            Outbox.outbox_sent_time.is_(None),
            or_(Task.task_not_before_time.is_(None), Task.task_not_before_time <= now),
        )
        .order_by(Outbox.outbox_id)
        .limit(limit)
        .with_for_update(of=Outbox, skip_locked=True)
    )
    return [(outbox_id, TaskQueue(queue)) for outbox_id, queue in await session.execute(statement)]


async def mark_sent(session: AsyncSession, outbox_ids: Sequence[int], now: datetime) -> None:
    """The workers were told."""
    await session.execute(
        update(Outbox)
        .where(Outbox.outbox_id.in_(outbox_ids), Outbox.outbox_sent_time.is_(None))
        .values(outbox_sent_time=now, outbox_attempt_count=Outbox.outbox_attempt_count + 1)
    )


async def forget_sent(session: AsyncSession, before: datetime) -> None:
    """Delete messages whose task is no longer waiting."""
    ended = select(Task.task_id).where(Task.task_id == Outbox.outbox_task_id, Task.task_status == TaskStatus.PENDING)
    await session.execute(delete(Outbox).where(Outbox.outbox_sent_time < before, ~ended.exists()))


async def count_overdue(session: AsyncSession, now: datetime, limit: int) -> int:
    """How many tasks that compute have been due for some seconds and still wait, counted up to `limit`."""
    overdue = (
        select(Task.task_id)
        .where(
            Task.task_status == literal_column("'pending'"),
            Task.task_queue.in_((TaskQueue.SHORT, TaskQueue.LONG)),
            Task.task_created_time < now - timedelta(seconds=5),
            or_(Task.task_not_before_time.is_(None), Task.task_not_before_time <= now),
        )
        .limit(limit)
        .subquery()
    )
    return await session.scalar(select(func.count()).select_from(overdue)) or 0


async def close_gap(session: AsyncSession, task: Task) -> None:
    """A waiting task has left the queue: what its user has behind it moves up, so that no turn is missed."""
    await session.execute(
        update(Task)
        .where(
            Task.task_status == literal_column("'pending'"),
            Task.task_created_user_id == task.task_created_user_id,
            Task.task_queue == task.task_queue,
            Task.task_priority == task.task_priority,
            Task.task_turn > task.task_turn,
        )
        .values(task_turn=Task.task_turn - 1)
    )


async def lock_lost(session: AsyncSession, now: datetime, limit: int) -> Sequence[Task]:
    """Running tasks whose worker has been silent for longer than its lease."""
    statement = (
        select(Task)
        .where(Task.task_status == TaskStatus.RUNNING, Task.task_lease_expire_time < now)
        .order_by(Task.task_id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return (await session.scalars(statement)).all()


async def lock_task(session: AsyncSession, task_uuid: str, user_id: int | None) -> Task | None:
    """One task of this user (of anybody when None), locked."""
    statement = select(Task).where(Task.task_uuid == task_uuid)
    if user_id is not None:
        statement = statement.where(Task.task_created_user_id == user_id)
    return await session.scalar(statement.with_for_update())


async def count_by_status(database: Database) -> dict[str, int]:
    """How many tasks are open, by status."""
    count = func.count().label("count")
    statement = select(Task.task_status, count).where(Task.task_status.in_(OPEN)).group_by(Task.task_status)
    counted = dict.fromkeys((str(status) for status in OPEN), 0)
    counted.update({row["task_status"]: row["count"] for row in await database.fetch(statement, actor=MONITOR)})
    return counted


async def oldest_waiting(database: Database, now: datetime) -> datetime | None:
    """When the oldest due pending task was created."""
    statement = select(func.min(Task.task_created_time)).where(
        Task.task_status == TaskStatus.PENDING,
        or_(Task.task_not_before_time.is_(None), Task.task_not_before_time <= now),
    )
    oldest: datetime | None = await database.fetch_value(statement, actor=MONITOR)
    return oldest


async def count_leases(database: Database, now: datetime) -> int:
    """How many tasks a live worker holds."""
    held = select(func.count()).where(Task.task_lease_expire_time > now)
    return int(await database.fetch_value(held, actor=MONITOR))
