"""A script made better by one change at a time: a passage in, out, exchanged or said in another form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasay.digest.concepts import Concepts
from datasay.digest.passages import Passage
from datasay.digest.selection import MERIT_WEIGHT, MISS_COST, Taken, Wish, broken_ties, worth_of

KEPT = 2.0  # seconds' worth of a thousandth of all that a reader would keep
TIED = 1.0  # how much more a broken tie costs here, since more is gained by it
NEAR = 0.012  # of the wished length, which a script does not leave without need
OFF_COST = 30.0  # per second farther away
MOST_TAKEN, MOST_PASSAGES = 60, 150  # longer scripts stay as they are; of longer articles the best are tried
STEPS = 60
WORTHLESS = 0.2  # merit of what only greets, repeats or signs
_TRIED = 80  # of the changes that promise most, in one step

Form = dict[int, int]  # the form in which each passage taken is said


@dataclass(frozen=True, slots=True)
class _Task:
    passages: Sequence[Passage]
    wish: Wish
    concepts: Concepts
    texts: Sequence[tuple[str, ...]]
    seconds: Mapping[int, Sequence[float]]

    def worth(self, forms: Form) -> float:
        taken = [Taken(number, self.texts[number][forms[number]]) for number in sorted(forms)]
        miss = abs(self.spoken(forms) - self.wish.seconds)
        told = np.unique(np.concatenate([self.concepts.held[number][form] for number, form in forms.items()]))
        off = OFF_COST * max(0.0, miss - NEAR * self.wish.seconds)
        kept = KEPT * float(self.concepts.weights[told].sum())
        ties = TIED * broken_ties(taken, self.passages)
        return kept + worth_of(taken, self.passages, self.wish) - ties - MISS_COST * miss - off

    def spoken(self, forms: Form) -> float:
        return sum(self.seconds[number][form] for number, form in forms.items())

    def gain(self, number: int, form: int, told: NDArray[np.intp]) -> float:
        """What a passage would add, roughly: what nobody tells yet, and its own merit."""
        return self._share(number, form, told, 0)

    def loss(self, number: int, form: int, told: NDArray[np.intp]) -> float:
        """What a passage takes with it, roughly: what only it tells, and its own merit."""
        return self._share(number, form, told, 1)

    def _share(self, number: int, form: int, told: NDArray[np.intp], times: int) -> float:
        held = self.concepts.held[number][form]
        kept = KEPT * float(self.concepts.weights[held[told[held] == times]].sum())
        return kept + MERIT_WEIGHT * self.seconds[number][form] * float(self.wish.merit[number])


def improve(taken: Sequence[Taken], passages: Sequence[Passage], wish: Wish, concepts: Concepts) -> list[Taken]:
    """The script after all changes that make it worth more; the same when it takes all or is very long."""
    if len(taken) in {0, len(passages)} or len(taken) > MOST_TAKEN:
        return list(taken)
    texts = [(passage.text, *passage.shorter) for passage in passages]
    if any(piece.text not in texts[piece.number] for piece in taken):
        return list(taken)
    numbers = _considered(taken, wish)
    task = _Task(
        passages, wish, concepts, texts, {number: [wish.clock(text) for text in texts[number]] for number in numbers}
    )
    starts = [{piece.number: texts[piece.number].index(piece.text) for piece in taken}]
    if not any(wish.besides(number) > 0 for number in numbers):
        starts.append(_first(task))
    _, forms = max((_climb(task, start) for start in starts), key=lambda found: found[0])
    return [Taken(number, texts[number][forms[number]]) for number in sorted(forms)]


def _first(task: _Task) -> Form:
    """As much of the article's beginning as fills the time."""
    forms: Form = {}
    spoken = 0.0
    for number, seconds in task.seconds.items():
        spoken += seconds[0]
        if forms and spoken > task.wish.seconds * 1.05:
            break
        forms[number] = 0
    return forms


def _climb(task: _Task, forms: Form) -> tuple[float, Form]:
    """The best that changes one at a time lead to, and its worth."""
    best = task.worth(forms)
    for _ in range(STEPS):
        tried = ((task.worth(one), one) for one in _changes(task, forms))
        worth, changed = max(tried, key=lambda found: found[0], default=(best, forms))
        if worth <= best + 1e-6:
            break
        best, forms = worth, changed
    return best, forms


def _considered(taken: Sequence[Taken], wish: Wish) -> list[int]:
    """What may be said: not what says nothing, nor what a list has no time for."""
    best = np.argsort(-wish.merit, kind="stable")[:MOST_PASSAGES].tolist()
    telling = {number for number in best if wish.merit[number] > WORTHLESS and wish.besides(number) >= 0}
    return sorted(telling | {piece.number for piece in taken})


def _changes(task: _Task, forms: Form) -> Iterator[Form]:
    """What could be otherwise, as far as the length stays near: the changes that promise most."""
    told = np.zeros(len(task.concepts.weights), dtype=np.intp)
    for number, form in forms.items():
        told[task.concepts.held[number][form]] += 1
    spoken, wished = task.spoken(forms), task.wish.seconds
    outside = [
        (task.gain(number, form, told), number, form, seconds)
        for number in task.seconds
        if number not in forms
        for form, seconds in enumerate(task.seconds[number])
    ]
    promising: list[tuple[float, Form]] = []
    for gain, number, form, seconds in outside:
        if spoken + seconds < wished * 1.06:
            promising.append((gain, {**forms, number: form}))
    for number, form in forms.items():
        needed = task.wish.besides(number) > 0  # a point of a list, a section
        rest = {other: said for other, said in forms.items() if other != number}
        if rest and not needed:
            yield rest
        for other in range(len(task.texts[number])):
            if other != form:
                yield {**forms, number: other}
        if needed:
            continue
        left = spoken - task.seconds[number][form]
        lost = task.loss(number, form, told)
        for gain, incoming, said, seconds in outside:
            if abs(left + seconds - wished) < max(abs(spoken - wished), 0.05 * wished):
                promising.append((gain - lost, {**rest, incoming: said}))
    promising.sort(key=lambda one: -one[0])
    for _, one in promising[:_TRIED]:
        yield one
