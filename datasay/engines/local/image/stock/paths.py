"""Skia paths as short texts of whole numbers, on a grid of a twentieth of a unit."""

import re

from datasay.engines.local.image.shapes import path_from
from datasay.typography.headless import skia

_NUMBER = re.compile(r"-?\d+")
GRID = 20  # steps to a unit; a drawing is 100 units long
_LETTERS = {
    skia.Path.kMove_Verb: "M",
    skia.Path.kLine_Verb: "L",
    skia.Path.kQuad_Verb: "Q",
    skia.Path.kCubic_Verb: "C",
}


def unit_text(path: skia.Path) -> str:
    """The path with absolute commands in units, to a hundredth, filled by winding."""
    return _NUMBER.sub(lambda found: f"{int(found[0]) / 100:g}", path_text(path, 100).removeprefix("E"))


def path_text(path: skia.Path, grid: int = GRID) -> str:
    """The path with absolute commands in steps of a grid; even-odd paths begin with E."""
    pieces = ["E"] if path.getFillType() == skia.PathFillType.kEvenOdd else []
    for verb, points in path:
        if verb == skia.Path.kClose_Verb:
            pieces.append("Z")
        elif verb == skia.Path.kConic_Verb:
            quads = skia.Path.ConvertConicToQuads(*points[:3], 0.70710678, 1)
            pieces.extend("Q" + _numbers(quads[at : at + 2], grid) for at in range(1, len(quads) - 1, 2))
        elif verb in _LETTERS:
            pieces.append(_LETTERS[verb] + _numbers(points if verb == skia.Path.kMove_Verb else points[1:], grid))
    return "".join(pieces)


def _numbers(points: list[skia.Point], grid: int) -> str:
    text = ""
    for point in points:
        for value in (point.x(), point.y()):
            number = str(round(value * grid))
            text += number if not text or number.startswith("-") else f" {number}"
    return text


def path_of(text: str) -> skia.Path:
    """The path that a text stands for, in units."""
    path = path_from(text.removeprefix("E"))
    if text.startswith("E"):
        path.setFillType(skia.PathFillType.kEvenOdd)
    matrix = skia.Matrix()
    matrix.setScale(1.0 / GRID, 1.0 / GRID)
    path.transform(matrix)
    return path
