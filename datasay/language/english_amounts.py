"""Figures of an English passage with what they count: 40 million acres of lawn."""

import re
from collections.abc import Iterator, Sequence

from datasay.language.english_verbs import noun_run
from datasay.language.phrases import CLASSES, HEADS, MODIFIERS, Candidate
from datasay.language.words import Kind, Word

HOW_MANY = 0.3  # how surely it is a whole phrase
LONGEST_AMOUNT = 7  # words of a figure and what it counts
FIGURE = re.compile(r"[$€£¥\-−+]?\d")
MANY = {"hundred", "thousand", "million", "billion", "trillion", "dozen"}
YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
SHARES = re.compile(r"(?:percent|per|cent|times?|degrees?)$", re.IGNORECASE)
UNITS = re.compile(
    r"(?:hours?|minutes?|seconds?|days?|weeks?|months?|years?|miles?|(?:kilo|centi|milli)?met(?:er|re)s?|feet|foot|inch(?:es)?|times?|degrees?"
    r"|(?:kilo)?grams?|kilos?|atmospheres?|lumens?|volts?|watts?|pounds?|tons?|tonnes?|lit(?:er|re)s?|gallons?|percent|per|cent|celsius|fahrenheit|dollars?|euros?|kroner|[ap]\.m|o'clock|kg|km|g|m|cm|mm|ml)$",
    re.IGNORECASE,
)
_MONTHS = re.compile(r"(?:January|February|March|April|May|June|July|August|September|October|November|December)$")
_NO_AMOUNT = frozenset(["and", "of", "to", "or", "between", "minus", "from", "section", "chapter", "tape", "no"])
_MEASURED_SO = CLASSES["en-measured"]


def how_many(clause: Sequence[Word]) -> Iterator[Candidate]:
    """A figure with what it counts: 40 million acres of lawn."""
    for at, word in enumerate(clause):
        before = clause[at - 1] if at else None
        if word.kind is not Kind.NUMBER or (before is not None and before.kind in {Kind.NUMBER, Kind.NAME}):
            continue
        if before is not None and (before.text.lower() in _NO_AMOUNT or word.text.lower() in {"half", "quarter"}):
            continue
        end = at
        while end < len(clause) and clause[end].kind is Kind.NUMBER:
            end += 1
        a_hundred = word.text.lower() in MANY and before is not None and before.text.lower() == "a"
        phrase = _counted(clause, at - a_hundred, end)
        if 2 <= len(phrase) <= LONGEST_AMOUNT:
            yield Candidate(tuple(phrase), HOW_MANY)


def _counted(clause: Sequence[Word], at: int, end: int) -> Sequence[Word]:
    """A figure, which ends at `end`, with what it counts; nothing where that is not said, or a measure alone."""
    figure = clause[at:end]
    large = any(FIGURE.match(one.text) or one.text.lower() in MANY for one in figure)
    if not large or YEAR.fullmatch(figure[-1].text) or ":" in figure[0].text or end == len(clause):
        return ()
    run = noun_run(clause, end)
    if clause[end].kind is Kind.DETERMINER or run == end or _MONTHS.match(clause[end].text):
        return ()
    while run < len(clause) - 1 and clause[run].text.lower() in {"of", "for"}:
        further = noun_run(clause, run + 1)
        if further == run + 1 or clause[further - 1].kind is Kind.DETERMINER:
            break
        run = further
    measure = next(place for place, one in enumerate(clause[end:run], end) if one.kind in MODIFIERS | {Kind.DETERMINER})
    if (
        UNITS.match(clause[measure].text)
        and clause[measure + 1 : measure + 2] != []
        and not _is_of_a_sort(clause, measure)
    ):
        return ()
    things = any(one.kind in HEADS and not UNITS.match(one.text) for one in clause[end:run])
    last = clause[run - 1]
    goes_on = run < len(clause) and clause[run].text.lower() == "of"
    whole = last.kind in HEADS and last.text.lower() not in _MEASURED_SO and not goes_on
    return clause[at:run] if things and whole else ()


def _is_of_a_sort(clause: Sequence[Word], measure: int) -> bool:
    """Whether a measure is of something: gallons of water, and not feet of their owner or percent higher."""
    after = [word.text.lower() for word in clause[measure + 1 : measure + 2]]
    more = clause[measure + 2 : measure + 3]
    shares = SHARES.match(clause[measure].text)
    return after == ["of"] and bool(more) and more[0].kind is not Kind.DETERMINER and not shares
