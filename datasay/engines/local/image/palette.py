"""A scene's colours: the theme's hue, bent towards the series' own, with one accent that runs through the series."""

from dataclasses import dataclass

import numpy as np

from datasay.engines.local.image.colour import Colour, mix
from datasay.engines.local.image.themes import Theme


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they are for; `ramp` runs from the farthest layer of a landscape to the nearest."""

    light: str  # day, dusk, night, mist: as the theme, or as the style insists
    paper: Colour  # the series' white
    ink: Colour  # the series' black
    accent: Colour  # the series' strong colour
    warm: Colour  # light: sun, windows, flames
    sky_top: Colour
    sky_low: Colour
    far: Colour
    near: Colour

    def ramp(self, share: float) -> Colour:
        """Far (0.0) to near (1.0), through the air."""
        return mix(self.far, self.near, share)


# light → lightness and chroma of sky top, sky low (near the horizon), far, near
_LIGHTS = {
    "day": ((0.82, 0.070), (0.955, 0.040), (0.80, 0.075), (0.29, 0.075)),
    "dusk": ((0.37, 0.090), (0.86, 0.095), (0.68, 0.085), (0.24, 0.065)),
    "night": ((0.19, 0.070), (0.45, 0.100), (0.42, 0.080), (0.13, 0.045)),
    "mist": ((0.84, 0.025), (0.93, 0.022), (0.83, 0.025), (0.36, 0.040)),
}


def _bent(hue: float, towards: float, share: float) -> float:
    return (hue + ((towards - hue + 180.0) % 360.0 - 180.0) * share) % 360.0


def _clear_of_olive(hue: float) -> float:
    """Yellow-greens turn muddy in the half-tones: step to either side of them."""
    hue %= 360.0
    if 84.0 < hue < 112.0:
        return 84.0 - (hue - 84.0) * 0.35
    return 142.0 + (hue - 112.0) * 0.1 if 112.0 <= hue < 142.0 else hue


def make_palette(theme: Theme, family: np.random.Generator, position: int, light: str | None = None) -> Palette:
    """The palette of one scene. `family` is seeded by the series alone, so every scene draws the same from it."""
    own_hue = float(family.choice([28.0, 62.0, 150.0, 205.0, 240.0, 262.0, 300.0, 350.0]))
    accent_hue = float(family.choice([25.0, 38.0, 52.0, 70.0]))  # warm colours advance
    vigour = float(family.uniform(0.9, 1.12))
    hue = _clear_of_olive(_bent(theme.hue, own_hue, 0.33) + (-7.0, 6.0, -2.0, 9.0)[position % 4])
    chosen = light or theme.light
    if chosen == "night":  # nights are blue, violet or sea green, whatever the subject
        hue = _bent(hue, 262.0, 0.55 if abs((hue - 82.0 + 180.0) % 360.0 - 180.0) > 75.0 else 0.85)
    top, low, far, near = _LIGHTS[chosen]
    # A warm evening has a violet zenith and violet shadows; brown on brown is no light at all.
    is_warm_dusk = chosen == "dusk" and 15.0 < hue < 95.0
    zenith = _bent(hue, 300.0, 0.8) if is_warm_dusk else hue
    shadow = _bent(hue, 320.0, 0.5) if is_warm_dusk else _bent(hue, 265.0, 0.12)
    colourful = theme.colourful * vigour
    horizon = _bent(hue, 68.0, 0.7) if chosen in {"dusk", "day"} else _bent(hue, 300.0, 0.25)
    if chosen == "dusk":
        horizon = _bent(hue, 48.0, 0.8)
    return Palette(
        light=chosen,
        paper=Colour(0.968, 0.014, 85.0),
        ink=Colour(0.20, 0.025, _bent(own_hue, 262.0, 0.5)),
        accent=Colour(0.58 + 0.0035 * (accent_hue - 20.0), 0.19, accent_hue),
        warm=Colour(0.88, 0.12, 80.0),
        sky_top=Colour(top[0], top[1] * colourful, zenith % 360.0),
        sky_low=Colour(low[0], low[1] * colourful, horizon % 360.0),
        far=Colour(far[0], far[1] * colourful, _clear_of_olive(_bent(hue, horizon, 0.35))),
        near=Colour(near[0], near[1] * colourful, _clear_of_olive(shadow)),
    )
