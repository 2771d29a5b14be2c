"""Everything that is burned into a video: its subtitles in their style, and the label, as one ASS script."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from datasay.composition.ass import Type, colour, escape, event, pill, type_of
from datasay.composition.cue_events import cue_events
from datasay.composition.grounds import Ground, measure_ground, together
from datasay.composition.subtitle_styles import LOOKS, Backing, layout_of
from datasay.composition.timeline import FADE_FRAMES, Cue, Label, Timeline
from datasay.composition.tones import tone_on
from datasay.typography.fonts import FontFace, displayable

LABEL_FADE = 0.5  # seconds, after the time it is fully shown
_LABEL_SHARE = 0.05  # height of the label's letters, of the shortest side (GB 45438-2025)
_LABEL_WEIGHT = 500
_AROUND = 0.015  # of the height: pictures move under the subtitles
_ACROSS = (0.10, 0.90)  # of the width, for the same reason


def ass_script(timeline: Timeline, face: FontFace) -> str:
    """The whole script for one video; times are those of the video."""
    look = LOOKS[timeline.subtitle_style]
    kind = type_of(face, look.weight)
    on_plates = look.always_backed and look.backing is Backing.PLATE
    grounds = {} if on_plates else measured_grounds(timeline)
    events: list[str] = []
    for cue in timeline.cues:
        events += cue_events(cue, timeline, kind, look, tone_on(ground_under(cue, timeline, grounds), look))
    if timeline.label is not None:
        events += _label_events(timeline.label, timeline, type_of(face, _LABEL_WEIGHT))
    return "\n".join([*_header(timeline, face), *events, ""])


def _header(timeline: Timeline, face: FontFace) -> list[str]:
    style = "0,0,0,0,100,100,0,0,1,0,0"
    return [
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
        f"Style: Speech,{_family(face)},40,&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,{style},2,0,0,0,1",
        f"Style: Label,{_family(face)},40,&H00FFFFFF,&H00FFFFFF,&H00000000,&H00000000,{style},7,0,0,0,1",
        "",
        "[Events]",
        "Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text",
    ]


def _family(face: FontFace) -> str:
    return face.family.replace(",", " ")


def measured_grounds(timeline: Timeline) -> dict[Path, Ground]:
    """Of each picture, what lies where the subtitles stand."""
    layout = layout_of(timeline.width, timeline.height, timeline.subtitle_style)
    top, bottom = (edge / timeline.height for edge in layout.zone())
    zone = (_ACROSS[0], top - _AROUND, _ACROSS[1], bottom + _AROUND)
    pictures = dict.fromkeys(clip.picture for clip in timeline.clips) if timeline.cues else {}
    found = {picture: measure_ground(picture, zone) for picture in pictures}
    return {picture: ground for picture, ground in found.items() if ground is not None}


def ground_under(cue: Cue, timeline: Timeline, grounds: Mapping[Path, Ground]) -> Ground | None:
    """What a subtitle stands on while it is there; None where one of the pictures could not be measured."""
    fade = FADE_FRAMES / timeline.fps
    under: Sequence[Path] = [
        clip.picture for clip in timeline.clips if clip.start < cue.end and clip.end + fade > cue.start
    ]
    if not under or any(picture not in grounds for picture in under):
        return None
    return together([grounds[picture] for picture in dict.fromkeys(under)])


def _label_events(label: Label, timeline: Timeline, kind: Type) -> list[str]:
    """White letters on a dark, half-transparent pill in the upper left, shown fully for the label's seconds."""
    text = displayable(" ".join(label.text.split()), kind.face)
    letters = min(timeline.width, timeline.height) * _LABEL_SHARE * 1.04  # blending at the edges eats a little
    em = letters / kind.cap_height
    width = kind.width(text, em)
    pad_x, pad_y = em * 0.44, em * 0.28
    tall, wide = letters + 2 * pad_y, width + 2 * pad_x
    upright = timeline.width < timeline.height
    left = timeline.width * (0.06 if upright else 0.05)
    top = timeline.height * (0.070 if upright else 0.05)  # on a tall screen below the platforms' own
    end = label.seconds + LABEL_FADE
    fade = f"\\fad(0,{LABEL_FADE * 1000:.0f})"
    shape = pill(wide, tall, tall / 2)
    ground = f"{{\\pos({left:.1f},{top:.1f}){fade}\\1c{colour((0x14, 0x16, 0x1C))}\\1a&H60&\\p1}}{shape}{{\\p0}}"
    # \an1 stands on the bottom of the line box, which lies the descent below the letters' foot.
    foot = top + pad_y + letters + em * kind.descent
    place = f"\\an1\\pos({left + pad_x:.1f},{foot:.1f}){fade}\\b{kind.weight}\\fs{em * kind.line_height:.2f}\\1a&H08&"
    return [event(4, 0, end, "Label", ground), event(5, 0, end, "Label", f"{{{place}}}{escape(text)}")]
