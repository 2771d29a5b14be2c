"""Work done by the clock, declared beside what it looks after; the scheduler's process does it (worker/schedule.py)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from datasay.core.resources import Resources

Result = TypeVar("Result")
Work = Callable[[Resources], Awaitable[Result]]


@dataclass(frozen=True, slots=True)
class Periodic:
    """A piece of such work. Two schedulers may do it at the same time; it must do no harm then."""

    name: str
    seconds: float
    work: Callable[[Resources], Awaitable[object]]


_declared: dict[str, Periodic] = {}


def periodic(*, seconds: float) -> Callable[[Work[Result]], Work[Result]]:
    """Do this every so many seconds, counted from the end of one time to the beginning of the next."""

    def declare(work: Work[Result]) -> Work[Result]:
        name = f"{work.__module__}.{work.__name__}"
        _declared[name] = Periodic(name, seconds, work)
        return work

    return declare


def declared() -> tuple[Periodic, ...]:
    """All that the imported modules declare."""
    return tuple(_declared.values())
