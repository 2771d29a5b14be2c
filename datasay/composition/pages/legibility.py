"""Which colours type takes on what lies beneath it, as measured; a plate where none would read."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from datasay.composition.pages.look import INK, WHITE, Look

Pixels = NDArray[np.uint8]
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_AIM = 4.9  # the encoder takes a little away
_WORST, _BEST = 4, 96  # percentiles of the ground's luminance that type has to read on
STRONGS = ("#a4331a", "#c8322a", "#ffcf6b", "#ffd98a")


@dataclass(frozen=True, slots=True)
class Inks:
    """The colours that type on one place takes; `plate` is laid beneath it where nothing else reads."""

    text: str
    second: str
    strong: str
    plate: str | None = None


def argb(colour: str, alpha: float = 1.0) -> int:
    """A colour as skia takes it."""
    return (round(alpha * 255) << 24) | int(colour[1:], 16)


def luminance(colour: str) -> float:
    """Relative luminance of a colour, 0 to 1 (WCAG 2.2)."""
    value = int(colour[1:], 16)
    linear = [_linear(part / 255) for part in (value >> 16 & 255, value >> 8 & 255, value & 255)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


_TABLE = np.array([_linear(value / 255) for value in range(256)], np.float32)


def contrast(one: float, other: float) -> float:
    """Of two luminances."""
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


def ground_range(picture: Pixels, left: float, top: float, right: float, bottom: float) -> tuple[float, float]:
    """The luminances that the darker and the lighter parts of a place have; BGR, the place as shares of the picture."""
    rows, columns = picture.shape[:2]
    place = picture[
        max(0, int(top * rows)) : max(1, int(bottom * rows) + 1),
        max(0, int(left * columns)) : max(1, int(right * columns) + 1),
    ]
    if place.size == 0:
        return 0.0, 1.0
    small = np.asarray(cv2.resize(place, (64, 64), interpolation=cv2.INTER_AREA))
    light = 0.0722 * _TABLE[small[..., 0]] + 0.7152 * _TABLE[small[..., 1]] + 0.2126 * _TABLE[small[..., 2]]
    low, high = np.percentile(light, (_WORST, _BEST))
    return float(low), float(high)


def reads(colour: str, ground: tuple[float, float], least: float = _AIM) -> bool:
    """Whether type of this colour reads on all of a ground."""
    own = luminance(colour)
    return min(contrast(own, ground[0]), contrast(own, ground[1])) >= least


def inks_for(look: Look, ground: tuple[float, float]) -> Inks:
    """The look's colours where they read; else ink or white; else the same on a plate."""
    text = next((colour for colour in (look.text, INK, WHITE) if reads(colour, ground)), None)
    if text is None:
        on_plate = luminance(look.plate), luminance(look.plate)
        strong = _first((look.strong, *STRONGS), on_plate, look.on_plate)
        return Inks(look.on_plate, _first((look.second, "#c9ccd6"), on_plate, look.on_plate), strong, look.plate)
    return Inks(text, _first((look.second,), ground, text), _first((look.strong, *STRONGS), ground, text))


def _first(colours: tuple[str, ...], ground: tuple[float, float], otherwise: str) -> str:
    return next((colour for colour in colours if reads(colour, ground, LEAST_CONTRAST + 0.1)), otherwise)


def on(colour: str) -> str:
    """White or ink, whichever reads on a colour."""
    return WHITE if contrast(1.0, luminance(colour)) >= contrast(luminance(INK), luminance(colour)) else INK
