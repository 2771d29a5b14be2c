"""The words that tell most of what a passage is about, measured against the article it comes from."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from datasay.language.words import CJK, Kind, Word

FEWEST, MOST = 2, 5
_SHOWN_KINDS = frozenset({Kind.NOUN, Kind.NAME, Kind.IDIOM})
_TITLE_BONUS = 1.6  # a word of the title tells what the article is about


@dataclass(frozen=True, slots=True)
class Salience:
    """How telling each word (by key) is in one article."""

    scores: Mapping[str, float]

    def of(self, word: Word) -> float:
        """The word's score, 0 for grammar and for words that are not in the article."""
        return self.scores.get(word.key, 0.0) if word.weight else 0.0


def measure_salience(passages: Iterable[Sequence[Word]], title: Sequence[Word] = ()) -> Salience:
    """Score every word: news it carries by nature × how often the article returns to it × whether the title has it."""
    counts: Counter[str] = Counter()
    news: dict[str, float] = {}
    for words in passages:
        for word in words:
            if word.weight:
                counts[word.key] += 1
                news[word.key] = max(news.get(word.key, 0.0), word.weight)
    titled = {word.key for word in title if word.weight}
    return Salience(
        {
            key: news[key] * (1 + 0.6 * math.log(count)) * (_TITLE_BONUS if key in titled else 1.0)
            for key, count in counts.items()
        }
    )


def find_keywords(words: Sequence[Word], salience: Salience, most: int = MOST) -> tuple[str, ...]:
    """The 2 to `most` most telling words of a passage, best first, as they stand in it (fewer if it has fewer).

    Nouns, names and idioms come first; verbs and adjectives only fill up to two.
    """
    best: dict[str, tuple[float, int, Word]] = {}
    for word in words:
        score = salience.of(word)
        if score <= 0:
            continue
        if word.kind not in _SHOWN_KINDS:
            score *= 0.35
        if word.key not in best or score > best[word.key][0]:
            best[word.key] = (score, -word.start, word)
    ordered = [word for _, _, word in sorted(best.values(), key=lambda entry: entry[:2], reverse=True)]
    telling = [word for word in ordered if word.kind in _SHOWN_KINDS and _stands_alone(word)]
    others = [word for word in ordered if word not in telling]
    chosen = telling[:most] + others[: max(0, FEWEST - len(telling))]
    return tuple(_shown(word) for word in chosen)


def _stands_alone(word: Word) -> bool:
    return len(word.text) > 1 or not CJK.search(word.text)


def _shown(word: Word) -> str:
    return word.text if word.kind is Kind.NAME or CJK.search(word.text) else word.text.lower()
