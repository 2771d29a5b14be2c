"""Which drawing a scene is about: what its words name and how near its sentences are, weighed; none when unsure."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from datasay.engines.local.image.colour import Floats
from datasay.engines.local.image.meaning.ambiguity import METAPHOR, without_comparisons
from datasay.engines.local.image.meaning.naming import Named, named_in
from datasay.engines.local.image.meaning.vectors import encode, nearness, places
from datasay.engines.local.image.stock.catalogue import flagged, known, misleading
from datasay.language.words import CJK

SURE = 0.70  # score from which a named drawing is shown
NEAR = 0.38  # cosine from which a word of many meanings counts
_LIKELY = 0.30  # what a vector adds is measured from here where there are none
_METAPHOR = 0.5
_FIRST = 0.04  # what the first thing named gains over the last
_FIRST_OF_TITLE = 0.20
_TELLING = 0.03  # what a word of several parts gains
_HEADLINE = 0.05  # what a word gains that the headline has as well
_ASIDE = 0.25  # what a word loses that comes only after the headline: it stands beside words about something else
_TITLE = 0.10  # of the nearness of the work's title
_AGAIN = 0.35  # cost of showing what was shown, unless its word returns
_MOST_SHOWN = 2
_CLAUSE = re.compile(r"[，。；！？：、,;:!?—]+|(?<=[a-z])\. ")
_BEASTS = re.compile(  # a title that names one: its people are beasts
    r"刺猬|[小大][兔熊狐猫狗鼠象鹿鸟羊马猪鸭鹅鸡猴狮虎狼牛龟蛙鱼]|松鼠|兔子|狐狸|企鹅|青蛙|老鼠"
    r"|\b(?:hedgehog|rabbit|bunny|bear|fox|mouse|squirrel|duck|penguin|owl|frog|kitten|puppy|piglet|lamb)s?\b",
    re.IGNORECASE,
)
_PEOPLE = frozenset({"figure", "pair"})
_STORY = re.compile(r"从前|小朋友|童话|once upon a time|bedtime", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is said while a picture is shown."""

    words: str
    headline: str = ""
    opens: bool = False  # a title with what is said first: all of it is about the work


@dataclass(frozen=True, slots=True)
class Choice:
    """A drawing with the word that named it and how sure that is, 0–1."""

    drawing: str
    word: str
    sure: float


NOTHING = Choice("", "", 0.0)


def choose_all(scenes: Sequence[Scene], title: str = "") -> list[Choice]:
    """A choice for each scene of one work: nothing twice unless its word returns, and then at most twice."""
    options = options_for(scenes, title)
    shown: Counter[str] = Counter()
    words: dict[str, set[str]] = {}
    before = ""
    chosen = []
    for ranked in options:
        best = NOTHING
        for option in ranked:
            if shown[option.drawing] >= _MOST_SHOWN or option.drawing == before:
                continue
            returns = option.word in words.get(option.drawing, set())
            score = option.sure - (_AGAIN if shown[option.drawing] and not returns else 0.0)
            if score >= SURE and score > best.sure:
                best = Choice(option.drawing, option.word, score)
        if best.drawing:
            shown[best.drawing] += 1
            words.setdefault(best.drawing, set()).add(best.word)
        before = best.drawing
        chosen.append(best)
    return chosen


def options_for(scenes: Sequence[Scene], title: str = "") -> list[list[Choice]]:
    """For each scene every drawing that is sure enough, the surest first."""
    beasts = bool(_BEASTS.search(title))
    story = beasts or any(_STORY.search(scene.words) for scene in scenes)
    texts = [_cleaned(scene.words) for scene in scenes]
    clauses = [[text, *(part for part in _CLAUSE.split(text) if len(part.strip()) > 3)] for text in texts]
    flat = [clause for own in clauses for clause in own]
    vectors = encode([*flat, *([title] if title else [])])
    near_title = _one_nearness(vectors[-1:], title) if vectors is not None and title else None
    ranked, at = [], 0
    for scene, text, own in zip(scenes, texts, clauses, strict=True):
        near = None
        if vectors is not None:
            each = nearness(vectors[at : at + len(own)], chinese=_is_chinese(text))
            near = np.asarray(each.max(axis=0), dtype=np.float32)
        at += len(own)
        found = _ranked(scene, text, near, near_title, story=story)
        ranked.append([one for one in found if not (beasts and one.drawing in _PEOPLE)])
    return ranked


def _is_chinese(text: str) -> bool:
    return len(CJK.findall(text)) * 4 > len(text)


def _one_nearness(vectors: Floats, text: str) -> Floats:
    return np.asarray(nearness(vectors, chinese=_is_chinese(text))[0], dtype=np.float32)


def _cleaned(words: str) -> str:
    return without_comparisons(words)


def _ranked(scene: Scene, text: str, near: Floats | None, near_title: Floats | None, *, story: bool) -> list[Choice]:
    spans = _metaphors(text)
    scores: dict[str, Choice] = {}
    named = named_in(text)
    begin = text.lower().find(scene.headline.lower().strip()) if scene.headline.strip() else -1
    end = begin + len(scene.headline.strip()) if begin >= 0 else -1  # of the headline's words in what is said
    counts = Counter(one.drawing for one in {(one.drawing, one.word): one for one in named}.values())
    for one in named:
        if not _allowed(one.drawing, scene.words, story=story):
            continue
        score = _score(one, text, near, counts[one.drawing] > 1, spans)
        if one.word in scene.headline.lower():
            score += _HEADLINE
            if scene.opens:  # 小刺猬和月亮灯: the first that a title names
                score += _FIRST_OF_TITLE * (1.0 - one.at / max(1, len(scene.headline)))
        elif 0 <= end < one.at and not scene.opens and _CLAUSE.search(text, end, one.at):
            score -= _ASIDE
        if near_title is not None:
            score += _TITLE * float(near_title[places()[one.drawing]])
        if score > scores.get(one.drawing, NOTHING).sure:
            scores[one.drawing] = Choice(one.drawing, one.word, min(score, 1.0))
    found = [choice for choice in scores.values() if choice.sure >= SURE]
    return sorted(found, key=lambda choice: (-choice.sure, choice.drawing))


def _allowed(drawing: str, words: str, *, story: bool) -> bool:
    if drawing not in known() or (drawing in flagged("face") and not story):
        return False
    return not any(word in words for word in misleading(drawing))


def _score(one: Named, text: str, near: Floats | None, agreed: bool, spans: list[tuple[int, int]]) -> float:
    value = float(near[places()[one.drawing]]) if near is not None and one.drawing in places() else _LIKELY
    if one.ambiguous and not agreed and value < NEAR:
        return 0.0
    telling = _TELLING if " " in one.word or (len(one.word) > 2 and not one.word.isascii()) else 0.0
    score = 0.75 * one.strength + telling + 0.5 * (min(value, 0.5) - 0.25)
    score += _FIRST * (1.0 - one.at / max(1, len(text)))
    if any(start <= one.at < end for start, end in spans):
        score -= _METAPHOR
    return score


def _metaphors(text: str) -> list[tuple[int, int]]:
    """The clauses (from, to) in which things are not meant."""
    spans = []
    for match in METAPHOR.finditer(text):
        start = max((cut.end() for cut in _CLAUSE.finditer(text, 0, match.start())), default=0)
        cut = _CLAUSE.search(text, match.end())
        spans.append((start, cut.start() if cut else len(text)))
    return spans
