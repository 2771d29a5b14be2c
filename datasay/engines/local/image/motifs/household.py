"""Motifs of the house's machines and of what lies in its drawers."""

from datasay.engines.local.image.shapes import Motif, Part, box, circle


def air_conditioner() -> Motif:
    """A wall unit that blows cool air."""
    return Motif(
        148,
        (
            Part("pale", box(6, 14, 136, 46, 8)),
            Part("neutral", "M6 44H142V52C142 57 138 60 134 60H14C10 60 6 57 6 52Z"),
            Part("dark", box(18, 50, 112, 5, 2)),
            Part("glow", circle(128, 28, 3)),
            Part("body", box(16, 24, 28, 4, 2)),
            Part("accent", "M38 68C30 78 46 84 38 96M74 68C66 78 82 84 74 98M110 68C102 78 118 84 110 96", 4.6),
        ),
        floats=True,
    )


def microwave() -> Motif:
    """A microwave oven."""
    return Motif(
        140,
        (
            Part("body", box(2, 16, 136, 80, 7)),
            Part("dark", box(12, 26, 84, 60, 4)),
            Part("neutral", box(18, 32, 72, 48, 3)),
            Part("dark", "M30 68H78C76 76 68 78 54 78C40 78 32 76 30 68Z"),
            Part("pale", box(106, 26, 24, 60, 3)),
            Part("glow", box(109, 30, 18, 8, 1)),
            Part("dark", circle(118, 50, 6) + box(110, 62, 16, 4, 1) + box(110, 70, 16, 4, 1) + box(110, 78, 16, 4, 1)),
            Part("dark", box(14, 96, 14, 4, 1) + box(112, 96, 14, 4, 1)),
        ),
    )


def vacuum_cleaner() -> Motif:
    """A vacuum cleaner with hose and nozzle."""
    return Motif(
        126,
        (
            Part("dark", "M40 62C40 20 72 18 92 30L112 88", 5.4),
            Part("body", "M6 78C6 60 24 54 44 58C58 60 66 68 66 82V90H6Z"),
            Part("shade", "M6 84H66V90H6Z"),
            Part("pale", "M18 66C26 62 36 62 44 66L42 72C34 69 28 69 20 72Z"),
            Part("dark", circle(20, 90, 10) + circle(56, 92, 8)),
            Part("neutral", circle(20, 90, 4) + circle(56, 92, 3)),
            Part("accent", "M98 86H124L126 100H92Z"),
        ),
    )


def router() -> Motif:
    """A wireless router with its waves."""
    return Motif(
        124,
        (
            Part("dark", "M24 68L18 22M100 68L106 22", 4.6),
            Part("body", box(6, 66, 112, 28, 7)),
            Part("shade", "M6 82H118V87C118 91 115 94 111 94H13C9 94 6 91 6 87Z"),
            Part("glow", circle(24, 78, 3) + circle(36, 78, 3) + circle(48, 78, 3)),
            Part("accent", "M40 40C52 28 72 28 84 40M49 50C56 43 68 43 75 50", 5.0),
            Part("accent", circle(62, 58, 4)),
            Part("dark", box(16, 94, 14, 6, 1) + box(94, 94, 14, 6, 1)),
        ),
    )


def sim_card() -> Motif:
    """A SIM card with its contacts."""
    return Motif(
        82,
        (
            Part("body", "M12 2H54L78 26V90C78 96 74 100 68 100H12C6 100 2 96 2 90V12C2 6 6 2 12 2Z"),
            Part("shade", "M64 12L78 26V90C78 96 74 100 68 100H60C66 92 66 30 64 12Z"),
            Part("warm", box(16, 44, 48, 40, 7)),
            Part("warm_dark", "M16 58H32M16 70H32M48 58H64M48 70H64M32 44V84M48 44V84", 2.4),
        ),
    )


def mop() -> Motif:
    """A mop and its bucket."""
    return Motif(
        96,
        (
            Part("warm_dark", "M74 2L62 70", 5.0),
            Part("pale", "M54 68H72L80 96C74 100 70 94 66 99C62 94 58 100 54 98C50 94 48 98 46 96Z"),
            Part("neutral", "M60 70L56 96M66 70L68 96", 2.2),
            Part("body", "M2 56H44L38 100H8Z"),
            Part("shade", "M32 56H44L38 100H26C32 88 33 70 32 56Z"),
            Part("accent", circle(23, 56, 21, 5)),
            Part("dark", "M3 54C6 34 40 34 43 54", 2.6),
        ),
    )


def hydrant() -> Motif:
    """A fire hydrant."""
    return Motif(
        72,
        (
            Part("body", "M20 34C20 18 28 12 36 12C44 12 52 18 52 34Z"),
            Part("dark", box(30, 2, 12, 11, 3)),
            Part("shade", box(14, 32, 44, 8, 3)),
            Part("body", box(19, 40, 34, 50)),
            Part("shade", "M42 40H53V90H42Z"),
            Part("body", box(4, 50, 16, 16, 3) + box(52, 50, 16, 16, 3)),
            Part("neutral", circle(36, 60, 11)),
            Part("dark", circle(36, 60, 5)),
            Part("dark", box(12, 88, 48, 12, 3)),
        ),
    )


def headset() -> Motif:
    """A headset with a microphone, as operators wear it."""
    return Motif(
        100,
        (
            Part("dark", "M14 62C10 4 90 4 86 62", 7.0),
            Part("body", box(4, 50, 22, 36, 8) + box(74, 50, 22, 36, 8)),
            Part("shade", box(18, 54, 9, 28, 3) + box(73, 54, 9, 28, 3)),
            Part("dark", "M86 84C86 94 74 96 58 95", 4.0),
            Part("accent", circle(54, 94.5, 7, 5)),
        ),
    )


def pillow() -> Motif:
    """A plump pillow on a folded quilt."""
    return Motif(
        136,
        (
            Part("body", "M6 74C6 66 14 64 24 66H114C124 64 130 68 130 76V90C130 97 124 100 116 100H20"
                         "C12 100 6 96 6 88Z"),
            Part("shade", "M6 86H130V90C130 97 124 100 116 100H20C12 100 6 96 6 88Z"),
            Part("pale", "M14 70C8 58 8 40 16 28C12 20 20 16 26 22C52 14 86 14 112 22C118 16 126 20 122 28"
                         "C130 40 130 58 124 70C128 78 120 82 112 76C86 82 50 82 26 76C18 82 10 78 14 70Z"),
            Part("neutral", "M14 70C10 62 8 52 10 44C22 62 62 70 126 56C126 62 126 66 124 70C128 78 120 82 112 76"
                            "C86 82 50 82 26 76C18 82 10 78 14 70Z"),
            Part("accent", "M27 23L37 36M111 23L101 36M27 75L38 65M111 75L100 65", 2.2),
        ),
    )  # fmt: skip


def piano() -> Motif:
    """An upright piano with its lid open."""
    whites = "".join(box(18 + 10 * n, 56, 9, 9, 1) for n in range(10))
    blacks = "".join(box(25 + 10 * n, 55, 5, 5, 1) for n in (0, 1, 3, 4, 5, 7, 8))
    return Motif(
        138,
        (
            Part("warm_dark", box(6, 6, 126, 8, 2)),
            Part("dark", box(10, 14, 118, 40, 1)),
            Part("warm", box(44, 20, 50, 22, 1)),
            Part("pale", box(47, 23, 21, 16) + box(70, 23, 21, 16)),
            Part("dark", "M50 28H65M50 33H65M73 28H88M73 33H88", 1.6),
            Part("warm_dark", "M10 54H128V70H10Z"),
            Part("pale", whites),
            Part("dark", blacks),
            Part("dark", "M16 70H122V92H16Z"),
            Part("warm_dark", "M28 74H110V88H28Z"),
            Part("dark", box(8, 70, 9, 30, 2) + box(121, 70, 9, 30, 2) + box(62, 92, 6, 5, 1) + box(72, 92, 6, 5, 1)),
        ),
    )


def beehive() -> Motif:
    """A beekeeper's hive of stacked boxes, two bees before it."""
    return Motif(
        112,
        (
            Part("dark", box(18, 94, 10, 6) + box(70, 94, 10, 6)),
            Part("body", box(4, 10, 90, 9, 2)),
            Part("warm", box(10, 19, 78, 24, 1) + box(10, 69, 78, 25, 1)),
            Part("pale", box(10, 44, 78, 24, 1)),
            Part("warm_dark", "M74 19H88V43H74ZM74 69H88V94H74Z"),
            Part("neutral", "M74 44H88V68H74Z"),
            Part("dark", box(40, 28, 18, 5, 2) + box(40, 53, 18, 5, 2) + box(30, 86, 38, 6, 2)),
            Part("warm", circle(102, 38, 7, 4.6) + circle(97, 62, 6, 4)),
            Part("dark", "M100 34V42M104 34V42M95 58.500V65.500M99 58.500V65.500", 1.8),
            Part("pale", circle(101, 31, 4, 3) + circle(96, 56, 3.6, 2.6)),
        ),
    )
