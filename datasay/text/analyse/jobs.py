"""Analysis tasks: unpack and call."""

from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun
from datasay.text.analyse import making
from datasay.text.analyse.schemas import AnalyseTask
from datasay.text.analyse.steps import KIND


@job(KIND)
async def text_analyse(run: TaskRun) -> dict[str, object]:
    """Analyse one long text, or any text with a model."""
    return await making.run_analysis(run, AnalyseTask.model_validate(run.params))
