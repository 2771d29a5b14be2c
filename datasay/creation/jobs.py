"""The main job: unpack and call."""

from datasay.creation.pipeline import run_creation
from datasay.creation.schemas import CreationParams
from datasay.creation.steps import KIND
from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun


@job(KIND)
async def creation_run(run: TaskRun) -> dict[str, object]:
    """From article to video."""
    return await run_creation(run, CreationParams.model_validate(run.params))
