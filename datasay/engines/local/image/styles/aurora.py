"""Aurora: folded light on a deep ground, film grain, one shape drawn in light."""

import cv2
import numpy as np

from datasay.engines.local.image.colour import Colour, Floats, encode, mix
from datasay.engines.local.image.headline import TitleLook
from datasay.engines.local.image.materials import draw_motif, glow, silhouette, soft_shadow, stand
from datasay.engines.local.image.palette import Palette
from datasay.engines.local.image.photo import fade_in_photo
from datasay.engines.local.image.stage import Stage, generator
from datasay.engines.local.image.texture import add_grain, ridgeline, vignette
from datasay.typography.headless import skia

_SHRINK = 4  # light is smooth: it is computed at a quarter of the size


def draw(stage: Stage) -> TitleLook:
    """Draw the scene; returns how its headline is to be set."""
    palette = stage.palette("night")
    colours = _lights(stage, palette)
    _light_field(stage, palette, colours)
    if stage.photo is None:
        _hero(stage, palette, colours)
    else:
        _photo_in_light(stage, palette, colours)
    vignette(stage.pixels, 0.30)
    add_grain(stage.pixels, stage.rng, 2.6)
    return TitleLook((Colour(0.985, 0.006, 90.0),), weight=0.034, leading=1.24, hang="top")


def _lights(stage: Stage, palette: Palette) -> list[Colour]:
    """Three lights: the theme's hue, a neighbour, and a contrast that the whole series shares."""
    family = generator("aurora", stage.seed)
    hue = palette.sky_low.hue
    step = float(family.choice([-62.0, -48.0, 46.0, 60.0]))
    return [
        Colour(0.64, 0.23, hue),
        Colour(0.74, 0.20, (hue + step) % 360.0),
        Colour(0.84, 0.16, float(family.choice([35.0, 60.0, 330.0])) + 6.0 * (stage.position % 3)),
    ]


def _linear_rgb(colour: Colour) -> Floats:
    values = np.array(colour.rgb(), dtype=np.float64) / 255.0
    return np.asarray(np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4), dtype=np.float32)


def _light_field(stage: Stage, palette: Palette, colours: list[Colour]) -> None:
    rng = stage.rng
    rows, columns = max(24, stage.height // _SHRINK), max(24, stage.width // _SHRINK)
    short = min(rows, columns)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    x /= short
    y /= short
    tall, wide = rows / short, columns / short
    field = np.zeros((rows, columns, 3), dtype=np.float32)
    ground = _linear_rgb(palette.sky_top._replace(light=0.15))
    below = _linear_rgb(mix(palette.sky_top, colours[0], 0.25)._replace(light=0.12))
    down = (y / tall)[..., None]
    field += ground * (1.0 - down) + below * down
    hero = stage.hero_area
    centre_x, centre_y = hero.middle_x / _SHRINK / short, (hero.top + 0.55 * hero.height) / _SHRINK / short
    bloom = np.exp(-(((x - centre_x) / 0.62) ** 2 + ((y - centre_y) / 0.46) ** 2))
    field += bloom[..., None] * _linear_rgb(colours[0]) * 0.42
    # Folds of light: each a line across the sheet, bright on its upper edge, fading slowly below it.
    tilt = (0.34 if stage.is_mirrored else -0.34) * (1.0 if stage.is_tall else 0.5)
    first = 0.37 if stage.is_tall else 0.53
    for number in range(6):
        share = number / 5
        along = (x - wide / 2) * tilt
        curve = ridgeline(rng, columns, 1.15, 2, 0.38) * 0.20 + ridgeline(rng, columns, 2.6, 1) * 0.03
        line = tall * (first + (0.86 - first) * share) + along + curve[None, :]
        distance = y - line
        falloff = 0.16 + 0.16 * float(rng.uniform())
        front = 1.0 / (1.0 + np.exp(np.clip(-distance / 0.0085, -40.0, 40.0)))
        shade = front * np.exp(-np.maximum(distance, 0.0) / falloff)
        breadth = 0.55 + 0.45 * np.cos((x / wide - float(rng.uniform(0.1, 0.9))) * 3.6) ** 2
        colour = mix(colours[number % 2], colours[2], 0.15 + 0.55 * float(rng.uniform()) * (1.0 - share))
        dim = (1.0 - 0.62 * share) * 1.05
        # A fold hides what lies behind it as well as giving light.
        field *= 1.0 - 0.62 * (front * np.exp(-np.maximum(distance, 0.0) / (falloff * 1.6)))[..., None]
        field += (shade * breadth)[..., None] * _linear_rgb(colour) * dim
        rim = np.exp(-((distance / 0.006) ** 2)) * breadth
        field += rim[..., None] * _linear_rgb(mix(colour, palette.paper, 0.5)) * (0.42 - 0.28 * share)
    calm = np.clip((y / tall - 0.66) / 0.2, 0.0, 1.0)[..., None]
    field *= 1.0 - 0.5 * calm
    if stage.is_broad:  # quieter where the headline stands
        away = x / wide if stage.is_mirrored else 1.0 - x / wide
        field *= 1.0 - 0.55 * np.clip((away - 0.30) / 0.35, 0.0, 1.0)[..., None]
    field = field / (1.0 + 0.22 * field)
    encoded = np.asarray(encode(np.clip(field, 0.0, 1.0).astype(np.float64)) * 255.0, dtype=np.float32)
    noise = rng.random((stage.height, stage.width), dtype=np.float32)  # rounds up or down by chance: no bands
    for channel in range(3):
        full = cv2.resize(encoded[..., channel], (stage.width, stage.height), interpolation=cv2.INTER_CUBIC)
        stage.pixels[..., channel] = np.clip(full + noise, 0, 255).astype(np.uint8)
    stage.pixels[..., 3] = 255


def _photo_in_light(stage: Stage, palette: Palette, colours: list[Colour]) -> None:
    """The photograph in two colours, the folds of light falling across it, dark where the headline stands."""
    lights = stage.pixels[..., :3].copy()
    ground = palette.sky_top._replace(light=0.16)
    fade_in_photo(stage, ground, ground, mix(colours[2], palette.paper, 0.35), 0.62)
    # Screened in whole numbers: 255 − (255 − photo)(255 − half the light) / 255
    inverse = cv2.multiply(255 - stage.pixels[..., :3], 255 - lights // 2, scale=1 / 255)
    stage.pixels[..., :3] = 255 - inverse


def _hero(stage: Stage, palette: Palette, colours: list[Colour]) -> None:
    """The motif as a pane of frosted light."""
    hero, motif = stage.hero_area, stage.motif
    place = stand(motif, hero, 0.80)
    outline = silhouette(motif, place)
    bounds = outline.computeTightBounds()
    unit = stage.unit
    reach = 0.75 * max(bounds.width(), bounds.height())
    glow(stage, bounds.centerX(), bounds.centerY(), reach, colours[2], 0.34)
    soft_shadow(stage, outline, 0.0, 14 * unit, 26 * unit, 0.42)
    white = Colour(0.985, 0.008, 90.0)
    deep = mix(palette.sky_top, colours[0], 0.30)._replace(light=0.30)
    inks = {
        "body": mix(white, colours[0], 0.20).lighter(0.03),
        "shade": mix(white, colours[0], 0.34),
        "dark": deep,
        "pale": white,
        "accent": palette.accent.lighter(0.06),
        "accent_dark": palette.accent.lighter(-0.04),
        "leaf": Colour(0.70, 0.14, 150.0),
        "glow": Colour(0.95, 0.07, 90.0),
        "shine": white,
        "air": white,
    }
    layer = skia.Paint(Alphaf=0.95)
    stage.canvas.saveLayer(bounds.makeOutset(60 * unit, 60 * unit), layer)
    draw_motif(stage.canvas, motif, place, inks)
    sheen = skia.GradientShader.MakeLinear(
        points=[(bounds.left(), bounds.top()), (bounds.right(), bounds.bottom())],
        colors=[white.argb(0.30), white.argb(0.0), colours[0].argb(0.36)],
        positions=[0.0, 0.45, 1.0],
    )
    stage.canvas.drawRect(
        bounds.makeOutset(60 * unit, 60 * unit), skia.Paint(Shader=sheen, BlendMode=skia.BlendMode.kSrcATop)
    )
    stage.canvas.restore()
