"""Cut paper: sheets of tinted card, one behind the other, with the light coming from above."""

import numpy as np

from datasay.engines.local.image.colour import Colour, Floats, mix
from datasay.engines.local.image.foliage import spray
from datasay.engines.local.image.headline import TitleLook
from datasay.engines.local.image.landscape import flatten_at, ground_heights, ground_path, height_at
from datasay.engines.local.image.materials import (
    draw_motif,
    shade_path,
    silhouette,
    soft_shadow,
    spread_places,
    stand,
    united,
)
from datasay.engines.local.image.motifs import find_motif
from datasay.engines.local.image.palette import Palette
from datasay.engines.local.image.photo import picture_side, place_photo
from datasay.engines.local.image.shapes import circle, path_from
from datasay.engines.local.image.stage import Area, Stage, fill, gradient_rows
from datasay.engines.local.image.texture import add_grain, add_paper, ridgeline, vignette
from datasay.typography.headless import skia

_STEPS = 360  # points along a skyline


def draw(stage: Stage) -> TitleLook:
    """Draw the scene; returns how its headline is to be set."""
    palette = stage.palette()
    if stage.photo is None:
        _landscape(stage, palette)
    else:
        _window(stage, palette)
    vignette(stage.pixels, 0.16)
    add_paper(stage.pixels, stage.rng, 0.017, stage.unit)
    add_grain(stage.pixels, stage.rng, 1.1)
    dark, light = palette.near.lighter(-0.06).muted(0.9), palette.paper
    colours = (light, dark) if palette.light in {"dusk", "night"} else (dark, light)
    return TitleLook(colours, serif=True, weight=0.022, align="left" if stage.is_broad else "centre", leading=1.3)


def _landscape(stage: Stage, palette: Palette) -> None:
    held = mix(palette.sky_top, palette.sky_low, 0.16)
    clear = stage.title_area.bottom / stage.height - (0.09 if stage.is_broad else 0.03)
    stops = [(0.0, palette.sky_top), (clear, held), (min(0.68, clear + 0.27), palette.sky_low), (1.0, palette.sky_low)]
    gradient_rows(stage, stops)
    _sun(stage, palette)
    _clouds(stage, palette)
    for layer in range(5):
        _layer(stage, palette, layer)
        if layer == 1:
            _hero(stage, palette)


def _window(stage: Stage, palette: Palette) -> None:
    """The photograph seen past torn-off sheets that carry the headline, leaves in front of it."""
    assert stage.photo is not None
    fill(stage, palette.sky_low)
    place_photo(stage, picture_side(stage, 0.04), palette.near, palette.sky_low, 0.16)
    rng, side = stage.rng, picture_side(stage)
    for sheet in range(2):
        wave = ridgeline(rng, _STEPS, 1.6, 3, 0.35)
        colour = mix(palette.sky_top, palette.sky_low, (0.55, 0.10)[sheet])
        if stage.is_broad:
            edge = (side.right if stage.is_mirrored else side.left) + wave * stage.x(0.018)
            shift = stage.x((-0.028, 0.0)[sheet]) * (-1 if stage.is_mirrored else 1)
            path = ground_path(np.asarray(edge + shift, np.float32), stage.height, stage.width + 40.0, upright=True)
            if not stage.is_mirrored:
                path = ground_path(np.asarray(edge + shift * -1, np.float32), stage.height, -40.0, upright=True)
        else:
            edge = side.top + wave * stage.y(0.012) + stage.y((0.026, 0.0)[sheet])
            path = ground_path(np.asarray(edge, np.float32), stage.width, -40.0)
        _sheet(stage, path, colour.lighter(0.02), colour.lighter(-0.03), 0.0, stage.y(0.5))
    front = skia.Path()
    _foreground(stage, front)
    colour = palette.ramp(1.04)
    _sheet(stage, united(front), colour.lighter(0.03), colour.lighter(-0.03), stage.y(0.7), stage.y(1.0))


def _sheet(
    stage: Stage, path: skia.Path, upper: Colour, lower: Colour, top: float, bottom: float, lowest: float | None = None
) -> None:
    """One sheet: a far and a near shadow, the card, and light on its cut edge."""
    unit = stage.unit
    soft_shadow(stage, path, 0.0, -5 * unit, 20 * unit, 0.30, lowest=lowest)
    soft_shadow(stage, path, 0.0, -1 * unit, 5 * unit, 0.24, lowest=lowest)
    shade_path(stage, path, top, bottom, upper, lower)
    edge = skia.Paint(AntiAlias=True, Color=upper.lighter(0.10).argb(0.55), Style=skia.Paint.kStroke_Style)
    edge.setStrokeWidth(2.2 * unit)
    stage.canvas.save()
    stage.canvas.clipPath(path, doAntiAlias=True)
    stage.canvas.drawPath(path, edge)
    stage.canvas.restore()


def _sun(stage: Stage, palette: Palette) -> None:
    hero = stage.hero_area
    lean = (stage.progress - 0.5) * (0.10 if stage.is_broad else 0.30) * (-1 if stage.is_mirrored else 1)
    x = hero.middle_x + lean * hero.width
    y = hero.top + hero.height * 0.45
    reach = min(hero.width * 0.86, hero.height)
    if not stage.is_broad:  # the outer ring stays below the headline
        reach = min(reach, (y - stage.title_area.bottom) / (1.18 * 0.56))
    for ring, size in enumerate((1.18, 0.86, 0.56)):
        colour = mix(palette.sky_low, palette.warm, 0.16 + 0.30 * ring)
        if palette.light == "night":
            colour = mix(palette.sky_low, palette.warm.muted(0.5), 0.10 + 0.40 * ring)
        path = path_from(circle(x, y, size * reach * 0.56))
        _sheet(stage, path, colour.lighter(0.01), colour, y - reach, y + reach)


def _clouds(stage: Stage, palette: Palette) -> None:
    rng = stage.rng
    colour = mix(palette.sky_low, palette.paper, 0.62 if palette.light != "night" else 0.16)
    clear = 0.36 if stage.is_broad else stage.title_area.bottom / stage.height + 0.05
    for index in range(3):
        side = (index + stage.variant) % 2
        if stage.is_broad:
            side = 0 if stage.is_mirrored else 1  # not behind the headline
        x = stage.x((0.06, 0.94)[side] + float(rng.uniform(-0.07, 0.07)))
        y = stage.y(clear + 0.07 * index + float(rng.uniform(-0.01, 0.015)))
        size = float(rng.uniform(0.8, 1.25)) * 86 * stage.unit
        lobes = ((-1.9, 0.0, 0.42), (-1.1, -0.30, 0.66), (0.0, -0.55, 0.92), (1.05, -0.25, 0.62), (1.8, 0.0, 0.40))
        path = path_from(f"M{x - 2.3 * size} {y}H{x + 2.2 * size}V{y + 0.36 * size}H{x - 2.3 * size}Z")
        for across, up, radius in lobes:
            path.addCircle(x + across * size, y + up * size, radius * size)
        path = united(path)
        clip = skia.Rect.MakeLTRB(0, 0, stage.width, y + 0.28 * size)
        stage.canvas.save()
        stage.canvas.clipRect(clip)
        _sheet(stage, path, colour.lighter(0.02), colour.lighter(-0.03), y - size, y + size)
        stage.canvas.restore()


def _layer(stage: Stage, palette: Palette, layer: int) -> None:
    rng, ground = stage.rng, stage.reading.theme.ground
    hero = stage.hero_area
    bases = (0.575, 0.675, 0.765, 0.855, 0.94) if stage.is_tall else (0.645, 0.695, 0.78, 0.865, 0.945)
    reliefs = (0.075, 0.030, 0.034, 0.034, 0.030) if stage.is_tall else (0.06, 0.035, 0.035, 0.03, 0.025)
    depth = layer / 4
    calm = 0.35 if ground == "sea" and layer == 0 else 1.0
    heights = ground_heights(rng, ground, _STEPS, depth)
    if layer == 1:
        heights = flatten_at(heights, hero.left / stage.width, hero.right / stage.width, 0.0)
    tops = stage.y(bases[layer]) - heights * stage.y(reliefs[layer] * calm)
    if layer > 1:  # the near sheets rise towards one side and the other in turn: a valley to look through
        side = np.linspace(-1.0, 1.0, _STEPS, dtype=np.float32) * (1 if (layer + stage.variant) % 2 else -1)
        tops = tops - stage.y(0.055) * np.clip(side + 0.15, 0.0, None) ** 2
    path = ground_path(tops, stage.width, stage.height + 40 * stage.unit)
    if ground in {"hills", "mountains", "plain"} and layer in {0, 2, 3}:
        _trees(stage, path, tops, layer)
    if layer == 4:
        _foreground(stage, path)
    path = united(path)
    colour = palette.ramp((0.06, 0.26, 0.50, 0.76, 1.04)[layer])
    top = float(tops.min())
    lowest = float(tops.max()) + 30 * stage.unit
    _sheet(stage, path, colour.lighter(0.035), colour.lighter(-0.045), top, top + stage.y(0.26), lowest)


def _trees(stage: Stage, path: skia.Path, tops: Floats, layer: int) -> None:
    rng = stage.rng
    name = "baretree" if stage.reading.theme.name in {"winter", "autumn", "grief", "war", "memory"} else "pine"
    tree = find_motif(name)
    middle = stage.hero_area.middle_x / stage.width
    for share in spread_places(rng, (9, 0, 5, 3)[layer], -0.02, 1.02):
        if abs(share - middle) < (0.24, 0, 0.16, 0.2)[layer]:
            continue
        tall = float(rng.uniform(0.6, 1.25)) * (66, 0, 120, 170)[layer] * stage.unit
        x, scale = stage.x(share), tall / 100.0
        foot = height_at(tops, stage.width, x) + 8 * scale
        place = stand(tree, Area(x - tree.width * scale / 2, foot - tall, x + tree.width * scale / 2, foot))
        path.addPath(silhouette(tree, place))


def _foreground(stage: Stage, path: skia.Path) -> None:
    """Leaves that lean in from the lower corners, darkest and nearest."""
    rng, unit = stage.rng, stage.unit
    for side, count in ((0, 2 + stage.variant % 2), (1, 3 - stage.variant % 2)):
        for index in range(count):
            x = stage.x(side) + (1 - 2 * side) * unit * (4 + 92 * index)
            angle = -90 + (1 - 2 * side) * float(rng.uniform(-8, 26))
            length = unit * float(rng.uniform(280, 430)) * (1.0 - 0.16 * index)
            path.addPath(spray(rng, x, stage.y(0.975), angle, length, 4))


def _hero(stage: Stage, palette: Palette) -> None:
    hero, motif = stage.hero_area, stage.motif
    place = stand(motif, Area(hero.left, hero.top, hero.right, hero.bottom + 3 * stage.unit), 0.86)
    outline = silhouette(motif, place)
    unit = stage.unit
    soft_shadow(stage, outline, 7 * unit, 9 * unit, 16 * unit, 0.30)
    soft_shadow(stage, outline, 2 * unit, 3 * unit, 5 * unit, 0.28)
    dark = palette.ramp(0.92)
    draw_motif(stage.canvas, motif, place, motif_colours(palette, dark))


def motif_colours(palette: Palette, dark: Colour) -> dict[str, Colour]:
    """The motif's sheets: the landscape's own hue for its mass, the series' accent for what matters."""
    body = mix(dark, palette.far, 0.30)
    return {
        "body": body,
        "shade": mix(dark, body, 0.45),
        "dark": dark.lighter(-0.05),
        "pale": palette.paper.lighter(-0.02),
        "accent": palette.accent,
        "accent_dark": palette.accent.lighter(-0.10),
        "leaf": Colour(0.50, 0.10, 145.0),
        "glow": palette.warm,
        "shine": palette.paper,
        "air": palette.paper,
    }
