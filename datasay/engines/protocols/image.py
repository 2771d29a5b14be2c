"""Drawing: one picture from words, alone or within a series that belongs together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from datasay.engines.protocols.engine import Engine, Progress


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """Draw one picture. `headline` is set in type on it when not empty; `prompt` decides look and motif."""

    prompt: str
    width: int
    height: int
    headline: str = ""
    keywords: tuple[str, ...] = ()
    style: str | None = None  # one of the engine's options; None: the engine's default
    seed: int = 0
    language: str = "zh-CN"
    position: int = 0  # 0-based place in a series, and its length: a series looks like one family
    count: int = 1
    theme: str = ""  # what to show, chosen for the series by `ImageEngine.arrange`; empty: the words decide
    motif: str = ""
    photo: Path | None = None  # the user's own photograph to build the picture on
    aigc_label: str | None = None  # JSON of the hidden label, written into the file's XMP


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture."""

    data: bytes = field(repr=False)
    mime_type: str  # image/png, image/jpeg
    width: int
    height: int
    seed: int
    style: str
    model_version: str
    details: dict[str, str] = field(default_factory=dict)


class ImageEngine(Engine, Protocol):
    """Draws."""

    async def styles(self) -> tuple[str, ...]:
        """The names of its styles; none when the words alone decide. May ask the vendor."""
        return self.info.options

    async def arrange(self, series: Sequence[ImageRequest], subject: str) -> list[ImageRequest]:
        """The requests of one work, each told what to show, so that neighbours differ; `subject` is the work's title.

        An engine that decides by the prompt alone returns them as they are.
        """
        return list(series)

    async def draw(self, request: ImageRequest, progress: Progress) -> Picture:
        """Return one picture. Raises BadInput for an impossible size or an unknown style."""
        ...
