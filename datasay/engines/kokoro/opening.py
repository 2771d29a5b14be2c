"""How a text begins that is heard while it is spoken: a few words first, and never more than there is time for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from datasay.engines.kokoro.phrases import Call, Clause, Unit
from datasay.language.breath import breath_places

_FIRST, _SLURRED = (13, 37), 19  # symbols of what is said first, with spaces: three to eight characters, better five
_LEFT = 10  # symbols: what is left of a phrase has two syllables at least
_WHOLE = 42  # symbols: what is no longer than that is said as it is
_SECOND, _GROWTH = 60, 2.0  # symbols that can be said while the first are heard, and while so many times fewer are
_IN_A_PHRASE = 0.06  # seconds of silence where it is parted and no mark is
_SHORTEST = 16  # symbols: fewer are slurred when they are said alone
_FARTHER = 2.0  # how much more than its cost the length of the first part counts, from the shortest to the longest
_OF_TWO_LANGUAGES = 2.0  # takes twice as long


@dataclass(frozen=True, slots=True)
class Portion:
    """A call, how many of its units were heard before, and whether it is to be said soon."""

    call: Call
    heard: int = 0
    soon: bool = False


def portions(call: Call, said: int, text: str) -> Iterator[Portion]:
    """A call in portions, none of which takes longer to say than what is before it is heard.

    `said`: the symbols before it; `text`: that of the units.
    """
    rest, heard = call.clauses, 0
    if not said:
        first, rest, heard = _opened(call, text)
        yield first
        said = first.call.size
    while rest:
        most = max(_SECOND, round(_GROWTH * said))
        fitting = 2 if heard and len(rest) > 1 else 1
        while fitting < len(rest) and Call(rest[: fitting + 1]).size <= most:
            fitting += 1
        if Call(rest[fitting:]).size < _SHORTEST:
            fitting = len(rest)
        part = Call(rest[:fitting])
        yield Portion(part, heard)
        rest, heard, said = rest[fitting:], 0, said + part.size


def _opened(call: Call, text: str) -> tuple[Portion, list[Clause], int]:
    """What is said first, the clauses to say behind it, and how many of their units are said for the second time."""
    place, count = _first_cut(call, text) if call.size > _WHOLE else (0, 0)
    if not count:
        return Portion(call, soon=True), [], 0
    clause = call.clauses[place]
    whole = count == len(clause.units)
    ends = clause if whole else Clause(clause.sentence, clause.units[:count], ",", _IN_A_PHRASE)
    head = Call([*call.clauses[:place], ends])
    rest, heard = call.clauses[place + 1 :], 0
    if not whole:  # said once more with what was heard, and a mark between them: there is a silence to cut in
        rest = [ends, Clause(clause.sentence, clause.units[count:], clause.mark, clause.pause), *rest]
        heard = count
    elif Call(rest).size < _SHORTEST:
        rest, heard = call.clauses, sum(len(each.units) for each in head.clauses)
    return Portion(head, soon=True), rest, heard


def _first_cut(call: Call, text: str) -> tuple[int, int]:
    """The clause in which the first part ends, and how many of its units are in it; none where there is no place."""
    best, least = (0, 0), float("inf")
    size = 0
    for number, clause in enumerate(call.clauses):
        costs = _costs(clause, text)
        for count, unit in enumerate(clause.units, 1):
            size += len(unit.symbols) + (not unit.tied)
            if size > _FIRST[1]:
                return best
            if size < _FIRST[0] or unit.tied:
                continue
            ends = count == len(clause.units)
            cost = -2.0 if ends else costs.get(clause.units[count].start, float("inf"))
            cost += _FARTHER * (_FIRST[1] - size) / (_FIRST[1] - _FIRST[0])
            cost += 2.0 * (size < _SLURRED)
            cost += _OF_TWO_LANGUAGES * (len({each.language for each in clause.units[:count]}) - 1)
            if cost <= least and (ends or _may_part(clause.units, count)):
                best, least = (number, count), cost
    return best


def _may_part(units: Sequence[Unit], count: int) -> bool:
    """Whether no part of the text that is read out as one, as a number is, would be parted, and enough is left."""
    left = sum(len(unit.symbols) for unit in units[count:])
    return units[count].start >= units[count - 1].end and left >= _LEFT


def _costs(clause: Clause, text: str) -> dict[int, float]:
    start, end = clause.units[0].start, clause.units[-1].end
    chinese = any(unit.language == "zh" for unit in clause.units)
    return {start + place: cost for place, cost in breath_places(text[start:end], chinese=chinese)}
