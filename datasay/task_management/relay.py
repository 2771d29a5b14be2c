"""From the outbox to the broker, and back to work for tasks whose message or worker was lost."""

import asyncio
from collections import Counter
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import Database, after_commit
from datasay.core.errors import DataSayError
from datasay.core.identity import QUEUE
from datasay.core.kill_points import KillPoint, kill_point
from datasay.core.periodic import periodic
from datasay.core.queue import queue_length, wake_worker
from datasay.core.resources import Resources
from datasay.task_management import attempt_queries, queries
from datasay.task_management.failures import error_columns
from datasay.task_management.models import TaskManagementOutbox, TaskManagementQueue, TaskQueue, TaskStatus
from datasay.task_management.purchases import count_lost
from datasay.task_management.registry import run_tidy
from datasay.wording.told import Told

logger = structlog.get_logger(__name__)

LEASES = "lease:*"
WAITING_CHANNEL = "lease:waiting"  # among the channels that workers hear
_BATCH = 1000
_ENOUGH_MESSAGES = 64
_AGAIN_AT_ONCE = 8
_MARK_SECONDS = 0.05
_under_way: set[asyncio.Task[None]] = set()
_sent: dict[Database, list[int]] = {}  # messages that were sent and are not marked yet


async def enqueue(
    session: AsyncSession, resources: Resources, task_id: int, queue: TaskQueue, *, wake: bool = True
) -> None:
    """Write the message into the outbox and, once committed, send it; the relay sends what this cannot."""
    message = TaskManagementOutbox(outbox_task_id=task_id)
    session.add(message)
    await session.flush()
    if wake:
        outbox_id = message.outbox_id
        after_commit(session, lambda: _start_sending(resources, outbox_id, queue))


def _start_sending(resources: Resources, outbox_id: int, queue: TaskQueue) -> None:
    sending = asyncio.get_running_loop().create_task(_send(resources, outbox_id, queue))
    _under_way.add(sending)
    sending.add_done_callback(_under_way.discard)


async def _send(resources: Resources, outbox_id: int, queue: TaskQueue) -> None:
    kill_point(KillPoint.TASK_KEPT)
    if not await wake(resources, queue):
        return
    kill_point(KillPoint.MESSAGE_SENT)
    waits_to_be_marked = _sent.setdefault(resources.database, [])
    waits_to_be_marked.append(outbox_id)
    if len(waits_to_be_marked) > 1:  # whoever came first marks them all
        return
    await asyncio.sleep(_MARK_SECONDS)
    outbox_ids = _sent.pop(resources.database)
    try:
        async with resources.database.transaction(QUEUE) as session:
            await queries.mark_sent(session, outbox_ids, utc_now())
    except DataSayError as error:  # the relay will send them once more, which does no harm
        logger.info("outbox_not_marked", count=len(outbox_ids), error=str(error))
    kill_point(KillPoint.MESSAGE_MARKED)


async def wake(resources: Resources, queue: TaskQueue) -> bool:
    """Tell the workers of this queue that something waits; False when they cannot be told.

    A message is for whatever is next. Each worker goes on until it finds nothing, so where enough messages wait to be
    read, one more would change nothing: they will be read after what was committed before.
    """
    if queue is TaskQueue.WAITING:
        return await resources.broadcast.publish(WAITING_CHANNEL)
    waiting = await queue_length(resources.broadcast.redis)
    if waiting is not None and waiting >= _ENOUGH_MESSAGES:
        return True
    return await wake_worker(resources.settings.redis_url)


async def drain() -> None:
    """Wait for messages that are being sent; for the end of a process."""
    await asyncio.gather(*_under_way, return_exceptions=True)


@periodic(seconds=2)
async def relay_outbox(resources: Resources) -> int:
    """Send what is due and unsent; returns how many."""
    now = utc_now()
    async with resources.database.transaction(QUEUE) as session:
        due = await queries.due_messages(session, now, _BATCH)
        sent: list[int] = []
        told: Counter[TaskQueue] = Counter()
        for outbox_id, queue in due:
            if told[queue] < _AGAIN_AT_ONCE:
                if not await wake(resources, queue):
                    break
                told[queue] += 1
            sent.append(outbox_id)
        kill_point(KillPoint.RELAYED)
        if sent:
            await queries.mark_sent(session, sent, utc_now())
        await queries.forget_sent(session, now - timedelta(minutes=5))
    return len(sent)


@periodic(seconds=2)
async def resend_waiting(resources: Resources) -> int:
    """Wake workers again for tasks that wait although no message is left (the broker lost them); returns how many.

    A few are enough: who finds work goes on. Who waits for vendors looks by itself.
    """
    async with resources.database.transaction(QUEUE) as session:
        overdue = await queries.count_overdue(session, utc_now(), _AGAIN_AT_ONCE)
    in_broker = await queue_length(resources.broadcast.redis)
    if in_broker is None:
        return 0
    missing = max(overdue - in_broker, 0)
    for _ in range(missing):
        if not await wake_worker(resources.settings.redis_url):
            break
    return missing


@periodic(seconds=2)
async def requeue_lost(resources: Resources) -> int:
    """Give tasks of dead workers to others; a task that killed every worker that touched it is given up."""
    now = utc_now()
    async with resources.database.transaction(QUEUE) as session:
        lost = await queries.lock_lost(session, now, _BATCH)
        await count_lost(session, [task.task_id for task in lost])
        for task in lost:
            await _release(session, resources, task)
        if lost:
            kill_point(KillPoint.LOST_RELEASED)
    if lost:
        kill_point(KillPoint.LOST_KEPT)
    for task in lost:
        await _tell(resources, task.task_uuid)
    return len(lost)


async def _release(session: AsyncSession, resources: Resources, task: TaskManagementQueue) -> None:
    task.task_lost_count += 1
    logger.warning("worker_lost", task_uuid=task.task_uuid, times=task.task_lost_count)
    task.task_lease_id = None
    task.task_lease_expire_time = None
    task.task_event_number += 1
    if task.task_lost_count >= resources.settings.task_max_lost:
        task.task_status = TaskStatus.FAILED
        task.task_completed_time = utc_now()
        task.task_remaining_seconds = None
        said = Told(
            "The worker died {attempts} times in this step: it ran out of memory, or what it ran crashed or blocked it;"
            " its log may say which. Make the work smaller, give the machine more memory or choose another engine,"
            " then retry.",
            "工作进程在这一步里中断了 {attempts} 次：内存不足，或所运行的引擎崩溃、卡死，日志里可能有原因。"
            "请缩小内容、给机器加内存或换一个引擎，然后重试。",
            attempts=task.task_lost_count,
        )
        for column, value in error_columns(said, "worker-lost").items():
            setattr(task, column, value)
        await queries.fail_open_steps(session, task.task_id)
        await run_tidy(session, task, TaskStatus.FAILED)
        return
    task.task_status = TaskStatus.PENDING
    pause = lost_pause_seconds(task.task_lost_count)
    task.task_not_before_time = utc_now() + timedelta(seconds=pause) if pause else None
    task.task_turn = attempt_queries.turn(task.task_queue, task.task_priority, None)
    await session.flush()
    await queries.pause_open_steps(session, task.task_id)
    await enqueue(session, resources, task.task_id, TaskQueue(task.task_queue), wake=not pause)


def lost_pause_seconds(times: int) -> float:
    """None after the first loss, then 1, 2, 4 … seconds, at most 16: what kills its worker must not do so in a loop,
    where it takes its neighbours with it.
    """
    return 0.0 if times <= 1 else float(min(2 ** (times - 2), 16))


def lease_channel(task_uuid: str) -> str:
    """Where the worker of this task hears that its lease may be gone."""
    return f"lease:{task_uuid}"


def tell(resources: Resources, task_uuid: str) -> None:
    """Let everyone who watches the task, and the worker that has it, look at its row now."""
    telling = asyncio.get_running_loop().create_task(_tell(resources, task_uuid))
    _under_way.add(telling)
    telling.add_done_callback(_under_way.discard)


async def _tell(resources: Resources, task_uuid: str) -> None:
    for channel in (lease_channel(task_uuid), f"task:{task_uuid}"):
        await resources.broadcast.publish(channel)
