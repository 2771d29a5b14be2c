"""Setting lines of type: glyphs of a face in a weight, what it lacks from others, placed as the eye wants them."""

from dataclasses import dataclass
from functools import lru_cache

from datasay.typography.fonts import REGULAR, FontFace, displayable, fallback_faces, shaping_faces, typeface
from datasay.typography.headless import skia
from datasay.typography.lines import place_characters
from datasay.typography.shaping import draw_shaped, needs_shaping, shaped_width

_PROBE_SIZE = 1000.0
_THICKER = 0.065 / 500  # em that an outline is thickened for each step of weight a face does not have
_HEAVIEST = 700  # that a face is thickened to: more would close its letters


@dataclass(frozen=True, slots=True)
class Hand:
    """A face in a weight: everything about type but its size and colour. Used in one thread at a time."""

    face: FontFace
    weight: int = REGULAR

    def shown(self, text: str) -> str:
        """The text as this face and its fall-backs can show it, on one line."""
        others = shaping_faces() if needs_shaping(text) else ()
        return " ".join(displayable(text, self.face, *fallback_faces(), *others).split())

    def advance(self, character: str) -> float:
        """A character's width in em."""
        return _advance(self.face, self.weight, character)

    def width(self, line: str, tracking: float = 0.0) -> float:
        """A line's width in em."""
        if needs_shaping(line):
            return shaped_width(line, self.face, self.weight)
        return place_characters(line, self.advance, tracking)[1]

    def draw(
        self, canvas: skia.Canvas, line: str, x: float, baseline: float, size: float, colour: int,
        tracking: float = 0.0, *, lit: tuple[int, int] | None = None, lit_colour: int = 0,
    ) -> None:  # fmt: skip
        """Draw a line from its left edge `x` on; `colour` is ARGB, and `lit` the characters of another colour."""
        if needs_shaping(line):
            draw_shaped(canvas, line, self.face, self.weight, x, baseline, size, colour)
            return
        paint = skia.Paint(AntiAlias=True, Color=colour)
        thicker = min(self.weight, _HEAVIEST) - self.face.weight(self.weight)
        if thicker > 0:
            paint.setStyle(skia.Paint.kStrokeAndFill_Style)
            paint.setStrokeWidth(thicker * _THICKER * size)
            paint.setStrokeJoin(skia.Paint.kMiter_Join)
        for number, (character, left) in enumerate(place_characters(line, self.advance, tracking)[0]):
            paint.setColor(lit_colour if lit is not None and lit[0] <= number < lit[1] else colour)
            font = _font(_face_of(self.face, character), self.weight, size)
            canvas.drawString(character, x + left * size, baseline, font, paint)


def _font(face: FontFace, weight: int, size: float) -> skia.Font:
    font = skia.Font(typeface(face.path, face.index, face.weight(weight)), size)
    font.setHinting(skia.FontHinting.kNone)
    font.setSubpixel(True)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    return font


@lru_cache(maxsize=16384)
def _advance(face: FontFace, weight: int, character: str) -> float:
    font = _font(_face_of(face, character), weight, _PROBE_SIZE)
    return float(font.getWidths([font.unicharToGlyph(ord(character))])[0]) / _PROBE_SIZE


@lru_cache(maxsize=16384)
def _face_of(face: FontFace, character: str) -> FontFace:
    """The face, or the first of its fall-backs that has the character."""
    others = shaping_faces() if needs_shaping(character) else ()
    for each in (face, *face.spares, *fallback_faces(), *others):
        opened = typeface(each.path, each.index)
        if opened is not None and opened.unicharToGlyph(ord(character)) != 0:
            return each
    return face
