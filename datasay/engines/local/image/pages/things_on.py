"""The things of a page as layers: one that stands in its slot, a pattern of many, two halves, a photograph."""

import numpy as np

from datasay.engines.local.image.colour import Pixels
from datasay.engines.local.image.pages.forms import flat, soft
from datasay.engines.local.image.pages.looks import ENTRANCES
from datasay.engines.local.image.pages.page import Page, Painted
from datasay.engines.local.image.pages.slots import Slot
from datasay.engines.local.image.photo import crop_photo
from datasay.engines.local.image.redraw.cut_and_flat import FLAT
from datasay.engines.local.image.redraw.palettes import colour_of
from datasay.engines.local.image.redraw.printed import PRINTED
from datasay.engines.local.image.redraw.sprites import Sprite, sheet_for, straight
from datasay.engines.local.image.redraw.things import Thing
from datasay.typography.headless import skia

MATERIALS = {**FLAT, **PRINTED}
_TURNED = frozenset({"close", "pattern"})


def sprite_of(page: Page, thing: Thing, slot: Slot) -> tuple[Sprite, Slot]:
    """The thing in the style's material, as large as the slot lets it be."""
    scale = min(page.x(slot.width) / thing.width, page.y(slot.height) / thing.height)
    side = scale * max(thing.width, thing.height)
    turn = slot.turn if thing.turns and page.layout in _TURNED else 0.0
    return MATERIALS[page.style](sheet_for(thing, side, turn), page.thing_inks), slot


def standing(page: Page, thing: Thing, slot: Slot, entrance: str | None = None) -> Painted:
    """The thing with its foot on the slot's, or hanging in its middle when it floats."""
    sprite, _ = sprite_of(page, thing, slot)
    x = page.x(slot.x) - (sprite.left + sprite.right) / 2
    y = page.y(slot.foot) - sprite.foot
    if (thing.floats and page.layout != "pattern") or page.layout == "close":
        y = page.y(slot.foot - slot.height / 2) - (sprite.top + sprite.foot) / 2
    return Painted(sprite.pixels, "object", round(x), round(y), slot.depth, entrance or ENTRANCES[page.style])


def pattern(page: Page, thing: Thing) -> list[Painted]:
    """Silhouettes in rows, every other one shifted, and one whole drawing among them."""
    slot = page.shape.slots["pattern"]
    broad = page.width > page.height * 1.25
    left, right = (0.54, 1.02) if broad else (-0.04, 1.04)
    top, foot = (0.06, 0.80) if broad else (0.315, 0.72) if page.height > page.width * 1.15 else (0.40, 0.80)
    columns = rows = 4
    cell_x, cell_y = page.x(right - left) / columns, page.y(foot - top) / rows
    size = 0.80 * min(cell_x / thing.width, cell_y / thing.height) * max(thing.width, thing.height)
    pixels = np.zeros((page.height, page.width, 4), dtype=np.uint8)
    canvas = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kUnpremul_AlphaType).getCanvas()
    role = "body" if page.style not in {"ink", "engraving", "blueprint"} else "neutral"
    pale = page.style in {"blueprint", "chalk"}
    paint = flat(colour_of(page.inks.roles[role]), 0.16 if pale else 0.30)
    scale = size / max(thing.width, thing.height)
    for row in range(rows):
        for column in range(-1, columns + 1):
            x = page.x(left) + (column + 0.5 + (0.5 if row % 2 else 0.0)) * cell_x
            y = page.y(top) + (row + 0.5) * cell_y
            if (row, column) == _whole_of(page):
                continue
            path = skia.Path(thing.outline)
            matrix = skia.Matrix()
            matrix.setTranslate(-(thing.left + thing.width / 2), -(thing.top + thing.height / 2))
            matrix.postScale(scale, scale)
            matrix.postRotate(10.0 if (row + column) % 2 else -10.0)
            matrix.postTranslate(x, y)
            path.transform(matrix)
            canvas.drawPath(path, paint)
    row, column = _whole_of(page)
    x = left + (column + 0.5 + (0.5 if row % 2 else 0.0)) * (right - left) / columns
    y = top + (row + 0.5) * (foot - top) / rows
    grown = 1.45
    share = Slot(x, y + slot.height / 2, grown * cell_x / page.width, grown * cell_y / page.height, slot.turn)
    whole = standing(page, thing, share)
    middle = page.y(y) - whole.pixels.shape[0] / 2
    return [
        Painted(pixels, "ridge", 0, 0, 0.0),
        Painted(whole.pixels, "object", whole.x, round(middle), 0.0, whole.entrance),
    ]


def _whole_of(page: Page) -> tuple[int, int]:
    """Row and column of the drawing that is whole."""
    return (1, 1) if page.variant % 2 else (2, 2)


def halves(page: Page, first: Thing) -> list[Painted]:
    """A thing in the lower half; where there are two, the first in the upper one."""
    if page.other is None:
        return [standing(page, first, page.shape.slots["split"])]
    return [standing(page, first, page.shape.upper), standing(page, page.other, page.shape.slots["split"])]


def framed(page: Page, photo: Pixels) -> Painted:
    """The photograph on a mat, with the style's frame."""
    left, top, right, bottom = page.shape.frame
    width, height = round(page.x(right - left)), round(page.y(bottom - top))
    mat, room = round(14 * page.unit), round(40 * page.unit)
    pixels = np.zeros((height + 2 * room, width + 2 * room, 4), dtype=np.uint8)
    canvas = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType, alphaType=skia.kPremul_AlphaType).getCanvas()
    whole = skia.Path()
    whole.addRect(skia.Rect.MakeXYWH(room - mat, room - mat, width + 2 * mat, height + 2 * mat))
    dark = page.style in {"night", "aurora", "blueprint", "chalk"}
    if page.style == "swiss":
        block = skia.Path()
        block.addRect(skia.Rect.MakeXYWH(room + 22 * page.unit, room + 22 * page.unit, width, height))
        canvas.drawPath(block, flat(page.colour("body")))
    else:
        canvas.save()
        canvas.translate(4 * page.unit, 9 * page.unit)
        canvas.drawPath(whole, soft(colour_of("#1f120c"), 0.34, 11 * page.unit))
        canvas.restore()
        canvas.drawPath(whole, flat(colour_of("#fbf6ec" if not dark else "#dfe6f2")))
    image = np.zeros((height, width, 4), dtype=np.uint8)
    image[..., :3] = _calmed(crop_photo(photo, width, height))
    image[..., 3] = 255
    canvas.drawImage(skia.Image.fromarray(image, colorType=skia.kRGBA_8888_ColorType), room, room)
    return Painted(straight(pixels), "object", round(page.x(left)) - room, round(page.y(top)) - room, 0.05, "none")


def full(page: Page, photo: Pixels) -> Painted:
    """The photograph to all edges, darker where type stands."""
    pixels = np.zeros((page.height, page.width, 4), dtype=np.uint8)
    image = _calmed(crop_photo(photo, page.width, page.height)).astype(np.float32)
    rows = np.linspace(0.0, 1.0, page.height, dtype=np.float32)[:, None, None]
    low = np.clip((rows - 0.55) / 0.45, 0.0, 1.0) * 0.72
    high = np.clip((0.36 - rows) / 0.36, 0.0, 1.0) ** 0.8 * 0.62
    if page.width > page.height * 1.25:
        columns = np.linspace(0.0, 1.0, page.width, dtype=np.float32)[None, :, None]
        high = np.clip((0.62 - columns) / 0.62, 0.0, 1.0) * 0.74
    cover = np.maximum(low, high)
    pixels[..., :3] = np.clip(image * (1.0 - cover) + np.array([14, 15, 20], dtype=np.float32) * cover, 0, 255)
    pixels[..., 3] = 255
    return Painted(pixels, "ground", 0, 0, 0.0)


def _calmed(photo: Pixels) -> Pixels:
    """A little less colour, so that a photograph belongs to the work."""
    wide = photo[..., :3].astype(np.float32)
    grey = wide @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    return np.asarray(np.clip(wide + (grey[..., None] - wide) * 0.14 + 3.0, 0, 255), dtype=np.uint8)
