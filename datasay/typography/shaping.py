"""Scripts whose letters join, reorder or run from the right: set by skia's paragraphs, which shape whole lines."""

import re
from functools import cache, lru_cache

from datasay.typography.fonts import FontFace, shaping_faces, typeface
from datasay.typography.headless import skia

_JOINED = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\ufb1d-\ufdff\ufe70-\ufefc]")
_WIDEST = 1e6
_PROBE = 100.0


def needs_shaping(line: str) -> bool:
    """Whether a line holds letters that cannot be set one by one."""
    return bool(_JOINED.search(line))


@lru_cache(maxsize=512)
def shaped_width(line: str, face: FontFace, weight: int) -> float:
    """A shaped line's width in em."""
    return float(_paragraph(line, face, weight, _PROBE, 0xFF000000).LongestLine) / _PROBE


def draw_shaped(
    canvas: skia.Canvas, line: str, face: FontFace, weight: int, x: float, baseline: float, size: float, colour: int
) -> None:
    """Draw a line from its left edge on; `colour` is ARGB."""
    paragraph = _paragraph(line, face, weight, size, colour)
    paragraph.paint(canvas, x, baseline - paragraph.AlphabeticBaseline)


def _paragraph(line: str, face: FontFace, weight: int, size: float, colour: int) -> skia.textlayout.Paragraph:
    style = skia.textlayout.TextStyle()
    fonts, families = _fonts(face, weight)
    style.setFontFamilies(list(families))
    style.setFontSize(size)
    style.setColor(colour)
    builder = skia.textlayout.ParagraphBuilder.make(skia.textlayout.ParagraphStyle(), fonts, _unicode())
    builder.pushStyle(style)
    builder.addText(line)
    paragraph = builder.Build()
    paragraph.layout(_WIDEST)
    return paragraph


@cache
def _unicode() -> skia.Unicode:
    return skia.Unicodes.ICU.Make()


@lru_cache(maxsize=16)
def _fonts(face: FontFace, weight: int) -> tuple[skia.textlayout.FontCollection, tuple[str, ...]]:
    """The face and those of the other scripts in a weight, under names that the paragraph looks them up by."""
    provider = skia.textlayout.TypefaceFontProvider()
    families = []
    for each in (face, *shaping_faces()):
        opened = typeface(each.path, each.index, each.weight(weight))
        if opened is not None:
            provider.registerTypeface(opened)
            families.append(opened.getFamilyName())
    fonts = skia.textlayout.FontCollection()
    fonts.setDefaultFontManager(provider)
    return fonts, tuple(families)
