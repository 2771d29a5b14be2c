"""How an attempt ends: what came out, why nothing did, or that the task waits again; written under its lease."""

import asyncio
import random
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from datasay.core.clock import utc_now
from datasay.core.errors import Clash, DataSayError, Unavailable
from datasay.core.identity import Actor
from datasay.core.kill_points import KillPoint, kill_point
from datasay.core.resources import Resources
from datasay.engines.errors import AlreadyBought, presentable
from datasay.media.errors import MediaDiskFull, MediaToolKilled
from datasay.task_management import attempt_queries, queries, relay
from datasay.task_management.attempt_queries import Place
from datasay.task_management.errors import LeaseLost
from datasay.task_management.failures import NO_ERROR, error_columns
from datasay.task_management.models import TaskManagementQueue, TaskQueue, TaskStatus
from datasay.task_management.registry import run_tidy
from datasay.wording.told import Json, Told, said_by, unpacked

logger = structlog.get_logger(__name__)

_LONGEST_KIND = 100
_OURS = ("datasay.engines.errors", "datasay.media.errors")
_BEFORE_CAPITALS = re.compile(r"(?<!^)(?=[A-Z])")
_NO_VALUES: dict[str, Json] = {"params": {}}


def not_us() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Held:
    """A task and the lease under which its row is written."""

    resources: Resources
    task: TaskManagementQueue
    actor: Actor
    lease_id: str
    ended_us: Callable[[], bool] = not_us


async def complete_or_fail(held: Held, result: dict[str, object]) -> None:
    """Write down what came out; what cannot be written ends the task too, or it would be done again for ever."""
    try:
        await _complete(held, result)
    except (Unavailable, Clash, LeaseLost):
        raise
    except Exception as error:  # noqa: BLE001  a bug of ours ends the task, never the worker
        await crashed(held, error)
    else:
        kill_point(KillPoint.TASK_COMPLETED)


async def _complete(held: Held, result: dict[str, object]) -> None:
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


async def wait_again(held: Held, values: dict[str, object], place: Place, *, wake: TaskQueue | None = None) -> None:
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


async def _insist(held: Held, write: Callable[[], Awaitable[bool]]) -> None:
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


async def fail(held: Held, said: Told, kind: str, *, attempts: int = 0) -> None:
    """End the task as failed, for this reason."""
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


async def give_back(held: Held, error: Exception, *, moved_on: bool) -> None:
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
        await fail(held, said, type_of(error), attempts=attempts)
        return
    wished = getattr(error, "retry_after", None)
    pause = backoff_seconds(attempts)
    if wished is not None:  # never sooner, but not all of a throttled account's tasks at one moment
        pause = wished * random.uniform(1.0, 1.25)  # noqa: S311  not a secret
    logger.info("task_given_back", task_uuid=held.task.task_uuid, seconds=round(pause, 1), detail=str(said_by(error)))
    values: dict[str, object] = {
        "task_not_before_time": utc_now() + timedelta(seconds=pause),
        "task_attempt_count": attempts,
        **error_columns(said_by(error), type_of(error)),
    }
    await wait_again(held, values, Place.FRONT)
    kill_point(KillPoint.GIVEN_BACK)


async def _give_back_lost(held: Held, error: MediaToolKilled, *, moved_on: bool) -> None:
    """A tool that was killed counts as a worker that was: many of them lose nothing, unless it is so every time."""
    lost = 1 if moved_on else held.task.task_lost_count + 1
    if lost >= held.resources.settings.task_max_lost:
        said = Told(
            "{reason} (given up after {attempts} times)",
            "{reason}（发生 {attempts} 次后放弃）",
            reason=said_by(error),
            attempts=lost,
        )
        await fail(held, said, type_of(error))
        return
    logger.info("task_tool_lost", task_uuid=held.task.task_uuid, times=lost, detail=str(said_by(error)))
    values: dict[str, object] = {
        "task_not_before_time": utc_now() + timedelta(seconds=relay.lost_pause_seconds(lost)),
        "task_lost_count": lost,
        **error_columns(said_by(error), type_of(error)),
    }
    await wait_again(held, values, Place.FRONT)


def backoff_seconds(attempt: int) -> float:
    """2, 4, 8 … seconds, at most five minutes, with jitter so that many tasks do not come back together."""
    return float(min(2**attempt, 300)) * random.uniform(0.5, 1.0)  # noqa: S311  not a secret


def type_of(error: Exception) -> str:
    """The problem's type as the row keeps it; of an error that is no problem, its name written in the same way."""
    if isinstance(error, MediaDiskFull):
        return "storage-full"
    return error.type.removeprefix("/problems/") if isinstance(error, DataSayError) else _named(error)


def _named(error: BaseException) -> str:
    """The nearest kind of the house, which programs may know; of a stranger's that is none, its own name."""
    kinds = [kind for kind in type(error).__mro__ if kind.__module__ in _OURS]
    name = (kinds or [type(error)])[0].__name__
    return presentable(_BEFORE_CAPITALS.sub("-", name).lower())[:_LONGEST_KIND]


def with_earlier(task: TaskManagementQueue, error: Exception) -> Told:
    """What it says; of what is not bought again also why it was not had the last time."""
    said = said_by(error)
    if not isinstance(error, AlreadyBought) or not task.task_error_message:
        return said
    words = {"en": task.task_error_message, "zh": task.task_error_message_zh or task.task_error_message}
    earlier = unpacked({name: told.replace("{", "{{").replace("}", "}}") for name, told in words.items()} | _NO_VALUES)
    return Told("{said} The last time: {earlier}", "{said}上一次：{earlier}", said=said, earlier=earlier)


async def crashed(held: Held, error: BaseException) -> None:
    """End the task by a fault of ours, with the number by which its log is found."""
    uuid = held.task.task_uuid
    logger.error("task_crashed", task_uuid=uuid, exc_info=error)
    said = Told(
        "Something went wrong here. Retry; if it happens again, give the operator this number: {task_uuid}.",
        "这里出了错。请重试；若仍然出错，请把这个编号告诉管理员：{task_uuid}。",
        task_uuid=uuid,
    )
    await fail(held, said, "internal")
