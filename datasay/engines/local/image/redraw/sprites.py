"""A drawing as pixels with alpha, in one material: the way in for every style."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from datasay.engines.local.image.colour import Floats, Pixels
from datasay.engines.local.image.redraw.things import Thing
from datasay.typography.headless import skia

MARGIN = 0.08  # of the drawing's longer side, round it: room for shadows and halos


@dataclass(frozen=True, slots=True)
class Sprite:
    """RGBA, not premultiplied; `left`, `top`, `right`, `foot` are the drawing's own edges within it, pixels."""

    pixels: Pixels
    left: float
    top: float
    right: float
    foot: float


@dataclass(frozen=True)
class Sheet:
    """The sheet a drawing is laid on: its transform from units to pixels, its size."""

    thing: Thing
    width: int
    height: int
    scale: float
    shift_x: float
    shift_y: float
    turn: float  # degrees

    @property
    def side(self) -> float:
        """The longer side of the drawing, pixels: measures of a material are shares of it."""
        return max(self.thing.width, self.thing.height) * self.scale

    def matrix(self) -> skia.Matrix:
        """Units → pixels."""
        matrix = skia.Matrix()
        matrix.setScale(self.scale, self.scale)
        matrix.postTranslate(self.shift_x, self.shift_y)
        if self.turn:
            matrix.postRotate(self.turn, self.width / 2, self.height / 2)
        return matrix

    def placed(self, path: skia.Path) -> skia.Path:
        """A path of the drawing in pixels of the sheet."""
        moved = skia.Path(path)
        moved.transform(self.matrix())
        return moved

    def canvas(self) -> tuple[Pixels, skia.Canvas]:
        """An empty sheet and what draws on it (premultiplied)."""
        pixels = np.zeros((self.height, self.width, 4), dtype=np.uint8)
        surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType)
        canvas = surface.getCanvas()
        return pixels, canvas

    def mask(self, path: skia.Path) -> Floats:
        """How much of each pixel a path (in pixels) covers, 0–1."""
        data = np.zeros((self.height, self.width), dtype=np.uint8)
        surface = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(self.width, self.height), data)
        surface.getCanvas().drawPath(path, skia.Paint(AntiAlias=True))
        return np.asarray(data / np.float32(255.0), dtype=np.float32)


def sheet_for(thing: Thing, side: float, turn: float = 0.0, margin: float = MARGIN) -> Sheet:
    """A sheet on which the longer side of the drawing measures `side` pixels."""
    scale = side / max(thing.width, thing.height)
    around = margin * side + 2.0
    extra = 0.12 * side if turn else 0.0
    width, height = thing.width * scale + 2 * (around + extra), thing.height * scale + 2 * (around + extra)
    return Sheet(
        thing,
        round(width),
        round(height),
        scale,
        around + extra - thing.left * scale,
        around + extra - thing.top * scale,
        turn,
    )


def finished(sheet: Sheet, pixels: Pixels) -> Sprite:
    """The sprite of a premultiplied sheet."""
    bounds = sheet.placed(sheet.thing.outline).computeTightBounds()
    return Sprite(straight(pixels), bounds.left(), bounds.top(), bounds.right(), bounds.bottom())


def straight(pixels: Pixels) -> Pixels:
    """Premultiplied → not premultiplied."""
    alpha = pixels[..., 3:4].astype(np.float32)
    colours = np.where(alpha > 0, pixels[..., :3] * (255.0 / np.maximum(alpha, 1.0)), 0.0)
    return np.concatenate([np.clip(np.round(colours), 0, 255), alpha], axis=2).astype(np.uint8)


def merged(alpha: Floats, rgb: Floats | tuple[int, int, int]) -> Pixels:
    """Premultiplied RGBA from alpha 0–1 and colour 0–255."""
    colour = np.asarray(rgb, dtype=np.float32)
    colour = colour if colour.ndim == 3 else np.broadcast_to(colour, (*alpha.shape, 3))
    data = np.concatenate([colour * alpha[..., None], alpha[..., None] * 255.0], axis=2)
    return np.asarray(np.clip(np.round(data), 0, 255), dtype=np.uint8)


@lru_cache(maxsize=64)
def tile(name: str, side: int, scale: float) -> Floats:
    """A repeatable square of noise, −1 to 1, whose grains are about `scale` pixels."""
    digest = hashlib.sha256(f"tile {name}".encode()).digest()
    rng = np.random.Generator(np.random.PCG64(int.from_bytes(digest[:8], "big")))
    noise = rng.standard_normal((side, side))
    if scale > 1.0:
        frequency = np.fft.fftfreq(side)[:, None] ** 2 + np.fft.fftfreq(side)[None, :] ** 2
        noise = np.fft.ifft2(np.fft.fft2(noise) * np.exp(-2.0 * np.pi**2 * (scale / 2.0) ** 2 * frequency)).real
    noise /= max(float(noise.std()) * 2.0, 1e-9)
    return np.asarray(np.clip(noise, -1.0, 1.0), dtype=np.float32)


def noise_of(name: str, height: int, width: int, scale: float, shift: int = 0) -> Floats:
    """Noise of any size out of a repeated tile, begun at a place that `shift` decides."""
    side = 256 if scale < 12 else 512
    base = tile(name, side, float(scale))
    rows = (np.arange(height) + shift * 37) % side
    columns = (np.arange(width) + shift * 91) % side
    return base[rows[:, None], columns[None, :]]
