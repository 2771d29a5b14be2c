"""Motifs of places and travel: trains, boats, houses, towers, memorials."""

from datasay.engines.local.image.shapes import Motif, Part, box, circle


def train() -> Motif:
    """A steam locomotive with a lit carriage."""
    windows = "".join(box(112 + 19 * number, 46, 12, 15, 2) for number in range(5))
    small = "".join(circle(x, 92, 6.5) for x in (20, 122, 138, 182, 198))
    return Motif(
        214,
        (
            Part(
                "air",
                circle(26, 18, 8) + circle(40, 8, 11) + circle(60, 2, 14) + circle(84, 0, 13) + circle(106, 2, 10),
            ),
            Part("dark", box(8, 74, 92, 9, 2) + box(102, 79, 110, 6, 2) + box(96, 78, 12, 4)),
            Part("dark", "M8 80L-2 97H16L18 80Z"),
            Part("body", "M14 47H66V76H14C6 76 4 68 4 61C4 54 6 47 14 47Z"),
            Part("shade", "M4 63H66V76H14C6 76 4 70 4 63Z"),
            Part("dark", box(28, 46, 3, 30) + box(48, 46, 3, 30)),
            Part("dark", "M17 47L15 32H11V27H33V32H29L27 47ZM38 47C38 37 50 37 50 47Z"),
            Part("glow", circle(5, 54, 4)),
            Part("body", "M62 76V36L58 30H98L95 36V76Z"),
            Part("dark", "M56 32C58 26 98 26 100 32Z"),
            Part("glow", box(70, 42, 17, 14, 2)),
            Part("accent", box(62, 66, 33, 3) + box(102, 68, 110, 3.5)),
            Part("body", box(104, 36, 108, 44, 4)),
            Part("dark", "M101 38C104 29 210 29 214 38Z"),
            Part("accent", box(104, 68, 108, 3.5)),
            Part("glow", windows),
            Part("shade", circle(46, 88, 11) + circle(72, 88, 11) + small),
            Part(
                "dark",
                circle(46, 88, 8) + circle(72, 88, 8) + "".join(circle(x, 92, 4) for x in (20, 122, 138, 182, 198)),
            ),
            Part("pale", "M20 90H72", 2.2),
        ),
    )


def platform() -> Motif:
    """A station platform: canopy, clock, bench."""
    return Motif(
        160,
        (
            Part("shade", box(34, 30, 5, 66) + box(121, 30, 5, 66)),
            Part("shade", "M36.500 52L54 33M36.500 52L19 36M123.500 52L106 32M123.500 52L141 31", 2.6),
            Part("dark", "M2 30L158 24V31L2 38Z"),
            Part("body", "M10 29L150 23.500L138 16L22 20Z"),
            Part("dark", "M80 30V40", 2.0),
            Part("dark", circle(80, 51, 12.5)),
            Part("glow", circle(80, 51, 10)),
            Part("dark", "M80 51V44M80 51L85 54", 1.6),
            Part("body", box(58, 78, 44, 4) + box(58, 68, 44, 3.5)),
            Part("dark", box(62, 68, 3, 28) + box(95, 68, 3, 28)),
            Part("dark", box(0, 94, 160, 6)),
            Part("accent", box(0, 94, 160, 1.8)),
        ),
    )


def plane() -> Motif:
    """An airliner climbing."""
    return Motif(
        130,
        (
            Part("shade", "M66 52L92 26H99L86 50Z"),
            Part(
                "body", "M6 70C10 60 26 56 46 54L104 44L116 20H124L121 46C120 52 116 56 108 57L44 72C28 76 8 78 6 70Z"
            ),
            Part("shade", "M6 70C24 73 60 66 121 46C120 52 116 56 108 57L44 72C28 76 8 78 6 70Z"),
            Part("dark", "M52 62L84 56L74 90H66Z"),
            Part("accent", "M116 20H124L122.500 36L110 34Z"),
            Part("pale", "".join(circle(36 + 9 * n, 61.5 - 1.7 * n, 1.7) for n in range(7))),
        ),
        floats=True,
    )


def boat() -> Motif:
    """A river boat with a woven canopy, poled by a boatman."""
    return Motif(
        130,
        (
            Part("dark", "M112 30L121 100", 1.6),
            Part("shade", "M36 86C36 60 80 56 86 84Z"),
            Part("body", "M46 85C46 66 52 61 57 60M57 85C57 66 62 60 67 60M68 85C68 68 72 62 76 63", 1.4),
            Part("dark", "M96 52L106 52L111 80H94Z"),
            Part("dark", "M104 56L113 50", 3.2),
            Part("pale", circle(101, 47, 4.6)),
            Part("shade", "M90 46L101 37L112 46Z"),
            Part("body", "M2 76C22 90 96 90 126 70C122 90 106 99 68 99C34 99 12 94 2 76Z"),
            Part("dark", "M9 84C34 95 98 94 119 84C110 96 96 99 68 99C36 99 18 95 9 84Z"),
            Part("glow", circle(30, 77, 3.2)),
        ),
    )


def bridge() -> Motif:
    """A humpbacked stone bridge."""
    posts = "".join(
        f"M{x} {y}V{y - 11}" for x, y in ((18, 58), (42, 47), (66, 41), (90, 39), (114, 41), (138, 47), (162, 58))
    )
    return Motif(
        180,
        (
            Part("shade", "M0 72C40 40 140 40 180 72V100H150C146 66 120 56 90 56C60 56 34 66 30 100H0Z"),
            Part("body", "M0 66C40 32 140 32 180 66V74C140 42 40 42 0 74Z"),
            Part("dark", posts, 2.6),
            Part("dark", "M8 53C46 26 134 26 172 53", 2.6),
            Part("pale", "M30 100C34 66 60 56 90 56C120 56 146 66 150 100", 2.0),
        ),
    )


def stones() -> Motif:
    """Rows of headstones with flowers."""

    def stone(x: float, y: float, size: float) -> str:
        half, tall = 13 * size, 22 * size
        return f"M{x - half} {y}V{y - tall}A{half} {half * 0.8} 0 0 1 {x + half} {y - tall}V{y}Z"

    back = "".join(stone(x, 52, 0.5) for x in (18, 55, 92, 129, 166))
    middle = "".join(stone(x, 70, 0.8) for x in (36, 92, 148))
    front = "".join(stone(x, 98, 1.35) for x in (48, 136))
    lines = "".join(f"M{x - 9} {y}H{x + 9}" for x in (48, 136) for y in (68, 75, 82))
    flowers = "".join(circle(x + dx, 96 + dy, 3.2) for x in (48, 136) for dx, dy in ((-6, 1), (0, -1), (6, 1)))
    return Motif(
        184,
        (
            Part("shade", back),
            Part("body", middle),
            Part("dark", "M8 101C30 93 154 93 176 101Z"),
            Part("pale", front),
            Part("shade", lines, 2.0),
            Part("accent", flowers),
        ),
    )


def flag() -> Motif:
    """A flag on its pole, in the wind."""
    return Motif(
        96,
        (
            Part("dark", box(10, 6, 3.2, 93) + circle(11.6, 5, 3.2)),
            Part("accent", "M13 10C28 3 42 16 58 11C70 7 80 9 92 13V57C80 52 70 52 58 55C42 59 28 48 13 54Z"),
            Part("accent_dark", "M13 24C28 18 42 30 58 25C70 21 80 23 92 27V41C80 37 70 36 58 39C42 43 28 32 13 38Z"),
            Part("shine", "M30 8C40 12 48 14 58 11V55C48 58 40 55 30 51Z"),
        ),
    )


def temple() -> Motif:
    """A memorial hall with columns and steps."""
    columns = "".join(box(17 + 21.4 * number, 40, 9.5, 46) for number in range(6))
    caps = "".join(box(15.5 + 21.4 * number, 38, 12.5, 4) for number in range(6))
    return Motif(
        150,
        (
            Part("dark", box(14, 36, 122, 52)),
            Part("glow", box(66, 48, 18, 40, 1)),
            Part("body", columns),
            Part("pale", caps),
            Part("shade", "".join(box(22.5 + 21.4 * number, 42, 4, 44) for number in range(6))),
            Part("body", box(8, 27, 134, 11)),
            Part("shade", box(8, 34.5, 134, 3.5)),
            Part("body", "M6 27L75 3L144 27Z"),
            Part("shade", "M24 24L75 7.500L126 24Z"),
            Part("pale", box(8, 86, 134, 5)),
            Part("body", box(2, 91, 146, 5)),
            Part("shade", box(-5, 96, 160, 5)),
        ),
    )


def house() -> Motif:
    """A house with swept eaves and a lit window."""
    return Motif(
        124,
        (
            Part("air", circle(92, 14, 5) + circle(98, 4, 7) + circle(108, -6, 8)),
            Part("dark", box(86, 20, 9, 20)),
            Part("pale", box(18, 50, 88, 49)),
            Part("shade", box(18, 50, 88, 9)),
            Part("body", "M2 54C18 50 40 36 50 18H74C84 36 106 50 122 54L118 60H6Z"),
            Part("dark", "M48 19C48 14 76 14 76 19L78 23H46Z"),
            Part("dark", box(54, 66, 20, 33)),
            Part("glow", box(26, 68, 18, 16) + box(84, 68, 14, 16)),
            Part("dark", "M35 68V84M26 76H44M91 68V84M84 76H98", 1.6),
            Part("accent", box(50, 62, 28, 4)),
        ),
    )


def tower() -> Motif:
    """A cluster of high buildings with lit windows."""
    windows = ""
    for left, top, columns, rows in ((12, 48, 3, 8), (44, 26, 3, 12), (80, 38, 3, 10), (108, 60, 2, 6)):
        for row in range(rows):
            for column in range(columns):
                if (row * 7 + column * 5 + left) % 4:
                    windows += box(left + 7.4 * column, top + 5.8 * row, 3.6, 3.4)
    return Motif(
        134,
        (
            Part("shade", box(28, 34, 16, 66) + box(64, 50, 18, 50) + box(96, 44, 16, 56)),
            Part("body", box(8, 44, 28, 56) + "M40 100V22L52 12V0H53V12L66 22V100Z" + box(104, 56, 24, 44)),
            Part("dark", "M76 100V36C76 30 102 24 102 34V100Z"),
            Part("glow", windows),
        ),
    )


def lighthouse() -> Motif:
    """A lighthouse on its rock."""
    return Motif(
        90,
        (
            Part("air", "M46 20L-30 6V40ZM46 20L124 2V44Z"),
            Part("dark", "M4 99C12 86 28 88 36 82C50 80 66 84 74 90C82 92 86 96 88 99Z"),
            Part("pale", "M37 32H55L61 88H31Z"),
            Part("accent", "M35.600 44H56.400L57.800 57H34.200ZM32.800 70H59.200L60.700 84H31.300Z"),
            Part("dark", box(33, 28, 26, 5, 1) + "M37 14C38 6 54 6 55 14Z"),
            Part("glow", box(39, 14, 14, 14)),
            Part("dark", "M46 8V2M39 14V28M53 14V28", 1.6),
        ),
    )


def lamp() -> Motif:
    """An old street lamp, lit."""
    return Motif(
        44,
        (
            Part("air", circle(22, 20, 20)),
            Part(
                "dark", box(20, 34, 4, 64, 1) + box(14, 94, 16, 5, 1.5) + box(17, 60, 10, 3) + box(12, 38, 20, 2.4, 1)
            ),
            Part("glow", "M13 10H31L27 32H17Z"),
            Part("dark", "M22 1L33 10H11ZM16 32H28L26 36H18ZM13 10L17 32M31 10L27 32M22 10V32", 1.2),
            Part("dark", "M22 1L33 10.500H11Z"),
        ),
    )
