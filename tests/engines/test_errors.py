"""Whatever an engine says went wrong, it can be written down, and the task ends with it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from datasay.core.clock import utc_now
from datasay.core.resources import Resources
from datasay.engines import registry
from datasay.engines.errors import (
    AlreadyBought,
    BadCredentials,
    BadInput,
    ContentRefused,
    EngineBusy,
    EngineError,
    EngineFailed,
    EngineRejected,
    QuotaExceeded,
    TooLong,
)
from datasay.engines.protocols import Desk
from datasay.engines.registry import open_engine
from datasay.media.errors import MediaRejected, MediaToolFailed, MediaToolKilled, MediaToolMissing
from datasay.task_management.endings import type_of
from datasay.task_management.run import TaskRun
from datasay.task_management.schemas import TaskRead
from tests.engines.test_containment import _draw, _Hostile, hostile
from tests.running import run_tasks
from tests.task_management.conftest import Row, Submit, Working, kind, row, submit, working

__all__ = ["hostile", "kind", "row", "submit", "working"]  # fixtures
BAD_WORDS = "a\x00b\ud800c\x1b[2J"


class _Unspeakable(BadInput):
    def __str__(self) -> str:
        raise RuntimeError


class _Late(EngineBusy):
    def __init__(self) -> None:
        super().__init__("later")
        self.retry_after = float("inf")


ERRORS: dict[str, Callable[[], BaseException]] = {
    "bad words": lambda: BadInput(BAD_WORDS),
    "endless words": lambda: BadInput("x" * 10_000_000),
    "a long name": lambda: type("E" * 3000, (EngineRejected,), {})("no"),
    "an odd name": lambda: type("E\ud800\x00", (EngineRejected,), {})("no"),
    "a crash of an odd name": lambda: type("E\ud800\x00" * 500, (Exception,), {})(BAD_WORDS),
    "no words": _Unspeakable,
}


@pytest.mark.parametrize("error", ERRORS)
async def test_a_bad_error_ends_the_task_at_once(
    resources: Resources,
    submit: Submit,
    working: Working,
    row: Row,
    hostile: type[_Hostile],
    monkeypatch: pytest.MonkeyPatch,
    error: str,
) -> None:
    monkeypatch.setattr(hostile, "raises", ERRORS[error], raising=False)

    async def job(_run: TaskRun) -> dict[str, object]:
        await _draw()
        return {}

    working(job)
    task = await submit()
    assert await asyncio.wait_for(run_tasks(resources), 20) == 1
    failed = await row(task.task_uuid)
    assert (failed.task_status, failed.task_lost_count) == ("failed", 0)
    assert failed.task_error_message
    assert len(failed.task_error_message) < 2500


@pytest.mark.parametrize("words", [BAD_WORDS, "y" * 100_000])
async def test_words_of_ours_end_the_task_too(
    resources: Resources, submit: Submit, working: Working, row: Row, words: str
) -> None:
    async def job(_run: TaskRun) -> dict[str, object]:
        raise EngineRejected(words)  # past the registry

    working(job)
    task = await submit()
    assert await asyncio.wait_for(run_tasks(resources), 20) == 1
    failed = await row(task.task_uuid)
    assert (failed.task_status, failed.task_error_type) == ("failed", "engine-rejected")
    assert len(failed.task_error_message or "") < 2500


def test_every_kind_of_failure_is_named_where_programs_look() -> None:
    """In the words of problems, a stranger's own kind by the nearest of ours."""
    described = str(TaskRead.model_fields["task_error_type"].description)
    kinds: list[type[Exception]] = [
        BadInput,
        TooLong,
        BadCredentials,
        QuotaExceeded,
        ContentRefused,
        EngineBusy,
        EngineFailed,
        AlreadyBought,
    ]
    kinds += [EngineRejected, MediaRejected, MediaToolFailed, MediaToolKilled, MediaToolMissing]
    for one in kinds:
        assert f"`{type_of(one('x'))}`" in described, one

    class FarVoiceAsleep(EngineBusy):
        pass

    assert type_of(FarVoiceAsleep("x")) == "engine-busy"


async def test_a_result_that_cannot_be_written_ends_the_task(
    resources: Resources, submit: Submit, working: Working, row: Row
) -> None:
    async def job(_run: TaskRun) -> dict[str, object]:
        return {"title": "a\x00b"}

    working(job)
    task = await submit()
    assert await asyncio.wait_for(run_tasks(resources), 20) == 1
    assert (await row(task.task_uuid)).task_status == "failed"


@pytest.mark.parametrize("wish", [float("nan"), float("inf"), -float("inf"), 1e18, -5, True, "7", None, 3.5])
async def test_a_pause_that_cannot_be_is_none(
    resources: Resources,
    submit: Submit,
    working: Working,
    row: Row,
    hostile: type[_Hostile],
    monkeypatch: pytest.MonkeyPatch,
    wish: float | None,
) -> None:
    monkeypatch.setattr(hostile, "raises", lambda: EngineBusy(BAD_WORDS, retry_after=wish), raising=False)

    async def job(_run: TaskRun) -> dict[str, object]:
        await _draw()
        return {}

    working(job)
    task = await submit()
    assert await asyncio.wait_for(run_tasks(resources), 20) == 1
    waits = await row(task.task_uuid)
    assert (waits.task_status, waits.task_lost_count, waits.task_attempt_count) == ("pending", 0, 1)
    assert waits.task_not_before_time is not None
    assert waits.task_not_before_time < utc_now() + timedelta(seconds=2 * 3600)


async def test_a_pause_set_later_is_looked_at_too(hostile: type[_Hostile], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hostile, "raises", _Late, raising=False)
    with pytest.raises(EngineBusy) as caught:
        await _draw()
    assert caught.value.retry_after is None


def test_an_engine_that_cannot_be_loaded_says_so_in_words_that_can_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    class Point:
        name = "odd"

        def load(self) -> object:
            raise ImportError(BAD_WORDS)

    found = registry._Found(Point(), "odd")  # type: ignore[arg-type]  # all that is asked of it
    monkeypatch.setattr(registry, "_first", lambda _kind, _name: found)
    registry._class.cache_clear()
    with pytest.raises(EngineError) as caught:
        registry._class("image", "odd")
    registry._class.cache_clear()
    str(caught.value).encode()
    assert "\x00" not in str(caught.value)


async def test_errors_of_unknown_engines_are_as_they_were() -> None:
    with pytest.raises(BadInput, match="There is no image engine"):
        async with open_engine("image", "nobody", Desk()):
            pass
