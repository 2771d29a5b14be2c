"""Motifs of nature: plants, birds, snow, fruit, worlds."""

import math

from datasay.engines.local.image.shapes import Motif, Part, circle, polygon, ring_of


def fruit() -> Motif:
    """Three tangerines with their leaves."""
    return Motif(
        124,
        (
            Part("accent_dark", circle(64, 46, 27)),
            Part("accent", "M38 40A27 27 0 0 1 90 40A30 22 0 0 1 38 40Z"),
            Part("leaf", "M64 22C66 8 84 -2 102 6C96 20 80 28 64 22ZM62 22C52 10 36 8 26 16C34 26 50 28 62 22Z"),
            Part("dark", "M64 24C64 18 66 14 69 10", 2.0),
            Part("accent_dark", circle(36, 72, 28)),
            Part("accent", "M8 70A28 28 0 0 1 64 70A31 22 0 0 1 8 70Z"),
            Part("shine", circle(27, 60, 7, 5)),
            Part("accent_dark", circle(92, 74, 26)),
            Part("accent", "M66 72A26 26 0 0 1 118 72A29 20 0 0 1 66 72Z"),
            Part("shine", circle(83, 63, 6.5, 4.5)),
            Part("leaf", "M36 47C42 38 54 36 62 42C56 50 46 52 36 47Z"),
            Part("dark", circle(36, 47, 1.8) + circle(92, 51, 1.8)),
        ),
    )


def sprout() -> Motif:
    """A seedling in its soil."""
    return Motif(
        84,
        (
            Part("dark", "M8 99C14 86 70 86 76 99Z"),
            Part("leaf", "M42 92C42 76 41 62 42 44", 3.4),
            Part("leaf", "M42 60C24 61 10 48 6 28C26 28 40 40 42 60Z"),
            Part("shine", "M42 60C34 48 22 38 8 30C24 34 36 44 42 60Z"),
            Part("leaf", "M42 48C42 26 56 10 78 6C80 28 66 46 42 48Z"),
            Part("shine", "M42 48C50 34 62 20 77 8C70 26 58 40 42 48Z"),
        ),
    )


def blossom() -> Motif:
    """A plum branch in flower."""
    flowers, hearts = "", ""
    for x, y, size in ((34, 52, 8.5), (62, 30, 10), (90, 40, 7.5), (106, 14, 8.5), (52, 72, 6.5)):
        flowers += "".join(circle(px, py, size * 0.62) for px, py in ring_of(5, x, y, size * 0.62))
        hearts += circle(x, y, size * 0.3)
    buds = circle(78, 16, 3.6) + circle(120, 26, 3.2) + circle(20, 70, 3.2) + circle(76, 58, 3.4)
    return Motif(
        130,
        (
            Part(
                "dark",
                "M4 99C18 84 26 66 38 56C50 46 66 44 78 32C88 22 98 18 110 12L112 15C100 22 92 28 82 38"
                "C70 50 56 52 46 62C34 74 24 88 14 100Z",
            ),
            Part(
                "dark",
                "M78 33C80 26 79 22 78 17M82 36C96 36 108 34 120 27M44 62C48 68 50 70 53 73M60 50C66 54 72 56 76 58"
                "M26 76C24 74 22 72 20 70",
                2.0,
            ),
            Part("accent", flowers + buds),
            Part("pale", hearts),
        ),
        floats=True,
    )


def lotus() -> Motif:
    """A lotus above its leaves."""
    return Motif(
        130,
        (
            Part("leaf", circle(34, 90, 32, 8) + circle(100, 94, 28, 6)),
            Part("leaf", "M66 92C66 84 66 78 66 72", 3.0),
            Part(
                "accent_dark",
                "M66 74C40 76 20 64 14 44C34 42 54 54 66 74ZM66 74C92 76 112 64 118 44C98 42 78 54 66 74Z",
            ),
            Part("accent", "M66 74C46 68 34 48 36 24C52 32 64 50 66 74ZM66 74C86 68 98 48 96 24C80 32 68 50 66 74Z"),
            Part("accent_dark", "M66 76C52 60 52 30 66 10C80 30 80 60 66 76Z"),
            Part("shine", "M66 70C58 56 58 34 66 16C70 34 70 54 66 70Z"),
            Part("accent", "M66 78C48 78 36 70 30 58C46 56 58 64 66 78ZM66 78C84 78 96 70 102 58C86 56 74 64 66 78Z"),
        ),
    )


def pine() -> Motif:
    """A fir tree."""
    return Motif(
        66,
        (
            Part("dark", "M30 84H36V99H30Z"),
            Part(
                "body",
                "M33 2L48 30C44 31 42 31 40 30L55 58C50 60 47 60 44 58L64 88C44 93 22 93 2 88L22 58C19 60 16 60 11 58"
                "L26 30C24 31 22 31 18 30Z",
            ),
            Part("shade", "M33 2L48 30C44 31 42 31 40 30L55 58C50 60 47 60 44 58L64 88C54 90.500 44 91.800 33 91.800Z"),
        ),
    )


def baretree() -> Motif:
    """A leafless tree, grown by rule."""
    limbs: dict[float, str] = {}

    def grow(x: float, y: float, angle: float, length: float, depth: int) -> None:
        end_x, end_y = x + length * math.cos(angle), y + length * math.sin(angle)
        bend = 0.14 * length * (1 if depth % 2 else -1)
        middle = (x + end_x) / 2 + bend * math.sin(angle), (y + end_y) / 2 - bend * math.cos(angle)
        width = round(4.6 * 0.66 ** (6 - depth), 2)
        limbs[width] = (
            limbs.get(width, "") + f"M{x:.2f} {y:.2f}Q{middle[0]:.2f} {middle[1]:.2f} {end_x:.2f} {end_y:.2f}"
        )
        if depth:
            sway = 0.10 * math.sin(depth * 2.1 + x)
            grow(end_x, end_y, angle - 0.42 + sway, length * 0.76, depth - 1)
            grow(end_x, end_y, angle + 0.36 + sway, length * 0.71, depth - 1)

    grow(50.0, 100.0, math.radians(-92), 27.0, 6)
    trunk = Part("dark", "M46 100C48 90 48 82 48.500 74H51C51 82 52 90 55 100Z")
    return Motif(100, (trunk, *(Part("dark", path, width) for width, path in sorted(limbs.items(), reverse=True))))


def birds() -> Motif:
    """Birds on the wing."""
    wings = ""
    for x, y, size in ((30, 62, 1.0), (66, 40, 0.8), (98, 58, 0.66), (104, 24, 0.56), (58, 78, 0.5), (132, 36, 0.46)):
        wings += (
            f"M{x} {y}C{x - 7 * size} {y - 10 * size} {x - 16 * size} {y - 13 * size} {x - 27 * size} {y - 10 * size}"
            f"C{x - 17 * size} {y - 7 * size} {x - 8 * size} {y - 1 * size} {x - 1 * size} {y + 5 * size}"
            f"C{x + 5 * size} {y - 3 * size} {x + 14 * size} {y - 13 * size} {x + 26 * size} {y - 17 * size}"
            f"C{x + 15 * size} {y - 17 * size} {x + 6 * size} {y - 11 * size} {x} {y}Z"
        )
    return Motif(150, (Part("dark", wings),), floats=True)


def snowflake() -> Motif:
    """A snow crystal."""
    arms = ""
    for x, y in ring_of(6, 50, 50, 46):
        away_x, away_y = (x - 50) / 46, (y - 50) / 46
        arms += f"M50 50L{x:.2f} {y:.2f}"
        for reach, barb in ((18.0, 9.0), (30.0, 12.0), (39.0, 6.5)):
            for side in (-1, 1):
                turn = math.radians(55) * side
                dx = away_x * math.cos(turn) - away_y * math.sin(turn)
                dy = away_x * math.sin(turn) + away_y * math.cos(turn)
                start_x, start_y = 50 + away_x * reach, 50 + away_y * reach
                arms += f"M{start_x:.2f} {start_y:.2f}L{start_x + dx * barb:.2f} {start_y + dy * barb:.2f}"
    return Motif(
        100,
        (Part("pale", arms, 3.0), Part("accent", polygon(ring_of(6, 50, 50, 7)))),
        floats=True,
    )


def planet() -> Motif:
    """A ringed planet and its moon."""
    return Motif(
        150,
        (
            Part(
                "shade",
                "M18 66C2 78 -2 88 8 88C26 88 104 58 138 26C146 18 146 10 132 14L104 22L106 28L126 23"
                "C112 42 44 76 20 78L30 68Z",
            ),
            Part("body", circle(72, 50, 38)),
            Part("shade", "M98 22A38 38 0 0 1 45 77A52 52 0 0 0 98 22Z"),
            Part("pale", "M36 42C50 40 70 34 88 22C84 18 79 15 74 12.500C60 20 46 26 38 32Z"),
            Part(
                "accent",
                "M18 66C2 78 -2 88 8 88C26 88 104 58 138 26C146 18 146 10 132 14L110 20C126 18 132 20 126 26"
                "C108 44 40 78 18 80C10 80 10 76 20 68Z",
            ),
            Part("pale", circle(128, 72, 8)),
        ),
        floats=True,
    )
