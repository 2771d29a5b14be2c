"""The rules of tasks: who may start how many, what a repeated request means, what may be revoked or tried again."""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import Database, after_commit
from datasay.core.errors import Invalid
from datasay.core.identity import acting
from datasay.core.kill_points import KillPoint, kill_point
from datasay.core.resources import Resources
from datasay.task_management import queries, relay
from datasay.task_management.attempt_queries import turn
from datasay.task_management.errors import (
    KeyReused,
    TaskEnded,
    TaskNotFound,
    TaskNotRetryable,
    TaskNotWaiting,
    TooManyTasks,
)
from datasay.task_management.failures import NO_ERROR
from datasay.task_management.kinds import TaskKind, Work
from datasay.task_management.models import TaskManagementQueue, TaskQueue, TaskStatus
from datasay.task_management.purchases import count_lost
from datasay.task_management.registry import run_tidy
from datasay.task_management.schemas import Asked
from datasay.wording.told import Told

_NAME_LIMIT = 100
_MAY_GO_FIRST = ("admin", "super_admin", "system")


@dataclass(frozen=True, slots=True)
class Planned:
    """What a request came to once it was checked: what its task is called, and what its job is given."""

    task_name: str
    params: dict[str, Any] | None = None  # Any: JSON; the request itself where the job needs nothing else
    work: Work | None = None  # what its first step does, where that depends on the engine


async def submit_task(
    session: AsyncSession,
    resources: Resources,
    *,
    user_id: int,
    kind: TaskKind,
    request: dict[str, Any],  # Any: JSON of what was asked
    asked: Asked,
    check: Callable[[], Awaitable[Planned]],
) -> TaskManagementQueue:
    """Queue what a request asks for, its row and its message in one transaction, and give its task.

    The key is looked at first: a request that was made before gets its earlier task, whatever has changed since, and
    nothing is checked or spent again. Only a new one is checked. Raises KeyReused when the key belongs to another
    request, what `check` raises, Invalid for a priority that is not this user's to give, and TooManyTasks.

    Holds a lock per user to the end of the transaction, so that of two identical requests at once one waits and then
    finds the other's task; what takes long belongs before, where `was_submitted` says no.
    """
    request_hash = _hash(kind.task_type, request)
    await queries.lock_user(session, user_id)
    earlier = None if asked.key is None else await queries.find_by_key(session, user_id, asked.key)
    if earlier is not None:
        if earlier.task_params_hash != request_hash:
            raise KeyReused(
                Told(
                    "This Idempotency-Key was used for another request; use a new one for a new request.",
                    "这个 Idempotency-Key 已用于另一个请求，新请求请换一个新的。",
                )
            )
        return earlier
    priority = kind.priority if asked.priority is None else _allowed(asked.priority, "query.task_priority")
    planned = await check()
    await _check_limit(session, resources, user_id)
    queue = kind.queue(planned.work)
    task = TaskManagementQueue(
        task_uuid=str(uuid4()),
        task_name=planned.task_name[:_NAME_LIMIT],
        task_type=kind.task_type,
        task_params=request if planned.params is None else planned.params,
        task_status=TaskStatus.PENDING,
        task_progress=0,
        task_retry_count=0,
        task_created_user_id=user_id,
        task_created_time=utc_now(),
        task_idempotency_key=asked.key,
        task_params_hash=request_hash,
        task_queue=queue,
        task_priority=priority,
        task_turn=turn(queue, priority, user_id),
    )
    session.add(task)
    await session.flush()
    await session.refresh(task)
    await relay.enqueue(session, resources, task.task_id, queue)
    return task


def _allowed(priority: int, field: str) -> int:
    """The priority, if whoever acts may give it. Raises Invalid, naming the field it was given in.

    Users take turns only within a priority: who could give a higher one would go before everybody else.
    """
    if priority > 0 and acting.get().user_role not in _MAY_GO_FIRST:
        told = Told(
            "Only administrators may put a task before those of others; the highest you can give is 0.",
            "只有管理员可以让任务排到别人前面，你最高只能给 0。",
        )
        raise Invalid.field(field, told)
    return priority


async def was_submitted(database: Database, user_id: int, key: str | None) -> bool:
    """Whether this key has started a task before, so that `submit_task` will not check anything."""
    return key is not None and await queries.has_key(database, user_id, key)


def _hash(task_type: str, request: object) -> str:
    """What an Idempotency-Key stands for."""
    return hashlib.sha256(orjson.dumps([task_type, request], option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()


async def _check_limit(session: AsyncSession, resources: Resources, user_id: int) -> None:
    limit = resources.settings.task_user_limit
    if await queries.count_open(session, user_id) >= limit:
        raise TooManyTasks(
            Told(
                "You already have {limit} open tasks; wait until some have ended.",
                "已有 {limit} 个任务没有结束，请等其中一些完成再提交。",
                limit=limit,
            ),
            retry_after=30,
        )


async def change_priority(
    session: AsyncSession, resources: Resources, task_uuid: str, user_id: int | None, priority: int
) -> TaskManagementQueue:
    """Put a waiting task elsewhere in its queue. Raises TaskNotFound, TaskNotWaiting, Invalid."""
    task = await queries.lock_task(session, task_uuid, user_id)
    if task is None:
        raise TaskNotFound.of(task_uuid)
    if task.task_status != TaskStatus.PENDING:
        raise TaskNotWaiting(
            Told(
                "The task is {task_status}; only one that waits can be put elsewhere in the queue.",
                "任务的状态是 {task_status}，只有等待中的任务才能改变排队次序。",
                task_status=task.task_status,
            )
        )
    if task.task_priority == priority:
        return task
    allowed = _allowed(priority, "task_priority")
    await queries.close_gap(session, task)
    task.task_priority = allowed
    task.task_turn = turn(task.task_queue, priority, task.task_created_user_id)
    task.task_event_number += 1
    await session.flush()
    await session.refresh(task)
    after_commit(session, lambda: relay.tell(resources, task_uuid))
    return task


async def revoke_task(
    session: AsyncSession, resources: Resources, task_uuid: str, user_id: int | None
) -> TaskManagementQueue:
    """Stop a waiting or running task for good. Raises TaskNotFound, TaskEnded."""
    task = await queries.lock_task(session, task_uuid, user_id)
    if task is None:
        raise TaskNotFound.of(task_uuid)
    if task.task_status == TaskStatus.REVOKED:
        return task
    if task.task_status not in queries.OPEN:
        raise TaskEnded(
            Told(
                "The task is {task_status}; only waiting and running tasks can be revoked.",
                "任务的状态是 {task_status}，只有等待中和进行中的任务才能停止。",
                task_status=task.task_status,
            )
        )
    if task.task_status == TaskStatus.PENDING:
        await queries.close_gap(session, task)
    task.task_status = TaskStatus.REVOKED
    task.task_lease_id = None
    task.task_lease_expire_time = None
    task.task_completed_time = utc_now()
    task.task_remaining_seconds = None
    task.task_event_number += 1
    await session.flush()
    await queries.fail_open_steps(session, task.task_id)
    await run_tidy(session, task, TaskStatus.REVOKED)
    after_commit(session, lambda: _tell_revoked(resources, task_uuid))
    return task


def _tell_revoked(resources: Resources, task_uuid: str) -> None:
    kill_point(KillPoint.REVOKED)
    relay.tell(resources, task_uuid)


async def retry_task(
    session: AsyncSession, resources: Resources, task_uuid: str, user_id: int | None, key: str | None
) -> TaskManagementQueue:
    """Try a failed or revoked task again; completed steps are kept.

    The same key again is the same try: whoever missed the answer gets the task as it is now.
    Raises TaskNotFound, TaskNotRetryable, TooManyTasks.
    """
    task = await queries.lock_task(session, task_uuid, user_id)
    if task is None:
        raise TaskNotFound.of(task_uuid)
    if key is not None and task.task_retry_key == key:
        return task
    if task.task_status not in (TaskStatus.FAILED, TaskStatus.REVOKED):
        raise TaskNotRetryable(
            Told(
                "The task is {task_status}; only failed and revoked tasks can be tried again.",
                "任务的状态是 {task_status}，只有失败或已停止的任务才能重试。",
                task_status=task.task_status,
            )
        )
    await queries.lock_user(session, task.task_created_user_id)
    await _check_limit(session, resources, task.task_created_user_id)
    task.task_status = TaskStatus.PENDING
    task.task_retry_key = key
    task.task_retry_count = (task.task_retry_count or 0) + 1
    task.task_attempt_count = 0
    task.task_lost_count = 0
    task.task_turn = turn(task.task_queue, task.task_priority, task.task_created_user_id)
    task.task_not_before_time = None
    task.task_completed_time = None
    for column in NO_ERROR:
        setattr(task, column, None)
    task.task_event_number += 1
    await session.flush()
    await count_lost(session, [task.task_id])
    await queries.allow_purchases(session, task.task_id)
    await run_tidy(session, task, TaskStatus.PENDING)
    await relay.enqueue(session, resources, task.task_id, TaskQueue(task.task_queue))
    return task
