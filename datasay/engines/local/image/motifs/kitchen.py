"""Motifs of kitchen and household."""

import math

from datasay.engines.local.image.shapes import Motif, Part, box, circle


def gooseneck_kettle() -> Motif:
    """A kettle with a long thin spout, for pouring slowly."""
    return Motif(
        132,
        (
            Part("body", "M44 84C24 82 22 64 16 46C14 38 10 33 4 32L6 26C16 27 21 33 24 42C29 58 31 68 46 70Z"),
            Part("dark", "M98 40C118 38 126 46 124 62C122 80 112 88 98 88", 6.0),
            Part("body", "M46 36H96L104 92C104 98 100 100 96 100H46C42 100 38 98 38 92Z"),
            Part("shade", "M80 36H96L104 92C104 98 100 100 96 100H78C84 80 84 56 80 36Z"),
            Part("pale", "M52 44H57L53 88H47Z"),
            Part("dark", "M42 92H100L101 97C101 99 99 100 96 100H46C43 100 41 99 41 97Z"),
            Part("shade", "M44 31C50 27 92 27 98 31L97 37H45Z"),
            Part("body", "M48 30C52 20 90 20 94 30Z"),
            Part("dark", box(63, 10, 16, 6, 3) + box(68, 14, 6, 7, 1)),
        ),
    )


def electric_kettle() -> Motif:
    """An electric kettle on its base, with a scale and a lit switch."""
    return Motif(
        104,
        (
            Part("dark", "M76 26C98 24 100 34 98 52C96 66 90 74 80 78L78 70C86 66 90 60 91 48C92 38 88 34 78 36Z"),
            Part("body", "M26 20H76L84 86H16Z"),
            Part("body", "M28 20L12 32L24 40L26 24Z"),
            Part("shade", "M62 20H76L84 86H64C70 62 68 38 62 20Z"),
            Part("pale", box(35, 34, 9, 40, 4.5)),
            Part("accent", box(35, 52, 9, 22, 4.5)),
            Part("shade", "M24 12C34 7 68 7 78 12L77 21H25Z"),
            Part("dark", box(44, 4, 14, 6, 3)),
            Part("dark", "M14 86H86L90 94C91 98 89 100 85 100H15C11 100 9 98 10 94Z"),
            Part("glow", circle(80, 93, 3)),
        ),
    )


def tea_sprig() -> Motif:
    """Two leaves and a bud of a tea bush."""
    return Motif(
        118,
        (
            Part("leaf", "M60 100C58 84 58 70 60 54", 3.4),
            Part("leaf", "M60 72C40 74 18 66 2 38C26 34 52 44 60 72Z"),
            Part("leaf_dark", "M60 72C46 72 24 62 2 38C26 52 46 58 60 72Z"),
            Part("leaf", "M59 64C66 40 90 24 116 24C110 50 88 68 59 64Z"),
            Part("leaf_dark", "M59 64C84 64 106 50 116 24C98 42 82 54 59 64Z"),
            Part("leaf_pale", "M60 56C48 40 48 18 62 0C74 18 74 40 60 56Z"),
            Part("leaf", "M60 56C58 38 58 18 62 0C74 18 74 40 60 56Z"),
            Part("leaf_pale", "M14 44C30 50 46 58 56 69M106 31C94 44 78 55 64 61", 1.3),
        ),
    )


def tea_cake() -> Motif:
    """A pressed round of tea, half out of its wrapping paper, with a tea pick."""
    flecks = "M30 46L40 42M44 56L56 52M62 40L74 42M36 64L46 66M66 58L78 56M50 34L58 30M80 46L88 44M58 68L68 70"
    return Motif(
        128,
        (
            Part("pale", "M6 62C2 92 30 100 62 100C96 100 126 92 122 60L112 48L16 48Z"),
            Part("neutral", "M64 100C96 100 126 92 122 60L112 48L98 84Z"),
            Part("body", circle(62, 52, 50, 34)),
            Part("shade", "M112 52C112 72 90 86 62 86C34 86 12 72 12 52C20 70 40 78 62 78C84 78 104 70 112 52Z"),
            Part("shade", flecks, 3.0),
            Part("pale", "M34 36L42 39M54 44L62 47M72 52L80 50M46 60L52 62", 1.8),
            Part("dark", circle(62, 50, 8, 4.5)),
        ),
    )


def coffee_beans() -> Motif:
    """Five roasted beans in a heap."""
    beans = ((32, 67, -24.0), (84, 71, 18.0), (58, 55, 70.0), (60, 83, -8.0), (100, 45, -40.0))
    parts = []
    for x, y, turn in beans:
        parts += [
            Part("body", _turned_oval(x, y, 25, 17, turn)),
            Part("shade", _turned_arc(x, y, 25, 17, turn)),
            Part("dark", _turned_crease(x, y, 25, turn), 2.6),
        ]
    return Motif(132, tuple(parts))


def _turned(x: float, y: float, points: tuple[tuple[float, float], ...], degrees: float) -> list[tuple[float, float]]:
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return [(x + dx * cos - dy * sin, y + dx * sin + dy * cos) for dx, dy in points]


def _turned_oval(x: float, y: float, across: float, down: float, degrees: float) -> str:
    (left, right) = _turned(x, y, ((-across, 0.0), (across, 0.0)), degrees)
    arc = f"A{across} {down} {degrees} 0 1"
    return f"M{left[0]:.2f} {left[1]:.2f}{arc} {right[0]:.2f} {right[1]:.2f}{arc} {left[0]:.2f} {left[1]:.2f}Z"


def _turned_arc(x: float, y: float, across: float, down: float, degrees: float) -> str:
    left, right, middle = _turned(x, y, ((-across, 0.0), (across, 0.0), (0.0, down * 0.45)), degrees)
    return (
        f"M{right[0]:.2f} {right[1]:.2f}A{across} {down} {degrees} 0 1 {left[0]:.2f} {left[1]:.2f}"
        f"Q{middle[0]:.2f} {middle[1]:.2f} {right[0]:.2f} {right[1]:.2f}Z"
    )


def _turned_crease(x: float, y: float, across: float, degrees: float) -> str:
    a, b, c, d = _turned(
        x, y, ((-across * 0.8, 1.5), (-across * 0.25, -7.0), (across * 0.25, 7.0), (across * 0.8, -1.5)), degrees
    )
    return f"M{a[0]:.2f} {a[1]:.2f}C{b[0]:.2f} {b[1]:.2f} {c[0]:.2f} {c[1]:.2f} {d[0]:.2f} {d[1]:.2f}"


def washing_machine() -> Motif:
    """A washing machine with its round window."""
    return Motif(
        82,
        (
            Part("pale", box(2, 2, 78, 96, 6)),
            Part("neutral", "M66 2H74C77 2 80 5 80 8V92C80 95 77 98 74 98H66Z"),
            Part("neutral", "M2 22H80V25H2Z"),
            Part("body", box(9, 8, 22, 9, 2)),
            Part("dark", circle(52, 12.5, 5)),
            Part("accent", circle(66, 12.5, 2.6)),
            Part("dark", circle(41, 61, 28)),
            Part("body", circle(41, 61, 23)),
            Part("shade", "M18 63C26 57 33 68 41 63C49 58 56 67 64 60C65 74 54 84 41 84C28 84 18 74 18 63Z"),
            Part("pale", "M26 52C29 46 34 43 40 42C36 46 32 50 30 56Z"),
            Part("dark", box(8, 97, 12, 3, 1) + box(62, 97, 12, 3, 1)),
        ),
    )


def fridge() -> Motif:
    """A fridge with two doors, one above the other."""
    return Motif(
        56,
        (
            Part("body", box(2, 0, 52, 97, 6)),
            Part("shade", "M42 0H48C51 0 54 3 54 6V91C54 94 51 97 48 97H42Z"),
            Part("dark", "M2 36H54V38.500H2Z"),
            Part("pale", box(8, 12, 4, 18, 2) + box(8, 45, 4, 28, 2)),
            Part("accent", box(30, 10, 12, 9, 1.5)),
            Part("pale", box(32.5, 12.5, 7, 4, 1)),
            Part("dark", box(8, 96, 8, 4, 1) + box(40, 96, 8, 4, 1)),
        ),
    )


def oven() -> Motif:
    """An oven with a loaf behind its glass."""
    return Motif(
        104,
        (
            Part("body", box(2, 6, 100, 90, 6)),
            Part("shade", "M88 6H96C99 6 102 9 102 12V90C102 93 99 96 96 96H88Z"),
            Part("pale", box(9, 13, 86, 13, 3)),
            Part("dark", circle(20, 19.5, 4) + circle(34, 19.5, 4) + circle(84, 19.5, 4)),
            Part("accent", box(48, 16, 22, 7, 2)),
            Part("dark", box(12, 38, 80, 48, 5)),
            Part("glow", box(17, 43, 70, 38, 4)),
            Part("accent", "M30 72C28 58 40 54 52 54C64 54 76 58 74 72Z"),
            Part("accent_dark", "M42 56L39 70M53 54V70M64 56L67 70", 2.0),
            Part("dark", "M20 74H84", 2.2),
            Part("pale", box(22, 31, 60, 4, 2)),
            Part("dark", box(10, 96, 10, 4, 1) + box(84, 96, 10, 4, 1)),
        ),
    )


def _dumpling(x: float, y: float) -> list[Part]:
    pleats = "".join(
        f"M{x + dx} {y - 17 + abs(dx) * 0.32}L{x + dx * 0.86} {y - 9 + abs(dx) * 0.22}" for dx in (-18, -9, 0, 9, 18)
    )
    return [
        Part(
            "dark",
            f"M{x - 31} {y + 4}C{x - 24} {y - 24} {x + 24} {y - 24} {x + 31} {y + 4}"
            f"C{x + 26} {y + 19} {x - 26} {y + 19} {x - 31} {y + 4}Z",
        ),
        Part(
            "pale",
            f"M{x - 29} {y + 3}C{x - 22} {y - 21} {x + 22} {y - 21} {x + 29} {y + 3}"
            f"C{x + 24} {y + 17} {x - 24} {y + 17} {x - 29} {y + 3}Z",
        ),
        Part(
            "neutral",
            f"M{x - 29} {y + 3}C{x - 16} {y + 9} {x + 16} {y + 9} {x + 29} {y + 3}"
            f"C{x + 24} {y + 17} {x - 24} {y + 17} {x - 29} {y + 3}Z",
        ),
        Part("warm_dark", pleats, 1.9),
    ]


def dumplings() -> Motif:
    """A plate of dumplings, steaming, with chopsticks."""
    return Motif(
        150,
        (
            Part("accent", "M104 2L146 34M112 -4L150 28", 3.0),
            Part("body", "M2 66H148C148 86 120 100 75 100C30 100 2 86 2 66Z"),
            Part("shade", "M20 84C34 94 54 97 75 97C96 97 116 94 130 84C122 95 102 100 75 100C48 100 28 95 20 84Z"),
            Part("body_pale", circle(75, 66, 73, 12)),
            *_dumpling(46, 46),
            *_dumpling(104, 46),
            *_dumpling(75, 60),
        ),
    )


def tofu() -> Motif:
    """A block of bean curd on a board, three cubes cut from it."""
    return Motif(
        134,
        (
            Part("body", "M2 90C2 87 4 85 8 85H126C130 85 132 87 132 90V95C132 98 130 100 126 100H8C4 100 2 98 2 95Z"),
            Part("shade", "M2 93H132V95C132 98 130 100 126 100H8C4 100 2 98 2 95Z"),
            Part("pale", "M10 46L30 32H84L66 46Z"),
            Part("pale", box(10, 46, 56, 39, 2)),
            Part("neutral", "M66 46L84 32V70L66 85Z"),
            Part("pale", box(84, 61, 24, 24, 1.5)),
            Part("neutral", "M108 61L116 54V77L108 85Z"),
            Part("neutral", "M84 61L92 54H116L108 61Z"),
            Part("neutral", "M10 46H66V49H10ZM84 61H108V63H84Z"),
            Part("leaf", "M24 40L40 36M36 42L52 37M50 41L66 36", 2.6),
        ),
    )


def flour() -> Motif:
    """A paper bag of flour with an ear of wheat on it."""
    grains = "".join(
        f"M40 {y}C33 {y - 2} 30 {y - 8} 31 {y - 13}C37 {y - 11} 40 {y - 6} 40 {y}Z"
        f"M40 {y}C47 {y - 2} 50 {y - 8} 49 {y - 13}C43 {y - 11} 40 {y - 6} 40 {y}Z"
        for y in (78, 68, 58)
    )
    return Motif(
        80,
        (
            Part("body", "M6 22H74L78 94C78 98 76 100 72 100H8C4 100 2 98 2 94Z"),
            Part("shade", "M60 22H74L78 94C78 98 76 100 72 100H58C64 74 64 46 60 22Z"),
            Part("shade", "M8 8H72V22H8Z"),
            Part("pale", "M8 2H72V10H8Z"),
            Part("pale", circle(40, 62, 25)),
            Part("warm", grains + "M40 46C36 42 36 37 40 33C44 37 44 42 40 46Z"),
            Part("accent", "M40 84V46", 1.8),
        ),
    )


def tap() -> Motif:
    """A tap with a drop beneath it."""
    return Motif(
        112,
        (
            Part("dark", box(0, 26, 12, 44, 3)),
            Part("body", "M12 36H60C88 36 98 48 98 70H76C76 62 72 58 62 58H12Z"),
            Part("shade", "M12 50H62C74 50 80 56 82 70H76C76 62 72 58 62 58H12Z"),
            Part("pale", "M18 40H58C70 40 78 42 84 48C76 45 68 44 58 44H18Z"),
            Part("dark", "M72 68H102V75H72Z"),
            Part("shade", box(34, 20, 12, 16, 2)),
            Part("accent", "M16 12C16 6 24 6 30 10H50C56 6 64 6 64 12C64 18 56 18 50 16H30C24 18 16 18 16 12Z"),
            Part("accent", "M87 79C92 86 95 90 95 94C95 98 91 100 87 100C83 100 79 98 79 94C79 90 82 86 87 79Z"),
        ),
    )
