"""Task type → the coroutine that does it, and what to tidy when it ends without a result."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.task_management.kinds import TaskKind
from datasay.task_management.models import TaskManagementQueue, TaskStatus

if TYPE_CHECKING:
    from datasay.task_management.run import TaskRun

Job = Callable[["TaskRun"], Awaitable[dict[str, object]]]
Tidy = Callable[[AsyncSession, TaskManagementQueue, TaskStatus], Awaitable[None]]

_jobs: dict[str, tuple[TaskKind, Job]] = {}
_tidies: dict[str, Tidy] = {}


def job(kind: TaskKind) -> Callable[[Job], Job]:
    """Register the coroutine of a type of task; what it returns becomes `task_result`."""

    def register(function: Job) -> Job:
        _jobs[kind.task_type] = (kind, function)
        return function

    return register


def tidy(task_type: str) -> Callable[[Tidy], Tidy]:
    """Register what follows a failure, a revocation or a new try: it shares the transaction of the status change."""

    def register(function: Tidy) -> Tidy:
        _tidies[task_type] = function
        return function

    return register


def find_job(task_type: str) -> tuple[TaskKind, Job] | None:
    """What tasks of this type are made of, and the coroutine that does one."""
    return _jobs.get(task_type)


async def run_tidy(session: AsyncSession, task: TaskManagementQueue, status: TaskStatus) -> None:
    """Tidy what hangs on the task as it changes to `status`."""
    found = _tidies.get(task.task_type)
    if found is not None:
        await found(session, task, status)
