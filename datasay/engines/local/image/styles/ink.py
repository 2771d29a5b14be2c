"""Ink wash: mountains out of mist on rice paper, one red seal, the headline in upright columns where it may."""

import cv2
import numpy as np

from datasay.engines.local.image.colour import Colour, Floats, mix
from datasay.engines.local.image.headline import TitleLook
from datasay.engines.local.image.landscape import ground_heights
from datasay.engines.local.image.lettering import Face, can_stand_upright
from datasay.engines.local.image.materials import Placement, draw_motif, silhouette, stand
from datasay.engines.local.image.motifs import find_motif
from datasay.engines.local.image.palette import Palette
from datasay.engines.local.image.photo import distance_in, picture_side, place_photo
from datasay.engines.local.image.shapes import circle, path_from, placed
from datasay.engines.local.image.stage import Area, Stage, fill
from datasay.engines.local.image.texture import Washes, add_paper, blend, cloud, ridgeline, vignette
from datasay.typography.fonts import serif_font
from datasay.typography.headless import skia

_VERMILION = Colour(0.53, 0.19, 29.0)


def draw(stage: Stage) -> TitleLook:
    """Draw the scene; returns how its headline is to be set."""
    palette = stage.palette("mist")
    paper = Colour(0.945, 0.020, 85.0)
    ink = Colour(0.21, 0.022, palette.near.hue)
    fill(stage, paper)
    _stains(stage, paper)
    if stage.photo is None:
        _scroll(stage, ink, paper, palette)
    else:
        _photo_in_ink(stage, ink, paper)
    vignette(stage.pixels, 0.10)
    add_paper(stage.pixels, stage.rng, 0.011, stage.unit)
    area = _title_area(stage)
    if stage.language.lower().startswith("zh"):
        _seal(stage, area)
    return TitleLook(
        (Colour(0.17, 0.015, palette.near.hue),),
        serif=True,
        weight=0.018,
        align="left",
        leading=1.32,
        tracking=0.02,
        upright=stage.is_tall,
        area=area,
    )


def _scroll(stage: Stage, ink: Colour, paper: Colour, palette: Palette) -> None:
    _sun(stage)
    washes = Washes(stage.height, stage.width)
    _mountains(stage, washes, ink, palette)
    _ground(stage, washes, ink)
    washes.lay_on(stage.pixels)
    _hero(stage, ink, paper)
    _birds(stage, ink)


def _photo_in_ink(stage: Stage, ink: Colour, paper: Colour) -> None:
    """The photograph in tones of ink, washed out towards the paper that carries the headline."""
    place_photo(stage, picture_side(stage, 0.07), ink.lighter(0.02), paper, 0.80)
    washes = Washes(stage.height, stage.width)
    away = -distance_in(stage, picture_side(stage), washes.rows, washes.columns)
    y = np.linspace(0.0, 1.0, washes.rows, dtype=np.float32)[:, None]
    x = np.linspace(0.0, 1.0, washes.columns, dtype=np.float32)[None, :]
    noise = cloud(stage.rng, washes.rows, washes.columns, min(washes.rows, washes.columns) * 0.3, 5)
    inner = np.minimum(np.minimum(x, 1.0 - x), np.minimum(y, 1.0 - y) * 1.4)
    clear = np.clip((away + 0.050 + 0.04 * noise) / 0.09, 0.0, 1.0)
    border = np.clip((0.045 + 0.03 * noise - inner) / 0.05, 0.0, 1.0)
    washes.add(paper.rgb(), np.asarray(np.maximum(clear, border), dtype=np.float32))
    washes.lay_on(stage.pixels)


def _title_area(stage: Stage) -> Area:
    area = stage.title_area
    if stage.is_tall:
        return Area(stage.x(0.16), stage.y(0.135), stage.x(0.875), stage.y(0.40))
    return area


def _stains(stage: Stage, paper: Colour) -> None:
    washes = Washes(stage.height, stage.width)
    noise = cloud(stage.rng, washes.rows, washes.columns, min(washes.rows, washes.columns) * 0.5, 4)
    stain = paper.lighter(-0.12)._replace(chroma=0.05)
    washes.add(stain.rgb(), np.asarray(np.clip(noise * 0.16, 0.0, 0.3), dtype=np.float32))
    washes.lay_on(stage.pixels)


def _sun(stage: Stage) -> None:
    hero = stage.hero_area
    lean = 0.14 if stage.is_mirrored else 0.30  # the headline's columns stand at the right
    if stage.is_broad:
        lean = 0.35 if stage.is_mirrored else 0.7
    radius = 62 * stage.unit * (1.0 + 0.5 * (stage.variant % 3 == 0))
    x, y = hero.left + hero.width * lean, hero.top + hero.height * (0.02 + 0.18 * stage.progress)
    if not stage.is_broad and not stage.is_tall:
        y = max(y, stage.title_area.bottom + radius)
    path = path_from(circle(x, y, radius))
    paint = skia.Paint(AntiAlias=True, Color=_VERMILION.lighter(0.06).argb(0.88))
    paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, 1.6 * stage.unit))
    stage.canvas.drawPath(path, paint)


def _mountains(stage: Stage, washes: Washes, ink: Colour, palette: Palette) -> None:
    """Three ranges, each dark along its ridge and dissolving downwards into mist, textured along its slopes."""
    rng = stage.rng
    rows, columns = washes.rows, washes.columns
    y = np.arange(rows, dtype=np.float32)[:, None]
    x = np.arange(columns, dtype=np.float32)[None, :]
    grain = cloud(rng, rows, columns, min(rows, columns) / 14, 4)
    wash = cloud(rng, rows, columns, min(rows, columns) / 3, 4)
    top, bottom = (0.43, 0.60) if stage.is_tall else (0.34, 0.60)
    for index in range(3):
        share = index / 2
        base = rows * (top + (bottom - top) * share)
        relief = rows * (0.085 - 0.022 * share) * (1.15 if not stage.is_tall else 1.0)
        heights = _range_heights(rng, columns, share)
        ridge = base - relief * heights
        ridge += 2.2 * ridgeline(rng, columns, 60, 3, 0.6)
        below = y - ridge[None, :]
        slope = np.gradient(ridge)[None, :]
        # strokes run down the slopes: the noise is read along lines that fan out from the ridge
        map_x = np.asarray(x + 0.55 * slope * below + 6 * grain, dtype=np.float32)
        map_y = np.asarray(below * 0.62 + 40 + index * 90 + 0 * x, dtype=np.float32)
        strokes = cv2.remap(grain, map_x % columns, map_y % rows, cv2.INTER_LINEAR)
        edge = np.clip(below / 1.6, 0.0, 1.0)
        fade = rows * (0.060 + 0.055 * share)
        body = np.exp(-np.maximum(below, 0.0) / fade)
        rim = np.exp(-np.maximum(below, 0.0) / (rows * 0.010)) * (0.45 + 0.4 * grain)
        texture = np.clip(0.72 + 0.42 * strokes + 0.30 * wash, 0.0, 1.35)
        strength = (0.30, 0.50, 0.80)[index]
        alpha = edge * (body * texture + 0.30 * np.clip(rim, 0, 1) * body) * strength
        tint = mix(ink.lighter(0.30 - 0.13 * index), palette.near, 0.42 - 0.16 * index)
        washes.add(tint.rgb(), np.asarray(alpha, dtype=np.float32))
        mist = np.exp(-(((y - ridge[None, :] - fade * 2.3) / (fade * 1.2)) ** 2)) * (0.55 + 0.35 * grain)
        washes.add(Colour(0.95, 0.016, 85.0).rgb(), np.asarray(np.clip(mist, 0, 0.85), dtype=np.float32))


def _range_heights(rng: np.random.Generator, columns: int, share: float) -> Floats:
    base = ground_heights(rng, "mountains", columns, share)
    swell = ridgeline(rng, columns, 1.3, 2, 0.5)
    return np.asarray(0.62 * base + 0.55 * swell, dtype=np.float32)


def _ground(stage: Stage, washes: Washes, ink: Colour) -> None:
    """Dry strokes of shore and water under the motif, and reeds of wash in the lower part."""
    rng = stage.rng
    rows, columns = washes.rows, washes.columns
    hero = stage.hero_area
    y = np.arange(rows, dtype=np.float32)[:, None]
    x = np.linspace(0.0, 1.0, columns, dtype=np.float32)[None, :]
    stretched = cv2.resize(cloud(rng, rows, max(8, columns // 14), rows / 90, 3), (columns, rows))
    alpha = np.zeros((rows, columns), dtype=np.float32)
    ground = hero.bottom / stage.height * rows
    middle, half = hero.middle_x / stage.width, 0.62 * hero.width / stage.width
    shore = np.exp(-(((y - ground - rows * 0.004) / (rows * 0.0075)) ** 2)) * np.exp(-(((x - middle) / half) ** 4))
    alpha += shore * np.clip(0.55 + 0.7 * stretched, 0, 1) * 0.85
    for number in range(7):
        depth = (number + 1) / 7
        line = ground + rows * (0.022 + 0.26 * depth**1.3)
        where, length = float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.16, 0.42))
        stroke = np.exp(-(((y - line) / (rows * 0.0035)) ** 2)) * np.exp(-(((x - where) / length) ** 4))
        alpha += stroke * np.clip(0.2 + 0.9 * stretched, 0, 1) * (0.30 - 0.12 * depth)
    low = np.clip((y / rows - 0.86) / 0.16, 0.0, 1.0) ** 1.4
    banks = cloud(rng, rows, columns, min(rows, columns) * 0.45, 3)
    alpha += low * np.clip(0.22 + 0.30 * banks + 0.22 * np.cos(x * 5.3 + stage.variant), 0.0, 0.6)
    washes.add(ink.rgb(), np.asarray(np.clip(alpha, 0.0, 0.9), dtype=np.float32))


def _hero(stage: Stage, ink: Colour, paper: Colour) -> None:
    hero, motif = stage.hero_area, stage.motif
    place = stand(motif, hero, 0.82 if stage.is_broad else 0.68)
    _haze(stage, place, motif.width, paper)
    grey = mix(ink, paper, 0.28)
    red = Colour(0.66, 0.17, 50.0) if stage.reading.motifs[0] == "fruit" else _VERMILION
    colours = {
        "body": grey,
        "shade": mix(ink, paper, 0.12),
        "dark": ink,
        "pale": paper.lighter(0.01),
        "accent": red,
        "accent_dark": red.lighter(-0.08),
        "leaf": mix(ink, Colour(0.5, 0.08, 150.0), 0.55),
        "glow": Colour(0.84, 0.11, 75.0),
        "air": mix(ink, paper, 0.4),
    }
    draw_motif(stage.canvas, motif, place, colours)
    _bleed(stage, silhouette(motif, place))


def _haze(stage: Stage, place: Placement, width: float, paper: Colour) -> None:
    """Mist behind the motif, so that it stands clear of the range."""
    radius = 0.78 * max(width, 100.0) * place.scale
    x, y = place.left + width * place.scale / 2, place.top + 55 * place.scale
    shader = skia.GradientShader.MakeRadial(
        center=(x, y),
        radius=max(1.0, radius),
        colors=[paper.argb(0.86), paper.argb(0.6), paper.argb(0.0)],
        positions=[0.0, 0.5, 1.0],
    )
    stage.canvas.drawCircle(x, y, radius, skia.Paint(Shader=shader, Dither=True))


def _bleed(stage: Stage, outline: skia.Path) -> None:
    """Pigment gathers unevenly inside the drawn shape: lighten it here and there."""
    bounds = outline.computeTightBounds()
    left, top = max(0, int(bounds.left())), max(0, int(bounds.top()))
    right, bottom = min(stage.width, int(bounds.right()) + 1), min(stage.height, int(bounds.bottom()) + 1)
    if right - left < 8 or bottom - top < 8:
        return
    part = stage.pixels[top:bottom, left:right]
    noise = cloud(stage.rng, bottom - top, right - left, 70 * stage.unit + 4, 5)
    alpha = np.clip(0.06 + 0.22 * noise, 0.0, 0.42)
    darkness = 1.0 - part[..., :3].astype(np.float32).mean(axis=2) / 255.0
    within = _cover(outline, left, top, part.shape[1], part.shape[0])
    lighter = alpha * within * np.clip(darkness * 1.6 - 0.35, 0, 1)
    blend(part, (241, 236, 226), np.asarray(lighter, dtype=np.float32))


def _cover(outline: skia.Path, left: int, top: int, width: int, height: int) -> Floats:
    """How much of each pixel of a box the shape covers, 0–1."""
    data = np.zeros((height, width), dtype=np.uint8)
    canvas = skia.Surface.MakeRasterDirect(skia.ImageInfo.MakeA8(width, height), data).getCanvas()
    canvas.translate(-left, -top)
    canvas.drawPath(outline, skia.Paint(AntiAlias=True))
    return np.asarray(data / np.float32(255.0), dtype=np.float32)


def _birds(stage: Stage, ink: Colour) -> None:
    if stage.variant % 2 or stage.reading.motifs[0] == "birds":
        return
    flock = find_motif("birds")
    hero = stage.hero_area
    x = hero.left + hero.width * (0.62 if stage.is_mirrored else 0.70)
    area = Area(x, hero.top - 0.02 * stage.height, x + 0.26 * hero.width, hero.top + 0.10 * stage.height)
    draw_motif(stage.canvas, flock, stand(flock, area), {"dark": ink}, 0.72)


def _seal(stage: Stage, area: Area) -> None:
    """A square seal, two characters cut white out of vermilion, by the headline's foot or at the sheet's side."""
    face = Face(serif_font())
    size = 74 * stage.unit
    if stage.is_tall and can_stand_upright(face.shown(stage.headline)):
        left, top = stage.x(0.115), stage.y(0.155)
    elif stage.is_tall:
        left, top = stage.x(0.80), stage.y(0.40)
    else:
        left = area.left if stage.is_broad else area.right - size
        top = area.bottom + 0.02 * stage.height
    block = skia.Path()
    block.addRRect(
        skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(left, top, size, size * 1.72), 7 * stage.unit, 7 * stage.unit)
    )
    letters = skia.Path()
    for row, character in enumerate(stage.reading.theme.seal):
        em = size * 0.80
        letters.addPath(
            placed(face.outline(character), left + size * 0.10, top + size * (0.80 + 0.80 * row), em / 1000.0)
        )
    stamp = skia.Op(block, letters, skia.PathOp.kDifference_PathOp)
    stage.canvas.drawPath(stamp or block, skia.Paint(AntiAlias=True, Color=_VERMILION.argb(0.94)))
