"""From the outbox to the broker, and back to work for tasks whose message or worker was lost."""

import asyncio
from datetime import timedelta

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import after_commit
from datasay.core.errors import DataSayError
from datasay.core.identity import SYSTEM
from datasay.core.queue import queue_length, wake_worker
from datasay.core.resources import Resources
from datasay.task_management import queries
from datasay.task_management.models import TaskManagementOutbox, TaskManagementQueue, TaskStatus
from datasay.task_management.registry import run_tidy

logger = structlog.get_logger(__name__)

LEASES = "lease:*"
_BATCH = 200
_under_way: set[asyncio.Task[None]] = set()


async def enqueue(
    session: AsyncSession, resources: Resources, task_id: int, task_uuid: str, *, wake: bool = True
) -> None:
    """Write the message into the outbox and, once committed, send it; the relay sends what this cannot."""
    message = TaskManagementOutbox(outbox_task_id=task_id)
    session.add(message)
    await session.flush()
    if wake:
        outbox_id = message.outbox_id
        after_commit(session, lambda: _start_sending(resources, outbox_id, task_uuid))


def _start_sending(resources: Resources, outbox_id: int, task_uuid: str) -> None:
    sending = asyncio.get_running_loop().create_task(_send(resources, outbox_id, task_uuid))
    _under_way.add(sending)
    sending.add_done_callback(_under_way.discard)


async def _send(resources: Resources, outbox_id: int, task_uuid: str) -> None:
    if not await wake_worker(resources.settings.redis_url, task_uuid):
        return
    try:
        async with resources.database.transaction(SYSTEM) as session:
            await queries.mark_sent(session, outbox_id, utc_now())
    except DataSayError as error:  # the relay will send it once more, which does no harm
        logger.info("outbox_not_marked", task_uuid=task_uuid, error=str(error))


async def drain() -> None:
    """Wait for messages that are being sent; for the end of a process."""
    await asyncio.gather(*_under_way, return_exceptions=True)


async def relay_outbox(resources: Resources) -> int:
    """Send what is due and unsent; returns how many."""
    now = utc_now()
    sent = 0
    async with resources.database.transaction(SYSTEM) as session:
        for outbox_id, task_uuid in await queries.due_messages(session, now, _BATCH):
            if not await wake_worker(resources.settings.redis_url, task_uuid):
                break
            await queries.mark_sent(session, outbox_id, utc_now())
            sent += 1
        await queries.forget_sent(session, now - timedelta(minutes=5))
    return sent


async def resend_waiting(resources: Resources) -> int:
    """Wake workers again for tasks that wait although the broker has fewer messages than tasks wait (it lost some)."""
    async with resources.database.transaction(SYSTEM) as session:
        waiting = await queries.list_waiting(session, utc_now(), _BATCH)
    in_broker = await queue_length(resources.broadcast.redis)
    if in_broker is None or in_broker >= len(waiting):
        return 0
    for task_uuid in waiting:
        if not await wake_worker(resources.settings.redis_url, task_uuid):
            break
    return len(waiting)


async def requeue_lost(resources: Resources) -> int:
    """Give tasks of dead workers to others; a task that killed every worker that touched it is given up."""
    now = utc_now()
    async with resources.database.transaction(SYSTEM) as session:
        lost = await queries.lock_lost(session, now, _BATCH)
        for task in lost:
            await _release(session, resources, task)
    for task in lost:
        await _tell(resources, task.task_uuid)
    return len(lost)


async def _release(session: AsyncSession, resources: Resources, task: TaskManagementQueue) -> None:
    logger.warning("worker_lost", task_uuid=task.task_uuid, attempts=task.task_attempt_count)
    task.task_lease_id = None
    task.task_lease_expire_time = None
    task.task_event_number += 1
    if task.task_attempt_count >= resources.settings.task_max_attempts:
        task.task_status = TaskStatus.FAILED
        task.task_completed_time = utc_now()
        task.task_error_type = "worker-lost"
        task.task_error_message = (
            f"The worker died {task.task_attempt_count} times in this step, probably out of memory. "
            "Give the machine more memory or make the work smaller, then retry."
        )
        await queries.fail_open_steps(session, task.task_id)
        await run_tidy(session, task, TaskStatus.FAILED)
        return
    task.task_status = TaskStatus.PENDING
    await session.flush()
    await enqueue(session, resources, task.task_id, task.task_uuid)


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
