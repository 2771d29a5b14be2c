"""Motifs with people, and what they carry, send and say."""

from datasay.engines.local.image.shapes import Motif, Part, box, circle


def figure() -> Motif:
    """A man in a long robe and a cap, seen from behind, walking away."""
    return Motif(
        46,
        (
            Part("dark", "M11 95C11 99 19 100 20 97L20 92L12 92ZM26 92L27 98C29 101 36 100 35 96L34 92Z"),
            Part(
                "body",
                "M22 26C15 27 11 32 10 40L6 68C4 79 4 88 5 95C16 98 30 98 41 94C42 86 41 78 39 68L36 40"
                "C35 31 30 26 22 26Z",
            ),
            Part("pale", "M19 15H26V25H19ZM15.2 13C14 13 14 17 15.600 17ZM29.600 13C31 13 31 17 29.200 17Z"),
            Part("dark", "M15.400 11C15.400 21 18.500 20.500 22.400 20.500C26.300 20.500 29.400 21 29.400 11Z"),
            Part(
                "shade",
                "M18.200 22.600C12 23.500 9 30 8 39C7 47 5 55 4 61C15 65 30 65 42 60C40 53 38 46 37 38"
                "C36 29 32 23.500 26.600 22.600C24 24 20.500 24 18.200 22.600Z",
            ),
            Part("pale", circle(4.4, 63.5, 3.0) + circle(40.6, 62, 3.0)),
            Part(
                "dark",
                "M11 30C4 35 0 48 0.400 61C3 64 7 64 9.400 62C10 52 12 46 15 40ZM34 29C41 34 45 46 44.800 59"
                "C42 62.500 38 62.500 36 60.500C35.600 51 33.500 45 30 39Z",
            ),
            Part("body", "M22.400 27C22.700 42 22.600 52 22.400 63", 0.9),
            Part("dark", "M14.200 14C13.600 4 31.200 4 30.600 14C26 12.600 19 12.600 14.200 14Z"),
            Part("accent", circle(22.4, 5.8, 1.4)),
        ),
    )


def pair() -> Motif:
    """A grown-up and a child, hand in hand, seen from behind."""
    return Motif(
        62,
        (
            Part("dark", "M13 60L13.500 98H20.500L22 66L24 98H31L31.500 60Z"),
            Part(
                "body",
                "M22 20C13 20 10 26 9 35L6 62C6 65 9 65.500 10 63L11 72H33L34 62L35 64C37 65.500 39 64 38.500 61"
                "L35 35C34 26 31 20 22 20Z",
            ),
            Part("accent", "M15 19C19 23 26 23 29 19L30 24C26 28 18 28 14 24ZM26 25L31 24L33 40L28 41Z"),
            Part("pale", "M18 15H26V22H18Z"),
            Part("dark", circle(22, 11.5, 7.2)),
            Part("dark", "M14.500 13C13 2 31 2 29.500 13C27 16 17 16 14.500 13Z"),
            Part("dark", "M42 82L42.500 98H47L48 86L49 98H53.500L54 82Z"),
            Part(
                "accent",
                "M48 54C42 54 41 58 40 63L38 68C37 70 40 72 41 70L40.500 86H55.500L55 70L57 78C58 80 60 79 59.500 77"
                "L56 62C55 57 54 54 48 54Z",
            ),
            Part("body", "M37.500 63L39.500 69", 3.2),
            Part("pale", "M45 50H51V56H45Z"),
            Part("dark", circle(48, 47.5, 5.8)),
            Part("dark", "M42 49C41 39.500 55 39.500 54 49C52 51.500 44 51.500 42 49Z"),
        ),
    )


def letter() -> Motif:
    """An open envelope with a written sheet half out of it."""
    lines = "".join(f"M30 {22 + 9 * row}H{(90, 84, 90, 66)[row]}" for row in range(4))
    return Motif(
        120,
        (
            Part("shade", "M6 46L60 8L114 46V96H6Z"),
            Part("pale", box(18, 10, 84, 70, 2)),
            Part("body", lines, 2.2),
            Part("accent", box(84, 16, 11, 13, 1)),
            Part("body", "M6 46L52 78H68L114 46V98H6Z"),
            Part("shade", "M6 98L50 70C56 66 64 66 70 70L114 98Z"),
        ),
    )


def quill() -> Motif:
    """A feather pen in its inkwell."""
    return Motif(
        80,
        (
            Part("body", "M76 2C50 6 30 30 25 66C42 62 66 50 71 34L62 35C72 27 77 14 76 2Z"),
            Part("pale", "M74 6C56 22 38 46 26 78", 1.6),
            Part("shade", "M46 28L60 40M38 42L54 50M32 56L46 57", 1.4),
            Part("dark", box(6, 70, 40, 29, 8)),
            Part("shade", box(15, 62, 22, 11, 3)),
            Part("accent", box(6, 80, 40, 7)),
        ),
    )


def book() -> Motif:
    """An open book with a ribbon."""
    left = "".join(f"M16 {42 + 9 * row}C30 {37 + 9 * row} 44 {39 + 9 * row} 56 {45 + 9 * row}" for row in range(4))
    right = "".join(f"M74 {45 + 9 * row}C86 {39 + 9 * row} 100 {37 + 9 * row} 114 {42 + 9 * row}" for row in range(3))
    return Motif(
        130,
        (
            Part("dark", "M1 36L1 92C26 86 50 88 65 97C80 88 104 86 129 92V36Z"),
            Part("pale", "M65 92C50 80 26 77 6 83V30C26 23 50 26 65 38Z"),
            Part("shade", "M65 92C63 80 62 50 65 38C58 32 50 29 44 28V82C52 84 59 87 65 92Z"),
            Part("pale", "M65 92C58 86 50 83 42 81V28C51 30 59 33 65 38Z"),
            Part("pale", "M65 92C80 80 104 77 124 83V30C104 23 80 26 65 38Z"),
            Part("shade", "M65 38V92C68 89 71 87 74 85.500V32C70 34 68 36 65 38Z"),
            Part("body", left + right, 2.0),
            Part("accent", "M92 26L100 25.500V62L96 56L92 62Z"),
        ),
    )


def suitcase() -> Motif:
    """A leather suitcase with straps and a label."""
    return Motif(
        96,
        (
            Part("dark", "M36 40V30C36 26 39 24 42 24H54C57 24 60 26 60 30V40", 5.0),
            Part("body", box(6, 38, 84, 60, 8)),
            Part("shade", box(6, 60, 84, 5)),
            Part("dark", box(22, 38, 8, 60) + box(66, 38, 8, 60)),
            Part("glow", box(23.5, 58, 5, 8, 1) + box(67.5, 58, 5, 8, 1)),
            Part(
                "shade", "M6 52V46A8 8 0 0 1 14 38H20C20 46 14 52 6 52ZM90 52V46A8 8 0 0 0 82 38H76C76 46 82 52 90 52Z"
            ),
            Part("accent", "M40 72L56 68L60 84L44 88Z"),
            Part("pale", "M44 75L54 72.500M45.500 80L55.500 77.500", 1.4),
        ),
    )


def speech() -> Motif:
    """Two speech bubbles."""
    return Motif(
        120,
        (
            Part(
                "body",
                "M18 8H78A14 14 0 0 1 92 22V46A14 14 0 0 1 78 60H40L22 76V60H18A14 14 0 0 1 4 46V22A14 14 0 0 1 18 8Z",
            ),
            Part("pale", "M20 24H76M20 34H76M20 44H56", 3.2),
            Part(
                "accent",
                "M62 46H104A12 12 0 0 1 116 58V76A12 12 0 0 1 104 88H100V99L86 88H62A12 12 0 0 1 50 76V58"
                "A12 12 0 0 1 62 46Z",
            ),
            Part("pale", circle(70, 67, 3.6) + circle(83, 67, 3.6) + circle(96, 67, 3.6)),
        ),
    )


def phone() -> Motif:
    """A telephone with messages coming in."""
    return Motif(
        74,
        (
            Part("dark", box(10, 2, 54, 96, 9)),
            Part("pale", box(14, 9, 46, 80, 4)),
            Part("shade", box(19, 18, 28, 14, 5)),
            Part("accent", box(27, 38, 28, 14, 5)),
            Part("shade", box(19, 58, 22, 14, 5)),
            Part("body", box(14, 78, 46, 11, 3)),
            Part("shine", "M14 40L60 14V22L14 50Z"),
        ),
    )


def heart() -> Motif:
    """A heart with its beat."""
    return Motif(
        110,
        (
            Part(
                "accent",
                "M55 96C20 70 4 52 4 32C4 14 18 4 32 4C43 4 51 10 55 18C59 10 67 4 78 4C92 4 106 14 106 32"
                "C106 52 90 70 55 96Z",
            ),
            Part("accent_dark", "M55 96C90 70 106 52 106 32C106 22 101.500 14 95 9C98 30 88 58 55 96Z"),
            Part("pale", "M10 48H36L42 36L52 64L62 26L70 54L75 48H100", 3.0),
            Part("shine", "M14 30C14 20 22 13 32 13C26 17 20 24 19 34Z"),
        ),
        floats=True,
    )
