"""Sprays of leaves and grass for a picture's near edge, grown from a few numbers."""

import math

import numpy as np

from datasay.typography.headless import skia


def spray(rng: np.random.Generator, x: float, y: float, angle: float, length: float, leaves: int) -> skia.Path:
    """A stem from (x, y) towards `angle` (degrees, −90 is up) that bows over, with leaves in pairs."""
    path = skia.Path()
    bow = float(rng.uniform(18, 34)) * (1 if rng.uniform() < 0.5 else -1)
    width = length * 0.012
    left_edge: list[tuple[float, float]] = []
    right_edge: list[tuple[float, float]] = []
    steps = leaves + 2
    for step in range(steps + 1):
        share = step / steps
        heading = math.radians(angle + bow * share)
        if step:
            x += length / steps * math.cos(heading)
            y += length / steps * math.sin(heading)
        half = width * (1.0 - 0.85 * share)
        left_edge.append((x + half * math.sin(heading), y - half * math.cos(heading)))
        right_edge.append((x - half * math.sin(heading), y + half * math.cos(heading)))
        if 1 < step <= steps:
            size = length * (0.36 - 0.20 * share)
            for side in (-1, 1) if step < steps else (0,):
                turn = heading + math.radians(side * (52 - 16 * share))
                _leaf(path, x, y, turn, size, 0.34)
    path.addPoly([skia.Point(*point) for point in left_edge + right_edge[::-1]], True)
    return path


def _leaf(path: skia.Path, x: float, y: float, heading: float, size: float, plump: float) -> None:
    tip_x, tip_y = x + size * math.cos(heading), y + size * math.sin(heading)
    middle_x, middle_y = x + 0.45 * size * math.cos(heading), y + 0.45 * size * math.sin(heading)
    out_x, out_y = plump * size * -math.sin(heading), plump * size * math.cos(heading)
    path.moveTo(x, y)
    path.quadTo(middle_x + out_x, middle_y + out_y, tip_x, tip_y)
    path.quadTo(middle_x - out_x, middle_y - out_y, x, y)
    path.close()


def grass(rng: np.random.Generator, left: float, right: float, y: float, tall: float, count: int) -> skia.Path:
    """Blades standing on y between left and right."""
    path = skia.Path()
    for _ in range(count):
        x = float(rng.uniform(left, right))
        height = tall * float(rng.uniform(0.35, 1.0))
        lean = height * float(rng.uniform(-0.55, 0.55))
        half = max(0.6, height * 0.028)
        path.moveTo(x - half, y + 4)
        path.quadTo(x - half * 0.6, y - height * 0.6, x + lean, y - height)
        path.quadTo(x + half, y - height * 0.55, x + half, y + 4)
        path.close()
    return path
