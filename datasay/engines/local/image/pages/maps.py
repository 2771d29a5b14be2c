"""Maps: land and the greatest rivers round the places of a scene, in each style's hand. No border is drawn.

Names, marks and routes are type and belong to the composition, which finds the places by the same view.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from datasay.engines.local.image.colour import Colour, Floats, Pixels, mix
from datasay.engines.local.image.pages.forms import grained
from datasay.engines.local.image.pages.page import Page, Painted
from datasay.engines.local.image.redraw.palettes import colour_of
from datasay.engines.local.image.redraw.sprites import noise_of
from datasay.engines.local.image.texture import blend
from datasay.geography.gazetteer import Place
from datasay.geography.land import coasts_near, rivers
from datasay.geography.view import View, view_of
from datasay.typography.headless import skia

SOURCE = "Natural Earth (public domain)"
_CLEAR, _GONE = 78.0, 100.0  # degrees from the middle within which land is whole, and beyond which there is none
_FAR = 200.0  # the greatest distance from a coast that matters, in units


@dataclass(frozen=True)
class _Land:
    """Masks from 0 to 1 of the picture's size, and how far each pixel lies from the coast, in units."""

    land: Floats
    river: Floats
    inside: Floats
    outside: Floats

    def coast(self, width: float) -> Floats:
        """A line along the coast, `width` units on either side."""
        near = np.minimum(np.maximum(self.inside, self.outside), _FAR)
        return np.asarray(np.clip(width + 0.5 - near, 0.0, 1.0), dtype=np.float32)

    def off(self, distance: float, width: float) -> Floats:
        """A line at sea that follows the coast at a distance."""
        return np.asarray(np.clip(width + 0.5 - np.abs(self.outside - distance), 0.0, 1.0), dtype=np.float32)


def paint_map(page: Page, places: Sequence[Place]) -> list[Painted]:
    """The map that shows these places, as one ground that does not move: names are to stand on it."""
    view = view_of(places, page.width, page.height)
    pixels, _ = page.sheet()
    _STYLES[page.style](page, pixels, _land(page, view))
    return [Painted(pixels, "ground", 0, 0, 0.0)]


def _land(page: Page, view: View) -> _Land:
    mask, canvas = _mask(page)
    whole = skia.Path()
    whole.setFillType(skia.PathFillType.kEvenOdd)
    corner = np.hypot(max(view.x, page.width - view.x), max(view.y, page.height - view.y))
    for ring in coasts_near(view.longitude, view.latitude, view.degrees(float(corner))):
        points = view.outline(ring)
        if points is None:
            continue
        low, high = points.min(axis=0), points.max(axis=0)
        if high[0] < -40 or high[1] < -40 or low[0] > page.width + 40 or low[1] > page.height + 40:
            continue
        _add(whole, points, closed=True)
    canvas.drawPath(whole, skia.Paint(AntiAlias=True, Color=0xFFFFFFFF))
    water, canvas = _mask(page)
    paint = skia.Paint(AntiAlias=True, Color=0xFFFFFFFF, StrokeWidth=2.6 * page.unit)
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    paint.setPathEffect(skia.CornerPathEffect.Make(30 * page.unit))
    for course in rivers():
        path = skia.Path()
        _add(path, view.project(course), closed=False)
        canvas.drawPath(path, paint)
    falloff = _falloff(page, view)
    land = np.asarray(mask[..., 3], dtype=np.float32) / 255.0 * falloff
    river = np.asarray(water[..., 3], dtype=np.float32) / 255.0 * falloff * land
    dry = (mask[..., 3] > 127).astype(np.uint8)
    inside, outside = (
        np.minimum(cv2.distanceTransform(side, cv2.DIST_L2, 5), np.float32(_FAR * page.unit)) / np.float32(page.unit)
        for side in (dry, 1 - dry)
    )
    return _Land(land, river, np.asarray(inside, dtype=np.float32), np.asarray(outside, dtype=np.float32))


def _mask(page: Page) -> tuple[Pixels, skia.Canvas]:
    pixels = np.zeros((page.height, page.width, 4), dtype=np.uint8)
    return pixels, skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas()


def _add(path: skia.Path, points: NDArray[np.float64], *, closed: bool) -> None:
    """The points in pixels, without those nearer than half a pixel to the one before."""
    moved = np.abs(np.diff(points, axis=0)).max(axis=1) > 0.5
    kept = points[np.concatenate([[True], moved])]
    if len(kept) > 1:
        path.addPoly([skia.Point(float(x), float(y)) for x, y in kept], closed)


def _falloff(page: Page, view: View) -> Floats:
    """1 where land is drawn, fading to 0 on the far side of the Earth."""
    if view.reach(_CLEAR) > np.hypot(page.width, page.height):
        return np.ones((page.height, page.width), dtype=np.float32)
    y, x = np.mgrid[0 : page.height, 0 : page.width].astype(np.float32)
    away = np.hypot(x - view.x, y - view.y)
    near, far = view.reach(_CLEAR), view.reach(_GONE)
    return np.asarray(np.clip((far - away) / (far - near), 0.0, 1.0), dtype=np.float32)


def _laid(pixels: Pixels, colour: Colour, alpha: Floats) -> None:
    blend(pixels, colour.rgb(), np.asarray(np.clip(alpha, 0.0, 1.0), dtype=np.float32))


def _shadow(land: Floats, page: Page, down: float, blur: float) -> Floats:
    """What land that lies a little higher leaves dark at sea."""
    moved = np.roll(land, round(down * page.unit), axis=0)
    return np.asarray(cv2.GaussianBlur(moved, (0, 0), max(0.5, blur * page.unit)) * (1.0 - land), dtype=np.float32)


def _paper(page: Page, pixels: Pixels, land: _Land) -> None:
    """Sheets of cut paper: a sea in two tones, land on top of it."""
    sea = mix(colour_of(page.inks.ground[0]), page.colour("accent"), 0.20)
    pixels[..., :3] = sea.rgb()
    shelf = np.clip(46.0 - land.outside, 0.0, 1.0) * (land.land < 1.0)
    _laid(pixels, sea.lighter(0.035), np.asarray(shelf * (land.land.max() > 0), dtype=np.float32))
    brown = Colour(0.30, 0.05, 45.0)
    _laid(pixels, brown, _shadow(land.land, page, 7, 10) * 0.34)
    _laid(pixels, brown, _shadow(land.land, page, 2, 2) * 0.30)
    _laid(pixels, page.colour("pale"), land.land)
    _laid(pixels, sea, land.river)
    grained(pixels, 0.012, page.unit)


def _ink(page: Page, pixels: Pixels, land: _Land) -> None:
    """A wash that is darkest along the coast, and a dry brush."""
    noise = noise_of("map wash", page.height, page.width, 50 * page.unit + 6, page.variant)
    rough = noise_of("map brush", page.height, page.width, 3.0, page.variant)
    wash = 0.10 + 0.03 * noise + 0.20 * np.exp(-np.maximum(land.inside, 0.0) / 16.0)
    _laid(pixels, page.colour("ink"), np.asarray(land.land * wash, dtype=np.float32))
    _laid(pixels, page.colour("ink"), np.asarray(land.coast(1.3) * np.clip(0.55 + 0.5 * rough, 0, 0.8), np.float32))
    _laid(pixels, colour_of(page.inks.ground[0]), land.river * 0.8)
    grained(pixels, 0.016, page.unit)


def _swiss(page: Page, pixels: Pixels, land: _Land) -> None:
    """Grey land on white, nothing else."""
    _laid(pixels, colour_of("#d3cfc3"), land.land)
    _laid(pixels, colour_of(page.inks.ground[0]), land.river)
    grained(pixels, 0.006, page.unit)


def _editorial(page: Page, pixels: Pixels, land: _Land) -> None:
    """Tinted land with a hairline."""
    _laid(pixels, Colour(0.885, 0.055, page.hue), land.land)
    _laid(pixels, page.colour("ink"), land.coast(0.6) * 0.55)
    _laid(pixels, colour_of(page.inks.ground[0]), land.river)
    grained(pixels, 0.006, page.unit)


def _riso(page: Page, pixels: Pixels, land: _Land) -> None:
    """Land in a thin screen of blue, the sea lined along the coast."""
    blue = page.colour("accent")
    grain = noise_of("map riso", page.height, page.width, 1.6, page.variant)
    _laid(pixels, blue, np.asarray(land.land * np.clip(0.20 + 0.16 * grain, 0.0, 0.45), dtype=np.float32))
    for number in range(4):
        sea = (1.0 - land.land) * land.off(9.0 + 11.0 * number, 1.2)
        _laid(pixels, blue, np.asarray(sea * (0.75 - 0.15 * number), dtype=np.float32))
    _laid(pixels, page.colour("pale"), land.river)
    holes = noise_of("riso holes", page.height, page.width, 2.4, page.variant) > 0.93
    pixels[holes, :3] = np.array(page.colour("pale").rgb(), dtype=np.uint8)
    grained(pixels, 0.012, page.unit)


def _engraving(page: Page, pixels: Pixels, land: _Land) -> None:
    """Lines at sea that follow the coast, ever wider apart and fainter, and hatched land."""
    ink = page.colour("ink")
    at, strength = 6.0, 0.62
    while strength > 0.08:
        _laid(pixels, ink, np.asarray((1.0 - land.land) * land.off(at, 0.45) * strength, dtype=np.float32))
        at, strength = at * 1.28 + 5.0, strength * 0.82
    rows = np.arange(page.height, dtype=np.float32)[:, None] / np.float32(page.unit)
    hatch = np.clip(1.1 - np.abs(rows % 9.0 - 4.5), 0.0, 1.0)
    _laid(pixels, ink, np.asarray(land.land * (0.11 + 0.16 * hatch * np.exp(-land.inside / 14.0)), dtype=np.float32))
    _laid(pixels, ink, land.coast(1.0) * 0.85)
    _laid(pixels, ink, land.river * 0.5)
    grained(pixels, 0.012, page.unit)


def _poster(page: Page, pixels: Pixels, land: _Land) -> None:
    """Pale land on a yellow sea, with a hard shadow."""
    shade = np.roll(land.land, round(9 * page.unit), axis=0) * (1.0 - land.land)
    _laid(pixels, page.colour("neutral"), np.asarray(shade, dtype=np.float32))
    _laid(pixels, page.colour("pale"), land.land)
    _laid(pixels, colour_of(page.inks.ground[0]), land.river)
    grained(pixels, 0.006, page.unit)


def _night(page: Page, pixels: Pixels, land: _Land) -> None:
    """Land seen from above at night, a shimmer along its coast."""
    _laid(pixels, colour_of("#2c357e"), land.land * 0.92)
    shimmer = (1.0 - land.land) * np.exp(-land.outside / 22.0) * 0.34
    _laid(pixels, page.colour("body"), np.asarray(shimmer, dtype=np.float32))
    _laid(pixels, page.colour("pale"), land.coast(0.8) * 0.42)
    _laid(pixels, colour_of(page.inks.ground[0]), land.river * 0.8)
    grained(pixels, 0.010, page.unit)


def _aurora(page: Page, pixels: Pixels, land: _Land) -> None:
    """Land as a curtain of light, brightest along its coast."""
    hue = (285.0 + page.hue * 0.15) % 360.0
    _laid(pixels, Colour(0.33, 0.11, hue), land.land * 0.9)
    edge = land.land * np.exp(-land.inside / 26.0) * 0.55
    _laid(pixels, Colour(0.47, 0.15, (hue + 40.0) % 360.0), np.asarray(edge, dtype=np.float32))
    _laid(pixels, Colour(0.78, 0.10, (hue + 40.0) % 360.0), land.coast(0.8) * 0.6)
    _laid(pixels, colour_of(page.inks.ground[0]), land.river * 0.8)
    grained(pixels, 0.008, page.unit)


def _blueprint(page: Page, pixels: Pixels, land: _Land) -> None:
    """A chart: a grid, coasts as drawn lines, soundings at sea."""
    white = page.colour("body")
    rows, columns = (np.arange(size, dtype=np.float32) / np.float32(page.unit) for size in (page.height, page.width))
    for pitch, strength in ((36.0, 0.07), (180.0, 0.12)):
        lines = [np.clip(1.0 - np.abs((at + pitch / 2) % pitch - pitch / 2), 0.0, 1.0) for at in (rows, columns)]
        grid = np.maximum(lines[0][:, None], lines[1][None, :])
        _laid(pixels, white, np.asarray(grid * strength, dtype=np.float32))
    _laid(pixels, white, land.land * 0.10)
    _laid(pixels, white, land.coast(1.1) * 0.85)
    for number in range(2):
        _laid(pixels, white, (1.0 - land.land) * land.off(16.0 + 18.0 * number, 0.5) * (0.34 - 0.12 * number))
    _laid(pixels, white, land.river * 0.55)
    grained(pixels, 0.014, page.unit)


def _chalk(page: Page, pixels: Pixels, land: _Land) -> None:
    """Rubbed chalk on land, a rough line along the coast."""
    white = page.colour("pale")
    rough = noise_of("map chalk", page.height, page.width, 2.0, page.variant)
    strokes = noise_of("map strokes", page.height, page.width, 14 * page.unit + 3, page.variant)
    rubbed = np.clip(0.09 + 0.03 * strokes + 0.035 * rough, 0.0, 0.2)
    _laid(pixels, white, np.asarray(land.land * rubbed, dtype=np.float32))
    _laid(pixels, white, np.asarray(land.coast(1.8) * np.clip(0.5 + 0.42 * rough, 0.0, 0.9), dtype=np.float32))
    _laid(pixels, page.colour("accent"), land.river * 0.6)
    grained(pixels, 0.020, page.unit)


_STYLES: dict[str, Callable[[Page, Pixels, _Land], None]] = {
    "paper": _paper, "ink": _ink, "swiss": _swiss, "editorial": _editorial, "riso": _riso, "engraving": _engraving,
    "poster": _poster, "night": _night, "aurora": _aurora, "blueprint": _blueprint, "chalk": _chalk,
}  # fmt: skip
