"""Ways of saying that are no fixed words: what they weigh by themselves, or what they tell of their sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Sign(StrEnum):
    """What a way of saying tells of the sentence or the clause it stands in."""

    FACT = "fact"  # it tells of a word, a name, a rule or a time
    MIXED = "mixed"  # the writer says both
    IRONY = "irony"
    PRAISE = "praise"  # meant ironically where something bad follows
    CONCEDED = "conceded"  # its clause is what the writer sets aside
    SEEMING = "seeming"  # its clause is what it is made out to be: set aside even against what is unknown
    TURN = "turn"  # what comes from here on is what the writer means
    NOTHING = "nothing"  # its words say nothing
    FLIPPED = "flipped"  # a fault that is none


@dataclass(frozen=True, slots=True)
class Found:
    """A way of saying in a sentence: a valence, or a sign."""

    start: int
    end: int
    valence: float
    sign: Sign | None


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], float, Sign | None], ...]:
    text = (files("datasay.analysis") / f"patterns_{language}.txt").read_text(encoding="utf-8")
    found = []
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            name, _, expression = line.partition(": ")
            sign = Sign(name) if name.isalpha() else None
            found.append((re.compile(expression), 0.0 if sign else float(name), sign))
    return tuple(found)


def find_patterns(text: str, language: str) -> Iterator[Found]:
    """All ways of saying of a language in a text that is folded: simplified characters, lower case."""
    for expression, valence, sign in [one for one in _patterns(language) if one[0].search(text)]:
        for match in expression.finditer(text):
            if match.end() > match.start():
                yield Found(match.start(), match.end(), valence, sign)
