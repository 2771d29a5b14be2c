"""The ground under a scene: ridges, hills, waves, streets, as heights and as paths."""

import numpy as np

from datasay.engines.local.image.colour import Floats
from datasay.engines.local.image.texture import ridgeline
from datasay.typography.headless import skia


def ground_heights(rng: np.random.Generator, ground: str, count: int, depth: float) -> Floats:
    """Heights at `count` places across, about −1 to 1, up positive; `depth` 0 is far (more relief), 1 near."""
    if ground == "mountains":
        rough = ridgeline(rng, count, 2.2 + 1.6 * depth, 6, 0.48)
        return np.asarray(1.0 - 2.0 * np.abs(rough) ** 0.85, dtype=np.float32)
    if ground == "sea":
        at = np.linspace(0.0, 1.0, count, dtype=np.float32)
        crests = 7.0 - 3.0 * depth
        phase = float(rng.uniform(0, 1))
        swell = np.abs(np.sin(np.pi * (at * crests + phase + 0.03 * np.sin(at * 17))))
        return np.asarray(0.5 - 0.85 * swell**0.8, dtype=np.float32)
    if ground == "city" and depth < 0.5:
        return _skyline(rng, count, 9 + int(8 * (1 - depth)))
    if ground in {"plain", "rails", "city"}:
        return np.asarray(0.35 * ridgeline(rng, count, 1.6, 2, 0.35), dtype=np.float32)
    return ridgeline(rng, count, 1.7 + depth, 3, 0.34)


def _skyline(rng: np.random.Generator, count: int, buildings: int) -> Floats:
    edges = np.sort(rng.uniform(0.0, 1.0, buildings - 1))
    index = np.searchsorted(edges, np.linspace(0.0, 1.0, count))
    heights = rng.uniform(-0.7, 0.9, buildings) * (0.7 + 0.3 * rng.uniform(0, 1, buildings))
    return np.asarray(heights[index], dtype=np.float32)


def flatten_at(heights: Floats, low: float, high: float, level: float) -> Floats:
    """The same heights, led to `level` between the shares low and high of the width: a place to stand on."""
    at = np.linspace(0.0, 1.0, heights.size, dtype=np.float32)
    distance = np.maximum(np.maximum(low - at, at - high), 0.0)
    share = np.clip(1.0 - distance / 0.14, 0.0, 1.0)
    share = share * share * (3.0 - 2.0 * share)
    return np.asarray(heights * (1.0 - share) + level * share, dtype=np.float32)


def ground_path(tops: Floats, width: float, bottom: float, upright: bool = False) -> skia.Path:
    """The area between an edge and `bottom`; the edge is given in pixels from the top, one value per step across.

    `upright` exchanges the axes: the edge runs down the sheet and `width` is the sheet's height.
    """
    places = np.linspace(-2.0, width + 2.0, tops.size)
    points = [(float(x), float(y)) for x, y in zip(places, tops, strict=True)]
    points += [(width + 2.0, bottom), (-2.0, bottom)]
    builder = skia.PathBuilder()
    builder.addPolygon([skia.Point(y, x) if upright else skia.Point(x, y) for x, y in points], True)
    return builder.detach()


def height_at(tops: Floats, width: float, x: float) -> float:
    """The skyline's height in pixels at x."""
    index = round(min(max(x / width, 0.0), 1.0) * (tops.size - 1))
    return float(tops[index])
