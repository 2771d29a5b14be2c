"""Contact sheets: the stills of a work side by side, each with what is said meanwhile."""

from collections.abc import Sequence

import numpy as np

from datasay.composition.planes import Plane, plane_of
from datasay.typography.fonts import sans_font
from datasay.typography.headless import skia
from datasay.typography.lines import fit_lines
from datasay.typography.setting import Hand

_GAP = 10
_WORDS = 74  # pixels below each still
_PAPER, _INK, _GREY = 0xFFF6F4EF, 0xFF22242B, 0xFF6B6E78


def contact_sheet(stills: Sequence[Plane], words: Sequence[str], title: str, *, across: int, width: int) -> Plane:
    """One picture, BGR: `across` stills of `width` pixels a row."""
    height = round(width * stills[0].shape[0] / stills[0].shape[1])
    rows = -(-len(stills) // across)
    cell_x, cell_y, top = width + _GAP, height + _WORDS + _GAP, 34
    pixels = np.zeros((top + rows * cell_y, across * cell_x + _GAP, 4), np.uint8)
    canvas = skia.Surface(pixels, colorType=skia.kBGRA_8888_ColorType).getCanvas()
    canvas.clear(_PAPER)
    bold, plain = Hand(sans_font(), 700), Hand(sans_font(), 500)
    bold.draw(canvas, bold.shown(title), _GAP, 24, 17, _INK)
    for number, (still, said) in enumerate(zip(stills, words, strict=True)):
        x, y = _GAP + number % across * cell_x, top + number // across * cell_y
        sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
        canvas.drawImageRect(_image(still), skia.Rect.MakeXYWH(x, y, width, height), sampling)
        text = plain.shown(f"{number + 1}  {said}")
        fitted = fit_lines(text, width, _WORDS - 4, plain.advance, largest=15, leading=1.25, most_lines=5)
        for place, line in enumerate(fitted.lines):
            plain.draw(canvas, line, x, y + height + fitted.size * (1.1 + 1.25 * place), fitted.size, _GREY)
    return plane_of(pixels[..., :3])


def _image(still: Plane) -> skia.Image:
    wide = np.dstack([still, np.full(still.shape[:2], 255, np.uint8)])
    return skia.Image.fromarray(np.ascontiguousarray(wide), colorType=skia.kBGRA_8888_ColorType)
