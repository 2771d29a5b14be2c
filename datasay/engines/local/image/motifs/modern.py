"""Motifs of trade and energy."""

from datasay.engines.local.image.shapes import Motif, Part, box, circle, ring_of


def bag() -> Motif:
    """A shopping bag with a price tag."""
    return Motif(
        84,
        (
            Part("dark", "M28 36V22C28 4 56 4 56 22V36", 3.4),
            Part("body", "M10 30H74L82 100H2Z"),
            Part("shade", "M60 30H74L82 100H64Z"),
            Part("accent", "M8.300 45H75.700L78 65H6Z"),
            Part("accent_dark", "M61.300 45H75.700L78 65H62.600Z"),
            Part("dark", circle(28, 37, 2.4) + circle(56, 37, 2.4)),
            Part("dark", "M56 37L50 52", 1.4),
            Part("pale", "M50 50L59 58L55 80H38L41 57Z"),
            Part("dark", circle(49, 56, 2)),
            Part("accent", "M43 66H54M42.500 72H51", 2.0),
        ),
    )


def bulb() -> Motif:
    """A light bulb that has an idea."""
    return Motif(
        72,
        (
            Part("air", circle(36, 36, 36)),
            Part("pale", "M36 6C54 6 64 20 64 34C64 50 50 56 49 72H23C22 56 8 50 8 34C8 20 18 6 36 6Z"),
            Part("glow", circle(36, 34, 17)),
            Part("shade", "M50 11C64 20 66 40 58 51C52 58 50 64 49 72H42C44 54 60 48 56 28C55 20 53 15 50 11Z"),
            Part("accent", "M30 72V48L24 38L31 42L36 36L41 42L48 38L42 48V72", 2.4),
            Part("body", box(22, 73, 28, 6, 3) + box(23, 81, 26, 6, 3)),
            Part("dark", "M25 89H47C46 96 42 100 36 100C30 100 26 96 25 89Z"),
        ),
    )


def sun() -> Motif:
    """The sun with its rays."""
    rays = ""
    for number, (outer, inner) in enumerate(zip(ring_of(16, 50, 50, 48), ring_of(16, 50, 50, 34), strict=True)):
        end = outer if number % 2 == 0 else ((outer[0] + inner[0]) / 2, (outer[1] + inner[1]) / 2)
        rays += f"M{inner[0]:.2f} {inner[1]:.2f}L{end[0]:.2f} {end[1]:.2f}"
    return Motif(
        100,
        (
            Part("air", circle(50, 50, 50)),
            Part("accent", rays, 4.0),
            Part("accent", circle(50, 50, 28)),
            Part("accent_dark", "M69 29.500A28 28 0 0 1 30 70A32 32 0 0 0 69 29.500Z"),
            Part("glow", circle(45, 44, 14)),
        ),
        floats=True,
    )


def turbine() -> Motif:
    """A wind turbine."""
    return Motif(
        84,
        (
            Part("body", "M40 40H44L47 100H37Z"),
            Part("shade", "M42.500 40H44L47 100H43Z"),
            Part("body", "M41 38C36 26 38 10 42 0C46 10 48 26 44 38Z"),
            Part("body", "M43 36C55 36 70 46 78 56C66 56 50 50 41 40Z"),
            Part("body", "M43 40C36 50 18 56 6 56C14 46 29 36 41 36Z"),
            Part("accent", "M40 8C41 5 41.500 2 42 0C42.500 2 43 5 44 8ZM70 48L78 56L67 55ZM14 48L6 56L17 55Z"),
            Part("dark", circle(42, 38, 5.5)),
            Part("accent", circle(42, 38, 2.6)),
            Part("dark", "M31 100C32 96 52 96 53 100Z"),
        ),
    )
