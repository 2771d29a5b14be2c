"""The headline on the picture: where and how large it stands, and that it can be read on what lies behind it."""

from dataclasses import dataclass

import cv2
import numpy as np

from datasay.engines.local.image.colour import Colour, Floats, Pixels, colour_luminance, contrast, luminance
from datasay.engines.local.image.lettering import Face, Lettering, can_stand_upright, set_columns, set_lines
from datasay.engines.local.image.stage import Area, Stage
from datasay.engines.local.image.texture import blend
from datasay.typography.fonts import sans_font, serif_font
from datasay.typography.headless import skia
from datasay.typography.lines import is_wide

LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_AIM = 5.2  # what is drawn: encoding to JPEG and to video takes a little away
_SCRIMS = (0.25, 0.4, 0.55, 0.7, 0.82, 0.92, 0.97)


@dataclass(frozen=True, slots=True)
class TitleLook:
    """How a style sets its headline. `colours` in order of liking; the first that reads well is taken."""

    colours: tuple[Colour, ...]
    serif: bool = False
    weight: float = 0.03
    align: str = "left"
    hang: str = "top"
    leading: float = 1.26
    tracking: float = 0.0
    scale: float = 1.0
    upright: bool = False  # columns, where the headline and the picture's shape allow
    area: Area | None = None  # None: the stage's own


@dataclass(frozen=True, slots=True)
class TitleReport:
    """What was set, its colour, the lowest contrast measured behind it, the scrim it took (0: none)."""

    lettering: Lettering
    colour: tuple[int, int, int]
    contrast: float
    scrim: float


def largest_size(stage: Stage, text: str) -> float:
    """The type size a headline of this length deserves, in pixels."""
    length = sum(1.0 if is_wide(character) else 0.52 for character in text)
    steps = ((4, 0.185), (7, 0.15), (11, 0.125), (16, 0.108), (24, 0.092))
    share = next((size for most, size in steps if length <= most), 0.078)
    return share * min(stage.width, stage.height) * (1.0 if not stage.is_broad else 1.22)


def set_title(stage: Stage, look: TitleLook, area: Area) -> Lettering | None:
    """The headline's outline, or None when there is nothing to set."""
    face = Face(serif_font() if look.serif else sans_font())
    text = face.shown(stage.headline)
    if not text:
        return None
    size = largest_size(stage, text) * look.scale
    if look.upright and can_stand_upright(text):
        return set_columns(face, text, area, largest=size * 0.92, spacing=1.45, weight=look.weight)
    return set_lines(
        face,
        text,
        area,
        largest=size,
        leading=look.leading if any(is_wide(character) for character in text) else look.leading - 0.07,
        tracking=look.tracking,
        weight=look.weight,
        align=look.align,
        hang=look.hang,
    )


def draw_title(stage: Stage, look: TitleLook) -> TitleReport | None:
    """Set and draw the headline; darken or lighten what is behind it as far as legibility needs."""
    lettering = set_title(stage, look, look.area or stage.title_area)
    return None if lettering is None else draw_lettering(stage, lettering, look.colours)


def draw_lettering(stage: Stage, lettering: Lettering, colours: tuple[Colour, ...]) -> TitleReport:
    """Draw set text in the first colour that reads well on the picture as it is, with a scrim where none does."""
    halo = max(1.0, lettering.size * 0.10)
    region = _region(stage, lettering.ink, lettering.size * 1.8)
    mask = _mask(lettering.path, region)
    near = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (int(halo) * 2 + 1,) * 2)) > 127
    rows, columns = slice(int(region.top), int(region.bottom)), slice(int(region.left), int(region.right))
    behind = stage.pixels[rows, columns]
    measured = [(_lowest(behind, near, colour), colour) for colour in colours]
    chosen = next((pair for pair in measured if pair[0] >= _AIM), measured[0])
    lowest, colour = chosen
    scrim = 0.0
    if lowest < _AIM:
        lowest, scrim = _lay_scrim(behind, near, mask, colour, lettering.size)
    stage.canvas.drawPath(lettering.path, skia.Paint(AntiAlias=True, Color=colour.argb()))
    return TitleReport(lettering, colour.rgb(), lowest, scrim)


def _region(stage: Stage, ink: Area, margin: float) -> Area:
    left, top = max(0, int(ink.left - margin)), max(0, int(ink.top - margin))
    right, bottom = min(stage.width, int(ink.right + margin) + 1), min(stage.height, int(ink.bottom + margin) + 1)
    return Area(left, top, max(right, left + 1), max(bottom, top + 1))


def _mask(path: skia.Path, region: Area) -> Pixels:
    pixels = np.zeros((int(region.height), int(region.width), 4), dtype=np.uint8)
    canvas = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas()
    canvas.translate(-region.left, -region.top)
    canvas.drawPath(path, skia.Paint(AntiAlias=True, Color=skia.ColorWHITE))
    return np.ascontiguousarray(pixels[..., 3])


def _lowest(behind: Pixels, near: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], colour: Colour) -> float:
    """The contrast that all but the worst half percent of the pixels round the letters reach."""
    inside = behind[near]
    if inside.size == 0:
        return 21.0
    return float(np.percentile(contrast(colour_luminance(colour), luminance(inside)), 0.5))


def _lay_scrim(
    behind: Pixels,
    near: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
    mask: Pixels,
    colour: Colour,
    size: float,
) -> tuple[float, float]:
    """Shade the ground softly, just enough; returns the contrast reached and the strength it took."""
    is_light = colour_luminance(colour) > 0.4
    shade = Colour(0.10, 0.02, 265.0).rgb() if is_light else Colour(0.985, 0.008, 85.0).rgb()
    spread: Floats = _spread(mask, size)
    original = behind.copy()
    lowest = 0.0
    for strength in _SCRIMS:
        behind[...] = original
        blend(behind, shade, np.asarray(spread * strength, dtype=np.float32))
        lowest = _lowest(behind, near, colour)
        if lowest >= _AIM:
            return lowest, strength
    return lowest, _SCRIMS[-1]


def _spread(mask: Pixels, size: float) -> Floats:
    """Full under the letters and their surroundings, falling off so gently that no edge is seen."""
    shrink = 0.125 if min(mask.shape) > 64 else 1.0
    small = cv2.resize(mask, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    reach = max(1, int(size * 0.55 * shrink))
    grown = cv2.dilate(small, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1)))
    solid = (grown > 20).astype(np.float32)
    soft = cv2.GaussianBlur(solid, (0, 0), max(0.8, size * 0.34 * shrink), borderType=cv2.BORDER_REPLICATE)
    soft = np.clip(soft * 1.12, 0.0, 1.0) * _fade_at_edges(soft.shape, size * 0.9 * shrink)
    return np.asarray(
        cv2.resize(soft, (mask.shape[1], mask.shape[0]), interpolation=cv2.INTER_CUBIC).clip(0, 1), np.float32
    )


def _fade_at_edges(shape: tuple[int, ...], reach: float) -> Floats:
    """1 inside, 0 at the region's border: the scrim must not end in a line."""
    ramps = []
    for length in shape[:2]:
        at = np.arange(length, dtype=np.float32) + 0.5
        share = np.clip(np.minimum(at, length - at) / max(1.0, reach), 0.0, 1.0)
        ramps.append(share * share * (3.0 - 2.0 * share))
    return np.asarray(ramps[0][:, None] * ramps[1][None, :], dtype=np.float32)
