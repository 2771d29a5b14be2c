"""What a word is: where it stands in a text, what it does in its sentence, and how much news it carries."""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files

CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# A figure keeps its sign, currency, groups, range and unit: -5℃, $2.5M, 1,450W, 7:30, 3–5, 90%.
_FIGURE_START = r"(?:(?<![A-Za-z0-9)\]])[-−+])?[$€£¥￥]?(?=\d)"
_FIGURE_JOINS = r"(?<=\d)[:/~–×](?=\d)"
_FIGURE_END = r"(?<=\d)(?:°[CF]\b|[%％‰℃℉°㎡㎥]+)"
_LATIN_WORD = re.compile(
    rf"(?:{_FIGURE_START})?[^\W_\u3400-\u9fff]+(?:(?:['’\-.,&]|{_FIGURE_JOINS})[^\W_\u3400-\u9fff]+)*"
    rf"(?:(?<=s)['’](?= [a-z])|{_FIGURE_END})?"
)
_FIGURE = re.compile(
    rf"(?<![A-Za-z0-9]){_FIGURE_START}\d+(?:(?:[-.,]|{_FIGURE_JOINS})\d+)*(?:{_FIGURE_END}|[A-Za-z]+)?"
)
_TOTAL_FREQUENCY = 60_101_967  # sum of the counts in jieba's dictionary, the corpus behind `suggest_freq`
_MAX_WORD = 40  # characters; longer runs are identifiers or noise and carry no news


class Kind(StrEnum):
    """What a word does in its sentence, as far as phrases are concerned."""

    NOUN = "noun"
    NAME = "name"
    VERB = "verb"
    ADJECTIVE = "adjective"
    IDIOM = "idiom"
    ADVERB = "adverb"
    NUMBER = "number"
    TIME = "time"
    PRONOUN = "pronoun"
    DETERMINER = "determiner"
    PREPOSITION = "preposition"
    CONJUNCTION = "conjunction"
    PARTICLE = "particle"
    PLACE = "place"  # 里, 上, 前 after a noun
    SPACE = "space"
    MARK = "mark"


CONTENT = frozenset({Kind.NOUN, Kind.NAME, Kind.VERB, Kind.ADJECTIVE, Kind.IDIOM})

_CHINESE_KINDS = {  # first letter of jieba's tag; the exceptions are in _chinese_kind
    "n": Kind.NOUN,
    "v": Kind.VERB,
    "a": Kind.ADJECTIVE,
    "z": Kind.ADJECTIVE,
    "b": Kind.ADJECTIVE,
    "i": Kind.IDIOM,
    "l": Kind.IDIOM,
    "j": Kind.NOUN,
    "s": Kind.NOUN,
    "m": Kind.NUMBER,
    "q": Kind.NUMBER,
    "t": Kind.TIME,
    "r": Kind.PRONOUN,
    "p": Kind.PREPOSITION,
    "c": Kind.CONJUNCTION,
    "d": Kind.ADVERB,
    "f": Kind.PLACE,
    "u": Kind.PARTICLE,
    "y": Kind.PARTICLE,
    "e": Kind.PARTICLE,
    "o": Kind.PARTICLE,
    "h": Kind.PARTICLE,
    "k": Kind.PARTICLE,
}
_CHINESE_NAMES = {"nr", "ns", "nt", "nz", "nrt", "nrfg"}
_NEWS = {  # how telling a word of this kind is, all else equal
    Kind.NOUN: 1.0,
    Kind.NAME: 1.1,
    Kind.IDIOM: 0.8,
    Kind.VERB: 0.55,
    Kind.ADJECTIVE: 0.6,
}
_ENGLISH_KINDS = {
    "determiner": Kind.DETERMINER,
    "pronoun": Kind.PRONOUN,
    "preposition": Kind.PREPOSITION,
    "conjunction": Kind.CONJUNCTION,
    "auxiliary": Kind.PARTICLE,
    "adverb": Kind.ADVERB,
    "verb": Kind.VERB,
    "weak": Kind.NOUN,
    "number": Kind.NUMBER,
    "base": Kind.VERB,
    "either": Kind.NOUN,  # work, use, help: noun or verb, as its neighbours say
}
_GRAMMAR_WEIGHTS = {"weak": 0.35, "either": 0.3, "verb": 0.2, "base": 0.55, "number": 0.4}


@dataclass(frozen=True, slots=True)
class Word:
    """One word or mark of a text: `text == source[start:start + len(text)]`."""

    text: str
    start: int
    kind: Kind
    key: str  # what makes two words the same: lower case, without endings
    weight: float  # how much news it carries, 0 for grammar

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def _lines(name: str) -> Iterable[str]:
    text = (files("datasay.language") / "stopwords" / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def word_classes(name: str) -> Mapping[str, frozenset[str]]:
    """Label → words of a file in stopwords/ whose lines read "label: word word …"."""
    classes: dict[str, set[str]] = {}
    for line in _lines(name):
        label, _, words = line.partition(":")
        classes.setdefault(label, set()).update(words.split())
    return {label: frozenset(words) for label, words in classes.items()}


@cache
def english_grammar() -> dict[str, str]:
    """Word → its class in stopwords/en.txt."""
    classes: dict[str, str] = {}
    for line in _lines("en.txt"):
        name, _, words = line.partition(":")
        for word in words.split():
            classes.setdefault(word, name)
            if name == "base":
                for form in _present_forms(word):
                    classes.setdefault(form, name)
    return classes


def _present_forms(verb: str) -> tuple[str, ...]:
    """The third person of a regular verb; its other forms are told by their endings."""
    if verb.endswith(("s", "sh", "ch", "x", "z", "o")):
        return (verb + "es",)
    return (verb[:-1] + "ies",) if verb.endswith("y") and verb[-2] not in "aeiou" else (verb + "s",)


@cache
def chinese_stopwords() -> frozenset[str]:
    """The words of stopwords/zh.txt."""
    return frozenset(word for line in _lines("zh.txt") for word in line.split())


def stem(word: str) -> str:
    """An English word without its commonest endings, lower case: close enough to count words, not to show."""
    word = word.lower().replace("’", "'")
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ingly", "edly", "ing", "ed", "ly"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
                word = word[:-1]
            break
    return word.removesuffix("e") if len(word) > 4 else word


def _chinese_kind(text: str, tag: str) -> Kind:
    if tag == "eng":
        return Kind.NAME
    if tag in _CHINESE_NAMES:
        return Kind.NAME
    if not CJK.search(text):
        return Kind.NUMBER if text[:1].isdigit() else Kind.MARK
    return _CHINESE_KINDS.get(tag[:1], Kind.NOUN)


@lru_cache(maxsize=65_536)
def _rarity(word: str) -> float:
    """0 for the commonest word of Chinese, about 1 for one the dictionary hardly knows."""
    import rjieba  # noqa: PLC0415  engines are listed without its dictionary

    count = max(rjieba.suggest_freq(word), 1) if rjieba.has_word(word) else 1
    return math.log(_TOTAL_FREQUENCY / count) / math.log(_TOTAL_FREQUENCY)


def _chinese_weight(text: str, kind: Kind) -> float:
    if kind is Kind.NUMBER and text[0] in "0123456789":
        return 0.4
    if kind not in CONTENT or text in chinese_stopwords() or len(text) > _MAX_WORD:
        return 0.0
    weight = _NEWS[kind] * (0.35 + 0.65 * _rarity(text))
    import rjieba  # noqa: PLC0415  as above

    if not rjieba.has_word(text):  # put together by guessing: a new name, or a slip
        weight *= 0.45
    return weight * 0.35 if len(text) == 1 else weight


def _english_word(text: str, start: int, *, opens: bool) -> Word:
    """One Latin word; `opens` says that it opens a sentence, so that its capital means nothing."""
    lower = text.lower().replace("’", "'")
    grammar = english_grammar().get(lower)
    if text[0].isdigit() or not text[0].isalnum():
        return Word(text, start, Kind.NUMBER, lower, 0.4)
    if grammar is not None:
        weight = _GRAMMAR_WEIGHTS.get(grammar, 0.0)
        return Word(text, start, _ENGLISH_KINDS[grammar], stem(text) if weight else lower, weight)
    if len(text) == 1 or len(text) > _MAX_WORD:  # a unit such as h or m, a grade, an initial
        return Word(text, start, Kind.NOUN, lower, 0.0)
    kind, weight = _open_class(text, lower, opens=opens)
    return Word(text, start, kind, stem(text), weight)


def _open_class(text: str, lower: str, *, opens: bool) -> tuple[Kind, float]:
    if any(character.isupper() for character in text[1:]) or (text[0].isupper() and not opens):
        return Kind.NAME, 1.1
    if lower.endswith("ly") and len(lower) > 4:
        return Kind.ADVERB, 0.2
    if lower.endswith(("ed", "ing")) and len(lower) > 5:
        return Kind.VERB, 0.6
    return Kind.NOUN, min(0.7 + 0.04 * len(text), 1.1)


def _latin_words(text: str) -> list[Word]:
    words: list[Word] = []
    place = 0
    opens = True
    for match in _LATIN_WORD.finditer(text):
        words.extend(_gap(text, place, match.start()))
        opens = opens or any(mark in '.!?:“"' for mark in text[place : match.start()])
        words.append(_english_word(match.group(), match.start(), opens=opens))
        place, opens = match.end(), False
    words.extend(_gap(text, place, len(text)))
    return words


def _gap(text: str, start: int, end: int) -> list[Word]:
    """The spaces and marks between two words, one by one."""
    return [
        Word(text[at], at, Kind.SPACE if text[at].isspace() else Kind.MARK, text[at], 0.0) for at in range(start, end)
    ]


def _chinese_words(text: str) -> list[Word]:
    """Words as the dictionary cuts them, except that it cuts figures at their marks."""
    words: list[Word] = []
    place = 0
    for figure in _FIGURE.finditer(text):
        words += _cut_chinese(text[place : figure.start()], place)
        words.append(_english_word(figure.group(), figure.start(), opens=False))
        place = figure.end()
    return words + _cut_chinese(text[place:], place)


def _cut_chinese(text: str, place: int) -> list[Word]:
    import rjieba  # noqa: PLC0415  as above

    words: list[Word] = []
    for token, tag in rjieba.tag(text):
        if tag == "eng" or (token.isascii() and token[:1].isalnum()):
            words.append(_english_word(token, place, opens=False))
        elif token.isspace():
            words.append(Word(token, place, Kind.SPACE, token, 0.0))
        else:
            kind = _chinese_kind(token, tag)
            words.append(Word(token, place, kind, token, _chinese_weight(token, kind)))
        place += len(token)
    return words


def read_words(text: str) -> list[Word]:
    """Every word, space and mark of `text` in order; Chinese, English and both mixed."""
    return _chinese_words(text) if CJK.search(text) else _latin_words(text)
