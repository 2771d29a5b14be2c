"""What a headline is chosen from: the clauses of a passage, and phrases that may stand as one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datasay.language.words import CJK, Kind, Word, word_classes

MODIFIERS = frozenset({Kind.ADJECTIVE, Kind.NOUN, Kind.NAME, Kind.NUMBER, Kind.IDIOM})
HEADS = frozenset({Kind.NOUN, Kind.NAME})
CLASSES = word_classes("phrases.txt")
INNER_MARKS = frozenset("·-—–.%％/'’+&")


@dataclass(frozen=True, slots=True)
class Candidate:
    words: tuple[Word, ...]
    form: float  # how surely it is a whole phrase

    @property
    def text(self) -> str:
        first, last = self.words[0], self.words[-1]
        return between(self.words) if last.end > first.start else ""


def between(words: Sequence[Word]) -> str:
    text, place = "", words[0].start if words else 0
    for word in words:
        wide = bool(text) and bool(CJK.search(text[-1] + word.text[0]))  # something was left out between the two
        text += word.text if word.start == place or wide else f" {word.text}"
        place = word.end
    return text


def clauses_of(words: Sequence[Word]) -> Iterator[list[Word]]:
    clause: list[Word] = []
    for place, word in enumerate(words):
        if word.kind is Kind.MARK and not _inner(words, place):
            if clause:
                yield clause
            clause = []
        elif clause or word.kind is not Kind.SPACE:
            clause.append(word)
    if clause:
        yield clause


def _inner(words: Sequence[Word], place: int) -> bool:
    """Whether the mark stands inside a word or number, as in 3.5% or state-of-the-art."""
    if words[place].text in "%％":
        return True
    sides = [*words[max(place - 1, 0) : place], *words[place + 1 : place + 2]]
    return (
        words[place].text in INNER_MARKS
        and len(sides) == 2
        and all(s.kind not in {Kind.SPACE, Kind.MARK} for s in sides)
    )
