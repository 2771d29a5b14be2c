"""Motifs of the table and the stove: a wok, cups of tea, leaves, what is cooked and served in."""

from datasay.engines.local.image.shapes import Motif, Part, box, circle


def wok() -> Motif:
    """A wok over its flame, with steam."""
    return Motif(
        136,
        (
            Part("dark", "M4 44L30 50L28 57L2 51ZM112 46C124 40 132 46 128 54C126 58 118 58 112 56", 0.0),
            Part("shade", "M20 46H116C114 70 98 84 68 84C38 84 22 70 20 46Z"),
            Part("body", "M20 46H116C115 60 108 70 96 76C76 82 50 80 38 72C28 66 21 58 20 46Z"),
            Part("neutral", circle(68, 46, 49, 9)),
            Part("leaf", "M40 46C46 38 58 38 64 44C58 52 46 52 40 46Z"),
            Part("leaf", "M68 44C76 38 88 40 94 46C86 52 74 50 68 44Z"),
            Part("accent", circle(66, 49, 7, 3.4)),
            Part("warm", "M50 100C44 94 48 88 54 86C53 91 57 92 59 95C60 89 66 87 68 84C71 89 75 91 75 95"
                         "C78 93 80 90 81 87C88 91 90 96 85 100Z"),
            Part("pale", "M52 32C46 26 58 22 52 14M70 30C64 22 76 18 70 8M88 32C82 26 94 22 88 14", 3.2),
        ),
    )  # fmt: skip


def tea_cups() -> Motif:
    """Two cups of tea on a tray, steaming."""
    cup = "M{0} 52H{1}C{1} 74 {2} 84 {3} 84H{4}C{5} 84 {0} 74 {0} 52Z"
    left = cup.format(14, 62, 56, 48, 28, 20)
    right = cup.format(72, 120, 114, 106, 86, 78)
    return Motif(
        134,
        (
            Part("pale", left + right),
            Part("neutral", "M50 52H62C62 74 56 84 48 84H40C48 78 50 66 50 52ZM108 52H120C120 74 114 84 106 84H98"
                            "C106 78 108 66 108 52Z"),
            Part("accent", "M16 62H60L59 67H17ZM74 62H118L117 67H75Z"),
            Part("pale", circle(38, 52, 24, 6) + circle(96, 52, 24, 6)),
            Part("warm_dark", circle(38, 53, 20.5, 4.2) + circle(96, 53, 20.5, 4.2)),
            Part("dark", box(28, 84, 20, 4, 1) + box(86, 84, 20, 4, 1)),
            Part("body", "M0 88H134L128 98C127 100 125 100 123 100H11C9 100 7 100 6 98Z"),
            Part("shade", "M3 93H131L128 98C127 100 125 100 123 100H11C9 100 7 100 6 98Z"),
            Part("neutral", "M32 40C26 32 38 28 32 18M44 40C38 32 50 28 44 18M90 40C84 32 96 28 90 18"
                            "M102 40C96 32 108 28 102 18", 2.6),
        ),
    )  # fmt: skip


def leaf() -> Motif:
    """A single leaf on its stalk."""
    return Motif(
        96,
        (
            Part("leaf", "M20 84C6 52 26 14 92 4C96 62 66 100 20 84Z"),
            Part("leaf_dark", "M20 84C40 58 62 32 92 4C96 62 66 100 20 84Z"),
            Part("leaf_pale", "M22 82C42 56 62 34 86 10M40 60L38 40M52 48L52 28M64 36L66 18M40 60L60 62M52 48L74 50"
                              "M64 36L84 34", 1.8),
            Part("leaf_dark", "M22 82C16 88 10 94 4 99", 4.0),
        ),
    )  # fmt: skip


def thermos() -> Motif:
    """A vacuum flask with its cup beside it."""
    return Motif(
        86,
        (
            Part("body", box(8, 26, 42, 74, 7)),
            Part("shade", "M38 26H43C47 26 50 29 50 33V93C50 97 47 100 43 100H38Z"),
            Part("pale", box(15, 34, 5, 54, 2.5)),
            Part("dark", box(12, 18, 34, 9, 2)),
            Part("accent", box(14, 2, 30, 17, 4)),
            Part("accent_dark", "M36 2H40C43 2 44 4 44 6V15C44 18 43 19 40 19H36Z"),
            Part("accent", "M58 72H84L81 97C81 99 79 100 77 100H65C63 100 61 99 61 97Z"),
            Part("accent_dark", "M76 72H84L81 97C81 99 79 100 77 100H72C76 92 76 82 76 72Z"),
            Part("dark", circle(71, 72, 13, 3)),
        ),
    )


def rice_cooker() -> Motif:
    """An electric rice cooker with its lid shut."""
    return Motif(
        112,
        (
            Part("pale", "M10 46H102L98 88C97 96 92 100 86 100H26C20 100 15 96 14 88Z"),
            Part("neutral", "M86 46H102L98 88C97 96 92 100 86 100H76C84 84 86 64 86 46Z"),
            Part("body", "M8 46C8 20 30 12 56 12C82 12 104 20 104 46Z"),
            Part("shade", "M80 17C96 22 104 32 104 46H86C88 34 86 24 80 17Z"),
            Part("dark", box(44, 4, 24, 9, 4)),
            Part("dark", box(38, 62, 36, 22, 4)),
            Part("glow", box(44, 67, 14, 5, 1) + circle(66, 76, 3)),
            Part("dark", box(4, 43, 104, 6, 3)),
        ),
    )


def food_cart() -> Motif:
    """A street vendor's cart with a striped awning."""
    return Motif(
        118,
        (
            Part("dark", box(18, 26, 4, 46) + box(96, 26, 4, 46)),
            Part("body", "M8 26L18 4H100L110 26Z"),
            Part("pale", "M28 4H42L38 26H22ZM59 4H73L74 26H54ZM90 4H100L110 26H90Z"),
            Part("body", "M8 26H22C22 34 8 34 8 26ZM38 26H54C54 34 38 34 38 26ZM74 26H90C90 34 74 34 74 26Z"),
            Part("pale", "M22 26H38C38 34 22 34 22 26ZM54 26H74C74 34 54 34 54 26ZM90 26H110C110 34 90 34 90 26Z"),
            Part("accent", box(10, 58, 98, 24, 2)),
            Part("accent_dark", box(10, 74, 98, 8, 1)),
            Part("warm", circle(40, 54, 12, 4) + circle(64, 54, 12, 4)),
            Part("dark", circle(30, 89, 11) + circle(88, 89, 11)),
            Part("neutral", circle(30, 89, 5) + circle(88, 89, 5)),
        ),
    )


def blender() -> Motif:
    """A blender of the size of a bottle, half full."""
    return Motif(
        66,
        (
            Part("dark", box(21, 0, 24, 8, 3)),
            Part("body", "M12 8C12 6 14 5 16 5H50C52 5 54 6 54 8L56 19H10Z"),
            Part("pale", "M11 19H55L51 66H15Z"),
            Part("accent", "M12.6 38C22 34 34 42 53.4 37L51 66H15Z"),
            Part("neutral", "M45 19H55L51 66H43Z"),
            Part("shade", "M16 26H24M16 33H22", 2.0),
            Part("body", "M13 66H53L58 95C58 98 56 100 53 100H13C10 100 8 98 8 95Z"),
            Part("shade", "M45 66H53L58 95C58 98 56 100 53 100H46C49 90 48 78 45 66Z"),
            Part("dark", box(13, 63, 40, 5, 2)),
            Part("glow", circle(32, 83, 6)),
        ),
    )


def scallion() -> Motif:
    """A bunch of spring onions, tied."""
    return Motif(
        84,
        (
            Part("leaf_dark", "M36 66C36 44 28 20 14 0C32 14 42 40 44 66Z"),
            Part("leaf", "M30 68C26 48 16 30 0 16C20 24 34 44 40 68Z"),
            Part("leaf_dark", "M44 66C44 44 52 22 66 4C62 28 54 46 52 66Z"),
            Part("leaf", "M46 68C50 50 62 34 84 20C72 38 60 52 54 68Z"),
            Part("leaf", "M39 68C38 44 38 20 42 2C48 20 48 44 46 68Z"),
            Part("leaf_pale", "M42 62C42 44 42 28 43 14", 1.6),
            Part("pale", "M30 66H38L37 90C37 96 29 96 29 90Z"),
            Part("pale", "M47 66H55L56 90C56 96 48 96 48 90Z"),
            Part("pale", "M38 66H47L47 94C47 100 38 100 38 94Z"),
            Part("neutral", "M45 66H47L47 94C47 97 46 98 45 98ZM36 66H38L37 90C37 93 36 94 35 94Z"),
            Part("accent", box(27, 64, 31, 7, 3)),
        ),
    )
