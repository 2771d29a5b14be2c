"""What words say by themselves, from −4 (as bad as can be) to 4, in Chinese and English, and what changes it.

English: the VADER lexicon (Hutto and Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis of Social
Media Text", ICWSM 2014; MIT licence), from the package nltk-vader-sentiment, with opinions_en.txt on top, which also
takes words out that say nothing in articles. Chinese: opinions_zh.txt, written for this project, since the known
Chinese lists forbid commercial use or do not say.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

from vader.constants import BOOSTER_DICT
from vader.data.lexicon import LEXICON


def _entries(name: str) -> Iterator[tuple[float, str]]:
    text = (files("datasay.analysis") / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            valence, _, words = line.partition(":")
            yield float(valence), words


@cache
def chinese_valences() -> Mapping[str, float]:
    """Word or phrase → valence."""
    return {word: valence for valence, words in _entries("opinions_zh.txt") for word in words.split()}


@cache
def english_valences() -> Mapping[str, float]:
    """Word or phrase in lower case → valence; words that were taken out are not there."""
    found = {word.lower(): float(valence) for word, valence in LEXICON.items() if word[:1].isalpha()}
    for valence, words in _entries("opinions_en.txt"):
        found.update({word.strip().lower(): valence for word in words.split(",")})
    return {word: valence for word, valence in found.items() if valence}


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
    CONCESSION = "concession"
    CONDITION = "condition"


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
        first = phrase.split(" ")[0]
        reach[first] = max(reach.get(first, 0), phrase.count(" ") + 1)
    return reach
