"""Filters that read a text: what it says in short, its words, its title, its scenes, how it sounds.

All of it in the text's own words, by the methods of `datasay.digest` (docs/decisions/0004-local-text.md). The
language is detected. The heavy parts are imported when first needed: most templates do without.
"""

import math
import re
from functools import cache
from typing import TYPE_CHECKING

from datasay.language.detection import detect_language, reading_language
from datasay.language.sentences import split_sentences
from datasay.wording.told import Told, said_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from datasay.digest.article import Article
    from datasay.digest.passages import Passage
    from datasay.digest.script import ExtractedScript

READING = ("summary", "keywords", "title", "hook", "scenes", "duration")  # need dictionaries and numpy
SCENE_SECONDS = 5.4  # what the storyboard aims at by itself
_SHORTEST_SCRIPT, _LONGEST_SCRIPT = 5.0, 3600.0  # what the engine writes
_HOOK_SECONDS = 15.0
_BEFORE_MARK = re.compile(r" (?=[，。、；：？！…）》」』”’])")  # no space is written there
_AFTER_MARK = re.compile(r"(?<=[（《「『“‘]) ")
_HAN_RUN = re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_READ_HERE = ("zh", "cmn", "en")
_TITLE_SOURCES = 6  # of the best sentences, from which a title may come


def preload(content: str) -> None:
    """Import what filters named in `content` will need; naming one too many costs time and nothing else."""
    if any(name in content for name in READING):
        from datasay.digest.script import LONGEST_SCRIPT  # heavy: see above
        from datasay.language.words import read_words

        assert LONGEST_SCRIPT
        read_words("词典 dictionary")
    if "pinyin" in content:
        _load_readings()


def _chinese(text: str) -> bool:
    return reading_language(text[:20_000]).startswith("zh")


def sentences(text: str) -> list[str]:
    """The sentences in order."""
    return [sentence.text for sentence in split_sentences(text)]


def _between(low: float, value: float, high: float, what: str) -> float:
    number = float(value)
    if not low <= number <= high:
        raise ValueError(
            Told("{what} must be {low} to {high}", "{what} 须在 {low} 到 {high} 之间", what=what, low=low, high=high)
        )
    return number


def summary(text: str, n: int = 3, seconds: float | None = None) -> str:
    """The `n` sentences that say most, in the order of the text; or as much as takes `seconds` to say."""
    chinese = _chinese(text)
    if seconds is not None:
        wanted = _between(_SHORTEST_SCRIPT, seconds, _LONGEST_SCRIPT, "seconds")
        return _joined([scene.narration for scene in _script(text, wanted).scenes])
    count = int(_between(1, n, 100, "n"))
    passages = _passages(_article(text).paragraphs, chinese=chinese)
    best = sorted(_by_merit(tuple(passages))[:count])
    from datasay.digest.passages import closed

    return _joined([closed(passages[number].text, chinese=chinese) for number in best])


def _joined(texts: list[str]) -> str:
    from datasay.digest.passages import join

    together = ""
    for text in texts:
        together = join(together, text)
    return together


def _article(text: str) -> "Article":
    """The text without its heading, byline and credits, and with its lines joined to paragraphs."""
    from datasay.digest.article import read_article
    from datasay.digest.errors import NothingToRead

    try:
        return read_article(text)
    except NothingToRead as error:
        raise ValueError(said_by(error)) from error


def _passages(paragraphs: "Sequence[str]", *, chinese: bool) -> "list[Passage]":
    from datasay.digest.passages import find_passages

    found = find_passages(paragraphs, chinese=chinese)
    return [passage for passage in found if any(character.isalnum() for character in passage.text)]


def _by_merit(passages: "tuple[Passage, ...]") -> list[int]:
    """Numbers of the passages, best first: central to the text, near its beginning or end, saying nothing twice."""
    import numpy as np

    from datasay.digest.ranking import centrality, term_matrix, without_repeats

    if not passages:
        return []
    terms = [[(word.key, word.weight) for word in passage.words if word.weight] for passage in passages]
    matrix = term_matrix(terms)
    place = np.arange(len(passages)) / max(len(passages) - 1, 1)
    prior = 1.0 + 0.8 * np.exp(-place * 8) + 0.8 * np.exp(-(1 - place) * 12)
    central = centrality(matrix, prior)
    leaning = np.array([1.0 - 0.4 * passage.leans for passage in passages])
    merit = without_repeats(matrix, central / central.max() * leaning)
    return [int(number) for number in np.argsort(-merit, kind="stable")]


def _script(text: str, seconds: float) -> "ExtractedScript":
    from datasay.digest.errors import NothingToRead
    from datasay.digest.script import extract_script

    try:
        return extract_script(text, seconds)
    except NothingToRead as error:
        raise ValueError(said_by(error)) from error


def keywords(text: str, n: int = 5) -> list[str]:
    """The `n` words that tell most of what the text is about, best first."""
    from datasay.digest.keywords import find_keywords, measure_salience
    from datasay.language.words import read_words

    words = read_words(text)
    salience = measure_salience([words])
    return list(find_keywords(words, salience, int(_between(1, n, 50, "n"))))[: int(n)]


def title(text: str) -> str:
    """The heading the text has, or else a few of its words that read as one."""
    from datasay.digest.headlines import write_headline
    from datasay.digest.keywords import measure_salience

    article, chinese = _article(text), _chinese(text)
    if article.title:
        return article.title
    passages = _passages(article.paragraphs, chinese=chinese)
    salience = measure_salience(passage.words for passage in passages)
    best = _by_merit(tuple(passages))[:_TITLE_SOURCES]
    found = [write_headline(passages[number].words, salience, chinese=chinese) for number in best]
    whole = [one for one in found if len(one) >= (4 if chinese else 8)]  # one short word tells little
    return next(iter(whole or [one for one in found if one]), "")


def hook(text: str) -> str:
    """The sentence of the text to begin with: a question, a surprise, a figure, or the author's own opening."""
    opening = sentences(_joined([scene.narration for scene in _script(text, _HOOK_SECONDS).scenes]))
    return opening[0] if opening else ""


def scenes(text: str, seconds: float = SCENE_SECONDS) -> list[str]:
    """The text cut where a picture may change, each piece about `seconds` long to say."""
    from datasay.digest.passages import closed
    from datasay.digest.storyboard import Stretch, cut_scenes
    from datasay.language.pace import clock_for

    wanted = _between(2, seconds, 120, "seconds")
    chinese = _chinese(text)
    stretches: list[Stretch] = []
    for paragraph in filter(str.strip, text.splitlines()):
        said = sentences(paragraph)
        said[-1] = closed(said[-1], chinese=chinese)  # a heading has no full stop, and must not run on
        stretches += [Stretch(one, 0.0 if place or not stretches else 1.2) for place, one in enumerate(said)]
    pieces = cut_scenes(stretches, chinese=chinese)
    clock = clock_for(len(text), chinese=chinese)
    return _grouped(pieces, [clock(piece) for piece in pieces], wanted)


def _grouped(pieces: list[str], lengths: list[float], wanted: float) -> list[str]:
    """Neighbouring pieces put together so that each group is as near to `wanted` seconds as can be (exact)."""
    if wanted <= SCENE_SECONDS * 1.3:
        return pieces
    costs = [0.0] + [math.inf] * len(pieces)
    begins = [0] * (len(pieces) + 1)
    for end in range(1, len(pieces) + 1):
        total = 0.0
        for start in range(end - 1, -1, -1):
            total += lengths[start]
            cost = costs[start] + (total - wanted) ** 2
            if cost < costs[end]:
                costs[end], begins[end] = cost, start
            if total > 3 * wanted:
                break
    groups: list[str] = []
    end = len(pieces)
    while end > 0:
        groups.append(_joined(pieces[begins[end] : end]))
        end = begins[end]
    return groups[::-1]


def duration(text: str, rate: float = 1.0) -> float:
    """Seconds it takes to say the text at `rate` times the normal speed, to a tenth."""
    from datasay.language.pace import clock_for

    seconds = clock_for(len(text), chinese=_chinese(text))(text)
    return round(seconds / _between(0.25, rate, 4, "rate"), 1)


@cache
def _load_readings() -> bool:
    from datasay.language.mandarin import read_phrase  # loads dictionaries

    return bool(read_phrase("拼音"))


def pinyin(text: str) -> str:
    """Chinese characters as pinyin with tone marks as the dictionary writes them, syllables apart.

    Characters of several readings go by their surroundings, as the voice reads them; everything else is as it is.
    """
    from datasay.language.mandarin import written_syllables

    parts: list[str] = []
    place = 0
    for run in _HAN_RUN.finditer(text):
        parts += [text[place : run.start()].strip(), *written_syllables(run.group())]
        place = run.end()
    parts.append(text[place:].strip())
    return _BEFORE_MARK.sub("", _AFTER_MARK.sub("", " ".join(part for part in parts if part)))


def spoken(text: str, language: str | None = None) -> str:
    """The text as it is read aloud: numbers, dates, units and signs in words.

    Lines in other languages than Chinese and English are left as they are, to a voice that speaks them.
    """
    from datasay.language.speakable import speakable

    if language and not language.lower().startswith(_READ_HERE):
        return text
    elsewhere = not language and not detect_language(text).lower().startswith(_READ_HERE)
    lines: list[str] = []
    for line in text.splitlines():
        if elsewhere and line.strip() and not detect_language(line, text).lower().startswith(_READ_HERE):
            lines.append(line)
        else:
            lines.append(speakable(line, language or reading_language(line)) if line.strip() else "")
    return "\n".join(lines)
