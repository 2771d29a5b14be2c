"""A subtitle as lines of an ASS script: what lies behind its letters, the letters, word by word where they light."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from datasay.composition.ass import Type, colour, escape, event, pill
from datasay.composition.movement import Movement
from datasay.composition.subtitle_styles import Backing, Look, layout_of
from datasay.composition.timeline import Cue, CueWord, Timeline
from datasay.composition.tones import PLATE, PLATE_COVERS, Tone
from datasay.typography.fonts import FontFace, displayable

_POP = 88  # per cent of its size at which big words come in
_PAD, _RADIUS = 26.0, 14.0  # of the plate, in 1080ths of the shorter side


def burnable(text: str, face: FontFace) -> str:
    """The text as it can be burned in: what the face cannot show is gone, a backslash is full-width."""
    return displayable(text, face).replace("\\", "＼")


def cue_events(cue: Cue, timeline: Timeline, kind: Type, look: Look, tone: Tone) -> list[str]:
    """The events of one subtitle; each sets one line, at a place of its own."""
    text = burnable(cue.text, kind.face)
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return []
    layout = layout_of(timeline.width, timeline.height, timeline.subtitle_style, lines=len(lines))
    widest = max(kind.width(line, layout.em) for line in lines)
    fit = min(1.0, layout.line / widest) if widest else 1.0
    pops = look.pops and timeline.movement is not Movement.NONE
    events: list[str] = []
    if tone.backing is Backing.PLATE:
        events.append(_plate(cue, timeline, layout.em * fit, layout.leading, layout.baseline, widest * fit, len(lines)))
    words = cue.words if text == cue.text and look.lit else ()
    begin = 0
    for number, line in enumerate(lines):
        foot = layout.baseline - (len(lines) - 1 - number) * layout.leading + layout.em * kind.descent * fit
        place = f"\\pos({timeline.width / 2:.1f},{foot:.1f})\\b{kind.weight}"
        sized = f"\\fs{layout.em * kind.line_height:.2f}"
        if tone.ring is not None:
            ring = f"\\bord{layout.em * 0.13:.2f}\\blur{layout.em * 0.07:.2f}\\1a&HFF&\\3a&H40&\\3c{colour(tone.ring)}"
            events.append(
                event(2, cue.start, cue.end, "Speech", f"{{{place}{sized}{_scaled(fit)}{ring}}}{escape(line)}")
            )
        edge = "\\blur0.6"
        if tone.backing is Backing.OUTLINE:
            edge = f"\\bord{layout.em * 0.085:.2f}\\blur0.8\\3c{colour(tone.outline)}"
        for first, (start, end, lit) in enumerate(_phases(cue, words)):
            jump = _jump(fit) if pops and first == 0 else _scaled(fit)
            said = _coloured(line, begin, words, lit, tone) if words else f"{{\\1c{colour(tone.text)}}}{escape(line)}"
            events.append(event(3, start, end, "Speech", f"{{{place}{sized}{jump}{edge}}}{said}"))
        begin += len(line) + 1
    return events


def _phases(cue: Cue, words: Sequence[CueWord]) -> Iterator[tuple[float, float, int]]:
    """From when to when which word sounds; without words, the whole once."""
    if not words:
        yield cue.start, cue.end, -1
        return
    edges = [cue.start, *(min(max(word.start, cue.start), cue.end) for word in words[1:]), cue.end]
    for number, (start, end) in enumerate(pairwise(edges)):
        if round(end * 100) > round(start * 100):
            yield start, end, number


def _coloured(line: str, begin: int, words: Sequence[CueWord], lit: int, tone: Tone) -> str:
    """The line with a colour before each word: said, sounding, or to come."""
    parts: list[str] = []
    at = 0
    for number, word in enumerate(words):
        start = word.begin - begin
        if not 0 <= start < len(line):
            continue
        chosen = tone.lit if number == lit else tone.text if number < lit else tone.to_come
        parts.append(
            escape(line[at:start]) if at or not start else f"{{\\1c{colour(tone.text)}}}{escape(line[:start])}"
        )
        parts.append(f"{{\\1c{colour(chosen)}}}")
        stop = min(word.stop - begin, len(line))
        parts.append(escape(line[start:stop]))
        at = stop
    rest = f"{{\\1c{colour(tone.text)}}}" if not parts else ""
    return "".join(parts) + rest + escape(line[at:])


def _scaled(fit: float) -> str:
    return f"\\fscx{fit * 100:.1f}\\fscy{fit * 100:.1f}" if fit < 1.0 else ""


def _jump(fit: float) -> str:
    """In a tenth of a second a little beyond its size, and back."""
    low, high, whole = (fit * share for share in (_POP, 104, 100))
    return (
        f"\\fscx{low:.1f}\\fscy{low:.1f}\\t(0,90,\\fscx{high:.1f}\\fscy{high:.1f})"
        f"\\t(90,170,\\fscx{whole:.1f}\\fscy{whole:.1f})"
    )


def _plate(cue: Cue, timeline: Timeline, em: float, leading: float, baseline: float, width: float, lines: int) -> str:
    unit = min(timeline.width, timeline.height) / 1080
    pad = _PAD * unit
    tall = (lines - 1) * leading + em * 1.02 + pad * 1.1
    wide = width + 2 * pad
    left, top = (timeline.width - wide) / 2, baseline - (lines - 1) * leading - em * 0.88 - pad * 0.55
    alpha = f"&H{round(255 * (1 - PLATE_COVERS)):02X}&"
    place = f"\\an7\\pos({left:.1f},{top:.1f})\\1c{colour(PLATE)}\\1a{alpha}\\bord0"
    return event(1, cue.start, cue.end, "Label", f"{{{place}\\p1}}{pill(wide, tall, _RADIUS * unit)}{{\\p0}}")
