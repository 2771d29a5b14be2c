"""Generation tasks: unpack and call."""

from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun
from datasay.text.generation import making
from datasay.text.generation.schemas import TextGenerate
from datasay.text.generation.steps import KIND


@job(KIND)
async def text_generate(run: TaskRun) -> dict[str, object]:
    """Write one text, or several of the same wish."""
    return await making.generate_texts(run, TextGenerate.model_validate(run.params))
