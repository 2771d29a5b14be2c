"""A waiting task that has lost a worker is done alone, so that no innocent one dies with it a second time."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from sqlalchemy import update

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.task_management import relay
from datasay.task_management.kinds import Work
from datasay.task_management.models import TaskManagementQueue, TaskQueue
from datasay.task_management.runner import claim_next
from tests.task_management.conftest import Row, Submit, kind, row, submit

__all__ = ["kind", "row", "submit"]  # fixtures
_WORKER = """
import os, sys, time
from datasay.task_management import registry
from datasay.task_management.models import TaskType
from datasay.worker import beat, waiting

async def block_or_not(run):
    if run.params["blocks"]:
        time.sleep(10**6)
    return {"done_by": os.getpid()}

kind, _ = registry._jobs[TaskType.TEXT_GENERATE]
registry._jobs[TaskType.TEXT_GENERATE] = (kind, block_or_not)
waiting.alone_arguments = lambda: ["their_worker", "--waiting", "--alone"]
if __name__ == "__main__":
    beat.main(sys.argv[1:])
"""


async def _have_lost(resources: Resources, *uuids: str, times: int = 1) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        lost = update(TaskManagementQueue).where(TaskManagementQueue.task_uuid.in_(uuids)).values(task_lost_count=times)
        await session.execute(lost)


async def test_who_takes_many_takes_no_suspect(resources: Resources, submit: Submit) -> None:
    worse, suspect, innocent = [await submit(work=Work.WAITS) for _ in range(3)]
    await _have_lost(resources, worse.task_uuid, times=2)
    await _have_lost(resources, suspect.task_uuid)
    taken = [await claim_next(resources, TaskQueue.WAITING, suspect=False) for _ in range(2)]
    assert [claimed.task.task_uuid for claimed in taken if claimed] == [innocent.task_uuid]
    alone = [await claim_next(resources, TaskQueue.WAITING, suspect=True) for _ in range(3)]
    assert [claimed.task.task_uuid for claimed in alone if claimed] == [suspect.task_uuid, worse.task_uuid]


async def test_a_suspect_that_blocks_harms_nobody_else(
    resources: Resources, settings: Settings, submit: Submit, row: Row, tmp_path: Path
) -> None:
    (tmp_path / "their_worker.py").write_text(_WORKER)
    bad = await submit(work=Work.WAITS, params={"blocks": True})
    innocents = [await submit(work=Work.WAITS, params={"blocks": False}, user_name=name) for name in ("a", "b")]
    await _have_lost(resources, bad.task_uuid, innocents[0].task_uuid)
    environment = os.environ | {
        "DATASAY_HOME": str(settings.home),
        "DATASAY_DATABASE_URL": settings.database_url or "",
        "DATASAY_REDIS_URL": settings.redis_url or "",
        "PYTHONPATH": str(tmp_path),
        "DATASAY_TASK_LEASE_SECONDS": "3",
        "DATASAY_WORKER_BLOCKED_SECONDS": "2",
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-m", "their_worker", "--waiting", env=environment)
    try:
        async with asyncio.timeout(200):
            while True:
                await relay.requeue_lost(resources)
                ended = [(await row(task.task_uuid)).task_status == "completed" for task in innocents]
                if all(ended) and (await row(bad.task_uuid)).task_lost_count > 1:
                    break
                await asyncio.sleep(0.1)
        assert process.returncode is None, "the worker of many has not died of the suspect"
        by = [(await row(task.task_uuid)).task_result for task in innocents]
        assert by[1] == {"done_by": process.pid}
        assert by[0] != by[1], "a suspect is done in a process of its own"
        assert [(await row(task.task_uuid)).task_lost_count for task in innocents] == [1, 0], "none was lost again"
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    finally:
        if process.returncode is None:
            process.kill()
