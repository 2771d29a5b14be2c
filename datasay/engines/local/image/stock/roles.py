"""What each outline of a drawing is: which role of a palette it takes, and how far it stands from its group's light.

Used when the stock is compiled. A part that is seen through (alpha below 0.3) goes, a square that a drawing lies on
goes, crumbs far from the thing go; then near whites are `pale`, near blacks `ink`, other greys `neutral`, greens of
plants `leaf`, light yellows `warm`, and of the other hues the one with the largest area is `body`, the rest `accent`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from datasay.engines.local.image.colour import Colour
from datasay.engines.local.image.stock.svg_reader import Filled
from datasay.typography.headless import skia

_SEEN_THROUGH, _GREY, _TILE, _CRUMB = 0.3, 0.045, 0.88, 0.035
_MOST_CRUMBS = 0.12  # of the whole; where more would go, they are the thing
_NEAR_HUE = 38.0  # degrees within which two hues are one group
_COLOURFUL = 0.14  # share of the area below which a thing has no colour of its own
_WHITE = 0.80  # mean lightness above which such a thing is white, not grey


@dataclass(frozen=True, slots=True)
class Given:
    """A part as the stock keeps it: lightness and chroma as drawn, `step` the lightness against its group's mean."""

    path: skia.Path
    role: str
    light: float
    step: float
    chroma: float
    area: float = 0.0
    hue: float = 0.0


def given_parts(filled: Sequence[Filled], *, keep_crumbs: bool, cut_tile: bool = False) -> list[Given]:
    """The parts with their roles, in the order they are painted, scaled so that the longer side is 100, foot at 100."""
    kept = [one for one in filled if one.alpha >= _SEEN_THROUGH]
    if cut_tile:
        kept = _without_tile(kept)
    parts = [_measured(one) for one in kept]
    parts = [part for part in parts if part.area > 0.0]
    if not keep_crumbs:
        parts = _without_crumbs(parts)
    return _stood(_with_roles(parts))


def _without_tile(kept: Sequence[Filled]) -> list[Filled]:
    """Without a first part that covers the whole box both ways: the drawing lies on a tile."""
    if len(kept) < 2:
        return list(kept)
    whole = united([one.path for one in kept]).computeTightBounds()
    first = kept[0].path.computeTightBounds()
    covers = first.width() >= _TILE * whole.width() and first.height() >= _TILE * whole.height()
    filled = skia.Path()
    filled.addRect(first)
    full = area_of(kept[0].path) >= 0.9 * first.width() * first.height()
    return list(kept[1:]) if covers and full else list(kept)


def area_of(path: skia.Path) -> float:
    """The area a path covers, measured on a grid of 96 × 96 over its bounds."""
    bounds = path.computeTightBounds()
    if bounds.width() <= 0 or bounds.height() <= 0:
        return 0.0
    side = 96
    pixels = np.zeros((side, side), dtype=np.uint8)
    surface = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(side, side), pixels)
    canvas = surface.getCanvas()
    canvas.scale(side / bounds.width(), side / bounds.height())
    canvas.translate(-bounds.left(), -bounds.top())
    canvas.drawPath(path, skia.Paint(AntiAlias=True))
    return float(pixels.mean()) / 255.0 * float(bounds.width()) * float(bounds.height())


def united(paths: Sequence[skia.Path]) -> skia.Path:
    """One outline of all."""
    total = skia.Path()
    for path in paths:
        try:
            total = skia.Op(total, path, skia.PathOp.kUnion_PathOp)
        except RuntimeError:  # skia gives up on very many crossings; inner edges are then a blemish
            total.addPath(path)
    return total


def oklch(rgb: tuple[float, float, float]) -> Colour:
    """sRGB 0–255 as lightness, chroma, hue."""
    share = np.array(rgb) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    lms = (
        np.array(
            [
                [0.4122214708, 0.5363325363, 0.0514459929],
                [0.2119034982, 0.6806995451, 0.1073969566],
                [0.0883024619, 0.2817188376, 0.6299787005],
            ]
        )
        @ linear
    )
    light, a, b = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    ) @ np.cbrt(lms)
    return Colour(float(light), math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360.0)


def _measured(one: Filled) -> Given:
    light, chroma, hue = oklch(one.rgb)
    return Given(one.path, "", light, 0.0, chroma, area_of(one.path), hue)


def _without_crumbs(parts: Sequence[Given]) -> list[Given]:
    """Without components of the union that are small and apart, and what lies in them."""
    pieces = pieces_of(united([part.path for part in parts]))
    areas = [area_of(piece) for piece in pieces]
    whole = sum(areas)
    crumbs = [piece for piece, area in zip(pieces, areas, strict=True) if area < _CRUMB * whole]
    lost = sum(area for area in areas if area < _CRUMB * whole)
    if not crumbs or lost > _MOST_CRUMBS * whole:
        return list(parts)
    boxes = [crumb.computeTightBounds() for crumb in crumbs]
    kept = []
    for part in parts:
        path = part.path
        bounds = path.computeTightBounds()
        touching = [crumb for crumb, box in zip(crumbs, boxes, strict=True) if skia.Rect.Intersects(box, bounds)]
        for crumb in touching:
            path = skia.Op(path, crumb, skia.PathOp.kDifference_PathOp)
        if not path.isEmpty():
            kept.append(replace(part, path=path))
    return kept


def pieces_of(path: skia.Path) -> list[skia.Path]:
    """The contours of a united outline, each with the holes within it."""
    contours = _contours(path)
    boxes = [contour.computeTightBounds() for contour in contours]

    def lies_in(one: int, other: int) -> bool:
        start = contours[one].getPoint(0)
        return one != other and boxes[other].contains(boxes[one]) and contours[other].contains(start.x(), start.y())

    everything = range(len(contours))
    pieces = []
    for place in everything:
        if any(lies_in(place, other) for other in everything):
            continue
        piece = skia.Path(contours[place])
        piece.setFillType(skia.PathFillType.kEvenOdd)
        for other in everything:
            if lies_in(other, place):
                piece.addPath(contours[other])
        pieces.append(piece)
    return pieces


def _contours(path: skia.Path) -> list[skia.Path]:
    contours: list[skia.Path] = []
    for verb, points in path:
        if verb == skia.Path.kMove_Verb:
            contours.append(skia.Path())
            contours[-1].moveTo(points[0])
        elif verb == skia.Path.kLine_Verb:
            contours[-1].lineTo(points[1])
        elif verb in {skia.Path.kQuad_Verb, skia.Path.kConic_Verb}:
            contours[-1].quadTo(points[1], points[2])
        elif verb == skia.Path.kCubic_Verb:
            contours[-1].cubicTo(points[1], points[2], points[3])
        elif verb == skia.Path.kClose_Verb:
            contours[-1].close()
    return contours


def _with_roles(parts: Sequence[Given]) -> list[Given]:
    whole = sum(part.area for part in parts) or 1.0
    colourful = [part for part in parts if part.chroma >= _GREY]
    if sum(part.area for part in colourful) < _COLOURFUL * whole:
        mean = sum(part.area * part.light for part in parts) / whole
        if mean > _WHITE:
            return _stepped([replace(part, role=_grey_role(part.light)) for part in parts])
        return _stepped([replace(part, role="body") for part in parts])
    roles = _hue_roles(colourful)
    named = [
        replace(part, role=_grey_role(part.light) if part.chroma < _GREY else roles[_hue_group(part, roles)])
        for part in parts
    ]
    return _stepped(named)


def _grey_role(light: float) -> str:
    return "pale" if light > 0.86 else "ink" if light < 0.42 else "neutral"


def _apart(one: float, other: float) -> float:
    return abs((one - other + 180.0) % 360.0 - 180.0)


def _hue_group(part: Given, roles: dict[float, str]) -> float:
    return min(roles, key=lambda hue: _apart(hue, part.hue))


def _hue_roles(parts: Sequence[Given]) -> dict[float, str]:
    """Hue of each group, largest area first → its role."""
    left = sorted(parts, key=lambda part: -part.area)
    groups: list[list[Given]] = []
    while left:
        first = left[0]
        group = [part for part in left if _apart(part.hue, first.hue) <= _NEAR_HUE]
        left = [part for part in left if _apart(part.hue, first.hue) > _NEAR_HUE]
        groups.append(group)
    groups.sort(key=lambda group: -sum(part.area for part in group))
    roles: dict[float, str] = {}
    for group in groups:
        area = sum(part.area for part in group)
        light = sum(part.area * part.light for part in group) / area
        hue = group[0].hue
        if 112.0 <= hue <= 168.0 or (104.0 <= hue < 112.0 and light < 0.82):
            roles[hue] = "leaf"
        elif 68.0 <= hue <= 104.0 and light > 0.74:
            roles[hue] = "warm"
        else:
            roles[hue] = "accent" if "body" in roles.values() else "body"
    if len(roles) == 1 and set(roles.values()) == {"warm"}:
        return roles
    return roles


def _stepped(parts: Sequence[Given]) -> list[Given]:
    means: dict[str, float] = {}
    for role in {part.role for part in parts}:
        group = [part for part in parts if part.role == role]
        means[role] = sum(part.area * part.light for part in group) / (sum(part.area for part in group) or 1.0)
    return [replace(part, step=part.light - means[part.role]) for part in parts]


def _stood(parts: Sequence[Given]) -> list[Given]:
    bounds = united([part.path for part in parts]).computeTightBounds()
    scale = 100.0 / max(bounds.width(), bounds.height())
    matrix = skia.Matrix()
    matrix.setTranslate(-bounds.left(), -bounds.bottom())
    matrix.postScale(scale, scale)
    matrix.postTranslate(0.0, 100.0)
    stood = []
    for part in parts:
        path = skia.Path(part.path)
        path.transform(matrix)
        stood.append(replace(part, path=path, area=part.area * scale * scale))
    return stood
