"""Swiss: a poster of flat colour and plain geometry on a strict grid, set flush left in one bold sans."""

import math

from datasay.engines.local.image.colour import Colour
from datasay.engines.local.image.headline import TitleLook
from datasay.engines.local.image.materials import Placement, draw_motif, stand
from datasay.engines.local.image.palette import Palette
from datasay.engines.local.image.photo import picture_side, place_photo
from datasay.engines.local.image.shapes import box, circle, part_paint, path_from
from datasay.engines.local.image.stage import Stage, fill, generator
from datasay.engines.local.image.texture import add_grain, add_paper
from datasay.typography.headless import skia


def draw(stage: Stage) -> TitleLook:
    """Draw the scene; returns how its headline is to be set."""
    palette = stage.palette("day")
    ground, first, second, dark = _scheme(stage, palette)
    fill(stage, ground)
    if stage.photo is None:
        _form(stage, first, second, dark)
        _hero(stage, ground, dark)
    else:
        _block(stage, ground, first, dark)
    _rules(stage, dark if ground.light > 0.6 else palette.paper)
    add_paper(stage.pixels, stage.rng, 0.006, stage.unit)
    add_grain(stage.pixels, stage.rng, 1.5)
    light = palette.paper
    colours = (dark, light) if ground.light > 0.62 else (light, dark)
    return TitleLook(colours, weight=0.052, leading=1.16, tracking=-0.01, scale=1.10)


def _form(stage: Stage, first: Colour, second: Colour, dark: Colour) -> None:
    stage.canvas.save()
    if stage.is_broad:  # the sheet is halved: type on one side, form on the other
        side = picture_side(stage)
        stage.canvas.clipRect(skia.Rect.MakeLTRB(side.left, side.top, side.right, side.bottom))
    _GEOMETRIES[stage.variant % len(_GEOMETRIES)](stage, first, second, dark)
    stage.canvas.restore()


def _block(stage: Stage, ground: Colour, first: Colour, dark: Colour) -> None:
    """The photograph as a block in two inks, with one form printed over its corner."""
    side = picture_side(stage)
    light = ground if ground.light > 0.6 else Colour(0.955, 0.018, 88.0)
    place_photo(stage, side, dark, light, 0.86)
    size = 1.5 * _grid(stage)
    x = side.left if stage.is_mirrored else side.right
    over = part_paint(first.argb(), 0.0)
    over.setBlendMode(skia.BlendMode.kMultiply)
    stage.canvas.save()
    stage.canvas.clipRect(skia.Rect.MakeLTRB(side.left, side.top, side.right, side.bottom))
    stage.canvas.drawCircle(x, side.bottom - 0.6 * size, size * 0.95, over)
    stage.canvas.restore()


def _scheme(stage: Stage, palette: Palette) -> tuple[Colour, Colour, Colour, Colour]:
    """Ground, two strong colours and a near black; the series keeps the colours and changes their roles."""
    family = generator("swiss", stage.seed)
    hue = float(family.choice([255.0, 268.0, 205.0, 160.0, 15.0]))
    red = Colour(0.62, 0.215, 30.0)
    blue = Colour(0.46, 0.17, hue if hue != 15.0 else 262.0)
    yellow = Colour(0.86, 0.155, 88.0)
    cream = Colour(0.945, 0.022, 88.0)
    theme = Colour(0.40, 0.12, palette.sky_top.hue)
    dark = Colour(0.185, 0.02, 270.0)
    schemes = (
        (cream, red, blue, dark),
        (red.lighter(-0.10), cream, yellow, dark),
        (yellow, red, blue, dark),
        (theme, yellow, cream, dark),
        (cream.lighter(-0.02), blue, yellow, dark),
    )
    return schemes[stage.variant % len(schemes)]


def _grid(stage: Stage) -> float:
    """The module: a sixth of the short side."""
    return min(stage.width, stage.height) / 6.0


def _arcs(stage: Stage, first: Colour, second: Colour, dark: Colour) -> None:
    """Quarter circles turning through the modules of the lower half."""
    size = _grid(stage)
    rng = stage.rng
    rows = max(1, math.ceil((stage.height - (0 if stage.is_broad else stage.hero_area.top)) / size))
    for row in range(rows):
        for column in range(math.ceil(stage.width / size)):
            x, y = column * size, stage.height - (row + 1) * size
            if not stage.is_broad and y < stage.title_area.bottom:
                continue
            if rng.uniform() < (0.62 if row < rows - 2 else 0.30):
                colour = (first, second, dark)[int(rng.integers(0, 3))]
                corner = ((0, 0), (1, 0), (0, 1), (1, 1))[int(rng.integers(0, 4))]
                stage.canvas.save()
                stage.canvas.clipRect(skia.Rect.MakeXYWH(x, y, size, size))
                centre = (x + corner[0] * size, y + corner[1] * size)
                stage.canvas.drawCircle(*centre, size, part_paint(colour.argb(0.92), 0.0))
                stage.canvas.restore()


def _disc(stage: Stage, first: Colour, second: Colour, dark: Colour) -> None:
    """One great disc, cut by bars."""
    hero = stage.hero_area
    radius = 0.56 * max(hero.width, hero.height) * (1.12 if stage.is_tall else 0.9)
    x = hero.middle_x + (0.16 if stage.is_mirrored else -0.16) * hero.width
    y = max(hero.middle_y + 0.16 * hero.height, radius + (0.0 if stage.is_broad else stage.title_area.bottom))
    stage.canvas.drawCircle(x, y, radius, part_paint(first.argb(), 0.0))
    bar = radius / 9
    stage.canvas.save()
    stage.canvas.clipPath(path_from(circle(x, y, radius)), doAntiAlias=True)
    for number in range(6):
        top = y + radius * 0.30 + number * bar * 1.25
        stage.canvas.drawPath(
            path_from(box(x - radius, top, 2 * radius, bar * (0.95 - 0.13 * number))), part_paint(second.argb(), 0.0)
        )
    stage.canvas.restore()
    stage.canvas.drawPath(path_from(box(0, stage.y(0.94), stage.width, stage.y(0.06))), part_paint(dark.argb(), 0.0))


def _diagonal(stage: Stage, first: Colour, second: Colour, dark: Colour) -> None:
    """Slanting bands climbing out of the lower corner."""
    size = _grid(stage)
    slant = (0.62 if stage.is_tall else 0.36) * (-1 if stage.is_mirrored else 1)
    canvas = stage.canvas
    canvas.save()
    # The upper edge stays below the headline even at the sheet's side.
    start = stage.title_area.bottom + 0.02 * stage.height if not stage.is_broad else stage.y(0.12)
    canvas.translate(stage.x(0.5), start + abs(slant) * stage.x(0.5))
    canvas.rotate(math.degrees(math.atan(slant)))
    reach = 2.0 * max(stage.width, stage.height)
    for colour, top, thick in ((first, 0.0, 2.3), (second, 2.3, 1.1), (dark, 3.55, 0.28)):
        canvas.drawRect(skia.Rect.MakeXYWH(-reach, top * size, 2 * reach, thick * size), part_paint(colour.argb(), 0.0))
    canvas.restore()


def _columns(stage: Stage, first: Colour, second: Colour, dark: Colour) -> None:
    """Upright bars that grow along the sheet, like a bar chart or an organ."""
    count = 9 if stage.is_broad else 6
    step = stage.width / count
    for number in range(count):
        order = number if not stage.is_mirrored else count - 1 - number
        tall = stage.y(0.10 + 0.44 * ((order + 1) / count) ** 1.5)
        colour = (first, second, dark)[number % 3]
        rect = skia.Rect.MakeXYWH(number * step, stage.height - tall, step * 1.002, tall)
        stage.canvas.drawRect(rect, part_paint(colour.argb(), 0.0))


def _half_rounds(stage: Stage, first: Colour, second: Colour, dark: Colour) -> None:
    """Stacked half discs, a sun going down in steps."""
    hero = stage.hero_area
    radius = 0.5 * stage.width * (0.86 if stage.is_tall else 0.42)
    x = hero.middle_x
    base = hero.bottom
    for number, colour in enumerate((first, second, second.lighter(-0.12), dark)):
        size = radius * (1.0, 0.86, 0.70, 0.52)[number]
        top = base + (0.0, 0.46, 0.88, 1.24)[number] * radius * (1.0 if stage.is_tall else 0.55)
        stage.canvas.save()
        stage.canvas.clipRect(skia.Rect.MakeLTRB(0, top - size, stage.width, top))
        stage.canvas.drawCircle(x, top, size, part_paint(colour.argb(), 0.0))
        stage.canvas.restore()


_GEOMETRIES = (_disc, _diagonal, _half_rounds, _columns, _arcs)


def _plate(stage: Stage, share: float) -> tuple[Placement, float]:
    """Where the motif stands at this share of its area, and the radius of the disc behind it."""
    place = stand(stage.motif, stage.hero_area, share)
    return place, 0.58 * math.hypot(stage.motif.width * place.scale, 100 * place.scale)


def _hero(stage: Stage, ground: Colour, dark: Colour) -> None:
    """The motif as large flat shapes on a plain plate, so that it is read at once."""
    motif = stage.motif
    place, radius = _plate(stage, 0.78)
    if not stage.is_broad:  # a plate that reached the headline would need a shade behind the letters
        room = place.top + 54 * place.scale - stage.title_area.bottom - 12 * stage.unit
        if radius > room:
            place, radius = _plate(stage, 0.78 * max(0.4, room / radius))
    width, x = motif.width * place.scale, place.left
    plate = Colour(0.955, 0.018, 88.0) if ground.light < 0.9 else Colour(0.86, 0.155, 88.0)
    centre_y = place.top + 54 * place.scale
    stage.canvas.drawCircle(x + width / 2, centre_y, radius, part_paint(plate.argb(), 0.0))
    strong = Colour(0.70, 0.18, 52.0) if stage.reading.motifs[0] == "fruit" else Colour(0.62, 0.215, 30.0)
    body = Colour(0.36, 0.09, 262.0)
    colours = {
        "body": body,
        "shade": body.lighter(-0.10),
        "dark": dark,
        "pale": Colour(0.985, 0.01, 88.0) if plate.chroma > 0.1 else Colour(0.78, 0.05, 85.0),
        "accent": strong,
        "accent_dark": strong.lighter(-0.10),
        "leaf": Colour(0.52, 0.12, 150.0),
        "glow": Colour(0.90, 0.13, 90.0),
        "shine": Colour(1.0, 0.0, 0.0),
        "air": Colour(0.8, 0.01, 88.0),
    }
    draw_motif(stage.canvas, motif, place, colours)


def _rules(stage: Stage, colour: Colour) -> None:
    """A heavy rule above the headline."""
    area = stage.title_area
    unit = stage.unit
    top = area.top - 26 * unit
    stage.canvas.drawPath(path_from(box(area.left, top, area.width, 5 * unit)), part_paint(colour.argb(), 0.0))
