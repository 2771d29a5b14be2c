"""What the tasks of the comparison are made of: one step."""

from datasay.task_management.kinds import Step, task_kind
from datasay.task_management.models import TaskType

HASH = Step("hash", "散列 · Hash")
KIND = task_kind(TaskType.TEXT_GENERATE, (HASH, 1.0))
