"""Grounds and ridges of the bright styles: paper, swiss, riso, editorial, poster."""

import numpy as np

from datasay.engines.local.image.colour import Colour, mix
from datasay.engines.local.image.pages.forms import (
    band,
    disc_of,
    falling,
    flat,
    grained,
    has_disc,
    heights,
    line,
    ridge,
    soft,
    strip,
)
from datasay.engines.local.image.pages.page import Page, Painted
from datasay.engines.local.image.redraw.sprites import noise_of, straight
from datasay.typography.headless import skia

_BROWN = Colour(0.30, 0.05, 45.0)


def paper(page: Page) -> list[Painted]:
    """Cream paper; a double disc of ochre behind a thing; ridges of cut paper in the work's hue."""
    pixels, canvas = page.sheet()
    if has_disc(page):
        x, y, radius = disc_of(page)
        for share, alpha in ((1.0, 0.42), (0.76, 0.75)):
            canvas.drawCircle(x, y + 6 * page.unit, radius * share, soft(_BROWN, 0.16, 14 * page.unit))
            canvas.drawCircle(x, y, radius * share, flat(mix(page.colour("pale"), page.colour("warm"), alpha)))
    if page.layout == "split":
        _halves(page, canvas, Colour(0.31, 0.022, 20.0))
    grained(pixels, 0.012, page.unit)
    return [Painted(pixels, "ground", 0, 0, 0.0), *([] if page.layout == "split" else _paper_ridges(page))]


def _paper_ridges(page: Page) -> list[Painted]:
    far = Colour(0.86, 0.030, page.hue)
    near = Colour(0.44, 0.062, page.hue)
    if page.layout == "wide":
        foot = page.shape.slots["wide"].foot
        places: tuple[tuple[float, float, float], ...] = (
            (foot - 0.115, 0.022, 0.0),
            (foot - 0.045, 0.020, 0.36),
            (foot - 0.004, 0.014, 0.68),
            (foot + 0.17, 0.018, 1.0),
        )
        kinds = ["hills", "hills", "plain", "hills"]
    else:
        start = page.shape.horizon
        places = ((start, 0.014, 0.10), (start + 0.045, 0.014, 0.42), (start + 0.095, 0.012, 0.75))
        kinds = ["hills"] * 3
    depths = (0.10, 0.22, 0.42, 0.70)
    made = []
    for number, ((top, relief, share), kind) in enumerate(zip(places, kinds, strict=True)):
        edge = heights(page, number, kind, top, relief)
        pixels, canvas, path, left, above = strip(page, edge)
        colour = mix(far, near, share)
        canvas.save()
        canvas.translate(0.0, -7 * page.unit)
        canvas.drawPath(path, soft(_BROWN, 0.28, 11 * page.unit))
        canvas.restore()
        canvas.drawPath(path, falling(path, colour.lighter(0.02), colour.lighter(-0.05)))
        made.append(Painted(straight(pixels), "ridge", left, above, depths[number]))
    return made


def _halves(page: Page, canvas: skia.Canvas, dark: Colour) -> None:
    canvas.drawRect(band(page, page.shape.edge, 1.0), flat(dark))


def swiss(page: Page) -> list[Painted]:
    """White space and one red form: a disc that runs off, a field under a horizon or a slope, or a rule of stripes."""
    pixels, canvas = page.sheet()
    red, ink = page.colour("body"), page.colour("ink")
    if has_disc(page) and page.thing is None:
        x, y, radius = disc_of(page)
        if page.variant % 3 == 1 and not page.is_dark:
            _stripes(page, canvas, red)
        else:
            canvas.drawCircle(x, y, radius, flat(red))
    elif page.layout == "title":
        x, y, radius = disc_of(page)
        canvas.drawCircle(x + 0.20 * page.short, y, radius * 0.94, flat(red))
    elif page.layout == "close":
        canvas.drawRect(band(page, page.slot.foot - 0.52 * page.slot.height if page.slot else 0.55, 1.0), flat(red))
    elif page.layout == "wide":
        foot = page.shape.slots["wide"].foot
        path = skia.Path()
        path.addPoly(
            [
                skia.Point(0.0, page.y(foot + 0.10)),
                skia.Point(float(page.width), page.y(foot - 0.035)),
                skia.Point(float(page.width), float(page.height)),
                skia.Point(0.0, float(page.height)),
            ],
            True,
        )
        canvas.drawPath(path, flat(red))
    elif page.layout == "split":
        _halves(page, canvas, ink)
    elif page.layout in {"steps", "list"}:
        _stripes(page, canvas, ink)
    elif page.layout == "shelf" and page.slot is not None:
        broad = page.width > page.height * 1.25
        slot = page.slot
        field = skia.Rect.MakeLTRB(
            0.0,
            0.0,
            page.x(0.44) if broad else float(page.width),
            float(page.height) if broad else page.y(slot.foot - 0.06),
        )
        canvas.drawRect(field, flat(red))
    elif page.layout == "figure" and page.thing is None:
        _stripes(page, canvas, red)
    elif page.layout not in {"quotation", "chart", "timeline", "compare", "figure", "pattern"}:
        canvas.drawRect(band(page, 0.985, 1.0), flat(red))
    grained(pixels, 0.006, page.unit)
    return [Painted(pixels, "ground", 0, 0, 0.0)]


def _stripes(page: Page, canvas: skia.Canvas, colour: Colour) -> None:
    start = max(0.845, page.shape.horizon)
    for number in range(6):
        top = start + (1.0 - start) * number / 6.0
        canvas.drawRect(band(page, top, top + (1.0 - start) * (0.02 + 0.024 * number)), flat(colour))


def riso(page: Page) -> list[Painted]:
    """A print in two inks: a solid disc, blue stripes like water, or a grained fade from the foot."""
    pixels, canvas = page.sheet()
    red, blue = page.colour("body"), page.colour("accent")
    behind = blue if page.is_red else red
    bare = has_disc(page) and page.thing is None
    number = page.turn + 1 if page.layout == "type" else page.variant
    if page.layout in {"title", "close", "shelf"} if not bare else number % 3 == 0 or page.is_dark:
        x, y, radius = disc_of(page)
        canvas.drawCircle(x, y, radius * (0.86 if page.layout == "title" else 0.72), flat(behind, 0.92))
    elif page.layout in {"wide", "steps"} if not bare else number % 3 == 1:
        start = (
            page.shape.horizon - 0.10
            if bare
            else page.shape.slots[page.layout].foot - (0.004 if page.layout == "wide" else 0.06)
        )
        pitch, top = 0.038, start
        while top < 1.0:
            canvas.drawRect(band(page, top, top + pitch * 0.46), flat(blue, 0.95))
            top += pitch
    elif page.layout == "split":
        _halves(page, canvas, Colour(0.30, 0.075, 262.0))
    elif bare or page.layout in {"figure", "photo_framed"}:
        fade = np.clip((np.linspace(0.0, 1.0, page.height, dtype=np.float32) - 0.60) / 0.52, 0.0, 1.0)[:, None]
        noise = noise_of("riso fade", page.height, page.width, 1.6, page.variant)
        cover = np.clip((fade * 0.95 + 0.34 * noise - 0.42) * 3.0, 0.0, 1.0) * (fade > 0.0) * 0.85
        tint = np.array((red if page.layout != "type" else blue).rgb(), dtype=np.float32) / 255.0
        for channel in range(3):
            plane = pixels[..., channel] * (1.0 - cover * (1.0 - tint[channel]))
            pixels[..., channel] = plane.astype(np.uint8)
    speckles = noise_of("riso holes", page.height, page.width, 2.4, page.variant) > 0.93
    pixels[speckles, :3] = np.array(page.colour("pale").rgb(), dtype=np.uint8)
    grained(pixels, 0.012, page.unit)
    return [Painted(pixels, "ground", 0, 0, 0.0)]


def editorial(page: Page) -> list[Painted]:
    """A magazine page: a tinted plate beside the type column, hairlines, nothing else."""
    pixels, canvas = page.sheet()
    tint = Colour(0.885, 0.055, (page.hue + 20.0 * (page.variant % 3)) % 360.0)
    rule = line(page.colour("ink"), 2.0 * page.unit, 0.85)
    if page.layout == "split":
        _halves(page, canvas, Colour(0.27, 0.02, 60.0))
    elif has_disc(page) and page.thing is None:
        x, y, radius = disc_of(page)
        rect = skia.Rect.MakeLTRB(x - radius, y - radius * 0.7, float(page.width), y + radius * 0.8)
        canvas.drawRect(rect, flat(tint))
        canvas.drawLine(rect.left(), rect.bottom(), rect.right(), rect.bottom(), rule)
    elif page.layout in {"title", "close", "steps", "wide", "figure", "shelf"}:
        broad = page.width > page.height * 1.25
        if page.layout == "shelf":
            slot = page.shape.slots["shelf"]
            edge = page.x(0.44) if broad else float(page.width)
            rect = skia.Rect.MakeLTRB(0.0, 0.0, edge, float(page.height) if broad else page.y(slot.foot - 0.045))
        elif broad:
            rect = skia.Rect.MakeLTRB(page.x(0.575), 0.0, float(page.width), float(page.height))
        elif page.layout == "figure":
            rect = band(page, page.shape.slots["figure"].foot - 0.06, 1.0)
        else:
            slot = page.shape.slots[page.layout]
            rect = skia.Rect.MakeLTRB(
                page.x(0.08 if page.layout != "close" else 0.22), page.y(slot.foot - slot.height * 0.82),
                float(page.width), page.y(min(0.97, slot.foot + 0.24)),
            )  # fmt: skip
        canvas.drawRect(rect, flat(tint))
        if page.slot is not None and page.layout in {"wide", "title", "steps"}:
            foot = page.y(page.slot.foot)
            canvas.drawLine(rect.left(), foot, rect.right(), foot, rule)
    left, right = page.x(0.08 if page.height >= page.width else 0.06), page.x(0.92)
    canvas.drawLine(left, page.y(0.972), right, page.y(0.972), rule)
    grained(pixels, 0.006, page.unit)
    return [Painted(pixels, "ground", 0, 0, 0.0)]


def poster(page: Page) -> list[Painted]:
    """A travel poster: rays of light from behind the thing, hills of flat colour."""
    pixels, canvas = page.sheet()
    x, y, radius = disc_of(page)
    if has_disc(page) or page.layout == "wide":
        if page.slot is not None:
            x, y = page.x(page.slot.x), page.y(page.slot.foot - page.slot.height * 0.45)
        top = page.y(0.0)
        path = skia.Path()
        for number in range(18):
            start, end = (np.pi * 2 * (number + offset) / 18 for offset in (0.0, 0.5))
            path.moveTo(x, y)
            reach = 1.5 * (page.width + page.height)
            path.lineTo(x + float(np.cos(start)) * reach, y + float(np.sin(start)) * reach)
            path.lineTo(x + float(np.cos(end)) * reach, y + float(np.sin(end)) * reach)
            path.close()
        canvas.save()
        canvas.clipRect(skia.Rect.MakeLTRB(0.0, top, float(page.width), float(page.height)))
        canvas.drawPath(path, flat(page.colour("pale"), 0.20))
        canvas.restore()
        canvas.drawCircle(x, y, radius * 0.78, flat(page.colour("warm"), 0.9))
    if page.layout == "split":
        _halves(page, canvas, page.colour("ink"))
        return [Painted(pixels, "ground", 0, 0, 0.0)]
    grained(pixels, 0.006, page.unit)
    teal, dark, deep = page.colour("accent"), page.colour("ink"), page.colour("accent").lighter(-0.12)
    if page.layout == "wide":
        foot = page.shape.slots["wide"].foot
        places = ((foot - 0.05, 0.03, teal.lighter(0.10)), (foot + 0.004, 0.014, teal), (foot + 0.19, 0.02, dark))
    else:
        start = page.shape.horizon
        places = ((start, 0.016, teal), (start + 0.05, 0.014, deep), (start + 0.10, 0.012, dark))
    return [Painted(pixels, "ground", 0, 0, 0.0)] + [
        ridge(page, number, "hills", top, relief, colour, (0.12, 0.30, 0.62)[number])
        for number, (top, relief, colour) in enumerate(places)
    ]
