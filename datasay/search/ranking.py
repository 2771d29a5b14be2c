"""How well something found fits: title over tags over body, early over late, often over once, whole words, recency."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import rjieba

from datasay.search.query import LETTER, Term, comparable

_AROUND = 8  # characters beside a hit that tell where its word begins and ends
_HALF_LIFE_DAYS = 90.0
_TITLE, _TITLE_START, _TAG, _TAG_EXACT = 8.0, 2.0, 4.0, 2.0
_WHOLE_WORD = 1.3
_EVEN = 8.0  # points per term that make half of the scale
_RECENT = 0.1  # share of the scale that the newest gets
_LETTERS_OR_MARKS = re.compile(rf"{LETTER}|[!-~]")
_UNDOUBLED = re.compile(r"[iey]$")


@dataclass(frozen=True, slots=True)
class Needle:
    """What of a term is looked for in a text: the pattern of its characters or of its word with any ending."""

    pattern: re.Pattern[str]
    characters: tuple[str, ...] = ()  # plain ones, in each of their spellings: found faster without a pattern
    stem: str | None = None  # of a word

    @property
    def has_letters(self) -> bool:
        """Capitals and width matter; they do not to Chinese."""
        return not self.characters

    def only(self, forms: Iterable[str]) -> "Needle":
        """The same word in these forms."""
        either = "|".join(re.escape(form) for form in forms) or "(?!)"
        return replace(self, pattern=re.compile(rf"(?<!{LETTER})(?:{either})(?!{LETTER})"))


def needles(terms: Sequence[Term], stems: dict[str, str]) -> list[Needle]:
    """One for each run of characters and each word."""
    made = [_characters(term.spellings) for term in terms if term.spellings]
    words = [word for term in terms if not term.spellings for word in term.words]
    return made + [Needle(_word(word, stems.get(word, word)), stem=stems.get(word, word)) for word in words]


def _characters(spellings: tuple[str, ...]) -> Needle:
    pattern = re.compile("|".join(map(re.escape, spellings)))
    return Needle(pattern, () if _LETTERS_OR_MARKS.search(spellings[0]) else spellings)


def _word(word: str, stem: str) -> re.Pattern[str]:
    """The word and its relatives: PostgreSQL's stem of "happy" is "happi", and "happiness" goes on from "happ"."""
    start = _UNDOUBLED.sub("", stem)
    if len(start) < 3 or not word.startswith(start):
        return re.compile(rf"(?<!{LETTER}){re.escape(word)}(?!{LETTER})")
    return re.compile(rf"(?<!{LETTER}){re.escape(start)}{LETTER}{{0,7}}(?!{LETTER})")


def score(title: str, tags: Sequence[str], body: str, wanted: Sequence[Needle], made: datetime, now: datetime) -> float:
    """0 to 1, within those that have it in the title or a tag, or within those that do not."""
    labels = list(tags)
    if any(needle.has_letters for needle in wanted):
        title, body, labels = comparable(title), comparable(body), [comparable(tag) for tag in tags]
    points = sum(_heading(needle, title, labels) + _body(needle, body) for needle in wanted)
    days = max(0.0, (now - made).total_seconds() / 86_400)
    fit = points / (points + _EVEN * max(1, len(wanted)))
    recent: float = 0.5 ** (days / _HALF_LIFE_DAYS)
    return round((1 - _RECENT) * fit + _RECENT * recent, 6)


def _heading(needle: Needle, title: str, tags: Sequence[str]) -> float:
    found = needle.pattern.search(title)
    points = 0.0
    if found is not None:
        points += _TITLE + (_TITLE_START if found.start() == 0 else 0.0)
    matching = [tag for tag in tags if needle.pattern.search(tag)]
    if matching:
        points += _TAG + (_TAG_EXACT if any(needle.pattern.fullmatch(tag) for tag in matching) else 0.0)
    return points


def _body(needle: Needle, body: str) -> float:
    whole = 1.0
    if needle.has_letters:
        hits = needle.pattern.findall(body)
        found = needle.pattern.search(body) if hits else None
        start, count = (found.start() if found else -1), len(hits)
    else:
        start, count = _first(needle.characters, body)
        if start >= 0 and _is_word(body, start, start + len(needle.characters[0])):
            whole = _WHOLE_WORD
    if start < 0:
        return 0.0
    early = 1 - start / len(body)
    return whole * (1 + early + 0.5 * math.log2(count))


def _first(spellings: tuple[str, ...], body: str) -> tuple[int, int]:
    """Where the first spelling that is there begins, and how often it is there: a text is written in one of them."""
    for characters in spellings:
        start = body.find(characters)
        if start >= 0:
            return start, body.count(characters)
    return -1, 0


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether words begin and end where the hit does."""
    first = max(0, start - _AROUND)
    at, borders = first, {first}
    for word in rjieba.cut(text[first : end + _AROUND]):
        at += len(word)
        borders.add(at)
    return start in borders and end in borders
