"""One page: its ground, its ridges and its thing, in the order in which they lie over one another."""

from dataclasses import replace

import numpy as np

from datasay.engines.local.image.colour import Pixels
from datasay.engines.local.image.pages import bright, dark
from datasay.engines.local.image.pages.looks import LOOKS
from datasay.engines.local.image.pages.maps import paint_map
from datasay.engines.local.image.pages.page import Page, Painted
from datasay.engines.local.image.pages.things_on import framed, full, halves, pattern, standing
from datasay.engines.protocols.image import TypeLook

_GROUNDS = {
    "paper": bright.paper, "ink": dark.ink, "aurora": dark.aurora, "swiss": bright.swiss, "night": dark.night,
    "editorial": bright.editorial, "riso": bright.riso, "engraving": dark.engraving, "blueprint": dark.blueprint,
    "chalk": dark.chalk, "poster": bright.poster,
}  # fmt: skip
_ON_PHOTO = TypeLook("sans", 850, "#ffffff", "#e4e6ea", "#ffd257", "#0e0f14", "#ffffff")
_BEHIND = 2  # of a wide page's ridges: a thing stands in front of so many


def paint_page(page: Page) -> tuple[list[Painted], TypeLook]:
    """The layers from the back to the front, and how type is set on them."""
    look = LOOKS[page.style]
    if page.photo is not None and page.layout == "photo_full":
        return [full(page, page.photo)], replace(_ON_PHOTO, family=look.family, weight=look.weight)
    if page.places:
        return paint_map(page, page.places), look
    layers = _GROUNDS[page.style](page)
    return _with_things(page, layers), look


def _with_things(page: Page, layers: list[Painted]) -> list[Painted]:
    """The layers with the photograph, or with what the page shows, in their places."""
    if page.photo is not None:
        return [*layers, framed(page, page.photo)]
    if page.thing is not None and page.layout == "pattern":
        return [*layers, *pattern(page, page.thing)]
    if page.thing is not None and page.layout == "split":
        return [*layers, *halves(page, page.thing)]
    if page.thing is None or page.slot is None:
        return layers
    thing = standing(page, page.thing, page.slot)
    if page.layout != "wide" or page.thing.floats:
        return [*layers, thing]
    ridges = [layer for layer in layers if layer.role == "ridge"]
    grounds = [layer for layer in layers if layer.role != "ridge"]
    return [*grounds, *ridges[:_BEHIND], thing, *ridges[_BEHIND:]]


def flattened(layers: list[Painted], width: int, height: int) -> Pixels:
    """The picture as it stands, RGB."""
    total = np.zeros((height, width, 3), dtype=np.uint8)
    for layer in layers:
        rows, columns = layer.pixels.shape[:2]
        top, left = max(0, layer.y), max(0, layer.x)
        bottom, right = min(height, layer.y + rows), min(width, layer.x + columns)
        if bottom <= top or right <= left:
            continue
        part = layer.pixels[top - layer.y : bottom - layer.y, left - layer.x : right - layer.x]
        if layer.role == "ground":
            total[top:bottom, left:right] = part[..., :3]
            continue
        alpha = part[..., 3:4].astype(np.uint16)
        beneath = total[top:bottom, left:right].astype(np.uint16)
        mixed = (beneath * (255 - alpha) + part[..., :3].astype(np.uint16) * alpha + 127) // 255
        total[top:bottom, left:right] = mixed.astype(np.uint8)
    return total
