"""The styles of burned-in subtitles as data: how large, how bold, on what, how many words at a time, and where."""

from dataclasses import dataclass
from enum import StrEnum


class SubtitleStyle(StrEnum):
    """The styles there are."""

    PLAIN = "plain"
    BOXED = "boxed"
    OUTLINED = "outlined"
    KARAOKE = "karaoke"
    BIG = "big"


class Backing(StrEnum):
    """What makes letters stand out where the picture alone does not let them."""

    PLATE = "plate"  # a dark plate under the lines
    OUTLINE = "outline"  # a line of the other tone round the letters


@dataclass(frozen=True, slots=True)
class Size:
    """In one shape of screen: the em as a share of the height, the longest line as a share of the width."""

    em: float
    line: float


@dataclass(frozen=True, slots=True)
class Look:
    """One style. `tall`, `wide` and `square` are shapes of the screen."""

    tall: Size
    wide: Size
    square: Size
    weight: int
    leading: float  # from baseline to baseline, of the em
    backing: Backing
    always_backed: bool = False  # else only where the measured ground asks for it
    words: tuple[int, int] | None = None  # at least and at most so many at a time
    lit: bool = False  # the word that sounds has a colour of its own, those to come are paler
    pops: bool = False  # comes in with a small jump
    second_line: float = 1.0  # two lines are set smaller by this


# A Chinese letter is 0.92 em high: at this em 3.9 % of the height of a tall screen, of which blending eats a little.
_TALL, _WIDE, _SQUARE = Size(0.0425, 0.76), Size(0.058, 0.72), Size(0.056, 0.84)

LOOKS: dict[SubtitleStyle, Look] = {
    SubtitleStyle.PLAIN: Look(_TALL, _WIDE, _SQUARE, 700, 1.28, Backing.PLATE),
    SubtitleStyle.BOXED: Look(_TALL, _WIDE, _SQUARE, 700, 1.36, Backing.PLATE, always_backed=True),
    SubtitleStyle.OUTLINED: Look(_TALL, _WIDE, _SQUARE, 900, 1.30, Backing.OUTLINE, always_backed=True),
    SubtitleStyle.KARAOKE: Look(_TALL, _WIDE, _SQUARE, 700, 1.28, Backing.PLATE, words=(2, 7), lit=True),
    SubtitleStyle.BIG: Look(
        Size(0.062, 0.76), Size(0.082, 0.72), Size(0.080, 0.84), 900, 1.14, Backing.OUTLINE, words=(1, 4), lit=True,
        pops=True, second_line=0.80,
    ),
}  # fmt: skip

_TALL_FOOT, _WIDE_FOOT, _SQUARE_FOOT = 0.825, 0.94, 0.93  # of the height: below it platforms lay their own words


@dataclass(frozen=True, slots=True)
class Layout:
    """Where subtitles stand on a screen of this shape, in pixels."""

    em: float
    line: float  # the longest line
    baseline: float  # of the last line
    leading: float  # from baseline to baseline

    @property
    def room(self) -> float:
        """How many Chinese characters fit on a line."""
        return self.line / self.em

    def zone(self, lines: int = 2) -> tuple[float, float]:
        """Top and bottom of so many lines."""
        return self.baseline - (lines - 1) * self.leading - 0.90 * self.em, self.baseline + 0.14 * self.em


def layout_of(width: int, height: int, style: SubtitleStyle = SubtitleStyle.PLAIN, *, lines: int = 1) -> Layout:
    """The lower third; on a tall screen clear of the platforms' buttons and texts."""
    look = LOOKS[style]
    size, foot = look.wide, _WIDE_FOOT
    if width < height:
        size, foot = look.tall, _TALL_FOOT
    elif width == height:
        size, foot = look.square, _SQUARE_FOOT
    em = height * size.em * (look.second_line if lines > 1 else 1.0)
    return Layout(em, width * size.line, height * foot - 0.12 * em, em * look.leading)
