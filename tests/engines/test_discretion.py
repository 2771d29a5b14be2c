"""No key of an account reaches words that are shown or logged, in whatever form and by whatever error."""

import asyncio
import base64
import logging
import re
import threading
from collections.abc import Callable, Iterator
from typing import ClassVar
from urllib.parse import quote

import pytest
import structlog
from structlog.stdlib import ProcessorFormatter

from datasay.core.logging import configure_logging
from datasay.engines import questions, registry
from datasay.engines.errors import BadInput, EngineBusy, EngineError, EngineFailed
from datasay.engines.protocols import AccountForm, Desk, EngineInfo, ImageEngine, ImageRequest, Picture, Progress
from datasay.engines.registry import open_engine
from tests.task_management.conftest import quiet

KEY = "id-4711:sk/live+0123456789abcdef=="
SPELLED = {
    "plain": KEY,
    "part": KEY.partition(":")[2],
    "quoted": quote(KEY, safe=""),
    "small hex": re.sub("%..", lambda found: found[0].lower(), quote(KEY, safe="")),
    "base64": base64.b64encode(KEY.encode()).decode(),
    "basic": base64.b64encode(f"user:{KEY}".encode()).decode(),
    "basic of another length": base64.b64encode(f"u:{KEY}!".encode()).decode(),
}
PIECES = ("0123456789abcdef", *(base64.b64encode(b"-" * n + b"0123456789abcdef")[4:-4].decode() for n in range(3)))


class _Account(AccountForm):
    pass


class _OwnWords(Exception):
    def __init__(self, words: str) -> None:
        super().__init__()
        self._hidden = [[[[[[words]]]]]]

    def __str__(self) -> str:
        return str(self._hidden)


class _OwnBadInput(BadInput):
    def __init__(self, words: str) -> None:
        super().__init__("x")
        self.told = type("Told", (), {"__str__": lambda _: words})()

    def __str__(self) -> str:
        return str(self.told)


class _Tells(ImageEngine):
    info = EngineInfo(name="tells", kind="image", version="1", description="说 · Tells", account=_Account)
    does: ClassVar[Callable[[], None]]

    def __init__(self, _desk: Desk) -> None:
        pass

    async def draw(self, _request: ImageRequest, _progress: Progress) -> Picture:
        type(self).does()
        raise AssertionError

    async def styles(self) -> tuple[str, ...]:
        type(self).does()
        return ()


@pytest.fixture
def tells(monkeypatch: pytest.MonkeyPatch) -> type[_Tells]:
    """Installed, as it were."""
    monkeypatch.setattr(registry, "_class", lambda _kind, _name: _Tells)
    return _Tells


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the log says, as it is written."""
    told: list[str] = []
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    configure_logging("INFO")
    formatter = root.handlers[0].formatter
    assert isinstance(formatter, ProcessorFormatter)

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            told.append(self.format(record))

    kept = Kept()
    kept.setFormatter(formatter)
    root.handlers[:] = [kept]
    yield told
    root.handlers[:] = before
    root.setLevel(level)


def _assert_untold(told: str) -> None:
    assert not [told[max(told.find(piece) - 200, 0) :][:300] for piece in PIECES if piece in told]


async def _draw() -> None:
    async with open_engine("image", "tells", Desk(account=_Account(platform_app_secret=KEY))) as engine:
        await engine.draw(ImageRequest(prompt="山", width=8, height=8), quiet)


def _chained(words: str) -> Exception:
    error = ValueError("outside")
    error.__cause__ = ExceptionGroup("several", [KeyError(words)])
    error.add_note(f"asked {words}")
    return error


ERRORS: dict[str, Callable[[str], BaseException]] = {
    "plain": RuntimeError,
    "nested": lambda words: ConnectionError(ValueError(words), [{"url": words}, words.encode()]),
    "chained": _chained,
    "own words": _OwnWords,
    "of the system": lambda words: OSError(2, "none", words),
    "ours": BadInput,
    "ours with own words": _OwnBadInput,
    "busy": EngineBusy,
    "exits": SystemExit,
}


@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("spelled", SPELLED)
async def test_a_key_in_an_error_is_not_told(
    tells: type[_Tells], lines: list[str], monkeypatch: pytest.MonkeyPatch, error: str, spelled: str
) -> None:
    def fails() -> None:
        raise ERRORS[error](f"https://api.example/v1?key={SPELLED[spelled]}&x=1")

    monkeypatch.setattr(tells, "does", fails, raising=False)
    monkeypatch.setattr("datasay.outgoing.secrecy._in_use", {})  # the log's own care is tried below
    monkeypatch.setattr("datasay.engines.containment.remember", lambda _key: None)
    with pytest.raises(Exception) as caught:  # noqa: PT011  whatever it has become
        await _draw()
    told = "".join(str(one) for one in (caught.value, *caught.value.args))
    logging.getLogger("runner").error("crashed", exc_info=caught.value)
    assert isinstance(caught.value, EngineError if error in {"ours", "ours with own words", "busy"} else Exception)
    if error.startswith("ours"):
        assert isinstance(caught.value, BadInput)
    _assert_untold(told + "".join(lines))


async def test_a_key_that_a_library_logs_is_not_told(
    tells: type[_Tells], lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def logs() -> None:
        for spelled in SPELLED.values():
            logging.getLogger("vendor").error("GET %s", f"/v1?key={spelled}", extra={"url": spelled})
            thread = threading.Thread(target=logging.getLogger("vendor").error, args=(f"sent {spelled}",))
            thread.start()
            thread.join()
        raise BadInput("no")

    monkeypatch.setattr(tells, "does", logs, raising=False)
    with pytest.raises(BadInput):
        await _draw()
    logging.getLogger("asyncio").error("Task exception was never retrieved", exc_info=RuntimeError(KEY))
    assert len(lines) == 2 * len(SPELLED) + 1
    _assert_untold("".join(lines))


async def test_an_engine_that_was_only_asked_tells_no_key_either(
    tells: type[_Tells], lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise RuntimeError(f"https://api.example/v1?key={KEY}")

    async def styles(engine: ImageEngine) -> tuple[str, ...]:
        return await engine.styles()

    monkeypatch.setattr(questions, "logger", structlog.get_logger("questions"))  # the lines' own configuration
    monkeypatch.setattr(tells, "does", fails, raising=False)
    desk = Desk(account=_Account(platform_app_secret=KEY))
    with pytest.raises(EngineFailed):
        await questions.ask("image", "tells", desk, styles, patience_seconds=5)
    assert "engine_failed" in lines[-1]
    _assert_untold("".join(lines))


def test_short_keys_leave_the_log_as_it_is(lines: list[str]) -> None:
    async def work() -> None:
        with pytest.raises(BadInput):
            async with open_engine("image", "nobody", Desk(account=_Account(platform_app_secret="crashed"))):
                pass

    asyncio.run(work())
    logging.getLogger("runner").error("task crashed")
    assert "task crashed" in lines[-1]
