"""Motifs of works and transport: bridges, dams, ships, power."""

from datasay.engines.local.image.shapes import Motif, Part, box, circle, polygon


def cable_stayed_bridge() -> Motif:
    """Two towers, a deck, and the stays between them."""
    stays = ""
    for tower in (62.0, 158.0):
        for number in range(1, 9):
            top, reach = 6.0 + 4.2 * number, 50.0 - 5.4 * (number - 1)
            stays += f"M{tower} {top}L{tower - reach} 72M{tower} {top}L{tower + reach} 72"
    towers = dark = ""
    for tower in (62.0, 158.0):
        towers += polygon(((tower - 4, 0), (tower + 4, 0), (tower + 6, 94), (tower - 6, 94)))
        dark += polygon(((tower + 0.5, 0), (tower + 4, 0), (tower + 6, 94), (tower + 1, 94)))
    return Motif(
        220,
        (
            Part("accent", stays, 1.15),
            Part("body", towers),
            Part("shade", dark),
            Part("accent", "M0 71H220V78H0Z"),
            Part("accent_dark", "M0 76H220V80H0Z"),
            Part("shade", box(50, 92, 24, 8, 2) + box(146, 92, 24, 8, 2)),
        ),
    )


def stone_bridge() -> Motif:
    """An old stone bridge of three arches over water."""
    joints = "".join(f"M{x} 56V62M{x + 9} 64V70" for x in range(14, 206, 18))
    return Motif(
        216,
        (
            Part(
                "body",
                "M0 62C40 40 76 34 108 34C140 34 176 40 216 62V94H188C188 74 176 66 164 66C152 66 142 74 142 94H134"
                "C134 66 122 54 108 54C94 54 82 66 82 94H74C74 74 64 66 52 66C40 66 28 74 28 94H0Z",
            ),
            Part("shade", "M82 94C82 66 94 54 108 54C122 54 134 66 134 94H128C128 70 118 59 108 59C96 59 87 70 87 94Z"),
            Part("shade", "M28 94C28 74 40 66 52 66C64 66 74 74 74 94H69C69 78 62 71 52 71C42 71 33 78 33 94Z"),
            Part(
                "shade",
                "M142 94C142 74 152 66 164 66C176 66 188 74 188 94H183C183 78 174 71 164 71C154 71 147 78 147 94Z",
            ),
            Part("pale", "M0 56C40 34 76 28 108 28C140 28 176 34 216 56V63C176 41 140 35 108 35C76 35 40 41 0 63Z"),
            Part("shade", joints, 1.2),
            Part(
                "neutral",
                "".join(
                    box(x, y, 5, 12, 1)
                    for x, y in ((8, 42), (40, 28), (74, 20), (106, 17), (138, 20), (172, 28), (204, 42))
                ),
            ),
            Part("neutral", "M8 44C42 26 76 19 108 18C140 19 174 26 208 44", 2.2),
            Part(
                "accent",
                "M0 94C12 90 24 98 36 94C48 90 60 98 72 94C84 90 96 98 108 94C120 90 132 98 144 94"
                "C156 90 168 98 180 94C192 90 204 98 216 94V100H0Z",
            ),
        ),
    )


def container_ship() -> Motif:
    """A container ship with its stacked boxes."""
    rows = ((30, 46, "accent"), (52, 46, "body_pale"), (74, 46, "warm"), (96, 46, "accent"), (118, 46, "body_pale"))
    upper = (
        (30, 33, "warm"),
        (52, 33, "accent"),
        (74, 33, "body_pale"),
        (96, 33, "warm"),
        (52, 20, "warm"),
        (74, 20, "accent"),
    )
    parts = []
    for x, y, role in (*rows, *upper):
        parts.append(Part(role, box(x, y, 20.5, 12, 1)))
        parts.append(
            Part("shine", f"M{x + 5} {y + 2}V{y + 10}M{x + 10} {y + 2}V{y + 10}M{x + 15} {y + 2}V{y + 10}", 1.0)
        )
    return Motif(
        196,
        (
            *parts,
            Part("pale", "M146 16H174V60H146Z"),
            Part("neutral", "M164 16H174V60H164Z"),
            Part("pale", "M142 10H178V20H142Z"),
            Part("dark", "M145 13H166V17H145Z"),
            Part("dark", "".join(box(150, y, 14, 3, 0.5) for y in (26, 34, 42, 50))),
            Part("accent", "M180 30H190V60H180Z"),
            Part("dark", "M180 30H190V36H180Z"),
            Part("body", "M0 58H196L186 90H26C14 90 6 74 0 58Z"),
            Part("shade", "M10 76H190L186 90H26C19 90 14 84 10 76Z"),
            Part("pale", "M2 62H195L194 65H4Z"),
            Part(
                "neutral",
                "M6 92C18 88 30 96 42 92C54 88 66 96 78 92C90 88 102 96 114 92C126 88 138 96 150 92"
                "C162 88 174 96 190 92V98C174 102 162 94 150 98C138 102 126 94 114 98C102 102 90 94 78 98"
                "C66 102 54 94 42 98C30 102 18 94 6 98Z",
            ),
        ),
    )


def quay() -> Motif:
    """A harbour crane that lifts a container from the quay."""
    return Motif(
        150,
        (
            Part("body", "M46 30L38 90M90 30L98 90M44 52H92M41 70H95", 5.0),
            Part("shade", "M44 52L95 70M92 52L41 70", 2.6),
            Part("body", "M4 22H146V31H4Z"),
            Part("shade", "M4 28H146V31H4Z"),
            Part("body", "M68 2L8 22M68 2L140 22M68 2V24", 2.8),
            Part("accent", box(54, 30, 28, 13, 2)),
            Part("pale", box(58, 33, 9, 6, 1)),
            Part("dark", "M124 31V52M132 31V52", 1.6),
            Part("accent", box(110, 52, 36, 17, 1.5)),
            Part("accent_dark", "M118 54V67M126 54V67M134 54V67", 1.8),
            Part("warm", box(12, 74, 30, 15, 1.5)),
            Part("dark", box(0, 89, 150, 11, 1)),
            Part("shade", box(32, 84, 14, 7, 2) + box(92, 84, 14, 7, 2)),
        ),
    )


def dam() -> Motif:
    """A concrete dam with two open gates, water behind and spray below."""
    return Motif(
        170,
        (
            Part("leaf", "M0 28L30 20L40 100H0ZM170 28L140 20L130 100H170Z"),
            Part("leaf_dark", "M0 52L34 60L40 100H0ZM170 52L136 60L130 100H170Z"),
            Part("accent", "M30 30H140V40H30Z"),
            Part("body", "M28 36C66 44 104 44 142 36L134 92H36Z"),
            Part("shade", "M112 41L142 36L134 92H108Z"),
            Part("neutral", "M26 30C66 38 104 38 144 30V38C104 46 66 46 26 38Z"),
            Part("dark", box(54, 46, 18, 12, 1.5) + box(98, 46, 18, 12, 1.5)),
            Part("pale", "M56 56H70L74 92H50ZM100 56H114L120 92H96Z"),
            Part("accent", "M62 58H66L68 90H58ZM106 58H110L112 90H104Z"),
            Part("accent", "M30 90C42 84 52 94 64 88C76 84 88 94 98 88C110 84 122 94 140 88V100H30Z"),
            Part(
                "pale",
                circle(52, 90, 7, 4.5) + circle(70, 91, 7, 4.5) + circle(100, 90, 7, 4.5) + circle(118, 91, 7, 4.5),
            ),
        ),
    )


def tunnel() -> Motif:
    """A tunnel's mouth in a hill, a road leading in."""
    return Motif(
        150,
        (
            Part("leaf", "M0 100C4 50 36 10 76 10C116 10 146 50 150 100Z"),
            Part("leaf_dark", "M104 22C132 38 148 68 150 100H118C122 70 118 44 104 22Z"),
            Part("neutral", "M26 100V72C26 46 48 30 75 30C102 30 124 46 124 72V100Z"),
            Part("pale", "M26 74C26 46 48 30 75 30C102 30 124 46 124 74L116 73C115 50 97 38 75 38C53 38 35 50 34 73Z"),
            Part("dark", "M38 100V73C38 53 55 42 75 42C95 42 112 53 112 73V100Z"),
            Part("body", "M38 100L66 70H84L112 100Z"),
            Part("pale", "M73 74H77L77.500 80H72.500ZM72 85H78L79 93H71ZM70.500 96H79.500L80 100H70Z"),
            Part("glow", circle(56, 58, 3, 2.2) + circle(94, 58, 3, 2.2) + circle(75, 52, 3, 2.2)),
        ),
    )


def wheat_field() -> Motif:
    """Ears of wheat in front of a field."""
    ears, stalks, dark = "", "", ""
    for x, top, lean in ((22, 26, -5), (46, 10, -2), (72, 2, 1), (98, 12, 3), (122, 28, 6)):
        stalks += f"M{x} 100C{x} 80 {x + lean * 0.4} {top + 50} {x + lean} {top + 34}"
        for step in range(5):
            y, middle = top + 38 - 8 * step, x + lean * (1 + 0.12 * step)
            ears += f"M{middle} {y}C{middle - 9} {y - 2} {middle - 11} {y - 9} {middle - 8} {y - 14}"
            ears += f"C{middle - 2} {y - 11} {middle} {y - 6} {middle} {y}Z"
            dark += f"M{middle} {y}C{middle + 9} {y - 2} {middle + 11} {y - 9} {middle + 8} {y - 14}"
            dark += f"C{middle + 2} {y - 11} {middle} {y - 6} {middle} {y}Z"
        end = x + lean * 1.6
        ears += f"M{end} {top + 2}C{end - 4} {top - 2} {end - 3} {top - 7} {end} {top - 11}"
        ears += f"C{end + 3} {top - 7} {end + 4} {top - 2} {end} {top + 2}Z"
    return Motif(
        144,
        (
            Part("warm_pale", "M0 84C36 70 108 70 144 84V100H0Z"),
            Part("leaf", stalks, 2.6),
            Part("leaf", "M46 86C36 78 32 70 30 62C40 66 46 74 46 86ZM98 88C108 80 112 72 114 64C104 68 98 76 98 88Z"),
            Part("warm", ears),
            Part("warm_dark", dark),
            Part("warm_dark", "M0 92C36 82 108 82 144 92V100H0Z"),
        ),
    )


def solar_panel() -> Motif:
    """A tilted solar panel on its stand, under the sun."""
    cells = "".join(
        f"M{36 + 24 * column - 6 * row} {34 + 15 * row}L{56 + 24 * column - 6 * row} {34 + 15 * row}"
        f"L{51.5 + 24 * column - 6 * row} {46 + 15 * row}L{31.5 + 24 * column - 6 * row} {46 + 15 * row}Z"
        for row in range(3)
        for column in range(4)
    )
    return Motif(
        150,
        (
            Part("glow", circle(124, 18, 13)),
            Part("warm", circle(124, 18, 13)),
            Part("warm", "M124 -2V-6M142 8L146 4M146 20H150M106 8L102 4M140 32L144 36", 2.6),
            Part("dark", "M76 78V96M52 96H100", 4.4),
            Part("neutral", "M28 28H134L116 82H10Z"),
            Part("body", cells),
            Part("shine", "M60 32L44 79M84 32L68 79", 1.0),
            Part("dark", box(46, 94, 60, 6, 2)),
        ),
    )


def server_rack() -> Motif:
    """A rack of servers with their lights."""
    parts = []
    for row in range(5):
        y = 9 + 17 * row
        parts += [
            Part("body" if row % 2 == 0 else "shade", box(10, y, 50, 14, 2)),
            Part("dark", f"M30 {y + 4}H54M30 {y + 7}H54M30 {y + 10}H54", 1.3),
            Part("glow" if row != 3 else "accent", circle(17, y + 7, 2.4)),
            Part("accent", circle(24, y + 7, 2.0)),
        ]
    return Motif(
        70,
        (
            Part("dark", box(2, 2, 66, 94, 4)),
            Part("neutral", "M60 4H64C66 4 68 5 68 8V92C68 95 66 96 64 96H60Z"),
            *parts,
            Part("dark", box(8, 95, 12, 5, 1) + box(50, 95, 12, 5, 1)),
        ),
    )


def street_lift() -> Motif:
    """A glass lift shaft at a house, the cabin between two floors."""
    windows = "".join(box(x, y, 12, 12, 1) for x in (58, 78) for y in (16, 40, 64))
    return Motif(
        104,
        (
            Part("body", box(46, 4, 56, 96, 2)),
            Part("shade", "M88 4H102V100H88Z"),
            Part("pale", windows),
            Part("dark", "M42 0H104V6H42Z"),
            Part("pale", box(4, 6, 36, 94, 2)),
            Part("neutral", "M4 28H40M4 52H40M4 76H40", 1.8),
            Part("dark", "M5 6V100M39 6V100M22 6V38", 2.4),
            Part("accent", box(9, 38, 26, 30, 2)),
            Part("accent_dark", "M22 40V66", 1.8),
            Part("dark", "M0 4H44V9H0Z"),
            Part("neutral", "M40 27H48V30H40ZM40 51H48V54H40ZM40 75H48V78H40Z"),
        ),
    )


def drone() -> Motif:
    """A drone with four rotors and a camera."""
    return Motif(
        150,
        (
            Part("dark", "M30 28L60 44M120 28L90 44", 4.4),
            Part("neutral", circle(28, 20, 28, 5) + circle(122, 20, 28, 5)),
            Part("dark", box(25, 18, 6, 14, 2) + box(119, 18, 6, 14, 2)),
            Part("body", "M50 40C58 34 92 34 100 40L106 56C98 66 52 66 44 56Z"),
            Part("shade", "M46 54H104L106 56C98 66 52 66 44 56Z"),
            Part("pale", box(62, 42, 26, 6, 3)),
            Part("dark", "M50 62L40 84M100 62L110 84M32 84H50M100 84H118", 3.2),
            Part("dark", box(64, 62, 22, 18, 4)),
            Part("accent", circle(75, 71, 6)),
        ),
        floats=True,
    )


def plug_car() -> Motif:
    """An electric car at its charging post."""
    return Motif(
        168,
        (
            Part(
                "body",
                "M2 76C2 64 10 60 24 58L40 38C44 33 48 31 56 31H84C92 31 96 33 101 38L116 56C126 58 130 64 130 76"
                "V82C130 85 128 87 125 87H8C4 87 2 85 2 82Z",
            ),
            Part("shade", "M2 74H130V82C130 85 128 87 125 87H8C4 87 2 85 2 82Z"),
            Part("pale", "M35 56L47 41C49 39 51 38 55 38H66V56ZM72 38H84C88 38 91 39 93 41L105 56H72Z"),
            Part("dark", circle(32, 86, 14) + circle(100, 86, 14)),
            Part("neutral", circle(32, 86, 6.5) + circle(100, 86, 6.5)),
            Part("glow", "M4 66H14V72H4Z"),
            Part("dark", "M128 68C142 70 136 96 150 96", 2.8),
            Part("accent", box(142, 26, 24, 74, 4)),
            Part("pale", box(146, 32, 16, 14, 2)),
            Part("pale", "M156 52L148 66H153L151 78L160 62H155Z"),
        ),
    )


def bamboo() -> Motif:
    """Three stems of bamboo with leaves."""
    return Motif(
        112,
        (
            Part("leaf_dark", box(22, 12, 10, 88, 3)),
            Part("leaf", box(50, 0, 13, 100, 4)),
            Part("leaf_dark", "M58 0H60C62 0 63 2 63 4V96C63 98 62 100 60 100H58Z"),
            Part("leaf", box(82, 20, 9, 80, 3)),
            Part(
                "leaf_pale",
                "M21 38H33V41H21ZM21 68H33V71H21ZM49 26H64V29.500H49ZM49 56H64V59.500H49Z"
                "M49 84H64V87.500H49ZM81 46H92V49H81ZM81 76H92V79H81Z",
            ),
            Part("leaf_dark", "M63 28C74 24 78 22 84 26", 1.6),
            Part("leaf", "M84 26C92 14 104 10 112 12C108 22 98 28 84 26ZM82 26C84 14 92 4 102 0C102 12 94 22 82 26Z"),
            Part("leaf", "M22 40C12 32 4 32 -0 36C4 46 14 48 22 40ZM22 38C16 26 8 20 2 20C2 30 10 38 22 38Z"),
            Part("leaf_pale", "M64 58C72 52 80 54 84 60C78 66 70 66 64 58Z"),
        ),
    )


def well() -> Motif:
    """A well with its little roof and a bucket."""
    return Motif(
        96,
        (
            Part("accent", "M4 30L48 2L92 30Z"),
            Part("accent_dark", "M48 2L92 30H62Z"),
            Part("shade", box(14, 28, 7, 40, 1) + box(75, 28, 7, 40, 1)),
            Part("shade", box(12, 36, 72, 5, 2)),
            Part("dark", "M48 41V54", 1.8),
            Part("body", "M40 54H56L54 68H42Z"),
            Part("neutral", box(6, 64, 84, 10, 3)),
            Part("neutral", "M10 74H86V96C86 98 84 100 82 100H14C12 100 10 98 10 96Z"),
            Part("dark", "M10 83H86M10 92H86M26 74V83M50 74V83M72 74V83M18 83V92M38 83V92M62 83V92M80 83V92", 1.3),
        ),
    )
