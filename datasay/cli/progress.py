"""A task on a terminal: a bar for each step and one for the whole."""

from collections import defaultdict
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn


class TaskProgress:
    """Shows the events of a task. Use as a context manager."""

    def __init__(self, console: Console, task: dict[str, Any]) -> None:  # Any: JSON of the task
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description}", justify="left"),
            BarColumn(bar_width=36),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", style="dim"),
            console=console,
        )
        titles = {step["step_group"]: step["step_title"] for step in task["task_steps"]}
        self._bars: dict[str, TaskID] = {
            group: self._progress.add_task(title, total=100, start=False, note="") for group, title in titles.items()
        }
        self._whole = self._progress.add_task("[bold]全部 · Total", total=100, note="")

    def __enter__(self) -> "TaskProgress":
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, task: dict[str, Any]) -> None:  # Any: JSON of the task
        """Bring the bars to where the task is."""
        whole = int(task["task_progress"])
        remaining = task["task_remaining_seconds"]
        waiting = "等待中 waiting" if task["task_status"] == "pending" else ""
        self._progress.update(
            self._whole, completed=whole, note=f"约剩 {remaining} s left" if remaining is not None else waiting
        )
        parts: dict[str, list[dict[str, Any]]] = defaultdict(list)  # Any: JSON of the steps
        for step in task["task_steps"]:
            parts[step["step_group"]].append(step)
        for name, bar in self._bars.items():
            if any(part["step_status"] != "pending" for part in parts[name]):
                self._progress.start_task(bar)
            done = sum(int(part["step_progress"]) for part in parts[name])
            self._progress.update(bar, completed=done / max(len(parts[name]), 1))
