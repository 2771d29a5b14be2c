"""A lone picture in a style that knows pages: its title page, flat, with the headline where pages have it."""

from collections.abc import Callable

from datasay.engines.local.image.headline import TitleLook
from datasay.engines.local.image.pages.draw import flattened, paint_page
from datasay.engines.local.image.pages.page import Page
from datasay.engines.local.image.redraw.motif_of import NOTHING
from datasay.engines.local.image.redraw.palettes import colour_of
from datasay.engines.local.image.redraw.things import find_thing
from datasay.engines.local.image.stage import Area, Stage

_LAYOUTS = ("title", "steps", "wide")  # compositions that neighbours take in turn


def drawer(style: str) -> Callable[[Stage], TitleLook]:
    """What draws a stage in this style."""

    def draw(stage: Stage) -> TitleLook:
        name = stage.reading.motifs[0]
        page = Page(
            width=stage.width,
            height=stage.height,
            style=style,
            layout="photo_full" if stage.photo is not None else _LAYOUTS[stage.variant % len(_LAYOUTS)],
            seed=stage.seed,
            position=stage.position,
            hue=stage.reading.theme.hue,
            thing=None if name == NOTHING else find_thing(name),
            photo=stage.photo,
        )
        layers, look = paint_page(page)
        stage.pixels[..., :3] = flattened(layers, stage.width, stage.height)
        stage.pixels[..., 3] = 255
        area = None
        if stage.is_broad:
            area = Area(stage.x(0.09), stage.y(0.215), stage.x(0.515), stage.y(0.59))
        colours = (colour_of(look.text), colour_of(look.on_plate), colour_of(look.plate))
        return TitleLook(colours, serif=look.family == "serif", weight=0.03, area=area)

    return draw
