"""What a reading rule is: a pattern of writing and how it is said."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

Say = Callable[[re.Match[str]], str | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """Where `pattern` matches, `say` gives the spoken words, or None when the writing means something else here."""

    pattern: re.Pattern[str]
    say: Say


# The digits of a number, with or without thousands separators, with or without decimals.
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![A-Za-z0-9.)])\.\d+"
GRADES = ("A", "B", "C", "D", "AA", "BB", "CC", "AAA", "BBB", "CCC")  # which may have a minus behind them
NO_LETTER = r"(?![A-Za-z])"


def bare(written: str) -> str:
    """A number without its thousands separators."""
    return written.replace(",", "")


def alternatives(names: Iterable[str]) -> str:
    """A pattern for any of the names, longest first."""
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def rule(pattern: str, say: Say) -> Rule:
    """A rule of a pattern not yet compiled."""
    return Rule(re.compile(pattern), say)


def before(match: re.Match[str], reach: int = 16) -> str:
    """What stands right before a match."""
    return match.string[max(0, match.start() - reach) : match.start()]
