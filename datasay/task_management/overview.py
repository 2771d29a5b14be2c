"""The steps of a task as they are shown: what has a row, and what its kind says is to come."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain

from datasay.core.reading import Row
from datasay.task_management.kinds import Share, find_kind, group_of
from datasay.task_management.models import StepStatus, TaskStatus


def show_steps(task_type: str, task_status: str, rows: Sequence[Row]) -> list[dict[str, object]]:
    """All steps in order, each with its own progress; a step without a row has not begun, or had nothing to do."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[group_of(row["step_name"])].append(row)
    kind = find_kind(task_type)
    shares = kind.shares if kind is not None else ()
    last = max((number for number, share in enumerate(shares) if share.step.name in groups), default=-1)
    if task_status == TaskStatus.COMPLETED:
        last = len(shares)
    known = [
        _shown(share, groups.pop(share.step.name, []), passed=number < last) for number, share in enumerate(shares)
    ]
    # Of a task that another version began: there is nothing to say of what it was to be.
    unknown = [
        {**row, "step_group": name, "step_title": name, "step_share": 0.0}
        for name, of_it in groups.items()
        for row in of_it
    ]
    return [*chain.from_iterable(known), *unknown]


def _shown(share: Share, rows: Sequence[Row], *, passed: bool) -> Iterator[dict[str, object]]:
    whole = share.end - share.begin
    told = {"step_group": share.step.name, "step_title": share.step.title}
    for row in rows:
        yield {**row, **told, "step_share": round(whole / len(rows), 6)}
    if not rows:
        yield {
            "step_name": share.step.name,
            "step_status": StepStatus.COMPLETED if passed else StepStatus.PENDING,
            "step_progress": 100 if passed else 0,
            "step_started_time": None,
            "step_completed_time": None,
            **told,
            "step_share": round(whole, 6),
        }
