"""Motifs of school and court."""

from datasay.engines.local.image.shapes import Motif, Part, box, circle


def blackboard() -> Motif:
    """A blackboard on its stand with a circle and a sum in chalk."""
    return Motif(
        128,
        (
            Part("shade", "M30 78L20 100M98 78L108 100", 5.0),
            Part("body", box(2, 6, 124, 74, 4)),
            Part("dark", box(8, 12, 112, 60, 2)),
            Part("pale", circle(38, 40, 17), 2.4),
            Part("pale", "M38 40L52 30", 2.0),
            Part("pale", "M72 30H104M72 41H96M72 52H108", 2.4),
            Part("accent", "M72 62H86", 2.4),
            Part("shade", box(20, 78, 88, 6, 2)),
            Part("pale", box(40, 75, 14, 4, 1)),
            Part("accent", box(74, 74, 16, 5, 1)),
        ),
    )


def gavel() -> Motif:
    """A judge's hammer over its block."""
    return Motif(
        130,
        (
            Part("body", "M70 46L124 88C128 91 128 96 125 98C122 101 118 100 115 97L62 54Z"),
            Part("shade", "M66 50L120 94C122 97 122 99 119 99L115 97L62 54Z"),
            Part("body", "M26 34L60 4L88 38L54 68Z"),
            Part("shade", "M42 54L76 24L88 38L54 68Z"),
            Part(
                "accent",
                "M22 30C20 28 20 26 22 24L26 21C28 20 30 20 32 22L64 60C66 62 66 64 64 66L60 70C58 71 56 71 54 69Z",
            ),
            Part(
                "accent",
                "M52 6C50 4 50 2 52 0L56 -3C58 -4 60 -4 62 -2L94 36C96 38 96 40 94 42L90 45C88 46 86 46 84 44Z",
            ),
            Part("pale", "M36 34L58 15L62 19L40 38Z"),
            Part("dark", box(6, 88, 72, 12, 3)),
            Part("body", box(14, 78, 56, 11, 3)),
            Part("shade", "M14 84H70V86C70 88 69 89 67 89H17C15 89 14 88 14 86Z"),
        ),
    )


def exam_paper() -> Motif:
    """A marked exam paper with a pencil on it."""
    return Motif(
        96,
        (
            Part("neutral", box(10, 6, 70, 94, 3)),
            Part("pale", box(4, 0, 70, 96, 3)),
            Part("dark", "M14 13H46", 3.4),
            Part("neutral", "M14 28H62M14 37H54M14 54H62M14 63H50M14 80H60M14 88H44", 2.4),
            Part("accent", circle(60, 14, 9), 2.4),
            Part("accent", "M55 14L59 18L66 9", 2.4),
            Part("accent", "M54 60L58 65L68 52", 3.0),
            Part("warm", "M86 30L94 36L62 82L54 76Z"),
            Part("warm_dark", "M90 33L94 36L62 82L58 79Z"),
            Part("pale", "M54 76L62 82L51 88Z"),
            Part("dark", "M53 84L51 88L55 86Z"),
            Part("accent", "M89 26C91 23 98 28 96 31L94 36L86 30Z"),
        ),
    )
