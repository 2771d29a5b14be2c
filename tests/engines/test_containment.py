"""What an engine raises that no engine may raise is the engine's failure, and nobody else's."""

import asyncio
import errno
from collections.abc import Callable
from typing import ClassVar

import pytest

from datasay.core.errors import Unavailable
from datasay.core.resources import Resources
from datasay.engines import containment, registry
from datasay.engines.errors import BadInput, EngineBusy, EngineError, EngineFailed
from datasay.engines.protocols import Desk, EngineInfo, ImageEngine, ImageRequest, Picture, Progress
from datasay.engines.registry import open_engine
from datasay.outgoing.secrecy import remember_own
from datasay.task_management.errors import HandOver, LeaseLost
from datasay.task_management.failures import error_columns
from datasay.task_management.kinds import Work
from datasay.task_management.models import TaskQueue
from datasay.task_management.run import TaskRun
from datasay.task_management.runner import claim_next, run_claimed
from datasay.wording.told import Told, verbatim
from tests.running import run_tasks
from tests.task_management.conftest import Row, Submit, Working, kind, quiet, row, submit, working

__all__ = ["kind", "row", "submit", "working"]  # fixtures


class _Strange(BaseException):
    """Of a library nobody knows."""


class _Hostile(ImageEngine):
    info = EngineInfo(name="hostile", kind="image", version="1", description="恶 · Hostile")
    raises: ClassVar[Callable[[], BaseException]]
    where: ClassVar[str] = "draw"

    def __init__(self, _desk: Desk) -> None:
        self._raise("init")

    def _raise(self, where: str) -> None:
        if where == self.where:
            raise type(self).raises()

    async def draw(self, _request: ImageRequest, _progress: Progress) -> Picture:
        await asyncio.sleep(0)
        self._raise("draw")
        await asyncio.sleep(60)
        raise AssertionError

    async def close(self) -> None:
        self._raise("close")


FAULTS = (asyncio.CancelledError, SystemExit, KeyboardInterrupt, GeneratorExit, _Strange)


@pytest.fixture
def hostile(monkeypatch: pytest.MonkeyPatch) -> type[_Hostile]:
    """Installed, as it were."""
    known = registry._class
    monkeypatch.setattr(registry, "_class", lambda kind, name: _Hostile if name == "hostile" else known(kind, name))
    monkeypatch.setattr(_Hostile, "where", "draw")
    return _Hostile


async def _draw() -> None:
    async with open_engine("image", "hostile", Desk()) as engine:
        await engine.draw(ImageRequest(prompt="山", width=8, height=8), quiet)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("where", ["init", "draw", "close"])
async def test_what_no_engine_may_raise_is_its_failure(
    hostile: type[_Hostile], monkeypatch: pytest.MonkeyPatch, fault: type[BaseException], where: str
) -> None:
    monkeypatch.setattr(hostile, "raises", fault, raising=False)
    monkeypatch.setattr(hostile, "where", where)
    opened = _draw() if where != "close" else _open_only()
    with pytest.raises(EngineFailed, match="hostile failed: that is a fault of the engine"):
        await opened


async def test_how_a_pool_ends_its_processes_is_a_failure_elsewhere(
    hostile: type[_Hostile], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hostile, "raises", lambda: SystemExit(-155), raising=False)
    with pytest.raises(EngineFailed):
        await _draw()
    monkeypatch.setattr(containment, "_of_a_pool", False)  # so that it is put back
    registry.expect_the_pools_end()
    with pytest.raises(SystemExit):
        await _draw()


class _Unspeakable(EngineBusy):
    """Raises more than an Exception whenever anything is asked of it."""

    def __init__(self) -> None:
        self.retry_after = None

    def __str__(self) -> str:
        raise KeyboardInterrupt


class _WithoutArguments(BadInput):
    @property
    def args(self) -> tuple[object, ...]:  # type: ignore[override]  # a stranger's
        raise _Strange


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (_Unspeakable, "_Unspeakable"),
        (_WithoutArguments, "did not say why"),
        (lambda: BadInput(Told("a {x}", "b {z}", x=1)), "did not say why"),
        (lambda: HandOver(TaskQueue.LONG), "that is a fault of the engine"),
    ],
)
async def test_an_error_that_cannot_be_asked_is_the_engines_all_the_same(
    hostile: type[_Hostile], monkeypatch: pytest.MonkeyPatch, error: Callable[[], BaseException], said: str
) -> None:
    monkeypatch.setattr(hostile, "raises", error, raising=False)
    with pytest.raises(EngineError, match=said):
        await _draw()


async def _open_only() -> None:
    async with open_engine("image", "hostile", Desk()):
        pass


async def test_a_cancellation_from_outside_stays_one(hostile: type[_Hostile], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "where", "nowhere")
    drawing = asyncio.create_task(_draw())
    await asyncio.sleep(0.05)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await _draw()


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("work", [None, "waits"])
async def test_the_task_fails_at_once_and_no_worker_is_lost(
    resources: Resources,
    submit: Submit,
    working: Working,
    row: Row,
    hostile: type[_Hostile],
    monkeypatch: pytest.MonkeyPatch,
    fault: type[BaseException],
    work: str | None,
) -> None:
    monkeypatch.setattr(hostile, "raises", fault, raising=False)

    async def job(_run: TaskRun) -> dict[str, object]:
        await _draw()
        return {}

    working(job)
    task = await submit(work=None if work is None else Work.WAITS)
    assert await asyncio.wait_for(run_tasks(resources), 20) == 1
    failed = await row(task.task_uuid)
    assert (failed.task_status, failed.task_error_type, failed.task_lost_count) == ("failed", "engine-failed", 0)


async def test_work_that_cancels_itself_fails_and_work_of_a_worker_that_ends_goes_on(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    async def cancels_itself(_run: TaskRun) -> dict[str, object]:
        mine = asyncio.current_task()
        assert mine is not None
        mine.cancel()
        await asyncio.sleep(1)
        return {}

    working(cancels_itself)
    task = await submit()
    assert await asyncio.wait_for(run_tasks(resources), 20) == 1
    assert (await row(task.task_uuid)).task_status == "failed"
    began = asyncio.Event()

    async def waits(_run: TaskRun) -> dict[str, object]:
        began.set()
        await asyncio.sleep(60)
        return {}

    working(waits)
    other = await submit()
    claimed = await claim_next(resources, TaskQueue.SHORT, TaskQueue.LONG)
    assert claimed is not None
    worker = asyncio.create_task(run_claimed(resources, claimed))
    await began.wait()
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    assert (await row(other.task_uuid)).task_status == "pending"


@pytest.mark.parametrize(
    "fault", [ValueError, RecursionError, MemoryError, TypeError, lambda: ExceptionGroup("x", [KeyError()])]
)
async def test_an_ordinary_fault_is_the_engines_and_names_it(
    hostile: type[_Hostile], monkeypatch: pytest.MonkeyPatch, fault: Callable[[], BaseException]
) -> None:
    monkeypatch.setattr(hostile, "raises", fault, raising=False)
    with pytest.raises(EngineFailed, match="image engine hostile failed: that is a fault of the engine"):
        await _draw()


@pytest.mark.parametrize(
    "fault", [lambda: Unavailable(verbatim("away")), lambda: LeaseLost("x"), lambda: OSError(errno.ENOSPC, "full")]
)
async def test_what_the_platform_raises_within_an_engine_stays_the_platforms(
    hostile: type[_Hostile], monkeypatch: pytest.MonkeyPatch, fault: Callable[[], BaseException]
) -> None:
    monkeypatch.setattr(hostile, "raises", fault, raising=False)
    with pytest.raises((Unavailable, LeaseLost, OSError)):
        await _draw()


async def test_an_error_without_words_has_some(hostile: type[_Hostile], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "raises", lambda: BadInput(" "), raising=False)
    with pytest.raises(BadInput, match="did not say why"):
        await _draw()


def test_no_secret_of_the_platform_is_kept_with_a_failure(resources: Resources) -> None:
    remember_own("the-database-password")
    said = verbatim("URL=postgresql+asyncpg://me:short@host/x the-database-password redis://:other@localhost")
    columns = error_columns(said, "engine-failed")
    for secret in ("the-database-password", "short", "other"):
        assert secret not in str(columns)
