"""The SQL of an attempt at a task. Each change is one statement whose WHERE says from which state it may happen.

What a worker only notes on its way (claim, lease, progress, a step begun) does not wait for the disk. If the server
crashes and forgets it, the worker finds its lease gone at its next write, and the task is waiting again. What a step
made, what a vendor was asked for, and the end of a task, do wait.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    SmallInteger,
    String,
    Table,
    Update,
    all_,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.sql.selectable import CTE

from datasay.core.database import Database
from datasay.core.identity import QUEUE, as_actor
from datasay.core.reading import Row
from datasay.task_management.models import (
    StepStatus,
    TaskManagementQueue,
    TaskManagementStep,
    TaskQueue,
    TaskStatus,
)

_ANY_NUMBER = 2**31 - 1


class Place(Enum):
    """Where a task comes that begins to wait again."""

    FRONT = "front"  # its turn has come already
    AFTER_OWN = "after own"  # behind what its user has waiting there


# Built once, of plain columns: putting these together for every attempt, with what an entity carries, took a worker
# longer than the database took to run them.
_TASKS, _STEPS = cast("Table", TaskManagementQueue.__table__), cast("Table", TaskManagementStep.__table__)
_T, _S = _TASKS.c, _STEPS.c
# Spelled out, not a parameter: only so does a prepared statement use the indexes of what waits.
_PENDING = _T.task_status == literal_column("'pending'")
_DUE = or_(_T.task_not_before_time.is_(None), _T.task_not_before_time <= bindparam("now"))
_LOST = _T.task_lost_count.between(bindparam("least_lost"), bindparam("most_lost"))
_HELD = and_(
    _T.task_id == bindparam("id"),
    _T.task_lease_id == bindparam("lease"),
    _T.task_status == TaskStatus.RUNNING,
)


def turn(
    queue: ColumnElement[str] | str, priority: ColumnElement[int] | int, user_id: ColumnElement[int] | int | None
) -> ColumnElement[int]:
    """The turn of a task that begins to wait in a queue: behind its user's others there, or at the front (None)."""
    after = literal(None, Integer) if user_id is None else user_id
    priority = literal(priority, SmallInteger) if isinstance(priority, int) else priority
    queue = literal(str(queue), String) if isinstance(queue, str) else queue
    return cast("ColumnElement[int]", func.datasay_task_turn(queue, priority, after))


def _next(queue: str, *, unless: CTE | None = None, least_lost_first: bool = False, passing: bool = False) -> CTE:
    """The task whose turn it is in a queue: by priority, users in turn, the oldest first; others' claims are passed."""
    statement = select(_T.task_id).where(_PENDING, _T.task_queue == bindparam(queue), _DUE, _LOST)
    if passing:
        statement = statement.where(_T.task_created_user_id != all_(bindparam("passing", type_=ARRAY(Integer))))
    if unless is not None:
        statement = statement.where(~exists(select(unless.c.task_id)))
    order: tuple[ColumnElement[Any], ...] = (_T.task_priority.desc(), _T.task_turn, _T.task_id)
    if least_lost_first:
        order = (_T.task_lost_count, *order)
    return statement.order_by(*order).limit(1).with_for_update(key_share=True, skip_locked=True).cte(f"of_{queue}")


def _claim(*, least_lost_first: bool = False, passing: bool = False) -> Update:
    first = _next("first", least_lost_first=least_lost_first, passing=passing)
    second = _next("second", unless=first, passing=passing)
    chosen = select(first.c.task_id).union_all(select(second.c.task_id)).scalar_subquery()
    return (
        update(_TASKS)
        .where(_T.task_id == chosen)
        .values(
            task_status=TaskStatus.RUNNING,
            task_lease_id=bindparam("lease"),
            task_lease_expire_time=bindparam("until"),
            task_worker_name=bindparam("worker"),
            task_started_time=func.coalesce(_T.task_started_time, bindparam("now")),
            task_event_number=_T.task_event_number + 1,
        )
        .returning(_TASKS)
    )


_CLAIM, _CLAIM_SUSPECT, _CLAIM_PASSING = _claim(), _claim(least_lost_first=True), _claim(passing=True)
_SUSPECTS = select(_T.task_id).where(_PENDING, _T.task_queue == bindparam("first"), _DUE, _LOST).limit(1)
_RENEW = update(_TASKS).where(_HELD).values(task_lease_expire_time=bindparam("until")).returning(_T.task_id)
_LOCK_HELD = (
    select(_T.task_id, _T.task_created_user_id)
    .where(_HELD, _T.task_lease_expire_time > bindparam("now"))
    .with_for_update(key_share=True)
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
    .add_cte(
        update(_STEPS)
        .where(
            _S.step_task_id == bindparam("id"),
            _S.step_name == bindparam("row"),
            _S.step_status == StepStatus.RUNNING,
            exists(select(_T.task_id).where(_HELD)),
        )
        .values(step_progress=func.greatest(_S.step_progress, bindparam("part")))
        .cte("of_step")
    )
)


def _begin_step() -> ReturningInsert[Any]:
    """Note that a step runs, while the lease holds; one that was completed from the same inputs stays as it is."""
    held = _LOCK_HELD.cte("held")
    begun = {
        "step_position": bindparam("position", type_=_S.step_position.type),
        "step_input_hash": bindparam("digest", type_=_S.step_input_hash.type),
        "step_status": literal(StepStatus.RUNNING, _S.step_status.type),
        "step_started_time": bindparam("now", type_=_S.step_started_time.type),
        "step_progress": literal(0, _S.step_progress.type),
    }
    same_inputs = and_(_S.step_input_hash == bindparam("digest"), ~bindparam("anew", type_=_BOOLEAN))
    kept = and_(same_inputs, _S.step_status == StepStatus.COMPLETED)
    replaced = {**begun, "step_result": null(), "step_completed_time": null(), "step_made_by_id": null()}
    names = ["step_task_id", "step_user_id", "step_name", *begun]
    name = bindparam("name", type_=_S.step_name.type)
    values = select(held.c.task_id, held.c.task_created_user_id, name, *begun.values())
    earlier = _STEPS.alias("earlier")
    same = (
        select(func.coalesce(earlier.c.step_made_by_id, earlier.c.step_id).label("maker"), earlier.c.step_result)
        .select_from(earlier.join(held, earlier.c.step_user_id == held.c.task_created_user_id))
        .where(
            bindparam("shared", type_=_BOOLEAN),
            earlier.c.step_input_hash == bindparam("digest"),
            earlier.c.step_status == StepStatus.COMPLETED,
            earlier.c.step_task_id != bindparam("id"),
        )
        .order_by(earlier.c.step_id.desc())
        .limit(1)
        .cte("same")
    )
    return (
        insert(_STEPS)
        .from_select(names, values)
        .on_conflict_do_update(
            index_elements=["step_task_id", "step_name"],
            set_={
                **{column: case((kept, _S[column]), else_=value) for column, value in replaced.items()},
                "step_receipt": case((same_inputs, _S.step_receipt), else_=null()),
            },
        )
        .returning(
            _S.step_status,
            _S.step_result,
            _S.step_receipt,
            select(same.c.maker).scalar_subquery().label("same_maker"),
            select(same.c.step_result).scalar_subquery().label("same_result"),
        )
        .add_cte(same)
    )


_BOOLEAN = literal(True).type
_BEGIN_STEP = _begin_step()
_OF_STEP = and_(_S.step_task_id == bindparam("id"), _S.step_name == bindparam("name"))
# One statement: the task has moved on, so its counts of fruitless attempts and lost workers start anew.
_COMPLETE_STEP = (
    update(_STEPS)
    .where(_OF_STEP)
    .values(
        step_status=StepStatus.COMPLETED,
        step_result=bindparam("result", type_=_S.step_result.type),
        step_completed_time=bindparam("now"),
        step_progress=100,
        step_made_by_id=bindparam("maker", type_=_S.step_made_by_id.type),
    )
    .add_cte(
        update(_TASKS)
        .where(_T.task_id == bindparam("id"), or_(_T.task_attempt_count > 0, _T.task_lost_count > 0))
        .values(task_attempt_count=0, task_lost_count=0)
        .cte("moved_on")
    )
)
_KEEP_RECEIPT = (
    update(_STEPS)
    .where(_OF_STEP, exists(select(_T.task_id).where(_HELD)))
    .values(step_receipt=bindparam("receipt", type_=_S.step_receipt.type))
    .returning(_S.step_id)
)


@cache
def _finishing(names: tuple[str, ...], place: Place | None) -> Update:
    """The statement that ends an attempt and sets these columns, which come as `new_…`."""
    values: dict[str, object] = {name: bindparam(f"new_{name}", type_=_T[name].type) for name in names}
    if place is not None:
        queue = values.get("task_queue", _T.task_queue)
        user_id = _T.task_created_user_id if place is Place.AFTER_OWN else None
        values["task_turn"] = turn(cast("ColumnElement[str]", queue), _T.task_priority, user_id)
    return (
        update(_TASKS)
        .where(_HELD)
        .values(
            task_lease_id=null(),
            task_lease_expire_time=null(),
            task_event_number=_T.task_event_number + 1,
            **values,
        )
        .returning(_T.task_id)
    )


def _finish(
    task_id: int, lease_id: str, values: Mapping[str, object], place: Place | None
) -> tuple[Update, dict[str, object]]:
    """The statement and what it is given."""
    given = {f"new_{name}": value for name, value in values.items()}
    return _finishing(tuple(sorted(values)), place), {"id": task_id, "lease": lease_id, **given}


async def claim_next(
    database: Database,
    first: TaskQueue,
    second: TaskQueue | None,
    *,
    now: datetime,
    lease_id: str,
    lease_until: datetime,
    worker: str,
    suspect: bool | None = None,
    passing: Collection[int] = (),
) -> TaskManagementQueue | None:
    """Make this worker's the task whose turn it is in the first queue, else in the second; None when nothing is due.

    `suspect`: only one that has lost a worker, those that lost fewest first, or only one that has not. The users that
    `passing` names have to wait. The task is a copy to read from.
    """
    given: dict[str, object] = {"first": first, "second": second, "now": now, "lease": lease_id, "until": lease_until}
    given |= {"worker": worker, "least_lost": 1 if suspect else 0, "most_lost": 0 if suspect is False else _ANY_NUMBER}
    statement = _CLAIM_SUSPECT if suspect else _CLAIM
    if passing:
        statement, given = _CLAIM_PASSING, given | {"passing": list(passing)}
    with as_actor(QUEUE):  # whose task it will be is not known before
        row = await database.change(statement, given, durable=False)
    return None if row is None else TaskManagementQueue(**row)


async def suspect_waits(database: Database, queue: TaskQueue, now: datetime) -> bool:
    """Whether a task that has lost a worker is due in this queue."""
    given = {"first": queue, "now": now, "least_lost": 1, "most_lost": _ANY_NUMBER}
    return bool(await database.fetch(_SUSPECTS, given, actor=QUEUE))


async def renew(database: Database, task_id: int, lease_id: str, until: datetime) -> bool:
    """Keep the lease; False when it is lost."""
    return await database.change(_RENEW, {"id": task_id, "lease": lease_id, "until": until}, durable=False) is not None


async def lock_held(session: AsyncSession, task_id: int, lease_id: str, now: datetime) -> bool:
    """Lock the row for the rest of the transaction if the lease still holds: nothing can be written without it."""
    return await session.scalar(_LOCK_HELD, {"id": task_id, "lease": lease_id, "now": now}) is not None


@dataclass(frozen=True, slots=True)
class Report:
    """How far a task is: percent of the whole, the step it is at, percent of that step's row, seconds left."""

    progress: int
    step_name: str | None
    row_name: str | None
    row_progress: int
    remaining: int | None


async def report(database: Database, task_id: int, lease_id: str, far: Report) -> bool:
    """Write the progress, which never falls; False when the lease is lost."""
    given = {
        "id": task_id,
        "lease": lease_id,
        "progress": far.progress,
        "step": far.step_name,
        "row": far.row_name,
        "part": far.row_progress,
        "remaining": far.remaining,
    }
    return await database.change(_REPORT, given, durable=False) is not None


async def finish(
    session: AsyncSession, task_id: int, lease_id: str, values: Mapping[str, object], place: Place | None = None
) -> bool:
    """End or give back a running task together with what else the transaction writes; False when the lease is lost."""
    return await session.scalar(*_finish(task_id, lease_id, values, place)) is not None


async def complete(database: Database, task_id: int, lease_id: str, values: Mapping[str, object]) -> bool:
    """End a running task that leaves nothing else to write; False when the lease is lost."""
    return await database.change(*_finish(task_id, lease_id, values, None)) is not None


async def begin_step(
    database: Database,
    task_id: int,
    lease_id: str,
    *,
    name: str,
    position: int,
    digest: str,
    shared: bool,
    anew: bool,
    now: datetime,
) -> Row | None:
    """Note that a step runs, and give its row; one that was completed from the same inputs is given as it is, unless
    it is to be made `anew`. `same_result` and `same_maker`: what another task of the user made of the same inputs, if
    `shared`. None when the lease is lost.
    """
    given = {
        "id": task_id,
        "lease": lease_id,
        "name": name,
        "position": position,
        "digest": digest,
        "shared": shared,
        "anew": anew,
        "now": now,
    }
    return await database.change(_BEGIN_STEP, given, durable=False)


async def keep_receipt(
    database: Database, task_id: int, lease_id: str, name: str, receipt: Mapping[str, object]
) -> bool:
    """Write what a vendor knows the step by, and wait for the disk; False when the lease is lost."""
    given = {"id": task_id, "lease": lease_id, "name": name, "receipt": receipt}
    return await database.change(_KEEP_RECEIPT, given) is not None


async def complete_step(
    session: AsyncSession,
    task_id: int,
    name: str,
    result: Mapping[str, object],
    now: datetime,
    *,
    maker: int | None = None,
) -> None:
    """Keep what a step made; `maker`: the step of another task that made it."""
    given = {"id": task_id, "name": name, "result": result, "now": now, "maker": maker}
    await session.execute(_COMPLETE_STEP, given)


async def plan_parts(session: AsyncSession, task_id: int, user_id: int, names: list[str], first_position: int) -> None:
    """Note the parts a step will have; what a plan before this one had more of and never made is forgotten."""
    rows = [
        {
            "step_task_id": task_id,
            "step_user_id": user_id,
            "step_name": name,
            "step_position": first_position + number,
            "step_input_hash": "",
            "step_status": StepStatus.PENDING,
            "step_started_time": None,
        }
        for number, name in enumerate(names)
    ]
    await session.execute(insert(_STEPS).on_conflict_do_nothing(), rows)
    await session.execute(
        delete(_STEPS).where(
            _S.step_task_id == task_id,
            _S.step_status != StepStatus.COMPLETED,
            _S.step_name.like(f"{names[0].rpartition(' ')[0]} %"),
            _S.step_name.not_in(names),
        )
    )
