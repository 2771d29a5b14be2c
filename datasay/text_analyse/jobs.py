"""Analysis tasks: unpack and call."""

from datasay.task_management.models import TaskType
from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun
from datasay.text_analyse import service
from datasay.text_analyse.schemas import AnalyseTask


@job(TaskType.TEXT_ANALYSE)
async def text_analyse(run: TaskRun) -> dict[str, object]:
    """Analyse one long text."""
    wanted = AnalyseTask.model_validate(run.params)
    return {"text_id": wanted.text_id, "analyse_id": await service.run_analysis(run, wanted)}
