"""What each type of task is made of: its steps in order, the share of each, whether they compute or wait.

A module declares its kind beside its job; names, positions and shares of steps stand nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.engines.protocols import EngineInfo
from datasay.task_management.models import TaskQueue, TaskType


class Alive(Protocol):
    """Whether what a completed step made is still there. It locks what it finds until the transaction ends."""

    async def __call__(
        self,
        session: AsyncSession,
        user_id: int,
        result: Mapping[str, Any],  # Any: JSON, the step's `step_result`
        *,
        own: bool,  # made by this very task, whose user may have changed it meanwhile
    ) -> bool: ...


_MOST_PARTS = 1000


class Work(StrEnum):
    """What a step does with its time."""

    COMPUTES = "computes"
    WAITS = "waits"  # for somebody else's machine


def work_of(info: EngineInfo) -> Work:
    """Engines with an account work elsewhere; the others compute here."""
    return Work.COMPUTES if info.account is None else Work.WAITS


@dataclass(frozen=True, slots=True)
class Step:
    """A kind of step. `title` is Chinese and English.

    `alive` says whether what such a step made is still there; then a completed one is not repeated: neither by a later
    attempt nor, unless its beginning says otherwise, by another task of the same user. Without it a result counts for
    the later attempts of its own task only.
    """

    name: str
    title: str
    work: Work = Work.COMPUTES
    alive: Alive | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A step within a type of task: its place in the order, and its part of the whole, from `begin` to `end`."""

    step: Step
    position: int
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A type of task: `is_long` when it may compute for minutes; a higher `priority` goes before all lower ones."""

    task_type: TaskType
    shares: tuple[Share, ...]
    is_long: bool
    priority: int

    def share(self, name: str) -> Share:
        """The share of the step of this name."""
        return next(share for share in self.shares if share.step.name == name)

    def queue(self, work: Work | None = None) -> TaskQueue:
        """Where such a task waits whose next step does this; None: whose next step is the first one."""
        if (work or self.shares[0].step.work) is Work.WAITS:
            return TaskQueue.WAITING
        return TaskQueue.LONG if self.is_long else TaskQueue.SHORT


_kinds: dict[str, TaskKind] = {}


def task_kind(task_type: TaskType, *steps: tuple[Step, float], is_long: bool = False, priority: int = 0) -> TaskKind:
    """Declare a type of task: its steps in order, each with its share of the whole, as measured."""
    whole = sum(part for _, part in steps)
    shares, begin = list[Share](), 0.0
    for number, (step, part) in enumerate(steps):
        shares.append(Share(step, number * _MOST_PARTS, begin / whole, (begin + part) / whole))
        begin += part
    kind = TaskKind(task_type, tuple(shares), is_long, priority)
    _kinds[task_type] = kind
    return kind


def find_kind(task_type: str) -> TaskKind | None:
    """The kind of this type; None when this version does not know it."""
    return _kinds.get(task_type)


def part_name(step: Step, number: int | None) -> str:
    """What a step's row is called: of parts, each has its number, from 1."""
    return step.name if number is None else f"{step.name} {number + 1}"


def group_of(step_name: str) -> str:
    """The name of the step that a row belongs to."""
    name, _, number = step_name.rpartition(" ")
    return name if name and number.isdigit() else step_name
