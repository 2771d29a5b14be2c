"""What words say by themselves, from −4 (as bad as can be) to 4, in Chinese and English, and what changes it.

English: the VADER lexicon (Hutto and Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social
Media Text", ICWSM 2014; MIT licence), from the package nltk-vader-sentiment, with lists of our own on top, which also
take words out that say nothing in articles. Chinese: lists of our own, since the known Chinese ones forbid commercial
use or do not say. An entry of 0 says nothing, and keeps its words from saying something: "bad debt", "垃圾分类".
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

from vader.constants import BOOSTER_DICT
from vader.data.lexicon import LEXICON

_FAINT = 1.1  # VADER's words that say less say nothing in an article
_SHORTEST = 5  # letters of a word that may have an ending
_CHINESE = ("opinions_zh.txt", "reviews_zh.txt", "manners_zh.txt", "idioms_zh.txt", "events_zh.txt")
_ENGLISH = ("opinions_en.txt", "reviews_en.txt", "events_en.txt")


def _entries(name: str) -> Iterator[tuple[float, str]]:
    text = (files("datasay.analysis") / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            valence, _, words = line.partition(":")
            yield float(valence), words


@cache
def chinese_valences() -> Mapping[str, float]:
    """Word or phrase → valence."""
    return {word: valence for name in _CHINESE for valence, words in _entries(name) for word in words.split()}


@cache
def english_valences() -> Mapping[str, float]:
    """Word or phrase in lower case → valence."""
    found = {word.lower(): float(valence) for word, valence in LEXICON.items() if word[:1].isalpha()}
    found = {word: valence for word, valence in found.items() if abs(valence) >= _FAINT}
    for name in _ENGLISH:
        for valence, words in _entries(name):
            found.update({word.strip().lower(): valence for word in words.split(",")})
    return found


@lru_cache(maxsize=65_536)
def english_valence(word: str) -> float | None:
    """Of one word in lower case, also with an ending or a prefix the lists do not have; None for an unknown one."""
    known = english_valences().get(word)
    if known is not None or len(word) < _SHORTEST:
        return known
    if "-" in word:
        return next(filter(None, map(english_valence, word.split("-"))), None)
    return _put_together(word) if word.isalpha() else None


def _put_together(word: str) -> float | None:
    """A listed word with an ending, or turned round by a prefix or by "less"."""
    valences = english_valences()
    plain = next((valences[form] for form in _plain_forms(word) if form in valences), None)
    if plain is not None:
        return plain
    for stem in (
        word.removeprefix("un"),
        word.removeprefix("dis"),
        word.removeprefix("non"),
        word.removesuffix("less"),
    ):
        if stem != word and len(stem) >= _SHORTEST - 1:
            valence = next((valences[form] for form in (stem, *_plain_forms(stem)) if form in valences), 0.0)
            if abs(valence) >= 1:
                return -0.8 * valence
    return None


def _plain_forms(word: str) -> Iterator[str]:
    for ending, replacements in (
        ("iest", ("y",)),
        ("ier", ("y",)),
        ("ies", ("y",)),
        ("ied", ("y",)),
        ("ily", ("y",)),
        ("est", ("", "e")),
        ("ing", ("", "e")),
        ("ed", ("", "e")),
        ("ly", ("", "le")),
        ("ness", ("",)),
        ("iness", ("y",)),
        ("es", ("",)),
        ("s", ("",)),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            stem = word[: -len(ending)]
            yield from (stem + one for one in replacements)
            if len(stem) > 3 and stem[-1] == stem[-2]:
                yield stem[:-1]


@cache
def sign_valences() -> Mapping[str, float]:
    """Emoji and emoticons → valence."""
    return {sign: valence for valence, signs in _entries("opinions_signs.txt") for sign in signs.split()}


class Turn(StrEnum):
    """What a word does to the words around it."""

    NEGATION = "negation"
    WEAK_NEGATION = "weak_negation"
    NOTHING = "nothing"  # it looks like a negation or an opinion and is none
    STRONGEST = "degree_2"
    STRONGER = "degree_1"
    WEAKER = "degree_less"
    CONTRAST = "contrast"
    SOFT_CONTRAST = "soft_contrast"  # sets one side against another without taking sides
    CONCESSION = "concession"
    CONDITION = "condition"
    JOIN = "join"


@cache
def chinese_turns() -> Mapping[str, Turn]:
    """Word → what it does."""
    return _turns("zh_")


@cache
def english_turns() -> Mapping[str, Turn]:
    """Word or phrase in lower case → what it does; degree words are VADER's."""
    degrees = {word: Turn.STRONGER if shift > 0 else Turn.WEAKER for word, shift in BOOSTER_DICT.items()}
    return {"too": Turn.STRONGER, **degrees, **_turns("en_")}


def _turns(prefix: str) -> dict[str, Turn]:
    found: dict[str, Turn] = {}
    text = (files("datasay.analysis") / "turns.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        name, _, words = line.partition(":")
        if name.startswith(prefix):
            for word in words.split():
                found.setdefault(word.replace("_", " "), Turn(name.removeprefix(prefix)))
    return found


@cache
def chinese_reach() -> Mapping[str, int]:
    """First character → characters of the longest entry that begins with it: most words need no look-up at all."""
    reach: dict[str, int] = {}
    for word in (*chinese_valences(), *chinese_turns()):
        reach[word[0]] = max(reach.get(word[0], 0), len(word))
    return reach


@cache
def english_reach() -> Mapping[str, int]:
    """First word → words of the longest entry that begins with it."""
    reach: dict[str, int] = {}
    for phrase in (*english_valences(), *english_turns()):
        words = re.findall(r"[\w'/]+(?:[-&.][\w'/]+)*|[^\w\s]", phrase)
        first = words[0]
        reach[first] = max(reach.get(first, 0), len(words))
    return reach
