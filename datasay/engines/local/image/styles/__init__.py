"""The styles by name; each draws a scene on a stage and says how its headline is to be set."""

from collections.abc import Callable

from datasay.engines.local.image.headline import TitleLook
from datasay.engines.local.image.stage import Stage
from datasay.engines.local.image.styles import aurora, editorial, ink, night, paged, paper, swiss

StyleDrawer = Callable[[Stage], TitleLook]

DRAWERS: dict[str, StyleDrawer] = {
    "paper": paper.draw,
    "ink": ink.draw,
    "aurora": aurora.draw,
    "swiss": swiss.draw,
    "night": night.draw,
    "editorial": editorial.draw,
    **{name: paged.drawer(name) for name in ("riso", "engraving", "blueprint", "chalk", "poster")},
}
