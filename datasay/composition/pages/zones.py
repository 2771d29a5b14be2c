"""Where what may stand, per shape of picture: data, from the safe zones of the platforms that show such videos.

On tall pictures the platforms' buttons stand on the right 12 % from 45 to 84 % of the height, and names, captions and
the scale of the player below 82.5 %; the first 7.5 % belong to the telephone.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Zones:
    """All as shares of the picture's width (left, width, …) or height (top, bottom, …)."""

    left: float  # of all type
    width: float
    label: tuple[float, float]  # top and bottom of the mark of generated content, and of the subtitles
    subtitle: tuple[float, float]
    kicker: float  # top
    title: tuple[float, float]  # top and bottom of a title card's title
    headline: tuple[float, float]
    body: tuple[float, float]  # of lists, charts, comparisons
    quotation: tuple[float, float]
    plain: tuple[float, float]  # of a page that is only type
    shelf: tuple[float, float, float, float]  # left, top, width, bottom of a headline beside or below its picture
    body_width: float  # of lists, charts, comparisons
    note_width: float
    thing: float  # top of the thing that stands below a figure
    scale: float  # of sizes, which are shares of the height on tall pictures


TALL = Zones(
    left=0.08, width=0.80, label=(0.075, 0.116), subtitle=(0.74, 0.825), kicker=0.138, title=(0.182, 0.42),
    headline=(0.135, 0.30), body=(0.285, 0.70), quotation=(0.262, 0.60), plain=(0.27, 0.52),
    shelf=(0.08, 0.545, 0.80, 0.715), body_width=0.80,
    note_width=0.60, thing=0.547, scale=1.0,
)  # fmt: skip
BROAD = Zones(
    left=0.06, width=0.50, label=(0.048, 0.12), subtitle=(0.815, 0.94), kicker=0.185, title=(0.25, 0.62),
    headline=(0.20, 0.44), body=(0.34, 0.78), quotation=(0.27, 0.66), plain=(0.30, 0.62),
    shelf=(0.48, 0.34, 0.46, 0.66), body_width=0.54,
    note_width=0.44, thing=1.0, scale=1.65,
)  # fmt: skip
SQUARE = Zones(
    left=0.07, width=0.80, label=(0.05, 0.115), subtitle=(0.80, 0.93), kicker=0.128, title=(0.19, 0.46),
    headline=(0.14, 0.36), body=(0.31, 0.76), quotation=(0.26, 0.66), plain=(0.28, 0.58),
    shelf=(0.07, 0.550, 0.86, 0.730), body_width=0.80,
    note_width=0.62, thing=0.585, scale=1.45,
)  # fmt: skip


def zones_of(width: int, height: int) -> Zones:
    """Those of a picture of this shape."""
    if width > height * 1.25:
        return BROAD
    return TALL if height > width * 1.15 else SQUARE
