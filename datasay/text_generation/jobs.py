"""Generation tasks: unpack and call."""

from datasay.task_management.models import TaskType
from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun
from datasay.text_generation import service
from datasay.text_generation.schemas import TextGenerate


@job(TaskType.TEXT_GENERATE)
async def text_generate(run: TaskRun) -> dict[str, object]:
    """Write one script."""
    wanted = TextGenerate.model_validate(run.params)
    return {"text_id": await service.generate_text(run, wanted, run.part(0.0, 1.0, service.STEP))}
