"""What a failed attempt leaves in the columns of its task, and how that is told in the language of whoever reads it."""

from datasay.core.identity import reader_language
from datasay.core.logging import struck
from datasay.engines.errors import presentable
from datasay.task_management.models import TaskManagementQueue
from datasay.task_management.schemas import TaskRead
from datasay.wording.languages import Language
from datasay.wording.told import Told

_LONGEST_WORDS = 1900  # of one value, with room for a word on the attempts
NO_ERROR: dict[str, None] = dict.fromkeys(
    ("task_error_message", "task_error_message_zh", "task_error_params", "task_error_type")
)


def error_columns(said: Told, kind: str) -> dict[str, object]:
    """The values of the columns, such as the database can keep."""
    said = said.mapped(lambda words: presentable(struck(words)[:_LONGEST_WORDS]))
    return {
        "task_error_message": presentable(said.told(Language.EN)),
        "task_error_message_zh": presentable(said.told(Language.ZH)),
        "task_error_params": said.json(),
        "task_error_type": kind,
    }


def shown(task: TaskManagementQueue) -> TaskRead:
    """The task as it is shown to whoever asked."""
    read = TaskRead.model_validate(task)
    if task.task_error_message_zh is not None and reader_language.get() is Language.ZH:
        read.task_error_message = task.task_error_message_zh
    return read
