"""One attempt at a task: claim it, keep the lease alive while the job runs, and end it in the row."""

import asyncio
import contextlib
import errno
import random
import shutil
import socket
import time
from collections.abc import Awaitable, Callable, Collection
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
from datasay.engines.errors import AlreadyBought, EngineBusy, EngineError, EngineFailed, presentable
from datasay.media.errors import MediaDiskFull, MediaError, MediaToolFailed, MediaToolKilled
from datasay.task_management import attempt_queries, queries, relay
from datasay.task_management.attempt_queries import Place
from datasay.task_management.errors import HandOver, LeaseLost
from datasay.task_management.failures import NO_ERROR, error_columns
from datasay.task_management.models import TaskManagementQueue, TaskQueue, TaskStatus
from datasay.task_management.registry import Job, find_job, run_tidy
from datasay.task_management.run import TaskRun
from datasay.task_management.work_folders import attempt_folder, remove_earlier
from datasay.wording.told import Json, Told, said_by, unpacked

logger = structlog.get_logger(__name__)

_STOP_SECONDS = 5.0
_LONGEST_KIND = 100
_FULL = (errno.ENOSPC, errno.EDQUOT)
_TRANSIENT = (EngineBusy, MediaToolFailed, Unavailable, Clash)
_NO_VALUES: dict[str, Json] = {"params": {}}
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


def _not_us() -> bool:
    return False


async def run_claimed(resources: Resources, claimed: Claimed, *, ended_us: Callable[[], bool] = _not_us) -> None:
    """Do the task, to an end that is written in its row. Cancelled, it gives the task back for another worker.

    `ended_us`: whether it is this task that ends its worker. Then it is not given back: it has lost one.
    """
    task = claimed.task
    actor = Actor(task.task_created_user_id, "user")
    folder = attempt_folder(resources, task.task_uuid, claimed.lease_id)
    try:
        with as_actor(actor), as_request(task.task_uuid):
            await _attempt(_Held(resources, task, actor, claimed.lease_id, ended_us), folder)
    except LeaseLost:
        logger.info("lease_lost", task_uuid=task.task_uuid)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        await resources.broadcast.publish(f"task:{task.task_uuid}")
        kill_point(KillPoint.TASK_TOLD)


@dataclass(frozen=True, slots=True)
class _Held:
    """A task and the lease under which its row is written."""

    resources: Resources
    task: TaskManagementQueue
    actor: Actor
    lease_id: str
    ended_us: Callable[[], bool] = _not_us


async def _attempt(held: _Held, folder: Path) -> None:
    task = held.task
    found = find_job(task.task_type)
    if found is None:
        said = Told(
            "This version cannot do tasks of type {task_type}; start the work anew.",
            "这个版本不会做 {task_type} 类型的任务，请重新开始。",
            task_type=task.task_type,
        )
        await _fail(held, said, "unknown")
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
        await _wait_again(held, {"task_queue": over.queue}, Place.AFTER_OWN, wake=over.queue)
        kill_point(KillPoint.HANDED_OVER)
    except _TRANSIENT as error:
        await _give_back(held, error, moved_on=run.moved_on)
    except _KNOWN as error:
        await _fail(held, _with_earlier(task, error), _type_of(error))
    except LeaseLost:
        raise
    except asyncio.CancelledError as error:
        if not _cancelled():  # by its own work: handed on it would go round for ever
            await _crashed(held, error)
            return
        await _stop(work)  # this worker ends: the task goes on elsewhere, and nothing has failed
        if held.ended_us():
            logger.warning("task_ended_its_worker", task_uuid=task.task_uuid)
            raise  # its lease runs out, and it has lost a worker as if it had killed it
        await _wait_again(held, {}, Place.FRONT, wake=TaskQueue(task.task_queue))
        raise
    except Exception as error:  # noqa: BLE001  a bug of ours ends the task, never the worker
        await _crashed(held, error)
    else:
        await _complete_or_fail(held, result)
    finally:
        watch.cancel()
        silence.cancel()
        await _stop(work)
        await asyncio.gather(work, watch, silence, return_exceptions=True)


async def _cut_off(held: _Held, work: "asyncio.Future[dict[str, object]]", *, is_held: bool) -> None:
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


def _with_earlier(task: TaskManagementQueue, error: Exception) -> Told:
    """What it says; of what is not bought again also why it was not had the last time."""
    said = said_by(error)
    if not isinstance(error, AlreadyBought) or not task.task_error_message:
        return said
    words = {"en": task.task_error_message, "zh": task.task_error_message_zh or task.task_error_message}
    earlier = unpacked({name: told.replace("{", "{{").replace("}", "}}") for name, told in words.items()} | _NO_VALUES)
    return Told("{said} The last time: {earlier}", "{said}上一次：{earlier}", said=said, earlier=earlier)


def _cancelled() -> bool:
    """Whether somebody cancelled the attempt."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


async def _crashed(held: _Held, error: BaseException) -> None:
    uuid = held.task.task_uuid
    logger.error("task_crashed", task_uuid=uuid, exc_info=error)
    said = Told(
        "Something went wrong here. Retry; if it happens again, give the operator this number: {task_uuid}.",
        "这里出了错。请重试；若仍然出错，请把这个编号告诉管理员：{task_uuid}。",
        task_uuid=uuid,
    )
    await _fail(held, said, "internal")


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


async def _keep_lease(held: _Held) -> None:
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


async def _complete_or_fail(held: _Held, result: dict[str, object]) -> None:
    """Write down what came out; what cannot be written ends the task too, or it would be done again for ever."""
    try:
        await _complete(held, result)
    except (Unavailable, Clash, LeaseLost):
        raise
    except Exception as error:  # noqa: BLE001  a bug of ours ends the task, never the worker
        await _crashed(held, error)
    else:
        kill_point(KillPoint.TASK_COMPLETED)


async def _complete(held: _Held, result: dict[str, object]) -> None:
    values: dict[str, object] = {
        "task_status": TaskStatus.COMPLETED,
        "task_result": result,
        "task_progress": 100,
        "task_completed_time": utc_now(),
        "task_remaining_seconds": None,
        **NO_ERROR,
    }
    await _insist(
        held, lambda: attempt_queries.complete(held.resources.database, held.task.task_id, held.lease_id, values)
    )


async def _wait_again(held: _Held, values: dict[str, object], place: Place, *, wake: TaskQueue | None = None) -> None:
    """Let the task wait for a worker again; `wake` those of this queue now, or the relay does it when it is due."""
    resources, task = held.resources, held.task

    async def write() -> bool:
        async with resources.database.transaction(held.actor) as session:
            waiting = {"task_status": TaskStatus.PENDING} | values
            if not await attempt_queries.finish(session, task.task_id, held.lease_id, waiting, place):
                return False
            await queries.pause_open_steps(session, task.task_id)
            queue = wake or TaskQueue(task.task_queue)
            await relay.enqueue(session, resources, task.task_id, queue, wake=wake is not None)
        return True

    await _insist(held, write)


async def _insist(held: _Held, write: Callable[[], Awaitable[bool]]) -> None:
    """Write the end of the attempt, waiting out a database that is away for as long as the lease may hold."""
    deadline = time.monotonic() + held.resources.settings.task_lease_seconds
    while True:
        try:
            if not await write():
                raise LeaseLost(held.task.task_uuid)
        except (Unavailable, Clash):
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(1)
        else:
            return


async def _fail(held: _Held, said: Told, kind: str, *, attempts: int = 0) -> None:
    resources, task = held.resources, held.task
    logger.warning("task_failed", task_uuid=task.task_uuid, problem=kind, detail=presentable(str(said)))
    values: dict[str, object] = {
        "task_status": TaskStatus.FAILED,
        **error_columns(said, kind),
        "task_attempt_count": attempts,
        "task_completed_time": utc_now(),
        "task_remaining_seconds": None,
    }

    async def write() -> bool:
        async with resources.database.transaction(held.actor) as session:
            if not await attempt_queries.finish(session, task.task_id, held.lease_id, values):
                return False
            await queries.fail_open_steps(session, task.task_id)
            await run_tidy(session, task, TaskStatus.FAILED)
        return True

    await _insist(held, write)
    kill_point(KillPoint.TASK_FAILED)


async def _give_back(held: _Held, error: Exception, *, moved_on: bool) -> None:
    """Let a later attempt try again, with a growing, jittered pause; give up after enough that were fruitless."""
    if isinstance(error, MediaToolKilled):
        await _give_back_lost(held, error, moved_on=moved_on)
        return
    attempts = 1 if moved_on else held.task.task_attempt_count + 1
    if attempts >= held.resources.settings.task_max_attempts:
        said = Told(
            "{reason} (given up after {attempts} attempts)",
            "{reason}（试了 {attempts} 次后放弃）",
            reason=said_by(error),
            attempts=attempts,
        )
        await _fail(held, said, _type_of(error), attempts=attempts)
        return
    wished = getattr(error, "retry_after", None)
    pause = backoff_seconds(attempts)
    if wished is not None:  # never sooner, but not all of a throttled account's tasks at one moment
        pause = wished * random.uniform(1.0, 1.25)  # noqa: S311  not a secret
    logger.info("task_given_back", task_uuid=held.task.task_uuid, seconds=round(pause, 1), detail=str(said_by(error)))
    values: dict[str, object] = {
        "task_not_before_time": utc_now() + timedelta(seconds=pause),
        "task_attempt_count": attempts,
        **error_columns(said_by(error), _type_of(error)),
    }
    await _wait_again(held, values, Place.FRONT)
    kill_point(KillPoint.GIVEN_BACK)


async def _give_back_lost(held: _Held, error: MediaToolKilled, *, moved_on: bool) -> None:
    """A tool that was killed counts as a worker that was: many of them lose nothing, unless it is so every time."""
    lost = 1 if moved_on else held.task.task_lost_count + 1
    if lost >= held.resources.settings.task_max_lost:
        said = Told(
            "{reason} (given up after {attempts} times)",
            "{reason}（发生 {attempts} 次后放弃）",
            reason=said_by(error),
            attempts=lost,
        )
        await _fail(held, said, _type_of(error))
        return
    logger.info("task_tool_lost", task_uuid=held.task.task_uuid, times=lost, detail=str(said_by(error)))
    values: dict[str, object] = {
        "task_not_before_time": utc_now() + timedelta(seconds=relay.lost_pause_seconds(lost)),
        "task_lost_count": lost,
        **error_columns(said_by(error), _type_of(error)),
    }
    await _wait_again(held, values, Place.FRONT)


def backoff_seconds(attempt: int) -> float:
    """2, 4, 8 … seconds, at most five minutes, with jitter so that many tasks do not come back together."""
    return float(min(2**attempt, 300)) * random.uniform(0.5, 1.0)  # noqa: S311  not a secret


def _type_of(error: Exception) -> str:
    if isinstance(error, MediaDiskFull):
        return "storage-full"
    return error.type.removeprefix("/problems/") if isinstance(error, DataSayError) else _named(error)


def _named(error: BaseException) -> str:
    """What kind of error it is, as it fits into its column."""
    return presentable(type(error).__name__)[:_LONGEST_KIND]
