"""Cuts a text into the pieces the language model knows: SentencePiece's unigram model, the likeliest cut."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_SPACE = "\u2581"
_UNKNOWN = 10.0  # a character that no piece has costs this more than the rarest piece


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a model knows: each piece's number and the logarithm of its likelihood."""

    numbers: Mapping[str, int]
    scores: Sequence[float]
    longest: int
    rarest: float
    begin: int
    end: int
    unknown: int

    def cut(self, text: str) -> list[int]:
        """The numbers of the pieces of a text, without those for begin and end."""
        said = " ".join(unicodedata.normalize("NFKC", text).split())
        if not said:
            return []
        line = _SPACE + said.replace(" ", _SPACE)
        best = [0.0] + [float("-inf")] * len(line)
        came: list[tuple[int, int]] = [(0, self.unknown)] * (len(line) + 1)
        lost = self.rarest - _UNKNOWN
        for start in range(len(line)):
            here = best[start]
            if here + lost > best[start + 1]:
                best[start + 1], came[start + 1] = here + lost, (start, self.unknown)
            for end in range(start + 1, min(start + self.longest, len(line)) + 1):
                number = self.numbers.get(line[start:end])
                if number is not None and here + self.scores[number] > best[end]:
                    best[end], came[end] = here + self.scores[number], (start, number)
        found: list[int] = []
        place = len(line)
        while place:
            place, number = came[place]
            found.append(number)
        return found[::-1]
