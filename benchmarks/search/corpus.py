"""Made-up prose that words are searched in: sentences of real articles with words replaced by Zipf's law.

A vocabulary of tens of thousands of words matters more than sense: what an index costs depends on how often each pair
of characters occurs. Chinese words are the phrases of pypinyin's dictionary, English ones are built from syllables
with the endings that stemming takes off; function words keep the place that the articles give them.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import rjieba
from pypinyin.phrases_dict import phrases_dict

DATA = Path(__file__).parents[2] / "tests" / "data"
_ENDINGS = ("", "", "s", "ed", "ing", "er", "ly", "ation", "ness", "able")
_SYLLABLES = [
    a + b + c for a in ("b", "c", "d", "f", "gr", "l", "m", "p", "st", "tr") for b in "aeiou" for c in "nlrst"
]


@dataclass(frozen=True, slots=True)
class MadeText:
    """One text of the corpus."""

    title: str
    content: str
    tags: list[str]


def _sentences(pattern: str, ends: str) -> list[str]:
    whole = "\n".join(file.read_text(encoding="utf-8") for file in sorted(DATA.glob(pattern)))
    return [found.strip() for found in re.findall(rf"[^{ends}\n]+[{ends}]", whole) if len(found.strip()) > 5]


def _zipf(count: int) -> list[float]:
    total, cumulative = 0.0, []
    for rank in range(1, count + 1):
        total += 1 / (rank + 2)
        cumulative.append(total)
    return cumulative


class Corpus:
    """Texts of one seed: the same seed and part make the same texts; every part has the words of the seed."""

    def __init__(self, seed: int = 7, part: int = 0) -> None:
        self._rng = random.Random(seed)
        self._chinese = [rjieba.cut(sentence) for sentence in _sentences("*.zh.txt", "。！？")]
        self._english = [sentence.split() for sentence in _sentences("*.en.txt", ".!?")]
        self.words = [word for word in phrases_dict if 2 <= len(word) <= 4]
        self._rng.shuffle(self.words)
        self.english_words = [
            "".join(self._rng.choices(_SYLLABLES, k=self._rng.randint(1, 3))) + self._rng.choice(_ENDINGS)
            for _ in range(20_000)
        ]
        self._rng.seed(seed * 1_000_000 + part)
        self._chinese_weights, self._english_weights = _zipf(len(self.words)), _zipf(len(self.english_words))

    def _pool(self) -> tuple[list[str], list[str]]:
        """Drawing many at once is ten times cheaper than one by one."""
        return (
            self._rng.choices(self.words, cum_weights=self._chinese_weights, k=400),
            self._rng.choices(self.english_words, cum_weights=self._english_weights, k=200),
        )

    def _chinese_sentence(self, pool: list[str]) -> str:
        chosen = self._rng.choice(self._chinese)
        draw = self._rng.random
        return "".join(pool.pop() if pool and len(word) > 1 and draw() < 0.75 else word for word in chosen)

    def _english_sentence(self, pool: list[str]) -> str:
        chosen = self._rng.choice(self._english)
        draw = self._rng.random
        return " ".join(pool.pop() if pool and len(word) > 4 and draw() < 0.7 else word for word in chosen)

    def text(self) -> MadeText:
        """One text: of ten, seven Chinese, one English, two Chinese with English words; 756 characters on average."""
        chinese, english = self._pool()
        kind = self._rng.random()
        length = max(60, int(self._rng.lognormvariate(6.42, 0.62)))
        title = "".join(chinese.pop() for _ in range(self._rng.randint(2, 5)))
        tags = [chinese.pop() for _ in range(self._rng.randint(0, 3))]
        if kind < 0.1:
            title = " ".join(english.pop() for _ in range(self._rng.randint(2, 5))).title()
            return MadeText(title, self._filled(length, [self._english_sentence], [english], " "), tags)
        if kind < 0.3:
            return MadeText(
                title,
                self._filled(length, [self._chinese_sentence, self._mixed_sentence], [chinese, english], ""),
                tags,
            )
        return MadeText(title, self._filled(length, [self._chinese_sentence], [chinese], ""), tags)

    def _mixed_sentence(self, pool: list[str]) -> str:
        words = [pool.pop() if pool else "AI" for _ in range(2)]
        chosen = list(self._rng.choice(self._chinese))
        for word in words:
            chosen.insert(self._rng.randrange(len(chosen)), word)
        return "".join(chosen)

    def _filled(self, length: int, makers: Sequence[object], pools: list[list[str]], joined_by: str) -> str:
        parts: list[str] = []
        size = 0
        while size < length:
            turn = len(parts) % len(makers)
            maker = makers[turn]
            assert callable(maker)
            sentence = str(maker(pools[turn]))
            parts.append(sentence + ("\n" if len(parts) % 6 == 5 else ""))
            size += len(sentence)
            if not pools[turn]:
                pools[:] = list(self._pool()) if len(pools) == 2 else [self._pool()[0 if joined_by == "" else 1]]
        return joined_by.join(parts)
