"""What lies under the subtitles: how light and how dark the pictures are there, and what can be read on that.

Contrast is WCAG's: (lighter + 0.05) / (darker + 0.05) of relative luminances; 4.5 is what small type needs.
"""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from datasay.typography.headless import skia

LEAST_CONTRAST = 4.5
_DARK_END, _LIGHT_END = 4, 96  # percentiles: a star or a hair does not count
_ACROSS = 360  # pixels to which the zone is scaled: texture that wide is what disturbs
_MERGED = "mergedimage.png"  # of OpenRaster, whatever its layers are


@dataclass(frozen=True, slots=True)
class Ground:
    """Relative luminance at both ends of a part of a picture, and its mean colour (sRGB, 0 to 255)."""

    darkest: float
    lightest: float
    colour: tuple[int, int, int]

    def contrast(self, luminance: float) -> float:
        """Of something of this luminance with whichever end is nearer to it."""
        worst = min((self.darkest, self.lightest), key=lambda end: contrast(luminance, end))
        inside = self.darkest <= luminance <= self.lightest
        return 1.0 if inside else contrast(luminance, worst)


def contrast(one: float, other: float) -> float:
    """Between two luminances."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def luminance_of(colour: tuple[int, int, int]) -> float:
    """Relative luminance of an sRGB colour."""
    return float(_LINEAR[list(colour)] @ _SHARES)


def measure_ground(picture: Path, zone: tuple[float, float, float, float]) -> Ground | None:
    """The part of a picture between left, top, right and bottom (shares of its size); None where it cannot be read."""
    try:
        data = zipfile.Path(picture, _MERGED).read_bytes() if zipfile.is_zipfile(picture) else picture.read_bytes()
    except (OSError, KeyError, zipfile.BadZipFile):
        return None
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
    if image is None:
        return None
    left, top, right, bottom = zone
    width, height = image.width(), image.height()
    part = skia.Rect(width * left, height * top, width * right, height * bottom)
    rows = max(8, round(_ACROSS * part.height() / part.width()))
    pixels: NDArray[np.uint8] = np.zeros((rows, _ACROSS, 4), np.uint8)
    surface = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeN32Premul(_ACROSS, rows), pixels, pixels.strides[0])
    with surface as canvas:
        canvas.clear(skia.ColorWHITE)
        options = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        canvas.drawImageRect(image, part, skia.Rect(_ACROSS, rows), options)
    return ground_of(pixels[:, :, 2::-1])


def ground_of(pixels: NDArray[np.uint8]) -> Ground:
    """Of pixels in sRGB, whatever their arrangement."""
    colours = pixels.reshape(-1, 3)
    luminance = _LINEAR[colours] @ _SHARES
    dark, light = np.percentile(luminance, (_DARK_END, _LIGHT_END))
    red, green, blue = (round(float(value)) for value in colours.mean(axis=0))
    return Ground(float(dark), float(light), (red, green, blue))


def together(grounds: Sequence[Ground]) -> Ground:
    """What has to be read on all of them."""
    colours = [round(sum(parts) / len(grounds)) for parts in zip(*(ground.colour for ground in grounds), strict=True)]
    return Ground(
        min(ground.darkest for ground in grounds),
        max(ground.lightest for ground in grounds),
        (colours[0], colours[1], colours[2]),
    )


_SHARES = np.array([0.2126, 0.7152, 0.0722])
_STEPS = np.arange(256) / 255
_LINEAR = np.where(_STEPS <= 0.04045, _STEPS / 12.92, ((_STEPS + 0.055) / 1.055) ** 2.4)
