"""What each picture of a series shows: the thing that its own words are about, and where they name none, none."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from datasay.engines.local.image.meaning.choosing import Choice, Scene, choose_all
from datasay.engines.local.image.meaning.naming import is_many
from datasay.engines.local.image.redraw.motif_of import NOTHING
from datasay.engines.local.image.stock.catalogue import flagged
from datasay.engines.local.image.themes import THEMES, Reading, read_words
from datasay.engines.protocols import ImageRequest

_ONLY_LIKENESSES = frozenset({"figure", "pair", "clock", "chart", "speech"})  # say too little, or a wrong thing
_OBJECT_PAGES = ("close", "wide", "shelf", "pattern")  # layouts that are nothing without a thing
_SHOWING = frozenset({*_OBJECT_PAGES, "title", "figure", "steps", "split", ""})
_LEAST_TO_RETURN = 4  # pictures of a work that closes with its first thing
_WINDOW = 6  # pictures among which the layouts of things take turns


def arrange_series(series: Sequence[ImageRequest], subject: str) -> list[ImageRequest]:
    """The requests with theme and motif set: a motif is a drawing, or `NOTHING` where none is sure."""
    readings = [read_words(request.headline, request.keywords, request.prompt, 0) for request in series]
    whole = _whole(readings, subject)
    choices = choose_all([_scene_in(request, subject) for request in series], subject)
    arranged: list[ImageRequest] = []
    for place, (request, own, choice) in enumerate(zip(series, readings, choices, strict=True)):
        beside = {arranged[-1].layout} if arranged else set()
        beside |= {series[place + 1].layout} - {*_OBJECT_PAGES} if place + 1 < len(series) else set()
        layout = _fitting(request, choice, beside, [one.layout for one in arranged[-_WINDOW:]])
        theme = (own if own.is_sure else whole).theme.name
        arranged.append(replace(request, theme=theme, motif=choice.drawing or NOTHING, layout=layout))
    return _closed(arranged)


def _closed(arranged: list[ImageRequest]) -> list[ImageRequest]:
    """A work that ends on a card with nothing to show returns to what its title showed."""
    if len(arranged) < _LEAST_TO_RETURN:
        return arranged
    first, last = arranged[0], arranged[-1]
    shown = [request.motif for request in arranged[1:]]
    if first.layout != "title" or last.layout != "title" or last.motif != NOTHING or first.motif in shown[-2:]:
        return arranged
    return [*arranged[:-1], replace(last, motif=first.motif)]


def scene_of(request: ImageRequest) -> Scene:
    """What is said while the picture is shown."""
    return Scene(request.words or request.prompt or request.headline, request.headline)


def _scene_in(request: ImageRequest, subject: str) -> Scene:
    """The scene as its drawing is chosen: a work opens with what its title names, and type alone shows nothing."""
    scene = scene_of(request)
    if request.position == 0 and request.layout == "title":
        return Scene(f"{subject}。{scene.words}", subject, opens=True)
    if request.layout not in _SHOWING:
        return Scene("")
    return scene if request.layout in {*_OBJECT_PAGES, "title", "steps"} else Scene(scene.words)


def _fitting(request: ImageRequest, choice: Choice, beside: set[str], before: Sequence[str]) -> str:
    """The layout that suits the thing: none for none, rows only of what is many, nothing that flies on the ground.

    Of those that suit, the one that was shown least of late and whose neighbours are others.
    """
    layout, drawing = request.layout, choice.drawing
    if layout not in _OBJECT_PAGES:
        return "type" if layout == "split" and not drawing else layout
    if not drawing:
        return "type"
    fitting = [one for one in _OBJECT_PAGES if not (one == "wide" and drawing in flagged("flying"))]
    if not request.headline.strip():
        fitting.remove("shelf")  # a board without what stands below it
    if drawing in flagged("upright") or not is_many(request.words, choice.word):
        fitting.remove("pattern")
    turn = fitting.index(layout) if layout in fitting else 0
    order = [*fitting[turn:], *fitting[:turn]]
    return min(order, key=lambda one: (one in beside, before.count(one), order.index(one)))


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
