"""The SQL of tasks. Each change of state is one statement whose WHERE says from which state it may happen.

What a worker only notes on its way (claim, lease, progress, a step begun) does not wait for the disk. If the server
crashes and forgets it, the worker finds its lease gone at its next write, and the task is waiting again. What a step
made, and the end of a task, do wait.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    Select,
    Table,
    Update,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    null,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.sql.dml import ReturningInsert

from datasay.core.database import Database
from datasay.core.pages import Keyset
from datasay.core.reading import Row
from datasay.task_management.models import (
    StepStatus,
    TaskManagementOutbox,
    TaskManagementQueue,
    TaskManagementStep,
    TaskStatus,
)
from datasay.task_management.schemas import StepRead, TaskRead

Task = TaskManagementQueue
Step = TaskManagementStep
Outbox = TaskManagementOutbox

OPEN = (TaskStatus.PENDING, TaskStatus.RUNNING)
READ_COLUMNS = [getattr(Task, name) for name in TaskRead.model_fields]
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


# Built once, of plain columns: putting these together for every attempt, with what an entity carries, took a worker
# longer than the database took to run them.
_TASKS, _STEPS = cast("Table", Task.__table__), cast("Table", Step.__table__)
_T, _S = _TASKS.c, _STEPS.c
_DUE = or_(_T.task_not_before_time.is_(None), _T.task_not_before_time <= bindparam("now"))
_HELD = and_(
    _T.task_id == bindparam("id"),
    _T.task_lease_id == bindparam("lease"),
    _T.task_status == TaskStatus.RUNNING,
)
_CLAIM = (
    update(_TASKS)
    .where(_T.task_uuid == bindparam("uuid"), _T.task_status == TaskStatus.PENDING, _DUE)
    .values(
        task_status=TaskStatus.RUNNING,
        task_lease_id=bindparam("lease"),
        task_lease_expire_time=bindparam("until"),
        task_worker_name=bindparam("worker"),
        task_started_time=func.coalesce(_T.task_started_time, bindparam("now")),
        task_attempt_count=_T.task_attempt_count + 1,
        task_event_number=_T.task_event_number + 1,
    )
    .returning(_TASKS)
)
_RENEW = update(_TASKS).where(_HELD).values(task_lease_expire_time=bindparam("until")).returning(_T.task_id)
_LOCK_HELD = (
    select(_T.task_id).where(_HELD, _T.task_lease_expire_time > bindparam("now")).with_for_update(key_share=True)
)
_REPORT = (
    update(_TASKS)
    .where(_HELD)
    .values(
        task_progress=func.greatest(_T.task_progress, bindparam("progress")),
        task_step_name=bindparam("step"),
        task_remaining_seconds=bindparam("remaining"),
        task_event_number=_T.task_event_number + 1,
    )
    .returning(_T.task_id)
)


def _begin_step() -> ReturningInsert[str, dict[str, Any] | None]:
    """Note that a step runs, while the lease holds; one that was completed from the same inputs stays as it is."""
    held = _LOCK_HELD.cte("held")
    begun = {
        "step_position": bindparam("position", type_=_S.step_position.type),
        "step_input_hash": bindparam("digest", type_=_S.step_input_hash.type),
        "step_status": literal(StepStatus.RUNNING, _S.step_status.type),
        "step_started_time": bindparam("now", type_=_S.step_started_time.type),
    }
    replaced = {**begun, "step_result": null(), "step_completed_time": null()}
    names = ["step_task_id", "step_name", *begun]
    values = select(held.c.task_id, bindparam("name", type_=_S.step_name.type), *begun.values())
    kept = and_(_S.step_input_hash == bindparam("digest"), _S.step_status == StepStatus.COMPLETED)
    return (
        insert(_STEPS)
        .from_select(names, values)
        .on_conflict_do_update(
            index_elements=["step_task_id", "step_name"],
            set_={name: case((kept, _S[name]), else_=value) for name, value in replaced.items()},
        )
        .returning(_S.step_status, _S.step_result)
    )


_BEGIN_STEP = _begin_step()
# One statement: the task has moved on, so its count of fruitless attempts starts anew.
_COMPLETE_STEP = (
    update(_STEPS)
    .where(_S.step_task_id == bindparam("id"), _S.step_name == bindparam("name"))
    .values(
        step_status=StepStatus.COMPLETED,
        step_result=bindparam("result", type_=_S.step_result.type),
        step_completed_time=bindparam("now"),
    )
    .add_cte(update(_TASKS).where(_T.task_id == bindparam("id")).values(task_attempt_count=1).cte("moved_on"))
)


@cache
def _finishing(names: tuple[str, ...]) -> Update:
    """The statement that ends an attempt and sets these columns, which come as `new_…`."""
    return (
        update(_TASKS)
        .where(_HELD)
        .values(
            task_lease_id=null(),
            task_lease_expire_time=null(),
            task_event_number=_T.task_event_number + 1,
            **{name: bindparam(f"new_{name}", type_=_T[name].type) for name in names},
        )
        .returning(_T.task_id)
    )


def _finish(task_id: int, lease_id: str, values: dict[str, object]) -> tuple[Update, dict[str, object]]:
    """The statement and what it is given."""
    given = {f"new_{name}": value for name, value in values.items()}
    return _finishing(tuple(sorted(values))), {"id": task_id, "lease": lease_id, **given}


def listing(user_id: int | None) -> Select[Any]:
    """Tasks of one user, or of all."""
    statement = select(*READ_COLUMNS)
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


async def find_by_key(session: AsyncSession, user_id: int, key: str) -> Task | None:
    """The task that this Idempotency-Key started."""
    return await session.scalar(
        select(Task).where(Task.task_created_user_id == user_id, Task.task_idempotency_key == key)
    )


async def count_open(session: AsyncSession, user_id: int) -> int:
    """How many tasks of the user wait or run."""
    statement = select(func.count()).where(Task.task_created_user_id == user_id, Task.task_status.in_(OPEN))
    return await session.scalar(statement) or 0


async def claim(
    database: Database, task_uuid: str, *, now: datetime, lease_id: str, lease_until: datetime, worker: str
) -> Task | None:
    """Make a due pending task this worker's; None when another has it, or it was revoked, or is not due.

    The task is a copy to read from.
    """
    given = {"uuid": task_uuid, "now": now, "lease": lease_id, "until": lease_until, "worker": worker}
    row = await database.change(_CLAIM, given, durable=False)
    return None if row is None else Task(**row)


async def renew(database: Database, task_id: int, lease_id: str, until: datetime) -> bool:
    """Keep the lease; False when it is lost."""
    return await database.change(_RENEW, {"id": task_id, "lease": lease_id, "until": until}, durable=False) is not None


async def lock_held(session: AsyncSession, task_id: int, lease_id: str, now: datetime) -> bool:
    """Lock the row for the rest of the transaction if the lease still holds: nothing can be written without it."""
    return await session.scalar(_LOCK_HELD, {"id": task_id, "lease": lease_id, "now": now}) is not None


async def report(
    database: Database, task_id: int, lease_id: str, *, progress: int, step_name: str | None, remaining: int | None
) -> bool:
    """Write the progress, which never falls; False when the lease is lost."""
    given = {"id": task_id, "lease": lease_id, "progress": progress, "step": step_name, "remaining": remaining}
    return await database.change(_REPORT, given, durable=False) is not None


async def finish(session: AsyncSession, task_id: int, lease_id: str, values: dict[str, object]) -> bool:
    """End or give back a running task together with what else the transaction writes; False when the lease is lost."""
    return await session.scalar(*_finish(task_id, lease_id, values)) is not None


async def complete(database: Database, task_id: int, lease_id: str, values: dict[str, object]) -> bool:
    """End a running task that leaves nothing else to write; False when the lease is lost."""
    return await database.change(*_finish(task_id, lease_id, values)) is not None


async def begin_step(
    database: Database, task_id: int, lease_id: str, *, name: str, position: int, digest: str, now: datetime
) -> Row | None:
    """Note that a step runs, and give its status and result; a step of other inputs is replaced, one that was
    completed from the same inputs is given as it is. None when the lease is lost.
    """
    given = {"id": task_id, "lease": lease_id, "name": name, "position": position, "digest": digest, "now": now}
    return await database.change(_BEGIN_STEP, given, durable=False)


async def complete_step(
    session: AsyncSession, task_id: int, name: str, result: dict[str, object], now: datetime
) -> None:
    """Keep what a step made."""
    await session.execute(_COMPLETE_STEP, {"id": task_id, "name": name, "result": result, "now": now})


async def fail_open_steps(session: AsyncSession, task_id: int) -> None:
    """A task has ended: no step of it is running any more."""
    await session.execute(
        update(Step)
        .where(Step.step_task_id == task_id, Step.step_status == StepStatus.RUNNING)
        .values(step_status=StepStatus.FAILED)
    )


async def due_messages(session: AsyncSession, now: datetime, limit: int) -> Sequence[tuple[int, str]]:
    """Unsent outbox rows whose task is due, locked against a second relay."""
    statement = (
        select(Outbox.outbox_id, Task.task_uuid)
        .join(Task, Task.task_id == Outbox.outbox_task_id)
        .where(
            Outbox.outbox_sent_time.is_(None),
            or_(Task.task_not_before_time.is_(None), Task.task_not_before_time <= now),
        )
        .order_by(Outbox.outbox_id)
        .limit(limit)
        .with_for_update(of=Outbox, skip_locked=True)
    )
    return [(outbox_id, task_uuid) for outbox_id, task_uuid in await session.execute(statement)]


async def mark_sent(session: AsyncSession, outbox_id: int, now: datetime) -> None:
    """The broker has the message."""
    await session.execute(
        update(Outbox)
        .where(Outbox.outbox_id == outbox_id)
        .values(outbox_sent_time=now, outbox_attempt_count=Outbox.outbox_attempt_count + 1)
    )


async def forget_sent(session: AsyncSession, before: datetime) -> None:
    """Delete messages whose task is no longer waiting."""
    ended = select(Task.task_id).where(Task.task_id == Outbox.outbox_task_id, Task.task_status == TaskStatus.PENDING)
    await session.execute(delete(Outbox).where(Outbox.outbox_sent_time < before, ~ended.exists()))


async def list_waiting(session: AsyncSession, now: datetime, limit: int) -> Sequence[str]:
    """Due pending tasks, oldest first."""
    statement = (
        select(Task.task_uuid)
        .where(
            Task.task_status == TaskStatus.PENDING,
            Task.task_created_time < now - timedelta(seconds=5),
            or_(Task.task_not_before_time.is_(None), Task.task_not_before_time <= now),
        )
        .order_by(Task.task_id)
        .limit(limit)
    )
    return (await session.scalars(statement)).all()


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


async def count_by_status(connection: AsyncConnection) -> dict[str, int]:
    """How many tasks are open, by status."""
    statement = select(Task.task_status, func.count()).where(Task.task_status.in_(OPEN)).group_by(Task.task_status)
    counted = dict.fromkeys((str(status) for status in OPEN), 0)
    counted.update({str(status): count for status, count in await connection.execute(statement)})
    return counted


async def oldest_waiting(connection: AsyncConnection, now: datetime) -> datetime | None:
    """When the oldest due pending task was created."""
    statement = select(func.min(Task.task_created_time)).where(
        Task.task_status == TaskStatus.PENDING,
        or_(Task.task_not_before_time.is_(None), Task.task_not_before_time <= now),
    )
    return await connection.scalar(statement)


async def count_leases(connection: AsyncConnection, now: datetime) -> int:
    """How many tasks a live worker holds."""
    return await connection.scalar(select(func.count()).where(Task.task_lease_expire_time > now)) or 0
