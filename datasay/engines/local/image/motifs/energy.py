"""Motifs of power and what carries it: tides, pylons, cables, tankers."""

from datasay.engines.local.image.shapes import Motif, Part, box, circle


def tidal_turbine() -> Motif:
    """A turbine with three blades standing under the waves."""
    return Motif(
        112,
        (
            Part("dark", "M50 56H62L66 96H46ZM30 96H82L86 100H26Z"),
            Part("pale", "M54 58C46 40 44 24 50 10C58 22 60 40 58 58ZM58 54C76 58 90 68 98 82C82 80 66 72 54 60Z"
                         "M54 54C36 58 22 68 14 82C30 80 46 72 58 60Z"),
            Part("neutral", "M56 58C58 40 58 24 50 10C58 22 60 40 58 58ZM56 58C74 64 88 72 98 82C82 80 66 72 54 60Z"
                            "M56 59C40 66 26 74 14 82C30 80 46 72 58 60Z"),
            Part("body", circle(56, 57, 9)),
            Part("shade", circle(56, 57, 4)),
            Part("accent", "M0 10C10 2 18 2 28 10C38 18 46 18 56 10C66 2 74 2 84 10C94 18 102 18 112 10V18"
                           "C102 26 94 26 84 18C74 10 66 10 56 18C46 26 38 26 28 18C18 10 10 10 0 18Z"),
            Part("accent_dark", "M0 28C8 22 14 22 22 28C28 32 32 33 36 31M76 31C80 33 86 32 92 28C100 22 106 22 112 28",
                 3.0),
        ),
    )  # fmt: skip


def pylon() -> Motif:
    """A pylon of a power line, its wires running to both sides."""
    return Motif(
        120,
        (
            Part("dark", "M60 4L42 100M60 4L78 100M42 100L72 66M78 100L48 66M48 66L68 44M72 66L52 44M52 44L66 26M68 44"
                         "L54 26M48 66H72M52 44H68", 3.2),
            Part("body", "M18 22H102V27H18ZM8 44H112V49H8Z"),
            Part("shade", "M56 2H64V22H56Z"),
            Part("accent", circle(22, 31, 3, 5) + circle(98, 31, 3, 5) + circle(12, 53, 3, 5) + circle(108, 53, 3, 5)),
            Part("neutral", "M0 44C8 40 16 38 22 36M98 36C104 38 112 40 120 44M0 66C4 62 8 60 12 58M108 58"
                            "C112 60 116 62 120 66", 2.2),
        ),
    )  # fmt: skip


def cable_reel() -> Motif:
    """A drum of thick cable, its end lying on the ground."""
    return Motif(
        122,
        (
            Part("warm_dark", circle(52, 50, 50)),
            Part("warm", circle(52, 50, 44)),
            Part("dark", circle(52, 50, 34)),
            Part("body", circle(52, 50, 30)),
            Part("shade", "M24 60C32 80 72 80 80 60M23 50C30 66 74 66 81 50M25 40C34 52 70 52 79 40", 3.0),
            Part("warm_dark", circle(52, 50, 11)),
            Part("dark", circle(52, 50, 4)),
            Part("body", "M52 83C74 98 96 92 116 94", 7.0),
            Part("accent", "M112 90H122V98H112Z"),
        ),
    )


def oil_tanker() -> Motif:
    """A tanker at sea with its pipes on deck and its bridge aft."""
    return Motif(
        150,
        (
            Part("pale", box(14, 34, 26, 32, 2)),
            Part("dark", box(18, 40, 18, 4) + box(18, 48, 18, 4) + box(20, 22, 8, 13, 1)),
            Part("accent", box(30, 26, 7, 9, 1)),
            Part("neutral", "M46 58H128V61H46ZM52 54H56V66H52ZM70 50H74V66H70ZM88 54H92V66H88ZM106 50H110V66H106Z"),
            Part("body", "M4 66H146C142 80 136 88 130 90H16C10 88 6 78 4 66Z"),
            Part("shade", "M8 80H140C137 86 134 89 130 90H16C12 89 9 85 8 80Z"),
            Part("accent", "M0 92C10 86 16 86 26 92C36 98 42 98 52 92C62 86 68 86 78 92C88 98 94 98 104 92"
                           "C114 86 120 86 130 92C138 97 144 97 150 93V100H0Z"),
        ),
    )  # fmt: skip


def smoke_alarm() -> Motif:
    """A round smoke alarm under a ceiling, sounding."""
    return Motif(
        120,
        (
            Part("dark", box(10, 20, 100, 7, 2)),
            Part("pale", "M26 27H94C94 48 80 58 60 58C40 58 26 48 26 27Z"),
            Part("neutral", "M30 41H90C86 52 75 58 60 58C45 58 34 52 30 41Z"),
            Part("dark", "M42 46H56V49H42ZM64 46H78V49H64Z"),
            Part("body", circle(60, 36, 5)),
            Part("body", "M38 68C44 74 52 77 60 77C68 77 76 74 82 68M28 78C38 87 48 91 60 91C72 91 82 87 92 78", 4.4),
        ),
        floats=True,
    )


def power_bank() -> Motif:
    """A power bank with its lights and a cable."""
    return Motif(
        92,
        (
            Part("body", box(6, 16, 50, 84, 9)),
            Part("shade", "M42 16H47C52 16 56 20 56 25V91C56 96 52 100 47 100H42Z"),
            Part("glow", circle(20, 30, 3) + circle(31, 30, 3) + circle(42, 30, 3)),
            Part("pale", "M36 48L22 66H31L27 82L42 62H33Z"),
            Part("dark", "M31 16C31 4 46 2 62 4C80 6 84 16 82 40", 4.6),
            Part("dark", box(76, 40, 13, 18, 3)),
            Part("neutral", box(78.5, 58, 8, 9, 1)),
        ),
    )
