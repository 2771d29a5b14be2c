"""What an analysing task is made of."""

from datasay.task_management.kinds import Step, task_kind
from datasay.task_management.models import TaskType

ANALYSE = Step("analyse", "分析 · Analysis")  # what was found before is found by the analyses themselves
KIND = task_kind(TaskType.TEXT_ANALYSE, (ANALYSE, 1.0))
