"""The real process of waiting tasks, one of which ends it politely: its neighbours go on, and it does not for ever."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.core.steady_loop import PoolLoop, SteadyLoop
from datasay.task_management import relay
from datasay.task_management.kinds import Work
from tests.task_management.conftest import Row, Submit, kind, row, submit

__all__ = ["kind", "row", "submit"]  # fixtures
_WORKER = """
import asyncio, os, pathlib, signal, sys
from datasay.engines.errors import EngineFailed
from datasay.engines.containment import contained
from datasay.engines.protocols import Desk
from datasay.task_management import registry
from datasay.task_management.models import TaskType
from datasay.worker import beat

async def leave():
    await asyncio.sleep(0.3)
    raise SystemExit(1)

async def interrupt():
    await asyncio.sleep(0.3)
    raise KeyboardInterrupt

async def end(run):
    with contained("voice", "wild", Desk()):
        match run.params["how"]:
            case "exit":
                await asyncio.gather(leave(), asyncio.sleep(60))
            case "interrupt":
                await asyncio.gather(interrupt(), asyncio.sleep(60))
            case "stop":
                asyncio.get_running_loop().stop()
                asyncio.get_running_loop().call_soon(sys.exit, 3)
                await asyncio.sleep(0.2)
            case "cancel":
                for each in asyncio.all_tasks():
                    each.cancel()
                await asyncio.sleep(60)
            case "term":
                os.kill(os.getpid(), signal.SIGTERM)
                await asyncio.sleep(60)
            case "wait":
                while not pathlib.Path(run.params["file"]).exists():
                    await asyncio.sleep(0.05)
    return {"pid": os.getpid()}

kind, _ = registry._jobs[TaskType.TEXT_GENERATE]
registry._jobs[TaskType.TEXT_GENERATE] = (kind, end)
beat.main(["--waiting"])
"""

_POISON = {"exit": "engine-failed", "interrupt": "engine-failed", "stop": None, "cancel": "internal"}


async def _worker(settings: Settings) -> asyncio.subprocess.Process:
    environment = os.environ | {
        "DATASAY_HOME": str(settings.home),
        "DATASAY_DATABASE_URL": settings.database_url or "",
        "DATASAY_REDIS_URL": settings.redis_url or "",
        "DATASAY_TASK_LEASE_SECONDS": "3",
    }
    return await asyncio.create_subprocess_exec(sys.executable, "-c", _WORKER, env=environment)


async def _ended(row: Row, uuid: str) -> None:
    while True:
        if (await row(uuid)).task_status not in {"pending", "running"}:
            return
        await asyncio.sleep(0.1)


async def test_work_that_ends_the_loop_ends_neither_its_worker_nor_its_neighbours(
    resources: Resources, settings: Settings, submit: Submit, row: Row, tmp_path: Path
) -> None:
    beside = await submit(work=Work.WAITS, params={"how": "wait", "file": str(tmp_path / "go")})
    poison = [await submit(work=Work.WAITS, params={"how": how}) for how in _POISON]
    process = await _worker(settings)
    try:
        async with asyncio.timeout(60):
            for task in poison:
                await _ended(row, task.task_uuid)
        (tmp_path / "go").touch()
        async with asyncio.timeout(20):
            await _ended(row, beside.task_uuid)
        ends = [await row(task.task_uuid) for task in poison]
        assert {how: end.task_error_type for how, end in zip(_POISON, ends, strict=True)} == _POISON
        assert {end.task_lost_count for end in ends} == {0}
        assert (await row(beside.task_uuid)).task_result == {"pid": process.pid}
        assert process.returncode is None
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 20) == 0
    finally:
        if process.returncode is None:
            process.kill()


async def test_a_task_that_sends_its_worker_a_signal_has_lost_it_and_its_neighbour_has_not(
    resources: Resources, settings: Settings, submit: Submit, row: Row, tmp_path: Path
) -> None:
    beside = await submit(work=Work.WAITS, params={"how": "wait", "file": str(tmp_path / "go")})
    poison = await submit(work=Work.WAITS, params={"how": "term"})
    process = await _worker(settings)
    try:
        assert await asyncio.wait_for(process.wait(), 40) == 0
    finally:
        if process.returncode is None:
            process.kill()
    async with asyncio.timeout(10):
        while (await row(poison.task_uuid)).task_status != "pending":
            await asyncio.sleep(0.2)
            await relay.requeue_lost(resources)
    lost = await row(poison.task_uuid), await row(beside.task_uuid)
    assert [(each.task_status, each.task_lost_count) for each in lost] == [("pending", 1), ("pending", 0)]


async def _leave(code: int) -> None:
    await asyncio.sleep(0)
    raise SystemExit(code)


def test_a_steady_loop_ends_with_its_own_work_and_a_pools_when_the_pool_says_so() -> None:
    async def goes_on(code: int) -> str:
        leaving = asyncio.create_task(_leave(code))
        asyncio.get_running_loop().stop()
        await asyncio.sleep(0.01)
        assert isinstance(leaving.exception(), SystemExit)
        return "done"

    with asyncio.Runner(loop_factory=SteadyLoop) as runner:
        assert runner.run(goes_on(-241)) == "done"
        with pytest.raises(SystemExit):
            runner.run(_leave(3))
        with pytest.raises(ZeroDivisionError):
            runner.run(_divide())
    with asyncio.Runner(loop_factory=PoolLoop) as runner:
        assert runner.run(goes_on(1)) == "done"
        with pytest.raises(SystemExit):
            runner.run(goes_on(-241))


async def _divide() -> None:
    assert 1 / 0


_WEB = """
import asyncio
from datasay.api.loop import WebLoop

async def leave():
    raise SystemExit(1)

async def goes_on():
    leaving = asyncio.create_task(leave())
    asyncio.get_running_loop().stop()
    await asyncio.sleep(0.01)
    assert isinstance(leaving.exception(), SystemExit)
    print("done")

with asyncio.Runner(loop_factory=WebLoop) as runner:
    runner.run(goes_on())
"""


async def test_the_web_processs_loop_goes_on_too() -> None:
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", _WEB, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    assert (process.returncode, out.split()[-1:]) == (0, [b"done"])
