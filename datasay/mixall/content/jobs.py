"""Work tasks: unpack and call."""

from datasay.mixall.content import making
from datasay.task_management.models import TaskType
from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun


@job(TaskType.MIXALL_RENDER)
async def mixall_render(run: TaskRun) -> dict[str, object]:
    """Render one work."""
    return await making.compose_mixall(run, int(run.params["mixall_id"]), run.part(0.0, 1.0, making.STEP))
