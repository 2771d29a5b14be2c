"""Subtitles and the label as an ASS script: how they look, where they stand, and how text is made harmless in it."""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from datasay.composition.timeline import Cue, Label, Timeline
from datasay.typography.fonts import FontFace, displayable, typeface

_LABEL_SHARE = 0.05  # height of the label's letters, of the shortest side (GB 45438-2025)
LABEL_FADE = 0.5  # seconds, after the time it is fully shown
_WIDEST = 0.9  # of the screen; a line that cannot be broken is set smaller instead
_WHITE = "&H00FFFFFF"
_INK = "&H00120D0A"  # a warm black; ASS writes blue, green, red


@dataclass(frozen=True, slots=True)
class Type:
    """A face and the proportions needed to set it: shares of the em."""

    face: FontFace
    line_height: float  # what ASS calls the font size, since it copies Windows
    descent: float
    cap_height: float

    def width(self, text: str, em: float) -> float:
        """Width of one line in pixels at an em of so many pixels."""
        from datasay.typography.headless import skia  # noqa: PLC0415  loads 40 MB; only rendering measures text

        return float(skia.Font(typeface(self.face.path, self.face.index), em).measureText(text))


@dataclass(frozen=True, slots=True)
class Layout:
    """Where subtitles stand on a screen of this shape, in pixels."""

    em: float
    baseline: float  # of the last line


def layout_of(width: int, height: int) -> Layout:
    """The lower third; on a tall screen clear of the platforms' buttons and texts."""
    if width < height:
        return Layout(em=width * 0.060, baseline=height * 0.80)
    if width == height:
        return Layout(em=width * 0.054, baseline=height * 0.875)
    return Layout(em=height * 0.056, baseline=height * 0.905)


def type_of(face: FontFace) -> Type:
    """Read the proportions from the font itself (tables head and OS/2)."""
    opened = typeface(face.path, face.index)
    assert opened is not None, "a face was opened before it was chosen"
    units = float(opened.getUnitsPerEm())
    table = bytes(opened.getTableData(int.from_bytes(b"OS/2", "big")))
    ascent, descent = struct.unpack(">HH", table[74:78])  # usWinAscent, usWinDescent
    version = struct.unpack(">H", table[:2])[0]
    cap_height = struct.unpack(">h", table[88:90])[0] / units if version >= 2 and len(table) >= 90 else 0.7
    return Type(face, (ascent + descent) / units, descent / units, cap_height or 0.7)


def ass_script(timeline: Timeline, face: FontFace) -> str:
    """The whole script for one video; times are those of the video."""
    kind = type_of(face)
    layout = layout_of(timeline.width, timeline.height)
    events = [line for cue in timeline.cues for line in _cue_events(cue, timeline, kind, layout)]
    if timeline.label is not None:
        events += _label_events(timeline.label, timeline, kind)
    family = face.family.replace(",", " ")
    size = layout.em * kind.line_height
    header = [
        "[Script Info]",
        "ScriptType: v4.00+",
        f"PlayResX: {timeline.width}",
        f"PlayResY: {timeline.height}",
        "WrapStyle: 2",  # lines break only where we say so
        "ScaledBorderAndShadow: yes",
        "YCbCr Matrix: TV.709",
        "",
        "[V4+ Styles]",
        "Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, "
        "Underline, StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, "
        "MarginR, MarginV, Encoding",
        f"Style: Speech,{family},{size:.2f},{_WHITE},{_WHITE},{_INK},{_INK},-1,0,0,0,100,100,"
        f"{layout.em * 0.02:.2f},0,1,{layout.em * 0.045:.2f},0,2,0,0,0,1",
        f"Style: Label,{family},{size:.2f},{_WHITE},{_WHITE},{_INK},{_INK},0,0,0,0,100,100,0,0,1,0,0,7,0,0,0,1",
        "",
        "[Events]",
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
    ]
    return "\n".join([*header, *events, ""])


def escape(text: str) -> str:
    """Text that libass shows as it stands: no override block, no line break or space of its own, one line.

    A brace is escaped; the backslash has no escape in ASS and becomes its full-width form.
    """
    plain = text.replace("\\", "＼").replace("{", "\\{").replace("}", "\\}")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\N")


def _time(seconds: float) -> str:
    centiseconds = round(seconds * 100)
    minutes, rest = divmod(centiseconds, 6000)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest // 100:02d}.{rest % 100:02d}"


def _event(layer: int, start: float, end: float, style: str, text: str) -> str:
    return f"Dialogue: {layer},{_time(start)},{_time(end)},{style},,0,0,0,,{text}"


def _cue_events(cue: Cue, timeline: Timeline, kind: Type, layout: Layout) -> Sequence[str]:
    lines = [line for line in displayable(cue.text, kind.face).splitlines() if line.strip()]
    if not lines:
        return []
    widest = max(kind.width(line, layout.em * 1.04) for line in lines)  # a little for the bold and the spacing
    fit = min(1.0, timeline.width * _WIDEST / widest) if widest else 1.0
    shrink = f"\\fscx{fit * 100:.1f}\\fscy{fit * 100:.1f}" if fit < 1.0 else ""
    bottom = layout.baseline + layout.em * kind.descent * fit
    place = f"\\pos({timeline.width / 2:.1f},{bottom:.1f}){shrink}"
    text = escape("\n".join(lines))
    glow = f"{{{place}\\bord{layout.em * 0.10:.2f}\\blur{layout.em * 0.12:.2f}\\1a&HFF&\\3a&H70&}}"
    edge = f"{{{place}\\blur0.7\\3a&H38&}}"
    return [
        _event(1, cue.start, cue.end, "Speech", glow + text),
        _event(2, cue.start, cue.end, "Speech", edge + text),
    ]


def _label_events(label: Label, timeline: Timeline, kind: Type) -> Sequence[str]:
    """White letters on a dark, half-transparent pill in the upper left, shown fully for the label's seconds."""
    text = displayable(" ".join(label.text.split()), kind.face)
    letters = min(timeline.width, timeline.height) * _LABEL_SHARE * 1.04  # blending at the edges eats a little
    em = letters / kind.cap_height
    width = kind.width(text, em)
    pad_x, pad_y = em * 0.52, em * 0.34
    tall, wide = letters + 2 * pad_y, width + 2 * pad_x
    left = timeline.width * 0.05
    top = timeline.height * (0.045 if timeline.width < timeline.height else 0.05)
    end = label.seconds + LABEL_FADE
    fade = f"\\fad(0,{LABEL_FADE * 1000:.0f})"
    pill = f"{{\\pos({left:.1f},{top:.1f}){fade}\\1c&H120D0A&\\1a&H78&\\p1}}{_pill(wide, tall)}{{\\p0}}"
    # \an1 stands on the bottom of the line box, which lies the descent below the letters' foot.
    foot = top + pad_y + letters + em * kind.descent
    words = f"{{\\an1\\pos({left + pad_x:.1f},{foot:.1f}){fade}\\fs{em * kind.line_height:.2f}\\1a&H08&}}{escape(text)}"
    return [_event(3, 0, end, "Label", pill), _event(4, 0, end, "Label", words)]


def _pill(width: float, height: float) -> str:
    """A rectangle with half-round ends, as an ASS drawing."""
    radius = height / 2
    bend = radius * 0.5523  # the control points that make a cubic curve a quarter of a circle
    right = width - radius

    def curve(*points: float) -> str:
        return "b " + " ".join(f"{point:.1f}" for point in points)

    return " ".join(
        [
            f"m {radius:.1f} 0",
            f"l {right:.1f} 0",
            curve(right + bend, 0, width, radius - bend, width, radius),
            curve(width, radius + bend, right + bend, height, right, height),
            f"l {radius:.1f} {height:.1f}",
            curve(radius - bend, height, 0, radius + bend, 0, radius),
            curve(0, radius - bend, radius - bend, 0, radius, 0),
        ]
    )
