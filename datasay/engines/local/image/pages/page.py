"""A page being painted: its measures, its thing, its random numbers, and the layers it is made of."""

from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from datasay.engines.local.image.colour import Colour, Pixels
from datasay.engines.local.image.pages.slots import Shape, Slot, shape_of
from datasay.engines.local.image.redraw.palettes import INKS, Inks, colour_of
from datasay.engines.local.image.redraw.things import Thing
from datasay.engines.local.image.stage import generator
from datasay.engines.protocols.image import Layer
from datasay.geography.gazetteer import Place
from datasay.typography.headless import skia

DARK = {  # the ground of a page now and then, from top to foot
    "paper": ("#2c4f53", "#23424a"), "ink": ("#2b2725", "#383331"), "swiss": ("#cf2413", "#cf2413"),
    "riso": ("#1d2b50", "#1d2b50"), "editorial": ("#2a2622", "#2a2622"), "poster": ("#0f4f4a", "#0c423e"),
    "engraving": ("#1c2a3a", "#1c2a3a"),
}  # fmt: skip
REACH = 0.15  # how far ridges go beyond either side of the picture, as a share of its width


@dataclass(frozen=True, slots=True)
class Painted:
    """Pixels that become a layer: RGBA, not premultiplied."""

    pixels: Pixels
    role: str
    x: int
    y: int
    depth: float
    entrance: str = "none"

    def layer(self) -> Layer:
        """The layer, its pixels as PNG."""
        opaque = self.role == "ground"
        code = cv2.COLOR_RGBA2BGR if opaque else cv2.COLOR_RGBA2BGRA
        done, data = cv2.imencode(".png", cv2.cvtColor(self.pixels, code), [cv2.IMWRITE_PNG_COMPRESSION, 1])
        assert done
        return Layer(data.tobytes(), self.role, self.x, self.y, self.depth, self.entrance)


@dataclass(frozen=True)
class Page:
    """What a style needs to paint the ground and ridges of one page."""

    width: int
    height: int
    style: str
    layout: str
    seed: int
    position: int
    hue: float  # of the work's theme, degrees
    thing: Thing | None
    other: Thing | None = None  # the second one of a split page
    photo: Pixels | None = None
    places: tuple[Place, ...] = ()  # of a map
    lone: bool = False  # nothing is said on it beside its thing

    @cached_property
    def shape(self) -> Shape:
        """Where things stand."""
        return shape_of(self.width, self.height)

    @cached_property
    def unit(self) -> float:
        """A pixel of a picture 1080 wide or high."""
        return min(self.width, self.height) / 1080.0

    @cached_property
    def short(self) -> float:
        """The shorter side."""
        return float(min(self.width, self.height))

    @cached_property
    def inks(self) -> Inks:
        """The style's colours."""
        return INKS[self.style]

    @cached_property
    def thing_inks(self) -> Inks:
        """Those of the thing: on a red field of the swiss style it is black."""
        if self.style == "swiss" and self.layout in {"title", "close", "shelf"}:
            return replace(self.inks, roles={**self.inks.roles, "body": self.inks.roles["ink"]})
        return self.inks

    @cached_property
    def is_red(self) -> bool:
        """Whether most of the thing is in the body's colour."""
        return self.thing is not None and self.thing.main_role in {"body", "warm"}

    @cached_property
    def slot(self) -> Slot | None:
        """Where the thing stands; None where the page has none."""
        if self.thing is None:
            return None
        own = self.shape.slots.get(self.layout)
        return self.shape.lone.get(self.layout, own) if self.lone else own

    @cached_property
    def turn(self) -> int:
        """Which of the three ways a page of type alone is set: high, low on a dark ground, in the middle."""
        return self.position % 3

    @cached_property
    def is_dark(self) -> bool:
        """Whether this page of type lies on the style's dark ground."""
        return self.layout == "type" and self.photo is None and self.turn == 1 and self.style in DARK

    @cached_property
    def variant(self) -> int:
        """A number that walks along a series, begun anywhere by the seed."""
        return self.position + int(generator("page", self.style, self.seed).integers(0, 60))

    def rng(self, name: str) -> np.random.Generator:
        """Random numbers of this page for one purpose."""
        return generator(name, self.style, self.seed, self.position)

    def family(self, name: str) -> np.random.Generator:
        """Random numbers that all pages of the work share."""
        return generator(name, self.style, self.seed)

    def x(self, share: float) -> float:
        """A share of the width in pixels."""
        return share * self.width

    def y(self, share: float) -> float:
        """A share of the height in pixels."""
        return share * self.height

    def colour(self, role: str) -> Colour:
        """The style's colour of a role; on a dark page ink is pale."""
        if self.is_dark and (role == "ink" or (role == "body" and self.style == "swiss")):
            return colour_of(self.inks.ground[0])
        return colour_of(self.inks.roles[role])

    def sheet(self) -> tuple[Pixels, skia.Canvas]:
        """A sheet of the picture's size, filled with the ground's colours from top to foot."""
        pixels = np.zeros((self.height, self.width, 4), dtype=np.uint8)
        canvas = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas()
        upper, lower = (colour_of(text) for text in (DARK[self.style] if self.is_dark else self.inks.ground))
        shader = skia.GradientShader.MakeLinear(
            points=[(0.0, 0.0), (0.0, float(self.height))], colors=[upper.argb(), lower.argb()]
        )
        canvas.drawPaint(skia.Paint(Shader=shader, Dither=True))
        return pixels, canvas
