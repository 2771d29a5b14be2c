"""Grounds and ridges of the dark styles and of those of line: night, aurora, blueprint, chalk, ink, engraving."""

import math

import cv2
import numpy as np

from datasay.engines.local.image.colour import Colour, Floats, mix
from datasay.engines.local.image.pages.forms import (
    band,
    disc_of,
    flat,
    grained,
    has_disc,
    heights,
    line,
    ridge,
    soft,
    strip,
)
from datasay.engines.local.image.pages.page import REACH, Page, Painted
from datasay.engines.local.image.redraw.palettes import colour_of
from datasay.engines.local.image.redraw.sprites import merged, noise_of, straight
from datasay.engines.local.image.texture import blend
from datasay.typography.headless import skia


def night(page: Page) -> list[Painted]:
    """A night sky with stars, a moon on some pages, dark ranges."""
    pixels, canvas = page.sheet()
    rng = page.rng("stars")
    for _ in range(round(150 * page.width * page.height / (1080 * 1920) / max(0.2, page.unit) ** 2)):
        x, y = float(rng.uniform(0, page.width)), float(rng.uniform(0, 1)) ** 1.2 * page.y(0.80)
        size = (0.7 + 1.6 * float(rng.uniform()) ** 5) * page.unit * 1.2
        canvas.drawCircle(x, y, size, flat(Colour(0.96, 0.02, 260.0), 0.25 + 0.6 * float(rng.uniform()) ** 2))
    if has_disc(page) and page.thing is None:
        _moon(page, canvas)
    elif has_disc(page):
        x, y, radius = disc_of(page)
        shader = skia.GradientShader.MakeRadial(
            center=(x, y), radius=radius * 1.7, colors=[colour_of("#4a55d8").argb(0.55), colour_of("#2a2a78").argb(0.0)]
        )
        canvas.drawCircle(x, y, radius * 1.7, skia.Paint(Shader=shader, Dither=True))
    if page.layout == "split":
        canvas.drawRect(band(page, page.shape.edge, 1.0), flat(colour_of("#080b20"), 0.85))
    grained(pixels, 0.010, page.unit)
    made = [Painted(pixels, "ground", 0, 0, 0.0)]
    if page.layout == "split":
        return made
    far, near = colour_of("#232a66"), colour_of("#090c22")
    if page.layout == "wide":
        foot = page.shape.slots["wide"].foot
        places: tuple[tuple[float, float, float], ...] = (
            (foot - 0.10, 0.030, 0.0),
            (foot - 0.02, 0.016, 0.45),
            (foot + 0.002, 0.010, 0.75),
            (foot + 0.2, 0.02, 1.0),
        )
    else:
        start = page.shape.horizon - 0.03
        places = ((start, 0.022, 0.05), (start + 0.06, 0.016, 0.5), (start + 0.115, 0.012, 0.9))
    for number, (top, relief, share) in enumerate(places):
        made.append(
            ridge(page, number, "hills" if number else "mountains", top, relief, mix(far, near, share), _DEPTHS[number])
        )
    return made


_DEPTHS = (0.10, 0.22, 0.42, 0.70)


def _moon(page: Page, canvas: skia.Canvas) -> None:
    """Low and clear of all type."""
    x, y, radius = disc_of(page)
    radius *= 0.30
    canvas.drawCircle(x, y, radius * 2.4, soft(colour_of("#ffe9b8"), 0.20, radius * 0.8))
    disc, bite = skia.Path(), skia.Path()
    disc.addCircle(x, y, radius)
    bite.addCircle(x - radius * 0.46, y - radius * 0.22, radius * 0.94)
    canvas.drawPath(skia.Op(disc, bite, skia.PathOp.kDifference_PathOp), flat(colour_of("#fff1cf")))


def aurora(page: Page) -> list[Painted]:
    """Curtains of light that flow across the dark, in front of one another."""
    pixels, canvas = page.sheet()
    hues = ((285.0 + page.hue * 0.15) % 360.0, 200.0, 330.0)
    if has_disc(page):
        x, y, radius = disc_of(page)
        canvas.drawCircle(x, y, radius * 1.1, soft(Colour(0.52, 0.20, hues[0]), 0.55, radius * 0.5))
    if page.layout == "split":
        canvas.drawRect(band(page, page.shape.edge, 1.0), flat(Colour(0.12, 0.03, 280.0), 0.8))
    grained(pixels, 0.008, page.unit)
    made = [Painted(pixels, "ground", 0, 0, 0.0)]
    if page.layout == "split":
        return made
    start = page.shape.horizon - (0.03 if page.layout != "wide" else 0.20)
    for number in range(3):
        edge = heights(page, number, "hills", start + 0.055 * number, 0.030)
        sheet, strip_canvas, path, left, above = strip(page, edge)
        upper = Colour(0.56 - 0.07 * number, 0.17, hues[number])
        lower = Colour(0.24 - 0.04 * number, 0.10, hues[(number + 1) % 3])
        shader = skia.GradientShader.MakeLinear(
            points=[(0.0, 20 * page.unit), (0.0, 0.16 * page.height)], colors=[upper.argb(0.92), lower.argb(0.96)]
        )
        strip_canvas.drawPath(path, skia.Paint(AntiAlias=True, Shader=shader, Dither=True))
        strip_canvas.drawPath(path, line(upper.lighter(0.25), 3 * page.unit, 0.6))
        made.append(Painted(straight(sheet), "ridge", left, above, (0.12, 0.3, 0.6)[number]))
    return made


def blueprint(page: Page) -> list[Painted]:
    """A plan on blue paper: a fine grid, a frame with marks, dimension lines round the thing."""
    pixels, canvas = page.sheet()
    white = page.colour("body")
    pitch = 36 * page.unit
    for step in range(int(page.width / pitch) + 1):
        canvas.drawLine(
            step * pitch, 0, step * pitch, page.height, line(white, page.unit, 0.16 if step % 5 == 0 else 0.07)
        )
    for step in range(int(page.height / pitch) + 1):
        canvas.drawLine(
            0, step * pitch, page.width, step * pitch, line(white, page.unit, 0.16 if step % 5 == 0 else 0.07)
        )
    inset = 30 * page.unit
    frame = skia.Rect.MakeLTRB(inset, inset, page.width - inset, page.height - inset)
    canvas.drawRect(frame, line(white, 2.2 * page.unit, 0.55))
    for number in range(1 + page.position % 8):  # the sheet's number, as ticks in the corner
        x, foot = inset + (14 + 10 * number) * page.unit, page.height - inset
        canvas.drawLine(x, foot - 18 * page.unit, x, foot - 7 * page.unit, line(white, 2.2 * page.unit, 0.6))
    if page.slot is not None and page.layout not in {"split", "pattern"} and page.thing is not None:
        _dimensions(page, canvas, white)
    elif has_disc(page):
        _construction(page, canvas, white)
    if page.layout == "split":
        canvas.drawRect(band(page, page.shape.edge, 1.0), flat(colour_of("#0a2444"), 0.85))
        canvas.drawRect(frame, line(white, 2.2 * page.unit, 0.55))
    grained(pixels, 0.014, page.unit)
    return [Painted(pixels, "ground", 0, 0, 0.0)]


def _construction(page: Page, canvas: skia.Canvas, white: Colour) -> None:
    """A circle being constructed: rings, axes, an inscribed polygon."""
    x, y, radius = disc_of(page)
    dashed = line(white, 1.6 * page.unit, 0.5)
    dashed.setPathEffect(skia.DashPathEffect.Make([14 * page.unit, 7 * page.unit, 3 * page.unit, 7 * page.unit], 0.0))
    for share in (0.45, 0.72):
        canvas.drawCircle(x, y, radius * share, dashed)
    canvas.drawCircle(x, y, radius, line(white, 3.2 * page.unit, 0.75))
    canvas.drawLine(x - radius * 1.15, y, x + radius * 1.15, y, dashed)
    canvas.drawLine(x, y - radius * 1.15, x, y + radius * 1.15, dashed)
    corners = 5 + page.variant % 4
    angles = [2 * math.pi * number / corners - math.pi / 2 for number in range(corners)]
    polygon = skia.Path()
    polygon.addPoly([skia.Point(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles], True)
    canvas.drawPath(polygon, flat(white, 0.06))
    canvas.drawPath(polygon, line(white, 2.2 * page.unit, 0.6))


def _dimensions(page: Page, canvas: skia.Canvas, white: Colour) -> None:
    slot, thing = page.slot, page.thing
    assert slot is not None and thing is not None  # noqa: PT018  one fact for the type checker
    scale = min(page.x(slot.width) / thing.width, page.y(slot.height) / thing.height)
    half, height = thing.width * scale / 2, thing.height * scale
    left, right, foot = page.x(slot.x) - half, page.x(slot.x) + half, page.y(slot.foot)
    paint, away = line(white, 1.6 * page.unit, 0.6), 26 * page.unit
    canvas.drawLine(left, foot + away, right, foot + away, paint)
    for x in (left, right):
        canvas.drawLine(x, foot + away * 0.4, x, foot + away * 1.6, paint)
        canvas.drawLine(x - away * 0.3, foot + away * 1.3, x + away * 0.3, foot + away * 0.7, paint)
    side = left - away
    canvas.drawLine(side, foot - height, side, foot, paint)
    for y in (foot - height, foot):
        canvas.drawLine(side - away * 0.6, y, side + away * 0.6, y, paint)
    dashed = line(white, 1.4 * page.unit, 0.4)
    dashed.setPathEffect(skia.DashPathEffect.Make([14 * page.unit, 7 * page.unit, 3 * page.unit, 7 * page.unit], 0.0))
    canvas.drawLine(page.x(slot.x), foot - height - 2 * away, page.x(slot.x), foot + 2 * away, dashed)
    canvas.drawCircle(page.x(slot.x), foot - height / 2, max(half, height / 2) * 1.12, dashed)


def chalk(page: Page) -> list[Painted]:
    """A school board: wiped chalk, a wooden ledge at the foot, a chalk line under the thing."""
    pixels, canvas = page.sheet()
    cloud = cloud_of(page)
    fine = noise_of("wiped fine", page.height, page.width, 2.0, page.variant)
    y, x = np.mgrid[0 : page.height, 0 : page.width].astype(np.float32)
    wipes = np.sin((x * 0.35 + y) / (46.0 * page.unit) + 2.2 * cloud)
    alpha = np.clip(0.030 + 0.030 * cloud + 0.014 * wipes + 0.018 * fine, 0.0, 0.14)
    blend(pixels, (236, 240, 232), np.asarray(alpha, dtype=np.float32))
    white = page.colour("pale")
    if page.slot is not None and page.layout not in {"split", "pattern", "close"}:
        foot = page.y(page.slot.foot) + 6 * page.unit
        _chalk_line(
            page,
            canvas,
            page.x(page.slot.x - page.slot.width * 0.62),
            page.x(min(0.97, page.slot.x + page.slot.width * 0.62)),
            foot,
            white,
        )
    if has_disc(page) and page.thing is None:
        _chalk_circle(page, canvas, white)
    if page.layout == "split":
        _chalk_line(page, canvas, page.x(0.06), page.x(0.94), page.y(page.shape.edge), white)
    ledge = 0.962
    wood = colour_of("#9a6a3d")
    canvas.drawRect(band(page, ledge, 1.0), flat(wood))
    canvas.drawRect(band(page, ledge, ledge + 0.008), flat(wood.lighter(0.10)))
    canvas.drawRect(band(page, ledge - 0.010, ledge), flat(Colour(0.1, 0.01, 150.0), 0.35))
    for place, tint in ((0.12, white), (0.20, page.colour("accent")), (0.27, page.colour("warm"))):
        rect = skia.Rect.MakeXYWH(page.x(place), page.y(ledge) - 13 * page.unit, 62 * page.unit, 14 * page.unit)
        canvas.drawRoundRect(rect, 6 * page.unit, 6 * page.unit, flat(tint))
    grained(pixels, 0.020, page.unit)
    return [Painted(pixels, "ground", 0, 0, 0.0)]


def _chalk_circle(page: Page, canvas: skia.Canvas, colour: Colour) -> None:
    """A circle drawn by hand, three times round, with its centre."""
    x, y, radius = disc_of(page)
    rng = page.rng("chalk circle")
    for _ in range(3):
        angles = np.linspace(0.0, 2 * math.pi * 1.04, 60)
        lobes = float(rng.uniform(0, 6.3))
        reach = radius * (0.86 + 0.012 * np.sin(angles * 2 + lobes) + 0.010 * float(rng.normal()))
        path = skia.Path()
        path.addPoly(
            [
                skia.Point(float(x + r * math.cos(a)), float(y + r * math.sin(a)))
                for r, a in zip(reach, angles, strict=True)
            ],
            False,
        )
        canvas.drawPath(path, line(colour, 4.0 * page.unit, 0.36))
    canvas.drawCircle(x, y, 6 * page.unit, flat(page.colour("warm")))
    canvas.drawLine(x, y, x + radius * 0.62, y - radius * 0.58, line(page.colour("warm"), 4 * page.unit, 0.7))


def cloud_of(page: Page) -> Floats:
    """Very slow noise over the whole page, about −1 to 1."""
    small = page.rng("cloud").standard_normal((9, 7)).astype(np.float32)
    return np.asarray(cv2.resize(small, (page.width, page.height), interpolation=cv2.INTER_CUBIC), dtype=np.float32)


def _chalk_line(page: Page, canvas: skia.Canvas, left: float, right: float, y: float, colour: Colour) -> None:
    rng = page.rng("chalk line")
    for _ in range(3):
        path = skia.Path()
        path.moveTo(left, y + float(rng.normal()) * 2 * page.unit)
        lifts = [y + float(value) * 4 * page.unit for value in rng.standard_normal(3)]
        third = (right - left) / 3
        path.cubicTo(left + third, lifts[0], right - third, lifts[1], right, lifts[2])
        canvas.drawPath(path, line(colour, 2.6 * page.unit, 0.34))


def ink(page: Page) -> list[Painted]:
    """Rice paper, a vermilion sun on some pages, ranges that rise out of mist."""
    pixels, canvas = page.sheet()
    red = page.colour("accent")
    bare = has_disc(page) and page.thing is None
    if bare or page.layout in {"title", "wide"}:
        slot = page.shape.slots["wide"]
        if bare:
            x, y, radius = disc_of(page)
            radius *= 0.38
        elif page.layout == "title":
            x, y, radius = (
                page.x(page.shape.disc[0] + 0.28 * page.short / page.width),
                page.y(page.shape.disc[1]) - 0.16 * page.short,
                0.085 * page.short,
            )
        else:
            x, y, radius = (
                page.x(slot.x - slot.width * 1.05),
                page.y(slot.foot - slot.height * 0.72),
                0.065 * page.short,
            )
        canvas.drawCircle(x, y, radius, soft(red, 0.85, 2.0 * page.unit))
    if page.layout == "split":
        canvas.drawRect(band(page, page.shape.edge, 1.0), flat(colour_of("#2e2a27")))
    vertical = np.linspace(-1.0, 1.0, page.height, dtype=np.float32)[:, None]
    across = np.linspace(-1.0, 1.0, page.width, dtype=np.float32)[None, :]
    shade = np.clip((vertical**2 * 0.5 + across**2 * 0.5 - 0.35) * 0.10, 0.0, 0.08)
    blend(pixels, (120, 100, 74), np.asarray(shade, dtype=np.float32))
    grained(pixels, 0.016, page.unit)
    made = [Painted(pixels, "ground", 0, 0, 0.0)]
    if page.layout == "split":
        return made
    if page.layout in {"wide", "title"}:
        foot = page.shape.slots[page.layout].foot
        places: tuple[tuple[float, float, float], ...] = (
            (foot - 0.14, 0.045, 0.20),
            (foot - 0.05, 0.040, 0.34),
            (foot + 0.10, 0.030, 0.50),
        )
    else:
        start = page.shape.horizon - 0.02
        places = ((start, 0.035, 0.16), (start + 0.055, 0.030, 0.26))
    return made + [_misty(page, number, *place) for number, place in enumerate(places)]


def _misty(page: Page, number: int, top: float, relief: float, strength: float) -> Painted:
    """A range in ink: darkest under its edge, dissolving downwards."""
    edge = heights(page, number, "mountains", top, relief)
    left = -round(REACH * page.width)
    width = page.width - 2 * left
    above = max(0, int(edge.min()) - 6)
    height = page.height - above
    half_width, half_height = width // 2, max(4, height // 2)
    tops = np.interp(np.arange(half_width) * 2.0, np.linspace(0, width, edge.size), edge - above).astype(np.float32)
    rows = np.arange(half_height, dtype=np.float32)[:, None] * 2.0
    rough = noise_of("range", half_height, half_width, 3.0, number) * 2.2 * page.unit
    below = rows - tops[None, :] - rough
    cloud = noise_of("mist", half_height, half_width, 60 * page.unit + 6, number + page.variant)
    fall = (0.075 + 0.02 * number) * page.height * (1.0 + 0.35 * cloud)
    cover = np.clip(below / (2.0 * page.unit + 0.8), 0.0, 1.0)
    body = np.exp(-np.clip(below, 0.0, None) / np.maximum(fall, 1.0))
    rim = np.exp(-((np.clip(below, 0.0, None) / (9 * page.unit + 1)) ** 2)) * 0.35
    alpha = cover * np.clip(strength * (body * (1.0 + 0.3 * cloud) + rim), 0.0, 0.8)
    data = merged(np.asarray(alpha, dtype=np.float32), page.colour("ink").rgb())
    full = np.asarray(cv2.resize(data, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
    return Painted(straight(full), "ridge", left, above, (0.10, 0.24, 0.46)[number])


def engraving(page: Page) -> list[Painted]:
    """A banknote: a guilloche rosette behind the thing, wave lines at the foot, a double frame line."""
    pixels, canvas = page.sheet()
    ink_colour = page.colour("ink")
    if (has_disc(page) and page.layout != "wide") or page.layout in {"figure", "quotation"}:
        x, y, radius = disc_of(page)
        if page.layout in {"quotation", "figure"}:
            x, y, radius = page.x(0.86), page.y(0.60), radius * 1.1
        _rosette(canvas, (x, y, radius), 9 + page.variant % 7, line(ink_colour, 1.5 * page.unit, 0.30))
    if page.layout == "split":
        canvas.drawRect(band(page, page.shape.edge, 1.0), flat(colour_of("#1c2a3a")))
    else:
        start = page.shape.slots["wide"].foot if page.layout == "wide" else page.shape.horizon
        _waves(page, canvas, start, line(ink_colour, 1.4 * page.unit, 0.5))
    inset = 26 * page.unit
    for extra, width in ((0.0, 2.4), (8 * page.unit, 1.0)):
        rect = skia.Rect.MakeLTRB(inset + extra, inset + extra, page.width - inset - extra, page.height - inset - extra)
        canvas.drawRect(rect, line(ink_colour, width * page.unit, 0.55))
    grained(pixels, 0.012, page.unit)
    return [Painted(pixels, "ground", 0, 0, 0.0)]


def _rosette(canvas: skia.Canvas, place: tuple[float, float, float], lobes: int, paint: skia.Paint) -> None:
    x, y, radius = place
    angles = np.linspace(0.0, 2 * math.pi, 361)
    for number in range(38):
        share = 0.42 + 0.58 * number / 37
        reach = radius * (share + 0.075 * np.sin(lobes * angles + number * 0.26) * (0.4 + share))
        points = [
            skia.Point(float(x + r * math.cos(a)), float(y + r * math.sin(a)))
            for r, a in zip(reach, angles, strict=True)
        ]
        path = skia.Path()
        path.addPoly(points, True)
        canvas.drawPath(path, paint)


def _waves(page: Page, canvas: skia.Canvas, start: float, paint: skia.Paint) -> None:
    at: Floats = np.linspace(0.0, 1.0, 140, dtype=np.float32)
    count = 22
    for number in range(count):
        depth = (number / count) ** 1.25
        base = page.y(start + (1.0 - start) * depth)
        swing = (2.0 + 8.0 * depth) * page.unit
        rows = base + swing * np.sin(at * (34.0 - 16.0 * depth) + number * 1.7)
        path = skia.Path()
        path.addPoly([skia.Point(float(x * page.width), float(row)) for x, row in zip(at, rows, strict=True)], False)
        canvas.drawPath(path, paint)
