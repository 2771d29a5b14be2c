"""Drawing: one picture from words, alone or within a series that belongs together."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from datasay.engines.protocols.engine import Engine, Progress

LAYOUTS = (
    "title", "figure", "compare", "list", "steps", "timeline", "quotation", "close", "wide", "shelf", "pattern",
    "split", "chart", "map", "photo_full", "photo_framed", "type",
)  # fmt: skip


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
    # What kind of page the picture is the ground of (`LAYOUTS`): then no type is painted at all. Empty: a lone picture,
    # with its headline.
    layout: str = ""
    words: str = ""  # what is said meanwhile: what is drawn is chosen by it. Empty: `prompt` says it


@dataclass(frozen=True, slots=True)
class Layer:
    """A part of a picture that moves on its own."""

    data: bytes = field(repr=False)  # PNG with alpha; the ground without
    role: str  # "ground" | "ridge" | "object", in this order from the back to the front
    x: int  # where its top left stands in the picture, in pixels; ground and ridges may be wider than the picture
    y: int
    depth: float  # share of the camera's way it goes along: 0 the sky … 1
    entrance: str = "none"  # "rise" | "slide" | "fade" | "none": how an object comes in on its word


@dataclass(frozen=True, slots=True)
class TypeLook:
    """How a style sets type: family, weight and colours, all of contrast ≥ 4.5 on its ground."""

    family: str  # "sans" | "serif"
    weight: int  # of headlines, 100 … 900
    text: str  # #rrggbb
    second: str
    strong: str
    plate: str
    on_plate: str


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
    layers: tuple[Layer, ...] = ()  # from the back to the front; none: `data` is the only one
    look: TypeLook | None = None  # None: composition chooses colours that read on the picture


class ImageEngine(Engine, Protocol):
    """Draws."""

    async def styles(self) -> tuple[str, ...]:
        """The names of its styles; none when the words alone decide. May ask the vendor."""
        return self.info.options

    async def arrange(self, series: Sequence[ImageRequest], subject: str) -> list[ImageRequest]:
        """The requests of one work, each told what to show, so that neighbours differ; `subject` is the work's title.

        An engine that decides by the prompt alone returns them as they are. One that knows layouts may change
        `layout`: a page for an object of which none is sure becomes "type". So does "map" where land cannot be drawn as
        `datasay.geography` places it: names will stand on it.
        """
        return list(series)

    async def draw(self, request: ImageRequest, progress: Progress) -> Picture:
        """Return one picture. Raises BadInput for an impossible size or an unknown style."""
        ...
