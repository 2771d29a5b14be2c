"""Kind and name of an engine → the engine; third parties add theirs through entry points `datasay.engines.<kind>`."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from datasay.engines.errors import BadCredentials, BadInput
from datasay.engines.protocols import (
    EngineAccount,
    EngineInfo,
    ImageEngine,
    TextEngine,
    VoiceEngine,
    WritingDesk,
    WritingEngine,
)

KINDS = ("text", "voice", "image")
DEFAULT_ENGINE = "local"  # who makes what nobody else is asked for: it comes along and needs no account


def _entry_points(kind: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=f"datasay.engines.{kind}")}


@cache
def _class(kind: str, name: str) -> Callable[..., object]:
    point = _entry_points(kind).get(name)
    if point is None:
        known = ", ".join(sorted(_entry_points(kind)))
        raise BadInput(f"There is no {kind} engine named {name!r}. Known: {known}.")
    return cast("Callable[..., object]", point.load())


@cache
def _engine(kind: str, name: str) -> object:
    return _class(kind, name)()


def engine_info(kind: str, name: str) -> EngineInfo:
    """What the engine says of itself. Raises BadInput for an unknown one."""
    return cast("type[TextEngine]", _class(kind, name)).info


def text_engine(name: str = "local") -> TextEngine:
    """The text engine of this name, one that needs no account. Raises BadInput for an unknown one."""
    if engine_info("text", name).needs_account:
        raise BadCredentials(f"engine {name} is not configured: it needs an account.")
    return cast("TextEngine", _engine("text", name))


def writing_engine(name: str, account: EngineAccount, desk: WritingDesk) -> WritingEngine:
    """A text engine that works with an account. Raises BadInput for an unknown one or wrong options."""
    return cast("WritingEngine", _class("text", name)(account, desk))


def voice_engine(name: str = "local") -> VoiceEngine:
    """The voice engine of this name. Raises BadInput for an unknown one."""
    return cast("VoiceEngine", _engine("voice", name))


def image_engine(name: str = "local") -> ImageEngine:
    """The image engine of this name. Raises BadInput for an unknown one."""
    return cast("ImageEngine", _engine("image", name))


def list_engines() -> list[EngineInfo]:
    """What every installed engine says of itself."""
    return [engine_info(kind, name) for kind in KINDS for name in sorted(_entry_points(kind))]
