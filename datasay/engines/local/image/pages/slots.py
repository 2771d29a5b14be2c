"""Where the thing of a page stands, by layout and shape of the picture: data, in shares of width and height.

Type, subtitles and the platforms' buttons have places of their own (composition); a thing stands clear of them.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """The middle across, the foot, and how wide and high a thing may be; `turn` degrees where it may be turned."""

    x: float
    foot: float
    width: float
    height: float
    turn: float = 0.0
    depth: float = 0.18


@dataclass(frozen=True, slots=True)
class Shape:
    """The slots of one shape of picture; `horizon` where the low ridges of a page without a landscape begin."""

    slots: dict[str, Slot]
    lone: dict[str, Slot]  # of pages without a headline: larger, in the middle
    upper: Slot  # of a split page, lower: `slots["split"]`
    edge: float  # where its halves meet
    horizon: float
    disc: tuple[float, float, float]  # of a title: x, y, radius as a share of the shorter side
    low: tuple[tuple[float, float, float], ...]  # of pages without a thing, one after the other
    bare: tuple[tuple[float, float, float], ...]  # of pages of type alone, clear of it: high, low, in the middle
    frame: tuple[float, float, float, float]  # of a photograph: left, top, right, bottom


TALL = Shape(
    {
        "title": Slot(0.50, 0.722, 0.84, 0.262, depth=0.22),
        "figure": Slot(0.76, 0.722, 0.36, 0.175),
        "steps": Slot(0.60, 0.722, 0.54, 0.275),
        "close": Slot(0.60, 0.735, 0.92, 0.425, -6.0),
        "wide": Slot(0.72, 0.690, 0.48, 0.250, depth=0.42),
        "shelf": Slot(0.50, 0.505, 0.70, 0.310, depth=0.22),
        "pattern": Slot(0.50, 0.520, 0.34, 0.190),
        "split": Slot(0.715, 0.715, 0.43, 0.185),
    },
    lone={
        "close": Slot(0.50, 0.715, 0.86, 0.44, -6.0),
        "wide": Slot(0.50, 0.690, 0.70, 0.36, depth=0.42),
    },
    upper=Slot(0.715, 0.425, 0.43, 0.185),
    edge=0.435,
    horizon=0.865,
    disc=(0.50, 0.622, 0.355),
    low=((0.76, 0.690, 0.27), (0.26, 0.660, 0.20), (0.62, 0.735, 0.36)),
    bare=((0.74, 0.715, 0.25), (0.88, 0.130, 0.17), (0.25, 0.745, 0.17)),
    frame=(0.10, 0.27, 0.90, 0.67),
)
BROAD = Shape(
    {
        "title": Slot(0.775, 0.815, 0.36, 0.60, depth=0.22),
        "figure": Slot(0.79, 0.800, 0.30, 0.50),
        "steps": Slot(0.775, 0.800, 0.34, 0.54),
        "close": Slot(0.790, 0.930, 0.40, 0.78, -6.0),
        "wide": Slot(0.775, 0.760, 0.28, 0.46, depth=0.42),
        "shelf": Slot(0.235, 0.790, 0.34, 0.58, depth=0.22),
        "pattern": Slot(0.765, 0.620, 0.22, 0.34),
        "split": Slot(0.770, 0.800, 0.30, 0.30),
    },
    lone={
        "close": Slot(0.50, 0.800, 0.52, 0.68, -6.0),
        "wide": Slot(0.50, 0.760, 0.46, 0.58, depth=0.42),
    },
    upper=Slot(0.770, 0.440, 0.30, 0.30),
    edge=0.47,
    horizon=0.855,
    disc=(0.775, 0.50, 0.40),
    low=((0.80, 0.60, 0.30), (0.72, 0.48, 0.20), (0.86, 0.72, 0.40)),
    bare=((0.80, 0.46, 0.28), (0.86, 0.26, 0.20), (0.86, 0.50, 0.30)),
    frame=(0.57, 0.13, 0.94, 0.77),
)
SQUARE = Shape(
    {
        "title": Slot(0.52, 0.785, 0.80, 0.290, depth=0.22),
        "figure": Slot(0.78, 0.785, 0.36, 0.20),
        "steps": Slot(0.66, 0.785, 0.56, 0.185),
        "close": Slot(0.60, 0.800, 0.86, 0.44, -6.0),
        "wide": Slot(0.72, 0.750, 0.44, 0.32, depth=0.42),
        "shelf": Slot(0.50, 0.505, 0.58, 0.345, depth=0.22),
        "pattern": Slot(0.52, 0.640, 0.36, 0.28),
        "split": Slot(0.72, 0.780, 0.42, 0.27),
    },
    lone={
        "close": Slot(0.50, 0.785, 0.76, 0.60, -6.0),
        "wide": Slot(0.50, 0.750, 0.66, 0.50, depth=0.42),
    },
    upper=Slot(0.72, 0.445, 0.42, 0.27),
    edge=0.47,
    horizon=0.88,
    disc=(0.52, 0.655, 0.22),
    low=((0.78, 0.74, 0.22), (0.24, 0.72, 0.16), (0.60, 0.80, 0.30)),
    bare=((0.84, 0.79, 0.14), (0.88, 0.140, 0.13), (0.86, 0.80, 0.13)),
    frame=(0.16, 0.36, 0.84, 0.76),
)


def shape_of(width: int, height: int) -> Shape:
    """The slots of a picture of this size."""
    if width > height * 1.25:
        return BROAD
    return TALL if height > width * 1.15 else SQUARE
