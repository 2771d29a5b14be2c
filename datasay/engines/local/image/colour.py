"""Colours in OKLCH, where equal steps look equal, and contrast as WCAG measures it."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]

# Linear sRGB → LMS and LMS^(1/3) → OKLab, Björn Ottosson 2020, and their inverses.
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LAB = np.linalg.inv(_TO_LAB)
_FROM_LMS = np.linalg.inv(_TO_LMS)


class Colour(NamedTuple):
    """Lightness 0–1, chroma (0 grey, about 0.3 the strongest), hue in degrees."""

    light: float
    chroma: float
    hue: float

    def rgb(self) -> tuple[int, int, int]:
        """sRGB, 0–255; chroma gives way where sRGB cannot show it, lightness and hue stay."""
        chroma = self.chroma
        for _ in range(24):
            linear = _linear(self.light, chroma, self.hue)
            if linear.min() >= -1e-4 and linear.max() <= 1.0001:
                break
            chroma *= 0.93
        encoded = np.round(encode(np.clip(linear, 0.0, 1.0)) * 255.0)
        return int(encoded[0]), int(encoded[1]), int(encoded[2])

    def argb(self, alpha: float = 1.0) -> int:
        """The 32-bit number skia takes for a colour."""
        red, green, blue = self.rgb()
        return (round(max(0.0, min(1.0, alpha)) * 255) << 24) | (red << 16) | (green << 8) | blue

    def lighter(self, by: float) -> "Colour":
        """The same hue, lightness moved by `by` (negative: darker)."""
        return self._replace(light=min(0.995, max(0.02, self.light + by)))

    def muted(self, factor: float) -> "Colour":
        """The same colour with chroma scaled."""
        return self._replace(chroma=self.chroma * factor)

    def turned(self, degrees: float) -> "Colour":
        """The same lightness and chroma at another hue."""
        return self._replace(hue=(self.hue + degrees) % 360.0)


def _linear(light: float, chroma: float, hue: float) -> NDArray[np.float64]:
    angle = math.radians(hue)
    lab = np.array([light, chroma * math.cos(angle), chroma * math.sin(angle)])
    return np.asarray(_FROM_LMS @ (_FROM_LAB @ lab) ** 3)


def mix(start: Colour, end: Colour, share: float) -> Colour:
    """The colour `share` of the way from start to end, straight through OKLab."""
    a = [
        (one.light, one.chroma * math.cos(math.radians(one.hue)), one.chroma * math.sin(math.radians(one.hue)))
        for one in (start, end)
    ]
    light, green_red, blue_yellow = (left + (right - left) * share for left, right in zip(*a, strict=True))
    return Colour(light, math.hypot(green_red, blue_yellow), math.degrees(math.atan2(blue_yellow, green_red)) % 360.0)


def encode(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """Linear light to sRGB, both 0–1."""
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.maximum(linear, 1e-9) ** (1 / 2.4) - 0.055)


_DECODED = np.array(
    [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in np.arange(256) / 255.0],
    dtype=np.float32,
)


def luminance(pixels: Pixels) -> Floats:
    """Relative luminance (WCAG 2) of an array whose last axis begins with red, green, blue."""
    red, green, blue = (_DECODED[pixels[..., channel]] for channel in range(3))
    return np.asarray(0.2126 * red + 0.7152 * green + 0.0722 * blue, dtype=np.float32)


def contrast(one: float, others: Floats) -> Floats:
    """WCAG 2 contrast ratio of one luminance with each of many."""
    high = np.maximum(others, one)
    low = np.minimum(others, one)
    return np.asarray((high + 0.05) / (low + 0.05), dtype=np.float32)


def colour_luminance(colour: Colour) -> float:
    """Relative luminance of one colour."""
    return float(luminance(np.array(colour.rgb(), dtype=np.uint8)))
