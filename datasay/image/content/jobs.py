"""Image tasks: unpack and call."""

from datasay.image.content import making
from datasay.image.content.schemas import ImageGenerate
from datasay.image.content.steps import KIND
from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun


@job(KIND)
async def image_generate(run: TaskRun) -> dict[str, object]:
    """Draw the pictures of one request."""
    return {"image_ids": await making.generate_images(run, ImageGenerate.model_validate(run.params))}
