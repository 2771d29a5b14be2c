"""Whose task is next: priority, then users in turn, then the oldest; and none waits behind what another user began."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text, update

from datasay.core.errors import Invalid
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.task_management import relay, service
from datasay.task_management.errors import HandOver
from datasay.task_management.kinds import TaskKind, Work
from datasay.task_management.models import TaskManagementQueue, TaskQueue
from datasay.task_management.run import TaskRun
from datasay.task_management.runner import claim_next, run_claimed
from datasay.worker.computing import ComputingWorker
from datasay.worker.slots import LongSlots
from datasay.worker.waiting import WaitingWorker
from tests.conftest import until
from tests.running import run_tasks
from tests.task_management.conftest import SCRIPT, VIDEO, Row, Submit, Working


async def _order(resources: Resources, queue: TaskQueue = TaskQueue.SHORT) -> list[str]:
    """Claim everything; whose tasks came, in order: what was submitted as `params`."""
    names = []
    while (claimed := await claim_next(resources, queue)) is not None:
        names.append(str(claimed.task.task_params["name"]))
    return names


async def test_users_take_turns_whoever_came_first(resources: Resources, submit: Submit) -> None:
    for number in range(6):
        await submit(user_name="anna", params={"name": f"a{number}"})
    for number in range(3):
        await submit(user_name="ben", params={"name": f"b{number}"})
    await submit(user_name="cleo", params={"name": "c0"})
    assert await _order(resources) == ["a0", "b0", "c0", "a1", "b1", "a2", "b2", "a3", "a4", "a5"]


async def test_who_comes_while_another_is_served_is_next(resources: Resources, submit: Submit) -> None:
    for number in range(6):
        await submit(user_name="anna", params={"name": f"a{number}"})
    for _ in range(3):
        assert await claim_next(resources, TaskQueue.SHORT) is not None
    for number in range(3):  # neither ahead of everything anna has had, nor behind everything she has
        await submit(user_name="ben", params={"name": f"b{number}"})
    assert await _order(resources) == ["a3", "b0", "a4", "b1", "a5", "b2"]


async def test_who_revokes_tasks_misses_no_turn(resources: Resources, submit: Submit) -> None:
    tasks = [await submit(user_name="anna", params={"name": f"a{number}"}) for number in range(5)]
    for task in tasks[:4]:
        async with resources.database.transaction(OPERATOR) as session:
            await service.revoke_task(session, resources, task.task_uuid, None)
    for number in range(3):
        await submit(user_name="ben", params={"name": f"b{number}"})
    assert await _order(resources) == ["a4", "b0", "b1", "b2"]


async def test_a_higher_priority_goes_before_all_turns(resources: Resources, submit: Submit) -> None:
    await submit(user_name="anna", params={"name": "usual"})
    urgent = await submit(user_name="anna", params={"name": "urgent"})
    async with resources.database.transaction(OPERATOR) as session:
        mine = TaskManagementQueue.task_uuid == urgent.task_uuid
        await session.execute(update(TaskManagementQueue).where(mine).values(task_priority=1))
    assert await _order(resources) == ["urgent", "usual"]


async def test_a_user_puts_own_tasks_behind_and_nobody_elses(resources: Resources, submit: Submit) -> None:
    await submit(user_name="anna", params={"name": "later"}, priority=-5)
    await submit(user_name="anna", params={"name": "usual"})
    await submit(user_name="ben", params={"name": "of another"})
    await submit(user_name="ben", params={"name": "last"}, priority=-9)
    with pytest.raises(Invalid, match="Only administrators"):
        await submit(user_name="ben", params={"name": "first of all"}, priority=1)
    assert await _order(resources) == ["usual", "of another", "later", "last"]


async def test_the_priority_is_no_part_of_the_request_that_a_key_stands_for(submit: Submit) -> None:
    first = await submit(key="k-1", priority=-1)
    again = await submit(key="k-1", priority=-2)
    assert (again.task_uuid, again.task_priority) == (first.task_uuid, -1)


async def test_who_moves_a_task_misses_no_turn(resources: Resources, submit: Submit) -> None:
    tasks = [await submit(user_name="anna", params={"name": f"a{number}"}) for number in range(3)]
    async with resources.database.transaction(OPERATOR) as session:
        moved = await service.change_priority(session, resources, tasks[0].task_uuid, None, -1)
    assert moved.task_priority == -1
    for number in range(3):
        await submit(user_name="ben", params={"name": f"b{number}"})
    assert await _order(resources) == ["a1", "b0", "a2", "b1", "b2", "a0"]


async def test_what_is_not_due_is_passed_over_and_comes_first_when_it_is(resources: Resources, submit: Submit) -> None:
    first = await submit(user_name="anna", params={"name": "first"})
    await submit(user_name="anna", params={"name": "second"})
    mine = TaskManagementQueue.task_uuid == first.task_uuid
    async with resources.database.transaction(OPERATOR) as session:
        later = text("now() AT TIME ZONE 'UTC' + interval '1 hour'")
        await session.execute(update(TaskManagementQueue).where(mine).values(task_not_before_time=later))
    claimed = await claim_next(resources, TaskQueue.SHORT)
    assert claimed is not None
    assert claimed.task.task_params == {"name": "second"}
    assert await claim_next(resources, TaskQueue.SHORT) is None
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(TaskManagementQueue).where(mine).values(task_not_before_time=None))
    assert await _order(resources) == ["first"]


async def test_twenty_workers_at_once_take_each_task_once(resources: Resources, submit: Submit) -> None:
    for number in range(15):
        await submit(params={"name": str(number)})
    claimed = await asyncio.gather(*(claim_next(resources, TaskQueue.SHORT) for _ in range(20)))
    taken = [one.task.task_id for one in claimed if one is not None]
    assert len(taken) == len(set(taken)) == 15


async def test_the_next_task_is_found_by_index_however_many_wait(resources: Resources, submit: Submit) -> None:
    task = await submit()
    copies = text(
        "INSERT INTO task_management_queue (task_uuid, task_name, task_type, task_params, task_created_user_id,"
        " task_turn, task_params_hash) SELECT gen_random_uuid(), 'x', 'text_generate', '{}', task_created_user_id,"
        " number, 'x' FROM task_management_queue, generate_series(1, 10000) AS number WHERE task_id = :id"
    )
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(copies, {"id": task.task_id})
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(text("ANALYZE task_management_queue"))
        plan = await session.execute(
            text(
                "EXPLAIN SELECT task_id FROM task_management_queue WHERE task_status = 'pending' AND task_queue ="
                " 'short' AND (task_not_before_time IS NULL OR task_not_before_time <= now())"
                " ORDER BY task_priority DESC, task_turn, task_id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED"
            )
        )
        assert "idx_task_management_queue_next" in "\n".join(plan.scalars())
    claimed = await claim_next(resources, TaskQueue.LONG, TaskQueue.SHORT)
    assert claimed is not None
    assert claimed.task.task_id == task.task_id


async def test_one_process_is_kept_for_what_is_not_long(resources: Resources, submit: Submit, working: Working) -> None:
    """Two processes of one worker: the second takes no long task, and small ones go on while the first is busy."""
    release = asyncio.Event()
    done: list[str] = []

    async def work(run: TaskRun) -> dict[str, object]:
        if run.params["name"].startswith("long"):
            await release.wait()
        done.append(run.params["name"])
        return {}

    working(work)
    for number in range(5):
        await submit(user_name="anna", params={"name": f"long{number}"}, is_long=True)
    await submit(user_name="anna", params={"name": "small of anna"})
    await submit(user_name="ben", params={"name": "small of ben"})
    first, second = LongSlots(2), LongSlots(1)
    second.take = lambda: False  # type: ignore[method-assign]  # locks are a process's: here both are in one
    busy = asyncio.create_task(ComputingWorker(resources, first).work_off())
    await asyncio.sleep(0.2)
    await ComputingWorker(resources, second).work_off()
    assert sorted(done) == ["small of anna", "small of ben"]
    release.set()
    await busy
    assert "long0" in done
    for slots in (first, second):
        slots.close()


async def test_what_waits_is_handed_to_those_who_wait_and_back_without_counting_an_attempt(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    seen: list[tuple[str, str | None]] = []

    async def work(run: TaskRun) -> dict[str, object]:
        for step, number in ((SCRIPT, 0), (VIDEO, None), (SCRIPT, 1)):
            queue = (await row(run.task_uuid)).task_queue
            begun = await run.begin_step(step, {}, number=number)
            if begun.kept is None:
                seen.append((begun.name, queue))
                async with run.transaction() as session:
                    await run.complete_step(session, begun, {"text_id": 1})
        return {}

    working(work)
    task = await submit()
    claimed = await claim_next(resources, TaskQueue.SHORT)
    assert claimed is not None
    await run_claimed(resources, claimed)  # the second step waits for a vendor
    now = await row(task.task_uuid)
    assert (now.task_status, now.task_queue) == ("pending", "waiting")
    assert (now.task_attempt_count, now.task_lost_count) == (0, 0)
    assert await claim_next(resources, TaskQueue.SHORT, TaskQueue.LONG) is None
    assert await run_tasks(resources) == 2
    assert (await row(task.task_uuid)).task_status == "completed"
    assert [queue for _, queue in seen] == ["short", "waiting", "short"]


async def test_many_wait_on_one_loop_and_are_given_back_when_it_ends(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    waiting: list[str] = []

    async def work(run: TaskRun) -> dict[str, object]:
        waiting.append(run.task_uuid)
        await asyncio.sleep(60)
        return {}

    working(work)
    tasks = [await submit(params={"number": number}, work=Work.WAITS) for number in range(30)]
    worker = WaitingWorker(resources)
    going = asyncio.create_task(worker.run())
    await until(lambda: len(waiting) == 30)
    worker.stop()
    await going
    for task in tasks:
        now = await row(task.task_uuid)
        assert (now.task_status, now.task_attempt_count, now.task_lost_count) == ("pending", 0, 0)
        assert now.task_lease_id is None


def test_a_kind_says_where_its_steps_run(kind: TaskKind) -> None:
    assert (kind.queue(), kind.queue(Work.WAITS)) == (TaskQueue.SHORT, TaskQueue.WAITING)
    assert HandOver(TaskQueue.WAITING).queue is TaskQueue.WAITING
    assert relay.lost_pause_seconds(1) == 0.0
    assert [relay.lost_pause_seconds(times) for times in (2, 3, 8)] == [1.0, 2.0, 16.0]


async def test_one_user_never_has_all_places_of_those_that_wait(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    few = replace(resources, settings=resources.settings.model_copy(update={"waiting_concurrency": 5}))

    async def hang(run: TaskRun) -> dict[str, object]:
        if run.params["hangs"]:
            await asyncio.Event().wait()
        return {}

    working(hang)
    hanging = [await submit(user_name="anna", work=Work.WAITS, params={"hangs": True}) for _ in range(6)]
    worker = WaitingWorker(few)
    running = asyncio.create_task(worker.run())
    try:
        async with asyncio.timeout(60):
            while await _count_running(resources, hanging) < 4:  # noqa: ASYNC110  asked of the database
                await asyncio.sleep(0.05)
        other = await submit(user_name="ben", work=Work.WAITS, params={"hangs": False})
        async with asyncio.timeout(60):
            while (await row(other.task_uuid)).task_status != "completed":  # noqa: ASYNC110  asked of the database
                await asyncio.sleep(0.05)
        assert await _count_running(resources, hanging) == 4
    finally:
        worker.stop()
        await running


async def _count_running(resources: Resources, tasks: list[TaskManagementQueue]) -> int:
    counted = "SELECT count(*) FROM task_management_queue WHERE task_status = 'running' AND task_uuid = ANY(:uuids)"
    async with resources.database.transaction(OPERATOR) as session:
        return int(await session.scalar(text(counted), {"uuids": [task.task_uuid for task in tasks]}) or 0)


async def test_work_that_says_nothing_is_ended(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    hasty = replace(resources, settings=resources.settings.model_copy(update={"task_silent_seconds": 1}))

    async def speak_then_hang(run: TaskRun) -> dict[str, object]:
        for _ in range(4):
            await asyncio.sleep(0.4)
            await run.skip(SCRIPT)
        await asyncio.Event().wait()
        return {}

    working(speak_then_hang)
    task = await submit()
    await run_tasks(hasty)
    ended = await row(task.task_uuid)
    assert (ended.task_status, ended.task_error_type) == ("failed", "engine-failed")
    assert ended.task_completed_time is not None
    assert ended.task_started_time is not None
    assert (ended.task_completed_time - ended.task_started_time).total_seconds() > 2
