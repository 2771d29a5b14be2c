"""What each picture of a series shows: the thing that its own words are about, and where they name none, none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from datasay.engines.local.image.meaning.choosing import Choice, Scene, choose_all
from datasay.engines.local.image.redraw.motif_of import NOTHING
from datasay.engines.local.image.themes import THEMES, Reading, read_words
from datasay.engines.protocols import ImageRequest

_ONLY_LIKENESSES = frozenset({"figure", "pair", "clock", "chart", "speech"})  # say too little, or a wrong thing
_OBJECT_PAGES = frozenset({"close", "wide", "pattern", "split"})  # layouts that are nothing without a thing


def arrange_series(series: Sequence[ImageRequest], subject: str) -> list[ImageRequest]:
    """The requests with theme and motif set: a motif is a drawing, or `NOTHING` where none is sure."""
    readings = [read_words(request.headline, request.keywords, request.prompt, 0) for request in series]
    whole = _whole(readings, subject)
    choices = choose_all([scene_of(request) for request in series], subject)
    return [
        _arranged(request, own if own.is_sure else whole, choice)
        for request, own, choice in zip(series, readings, choices, strict=True)
    ]


def scene_of(request: ImageRequest) -> Scene:
    """What is said while the picture is shown."""
    return Scene(request.words or request.prompt or request.headline, request.headline)


def _arranged(request: ImageRequest, reading: Reading, choice: Choice) -> ImageRequest:
    layout = "type" if not choice.drawing and request.layout in _OBJECT_PAGES else request.layout
    return replace(request, theme=reading.theme.name, motif=choice.drawing or NOTHING, layout=layout)


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
