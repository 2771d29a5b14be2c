"""The sheet a picture is drawn on: pixels shared by skia and numpy, its measures, its random numbers, its words."""

import hashlib
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from datasay.engines.local.image.colour import Colour, Pixels, mix
from datasay.engines.local.image.palette import Palette, make_palette
from datasay.engines.local.image.redraw.motif_of import motif_of
from datasay.engines.local.image.shapes import Motif
from datasay.engines.local.image.themes import Reading
from datasay.typography.headless import skia


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle_x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def middle_y(self) -> float:
        return (self.top + self.bottom) / 2


def generator(*parts: str | int) -> np.random.Generator:
    """Random numbers decided by the parts alone, the same on every machine and run."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


@dataclass(frozen=True)
class Stage:
    """Everything a style needs. `series` fixes what all pictures of a work share; `words` what this one says."""

    width: int
    height: int
    style: str
    seed: int
    position: int
    count: int
    reading: Reading
    headline: str
    language: str
    photo: Pixels | None = None  # RGB, of any size

    @cached_property
    def pixels(self) -> Pixels:
        """RGBA, written by skia and numpy alike."""
        return np.zeros((self.height, self.width, 4), dtype=np.uint8)

    @cached_property
    def _surface(self) -> skia.Surface:
        return skia.Surface(self.pixels, colorType=skia.kRGBA_8888_ColorType)

    @cached_property
    def canvas(self) -> skia.Canvas:
        return self._surface.getCanvas()

    @cached_property
    def rng(self) -> np.random.Generator:
        """This picture's own random numbers."""
        return generator("scene", self.style, self.seed, self.position, *self.reading.motifs[:2])

    @cached_property
    def unit(self) -> float:
        """One pixel of a picture 1080 wide or high, in pixels of this one."""
        return min(self.width, self.height) / 1080.0

    @cached_property
    def is_tall(self) -> bool:
        return self.height > self.width * 1.15

    @cached_property
    def is_broad(self) -> bool:
        return self.width > self.height * 1.25

    def palette(self, light: str | None = None) -> Palette:
        """This scene's colours; `light` overrides the theme's (day, dusk, night, mist)."""
        return make_palette(self.reading.theme, generator("family", self.seed), self.position, light)

    @cached_property
    def motif(self) -> Motif:
        return motif_of(self.reading.motifs[0])

    @cached_property
    def variant(self) -> int:
        """Walks through a style's compositions along a series, so that neighbours differ."""
        return self.position + int(generator("variant", self.style, self.seed).integers(0, 60))

    @cached_property
    def progress(self) -> float:
        """0.0 for the first picture of a series, 1.0 for the last: the sun travels with it."""
        return self.position / (self.count - 1) if self.count > 1 else 0.35

    def x(self, share: float) -> float:
        return share * self.width

    def y(self, share: float) -> float:
        return share * self.height

    @cached_property
    def is_mirrored(self) -> bool:
        """Whether this picture's composition leans the other way; it alternates along a series."""
        return self.variant % 2 == 1

    @cached_property
    def title_area(self) -> Area:
        """Where a headline may stand: clear of the pan's crop, of the label and of the subtitles."""
        labelled = self.position == 0  # the first picture carries the label in its upper left
        if self.is_broad:
            left = 0.485 if self.is_mirrored else 0.09
            return Area(self.x(left), self.y(0.215 if labelled else 0.16), self.x(left + 0.425), self.y(0.59))
        if self.is_tall:
            return Area(self.x(0.105), self.y(0.13), self.x(0.895), self.y(0.385))
        top, bottom = (0.205, 0.405) if labelled else (0.14, 0.385)
        return Area(self.x(0.105), self.y(top), self.x(0.895), self.y(bottom))

    @cached_property
    def hero_area(self) -> Area:
        """Where the main motif stands; its lower edge is the ground."""
        if self.is_broad:
            left = 0.085 if self.is_mirrored else 0.54
            return Area(self.x(left), self.y(0.24), self.x(left + 0.375), self.y(0.68))
        if self.is_tall:
            return Area(self.x(0.14), self.y(0.415), self.x(0.86), self.y(0.675))
        return Area(
            self.x(0.16),
            self.y(0.465 if self.position == 0 else 0.435),
            self.x(0.84),
            self.y(0.72 if self.position == 0 else 0.71),
        )


def fill(stage: Stage, colour: Colour) -> None:
    """Flood the sheet with one colour."""
    stage.canvas.clear(colour.argb())


def gradient_rows(stage: Stage, stops: list[tuple[float, Colour]]) -> None:
    """Fill the sheet from top to bottom through the stops (share of the height, colour), evenly to the eye."""
    rows = np.zeros((stage.height, 4), dtype=np.uint8)
    samples = 160
    table = np.zeros((samples, 3), dtype=np.float32)
    for index in range(samples):
        at = index / (samples - 1)
        below = max((stop for stop in stops if stop[0] <= at), key=lambda stop: stop[0], default=stops[0])
        above = min((stop for stop in stops if stop[0] > at), key=lambda stop: stop[0], default=below)
        span = above[0] - below[0]
        table[index] = mix(below[1], above[1], (at - below[0]) / span if span else 0.0).rgb()
    places = np.linspace(0, samples - 1, stage.height)
    for channel in range(3):
        rows[:, channel] = np.round(np.interp(places, np.arange(samples), table[:, channel])).astype(np.uint8)
    rows[:, 3] = 255
    stage.pixels[:] = rows[:, None, :]
