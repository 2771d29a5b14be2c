"""A process of the platform for the tests of kill points: it does one thing, and dies at the point that is named."""

import asyncio
from typing import Any

from datasay.core import kill_points
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.engines.errors import BadInput, EngineBusy
from datasay.image.content.making import generate_images
from datasay.image.content.schemas import ImageGenerate
from datasay.image.content.steps import IMAGE
from datasay.migrations.models import load_models
from datasay.task_management import relay, service
from datasay.task_management.kinds import Step, Work, task_kind
from datasay.task_management.models import TaskType
from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun
from datasay.task_management.schemas import Asked
from tests.running import run_tasks

load_models()
PREPARE = Step("prepare", "准备 · Preparation")
KIND = task_kind(TaskType.IMAGE_GENERATE, (PREPARE, 1), (IMAGE, 1))
WANTED = {"image_title": "x", "image_prompt": "一座山", "image_type": "image", "image_width": 256, "image_height": 256}


@job(KIND)
async def draw(run: TaskRun) -> dict[str, object]:
    """A vendor is asked, then a picture is drawn; where the process is to die, things go wrong as `mode` says."""
    params = dict(run.params)
    mode, doomed = params.pop("mode"), kill_points._wanted is not None
    step = await run.begin_step(PREPARE, {"seed": params["seed"]}, work=Work.WAITS if mode == "over" else None)
    if step.kept is None:
        await run.keep_receipt(step, {"job_id": "1"})
        await run.progress(step)(0.5)
        if mode == "slow" and doomed:
            await asyncio.sleep(5)
        if mode == "busy" and doomed:
            raise EngineBusy("not now")
        if mode == "bad":
            raise BadInput("never")
        async with run.transaction() as session:
            await run.complete_step(session, step, {"asked": True})
    return {"image_ids": await generate_images(run, ImageGenerate.model_validate(params))}


async def _submit(resources: Resources, user_id: int, mode: str) -> None:
    async def check() -> service.Planned:
        return service.Planned("x")

    request = WANTED | {"seed": 7, "mode": mode}
    async with resources.database.transaction(OPERATOR) as session:
        await service.submit_task(
            session, resources, user_id=user_id, kind=KIND, request=request, asked=Asked(), check=check
        )
    await relay.drain()


async def _keep_house(resources: Resources) -> None:
    await relay.requeue_lost(resources)
    await relay.relay_outbox(resources)
    await relay.drain()


async def _act(given: dict[str, Any], action: str, user_id: int, mode: str, task_uuid: str) -> None:
    resources = Resources.of(Settings(**given))
    match action:
        case "submit":
            await _submit(resources, user_id, mode)
        case "run":
            await run_tasks(resources)
            await relay.drain()
        case "keep house":
            await _keep_house(resources)
        case "revoke":
            async with resources.database.transaction(OPERATOR) as session:
                await service.revoke_task(session, resources, task_uuid, None)
            await relay.drain()
    await resources.close()


def act(given: dict[str, Any], action: str, user_id: int, mode: str, point: str | None, task_uuid: str) -> None:
    """What the process does."""
    kill_points._wanted = point
    asyncio.run(_act(given, action, user_id, mode, task_uuid))
