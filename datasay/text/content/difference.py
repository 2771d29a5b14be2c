"""What differs between two texts, word by word, in Chinese as well: sentences first, then the words of changed ones.

Any two texts are compared in bounded time. Equal beginnings and ends are set aside, sentences are matched, and between
matched ones words are. Small stretches are matched by the common subsequence that keeps most text; larger ones are
first cut at the items that occur once on both sides and keep their order (B. Cohen's patience diff). What is still too
large after that is given as replaced whole, and the answer says so.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import rjieba

from datasay.language.counting import CHARACTERS, count_words

Op = Literal["equal", "insert", "delete"]
Match = tuple[int, int, int]  # begin in the old items, begin in the new ones, how many

_CELLS = 1_000_000  # of one table of the longest common subsequence; each takes four bytes
_BUDGET = 16_000_000  # cells of all tables of one comparison, about half a second
_WORDS = 600_000  # characters of changed sentences, old and new together, that are taken apart into words
_SENTENCE = re.compile(r"\n+|(?:[^\n。！？!?.]|\.(?!\s))+(?:[。！？!?]|\.(?=\s))*[”’」』]*|[^\n]")
_TOKEN = re.compile(
    rf"(?P<ideographs>[\u3400-\u4dbf\u4e00-\u9fff]+)|[{CHARACTERS}][\u3099\u309a\ufe00-\ufe0f\U000e0100-\U000e01ef]*"
    r"|\s+|[^\W_]+(?:['’.,:\-][^\W_]+)*"
    # A letter or sign with the marks on it, and pictures put together of several.
    r"|.(?:[\u0300-\u036f\u20e3\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]|\u200d.)*",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is in both, in the new one only, or in the old one only."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Runs in reading order, deleted before inserted. `exact` is False when parts are given as replaced whole."""

    runs: tuple[Run, ...]
    exact: bool

    @property
    def inserted_words(self) -> int:
        """Words of the inserted runs, as writers count."""
        return sum(count_words(run.text) for run in self.runs if run.op == "insert")

    @property
    def deleted_words(self) -> int:
        """Words of the deleted runs, as writers count."""
        return sum(count_words(run.text) for run in self.runs if run.op == "delete")


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the old text and what stands in the new one in its place; the same, or different."""

    same: bool
    old: str
    new: str

    @property
    def replaces(self) -> bool:
        """Whether words went and others came."""
        return not self.same and bool(self.old and self.new)

    @property
    def size(self) -> int:
        """Characters on both sides."""
        return len(self.old) + len(self.new)

    def and_then(self, following: "Block") -> "Block":
        """Both as one."""
        return Block(self.same and following.same, self.old + following.old, self.new + following.new)


class _Budget:
    """The work one comparison may still do."""

    def __init__(self) -> None:
        self.cells = _BUDGET
        self.exact = True

    def takes(self, cells: int) -> bool:
        """Whether a table of this size may be filled in."""
        if cells > min(self.cells, _CELLS):
            return False
        self.cells -= cells
        return True


def compare_texts(old: str, new: str) -> Difference:
    """The runs that turn `old` into `new`: without the inserted ones they are `old`, without the deleted ones `new`."""
    if old == new:
        return Difference((Run("equal", old),) if old else (), True)
    budget = _Budget()
    olds, news = _SENTENCE.findall(old), _SENTENCE.findall(new)
    blocks: list[Block] = []
    words_left = _WORDS
    for block in _blocks(olds, news, budget):
        if not block.replaces:
            blocks.append(block)
            continue
        for part in _without_ends(block) if block.size > words_left else [block]:
            if part.size <= words_left and part.replaces:
                words_left -= part.size
                blocks += _blocks(split_words(part.old), split_words(part.new), budget)
            else:
                budget.exact &= not part.replaces
                blocks.append(part)
    return Difference(tuple(_tidied(blocks)), budget.exact)


def _without_ends(block: Block) -> list[Block]:
    """An overlong sentence in up to three: the same beginning, what differs, the same end. No word is cut."""
    old, new = block.old, block.new
    shorter = min(len(old), len(new))
    head = next((place for place in range(shorter) if old[place] != new[place]), shorter)
    head = next((place for place in range(head, max(head - 100, 0), -1) if old[place - 1].isspace()), head)
    shorter -= head
    tail = next((place for place in range(shorter) if old[-place - 1] != new[-place - 1]), shorter)
    tail = next((place for place in range(tail, max(tail - 100, 0), -1) if old[-place].isspace()), tail)
    parts = [
        Block(same=True, old=old[:head], new=new[:head]),
        Block(same=False, old=old[head : len(old) - tail], new=new[head : len(new) - tail]),
        Block(same=True, old=old[len(old) - tail :], new=new[len(new) - tail :]),
    ]
    return [part for part in parts if part.size]


def split_words(text: str) -> list[str]:
    """The words, marks and spaces of a text; put together they are the text. Chinese words are rjieba's."""
    words: list[str] = []
    for match in _TOKEN.finditer(text):
        if match["ideographs"]:
            words += rjieba.cut(match[0])
        else:
            words.append(match[0])
    return words


def _blocks(old: Sequence[str], new: Sequence[str], budget: _Budget) -> Iterator[Block]:
    """What is the same and what is different, in order."""
    numbers: dict[str, int] = {}
    a = [numbers.setdefault(item, len(numbers)) for item in old]
    b = [numbers.setdefault(item, len(numbers)) for item in new]
    weights = [_weight(item) for item in numbers]
    at_old = at_new = 0
    for begin_old, begin_new, size in [*_matches(a, b, weights, budget), (len(a), len(b), 0)]:
        gone, come = "".join(old[at_old:begin_old]), "".join(new[at_new:begin_new])
        if gone or come:
            yield Block(same=False, old=gone, new=come)
        at_old, at_new = begin_old + size, begin_new + size
        if size:
            kept = "".join(old[begin_old:at_old])
            yield Block(same=True, old=kept, new=kept)


def _weight(item: str) -> int:
    """Words count for more than the marks and spaces between them, long ones for more than short ones."""
    return 2 * min(len(item), 100) if any(map(str.isalnum, item)) else 1


def _matches(a: list[int], b: list[int], weights: list[int], budget: _Budget) -> list[Match]:
    """Matching stretches in order. Takes no more than the budget."""
    found: list[Match] = []
    waiting = [(0, len(a), 0, len(b))]
    while waiting:
        low_a, high_a, low_b, high_b = waiting.pop()
        head = _common(a, b, low_a, high_a, low_b, high_b)
        if head:
            found.append((low_a, low_b, head))
            low_a, low_b = low_a + head, low_b + head
        tail = _common_end(a, b, low_a, high_a, low_b, high_b)
        if tail:
            high_a, high_b = high_a - tail, high_b - tail
            found.append((high_a, high_b, tail))
        if low_a == high_a or low_b == high_b:
            continue
        part_a, part_b = a[low_a:high_a], b[low_b:high_b]
        if budget.takes(len(part_a) * len(part_b)):
            found += [(low_a + i, low_b + j, 1) for i, j in _heaviest_common(part_a, part_b, weights)]
            continue
        anchors = _anchors(part_a, part_b)
        if not anchors:
            budget.exact = False
            continue
        at_a, at_b = low_a, low_b
        for i, j in anchors:
            found.append((low_a + i, low_b + j, 1))
            waiting.append((at_a, low_a + i, at_b, low_b + j))
            at_a, at_b = low_a + i + 1, low_b + j + 1
        waiting.append((at_a, high_a, at_b, high_b))
    return sorted(found)


def _common(a: list[int], b: list[int], low_a: int, high_a: int, low_b: int, high_b: int) -> int:
    limit, size = min(high_a - low_a, high_b - low_b), 0
    while size < limit and a[low_a + size] == b[low_b + size]:
        size += 1
    return size


def _common_end(a: list[int], b: list[int], low_a: int, high_a: int, low_b: int, high_b: int) -> int:
    limit, size = min(high_a - low_a, high_b - low_b), 0
    while size < limit and a[high_a - size - 1] == b[high_b - size - 1]:
        size += 1
    return size


def _heaviest_common(a: list[int], b: list[int], weights: list[int]) -> list[tuple[int, int]]:
    """Pairs of a common subsequence of the greatest weight, by the table of all prefixes, one row at a time."""
    across = np.asarray(b)
    table = np.zeros((len(a) + 1, len(b) + 1), dtype=np.uint32)
    for i, item in enumerate(a):
        row = np.maximum(table[i, 1:], table[i, :-1] + (across == item) * np.uint32(weights[item]))
        np.maximum.accumulate(row, out=table[i + 1, 1:])
    pairs = []
    i, j = len(a), len(b)
    while i and j:
        if table[i, j] == table[i - 1, j]:
            i -= 1
        elif table[i, j] == table[i, j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((i, j))
    return pairs[::-1]


def _anchors(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    """Items that occur once in each, as many as keep their order."""
    once_a = {item for item, count in Counter(a).items() if count == 1}
    place = {item: i for i, item in enumerate(a) if item in once_a}
    once_b = {item for item, count in Counter(b).items() if count == 1}
    pairs = [(place[item], j) for j, item in enumerate(b) if item in once_b and item in place]
    ends: list[int] = []  # of the rising sequences of each length, the smallest last place
    chains: list[int] = []
    before: list[int] = []
    for number, (i, _) in enumerate(pairs):
        length = bisect_left(ends, i)
        before.append(chains[length - 1] if length else -1)
        ends[length : length + 1] = [i]
        chains[length : length + 1] = [number]
    kept = []
    number = chains[-1] if chains else -1
    while number >= 0:
        kept.append(pairs[number])
        number = before[number]
    return kept[::-1]


def _tidied(blocks: Sequence[Block]) -> Iterator[Run]:
    """Runs out of blocks. A lone space or mark between two replacements goes with them: a phrase is one change."""
    joined: list[Block] = []
    for block in blocks:
        if joined and joined[-1].same == block.same:
            joined[-1] = joined[-1].and_then(block)
        elif len(joined) > 1 and not block.same and _lone(joined[-1]) and joined[-2].replaces and block.replaces:
            mark = joined.pop()
            joined[-1] = joined[-1].and_then(mark).and_then(block)
        else:
            joined.append(block)
    for block in joined:
        if block.same:
            yield Run("equal", block.old)
            continue
        if block.old:
            yield Run("delete", block.old)
        if block.new:
            yield Run("insert", block.new)


def _lone(block: Block) -> bool:
    return block.same and len(block.old) <= 2 and "\n" not in block.old and not any(map(str.isalnum, block.old))
