"""Subtitles and the label as an ASS script: how it is written, and how text is made harmless in it."""

import struct
from dataclasses import dataclass

from datasay.typography.fonts import FontFace, spares_for, typeface


@dataclass(frozen=True, slots=True)
class Type:
    """A face in a weight, and the proportions needed to set it: shares of the em."""

    face: FontFace
    weight: int
    line_height: float  # what ASS calls the font size, since it copies Windows
    descent: float
    cap_height: float

    def width(self, text: str, em: float) -> float:
        """Width of one line in pixels at an em of so many pixels; letters that its spares take in those."""
        from datasay.typography.headless import skia  # noqa: PLC0415  loads 40 MB; only rendering measures text

        wide = 0.0
        for spare in spares_for(text, self.face):
            taken = "".join(each for each in text if spares_for(each, self.face)[:1] == [spare])
            # libass sets every font in the same size, and that is its line height.
            size = em * self.line_height / type_of(spare).line_height
            wide += float(skia.Font(typeface(spare.path, spare.index), size).measureText(taken))
            text = "".join(each for each in text if each not in taken)
        opened = typeface(self.face.path, self.face.index, self.weight)
        return wide + float(skia.Font(opened, em).measureText(text))


def type_of(face: FontFace, weight: int = 400) -> Type:
    """Read the proportions from the font itself (tables head and OS/2); of a face without weights, the one it has."""
    opened = typeface(face.path, face.index, weight)
    assert opened is not None, "a face was opened before it was chosen"
    units = float(opened.getUnitsPerEm())
    table = bytes(opened.getTableData(int.from_bytes(b"OS/2", "big")))
    ascent, descent = struct.unpack(">HH", table[74:78])  # usWinAscent, usWinDescent
    version = struct.unpack(">H", table[:2])[0]
    cap_height = struct.unpack(">h", table[88:90])[0] / units if version >= 2 and len(table) >= 90 else 0.7
    return Type(face, weight, (ascent + descent) / units, descent / units, cap_height or 0.7)


def escape(text: str) -> str:
    """Text that libass shows as it stands: no override block, no line break or space of its own, one line.

    A brace is escaped; the backslash has no escape in ASS and becomes its full-width form.
    """
    plain = text.replace("\\", "＼").replace("{", "\\{").replace("}", "\\}")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\N")


def colour(rgb: tuple[int, int, int]) -> str:
    """As ASS writes it: blue, green, red."""
    red, green, blue = rgb
    return f"&H{blue:02X}{green:02X}{red:02X}&"


def event(layer: int, start: float, end: float, style: str, text: str) -> str:
    """One line of the script."""
    return f"Dialogue: {layer},{_time(start)},{_time(end)},{style},,0,0,0,,{text}"


def _time(seconds: float) -> str:
    centiseconds = round(seconds * 100)
    minutes, rest = divmod(centiseconds, 6000)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest // 100:02d}.{rest % 100:02d}"


def pill(width: float, height: float, radius: float) -> str:
    """A rectangle with round corners, as an ASS drawing."""
    radius = min(radius, width / 2, height / 2)
    bend = radius * (1 - 0.5523)  # the control points that make a cubic curve a quarter of a circle
    right, low = width - radius, height - radius

    def curve(*points: float) -> str:
        return "b " + " ".join(f"{point:.1f}" for point in points)

    return " ".join(
        [
            f"m {radius:.1f} 0",
            f"l {right:.1f} 0",
            curve(width - bend, 0, width, bend, width, radius),
            f"l {width:.1f} {low:.1f}",
            curve(width, height - bend, width - bend, height, right, height),
            f"l {radius:.1f} {height:.1f}",
            curve(bend, height, 0, height - bend, 0, low),
            f"l 0 {radius:.1f}",
            curve(0, bend, bend, 0, radius, 0),
        ]
    )
