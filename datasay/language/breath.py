"""Where a speaker may draw breath in words that no mark divides."""

from itertools import pairwise

from datasay.language.pace import speech_seconds
from datasay.language.words import Kind, Word, read_words, word_classes

BREATH_SECONDS = 5.4  # what is said comfortably between two breaths

_ENGLISH_TURNS = word_classes("phrases.txt")["en-turn"]
_CLINGING = frozenset(  # what leads to the next word
    {Kind.PREPOSITION, Kind.CONJUNCTION, Kind.DETERMINER, Kind.NUMBER, Kind.ADVERB, Kind.PRONOUN}
)
_LEADING = frozenset("的地得")
_FIGURES = frozenset({Kind.NUMBER, Kind.TIME})
_CHINESE_TURNS = frozenset({Kind.PREPOSITION, Kind.CONJUNCTION, Kind.VERB, Kind.ADVERB})


def draw_breath(text: str, *, chinese: bool) -> list[str]:
    """`text` in pieces of about BREATH_SECONDS, each beginning with a word that opens a phrase where there is one."""
    pieces = max(2, round(speech_seconds(text, chinese=chinese) / BREATH_SECONDS))
    words = read_words(text)
    goal = len(text) / pieces
    cuts: list[int] = []
    at = 0
    for number in range(1, pieces):
        while at < len(words) and words[at].start < (number - 0.6) * goal:
            at += 1
        near = at
        best, best_cost = 0, float("inf")
        while near < len(words) and words[near].start < (number + 0.6) * goal:
            word = words[near]
            cost = abs(word.start - number * goal) / goal + _turn_cost(word, chinese=chinese)
            if word.kind is not Kind.MARK and cost < best_cost:
                best, best_cost = word.start, cost
            near += 1
        if best > (cuts[-1] if cuts else 0):
            cuts.append(best)
    return [text[start:end] for start, end in pairwise([0, *cuts, len(text)]) if text[start:end].strip()]


def breath_places(text: str, *, chinese: bool) -> list[tuple[int, float]]:
    """Where each word of `text` begins, and how badly a pause there would cut a phrase in two: 0 is hardly."""
    costs: list[tuple[int, float]] = []
    before: Word | None = None
    for word in read_words(text):
        if word.kind in {Kind.MARK, Kind.SPACE}:
            before = None if word.kind is Kind.MARK else before
            continue
        joined = before is not None and (
            before.kind in _CLINGING or before.text in _LEADING or {before.kind, word.kind} == {Kind.ADJECTIVE}
        )
        figure = before is not None and {before.kind, word.kind} <= _FIGURES
        costs.append((word.start, _turn_cost(word, chinese=chinese) + 3.0 * joined + 5.0 * figure))
        before = word
    return costs


def _turn_cost(word: Word, *, chinese: bool) -> float:
    """How badly a pause right before `word` would cut a phrase in two."""
    if word.kind in {Kind.SPACE, Kind.PARTICLE}:
        return 5.0
    if chinese:
        return 0.0 if word.kind in _CHINESE_TURNS else 0.5
    return 0.0 if word.text.lower() in _ENGLISH_TURNS else 0.6
