"""Kind and name of an engine → the engine; third parties add theirs through entry points `datasay.engines.<kind>`."""

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import cast

from datasay.engines.errors import BadInput
from datasay.engines.protocols import EngineInfo, ImageEngine, TextEngine, VoiceEngine

KINDS = ("text", "voice", "image")


def _entry_points(kind: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=f"datasay.engines.{kind}")}


@cache
def _engine(kind: str, name: str) -> object:
    point = _entry_points(kind).get(name)
    if point is None:
        known = ", ".join(sorted(_entry_points(kind)))
        raise BadInput(f"There is no {kind} engine named {name!r}. Known: {known}.")
    return cast("object", point.load()())


def text_engine(name: str = "local") -> TextEngine:
    """The text engine of this name. Raises BadInput for an unknown one."""
    return cast("TextEngine", _engine("text", name))


def voice_engine(name: str = "local") -> VoiceEngine:
    """The voice engine of this name. Raises BadInput for an unknown one."""
    return cast("VoiceEngine", _engine("voice", name))


def image_engine(name: str = "local") -> ImageEngine:
    """The image engine of this name. Raises BadInput for an unknown one."""
    return cast("ImageEngine", _engine("image", name))


def list_engines() -> list[EngineInfo]:
    """Every installed engine, loaded."""
    engines = [cast("TextEngine", _engine(kind, name)) for kind in KINDS for name in sorted(_entry_points(kind))]
    return [engine.info for engine in engines]
