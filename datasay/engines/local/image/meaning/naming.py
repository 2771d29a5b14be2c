"""Which words of a sentence name a drawing, and how surely.

A word names by an alias (aliases.txt), by a label of the stock, or by a tag that is a name and not an association
(sorted out when the stock was compiled). Numbers, units, times and persons never do. Chinese compounds name by their
head, where it is one of the heads known to be safe.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import rjieba

from datasay.engines.local.image.meaning.ambiguity import is_noun_here, words_that
from datasay.engines.local.image.stock.catalogue import aliases, entries, flagged, known
from datasay.language.words import CJK

_ALIAS = 1.05
_MANY, _MANY_FACTOR = 3, 0.85  # a word that names more drawings than this is vague
_HEADS = "茶桥车船花树蛋雾雪鱼鸟灯伞帽酒钟琴"
_PIECES = "末片丝块汁粉泥丁皮"  # 蒜末: garlic, cut
_HEAD, _HEAD_SINGLE, _PIECE = 0.90, 0.84, 0.90
_TAG_NAMES = 0.80  # what a mere tag counts at least
_MANY_CHINESE = (
    r"(?:(?![一1](?![一二三四五六七八九十百千万\d]))[一二三四五六七八九十百千万亿两几数\d]+多?"
    r"[只个条辆台座棵张把盏本册艘匹头朵颗粒根株间栋杯瓶口件支枚双块片幅架列种][^，。；、一]{0,2}?"
    r"|(?:许多|很多|不少|成群|一排排?|一片片|各种|所有|满)[^，。；、一]{0,3}?)"
)
_MANY_ENGLISH = (
    r"\b(?:\d[\d,]+|[2-9]|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty"
    r"|dozens? of|hundreds? of|thousands? of|a thousand|many|several|all|most)(?= )(?: (?!of\b)\w+){0,2} (?:of )?"
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_IRREGULAR = {"mice": "mouse", "geese": "goose", "feet": "foot", "teeth": "tooth", "leaves": "leaf", "wolves": "wolf"}
_KEPT_S = re.compile(r"(?:ss|us|is|ews|eries)$")


@dataclass(frozen=True, slots=True)
class Named:
    """A drawing that a word names: `strength` about 0.7 to 1.05, `at` where the word stands (characters)."""

    drawing: str
    word: str
    strength: float
    at: int
    ambiguous: bool = False


def named_in(text: str) -> list[Named]:
    """Everything that the words of a text name, in their order."""
    found = [*_chinese(text), *_english(text)]
    return sorted(found, key=lambda one: (one.at, -one.strength, one.drawing))


@cache
def _dictionary(language: int) -> dict[str, tuple[tuple[str, float], ...]]:
    """Word → the drawings it names with their strengths."""
    names: dict[str, dict[str, float]] = {}

    def add(word: str, drawing: str, strength: float) -> None:
        own = names.setdefault(word.lower(), {})
        own[drawing] = max(own.get(drawing, 0.0), strength)

    for entry in entries():
        if entry.name not in known():
            continue
        for word, strength in entry.names[language].items():
            if strength == 1.0 or entry.name not in flagged("dated"):
                add(word, entry.name, strength)
    for drawing, words in aliases().items():
        if drawing.removeprefix("own-") in known():
            for word in words[language]:
                add(word, drawing.removeprefix("own-"), _ALIAS)
    for word, found in names.items():
        _drop_rivals(word, found)
    return {
        word: tuple((name, value * (_MANY_FACTOR if _vague(found) else 1.0)) for name, value in found.items())
        for word, found in names.items()
        if word not in words_that("stopped")
    }


def _drop_rivals(word: str, found: dict[str, float]) -> None:
    """Where a word is a thing's own name, others that it is only a tag of go: no ear of corn for an ear.

    A kind of the thing, whose name ends with it, stays: a high-speed train.
    """
    if max(found.values()) >= 1.0 and word.isascii():
        for name in [name for name, value in found.items() if value < 1.0 and not name.endswith(word)]:
            del found[name]


def _vague(found: dict[str, float]) -> bool:
    return len(found) > _MANY and max(found.values()) < 1.0


@cache
def _by_first() -> dict[str, tuple[str, ...]]:
    """Chinese words of two and more characters by their first, longest first."""
    heads: dict[str, list[str]] = {}
    for word in _dictionary(0):
        if len(word) > 1 and CJK.match(word):
            heads.setdefault(word[0], []).append(word)
    return {first: tuple(sorted(words, key=len, reverse=True)) for first, words in heads.items()}


def _chinese(text: str) -> Iterator[Named]:
    tokens = rjieba.tag(text)
    bounds, at = {0}, 0
    starts = []
    for token, _ in tokens:
        starts.append(at)
        at += len(token)
        bounds.add(at)
    persons = {
        place
        for start, (token, tag) in zip(starts, tokens, strict=True)
        if tag in {"nr", "nrt", "nrfg"} and token not in _dictionary(0)
        for place in range(start, start + len(token))
    }
    taken: set[int] = set()
    for start in range(len(text)):
        if start in taken or start in persons:
            continue
        for word in _by_first().get(text[start], ()):
            end = start + len(word)
            if (
                text.startswith(word, start)
                and (start in bounds or end in bounds)
                and end - 1 not in persons  # nor a name by itself: 大又圆 within 又大又圆的月亮
            ):
                taken.update(range(start, end))
                yield from _entries(0, word, start)
                break
    for start, (token, tag) in zip(starts, tokens, strict=True):
        span = {*range(start, start + len(token))}
        is_noun = tag == "vn" or tag[0] in "nlij"
        if is_noun and CJK.match(token) and start not in persons and not taken & span:
            yield from _one_token(token, start)


def _one_token(token: str, start: int) -> Iterator[Named]:
    """What a Chinese noun names that is no word of the dictionary as it stands, or is one of one character."""
    words = _dictionary(0)
    if token in words:
        yield from _entries(0, token, start)
        return
    for length in range(len(token) - 1, 1, -1):  # 渔业码头: its head
        if token[-length:] in words:
            yield from _entries(0, token[-length:], start, _HEAD)
            return
    if len(token) > 1 and token[-1] in _HEADS and token[-1] in words:
        yield from _entries(0, token[-1], start, _HEAD_SINGLE)
    elif len(token) > 1 and token[-1] in _PIECES and token[:-1] in words:
        yield from _entries(0, token[:-1], start, _PIECE)


def _entries(language: int, word: str, at: int, factor: float = 1.0) -> Iterator[Named]:
    for drawing, strength in _dictionary(language)[word]:
        yield Named(drawing, word, strength * factor, at, word in words_that("ambiguous"))


def _english(text: str) -> Iterator[Named]:
    found = [(match[0].lower().replace("’", "'"), match.start(), match.end()) for match in _LATIN.finditer(text)]
    words = _dictionary(1)
    place = 0
    while place < len(found):
        for length in (3, 2, 1):
            run = found[place : place + length]
            if len(run) < length or any(text[a[2] : b[1]].strip(" -") for a, b in pairwise(run)):
                continue
            phrase = next((form for form in _forms([one[0] for one in run]) if form in words), None)
            if phrase is None:
                continue
            before = found[place - 1][0] if place else ""
            after = found[place + length][0] if place + length < len(found) else ""
            if length == 1 and _is_name(text, run[0]):
                break
            if length == 1 and not is_noun_here(run[0][0], before, after):
                break
            yield from _entries(1, phrase, run[0][1])
            place += length - 1
            break
        place += 1


def is_many(text: str, word: str) -> bool:
    """Whether the thing that a word names is said to be many: 三十一辆电动车, 许多竹管, ninety lamps."""
    if not word:
        return False
    if word.isascii():
        return bool(re.search(_MANY_ENGLISH + re.escape(word), text, re.IGNORECASE))
    return bool(re.search(_MANY_CHINESE + re.escape(word), text))


def _is_name(text: str, run: tuple[str, int, int]) -> bool:
    """Whether a capital says that a word is a name: one that does not begin a sentence."""
    before = text[: run[1]].rstrip(" \"'“‘(")
    return text[run[1]].isupper() and bool(before) and before[-1] not in ".!?:;—…\n。！？：；"


def _forms(words: list[str]) -> list[str]:
    """The phrase as it stands and with its last word in the singular."""
    last = words[-1].removesuffix("'s")
    forms = [last, *singulars(last)]
    return [" ".join([*words[:-1], form]) for form in dict.fromkeys(forms)]


def singulars(word: str) -> list[str]:
    """What an English noun may be in the singular."""
    if word in _IRREGULAR:
        return [_IRREGULAR[word]]
    if not word.endswith("s") or (_KEPT_S.search(word) and not word.endswith(("uses", "eries"))):
        return []
    found = [word[:-1]]
    if word.endswith("ies"):
        found.append(word[:-3] + "y")
    if word.endswith(("oes", "uses", "shes", "ches", "xes", "sses")):
        found.append(word[:-2])
    if word.endswith("ves"):
        found += [word[:-3] + "f", word[:-3] + "fe"]
    return found
