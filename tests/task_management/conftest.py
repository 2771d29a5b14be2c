"""Tasks whose work the test decides."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import pytest

from datasay.core.resources import Resources
from datasay.engines.protocols import Progress
from datasay.task_management import queries, registry, service
from datasay.task_management.models import TaskManagementQueue, TaskType
from datasay.task_management.run import TaskRun
from tests.conftest import MakeUser

Work = Callable[[TaskRun], Awaitable[dict[str, object]]]


class Submit(Protocol):
    """Queues a task of a user."""

    async def __call__(
        self, *, key: str | None = None, params: dict[str, object] | None = None
    ) -> TaskManagementQueue: ...


@pytest.fixture
async def submit(resources: Resources, make_user: MakeUser) -> Submit:
    """Queues a task of the user `writer`."""
    user = await make_user("writer")

    async def queue(*, key: str | None = None, params: dict[str, object] | None = None) -> TaskManagementQueue:
        async def check() -> service.Planned:
            return service.Planned("test")

        async with resources.database.transaction() as session:
            return await service.submit_task(
                session,
                resources,
                user_id=user.user_id,
                task_type=TaskType.TEXT_GENERATE,
                request=params or {},
                key=key,
                check=check,
            )

    return queue


@pytest.fixture
def working(monkeypatch: pytest.MonkeyPatch) -> Callable[[Work], None]:
    """What a task of type text_generate does in this test."""

    def does(work: Work) -> None:
        monkeypatch.setitem(registry._jobs, TaskType.TEXT_GENERATE, work)

    return does


@pytest.fixture
def row(resources: Resources) -> Callable[[str], Awaitable[TaskManagementQueue]]:
    """The task's row as it is now."""

    async def read(task_uuid: str) -> TaskManagementQueue:
        async with resources.database.transaction() as session:
            task = await queries.lock_task(session, task_uuid, None)
        assert task is not None
        return task

    return read


async def quiet(_fraction: float) -> None:
    """A progress callback for engines that nobody watches."""


_: Progress = quiet
