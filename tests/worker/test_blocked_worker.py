"""The real process of waiting tasks, blocked by what one of them does: it ends, and the task has lost a worker."""

import asyncio
import os
import sys

from datasay.core.loop_watch import EXIT_CODE
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.task_management import relay
from datasay.task_management.kinds import Work
from tests.task_management.conftest import Row, Submit, kind, row, submit

__all__ = ["kind", "row", "submit"]  # fixtures
_BLOCKED = """
import time
from datasay.task_management import registry
from datasay.task_management.models import TaskType
from datasay.worker import beat

async def block(run):
    time.sleep(10**6)

kind, _ = registry._jobs[TaskType.TEXT_GENERATE]
registry._jobs[TaskType.TEXT_GENERATE] = (kind, block)
beat.main(["--waiting"])
"""


async def test_a_blocked_waiting_worker_ends_and_counts_as_lost(
    resources: Resources, settings: Settings, submit: Submit, row: Row
) -> None:
    task = await submit(work=Work.WAITS)
    environment = os.environ | {
        "DATASAY_HOME": str(settings.home),
        "DATASAY_DATABASE_URL": settings.database_url or "",
        "DATASAY_REDIS_URL": settings.redis_url or "",
        "DATASAY_TASK_LEASE_SECONDS": "3",
        "DATASAY_WORKER_BLOCKED_SECONDS": "2",
    }
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", _BLOCKED, env=environment)
    try:
        assert await asyncio.wait_for(process.wait(), 50) == EXIT_CODE
    finally:
        if process.returncode is None:
            process.kill()
    await asyncio.sleep(3)  # the lease runs out
    await relay.requeue_lost(resources)
    lost = await row(task.task_uuid)
    assert (lost.task_status, lost.task_lost_count, lost.task_attempt_count) == ("pending", 1, 0)
