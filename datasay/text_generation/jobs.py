"""Generation tasks: unpack and call."""

from datasay.task_management.models import TaskType
from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun
from datasay.text_generation import writing
from datasay.text_generation.schemas import TextGenerate


@job(TaskType.TEXT_GENERATE)
async def text_generate(run: TaskRun) -> dict[str, object]:
    """Write one text, or several of the same wish."""
    wanted = TextGenerate.model_validate(run.params)
    return await writing.generate_texts(run, wanted, run.part(0.0, 1.0, writing.STEP))
