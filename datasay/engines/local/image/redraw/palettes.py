"""The colours of each style: what every role of a drawing becomes, the ground, and how type stands on it."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from datasay.engines.local.image.colour import Colour
from datasay.engines.local.image.redraw.things import Piece

_FOLLOWED = 0.75  # of a part's step of lightness
_FARTHEST = 0.17


@dataclass(frozen=True, slots=True)
class Inks:
    """Colours as #rrggbb: the ground from top to foot, and one for each role."""

    ground: tuple[str, str]
    roles: Mapping[str, str]

    def of(self, piece: Piece) -> Colour:
        """The colour of a part: its role's, lighter or darker as it was drawn."""
        base = colour_of(self.roles[piece.role])
        step = max(-_FARTHEST, min(_FARTHEST, _FOLLOWED * piece.step))
        return base.lighter(step)


@lru_cache(maxsize=256)
def colour_of(text: str) -> Colour:
    """OKLCH of #rrggbb."""
    share = np.array([int(text[at : at + 2], 16) for at in (1, 3, 5)]) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    red, green, blue = (float(value) for value in linear)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Colour(light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360.0)


def _roles(body: str, accent: str, leaf: str, warm: str, pale: str, neutral: str, ink: str) -> dict[str, str]:
    names = ("body", "accent", "leaf", "warm", "pale", "neutral", "ink")
    return dict(zip(names, (body, accent, leaf, warm, pale, neutral, ink), strict=True))


INKS = {
    "paper": Inks(
        ("#f6e8d6", "#eedcc4"),
        _roles("#d9583b", "#2f5d62", "#5f8a4c", "#f2b544", "#fbf3e6", "#b9a58c", "#33272a"),
    ),
    "ink": Inks(
        ("#efe7d8", "#e9e0cf"),
        _roles("#5a544d", "#b8372c", "#3d5a41", "#b98a3c", "#e9e0cf", "#8a837a", "#1d1a18"),
    ),
    "swiss": Inks(
        ("#f2efe6", "#f2efe6"),
        _roles("#e3321f", "#141414", "#e3321f", "#e3321f", "#f2efe6", "#141414", "#141414"),
    ),
    "night": Inks(
        ("#0d1230", "#2a2a78"),
        _roles("#4b5fd0", "#b06be0", "#2fa08f", "#ffcf6b", "#9fb2ff", "#3b4680", "#11173d"),
    ),
    "riso": Inks(
        ("#f5efe2", "#f5efe2"),
        _roles("#ff5a4e", "#1f5fa8", "#1f5fa8", "#ff5a4e", "#f5efe2", "#8fa3bf", "#1d2b50"),
    ),
    "engraving": Inks(
        ("#f1ead9", "#ebe2cd"),
        _roles("#1c2a3a", "#1c2a3a", "#1c2a3a", "#1c2a3a", "#1c2a3a", "#1c2a3a", "#1c2a3a"),
    ),
    "aurora": Inks(
        ("#0b1020", "#1a1440"),
        _roles("#6f7cff", "#ff7ac6", "#37d6b0", "#ffd27a", "#e6ecff", "#6b76a8", "#141a38"),
    ),
    "editorial": Inks(
        ("#f4f0e8", "#f4f0e8"),
        _roles("#c8502f", "#274690", "#3f7d58", "#e8b04a", "#fbf8f1", "#a9a397", "#1f1d1b"),
    ),
    "blueprint": Inks(
        ("#143a6b", "#0f2f5a"),
        _roles("#dce9fb", "#dce9fb", "#dce9fb", "#ffd166", "#dce9fb", "#9db9df", "#dce9fb"),
    ),
    "chalk": Inks(
        ("#24352f", "#1d2b27"),
        _roles("#f3efe2", "#f2b8a2", "#b7dba0", "#f6dc8c", "#f3efe2", "#c9d3cc", "#9fb3a8"),
    ),
    "poster": Inks(
        ("#f3c64f", "#f3c64f"),
        _roles("#d8452e", "#0f6f72", "#0f6f72", "#fff3d6", "#fff8e8", "#e9a13a", "#1d2433"),
    ),
}
