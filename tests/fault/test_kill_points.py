"""T2: the process dies between any two statements that can be parted; nothing is lost, and nothing is done twice."""

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select, update

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.kill_points import VARIABLE, KillPoint
from datasay.core.resources import Resources
from datasay.image.content.models import ImageContentBasic
from datasay.task_management.models import TaskManagementQueue
from tests.conftest import MakeUser
from tests.fault import invariants, kill_process

pytestmark = [pytest.mark.fault, pytest.mark.slow]
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["tests.fault.kill_worker"])


@dataclass(frozen=True, slots=True)
class Case:
    """Who dies at a point, doing what; `before`: what happens first, where each may die at a point of its own."""

    action: str = "run"
    mode: str = "usual"
    before: tuple[tuple[str, KillPoint | None], ...] = (("submit", None),)
    ends: str = "completed"


_TAKEN_OVER = (("submit", None), ("run", None), ("submit", None))
CASES = {
    KillPoint.TASK_KEPT: Case("submit", before=()),
    KillPoint.MESSAGE_SENT: Case("submit", before=()),
    KillPoint.MESSAGE_MARKED: Case("submit", before=()),
    KillPoint.CLAIMED: Case(),
    KillPoint.EARLIER_REMOVED: Case(),
    KillPoint.STEP_BEGUN: Case(),
    KillPoint.STEP_FOUND: Case(before=_TAKEN_OVER),
    KillPoint.STEP_TAKEN_OVER: Case(before=_TAKEN_OVER),
    KillPoint.RECEIPT_KEPT: Case(),
    KillPoint.USE_WRITTEN: Case(),
    KillPoint.USE_KEPT: Case(),
    KillPoint.BYTES_WRITTEN: Case(),
    KillPoint.BYTES_KEPT: Case(),
    KillPoint.STEP_WRITTEN: Case(),
    KillPoint.LEASE_RENEWED: Case(mode="slow"),
    KillPoint.PROGRESS_KEPT: Case(),
    KillPoint.WORK_DONE: Case(),
    KillPoint.TASK_COMPLETED: Case(),
    KillPoint.TASK_TOLD: Case(),
    KillPoint.TASK_FAILED: Case(mode="bad", ends="failed"),
    KillPoint.HANDED_OVER: Case(mode="over"),
    KillPoint.GIVEN_BACK: Case(mode="busy"),
    KillPoint.RELAYED: Case("keep house", before=(("submit", KillPoint.TASK_KEPT),)),
    KillPoint.LOST_RELEASED: Case("keep house", before=(("submit", None), ("run", KillPoint.STEP_BEGUN))),
    KillPoint.LOST_KEPT: Case("keep house", before=(("submit", None), ("run", KillPoint.STEP_BEGUN))),
    KillPoint.REVOKED: Case("revoke", ends="revoked"),
}


class Platform:
    """Processes that do one thing each, on a database and a home of the test's own."""

    def __init__(self, resources: Resources, user_id: int) -> None:
        self._resources = resources
        self._user_id = user_id
        names = ("home", "database_url", "redis_url", "task_lease_seconds", "log_level")
        self._given = {name: getattr(resources.settings, name) for name in names}

    async def act(self, action: str, mode: str, point: KillPoint | None = None) -> None:
        """Do it; it must end well, or die at the point and nowhere else."""
        async with self._resources.database.transaction(OPERATOR) as session:
            task_uuid = await session.scalar(select(func.max(TaskManagementQueue.task_uuid)))
        given = (self._given, action, self._user_id, mode, point, task_uuid or "")
        process = _PROCESSES.Process(target=kill_process.act, args=given)
        process.start()
        await asyncio.to_thread(process.join, 60)
        wanted = 0 if point is None else -signal.SIGKILL
        assert process.exitcode == wanted, f"{action}: {point} was not reached"

    async def let_time_pass(self) -> None:
        """Leases run out, and what was to wait is due."""
        ago = utc_now().replace(year=2000)
        async with self._resources.database.transaction(OPERATOR) as session:
            await session.execute(update(TaskManagementQueue).values(task_not_before_time=None))
            running = TaskManagementQueue.task_status == "running"
            await session.execute(update(TaskManagementQueue).where(running).values(task_lease_expire_time=ago))

    async def recover(self, mode: str) -> None:
        """The housekeeping and the other workers do what they always do."""
        for _ in range(2):
            await self.let_time_pass()
            await self.act("keep house", mode)
            await self.act("run", mode)


def test_every_kill_point_is_tried() -> None:
    assert set(CASES) == set(KillPoint)


@pytest.mark.parametrize("point", CASES)
async def test_nothing_is_lost_and_nothing_done_twice_when_a_process_dies_at(
    resources: Resources, make_user: MakeUser, point: KillPoint
) -> None:
    case = CASES[point]
    platform = Platform(resources, (await make_user()).user_id)
    for action, where in case.before:
        await platform.act(action, case.mode, where)
    if case.action == "keep house":
        await platform.let_time_pass()
    await platform.act(case.action, case.mode, point)
    await platform.recover(case.mode)
    async with resources.database.transaction(OPERATOR) as session:
        ended = list(await session.scalars(select(TaskManagementQueue.task_status)))
        pictures = await session.scalar(select(func.count()).select_from(ImageContentBasic))
    assert set(ended) == {case.ends}
    assert len(ended) == (2 if case.before == _TAKEN_OVER else 1)
    assert pictures == (1 if case.ends == "completed" else 0)
    assert await invariants.violations(resources.settings) == {}


def test_the_variable_names_the_point() -> None:
    program = "from datasay.core.kill_points import *; kill_point(KillPoint.CLAIMED); print('alive')"
    died = subprocess.run([sys.executable, "-c", program], env=os.environ | {VARIABLE: "claimed"}, check=False)
    assert died.returncode == -signal.SIGKILL
    lived = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert lived.stdout == b"alive\n"
