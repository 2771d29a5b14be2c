"""Motifs of things: light, food, machines, instruments, money."""

import math

from datasay.engines.local.image.shapes import Motif, Part, box, circle, polygon, ring_of


def candle() -> Motif:
    """A burning candle on a dish."""
    return Motif(
        64,
        (
            Part("air", circle(32, 24, 24)),
            Part("pale", "M22 48C26 45 38 45 42 48V94H22Z"),
            Part("shade", "M35 46C38 46 40.500 47 42 48V94H35Z"),
            Part("pale", "M22 48C20 54 21 62 23 64C25 62 25 56 26 50ZM42 48C44 56 43 70 41 74C39 70 39 56 38 50Z"),
            Part("dark", "M32 48V38", 1.8),
            Part("accent", "M32 8C42 22 43 34 32 41C21 34 22 22 32 8Z"),
            Part("glow", "M32 20C38 28 38 35 32 40C26 35 26 28 32 20Z"),
            Part("dark", "M4 91C10 96 54 96 60 91C60 99 50 100 32 100C14 100 4 99 4 91Z"),
            Part("body", "M4 91C4 87 60 87 60 91C54 96 10 96 4 91Z"),
            Part("pale", "M24 90H40V92C36 93.500 28 93.500 24 92Z"),
        ),
    )


def lantern() -> Motif:
    """A paper lantern."""
    return Motif(
        76,
        (
            Part("dark", "M38 -20V12M38 78V86", 1.8),
            Part("air", circle(38, 44, 44)),
            Part("accent", circle(38, 44, 34, 29)),
            Part(
                "accent_dark", "M60 22A34 29 0 0 1 60 66C66 52 66 36 60 22ZM16 22A34 29 0 0 0 16 66C10 52 10 36 16 22Z"
            ),
            Part("glow", circle(38, 44, 11, 28.5)),
            Part("accent_dark", "M38 15V73M27 17C20 32 20 56 27 71M49 17C56 32 56 56 49 71", 1.2),
            Part("dark", box(26, 11, 24, 6, 1.5) + box(26, 71, 24, 6, 1.5)),
            Part("accent", "M34 84H42L44 100H32Z"),
        ),
        floats=True,
    )


def clock() -> Motif:
    """A pocket watch."""
    ticks = ""
    for (x, y), (inner_x, inner_y) in zip(ring_of(12, 44, 57, 31), ring_of(12, 44, 57, 26.5), strict=True):
        ticks += f"M{x:.2f} {y:.2f}L{inner_x:.2f} {inner_y:.2f}"
    return Motif(
        88,
        (
            Part("shade", circle(44, 7, 6.5), 2.6),
            Part("shade", box(39, 12, 10, 8, 2)),
            Part("body", circle(44, 57, 41)),
            Part("shade", "M73 28A41 41 0 0 1 15 86A46 46 0 0 0 73 28Z"),
            Part("pale", circle(44, 57, 34)),
            Part("dark", ticks, 1.8),
            Part("dark", "M44 57L30 45M44 57L52 33", 2.8),
            Part("accent", circle(44, 57, 3.2)),
            Part("accent", "M44 57L40 82", 1.2),
        ),
        floats=True,
    )


def bowl() -> Motif:
    """A steaming bowl with chopsticks."""
    return Motif(
        130,
        (
            Part("air", "M46 38C38 28 54 22 46 8M66 36C58 26 74 18 66 2M86 38C78 28 94 22 86 8", 4.0),
            Part("dark", "M62 46L122 14M72 48L128 26", 3.0),
            Part("shade", circle(64, 50, 54, 11)),
            Part("pale", circle(64, 51, 46, 7.5)),
            Part("accent", circle(50, 50, 9, 4) + circle(82, 51, 7, 3.2)),
            Part("leaf", circle(66, 48, 6, 2.6)),
            Part("body", "M10 50C14 58 40 61 64 61C88 61 114 58 118 50C118 74 100 90 82 94H46C28 90 10 74 10 50Z"),
            Part("shade", "M118 50C118 74 100 90 82 94H62C92 84 106 72 110 56C114 54 117 52 118 50Z"),
            Part("accent", "M14 66C34 73 94 73 114 66L112 71C92 78 36 78 16 71Z"),
            Part("dark", "M44 93H84L82 99H46Z"),
        ),
    )


def cup() -> Motif:
    """A cup on its saucer, steaming."""
    return Motif(
        120,
        (
            Part("air", "M42 34C34 24 50 18 42 4M62 34C54 24 70 16 62 0", 4.0),
            Part("body", "M86 50C104 44 112 56 104 68C98 77 88 78 80 76", 5.5),
            Part("pale", "M14 42H90C90 70 80 88 68 90H36C24 88 14 70 14 42Z"),
            Part("shade", "M90 42C90 70 80 88 68 90H52C68 82 76 64 78 42Z"),
            Part("dark", circle(52, 42, 38, 7)),
            Part("accent", circle(52, 43, 33, 5)),
            Part("accent", "M16 58C30 63 74 63 88 58L87 63C72 68 32 68 17 63Z"),
            Part("body", "M0 90H106C104 97 88 99 53 99C18 99 2 97 0 90Z"),
        ),
    )


def chip() -> Motif:
    """A processor with its pins."""
    pins = ""
    for number in range(6):
        at = 22 + 11.2 * number
        pins += f"M{at} 14V2M{at} 86V98M14 {at}H2M86 {at}H98"
    return Motif(
        100,
        (
            Part("pale", pins, 3.4),
            Part("body", box(12, 12, 76, 76, 7)),
            Part("shade", box(21, 21, 58, 58, 4)),
            Part("glow", "M28 34H42L48 40M28 50H36M28 66H42L48 60M72 34H58L52 40M72 50H64M72 66H58L52 60", 2.2),
            Part("accent", box(37, 37, 26, 26, 3)),
            Part(
                "pale",
                circle(28, 34, 2.4)
                + circle(28, 50, 2.4)
                + circle(28, 66, 2.4)
                + circle(72, 34, 2.4)
                + circle(72, 50, 2.4)
                + circle(72, 66, 2.4),
            ),
        ),
        floats=True,
    )


def _wheel(x: float, y: float, radius: float, teeth: int, turn: float) -> str:
    points = []
    for tooth in range(teeth):
        for share, reach in ((-0.30, 0.80), (-0.19, 1.0), (0.19, 1.0), (0.30, 0.80)):
            angle = 2 * math.pi * (tooth + share) / teeth + turn
            points.append((x + radius * reach * math.cos(angle), y + radius * reach * math.sin(angle)))
    return polygon(points)


def gear() -> Motif:
    """Two meshing cog wheels."""
    return Motif(
        124,
        (
            Part("shade", _wheel(92, 32, 29, 11, 0.14)),
            Part("pale", circle(92, 32, 13)),
            Part("accent", circle(92, 32, 5)),
            Part("body", _wheel(44, 58, 42, 14, 0.0)),
            Part("pale", circle(44, 58, 24)),
            Part("body", "M44 34V82M20 58H68", 5.0),
            Part("accent", circle(44, 58, 9)),
        ),
    )


def atom() -> Motif:
    """An atom with three orbits."""
    orbits = ""
    for turn in (0, 60, 120):
        angle = math.radians(turn)
        x, y = 46 * math.cos(angle), 46 * math.sin(angle)
        orbits += f"M{50 - x:.2f} {50 - y:.2f}A46 17 {turn} 1 1 {50 + x:.2f} {50 + y:.2f}"
        orbits += f"A46 17 {turn} 1 1 {50 - x:.2f} {50 - y:.2f}Z"
    electrons = "".join(circle(x, y, 4) for x, y in ((4, 50), (73, 89.8), (73, 10.2)))
    return Motif(
        100,
        (
            Part("body", orbits, 2.8),
            Part("accent", circle(50, 50, 10)),
            Part("shine", circle(47, 47, 4)),
            Part("glow", electrons),
        ),
        floats=True,
    )


def flask() -> Motif:
    """A laboratory flask."""
    return Motif(
        84,
        (
            Part("shine", "M32 8H52V38L78 88C80 94 78 98 72 98H12C6 98 4 94 6 88L32 38Z"),
            Part("accent", "M20 61C34 54 48 68 64.500 61L78 88C80 94 78 98 72 98H12C6 98 4 94 6 88Z"),
            Part("accent_dark", "M64.500 61L78 88C80 94 78 98 72 98H46C66 92 68 76 64.500 61Z"),
            Part(
                "pale",
                circle(34, 78, 4.5)
                + circle(48, 86, 3.2)
                + circle(50, 72, 2.6)
                + circle(40, 50, 2.6)
                + circle(45, 40, 2),
            ),
            Part("body", "M32 8V38L6 88C4 94 6 98 12 98H72C78 98 80 94 78 88L52 38V8", 3.4),
            Part("body", box(27, 2, 30, 7, 3)),
        ),
    )


def rocket() -> Motif:
    """A rocket taking off."""
    return Motif(
        64,
        (
            Part(
                "air",
                circle(20, 97, 10) + circle(32, 99, 12) + circle(45, 97, 10) + circle(8, 101, 7) + circle(57, 101, 7),
            ),
            Part("glow", "M24 76H40C42 86 36 92 32 102C28 92 22 86 24 76Z"),
            Part("accent", "M20 50L6 68V82L22 72ZM44 50L58 68V82L42 72Z"),
            Part("pale", "M32 0C44 12 48 30 46 50L42 76H22L18 50C16 30 20 12 32 0Z"),
            Part("shade", "M32 0C44 12 48 30 46 50L42 76H32C40 52 40 24 32 0Z"),
            Part("accent", "M32 0C37 5 40.500 11 43 18H21C23.500 11 27 5 32 0Z"),
            Part("dark", circle(32, 34, 8)),
            Part("glow", circle(32, 34, 5.4)),
            Part("dark", "M22 76H42L40 81H24Z"),
        ),
    )


def chart() -> Motif:
    """Rising bars under a rising line."""
    bars = [(8, 26), (32, 38), (56, 34), (80, 56), (104, 74)]
    return Motif(
        130,
        (
            Part("body", "".join(box(x, 98 - tall, 17, tall, 2) for x, tall in bars[:4])),
            Part("shade", "".join(box(x + 10, 98 - tall, 7, tall, 2) for x, tall in bars[:4])),
            Part("accent", box(104, 24, 17, 74, 2)),
            Part("pale", "M6 62L40 46L64 50L88 26L118 6", 3.4),
            Part("pale", "M104 4L122 3L119 21Z"),
            Part("pale", circle(40, 46, 4) + circle(64, 50, 4) + circle(88, 26, 4)),
            Part("dark", box(0, 97, 130, 3)),
        ),
    )


def coins() -> Motif:
    """Three stacks of coins."""

    def stack(x: float, count: int) -> tuple[str, str, str]:
        sides = "".join(box(x - 19, 90 - 9 * n, 38, 8.2, 3) for n in range(count))
        top = 90 - 9 * (count - 1)
        return sides, circle(x, top + 0.5, 19, 5.5), circle(x, top + 0.5, 12, 3.2)

    stacks = [stack(24, 3), stack(66, 9), stack(108, 6)]
    return Motif(
        132,
        (
            Part("body", "".join(sides for sides, _, _ in stacks)),
            Part("glow", "".join(top for _, top, _ in stacks)),
            Part("accent", "".join(mark for _, _, mark in stacks)),
        ),
    )
