"""Tasks whose work the test decides."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Protocol

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.identity import OPERATOR, Actor
from datasay.core.resources import Resources
from datasay.engines.protocols import Progress
from datasay.task_management import kinds, queries, registry, service
from datasay.task_management.kinds import Step, TaskKind, Work, task_kind
from datasay.task_management.models import TaskManagementQueue, TaskType
from datasay.task_management.run import TaskRun
from datasay.task_management.schemas import Asked
from datasay.text.content.queries import lock_texts
from tests.conftest import MakeUser

Job = Callable[[TaskRun], Awaitable[dict[str, object]]]
Working = Callable[[Job], None]
Row = Callable[[str], Awaitable[TaskManagementQueue]]


async def _is_alive(session: AsyncSession, user_id: int, result: Mapping[str, Any], *, own: bool) -> bool:
    """In these tests a result is alive while it names a text that is."""
    return len(await lock_texts(session, user_id, [int(result["text_id"])], unedited=not own)) == 1


SCRIPT = Step("script", "脚本 · Script")
VOICE = Step("voice", "配音 · Voice", alive=_is_alive)
VIDEO = Step("video", "合成 · Video", work=Work.WAITS)


class Submit(Protocol):
    """Queues a task of a user, `writer` unless another is named."""

    async def __call__(
        self,
        *,
        key: str | None = None,
        priority: int | None = None,
        params: dict[str, object] | None = None,
        user_name: str = "writer",
        work: Work | None = None,
        is_long: bool = False,
    ) -> TaskManagementQueue: ...


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> TaskKind:
    """What tasks of type text_generate are made of in these tests."""
    monkeypatch.setitem(kinds._kinds, TaskType.TEXT_GENERATE, None)  # so that the real one is put back
    return task_kind(TaskType.TEXT_GENERATE, (SCRIPT, 0.2), (VOICE, 0.4), (VIDEO, 0.4))


@pytest.fixture
async def submit(resources: Resources, make_user: MakeUser, kind: TaskKind) -> Submit:
    """Queues a task."""
    users: dict[str, int] = {}
    asking = asyncio.Lock()

    async def queue(
        *,
        key: str | None = None,
        priority: int | None = None,
        params: dict[str, object] | None = None,
        user_name: str = "writer",
        work: Work | None = None,
        is_long: bool = False,
    ) -> TaskManagementQueue:
        async def check() -> service.Planned:
            return service.Planned("test", work=work)

        async with asking:
            if user_name not in users:
                users[user_name] = (await make_user(user_name)).user_id
        async with resources.database.transaction(Actor(users[user_name], "user")) as session:
            return await service.submit_task(
                session,
                resources,
                user_id=users[user_name],
                kind=replace(kind, is_long=is_long),
                request=params or {},
                asked=Asked(key, priority),
                check=check,
            )

    return queue


@pytest.fixture
def working(monkeypatch: pytest.MonkeyPatch, kind: TaskKind) -> Callable[[Job], None]:
    """What a task of type text_generate does in this test."""

    def does(work: Job) -> None:
        monkeypatch.setitem(registry._jobs, TaskType.TEXT_GENERATE, (kind, work))

    return does


@pytest.fixture
def row(resources: Resources) -> Callable[[str], Awaitable[TaskManagementQueue]]:
    """The task's row as it is now."""

    async def read(task_uuid: str) -> TaskManagementQueue:
        async with resources.database.transaction(OPERATOR) as session:
            task = await queries.lock_task(session, task_uuid, None)
        assert task is not None
        return task

    return read


async def quiet(_fraction: float) -> None:
    """A progress callback for engines that nobody watches."""


_: Progress = quiet
