"""Editorial: a magazine page, one plate of graded picture or photograph, a large serif headline, thin rules."""

import numpy as np

from datasay.engines.local.image.colour import Colour, mix
from datasay.engines.local.image.headline import TitleLook
from datasay.engines.local.image.landscape import ground_heights, ground_path
from datasay.engines.local.image.materials import (
    draw_motif,
    glow,
    shade_path,
    silhouette,
    soft_shadow,
    stand,
)
from datasay.engines.local.image.palette import Palette
from datasay.engines.local.image.photo import place_photo
from datasay.engines.local.image.shapes import box, circle, part_paint, path_from
from datasay.engines.local.image.stage import Area, Stage, fill
from datasay.engines.local.image.texture import add_grain, add_paper
from datasay.typography.headless import skia

_NEAR = 2  # the first of the ranges of hills that are nearer than the motif


def draw(stage: Stage) -> TitleLook:
    """Draw the scene; returns how its headline is to be set."""
    palette = stage.palette()
    page = _page(stage, palette)
    fill(stage, page)
    dark = Colour(0.20, 0.025, palette.near.hue)
    plate = _plate_area(stage)
    if stage.photo is None:
        _plate(stage, palette, plate)
    else:
        place_photo(stage, plate, palette.near, mix(palette.sky_low, palette.paper, 0.5), 0.14)
        if stage.is_broad:
            _footer(stage, palette, plate)
    add_paper(stage.pixels, stage.rng, 0.008, stage.unit)
    add_grain(stage.pixels, stage.rng, 1.6)
    _furniture(stage, dark, palette.accent)
    return TitleLook((dark,), serif=True, weight=0.03, align="left", leading=1.22, scale=1.06)


def _page(stage: Stage, palette: Palette) -> Colour:
    tints = (Colour(0.955, 0.016, 85.0), palette.sky_low._replace(light=0.93, chroma=0.032), Colour(0.94, 0.012, 250.0))
    return tints[stage.variant % 3]


def _plate_area(stage: Stage) -> Area:
    hero = stage.hero_area
    if stage.is_broad:
        return (
            Area(0.0, 0.0, stage.x(0.455), stage.height)
            if stage.is_mirrored
            else Area(stage.x(0.545), 0.0, stage.width, stage.height)
        )
    left = 0.0 if stage.variant % 2 else stage.x(0.105)
    right = stage.width if not stage.variant % 2 else stage.x(0.895)
    return Area(left, hero.top - 0.005 * stage.height, right, stage.height)


def _plate(stage: Stage, palette: Palette, plate: Area) -> None:
    """The picture in the page: dusk over three ranges of hills, the motif against the light."""
    canvas = stage.canvas
    canvas.save()
    canvas.clipRect(skia.Rect.MakeLTRB(plate.left, plate.top, plate.right, plate.bottom))
    hero = stage.hero_area
    top = mix(palette.sky_top, palette.near, 0.10)
    low = mix(palette.sky_low, palette.warm, 0.25)
    shade_path(
        stage, path_from(box(plate.left, plate.top, plate.width, plate.height)), plate.top, hero.bottom, top, low
    )
    reach = min(hero.width, hero.height) * 0.40
    x = hero.middle_x + (stage.progress - 0.5) * 0.4 * hero.width * (-1 if stage.is_mirrored else 1)
    y = hero.top + hero.height * 0.42
    glow(stage, x, y, reach * 3.2, palette.warm, 0.55)
    disc = mix(palette.accent, palette.warm, 0.30 if palette.light != "mist" else 0.75)
    shade_path(stage, path_from(circle(x, y, reach)), y - reach, y + reach, disc.lighter(0.06), mix(disc, low, 0.55))
    rng = stage.rng
    depths = (-0.045, 0.012, 0.05, 0.16) if stage.is_broad else (-0.045, 0.012, 0.10, 0.20)
    for layer in range(4):
        if layer == _NEAR and stage.is_broad:  # runs on below the headline, under the subtitles
            canvas.restore()
            canvas.save()
        heights = ground_heights(rng, stage.reading.theme.ground if layer < 2 else "hills", 320, layer / 3)
        base = (hero.bottom + stage.y(depths[layer])) - heights * stage.y((0.045, 0.016, 0.03, 0.03)[layer])
        colour = palette.ramp((0.22, 0.55, 0.80, 1.0)[layer])
        path = ground_path(np.asarray(base, dtype=np.float32), stage.width, stage.height + 4.0)
        first = float(base.min())
        shade_path(
            stage, path, first, first + stage.y(0.2), colour.lighter(0.02), mix(colour, low, 0.28 - 0.07 * layer)
        )
        if layer == 1:
            _hero(stage, palette)
    canvas.restore()


def _footer(stage: Stage, palette: Palette, plate: Area) -> None:
    """A dark foot of the page beside a photograph: subtitles must not stand half on white."""
    top = stage.hero_area.bottom + stage.y(0.03)
    left, right = (plate.right, stage.width) if stage.is_mirrored else (0.0, plate.left)
    colour = palette.ramp(0.9)
    shade_path(
        stage,
        path_from(box(left, top, right - left, stage.height - top)),
        top, stage.height, colour.lighter(0.02), colour.lighter(-0.03),
    )  # fmt: skip


def _hero(stage: Stage, palette: Palette) -> None:
    hero, motif = stage.hero_area, stage.motif
    place = stand(motif, hero, 0.80)
    soft_shadow(stage, silhouette(motif, place), 4 * stage.unit, 6 * stage.unit, 14 * stage.unit, 0.25)
    dark = palette.ramp(1.0)
    colours = {
        "body": mix(dark, palette.far, 0.26),
        "shade": mix(dark, palette.far, 0.12),
        "dark": dark.lighter(-0.04),
        "pale": palette.paper,
        "accent": palette.accent,
        "accent_dark": palette.accent.lighter(-0.10),
        "leaf": Colour(0.46, 0.09, 148.0),
        "glow": palette.warm,
        "shine": palette.paper,
        "air": palette.paper,
    }
    draw_motif(stage.canvas, motif, place, colours)


def _furniture(stage: Stage, dark: Colour, accent: Colour) -> None:
    """The rules that make a page of a picture."""
    area, unit = stage.title_area, stage.unit
    top = area.top - 22 * unit
    stage.canvas.drawPath(path_from(box(area.left, top, area.width, 1.6 * unit)), part_paint(dark.argb(0.85), 0.0))
    stage.canvas.drawPath(
        path_from(box(area.left, top - 4 * unit, 92 * unit, 7 * unit)), part_paint(accent.argb(), 0.0)
    )
