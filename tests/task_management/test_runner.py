"""What happens to a task whatever happens to its worker."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from datasay.core.broadcast import Broadcast
from datasay.core.clock import utc_now
from datasay.core.errors import Conflict
from datasay.core.identity import OPERATOR, as_actor
from datasay.core.resources import Resources
from datasay.engines.errors import AlreadyBought, BadInput, EngineBusy
from datasay.media.errors import MediaToolKilled
from datasay.task_management import queries, relay, service
from datasay.task_management.errors import KeyReused, LeaseLost, TooManyTasks
from datasay.task_management.kinds import TaskKind
from datasay.task_management.models import TaskManagementOutbox, TaskManagementQueue, TaskManagementStep, TaskQueue
from datasay.task_management.run import TaskRun
from datasay.task_management.runner import claim_next, run_claimed
from datasay.task_management.schemas import Asked
from datasay.wording.told import Told
from tests.conftest import until
from tests.running import run_tasks
from tests.task_management.conftest import SCRIPT, VOICE, Row, Submit, Working


async def test_of_ten_messages_for_one_task_one_runs_it(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    runs = []

    async def work(run: TaskRun) -> dict[str, object]:
        runs.append(run.task_uuid)
        await asyncio.sleep(0.1)
        return {"text_id": 5}

    working(work)
    task = await submit()
    await asyncio.gather(*(run_tasks(resources) for _ in range(10)))
    done = await row(task.task_uuid)
    assert runs == [task.task_uuid]
    assert (done.task_status, done.task_progress, done.task_result) == ("completed", 100, {"text_id": 5})
    assert done.task_lease_id is None
    assert done.task_completed_time is not None


async def test_a_busy_engine_is_tried_again_later_and_given_up_in_the_end(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    async def work(_run: TaskRun) -> dict[str, object]:
        raise EngineBusy("The engine is overloaded.")

    working(work)
    task = await submit()
    for attempt in range(1, resources.settings.task_max_attempts + 1):
        await run_tasks(resources)
        now = await row(task.task_uuid)
        assert now.task_attempt_count == attempt
        if attempt < resources.settings.task_max_attempts:
            assert now.task_status == "pending"
            assert now.task_not_before_time is not None
            assert now.task_not_before_time > utc_now()
            await run_tasks(resources)  # too early: nothing happens
            assert (await row(task.task_uuid)).task_attempt_count == attempt
            await _make_due(resources, task.task_uuid)
    assert now.task_status == "failed"
    assert "overloaded" in (now.task_error_message or "")


async def test_what_is_not_bought_again_says_why_it_was_not_had(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    faults: list[Exception] = [AlreadyBought("Bought twice."), EngineBusy(Told("Refused {x}.", "拒绝了{x}。", x="{1}"))]

    async def buy(_run: TaskRun) -> dict[str, object]:
        raise faults.pop()

    working(buy)
    task = await submit()
    await run_tasks(resources)
    await _make_due(resources, task.task_uuid)
    await run_tasks(resources)
    failed = await row(task.task_uuid)
    assert failed.task_error_message == "Bought twice. The last time: Refused {1}."
    assert failed.task_error_message_zh == "Bought twice.上一次：拒绝了{1}。"


async def _make_due(resources: Resources, task_uuid: str) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(
            update(TaskManagementQueue)
            .where(TaskManagementQueue.task_uuid == task_uuid)
            .values(task_not_before_time=utc_now() - timedelta(seconds=1))
        )


@pytest.mark.parametrize(
    ("error", "problem", "words"),
    [
        (BadInput("The article is empty."), "bad-input", "The article is empty."),
        (Conflict(Told("The work is busy.", "作品正忙。")), "conflict", "The work is busy."),
        (ZeroDivisionError("secret detail"), "internal", "Something went wrong here"),
    ],
)
async def test_a_failure_says_what_to_do_and_hides_what_is_ours(
    resources: Resources, submit: Submit, working: Working, row: Row, error: Exception, problem: str, words: str
) -> None:
    async def work(run: TaskRun) -> dict[str, object]:
        await run.begin_step(SCRIPT, {})
        raise error

    working(work)
    task = await submit()
    await run_tasks(resources)
    failed = await row(task.task_uuid)
    assert (failed.task_status, failed.task_error_type) == ("failed", problem)
    with as_actor(OPERATOR):
        [step] = await queries.read_steps(resources.database, failed.task_id)
    assert (step["step_status"], step["step_completed_time"] is not None) == ("failed", True), "it has an end"
    assert words in (failed.task_error_message or "")
    for told in (failed.task_error_message, failed.task_error_message_zh):
        assert "secret detail" not in (told or "")
        assert type(error).__name__ not in (told or "")
    assert failed.task_error_params is not None


async def test_a_revoked_task_stops_within_seconds_and_writes_nothing_more(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    started, stopped = asyncio.Event(), asyncio.Event()

    async def work(_run: TaskRun) -> dict[str, object]:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()
        return {}

    working(work)
    task = await submit()
    running = asyncio.create_task(run_tasks(resources))
    await started.wait()
    async with resources.database.transaction(OPERATOR) as session:
        await service.revoke_task(session, resources, task.task_uuid, None)
    await asyncio.wait_for(running, 5)
    assert stopped.is_set()
    ended = await row(task.task_uuid)
    assert (ended.task_status, ended.task_result) == ("revoked", None)


async def test_a_worker_that_wakes_up_after_its_lease_writes_nothing(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    outcome: list[str] = []
    refused: list[str] = []

    async def work(run: TaskRun) -> dict[str, object]:
        async with resources.database.transaction(OPERATOR) as session:  # another worker has taken over meanwhile
            await session.execute(
                update(TaskManagementQueue)
                .where(TaskManagementQueue.task_uuid == run.task_uuid)
                .values(task_lease_id="someone-else")
            )
        try:
            await run.begin_step(SCRIPT, {})
            outcome.append("begun")
        except LeaseLost:
            refused.append("step")
        try:
            async with run.transaction():
                outcome.append("written")
        except LeaseLost:
            refused.append("transaction")
            raise
        return {}

    working(work)
    task = await submit()
    await run_tasks(resources)
    now = await row(task.task_uuid)
    assert outcome == []
    assert refused == ["step", "transaction"]
    assert (now.task_status, now.task_lease_id) == ("running", "someone-else")
    async with resources.database.transaction(OPERATOR) as session:
        assert (await session.scalars(select(TaskManagementStep))).all() == []


async def test_a_worker_hears_of_its_lease_and_not_what_every_task_tells_its_watchers(
    resources: Resources, submit: Submit
) -> None:
    worker = Broadcast(resources.settings.redis_url)
    heard: asyncio.Queue[str] = asyncio.Queue()
    task = await submit()
    worker.on(f"task:{task.task_uuid}", lambda _: heard.put_nowait("task"))
    worker.on(relay.lease_channel(task.task_uuid), lambda _: heard.put_nowait("lease"))
    await worker.start(relay.LEASES)
    await until(lambda: worker.connected)
    await resources.broadcast.publish(f"task:{task.task_uuid}")
    async with resources.database.transaction(OPERATOR) as session:
        await service.revoke_task(session, resources, task.task_uuid, None)
    assert await heard.get() == "lease"
    assert heard.empty()
    await worker.close()


async def test_the_lease_is_renewed_while_the_work_goes_on(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    async def work(_run: TaskRun) -> dict[str, object]:
        await asyncio.sleep(resources.settings.task_lease_seconds + 1.5)
        return {}

    working(work)
    task = await submit()
    running = asyncio.create_task(run_tasks(resources))
    await asyncio.sleep(resources.settings.task_lease_seconds + 0.5)
    assert await relay.requeue_lost(resources) == 0
    await running
    assert (await row(task.task_uuid)).task_status == "completed"


async def test_a_task_of_a_dead_worker_goes_to_another_until_it_has_killed_enough(
    resources: Resources, submit: Submit, row: Row
) -> None:
    task = await submit()
    limit = resources.settings.task_max_lost
    assert limit > 10
    for times in range(1, limit + 1):
        async with resources.database.transaction(OPERATOR) as session:  # claimed, then the machine lost power
            await session.execute(
                update(TaskManagementQueue)
                .where(TaskManagementQueue.task_uuid == task.task_uuid)
                .values(
                    task_status="running",
                    task_lease_id="dead",
                    task_lease_expire_time=utc_now() - timedelta(seconds=1),
                )
            )
        assert await relay.requeue_lost(resources) == 1
        now = await row(task.task_uuid)
        assert (now.task_lease_id, now.task_lost_count, now.task_attempt_count) == (None, times, 0)
        assert now.task_status == ("pending" if times < limit else "failed")
        if 1 < times < limit:  # what may be poison does not come back at once
            assert now.task_not_before_time is not None
            assert now.task_not_before_time > utc_now()
    assert "died" in (now.task_error_message or "")


async def test_a_tool_that_is_killed_is_no_failure_until_it_is_so_every_time(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    tries: list[str] = []

    async def work(run: TaskRun) -> dict[str, object]:
        tries.append(run.task_uuid)
        raise MediaToolKilled("ffmpeg was killed")

    working(work)
    task = await submit()
    while (now := await row(task.task_uuid)).task_status == "pending":
        assert (now.task_lost_count, now.task_attempt_count) == (len(tries), 0)
        await _make_due(resources, task.task_uuid)
        await run_tasks(resources)
    assert (now.task_status, len(tries)) == ("failed", resources.settings.task_max_lost)
    assert "given up" in (now.task_error_message or "")


async def test_a_completed_step_is_not_repeated_and_another_input_is(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    made: list[str] = []
    article = ["first"]

    async def work(run: TaskRun) -> dict[str, object]:
        step = await run.begin_step(SCRIPT, article)
        kept = step.kept
        if kept is None:
            made.append(article[0])
            kept = {"text_id": len(made)}
            async with run.transaction() as session:
                await run.complete_step(session, step, kept)
        if len(made) == 1:
            raise EngineBusy("once more")
        return kept

    working(work)
    task = await submit()
    await run_tasks(resources)
    await _make_due(resources, task.task_uuid)
    await run_tasks(resources)
    assert made == ["first"]
    article[0] = "second"
    await _make_due(resources, task.task_uuid)
    await run_tasks(resources)
    assert made == ["first", "second"]
    assert (await row(task.task_uuid)).task_result == {"text_id": 2}
    async with resources.database.transaction(OPERATOR) as session:
        steps = (await session.scalars(select(TaskManagementStep))).all()
    assert [(step.step_name, step.step_status, step.step_result) for step in steps] == [
        ("script", "completed", {"text_id": 2})
    ]


async def test_progress_does_not_fall_when_another_attempt_begins_anew(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    seen: list[int] = []

    async def work(run: TaskRun) -> dict[str, object]:
        step = await run.begin_step(SCRIPT, {"attempt": len(seen)})
        await run.progress(step)(0.9 if not seen else 0.1)
        seen.append((await row(run.task_uuid)).task_progress)
        if len(seen) == 1:
            raise EngineBusy("Not yet.")
        return {}

    working(work)
    task = await submit()
    await run_tasks(resources)
    await _make_due(resources, task.task_uuid)
    await run_tasks(resources)
    assert seen == [18, 18]  # nine tenths of the first step, which is a fifth of the whole


async def test_progress_never_falls_and_every_change_has_a_higher_number(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    seen: list[tuple[int, int, str | None]] = []

    async def work(run: TaskRun) -> dict[str, object]:
        for kind_of_step in (SCRIPT, VOICE):
            progress = run.progress(await run.begin_step(kind_of_step, {}))
            for fraction in (0.5, 0.1, 1.0):
                await progress(fraction)
                now = await row(run.task_uuid)
                seen.append((now.task_progress, now.task_event_number, now.task_step_name))
        return {}

    working(work)
    await submit()
    await run_tasks(resources)
    percents = [percent for percent, _, _ in seen]
    numbers = [number for _, number, _ in seen]
    assert percents == sorted(percents)
    assert numbers == sorted(numbers)
    assert {name for _, _, name in seen} == {"script", "voice"}


async def test_the_folder_of_an_attempt_is_private_and_gone_afterwards(
    resources: Resources, submit: Submit, working: Working
) -> None:
    folders = []

    async def work(run: TaskRun) -> dict[str, object]:
        folders.append(run.work_folder)
        (run.work_folder / "half").write_bytes(b"half a video")
        raise BadInput("no")

    working(work)
    await submit()
    await run_tasks(resources)
    assert not folders[0].exists()


async def test_a_worker_that_wakes_up_late_takes_nothing_from_the_one_that_works_now(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    """Both clear up behind themselves, and neither behind the other: what each makes lies in its own folder."""
    first_began, second_began, first_gone = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def work(run: TaskRun) -> dict[str, object]:
        (run.work_folder / "half").write_text("half a video")
        if not first_began.is_set():
            first_began.set()
            await second_began.wait()
            async with run.transaction():  # it wakes, and finds that it lost the task
                raise AssertionError("the lease still held")
        second_began.set()
        await first_gone.wait()
        return {"kept": (run.work_folder / "half").read_text()}

    working(work)
    task = await submit()
    first = asyncio.create_task(run_tasks(resources))
    await first_began.wait()
    async with resources.database.transaction(
        OPERATOR
    ) as session:  # as the housekeeping does with a silent worker's task
        await session.execute(update(TaskManagementQueue).values(task_status="pending", task_lease_id=None))
    second = asyncio.create_task(run_tasks(resources))
    await first
    first_gone.set()
    await second
    done = await row(task.task_uuid)
    assert (done.task_status, done.task_result) == ("completed", {"kept": "half a video"})
    assert list((resources.settings.home / "tmp").iterdir()) == []


async def test_what_a_killed_attempt_left_behind_is_gone_before_the_next_begins(
    resources: Resources, submit: Submit, working: Working
) -> None:
    seen: list[list[str]] = []

    async def work(run: TaskRun) -> dict[str, object]:
        seen.append([path.name for path in run.work_folder.parent.iterdir() if path != run.work_folder])
        return {}

    working(work)
    task, other = await submit(), await submit()
    for left in (task, other):
        folder = resources.settings.home / "tmp" / f"task-{left.task_uuid}-00000000"
        folder.mkdir(parents=True)
        (folder / "half").write_bytes(b"half a video")
    claimed = await claim_next(resources, TaskQueue.SHORT)
    assert claimed is not None
    await run_claimed(resources, claimed)
    assert seen == [[f"task-{other.task_uuid}-00000000"]]


async def test_the_outbox_keeps_what_the_broker_did_not_get(resources: Resources, submit: Submit) -> None:
    assert resources.broadcast.redis is not None
    await resources.broadcast.redis.delete("tasks")
    offline = Resources(
        resources.settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"}),
        resources.database,
        resources.broadcast,
    )
    async with resources.database.transaction(OPERATOR) as session:
        task = await submit()
        await relay.drain()
        await session.execute(update(TaskManagementOutbox).values(outbox_sent_time=None))
    await resources.broadcast.redis.delete("tasks")
    assert await relay.relay_outbox(offline) == 0
    assert await relay.relay_outbox(resources) == 1
    assert await relay.relay_outbox(resources) == 0
    assert await resources.broadcast.redis.llen("tasks") == 1
    assert task.task_uuid


async def test_a_flushed_broker_is_filled_again(resources: Resources, submit: Submit) -> None:
    assert resources.broadcast.redis is not None
    for _ in range(5):
        await submit()
    await relay.drain()
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(TaskManagementQueue).values(task_created_time=utc_now() - timedelta(minutes=1)))
    await resources.broadcast.redis.flushall()
    assert await relay.resend_waiting(resources) == 5
    assert await resources.broadcast.redis.llen("tasks") == 5
    assert await relay.resend_waiting(resources) == 0  # the broker has a message for each: nothing is sent twice


async def test_the_same_key_is_the_same_task_even_at_the_same_moment(resources: Resources, submit: Submit) -> None:
    tasks = await asyncio.gather(*(submit(key="k-1", params={"a": 1}) for _ in range(8)))
    assert len({task.task_uuid for task in tasks}) == 1
    with pytest.raises(KeyReused):
        await submit(key="k-1", params={"a": 2})


async def _nothing_to_check() -> service.Planned:
    return service.Planned("test")


async def test_of_parallel_submissions_only_as_many_as_allowed_get_in(
    resources: Resources, make_user: object, kind: TaskKind
) -> None:
    limited = Resources(
        resources.settings.model_copy(update={"task_user_limit": 1}), resources.database, resources.broadcast
    )
    user = await make_user("eager")  # type: ignore[operator]  # the fixture's protocol lives in the root conftest

    async def one(number: int) -> str:
        try:
            async with limited.database.transaction(OPERATOR) as session:
                task = await service.submit_task(
                    session,
                    limited,
                    user_id=user.user_id,
                    kind=kind,
                    request={"number": number},
                    asked=Asked(),
                    check=_nothing_to_check,
                )
        except TooManyTasks:
            return "refused"
        return task.task_uuid

    outcomes = await asyncio.gather(*(one(number) for number in range(20)))
    assert outcomes.count("refused") == 19


async def test_a_try_again_counts_among_the_open_tasks(resources: Resources, submit: Submit, row: Row) -> None:
    first = await submit()
    async with resources.database.transaction(OPERATOR) as session:
        await service.revoke_task(session, resources, first.task_uuid, None)
    await submit()
    limited = replace(resources, settings=resources.settings.model_copy(update={"task_user_limit": 1}))
    with pytest.raises(TooManyTasks):
        async with resources.database.transaction(OPERATOR) as session:
            await service.retry_task(session, limited, first.task_uuid, None, None)
    assert (await row(first.task_uuid)).task_status == "revoked"
