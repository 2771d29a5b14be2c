"""How shapes are laid on the sheet: motifs in given colours, soft shadows, light that adds up."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from datasay.engines.local.image.colour import Colour
from datasay.engines.local.image.shapes import Motif, part_paint, path_from, placed
from datasay.engines.local.image.stage import Area, Stage
from datasay.typography.headless import skia

FAINT = {"shine": 0.30, "air": 0.28}  # roles that are seen through


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a motif's box begins and how many pixels its unit is."""

    left: float
    top: float
    scale: float


@lru_cache(maxsize=512)
def _parsed(text: str) -> skia.Path:
    return path_from(text)


def stand(motif: Motif, area: Area, share: float = 1.0, at: float = 0.5) -> Placement:
    """Fit a motif into the area: on its lower edge, or in its middle when the motif floats; `at` across (0–1)."""
    scale = share * min(area.width / motif.width, area.height / 100.0)
    left = area.left + (area.width - motif.width * scale) * at
    top = area.middle_y - 50.0 * scale if motif.floats else area.bottom - 100.0 * scale
    return Placement(left, top, scale)


def draw_motif(
    canvas: skia.Canvas, motif: Motif, place: Placement, colours: Mapping[str, Colour], alpha: float = 1.0
) -> None:
    """Draw the motif's parts in order, each role in its colour; a role without a colour is left out."""
    canvas.save()
    canvas.translate(place.left, place.top)
    canvas.scale(place.scale, place.scale)
    for part in motif.parts:
        if part.role in colours:
            paint = part_paint(colours[part.role].argb(alpha * FAINT.get(part.role, 1.0)), part.stroke)
            canvas.drawPath(_parsed(part.path), paint)
    canvas.restore()


def silhouette(motif: Motif, place: Placement, mirrored: bool = False) -> skia.Path:
    """The motif's outline as one path on the sheet, without smoke and shine."""
    total = skia.Path()
    for part in motif.parts:
        if part.role in FAINT:
            continue
        path = _parsed(part.path)
        if part.stroke > 0.0:
            thick = skia.Path()
            part_paint(skia.ColorBLACK, part.stroke).getFillPath(path, thick)
            path = thick
        left = place.left + (motif.width * place.scale if mirrored else 0.0)
        total.addPath(placed(path, left, place.top, place.scale, -1.0 if mirrored else 1.0))
    return united(total)


def united(path: skia.Path) -> skia.Path:
    """The same area without inner edges."""
    try:
        return skia.Simplify(path)
    except RuntimeError:  # skia gives up on outlines with very many crossings; inner edges are then a blemish
        return path


def soft_shadow(
    stage: Stage,
    path: skia.Path,
    across: float,
    down: float,
    blur: float,
    alpha: float,
    *,
    colour: Colour | None = None,
    lowest: float | None = None,
) -> None:
    """The path's shadow, drawn small and enlarged: a blur has no detail to lose. Nothing is drawn below `lowest`."""
    shrink = 4 if blur >= 5.0 and min(stage.width, stage.height) >= 64 else 1
    bounds = path.getBounds()
    reach = 3.0 * blur + 2 * shrink
    left, top = max(0.0, bounds.left() + across - reach), max(0.0, bounds.top() + down - reach)
    right, bottom = min(stage.width, bounds.right() + across + reach), min(stage.height, bounds.bottom() + down + reach)
    bottom = bottom if lowest is None else min(bottom, lowest)
    if right <= left or bottom <= top:
        return
    left, top = float(int(left)), float(int(top))
    width, height = int((right - left) / shrink) + 1, int((bottom - top) / shrink) + 1
    surface = skia.Surface.MakeRaster(skia.ImageInfo.MakeA8(width, height))
    canvas = surface.getCanvas()
    canvas.scale(1.0 / shrink, 1.0 / shrink)
    canvas.translate(across - left, down - top)
    paint = skia.Paint(AntiAlias=True, Color=skia.ColorBLACK)
    paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(0.3, blur)))
    canvas.drawPath(path, paint)
    target = skia.Rect.MakeXYWH(left, top, width * shrink, height * shrink)
    tint = skia.Paint(Color=(colour or Colour(0.12, 0.03, 270.0)).argb(alpha))
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear)
    stage.canvas.drawImageRect(surface.makeImageSnapshot(), target, sampling, tint)


def glow(stage: Stage, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
    """Light falling off round a point, added to what is there."""
    stops = [0.0, 0.12, 0.3, 0.55, 1.0]
    falls = [1.0, 0.62, 0.28, 0.09, 0.0]
    shader = skia.GradientShader.MakeRadial(
        center=(x, y), radius=max(1.0, radius), colors=[colour.argb(strength * fall) for fall in falls], positions=stops
    )
    paint = skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kScreen, Dither=True)
    stage.canvas.drawRect(skia.Rect.MakeLTRB(x - radius, y - radius, x + radius, y + radius), paint)


def shade_path(stage: Stage, path: skia.Path, top: float, bottom: float, upper: Colour, lower: Colour) -> None:
    """Fill a path with an upright gradient between two heights."""
    shader = skia.GradientShader.MakeLinear(points=[(0.0, top), (0.0, bottom)], colors=[upper.argb(), lower.argb()])
    stage.canvas.drawPath(path, skia.Paint(AntiAlias=True, Shader=shader, Dither=True))


def glowing_points(stage: Stage, motif: Motif, place: Placement, colour: Colour, strength: float, reach: float) -> None:
    """Let the motif's lights shine into their surroundings; `reach` in pixels."""
    for part in motif.parts:
        if part.role == "glow":
            bounds = placed(_parsed(part.path), place.left, place.top, place.scale).computeTightBounds()
            size = max(bounds.width(), bounds.height())
            glow(stage, bounds.centerX(), bounds.centerY(), reach + size, colour, strength)


def spread_places(rng: np.random.Generator, count: int, low: float, high: float) -> list[float]:
    """`count` numbers between low and high, irregular but never crowded, in order."""
    step = (high - low) / max(1, count)
    return [low + step * (index + float(rng.uniform(0.12, 0.88))) for index in range(count)]
