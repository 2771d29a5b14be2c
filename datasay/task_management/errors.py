"""What can be wrong about a task."""

from datasay.core.errors import Conflict, Invalid, NotFound, TooMany
from datasay.task_management.models import TaskQueue


class TaskNotFound(NotFound):
    """No such task of this user."""

    type = "/problems/task-not-found"
    title = "There is no such task"


class TaskEnded(Conflict):
    """A task that has ended cannot be revoked."""

    type = "/problems/task-ended"
    title = "The task has already ended"


class TaskNotWaiting(Conflict):
    """A task that has begun or ended is not put elsewhere in the queue."""

    type = "/problems/task-not-waiting"
    title = "The task does not wait any more"


class TaskNotRetryable(Conflict):
    """Only failed and revoked tasks can be tried again."""

    type = "/problems/task-not-retryable"
    title = "The task cannot be tried again"


class KeyReused(Invalid):
    """The Idempotency-Key was used before with another request."""

    type = "/problems/idempotency-key-reused"
    title = "This Idempotency-Key belongs to another request"


class TooManyTasks(TooMany):
    """The user has too many open tasks."""

    type = "/problems/too-many-tasks"
    title = "Too many open tasks"


class LeaseLost(Exception):
    """This worker no longer owns the task; whatever it holds must not be written."""


class HandOver(Exception):
    """The next step belongs to workers of another sort: the task goes on in that queue, nothing has failed."""

    def __init__(self, queue: TaskQueue) -> None:
        super().__init__(queue)
        self.queue = queue
