"""A few words of a passage that read as a title on its picture: a whole statement, or nothing."""

import re
from collections.abc import Collection, Sequence

from datasay.digest.keywords import Salience
from datasay.language.chinese_statements import chinese_statements, width
from datasay.language.english_statements import english_statements
from datasay.language.phrases import CLASSES, Candidate
from datasay.language.words import Kind, Word, read_words

FIGURE_NEWS = 0.8  # what a figure of which something is said tells, as a telling word does
TOLD_BEFORE = 0.35  # of what a word tells that an earlier headline told

_MEASURED = re.compile(
    r"[$€£¥￥\-−+]?\d|[一二两三四五六七八九十百千万亿]{2,}|[二两三四五六七八九十][万亿千百成倍]|百分之"
)
_CLOCK = re.compile(r"\d[点时日月]|\d:\d|[ap]\.m")
_SMALL = CLASSES["en-small"]


def write_headline(words: Sequence[Word], salience: Salience, *, chinese: bool, used: Collection[str] = ()) -> str:
    """The statement of a passage that tells most, at most 18 Chinese characters or 13 English words; "" if none does.

    `used` are the headlines of the scenes before: a new one says something else.
    """
    candidates = list(chinese_statements(words) if chinese else english_statements(words))
    if not candidates:
        return ""
    taken = {word.key for word in read_words(" ".join(used)) if word.weight}
    best = max(
        candidates,
        key=lambda one: (round(_worth(one, salience, chinese=chinese, taken=taken), 6), -one.words[0].start),
    )
    return best.text if chinese else _title_case(best)


def _worth(one: Candidate, salience: Salience, *, chinese: bool, taken: Collection[str]) -> float:
    """News told, less for what earlier headlines told, in a length that reads at a glance."""
    seen: dict[str, float] = {}
    for word in one.words:
        lessened = TOLD_BEFORE if word.key in taken else 1.0
        seen[word.key] = max(seen.get(word.key, 0.0), salience.of(word) * lessened)
    measured = any(_MEASURED.match(word.text) for word in one.words) and not _CLOCK.search(one.text)
    # a phrase of telling words, not one word that is everywhere
    news = 0.3 + FIGURE_NEWS * measured + sum(score**0.6 for score in seen.values())
    if chinese:
        size = width(one.text)
        shape = 0.8 if size < 5 else 1.0 if size <= 12 else 0.92 if size <= 15 else 0.85
    else:
        size = float(sum(1 for word in one.words if word.kind not in {Kind.SPACE, Kind.MARK}))
        shape = 1.0 if size <= 7 and len(one.text) <= 42 else 0.92
    return float(news / size**0.25 * shape * one.form)


def _title_case(one: Candidate) -> str:
    shown = [word for word in one.words if word.kind is not Kind.SPACE]
    parts = []
    for number, word in enumerate(shown):
        small = word.text.lower() in _SMALL and 0 < number < len(shown) - 1
        after_figure = number > 0 and shown[number - 1].kind is Kind.NUMBER
        unit = after_figure and len(word.text) <= 3 and word.kind is Kind.NOUN  # 300 m
        cased = unit or any(c.isupper() for c in word.text[1:]) or not word.text[:1].isalpha()
        parts.append(word.text if cased else word.text.lower() if small else word.text[:1].upper() + word.text[1:])
    text, place = "", shown[0].start
    for part, word in zip(parts, shown, strict=True):
        text += part if word.start == place or not text else f" {part}"
        place = word.end
    return text
