"""Motifs of desks and counters: papers, certificates, seals, what is reckoned with."""

from datasay.engines.local.image.shapes import Motif, Part, box, circle


def paper_stack() -> Motif:
    """A stack of handmade sheets with rough edges, one of them curling."""
    return Motif(
        132,
        (
            Part("neutral", "M4 84L70 98L130 80L128 90L70 100H66L4 92Z"),
            Part("pale", "M4 78L70 92L130 74L66 62Z"),
            Part("neutral", "M4 78L70 92L130 74V82L70 100L4 86Z"),
            Part("pale", "M6 66L70 80L128 62L66 50Z"),
            Part("neutral", "M6 66L70 80L128 62V66L70 84L6 70Z"),
            Part("pale", "M8 54L70 68L126 50L64 38Z"),
            Part("neutral", "M8 54L70 68L126 50V54L70 72L8 58Z"),
            Part("warm", "M12 40L70 54L124 36C118 24 104 18 92 22L64 26Z"),
            Part("warm_pale", "M12 40L70 54L104 43C96 32 88 28 74 28L64 26Z"),
            Part("warm_dark", "M30 38L58 44M44 34L82 42", 2.0),
        ),
    )


def certificate() -> Motif:
    """A certificate with a ribboned seal."""
    return Motif(
        132,
        (
            Part("warm", box(2, 8, 128, 84, 4)),
            Part("pale", box(8, 14, 116, 72, 2)),
            Part("body", box(38, 24, 56, 7, 2)),
            Part("neutral", box(22, 40, 88, 4, 2) + box(22, 50, 88, 4, 2) + box(22, 60, 54, 4, 2)),
            Part("accent", "M94 74L88 100L98 95L108 100L102 74Z"),
            Part("body", circle(98, 68, 13)),
            Part("pale", circle(98, 68, 6.5)),
        ),
    )


def calculator() -> Motif:
    """A pocket calculator."""
    keys = "".join(box(14 + 16 * column, 46 + 13 * row, 11, 8, 2) for row in range(4) for column in range(3))
    return Motif(
        74,
        (
            Part("body", box(4, 2, 66, 98, 8)),
            Part("shade", "M58 2H62C67 2 70 5 70 10V92C70 97 67 100 62 100H58Z"),
            Part("pale", box(12, 12, 50, 22, 3)),
            Part("dark", box(40, 18, 4, 10) + box(48, 18, 4, 10) + box(54, 18, 3, 10)),
            Part("pale", keys),
            Part("accent", box(62, 46, 0.1, 0.1) + box(46, 85, 11, 8, 2)),
        ),
    )


def meeting_table() -> Motif:
    """A long table with chairs on both sides."""
    chairs = "".join(box(22 + 30 * n, 22, 18, 26, 5) for n in range(4))
    front = "".join(box(14 + 34 * n, 62, 22, 30, 6) for n in range(4))
    return Motif(
        156,
        (
            Part("accent", chairs),
            Part("warm", "M24 42H132L152 66H4Z"),
            Part("warm_dark", "M4 66H152V73H4Z"),
            Part("pale", "M40 48H56L53 56H35ZM72 48H88L88 56H71ZM104 48H119L124 56H107Z"),
            Part("body", front),
            Part("shade", "".join(box(14 + 34 * n, 80, 22, 12, 4) for n in range(4))),
            Part("dark", "".join(box(18 + 34 * n, 92, 3, 8) + box(29 + 34 * n, 92, 3, 8) for n in range(4))),
        ),
    )


def cash_register() -> Motif:
    """A till on a counter."""
    return Motif(
        124,
        (
            Part("neutral", box(52, 4, 30, 22, 2)),
            Part("pale", "M84 26V6H104V34H84Z"),
            Part("neutral", "M88 12H100M88 19H100M88 26H96", 2.0),
            Part("body", "M28 30H106L112 70H18Z"),
            Part("pale", box(36, 36, 30, 12, 2)),
            Part("dark", "".join(box(72 + 10 * c, 38 + 9 * r, 7, 6, 1) for r in range(3) for c in range(3))),
            Part("shade", box(12, 68, 106, 20, 3)),
            Part("dark", box(56, 76, 18, 5, 2)),
            Part("warm_dark", box(2, 88, 120, 12, 2)),
        ),
    )


def seal_stamp() -> Motif:
    """A round office stamp and the mark it leaves."""
    return Motif(
        112,
        (
            Part("dark", "M22 6C22 0 50 0 50 6C54 16 46 24 45 38H27C26 24 18 16 22 6Z"),
            Part("body", "M16 38H56L62 62H10Z"),
            Part("shade", box(8, 60, 56, 10, 2)),
            Part("accent", circle(84, 80, 25, 14)),
            Part("pale", circle(84, 80, 19, 10)),
            Part("accent", "M84 72L87 78H94L88.500 82L90.500 88L84 84.500L77.500 88L79.500 82L74 78H81Z"),
            Part("neutral", box(2, 94, 56, 6, 1)),
        ),
    )
