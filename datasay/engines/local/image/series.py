"""What each picture of a series shows: the thing that its own words are about, and where they name none, none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from datasay.engines.local.image.meaning.choosing import Scene, choose_all
from datasay.engines.local.image.redraw.motif_of import NOTHING
from datasay.engines.local.image.stock.catalogue import flagged
from datasay.engines.local.image.themes import THEMES, Reading, read_words
from datasay.engines.protocols import ImageRequest

_ONLY_LIKENESSES = frozenset({"figure", "pair", "clock", "chart", "speech"})  # say too little, or a wrong thing
_OBJECT_PAGES = frozenset({"close", "wide", "pattern", "split"})  # layouts that are nothing without a thing


def arrange_series(series: Sequence[ImageRequest], subject: str) -> list[ImageRequest]:
    """The requests with theme and motif set: a motif is a drawing, or `NOTHING` where none is sure."""
    readings = [read_words(request.headline, request.keywords, request.prompt, 0) for request in series]
    whole = _whole(readings, subject)
    choices = choose_all([scene_of(request) for request in series], subject)
    arranged: list[ImageRequest] = []
    for place, (request, own, choice) in enumerate(zip(series, readings, choices, strict=True)):
        beside = {arranged[-1].layout} if arranged else set()
        beside |= {series[place + 1].layout} if place + 1 < len(series) else set()
        layout = _fitting(request.layout, choice.drawing, beside)
        theme = (own if own.is_sure else whole).theme.name
        arranged.append(replace(request, theme=theme, motif=choice.drawing or NOTHING, layout=layout))
    return arranged


def scene_of(request: ImageRequest) -> Scene:
    """What is said while the picture is shown."""
    return Scene(request.words or request.prompt or request.headline, request.headline)


def _fitting(layout: str, drawing: str, beside: set[str]) -> str:
    """The layout that suits the thing: none for none, no rows of houses, nothing that flies on the ground."""
    if layout not in _OBJECT_PAGES or layout == "split":
        return layout if drawing or layout not in _OBJECT_PAGES else "type"
    if not drawing:
        return "type"
    unfit = "pattern" if drawing in flagged("upright") else "wide" if drawing in flagged("flying") else ""
    if layout != unfit:
        return layout
    return next((other for other in ("wide", "close", "pattern") if other != unfit and other not in beside), "close")


def shown_alone(request: ImageRequest, words: Reading) -> str:
    """What a lone picture shows: what its words are about, else what they bring to mind, else nothing."""
    if request.motif:
        return request.motif
    choice = choose_all([scene_of(request)])[0]
    if not choice.drawing and request.headline:
        choice = choose_all([Scene(request.headline)])[0]
    if choice.drawing:
        return choice.drawing
    return words.motifs[0] if words.is_sure and words.motifs[0] not in _ONLY_LIKENESSES else NOTHING


def reading_of(request: ImageRequest, words: Reading) -> Reading:
    """The reading that the series decided on, else that of the picture's own words. KeyError: an unknown theme."""
    if not request.motif:
        return words
    theme = THEMES[request.theme] if request.theme else words.theme
    others = (name for name in (*words.motifs, *theme.motifs) if name != request.motif)
    return Reading(theme, (request.motif, *dict.fromkeys(others)), is_sure=True)


def _whole(readings: Sequence[Reading], subject: str) -> Reading:
    """What the work is about: its subject, else what most of its scenes show."""
    named = read_words(subject, (), "", 0)
    if named.is_sure or not readings:
        return named
    themes = Counter(reading.theme.name for reading in readings if reading.is_sure)
    if not themes:
        return named
    theme = THEMES[themes.most_common(1)[0][0]]
    return Reading(theme, theme.motifs, is_sure=True)
