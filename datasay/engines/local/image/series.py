"""What each picture of a series shows: what its own words name, but nothing twice in a row."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from datasay.engines.local.image.themes import THEMES, Reading, read_words
from datasay.engines.protocols import ImageRequest

_JUST_SHOWN = (3.0, 1.6, 0.8)  # cost of showing again what the picture before showed, the one before that, …
_SHOWN = 0.25  # for each earlier time at all
_WEAKER = 2.0  # cost of a motif that the words name less, times how much less
_SUGGESTED = 1.6  # of one that only the theme suggests


def arrange_series(series: Sequence[ImageRequest], subject: str) -> list[ImageRequest]:
    """The requests with theme and motif set; a scene whose words name nothing shows the subject of the whole."""
    readings = [read_words(request.headline, request.keywords, request.prompt, 0) for request in series]
    whole = _whole(readings, subject)
    shown: list[str] = []
    arranged = []
    for request, own in zip(series, readings, strict=True):
        reading = own if own.is_sure else whole
        motif = min((_cost(name, place, reading, shown), place, name) for place, name in enumerate(reading.motifs))[2]
        shown.append(motif)
        arranged.append(replace(request, theme=reading.theme.name, motif=motif))
    return arranged


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


def _cost(name: str, place: int, reading: Reading, shown: Sequence[str]) -> float:
    strength = reading.strengths[place] if reading.strengths else 0.0
    fit = _WEAKER * (1.0 - strength) if strength else _SUGGESTED
    again = sum(cost for back, cost in enumerate(_JUST_SHOWN, 1) if len(shown) >= back and shown[-back] == name)
    return fit + again + _SHOWN * shown.count(name)
