"""Generation tasks: unpack and call."""

from datasay.task_management.models import TaskType
from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun
from datasay.text.generation import making
from datasay.text.generation.schemas import TextGenerate


@job(TaskType.TEXT_GENERATE)
async def text_generate(run: TaskRun) -> dict[str, object]:
    """Write one text, or several of the same wish."""
    wanted = TextGenerate.model_validate(run.params)
    return await making.generate_texts(run, wanted, run.part(0.0, 1.0, making.STEP))
