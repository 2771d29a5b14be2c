"""One attempt at a task: claim it, keep the lease alive while the job runs, and end it in the row."""

import asyncio
import contextlib
import errno
import random
import shutil
import socket
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import structlog

from datasay.core.clock import utc_now
from datasay.core.errors import Clash, DataSayError, StorageFull, Unavailable
from datasay.core.identity import Actor, acting, request_id
from datasay.core.resources import Resources
from datasay.engines.errors import EngineBusy, EngineError
from datasay.media.errors import MediaDiskFull, MediaError, MediaToolFailed
from datasay.task_management import queries, relay
from datasay.task_management.errors import LeaseLost
from datasay.task_management.models import TaskManagementQueue, TaskStatus
from datasay.task_management.registry import Job, find_job, run_tidy
from datasay.task_management.run import TaskRun
from datasay.task_management.work_folders import attempt_folder, remove_earlier

logger = structlog.get_logger(__name__)

_STOP_SECONDS = 5.0
_FULL = (errno.ENOSPC, errno.EDQUOT)
_TRANSIENT = (EngineBusy, MediaToolFailed, Unavailable, Clash)
_KNOWN = (EngineError, MediaError, DataSayError)


async def run_task(resources: Resources, task_uuid: str) -> None:
    """Run the task if it can be claimed; a second message for the same task does nothing."""
    lease_id = str(uuid4())
    now = utc_now()
    task = await queries.claim(
        resources.database,
        task_uuid,
        now=now,
        lease_id=lease_id,
        lease_until=now + timedelta(seconds=resources.settings.task_lease_seconds),
        worker=socket.gethostname(),
    )
    if task is None:
        return
    actor = Actor(task.task_created_user_id, "user")
    acting.set(actor)
    request_id.set(task_uuid)
    folder = attempt_folder(resources, task_uuid, lease_id)
    try:
        await _attempt(resources, task, actor, lease_id, folder)
    except LeaseLost:
        logger.info("lease_lost", task_uuid=task_uuid)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        await resources.broadcast.publish(f"task:{task_uuid}")


async def _attempt(resources: Resources, task: TaskManagementQueue, actor: Actor, lease_id: str, folder: Path) -> None:
    run = TaskRun(
        resources,
        task_id=task.task_id,
        task_uuid=task.task_uuid,
        actor=actor,
        params=task.task_params,
        lease_id=lease_id,
        work_folder=folder,
    )
    job = find_job(task.task_type)
    if job is None:
        await _fail(
            resources, task, actor, lease_id, f"This version cannot do tasks of type {task.task_type}.", "unknown"
        )
        return
    work = asyncio.ensure_future(_work(job, run, folder))
    watch = asyncio.create_task(_keep_lease(resources, task, lease_id))
    try:
        await asyncio.wait({work, watch}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():  # revoked, or another worker has it now
            work.cancel()
            await asyncio.wait({work}, timeout=_STOP_SECONDS)
            raise LeaseLost(task.task_uuid)
        result = work.result()
    except _TRANSIENT as error:
        await _give_back(resources, task, actor, lease_id, error)
    except _KNOWN as error:
        await _fail(resources, task, actor, lease_id, str(error), _type_of(error))
    except (asyncio.CancelledError, LeaseLost):
        raise
    except Exception as error:  # a bug of ours ends the task, never the worker
        logger.error("task_crashed", task_uuid=task.task_uuid, exc_info=error)
        message = f"Something went wrong here ({type(error).__name__}); the log has it under {task.task_uuid}."
        await _fail(resources, task, actor, lease_id, message, "internal")
    else:
        await _complete(resources, task, lease_id, result)
    finally:
        for unfinished in (work, watch):
            unfinished.cancel()
        await asyncio.gather(work, watch, return_exceptions=True)


async def _work(job: Job, run: TaskRun, folder: Path) -> dict[str, object]:
    """Do the job. Raises StorageFull when any part of it met a full disk."""
    try:
        await remove_earlier(run, folder)
        return await job(run)
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull("The disk of the worker is full. Free some space, then retry.") from error
        raise


async def _keep_lease(resources: Resources, task: TaskManagementQueue, lease_id: str) -> None:
    """Renew the lease until it is lost; then return. Without a database the lease runs out by itself."""
    lease_seconds = resources.settings.task_lease_seconds
    holds_until = time.monotonic() + lease_seconds
    look = asyncio.Event()
    with resources.broadcast.listen(relay.lease_channel(task.task_uuid), lambda _: look.set()):
        while time.monotonic() < holds_until:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(look.wait(), timeout=min(2.0, lease_seconds / 4))
            look.clear()
            asked = time.monotonic()
            try:
                async with asyncio.timeout(lease_seconds / 2):
                    until = utc_now() + timedelta(seconds=lease_seconds)
                    if not await queries.renew(resources.database, task.task_id, lease_id, until):
                        return
                holds_until = asked + lease_seconds
            except (Unavailable, Clash, TimeoutError) as error:
                logger.warning("lease_not_renewed", task_uuid=task.task_uuid, error=str(error))


async def _complete(resources: Resources, task: TaskManagementQueue, lease_id: str, result: dict[str, object]) -> None:
    values: dict[str, object] = {
        "task_status": TaskStatus.COMPLETED,
        "task_result": result,
        "task_progress": 100,
        "task_completed_time": utc_now(),
        "task_remaining_seconds": None,
        "task_error_message": None,
        "task_error_type": None,
    }
    await _insist(resources, lambda: queries.complete(resources.database, task.task_id, lease_id, values), task)


async def _end(
    resources: Resources,
    task: TaskManagementQueue,
    actor: Actor,
    lease_id: str,
    values: dict[str, object],
    *,
    tidy_as: TaskStatus | None = None,
) -> None:
    """Write the end of a fruitless attempt and what hangs on it, in one transaction."""

    async def write() -> bool:
        async with resources.database.transaction(actor) as session:
            if not await queries.finish(session, task.task_id, lease_id, values):
                return False
            if tidy_as is not None:
                await queries.fail_open_steps(session, task.task_id)
                await run_tidy(session, task, tidy_as)
            if values["task_status"] == TaskStatus.PENDING:
                await relay.enqueue(session, resources, task.task_id, task.task_uuid, wake=False)
        return True

    await _insist(resources, write, task)


async def _insist(resources: Resources, write: Callable[[], Awaitable[bool]], task: TaskManagementQueue) -> None:
    """Write the end of the attempt, waiting out a database that is away for as long as the lease may hold."""
    deadline = time.monotonic() + resources.settings.task_lease_seconds
    while True:
        try:
            if not await write():
                raise LeaseLost(task.task_uuid)
        except (Unavailable, Clash):
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(1)
        else:
            return


async def _fail(
    resources: Resources, task: TaskManagementQueue, actor: Actor, lease_id: str, message: str, kind: str
) -> None:
    logger.warning("task_failed", task_uuid=task.task_uuid, problem=kind, detail=message)
    values: dict[str, object] = {
        "task_status": TaskStatus.FAILED,
        "task_error_message": message,
        "task_error_type": kind,
        "task_completed_time": utc_now(),
        "task_remaining_seconds": None,
    }
    await _end(resources, task, actor, lease_id, values, tidy_as=TaskStatus.FAILED)


async def _give_back(
    resources: Resources, task: TaskManagementQueue, actor: Actor, lease_id: str, error: Exception
) -> None:
    """Let a later attempt try again, with a growing, jittered pause; give up after enough fruitless attempts."""
    if task.task_attempt_count >= resources.settings.task_max_attempts:
        message = f"{error} (given up after {task.task_attempt_count} attempts)"
        await _fail(resources, task, actor, lease_id, message, _type_of(error))
        return
    wished = getattr(error, "retry_after", None)
    pause = backoff_seconds(task.task_attempt_count)
    if wished is not None:  # never sooner, but not all of a throttled account's tasks at one moment
        pause = wished * random.uniform(1.0, 1.25)  # noqa: S311  not a secret
    logger.info("task_given_back", task_uuid=task.task_uuid, seconds=round(pause, 1), detail=str(error))
    values: dict[str, object] = {
        "task_status": TaskStatus.PENDING,
        "task_not_before_time": utc_now() + timedelta(seconds=pause),
        "task_error_message": str(error),
        "task_error_type": _type_of(error),
    }
    await _end(resources, task, actor, lease_id, values)


def backoff_seconds(attempt: int) -> float:
    """2, 4, 8 … seconds, at most five minutes, with jitter so that many tasks do not come back together."""
    return float(min(2**attempt, 300)) * random.uniform(0.5, 1.0)  # noqa: S311  not a secret


def _type_of(error: Exception) -> str:
    if isinstance(error, MediaDiskFull):
        return "storage-full"
    return error.type.removeprefix("/problems/") if isinstance(error, DataSayError) else type(error).__name__
