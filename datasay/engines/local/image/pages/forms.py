"""Forms that several styles share: ridges, discs, stripes, rays, grain."""

import numpy as np

from datasay.engines.local.image.colour import Colour, Floats, Pixels
from datasay.engines.local.image.landscape import ground_heights, ground_path
from datasay.engines.local.image.pages.page import REACH, Page, Painted
from datasay.engines.local.image.redraw.sprites import noise_of, straight
from datasay.typography.headless import skia

_STEPS = 260


def heights(page: Page, number: int, kind: str, top: float, relief: float) -> Floats:
    """The edge of a ridge in pixels from the picture's top, over the width with its reach on both sides."""
    rng = page.rng(f"ridge {number}")
    waves = ground_heights(rng, kind, _STEPS, number / 4)
    return np.asarray(page.y(top) - waves * page.y(relief), dtype=np.float32)


def strip(page: Page, edge: Floats, bottom: float | None = None) -> tuple[Pixels, skia.Canvas, skia.Path, int, int]:
    """An empty sheet for a ridge, its canvas, the ridge's path on it, and where the sheet's top left stands."""
    left = -round(REACH * page.width)
    margin = round(26 * page.unit)
    top = max(0, int(edge.min()) - margin)
    width, height = page.width - 2 * left, max(8, round(bottom or page.height) - top)
    pixels = np.zeros((height, width, 4), dtype=np.uint8)
    canvas = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType).getCanvas()
    path = ground_path(np.asarray(edge - top, dtype=np.float32), width, height + 4)
    return pixels, canvas, path, left, top


def ridge(page: Page, number: int, kind: str, top: float, relief: float, colour: Colour, depth: float) -> Painted:
    """A ridge of one colour, a little darker at its foot."""
    edge = heights(page, number, kind, top, relief)
    pixels, canvas, path, left, above = strip(page, edge)
    canvas.drawPath(path, falling(path, colour, colour.lighter(-0.05)))
    return Painted(straight(pixels), "ridge", left, above, depth)


def falling(path: skia.Path, upper: Colour, lower: Colour) -> skia.Paint:
    """An upright gradient over a path."""
    bounds = path.getBounds()
    shader = skia.GradientShader.MakeLinear(
        points=[(0.0, bounds.top()), (0.0, bounds.bottom() + 0.01)], colors=[upper.argb(), lower.argb()]
    )
    return skia.Paint(AntiAlias=True, Shader=shader, Dither=True)


def flat(colour: Colour, alpha: float = 1.0) -> skia.Paint:
    """A fill."""
    return skia.Paint(AntiAlias=True, Color=colour.argb(alpha))


def line(colour: Colour, width: float, alpha: float = 1.0) -> skia.Paint:
    """A stroke."""
    paint = skia.Paint(AntiAlias=True, Color=colour.argb(alpha))
    paint.setStyle(skia.Paint.kStroke_Style)
    paint.setStrokeWidth(width)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint


def soft(colour: Colour, alpha: float, blur: float) -> skia.Paint:
    """A blurred fill: a shadow or a light."""
    paint = flat(colour, alpha)
    paint.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, max(0.3, blur)))
    return paint


def disc_of(page: Page) -> tuple[float, float, float]:
    """Middle and radius in pixels of the one large form of a page: behind its thing, or where there is none, low."""
    x, y, radius = page.shape.disc
    if page.thing is None:
        places = page.shape.bare if page.layout == "type" else page.shape.low
        x, y, radius = places[(page.turn if page.layout == "type" else page.variant) % len(places)]
    elif page.layout in {"close", "steps", "shelf"} and page.slot is not None:
        x, y = page.slot.x, page.slot.foot - page.slot.height / 2
        radius *= {"steps": 0.9, "shelf": 0.84}.get(page.layout, 1.0)
    return page.x(x), page.y(y), radius * page.short


def has_disc(page: Page) -> bool:
    """Whether this page has the large form."""
    if page.thing is None:
        return page.layout in {"title", "type", "close", "wide", "steps"}
    return page.layout in {"title", "close", "steps", "shelf"}


def grained(pixels: Pixels, strength: float, scale: float = 1.0) -> None:
    """Fine grain and tooth in place, `strength` as a share of the light."""
    height, width = pixels.shape[:2]
    noise = noise_of("page fine", height, width, 1.0) + noise_of("page tooth", height, width, max(2.0, 3.2 * scale))
    for channel in range(3):
        plane = pixels[..., channel].astype(np.float32) * (1.0 + strength * noise)
        pixels[..., channel] = np.clip(plane + 0.5, 0, 255).astype(np.uint8)


def band(page: Page, top: float, bottom: float) -> skia.Rect:
    """A band across the picture."""
    return skia.Rect.MakeLTRB(0.0, page.y(top), float(page.width), page.y(bottom))
