"""Which passages make the script: the most worth saying that fills the time and still reads as one piece.

An exact dynamic programme over passages in source order and seconds spoken. Every passage is worth its seconds
times its merit; opening well, closing with the source's own last thought and going on where one was are worth
seconds too, and a jump that leaves a "but" or a "he" without its antecedent costs some.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from datasay.digest.passages import Passage
from datasay.digest.ranking import TermMatrix, similarities, term_matrix
from datasay.language.pace import Clock

BUCKETS = 240  # steps the time is measured in; an error of 1/480 a passage, evened out over a script
MOST_PASSAGES = 12_000  # considered, the best ones; bounds memory to about 40 MB
TOLERANCE = 0.02  # of the wished length, either way, while there is enough text

JUMP_SECONDS = 0.6  # what leaving something out costs, as if that much less were said
LEANING_SECONDS = 30.0  # … and more, by the square, when the next passage leans on what was left out
ORPHAN_LEANS, ORPHAN_SECONDS = 0.7, 40.0  # … and far more when it makes no sense at all without it
LEADING_SECONDS = 9.0  # … or the last one promised what was left out
NEW_PARAGRAPH_SECONDS = 1.0  # less for a jump to where the author began anew
MERIT_WEIGHT = 4.5  # of one second of the best passage against one second of time filled
PART_SECONDS = 12.0  # of script for each part of the article that should have its say
COVERAGE = 0.8  # seconds' worth, for each second of script, of naming all of the article's most telling words
UNTOLD = 2.0  # how far a passage rises in the next round for naming what the last one left out
ALIKE = 2.0  # seconds' worth, for each second of script, of saying nothing twice
ALIKE_LESSENED = 0.9  # how far the lesser of two passages that say the same falls in the next round
ALIKE_FROM = 0.05  # likeness of two sentences that merely go on with each other
ROUNDS = 16  # of balancing the parts
SHORTENED_SECONDS = 1.5  # what saying less than a whole sentence costs
MISS_COST = 1.5  # per second away from the wished length

Floats = NDArray[np.float64]
_START, _NEXT, _JUMP = 0, 1, 2
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Taken:
    """A passage in the script, in the form it is said; `number` is its place among all passages."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Wish:
    """What to fill and what counts: arrays have one number per passage, seconds-worth."""

    seconds: float
    merit: Floats  # 0 to 1
    opening: Floats
    closing: Floats
    telling: Sequence[Mapping[str, float]]  # the article's most telling words in each passage, shares of 1 in all
    clock: Clock
    bonus: Floats | None = None  # for saying a passage at all, in whatever form

    def besides(self, number: int) -> float:
        """What saying passage `number` is worth besides its seconds."""
        return 0.0 if self.bonus is None else float(self.bonus[number])


def choose_passages(passages: Sequence[Passage], wish: Wish) -> list[Taken]:
    """The passages of the script in source order; all of them when they do not fill the time."""
    if sum(passage.seconds for passage in passages) <= wish.seconds * (1 + TOLERANCE / 2):
        return [Taken(number, passage.text) for number, passage in enumerate(passages)]
    considered = np.arange(len(passages))
    if len(passages) > MOST_PASSAGES:
        keep = wish.merit + wish.opening / 20 + wish.closing / 20
        considered = np.sort(np.argsort(-keep, kind="stable")[:MOST_PASSAGES])
    parts = _parts(passages, wish.seconds)
    fair = _fair_shares(parts, wish)
    balanced = wish.merit
    best: tuple[float, list[Taken]] | None = None
    few = len(considered) < 2000
    matrix = _terms(passages) if few else None
    for _ in range(ROUNDS if few else 2):
        taken = _Programme(passages, replace(wish, merit=balanced), considered).solve()
        used = np.zeros(len(fair))
        for piece in taken:
            used[parts[piece.number]] += wish.clock(piece.text)
        covered: dict[str, float] = {}
        for piece in taken:
            covered.update(wish.telling[piece.number])
        off = abs(float(used.sum()) - wish.seconds)
        worth = worth_of(taken, passages, wish) - _miss(off, wish.seconds)
        worth += COVERAGE * wish.seconds * sum(covered.values())
        fresh = np.ones(len(passages))
        if matrix is not None:
            alike = _lessen_repeats(matrix, taken, wish.merit, fresh)
            worth -= ALIKE * wish.seconds * alike
        if best is None or worth > best[0]:
            best = (worth, taken)
        untold = np.array([sum(v for k, v in words.items() if k not in covered) for words in wish.telling])
        balanced = (
            balanced * fresh * (1 + UNTOLD * untold) * (np.clip((fair + 2.0) / (used + 2.0), 0.5, 1.6) ** 0.8)[parts]
        )
    assert best is not None
    return best[1]


def _terms(passages: Sequence[Passage]) -> TermMatrix:
    return term_matrix([[(word.key, word.weight) for word in passage.words if word.weight] for passage in passages])


def _lessen_repeats(matrix: TermMatrix, taken: Sequence[Taken], merit: Floats, fresh: Floats) -> float:
    """Lower `fresh` for the lesser of each two that are alike; returns how alike the nearest ones are."""
    numbers = [piece.number for piece in taken]
    if len(numbers) < 2:
        return 0.0
    likeness = similarities(matrix, numbers)
    for place, number in enumerate(numbers):
        nearest = int(np.argmax(likeness[place]))
        alike = float(likeness[place, nearest])
        if alike > ALIKE_FROM and merit[number] <= merit[numbers[nearest]]:
            fresh[number] *= 1 - ALIKE_LESSENED * alike
    return float(likeness.max(axis=1).mean())


def _parts(passages: Sequence[Passage], seconds: float) -> NDArray[np.intp]:
    """Which of a few equal parts of the article each passage lies in."""
    count = min(max(round(seconds / PART_SECONDS), 2), 12)
    lengths = np.array([passage.seconds for passage in passages])
    middle = np.cumsum(lengths) - lengths / 2
    parts: NDArray[np.intp] = np.minimum((middle / lengths.sum() * count).astype(np.intp), count - 1)
    return parts


def _fair_shares(parts: NDArray[np.intp], wish: Wish) -> Floats:
    """Seconds of the script for each part: as good as its best passages are."""
    count = int(parts.max()) + 1
    worth = np.zeros(count)
    for part in range(count):
        merit = np.sort(wish.merit[parts == part])[::-1]
        worth[part] = float(merit[: max(1, len(merit) // 3)].mean()) if len(merit) else 0.0
    worth[0] *= 1.2  # where the author says what it is about
    return wish.seconds * worth**2 / max(float((worth**2).sum()), 1e-9)


def worth_of(taken: Sequence[Taken], passages: Sequence[Passage], wish: Wish) -> float:
    """What a script is worth, its length aside."""
    first, last = taken[0].number, taken[-1].number
    worth = float(wish.opening[first]) + float(wish.closing[last]) - broken_ties(taken, passages)
    for piece in taken:
        worth += _own_worth(wish.clock(piece.text), float(wish.merit[piece.number])) + wish.besides(piece.number)
        worth -= SHORTENED_SECONDS if piece.text != passages[piece.number].text else 0.0
    return worth


def broken_ties(taken: Sequence[Taken], passages: Sequence[Passage]) -> float:
    """What it costs that passages lean on, or lead to, what is left out."""
    first, last = taken[0].number, taken[-1].number
    cost = LEANING_SECONDS * passages[first].leans ** 2 + LEADING_SECONDS * passages[last].leads
    before = first - 1
    for piece in taken:
        if piece.number != before + 1:
            cost += _jump_cost(passages[piece.number]) + LEADING_SECONDS * passages[before].leads
        before = piece.number
    return cost


def _miss(seconds: float, wished: float) -> float:
    """What being `seconds` away from the wished length costs."""
    return MISS_COST * seconds + (10 * seconds if seconds > wished * TOLERANCE * 1.5 else 0.0)


def _own_worth(seconds: float, merit: float) -> float:
    return seconds * (0.1 + MERIT_WEIGHT * merit * _length_worth(seconds))


def _jump_cost(passage: Passage) -> float:
    orphaned = ORPHAN_SECONDS if passage.leans >= ORPHAN_LEANS else 0.0
    new = NEW_PARAGRAPH_SECONDS if passage.opens_paragraph else 0.0
    return JUMP_SECONDS + LEANING_SECONDS * passage.leans**2 + orphaned - new


def _length_worth(seconds: float) -> float:
    """A sentence too short says little, one too long is hard to follow by ear."""
    if seconds < 2.0:
        return 0.5 + 0.25 * seconds
    return 1.0 if seconds <= 12 else max(0.55, 1.0 - (seconds - 12) * 0.03)


class _Programme:
    """The tables of one solution: the best worth for each last passage and each time used."""

    def __init__(self, passages: Sequence[Passage], wish: Wish, considered: NDArray[np.intp]) -> None:
        self.passages = passages
        self.wish = wish
        self.considered = considered
        self.step = wish.seconds / BUCKETS
        self.buckets = int(BUCKETS * 1.5) + 1
        shape = (len(considered), self.buckets)
        self.worth = np.full(shape, _NEVER, dtype=np.float32)
        self.how = np.zeros(shape, dtype=np.int8)  # form * 3 + the way it was reached
        self.before = np.full(shape, -1, dtype=np.int16)  # row jumped from
        self.forms = [(passages[n].text, *passages[n].shorter) for n in considered]
        self.sizes = [[max(1, round(wish.clock(text) / self.step)) for text in forms] for forms in self.forms]

    def solve(self) -> list[Taken]:
        best = np.full(self.buckets, _NEVER, dtype=np.float32)  # over all rows at least two back
        source = np.full(self.buckets, -1, dtype=np.int16)
        for row, number in enumerate(self.considered):
            if row >= 2:
                self._fold(row - 2, best, source)
            follows = row > 0 and self.considered[row - 1] == number - 1
            if row >= 1 and not follows:  # its neighbour is not considered: every move to it is a jump
                self._fold(row - 1, best, source)
            for form in range(len(self.forms[row])):
                self._extend(row, int(number), form, follows=follows, best=best, source=source)
        return self._trace()

    def _fold(self, row: int, best: NDArray[np.float32], source: NDArray[np.int16]) -> None:
        left = self.worth[row] - LEADING_SECONDS * self.passages[self.considered[row]].leads
        better = left > best
        best[better] = left[better]
        source[better] = row

    def _extend(
        self,
        row: int,
        number: int,
        form: int,
        *,
        follows: bool,
        best: NDArray[np.float32],
        source: NDArray[np.int16],
    ) -> None:
        passage, size = self.passages[number], self.sizes[row][form]
        if size >= self.buckets:
            return
        own = _own_worth(size * self.step, float(self.wish.merit[number])) + self.wish.besides(number)
        own -= SHORTENED_SECONDS if form else 0.0
        jump = _jump_cost(passage)
        ways: list[tuple[int, NDArray[np.float32], NDArray[np.int16]]] = [
            (_JUMP, best[: self.buckets - size] + own - jump, source[: self.buckets - size])
        ]
        if follows:
            same = np.full(self.buckets - size, row - 1, dtype=np.int16)
            ways.append((_NEXT, self.worth[row - 1, : self.buckets - size] + own, same))
        for way, worth, origin in ways:
            better = worth > self.worth[row, size:]
            self.worth[row, size:][better] = worth[better]
            self.how[row, size:][better] = form * 3 + way
            self.before[row, size:][better] = origin[better]
        start = own + self.wish.opening[number] - LEANING_SECONDS * passage.leans**2
        if start > self.worth[row, size]:
            self.worth[row, size] = start
            self.how[row, size] = form * 3 + _START

    def _trace(self) -> list[Taken]:
        spent = np.arange(self.buckets) * self.step
        miss = np.abs(spent - self.wish.seconds)
        out = miss > self.wish.seconds * TOLERANCE
        closing = self.wish.closing[self.considered] - LEADING_SECONDS * np.array(
            [self.passages[number].leads for number in self.considered]
        )
        total = self.worth + closing[:, None] - MISS_COST * miss[None, :] - np.where(out, 10 * miss, 0.0)[None, :]
        if float(total.max()) < _NEVER / 2:  # not even the shortest passage fits
            number = min(range(len(self.passages)), key=lambda one: (self.passages[one].seconds, one))
            return [Taken(number, self.passages[number].text)]
        row, spend = (int(place) for place in np.unravel_index(int(np.argmax(total)), total.shape))
        taken: list[Taken] = []
        while True:
            form, way = divmod(int(self.how[row, spend]), 3)
            taken.append(Taken(int(self.considered[row]), self.forms[row][form]))
            before = int(self.before[row, spend])
            spend -= self.sizes[row][form]
            if way == _START:
                break
            row = before
        return taken[::-1]
