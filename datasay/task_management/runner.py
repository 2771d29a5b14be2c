"""One attempt at a task: claim it, keep the lease alive while the job runs, and end it in the row."""

import asyncio
import contextlib
import errno
import shutil
import socket
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import structlog

from datasay.core.clock import utc_now
from datasay.core.errors import Clash, DataSayError, StorageFull, Unavailable
from datasay.core.identity import Actor, as_actor, as_request
from datasay.core.kill_points import KillPoint, kill_point
from datasay.core.resources import Resources
from datasay.engines.errors import EngineBusy, EngineError, EngineFailed
from datasay.media.errors import MediaError, MediaToolFailed
from datasay.task_management import attempt_queries, relay
from datasay.task_management.attempt_queries import Place
from datasay.task_management.endings import (
    Held,
    complete_or_fail,
    crashed,
    fail,
    give_back,
    not_us,
    type_of,
    wait_again,
    with_earlier,
)
from datasay.task_management.errors import HandOver, LeaseLost
from datasay.task_management.models import TaskManagementQueue, TaskQueue
from datasay.task_management.registry import Job, find_job
from datasay.task_management.run import TaskRun
from datasay.task_management.work_folders import attempt_folder, remove_earlier
from datasay.wording.told import Told

logger = structlog.get_logger(__name__)

_STOP_SECONDS = 5.0
_FULL = (errno.ENOSPC, errno.EDQUOT)
_TRANSIENT = (EngineBusy, MediaToolFailed, Unavailable, Clash)
_KNOWN = (EngineError, MediaError, DataSayError)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A task that is this worker's, and the lease by which it is."""

    task: TaskManagementQueue
    lease_id: str

    @property
    def queue(self) -> TaskQueue:
        """The queue it came from."""
        return TaskQueue(self.task.task_queue)


async def claim_next(
    resources: Resources,
    first: TaskQueue,
    second: TaskQueue | None = None,
    *,
    suspect: bool | None = None,
    passing: Collection[int] = (),
) -> Claimed | None:
    """Take the task whose turn it is in the first of these queues that has one due. Raises Unavailable, Clash.

    `suspect`: only one that has lost a worker (True), only one that has not (False). `passing`: users who have enough.
    """
    lease_id = str(uuid4())
    now = utc_now()
    task = await attempt_queries.claim_next(
        resources.database,
        first,
        second,
        now=now,
        lease_id=lease_id,
        lease_until=now + timedelta(seconds=resources.settings.task_lease_seconds),
        worker=socket.gethostname(),
        suspect=suspect,
        passing=passing,
    )
    if task is None:
        return None
    kill_point(KillPoint.CLAIMED)
    return Claimed(task, lease_id)


async def run_claimed(resources: Resources, claimed: Claimed, *, ended_us: Callable[[], bool] = not_us) -> None:
    """Do the task, to an end that is written in its row. Cancelled, it gives the task back for another worker.

    `ended_us`: whether it is this task that ends its worker. Then it is not given back: it has lost one.
    """
    task = claimed.task
    actor = Actor(task.task_created_user_id, "user")
    folder = attempt_folder(resources, task.task_uuid, claimed.lease_id)
    try:
        with as_actor(actor), as_request(task.task_uuid):
            await _attempt(Held(resources, task, actor, claimed.lease_id, ended_us), folder)
    except LeaseLost:
        logger.info("lease_lost", task_uuid=task.task_uuid)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        await resources.broadcast.publish(f"task:{task.task_uuid}")
        kill_point(KillPoint.TASK_TOLD)


async def _attempt(held: Held, folder: Path) -> None:
    task = held.task
    found = find_job(task.task_type)
    if found is None:
        said = Told(
            "This version cannot do tasks of type {task_type}; start the work anew.",
            "这个版本不会做 {task_type} 类型的任务，请重新开始。",
            task_type=task.task_type,
        )
        await fail(held, said, "unknown")
        return
    kind, job = found
    run = TaskRun(
        held.resources,
        task_id=task.task_id,
        task_uuid=task.task_uuid,
        kind=kind,
        queue=TaskQueue(task.task_queue),
        actor=held.actor,
        params=task.task_params,
        lease_id=held.lease_id,
        work_folder=folder,
    )
    work = asyncio.ensure_future(_work(job, run, folder))
    watch = asyncio.create_task(_keep_lease(held))
    silence = asyncio.create_task(_silence(run, held.resources.settings.task_silent_seconds))
    try:
        await asyncio.wait({work, watch, silence}, return_when=asyncio.FIRST_COMPLETED)
        if not work.done():
            await _cut_off(held, work, is_held=not watch.done())
        result = work.result()
        kill_point(KillPoint.WORK_DONE)
    except HandOver as over:
        await wait_again(held, {"task_queue": over.queue}, Place.AFTER_OWN, wake=over.queue)
        kill_point(KillPoint.HANDED_OVER)
    except _TRANSIENT as error:
        await give_back(held, error, moved_on=run.moved_on)
    except _KNOWN as error:
        await fail(held, with_earlier(task, error), type_of(error))
    except LeaseLost:
        raise
    except asyncio.CancelledError as error:
        if not _cancelled():  # by its own work: handed on it would go round for ever
            await crashed(held, error)
            return
        await _stop(work)  # this worker ends: the task goes on elsewhere, and nothing has failed
        if held.ended_us():
            logger.warning("task_ended_its_worker", task_uuid=task.task_uuid)
            raise  # its lease runs out, and it has lost a worker as if it had killed it
        await wait_again(held, {}, Place.FRONT, wake=TaskQueue(task.task_queue))
        raise
    except Exception as error:  # noqa: BLE001  a bug of ours ends the task, never the worker
        await crashed(held, error)
    else:
        await complete_or_fail(held, result)
    finally:
        watch.cancel()
        silence.cancel()
        await _stop(work)
        await asyncio.gather(work, watch, silence, return_exceptions=True)


async def _cut_off(held: Held, work: "asyncio.Future[dict[str, object]]", *, is_held: bool) -> None:
    """End the work that is no longer this worker's, or of which nothing is heard. Raises LeaseLost, EngineFailed."""
    await _stop(work)
    if not is_held:
        raise LeaseLost(held.task.task_uuid)
    raise EngineFailed(
        Told(
            "Nothing was heard of this step for {seconds} seconds, so it was ended. Retry, or use another engine.",
            "这一步已有 {seconds} 秒没有动静，已被结束。请重试，或换一个引擎。",
            seconds=held.resources.settings.task_silent_seconds,
        )
    )


async def _silence(run: TaskRun, seconds: float) -> None:
    """Return when nothing was heard of the work for so long."""
    while (left := run.heard_at + seconds - time.monotonic()) > 0:  # noqa: ASYNC110  a time to come is waited for
        await asyncio.sleep(left)


def _cancelled() -> bool:
    """Whether somebody cancelled the attempt."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


async def _stop(work: "asyncio.Future[dict[str, object]]") -> None:
    """Cancel what still runs, and wait for it as long as it may need to clear up."""
    if not work.done():
        work.cancel()
        await asyncio.wait({work}, timeout=_STOP_SECONDS)


async def _work(job: Job, run: TaskRun, folder: Path) -> dict[str, object]:
    """Do the job. Raises StorageFull when any part of it met a full disk."""
    try:
        await remove_earlier(run, folder)
        kill_point(KillPoint.EARLIER_REMOVED)
        return await job(run)
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(
                Told(
                    "The disk of the worker is full. Free some space, then retry.",
                    "工作机的磁盘已满。请腾出空间，然后重试。",
                )
            ) from error
        raise


async def _keep_lease(held: Held) -> None:
    """Renew the lease until it is lost; then return. Without a database the lease runs out by itself."""
    resources, task = held.resources, held.task
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
                    if not await attempt_queries.renew(resources.database, task.task_id, held.lease_id, until):
                        return
                kill_point(KillPoint.LEASE_RENEWED)
                holds_until = asked + lease_seconds
            except (Unavailable, Clash, TimeoutError) as error:
                logger.warning("lease_not_renewed", task_uuid=task.task_uuid, error=str(error))
