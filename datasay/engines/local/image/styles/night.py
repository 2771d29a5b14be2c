"""Night: stars and a moon over lit windows, mirrored in still water."""

import cv2
import numpy as np

from datasay.engines.local.image.colour import Colour, Floats, mix
from datasay.engines.local.image.headline import TitleLook
from datasay.engines.local.image.landscape import flatten_at, ground_heights, ground_path, height_at
from datasay.engines.local.image.materials import draw_motif, glow, glowing_points, stand
from datasay.engines.local.image.palette import Palette
from datasay.engines.local.image.photo import fade_in_photo
from datasay.engines.local.image.shapes import box, circle, part_paint, path_from
from datasay.engines.local.image.stage import Stage, gradient_rows
from datasay.engines.local.image.texture import add_grain, blend, cloud, vignette
from datasay.typography.headless import skia

_STEPS = 420


def draw(stage: Stage) -> TitleLook:
    """Draw the scene; returns how its headline is to be set."""
    palette = stage.palette("night")
    if stage.photo is None:
        _shore(stage, palette)
    else:
        _photo_at_night(stage, palette)
    vignette(stage.pixels, 0.28)
    add_grain(stage.pixels, stage.rng, 1.8)
    return TitleLook((Colour(0.975, 0.018, 88.0),), serif=True, weight=0.022, align="left", leading=1.3)


def _shore(stage: Stage, palette: Palette) -> None:
    horizon = mix(palette.sky_low, Colour(0.66, 0.12, 55.0), 0.35)
    shore = stage.hero_area.bottom / stage.height
    middle = mix(palette.sky_top, palette.sky_low, 0.42)
    gradient_rows(
        stage, [(0.0, palette.sky_top.lighter(-0.05)), (0.38, middle), (shore, horizon), (1.0, palette.sky_top)]
    )
    _milky_way(stage, palette)
    _stars(stage)
    _moon(stage)
    _ranges(stage, palette, horizon)
    _hero(stage, palette)
    _water(stage, palette)


def _photo_at_night(stage: Stage, palette: Palette) -> None:
    """The photograph as if taken after dusk, darkest behind the headline."""
    ground = palette.sky_top.lighter(-0.06)
    fade_in_photo(stage, ground, ground, mix(palette.sky_low, palette.paper, 0.55), 0.50, 0.16)
    y = np.linspace(0.0, 1.0, stage.height, dtype=np.float32)[:, None]
    low = np.clip((y - 0.62) / 0.38, 0.0, 1.0) * 0.45 + np.zeros((1, stage.width), dtype=np.float32)
    blend(stage.pixels, ground.rgb(), np.asarray(low, dtype=np.float32))


def _milky_way(stage: Stage, palette: Palette) -> None:
    """A band of faint light across the sky, dusty in its middle."""
    rows, columns = max(24, stage.height // 4), max(24, stage.width // 4)
    rng = stage.rng
    y = np.linspace(0.0, stage.height / stage.width, rows, dtype=np.float32)[:, None]
    x = np.linspace(0.0, 1.0, columns, dtype=np.float32)[None, :]
    lean = -0.9 if stage.is_mirrored else 0.9
    noise = cloud(rng, rows, columns, min(rows, columns) / 2.2, 5)
    across = (y - 0.42 * stage.height / stage.width) * 0.62 + (x - 0.5) * lean * 0.7 + 0.10 * noise
    band = np.exp(-((across / 0.17) ** 2)) * (0.55 + 0.45 * noise)
    dust = np.exp(-(((across + 0.02) / 0.045) ** 2)) * np.clip(0.3 + 0.7 * noise, 0, 1)
    fade = np.clip(1.15 - y / (0.62 * stage.height / stage.width), 0.0, 1.0)
    alpha = np.clip(band - 0.55 * dust, 0.0, 1.0) * fade * 0.30
    full = cv2.resize(np.asarray(alpha, dtype=np.float32), (stage.width, stage.height), interpolation=cv2.INTER_CUBIC)
    blend(stage.pixels, mix(palette.sky_low, palette.paper, 0.45).rgb(), np.asarray(np.clip(full, 0, 1), np.float32))


def _stars(stage: Stage) -> None:
    rng, unit = stage.rng, stage.unit
    count = int(520 * stage.width * stage.height / (1080 * 1920) / max(unit, 0.05) ** 2)
    for _ in range(min(count, 2600)):
        x, y = float(rng.uniform(0, stage.width)), float(rng.uniform(0, 1)) ** 1.25 * stage.y(0.64)
        size = 0.55 + 1.5 * float(rng.uniform()) ** 6
        alpha = (0.25 + 0.7 * float(rng.uniform()) ** 2) * (1.0 - 0.75 * y / stage.y(0.64))
        tint = Colour(0.97, 0.03, 70.0 if rng.uniform() < 0.3 else 250.0)
        stage.canvas.drawCircle(x, y, size * unit * 1.3, part_paint(tint.argb(alpha), 0.0))
        if size > 1.9:
            glow(stage, x, y, 11 * unit * size, tint, 0.26)


def _moon(stage: Stage) -> None:
    hero, unit = stage.hero_area, stage.unit
    lean = 0.02 + 0.24 * stage.progress if stage.is_mirrored else 0.98 - 0.24 * stage.progress
    x, y = hero.left + hero.width * lean, hero.top + hero.height * (0.10 if stage.is_broad else 0.28)
    radius = (48 + 26 * (stage.variant % 3)) * unit
    light = Colour(0.955, 0.035, 88.0)
    row, column = min(stage.height - 1, max(0, int(y))), min(stage.width - 1, max(0, int(x)))
    sky = skia.ColorSetARGB(215, *(int(value) for value in stage.pixels[row, column, :3]))
    glow(stage, x, y, radius * 7, Colour(0.80, 0.06, 80.0), 0.42)
    stage.canvas.drawCircle(x, y, radius, part_paint(light.argb(), 0.0))
    stage.canvas.save()
    stage.canvas.clipPath(path_from(circle(x, y, radius)), doAntiAlias=True)
    for _ in range(9):  # the seas
        dx, dy = (float(value) * radius * 0.55 for value in stage.rng.standard_normal(2))
        size = radius * float(stage.rng.uniform(0.10, 0.34))
        stage.canvas.drawCircle(x + dx, y + dy, size, part_paint(Colour(0.84, 0.03, 85.0).argb(0.35), 0.0))
    if stage.variant % 3 == 1:
        stage.canvas.drawCircle(x - radius * 0.55, y - radius * 0.25, radius * 1.02, part_paint(sky, 0.0))
    stage.canvas.restore()


def _ranges(stage: Stage, palette: Palette, horizon: Colour) -> None:
    """Ranges or streets behind one another, paler with distance; windows in the nearer ones."""
    rng = stage.rng
    shore, ground = stage.hero_area.bottom / stage.height, stage.reading.theme.ground
    far_kind = "city" if ground == "city" else "mountains"
    relief = 0.085 if stage.is_tall else 0.13
    for layer in range(3):
        kind = far_kind if layer < 2 else ("city" if ground == "city" else "hills")
        heights = ground_heights(rng, kind, _STEPS, layer / 4)
        base = shore - (0.055, 0.026, 0.004)[layer]
        if layer == 2:
            hero = stage.hero_area
            heights = flatten_at(heights * 0.25, hero.left / stage.width, hero.right / stage.width, 0.0)
        tops = stage.y(base) - np.maximum(heights, -0.6) * stage.y(relief * (0.8, 0.62, 0.14)[layer])
        path = ground_path(np.asarray(tops, dtype=np.float32), stage.width, stage.y(shore + 0.004))
        colour = mix(mix(palette.far, horizon, 0.35), palette.near, (0.30, 0.66, 1.0)[layer])
        stage.canvas.drawPath(path, part_paint(colour.argb(), 0.0))
        if layer in {0, 1}:
            _windows(stage, np.asarray(tops, dtype=np.float32), shore, layer, far_kind == "city")


def _windows(stage: Stage, tops: Floats, shore: float, layer: int, town: bool) -> None:
    rng, unit = stage.rng, stage.unit
    warm = Colour(0.87, 0.13, 78.0)
    size = (3.0, 4.2)[layer] * unit
    count = (300, 420)[layer] if town else (14, 46)[layer]
    for _ in range(count):
        x = float(rng.uniform(0, stage.width))
        top = height_at(tops, stage.width, x) + 12 * unit
        low = stage.y(shore) - 4 * unit
        if not town:
            top = max(top, low - 26 * unit)
        if top >= low:
            continue
        y = float(rng.uniform(top, low))
        if town:  # windows stand in rows
            x, y = round(x / (9 * unit)) * 9 * unit, round(y / (12 * unit)) * 12 * unit
        tint = warm if rng.uniform() < 0.85 else Colour(0.9, 0.05, 230.0)
        stage.canvas.drawPath(
            path_from(box(x, y, size, size * 1.25)), part_paint(tint.argb(0.35 + 0.6 * rng.uniform()), 0.0)
        )
        if not town or rng.uniform() < 0.06:
            glow(stage, x, y, 26 * unit, warm, 0.34)


def _hero(stage: Stage, palette: Palette) -> None:
    """The motif in the dark, rimmed by the sky, its lights burning."""
    hero, motif = stage.hero_area, stage.motif
    place = stand(motif, hero, 0.70)
    x, y = place.left + motif.width * place.scale / 2, place.top + 52 * place.scale
    glow(stage, x, y, 1.25 * max(motif.width, 110) * place.scale, mix(palette.sky_low, palette.warm, 0.45), 0.46)
    dark = palette.near.lighter(-0.015)
    body = mix(dark, palette.sky_low, 0.52)
    colours = {
        "body": body,
        "shade": mix(dark, body, 0.55),
        "dark": dark,
        "pale": mix(palette.sky_low, palette.paper, 0.72),
        "accent": palette.accent,
        "accent_dark": palette.accent.lighter(-0.11),
        "leaf": Colour(0.40, 0.08, 155.0),
        "glow": palette.warm.lighter(0.04),
        "shine": palette.paper,
        "air": mix(palette.sky_low, palette.warm, 0.5),
    }
    draw_motif(stage.canvas, motif, place, colours)
    glowing_points(stage, motif, place, Colour(0.80, 0.13, 72.0), 0.55, 46 * stage.unit)


def _water(stage: Stage, palette: Palette) -> None:
    """Everything above the shore again, upside down, darker, and broken by ripples."""
    rng = stage.rng
    shore = round(stage.hero_area.bottom) + 1
    depth = stage.height - shore
    if depth < 4 or shore < 4:
        return
    source = cv2.flip(stage.pixels[max(0, shore - depth) : shore], 0)
    if source.shape[0] < depth:
        source = cv2.copyMakeBorder(source, 0, depth - source.shape[0], 0, 0, cv2.BORDER_REPLICATE)
    y = np.arange(depth, dtype=np.float32)[:, None]
    x = np.arange(stage.width, dtype=np.float32)[None, :]
    ripples = cloud(rng, depth, max(8, stage.width // 10), max(5.0, 15 * stage.unit), 2)
    ripples = np.asarray(cv2.resize(ripples, (stage.width, depth), interpolation=cv2.INTER_LINEAR), dtype=np.float32)
    swing = (3.0 + 22.0 * y / depth) * stage.unit
    map_x = np.asarray(x + ripples * swing, dtype=np.float32)
    map_y = np.asarray(y * 1.0 + ripples * swing * 1.4, dtype=np.float32)
    mirrored = cv2.remap(source, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    stage.pixels[shore:] = mirrored
    veil = np.asarray(0.30 + 0.50 * (y / depth) ** 0.8 + 0.06 * ripples, dtype=np.float32)
    blend(stage.pixels[shore:], palette.sky_top.lighter(-0.06).rgb(), np.clip(veil, 0.0, 0.95))
    line = part_paint(mix(palette.sky_low, palette.warm, 0.3).argb(0.35), 1.6 * stage.unit)
    stage.canvas.drawLine(0, shore, stage.width, shore, line)
