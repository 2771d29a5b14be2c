"""Text as outlines: glyphs of the chosen face placed in lines or in upright columns, ready to be drawn."""

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from datasay.engines.local.image.shapes import placed
from datasay.engines.local.image.stage import Area
from datasay.typography.fonts import FontFace, displayable, typeface
from datasay.typography.headless import skia
from datasay.typography.lines import FittedLines, fit_lines, is_wide, place_characters

_EM = 1000.0
# Chinese punctuation set upright has forms of its own.
_UPRIGHT = str.maketrans("！？", "︕︖")


_NOT_UPRIGHT = frozenset("（）《》〈〉「」『』【】“”‘’：…—·")  # quoted and bracketed titles read better level
_STOPS_TO_SPACES = str.maketrans("，、。；", "    ")


@dataclass(frozen=True, slots=True)
class Lettering:
    """Set text: its outline, the box its ink fills, its size in pixels and its lines."""

    path: skia.Path
    ink: Area
    size: float
    lines: tuple[str, ...]


class Face:
    """One font face for setting: advances in em, outlines per glyph. One per drawing: skia fonts are not shared."""

    def __init__(self, face: FontFace) -> None:
        self.face = face
        self._font = skia.Font(typeface(face.path, face.index), _EM)
        self._font.setHinting(skia.FontHinting.kNone)
        self._font.setSubpixel(True)
        self._advances: dict[str, float] = {}

    def shown(self, text: str) -> str:
        """The text as this face can show it, on one line."""
        return " ".join(displayable(text, self.face).split())

    def advance(self, character: str) -> float:
        """A character's width in em."""
        if character not in self._advances:
            glyph = self._font.unicharToGlyph(ord(character))
            self._advances[character] = float(self._font.getWidths([glyph])[0]) / _EM
        return self._advances[character]

    def outline(self, character: str) -> skia.Path:
        """The glyph's outline, 1000 units to the em, baseline at 0."""
        return _outline(self.face, self._font.unicharToGlyph(ord(character)))

    def has(self, characters: str) -> bool:
        """Whether every character has a glyph."""
        return all(self._font.unicharToGlyph(ord(character)) != 0 for character in characters)


@lru_cache(maxsize=4096)
def _outline(face: FontFace, glyph: int) -> skia.Path:
    font = skia.Font(typeface(face.path, face.index), _EM)
    font.setHinting(skia.FontHinting.kNone)
    return cast("skia.Path", font.getPath(glyph) or skia.Path())


def _finish(path: skia.Path, size: float, lines: tuple[str, ...], weight: float) -> Lettering:
    """Thicken the outline by `weight` em (the fonts at hand come in one weight) and note where the ink is."""
    if weight > 0.0 and not path.isEmpty():
        paint = skia.Paint(Style=skia.Paint.kStrokeAndFill_Style, StrokeWidth=weight * size)
        paint.setStrokeJoin(skia.Paint.kMiter_Join)
        thick = skia.Path()
        if hasattr(skia, "FillPathWithPaint"):
            skia.FillPathWithPaint(path, paint, thick)
        else:
            paint.getFillPath(path, thick)
        path = thick
    bounds = path.computeTightBounds()
    return Lettering(path, Area(bounds.left(), bounds.top(), bounds.right(), bounds.bottom()), size, lines)


def set_lines(
    face: Face,
    text: str,
    area: Area,
    *,
    largest: float,
    leading: float = 1.28,
    tracking: float = 0.0,
    weight: float = 0.0,
    align: str = "left",
    hang: str = "top",
    most_lines: int = 5,
) -> Lettering:
    """Set horizontal lines in the area, as large as fits. `align`: left, centre, right; `hang`: top, middle, bottom."""
    fitted = fit_lines(
        face.shown(text),
        area.width,
        area.height,
        face.advance,
        largest=largest,
        leading=leading,
        tracking=tracking,
        most_lines=most_lines,
    )
    size = fitted.size * (1.0 - weight * 0.5)  # the thicker outline needs the room
    block = size * (1.0 + (len(fitted.lines) - 1) * leading)
    top = area.top + (area.height - block) * {"top": 0.0, "middle": 0.5, "bottom": 1.0}[hang]
    path = skia.Path()
    for number, line in enumerate(fitted.lines):
        characters, width = place_characters(line, face.advance, tracking)
        left = area.left + (area.width - width * size) * {"left": 0.0, "centre": 0.5, "right": 1.0}[align]
        baseline = top + size * (0.88 + number * leading)
        for character, x in characters:
            path.addPath(placed(face.outline(character), left + x * size, baseline, size / _EM))
    return _finish(path, size, fitted.lines, weight)


def can_stand_upright(text: str) -> bool:
    """Whether the text may be set in columns: Chinese only, and short enough to be read so."""
    letters = [character for character in text if character != " "]
    plain = all(is_wide(character) and character not in _NOT_UPRIGHT for character in letters)
    return 2 <= len(letters) <= 18 and plain


def set_columns(face: Face, text: str, area: Area, *, largest: float, spacing: float, weight: float) -> Lettering:
    """Set upright columns from the right edge of the area to the left, as large as fits; `spacing` between columns."""
    # Upright headlines are set like verse: a break or a space stands for the lighter stops.
    plain = " ".join(face.shown(text).translate(_STOPS_TO_SPACES).split())
    clauses = tuple(plain.split(" "))
    longest = max(len(clause) for clause in clauses)
    own = min(largest, area.height / (1.06 * longest), area.width / (1.0 + (len(clauses) - 1) * spacing))
    if 2 <= len(clauses) <= 4 and own > 0.6 * largest:
        fitted = FittedLines(clauses, own, own)
    else:
        fitted = fit_lines(
            plain, area.height, area.width, lambda _: 1.06, largest=largest, leading=spacing, most_lines=3
        )
    size = fitted.size
    path = skia.Path()
    for number, column in enumerate(fitted.lines):
        left = area.right - size - number * spacing * size
        upright = column.translate(_UPRIGHT)
        for row, character in enumerate(upright if face.has(upright.replace(" ", "")) else column):
            baseline = area.top + size * (0.88 + row * 1.06)
            path.addPath(placed(face.outline(character), left, baseline, size / _EM))
    return _finish(path, size, fitted.lines, weight)
