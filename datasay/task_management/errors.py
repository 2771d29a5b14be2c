"""What can be wrong about a task."""

from typing import ClassVar

from datasay.core.errors import Conflict, Invalid, NotFound, TooMany
from datasay.task_management.models import TaskQueue
from datasay.wording.told import Told


class TaskNotFound(NotFound):
    """No such task of this user."""

    type = "/problems/task-not-found"
    title = Told("There is no such task", "没有这个任务")
    thing = Told("task", "任务")
    key = "task_uuid"


class TaskEnded(Conflict):
    """A task that has ended cannot be revoked."""

    type = "/problems/task-ended"
    title = Told("The task has already ended", "任务已经结束")


class TaskNotWaiting(Conflict):
    """A task that has begun or ended is not put elsewhere in the queue."""

    type = "/problems/task-not-waiting"
    title = Told("The task does not wait any more", "任务已不在等待")


class TaskNotRetryable(Conflict):
    """Only failed and revoked tasks can be tried again."""

    type = "/problems/task-not-retryable"
    title = Told("The task cannot be tried again", "任务不能重试")


class KeyReused(Invalid):
    """The Idempotency-Key was used before with another request."""

    type = "/problems/idempotency-key-reused"
    title = Told("This Idempotency-Key belongs to another request", "这个 Idempotency-Key 属于另一个请求")


class TooManyTasks(TooMany):
    """The user has too many open tasks."""

    type = "/problems/too-many-tasks"
    title = Told("Too many open tasks", "未完成的任务太多")


class LeaseLost(Exception):
    """This worker no longer owns the task; whatever it holds must not be written."""


class HandOver(Exception):
    """The next step belongs to workers of another sort: the task goes on in that queue, nothing has failed."""

    never_of_an_engine: ClassVar[bool] = True  # raised between steps: within one its task would go round for ever

    def __init__(self, queue: TaskQueue) -> None:
        super().__init__(queue)
        self.queue = queue
