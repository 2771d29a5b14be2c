"""What a reader would keep of an article: its words and pairs of neighbouring words, each with how likely it is kept.

The weights are a Poisson regression of what people kept (keywords, summaries, figures) of the benchmark's articles on
what each word is and where it stands; `python -m benchmarks.text.fit_concepts` fits them anew.
"""

import json
import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from datasay.digest.keywords import Salience
from datasay.digest.passages import Passage
from datasay.digest.ranking import Floats
from datasay.language.words import CJK, Kind, Word, read_words

FEATURES = (
    "constant", "often", "returns", "early", "first", "place", "last", "merit", "titled", "news", "least news",
    "figure", "figures", "noun", "name", "verb", "adjective", "idiom", "partner often", "partner seldom",
    "two characters", "three characters", "grammar", "opens", "rank", "most telling", "least telling",
)  # fmt: skip
GROUPS = ("zh word", "zh pair", "en word", "en pair")

_DIGIT = re.compile(r"\d")
_VAGUE = re.compile(r"[一几每个些]+")
_KINDS = (Kind.NOUN, Kind.NAME, Kind.VERB, Kind.ADJECTIVE, Kind.IDIOM)
_LOWEST, _HIGHEST = -12.0, 5.0  # of the logarithm of a weight
_UNRANKED = 300
FIGURES_RAISED = 1.3  # a figure is kept, or lost, with all that it measures, which its own weight does not hold

Unit = tuple[str, ...]  # the key of a word, or those of two neighbours


@dataclass(frozen=True, slots=True)
class Concepts:
    """The weight of each unit, in thousandths of what a perfect script would keep, and the units of each form."""

    weights: Floats
    held: Sequence[Sequence[NDArray[np.intp]]]  # for each passage, for its text and its shorter forms


@dataclass(frozen=True, slots=True)
class Sighting:
    """A unit as the words it is first made of, and the numbers of the passages that hold it."""

    words: tuple[Word, ...]
    passages: tuple[int, ...]


def is_figure(word: Word) -> bool:
    """Whether the word counts or measures something."""
    counted = word.kind is Kind.NUMBER and not _VAGUE.fullmatch(word.text)
    return counted or bool(_DIGIT.search(word.text))


def sightings(passages: Sequence[Passage]) -> dict[Unit, Sighting]:
    """All units of an article, in order."""
    found: dict[Unit, tuple[Word, ...]] = {}
    where: defaultdict[Unit, list[int]] = defaultdict(list)
    for number, passage in enumerate(passages):
        for unit, words in _units(passage.words):
            found.setdefault(unit, words)
            where[unit].append(number)
    return {unit: Sighting(words, tuple(where[unit])) for unit, words in found.items()}


def describe(
    units: Mapping[Unit, Sighting],
    passages: Sequence[Passage],
    merit: Floats,
    salience: Salience,
    titled: Collection[str],
) -> Floats:
    """A row of FEATURES for each unit."""
    ends = np.cumsum([passage.seconds for passage in passages])
    places = np.concatenate([[0.0], ends[:-1]]) / max(float(ends[-1]), 1e-9)
    ordered = sorted(salience.scores.items(), key=lambda entry: (-entry[1], entry[0]))
    ranks = {key: place for place, (key, _) in enumerate(ordered)}
    rows = [_features(one, units, passages, merit, salience, titled, places, ranks) for one in units.values()]
    return np.array(rows).reshape(len(rows), len(FEATURES))


def group_of(unit: Unit, *, chinese: bool) -> str:
    """Which weights a unit goes by."""
    return f"{'zh' if chinese else 'en'} {'word' if len(unit) == 1 else 'pair'}"


def weigh(rows: Floats, weights: Floats) -> Floats:
    """How much of a script's worth each unit is, in thousandths."""
    weighed: Floats = np.exp(np.clip(rows @ weights, _LOWEST, _HIGHEST))
    return weighed


def find_concepts(
    passages: Sequence[Passage], merit: Floats, salience: Salience, title: Sequence[Word], *, chinese: bool
) -> Concepts:
    """The units of an article with their weights."""
    units = sightings(passages)
    titled = {word.key for word in title if word.weight}
    rows = describe(units, passages, merit, salience, titled)
    groups = np.array([GROUPS.index(group_of(unit, chinese=chinese)) for unit in units], dtype=np.intp)
    weights = np.zeros(len(units))
    for number, name in enumerate(GROUPS):
        weights[groups == number] = weigh(rows[groups == number], fitted()[name])
    weights[rows[:, FEATURES.index("figure")] > 0] *= FIGURES_RAISED
    numbers = {unit: number for number, unit in enumerate(units)}
    return Concepts(weights, [[_held(words, numbers) for words in _forms(passage)] for passage in passages])


@cache
def fitted() -> Mapping[str, Floats]:
    """The weights of the features in each of GROUPS."""
    read = json.loads((files("datasay.digest") / "concepts.json").read_text(encoding="utf-8"))
    return {name: np.array([read[name].get(feature, 0.0) for feature in FEATURES]) for name in GROUPS}


def _forms(passage: Passage) -> Iterator[Sequence[Word]]:
    yield passage.words
    for text in passage.shorter:
        yield read_words(text)


def _held(words: Sequence[Word], numbers: Mapping[Unit, int]) -> NDArray[np.intp]:
    return np.array(sorted({numbers[unit] for unit, _ in _units(words) if unit in numbers}), dtype=np.intp)


def _units(words: Sequence[Word]) -> Iterator[tuple[Unit, tuple[Word, ...]]]:
    before: Word | None = None
    for word in words:
        if word.kind in {Kind.SPACE, Kind.MARK}:
            continue
        if word.weight > 0 or is_figure(word):
            yield (_key(word),), (word,)
        if before is not None and word.start - before.end <= 1:
            yield (_key(before), _key(word)), (before, word)
        before = word


def _key(word: Word) -> str:
    return word.key or word.text.lower()


def _features(
    one: Sighting,
    units: Mapping[Unit, Sighting],
    passages: Sequence[Passage],
    merit: Floats,
    salience: Salience,
    titled: Collection[str],
    places: Floats,
    ranks: Mapping[str, int],
) -> list[float]:
    words, count = one.words, len(one.words)
    pair = count > 1
    place = float(places[one.passages[0]])
    telling = [salience.scores.get(word.key, 0.0) for word in words]
    often = [len(units[(word.key,)].passages) if (word.key,) in units else 0 for word in words]
    length = len(words[0].text) if not pair and CJK.search(words[0].text) else 0
    return [
        1.0,
        math.log(len(one.passages)),
        float(len({passages[number].paragraph for number in one.passages}) > 1),
        math.exp(-6 * place),
        math.exp(-20 * place),
        place,
        float(places[one.passages[-1]] > 0.9),
        max(float(merit[number]) for number in one.passages),
        sum(word.key in titled for word in words) / count,
        sum(word.weight for word in words) / count,
        min(word.weight for word in words) if pair else 0.0,
        float(any(map(is_figure, words))),
        float(all(map(is_figure, words))),
        *(sum(word.kind is kind for word in words) / count for kind in _KINDS),
        math.log(1 + max(often)) if pair else 0.0,
        math.log(1 + min(often)) if pair else 0.0,
        float(length >= 2),
        float(length >= 3),
        float(pair and all(word.weight == 0 for word in words)),
        float(any(passages[number].opens_paragraph for number in one.passages)),
        1 / (1 + min(ranks.get(word.key, _UNRANKED) for word in words) / 10),
        max(telling),
        min(telling),
    ]
