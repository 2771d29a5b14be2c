"""Motifs of the street and of building: crossings, parking, benches, machines, halls of glass."""

from datasay.engines.local.image.shapes import Motif, Part, box, circle


def crossing() -> Motif:
    """A zebra crossing that leads over the road, with a kerb on both sides."""
    stripes = "".join(f"M{24 + 20 * n} 46H{36 + 20 * n}L{34 + 24 * n - 14} 86H{18 + 24 * n - 14}Z" for n in range(5))
    return Motif(
        148,
        (
            Part("neutral", "M14 36H134L140 46H8Z"),
            Part("dark", "M8 46H140L148 86H0Z"),
            Part("pale", stripes),
            Part("neutral", "M0 86H148V94H0Z"),
            Part("shade", "M0 94H148V100H0Z"),
            Part("dark", box(118, 4, 4, 38)),
            Part("body", box(108, 0, 24, 24, 4)),
            Part("pale", "M120 4.5A2.6 2.6 0 1 1 119.9 4.5ZM116 11H123L127 15L125 16.500L122 14V17L125 21.500H121.500"
                         "L119.500 18.500L116.500 21.500H113.500L117 17V13L114 15.500L113 14Z"),
        ),
    )  # fmt: skip


def parking_sign() -> Motif:
    """A parking sign above a kerb with a parked car's bays."""
    return Motif(
        92,
        (
            Part("dark", box(43, 44, 6, 56)),
            Part("accent", box(20, 2, 52, 52, 8)),
            Part("pale", "M36 12H50C60 12 64 18 64 25C64 32 60 38 50 38H43V46H36ZM43 19V31H49C54 31 56 29 56 25"
                         "C56 21 54 19 49 19Z"),
            Part("neutral", box(0, 94, 92, 6, 1)),
            Part("body", box(0, 88, 30, 6, 2) + box(62, 88, 30, 6, 2)),
        ),
    )  # fmt: skip


def bench() -> Motif:
    """A park bench."""
    return Motif(
        140,
        (
            Part("dark", "M22 30L16 100H24L28 70H112L116 100H124L118 30H110L113 62H27L30 30Z"),
            Part("body", box(10, 28, 120, 9, 3) + box(10, 42, 120, 9, 3)),
            Part("shade", box(4, 62, 132, 10, 3)),
            Part("body", box(4, 60, 132, 6, 3)),
        ),
    )


def excavator() -> Motif:
    """An excavator with its arm raised."""
    return Motif(
        144,
        (
            Part("dark", box(6, 80, 78, 20, 10)),
            Part("neutral", circle(17, 90, 6) + circle(36, 90, 5) + circle(54, 90, 5) + circle(73, 90, 6)),
            Part("body", "M10 46H58V78H6V58Z"),
            Part("shade", "M6 66H84V78H6Z"),
            Part("body", "M58 52H80L84 78H58Z"),
            Part("pale", "M62 40H74L80 60H62Z"),
            Part("dark", "M56 34H78L86 62H80L74 40H56Z"),
            Part("body", "M76 66L100 14L108 10L132 44L126 48L106 24L84 72Z"),
            Part("dark", circle(104, 16, 5) + circle(128, 46, 4)),
            Part("neutral", "M122 46L136 50L132 74C124 78 114 74 112 68L122 64Z"),
        ),
    )


def greenhouse() -> Motif:
    """A greenhouse of glass with plants in it."""
    return Motif(
        134,
        (
            Part("pale", "M8 48L67 10L126 48V100H8Z"),
            Part("leaf", "M20 96C16 82 24 78 26 70C32 78 36 84 32 96ZM46 96C42 80 50 74 52 64C60 74 62 84 58 96Z"
                         "M78 96C74 80 82 74 84 64C92 74 94 84 90 96Z"
                         "M104 96C100 82 108 78 110 70C116 78 120 84 116 96Z"),
            Part("body", "M16 96H118V100H16Z"),
            Part("accent", "M8 48L67 10L126 48M8 48V100M126 48V100M8 100H126M8 72H126M37 30V100M67 10V100M97 30V100"
                           "M8 48H126", 3.4),
        ),
    )  # fmt: skip


def podium() -> Motif:
    """A speaker's desk with microphones."""
    return Motif(
        92,
        (
            Part("dark", "M34 34C30 20 24 14 20 10M58 34C62 20 68 14 72 10", 3.0),
            Part("dark", circle(19, 8, 5, 7) + circle(73, 8, 5, 7)),
            Part("shade", "M6 32H86L80 44H12Z"),
            Part("body", "M14 44H78L72 92H20Z"),
            Part("shade", "M60 44H78L72 92H58Z"),
            Part("warm", circle(44, 66, 11)),
            Part("body", circle(44, 66, 6)),
            Part("dark", box(12, 92, 68, 8, 2)),
        ),
    )
