"""A worker dies while it buys: every request that was sent is counted, once, whoever counts it."""

import asyncio
import multiprocessing
import os
import signal
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.kill_points import KillPoint
from datasay.core.resources import Resources
from datasay.task_management import relay
from datasay.task_management.models import UNCOUNTED, TaskManagementQueue, TaskManagementStep
from datasay.task_management.purchases import count_of_ended
from tests.fault import buying_process
from tests.running import run_tasks
from tests.simulators.openai import MODEL, OpenAISimulator, Reply
from tests.text.generation.conftest import shared_account, simulator

__all__ = ["shared_account", "simulator"]  # fixtures
pytestmark = [pytest.mark.fault]
WISH = {"engine": "openai", "operation": "rewrite", "prompt": "我与父亲不相见已二年余了。"}
_PROCESSES = multiprocessing.get_context("forkserver")


class Dying:
    """A worker in a process of its own, which ends by SIGKILL and in no other way."""

    def __init__(self, resources: Resources, simulator: OpenAISimulator) -> None:
        names = ("home", "database_url", "redis_url", "task_lease_seconds", "log_level")
        self._given = {name: getattr(resources.settings, name) for name in names}
        self._simulator = simulator

    async def work(self, point: KillPoint | None) -> None:
        """Let it die at the point, or, without one, as soon as the vendor has its request."""
        process = _PROCESSES.Process(target=buying_process.work, args=(self._given, point))

        def kill(_body: object) -> Reply:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            return Reply("太晚了。", first_pause=1)

        usual = self._simulator.answer
        if point is None:
            self._simulator.answer = kill
        process.start()
        await asyncio.to_thread(process.join, 60)
        self._simulator.answer = usual
        assert process.exitcode == -signal.SIGKILL, f"{point} was not reached"


@pytest.fixture
def dying(resources: Resources, simulator: OpenAISimulator) -> Dying:
    simulator.answer = lambda _body: Reply("这次写完了。")
    return Dying(resources, simulator)


async def _find_lost(resources: Resources) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        past = {"task_lease_expire_time": utc_now() - timedelta(seconds=1)}
        await session.execute(
            update(TaskManagementQueue).where(TaskManagementQueue.task_status == "running").values(past)
        )
    assert await relay.requeue_lost(resources) == 1


async def _total(client: httpx.AsyncClient) -> dict[str, Any]:
    total: dict[str, Any] = (await client.get("/api/v1/statistics/total")).json()
    return total


@pytest.mark.parametrize(
    ("point", "lost", "sent"),
    [
        (KillPoint.RECEIPT_KEPT, 1, 1),  # noted and not sent, which nobody can know: it may have to be paid for
        (None, 1, 2),
        (KillPoint.USE_WRITTEN, 1, 1),
        (KillPoint.USE_KEPT, 1, 1),
    ],
)
async def test_what_was_under_way_is_counted_once(
    client: httpx.AsyncClient,
    simulator: OpenAISimulator,
    shared_account: int,
    resources: Resources,
    dying: Dying,
    point: KillPoint | None,
    lost: int,
    sent: int,
) -> None:
    where = (await client.post("/api/v1/texts/generate", json=WISH)).headers["Location"]
    await dying.work(point)
    await _find_lost(resources)
    total = await _total(client)
    assert total["stat_units"]["requests"] == lost
    (line,) = total["usage"]
    assert (line["event_engine"], line["event_model"]) == ("openai", MODEL)
    size_is_known = point is KillPoint.USE_KEPT
    assert ("tokens_out" in line["event_units"], line["events_failed"]) == (size_is_known, 0 if size_is_known else 1)
    await run_tasks(resources)
    task = (await client.get(where)).json()
    assert task["task_status"] == "completed", task["task_error_message"]
    assert len(simulator.requests) == sent
    never_sent = 1 if point is KillPoint.RECEIPT_KEPT else 0
    assert (await _total(client))["stat_units"]["requests"] == sent + never_sent
    await relay.requeue_lost(resources)
    await count_of_ended(resources)
    assert (await _total(client))["stat_units"]["requests"] == sent + never_sent


@pytest.mark.parametrize("noted", [{"a": {"engine": "e", "sent": {"m": 10**18}}, "b": {"sent": 1}, "c": []}, [1]])
async def test_what_one_receipt_holds_keeps_nobody_elses_task_waiting(
    client: httpx.AsyncClient, shared_account: int, resources: Resources, dying: Dying, noted: object
) -> None:
    where = (await client.post("/api/v1/texts/generate", json=WISH)).headers["Location"]
    await dying.work(None)
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(TaskManagementStep).values(step_receipt={UNCOUNTED: noted}))
    await _find_lost(resources)
    assert (await client.get(where)).json()["task_status"] == "pending"
    await run_tasks(resources)
    assert (await client.get(where)).json()["task_status"] == "completed"


async def test_it_is_counted_where_no_later_attempt_is_made(
    client: httpx.AsyncClient, shared_account: int, resources: Resources, dying: Dying
) -> None:
    where = (await client.post("/api/v1/texts/generate", json=WISH)).headers["Location"]
    await dying.work(None)
    assert (await client.post(f"{where}/revoke")).status_code == 200
    await count_of_ended(resources)
    assert "requests" not in (await _total(client))["stat_units"], "its worker may be alive and about to count"
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(TaskManagementQueue).values(task_completed_time=utc_now() - timedelta(minutes=3)))
    for _ in range(2):
        await count_of_ended(resources)
        assert (await _total(client))["stat_units"] == {"requests": 1}


async def test_it_is_counted_of_an_attempt_that_could_not_write_although_the_next_one_completed(
    client: httpx.AsyncClient, shared_account: int, resources: Resources
) -> None:
    """The worker lived and tried again: the database was away when it would have counted."""
    where = (await client.post("/api/v1/texts/generate", json=WISH)).headers["Location"]
    await run_tasks(resources)
    assert (await client.get(where)).json()["task_status"] == "completed"
    before = (await _total(client))["stat_units"]["requests"]
    noted = {"x": {"kind": "text", "engine": "openai", "config_id": shared_account, "sent": {MODEL: 1}}}
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(TaskManagementStep).values(step_receipt={UNCOUNTED: noted}))
        await session.execute(update(TaskManagementQueue).values(task_completed_time=utc_now() - timedelta(minutes=3)))
    for _ in range(2):
        await count_of_ended(resources)
        assert (await _total(client))["stat_units"]["requests"] == before + 1


async def test_it_is_counted_when_a_person_has_the_task_tried_again(
    client: httpx.AsyncClient, simulator: OpenAISimulator, shared_account: int, resources: Resources, dying: Dying
) -> None:
    where = (await client.post("/api/v1/texts/generate", json=WISH)).headers["Location"]
    await dying.work(None)
    assert (await client.post(f"{where}/revoke")).status_code == 200
    assert (await client.post(f"{where}/retry")).status_code in {200, 202}
    assert (await _total(client))["stat_units"] == {"requests": 1}
    await run_tasks(resources)
    assert (await client.get(where)).json()["task_status"] == "completed"
    assert (await _total(client))["stat_units"]["requests"] == len(simulator.requests) == 2


async def test_a_worker_that_was_taken_for_dead_counts_nothing_twice(
    client: httpx.AsyncClient, simulator: OpenAISimulator, shared_account: int, resources: Resources
) -> None:
    simulator.replies.append(Reply("写得很慢。", first_pause=60))
    where = (await client.post("/api/v1/texts/generate", json=WISH)).headers["Location"]
    work = asyncio.create_task(run_tasks(resources))
    while not simulator.requests:  # noqa: ASYNC110  the server tells no event
        await asyncio.sleep(0.02)
    await _find_lost(resources)
    assert (await _total(client))["stat_units"]["requests"] == 1  # it may have heard already and told the tokens
    await work  # it hears that its lease is gone, and makes a second attempt
    assert (await client.get(where)).json()["task_status"] == "completed"
    assert (await _total(client))["stat_units"]["requests"] == len(simulator.requests) == 2
