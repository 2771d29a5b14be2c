"""What steps remember: for later attempts, and for the user's later tasks."""

import pytest
from sqlalchemy import select, update

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.engines.errors import EngineBusy
from datasay.task_management import queries
from datasay.task_management.errors import LeaseLost
from datasay.task_management.models import TaskManagementQueue, TaskManagementStep
from datasay.task_management.overview import show_steps
from datasay.task_management.run import TaskRun
from datasay.text.content.models import TextContentBasic
from tests import factories
from tests.conftest import MakeUser
from tests.running import run_tasks
from tests.task_management.conftest import SCRIPT, VOICE, Row, Submit, Working


class Maker:
    """A job whose one step makes a text, from inputs that the test decides."""

    def __init__(self, working: Working) -> None:
        self.made: list[int] = []
        self.inputs: object = {"engine": ["local", "1"]}
        self.shared = True
        working(self.work)

    async def work(self, run: TaskRun) -> dict[str, object]:
        step = await run.begin_step(VOICE, self.inputs, shared=self.shared)
        if step.kept is not None:
            return step.kept
        async with run.transaction() as session:
            text = await factories.make_text(session, run.user_id)
            await run.complete_step(session, step, {"text_id": text.text_id})
        self.made.append(text.text_id)
        return {"text_id": text.text_id}


async def _steps(resources: Resources) -> list[TaskManagementStep]:
    async with resources.database.transaction(OPERATOR) as session:
        return list(await session.scalars(select(TaskManagementStep).order_by(TaskManagementStep.step_id)))


async def test_the_same_inputs_of_the_same_user_are_made_once(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    maker = Maker(working)
    tasks = [await submit(params={"number": number}) for number in range(3)]
    await run_tasks(resources)
    assert len(maker.made) == 1
    assert [(await row(task.task_uuid)).task_result for task in tasks] == [{"text_id": maker.made[0]}] * 3
    first, *others = await _steps(resources)
    assert (first.step_made_by_id, [step.step_made_by_id for step in others]) == (None, [first.step_id] * 2)
    assert {(step.step_status, step.step_progress) for step in (first, *others)} == {("completed", 100)}


async def test_nothing_is_taken_over_from_a_stranger(resources: Resources, submit: Submit, working: Working) -> None:
    maker = Maker(working)
    await submit(user_name="anna")
    await submit(user_name="ben")
    await run_tasks(resources)
    assert len(maker.made) == 2


@pytest.mark.parametrize(
    "change", ["deleted", "edited", "other inputs", "a new version of the engine", "a step that is not to be shared"]
)
async def test_it_is_made_again_when(resources: Resources, submit: Submit, working: Working, change: str) -> None:
    maker = Maker(working)
    await submit(params={"number": 1})
    await run_tasks(resources)
    async with resources.database.transaction(OPERATOR) as session:
        if change == "deleted":
            text = await session.get(TextContentBasic, maker.made[0])
            assert text is not None
            text.text_deleted_time = text.text_created_time
        elif change == "edited":
            await session.execute(update(TextContentBasic).values(text_title="another"))
    if change == "other inputs":
        maker.inputs = {"engine": ["local", "1"], "seed": 2}
    elif change == "a new version of the engine":
        maker.inputs = {"engine": ["local", "2"]}
    maker.shared = change != "a step that is not to be shared"
    await submit(params={"number": 2})
    await run_tasks(resources)
    assert len(maker.made) == 2


async def test_a_later_attempt_makes_again_what_was_deleted_since_and_keeps_what_was_edited(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    made: list[int] = []

    async def work(run: TaskRun) -> dict[str, object]:
        step = await run.begin_step(VOICE, {})
        if step.kept is None:
            async with run.transaction() as session:
                text = await factories.make_text(session, run.user_id, text_title=str(len(made)))
                await run.complete_step(session, step, {"text_id": text.text_id})
            made.append(text.text_id)
            raise EngineBusy("once more")
        return step.kept

    working(work)
    task = await submit()

    async def again(**changes: object) -> None:
        async with resources.database.transaction(OPERATOR) as session:
            await session.execute(update(TextContentBasic).values(**changes))
            await session.execute(update(TaskManagementQueue).values(task_not_before_time=None))
        await run_tasks(resources)

    await run_tasks(resources)
    await again(text_deleted_time=(await row(task.task_uuid)).task_created_time)
    assert len(made) == 2
    await again(text_title="edited")
    done = await row(task.task_uuid)
    assert (len(made), done.task_status, done.task_result) == (2, "completed", {"text_id": made[1]})


async def test_a_receipt_is_there_for_the_next_attempt_and_void_for_other_inputs(
    resources: Resources, submit: Submit, working: Working
) -> None:
    seen: list[dict[str, object] | None] = []
    inputs = ["first"]

    async def work(run: TaskRun) -> dict[str, object]:
        step = await run.begin_step(SCRIPT, inputs)
        seen.append(step.receipt)
        await run.keep_receipt(step, {"job_id": f"vendor-{len(seen)}"})
        if len(seen) == 1:
            raise EngineBusy("the vendor is still at it")
        if len(seen) == 2:
            inputs[0] = "second"
            raise EngineBusy("and now something else is wanted")
        return {}

    working(work)
    await submit()
    for _ in range(3):
        await run_tasks(resources)
        async with resources.database.transaction(OPERATOR) as session:
            await session.execute(update(TaskManagementQueue).values(task_not_before_time=None, task_attempt_count=0))
    assert seen == [None, {"job_id": "vendor-1"}, None]


async def test_no_receipt_is_kept_without_the_lease(resources: Resources, submit: Submit, working: Working) -> None:
    refused: list[bool] = []

    async def work(run: TaskRun) -> dict[str, object]:
        step = await run.begin_step(SCRIPT, {})
        async with resources.database.transaction(OPERATOR) as session:
            await session.execute(update(TaskManagementQueue).values(task_lease_id="someone-else"))
        try:
            await run.keep_receipt(step, {"job_id": "1"})
        except LeaseLost:
            refused.append(True)
            raise
        return {}

    working(work)
    await submit()
    await run_tasks(resources)
    assert refused == [True]
    assert [step.step_receipt for step in await _steps(resources)] == [None]


async def test_each_step_says_how_far_it_is_also_those_to_come(
    resources: Resources, submit: Submit, working: Working
) -> None:
    seen: list[list[tuple[str, str, int]]] = []
    wholes: list[int] = []

    async def look(run: TaskRun) -> None:
        found = await queries.find_read(resources.database, run.task_uuid, None)
        assert found is not None
        steps = show_steps(
            found["task_type"], found["task_status"], await queries.read_steps(resources.database, run.task_id)
        )
        wholes.append(found["task_progress"])
        seen.append([(str(s["step_name"]), str(s["step_status"]), int(str(s["step_progress"]))) for s in steps])

    async def work(run: TaskRun) -> dict[str, object]:
        await run.plan_parts(SCRIPT, 2)
        for number in range(2):
            step = await run.begin_step(SCRIPT, number, number=number)
            run._last_report = 0.0  # twice a second is too seldom for a test
            await run.progress(step)(0.5)
            await look(run)
            async with run.transaction() as session:
                await run.complete_step(session, step, {})
        await run.begin_step(VOICE, {})
        await look(run)
        return {}

    working(work)
    await submit()
    await run_tasks(resources)
    to_come = [("voice", "pending", 0), ("video", "pending", 0)]
    assert seen == [
        [("script 1", "running", 50), ("script 2", "pending", 0), *to_come],
        [("script 1", "completed", 100), ("script 2", "running", 50), *to_come],
        [("script 1", "completed", 100), ("script 2", "completed", 100), ("voice", "running", 0), to_come[1]],
    ]
    assert wholes[:2] == [5, 15]  # a half of the half of a fifth, and so on


async def test_a_completed_step_forgets_the_workers_that_were_lost_before_it(
    resources: Resources, submit: Submit, working: Working, row: Row, make_user: MakeUser
) -> None:
    Maker(working)
    task = await submit()
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(TaskManagementQueue).values(task_lost_count=9, task_attempt_count=2))
    await run_tasks(resources)
    now = await row(task.task_uuid)
    assert (now.task_lost_count, now.task_attempt_count) == (0, 0)
