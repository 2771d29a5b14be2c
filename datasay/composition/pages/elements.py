"""The parts of a page: painted once, or anew while they grow; each comes in at its time, stays still, and leaves."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from datasay.composition.planes import Targets
from datasay.composition.sprites import Sprite, sprite_of
from datasay.typography.headless import skia

COMES_SECONDS = 0.42
LEAVES_SECONDS = 0.27
GONE_BEFORE_CUT = 0.18  # so that 0.3 s lie between the last of one page and the first of the next
_UP = 30.0  # how far it leaves, and how far it rises when it comes, on a picture 1080 wide or high
RISE = 46.0

Paint = Callable[[skia.Canvas, float], None]


@dataclass(frozen=True, slots=True)
class Box:
    """A place in pixels."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass
class Element:
    """A part of a page. `paint` draws it at a state of growth from 0 to 1, in the picture's own coordinates."""

    box: Box
    paint: Paint
    start: float  # seconds of the clip
    grows: float = 0.0  # seconds, from `start` on
    rise: float = RISE
    comes: float = COMES_SECONDS
    until: float | None = None  # seconds of the clip at which something else takes its place, at once
    leaves: bool = True
    _ready: dict[float, Sprite] = field(default_factory=dict)

    def draw(self, targets: Targets, seconds: float, gone: float, unit: float) -> None:
        """Lay it over a frame as it is at this second; `gone` is when the page has left."""
        if seconds < self.start or (self.until is not None and seconds >= self.until):
            return
        alpha, dy = 1.0, 0.0
        into = (seconds - self.start) / self.comes if self.comes else 1.0
        if into < 1:
            eased = 1 - (1 - into) ** 3
            alpha, dy = eased, (1 - eased) * self.rise * unit
        left = seconds - (gone - LEAVES_SECONDS)
        if self.leaves and left > 0:
            share = min(left / LEAVES_SECONDS, 1.0)
            alpha *= 1 - share
            dy -= share * share * _UP * unit
        if alpha <= 0.004:
            return
        growth = min((seconds - self.start) / self.grows, 1.0) if self.grows else 1.0
        sprite = self._sprite(growth)
        if dy:
            sprite = sprite.moved(0.0, dy)
        sprite.faded(alpha).draw(targets)

    def _sprite(self, growth: float) -> Sprite:
        if growth in self._ready:
            return self._ready[growth]
        left, top = math.floor(self.box.left), math.floor(self.box.top)
        width, height = math.ceil(self.box.right) - left, math.ceil(self.box.bottom) - top
        pixels = np.zeros((max(1, height), max(1, width), 4), np.uint8)
        kinds = {"colorType": skia.kBGRA_8888_ColorType, "alphaType": skia.kPremul_AlphaType}
        canvas = skia.Surface(pixels, **kinds).getCanvas()
        canvas.translate(-left, -top)
        self.paint(canvas, growth)
        sprite = sprite_of(pixels, left, top)
        if growth == 1.0:
            self._ready[growth] = sprite
        return sprite


@dataclass
class TypeLayer:
    """All type of a scene."""

    elements: list[Element]
    gone: float  # seconds of the clip by which all has left
    unit: float  # of motion, in pixels: 1 on a picture 1080 wide or high

    def draw(self, targets: Targets, seconds: float) -> None:
        """Lay the page over a frame."""
        for element in self.elements:
            element.draw(targets, seconds, self.gone, self.unit)
