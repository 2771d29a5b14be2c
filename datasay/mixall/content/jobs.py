"""Work tasks: unpack and call."""

from datasay.mixall.content import making
from datasay.mixall.content.steps import KIND
from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun


@job(KIND)
async def mixall_render(run: TaskRun) -> dict[str, object]:
    """Make what a work lacks, and its video."""
    return await making.make_mixall(run, int(run.params["mixall_id"]))
