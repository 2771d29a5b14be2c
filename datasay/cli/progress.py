"""The main job on a terminal: a bar for each step and one for the whole."""

from types import TracebackType
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn

from datasay.creation.steps import SHARES


class CreationProgress:
    """Shows the events of a creation task. Use as a context manager."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            SpinnerColumn(finished_text="[green]✓"),
            TextColumn("{task.description}", justify="left"),
            BarColumn(bar_width=36),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[note]}", style="dim"),
            console=console,
        )
        self._bars: dict[str, TaskID] = {}
        self._whole: TaskID | None = None

    def __enter__(self) -> "CreationProgress":
        for share in SHARES:
            self._bars[share.name] = self._progress.add_task(share.title, total=100, start=False, note="")
        self._whole = self._progress.add_task("[bold]全部 · Total", total=100, note="")
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def show(self, task: dict[str, Any]) -> None:  # Any: JSON of the task
        """Bring the bars to where the task is."""
        assert self._whole is not None
        whole = int(task["task_progress"])
        remaining = task["task_remaining_seconds"]
        waiting = "等待中 waiting" if task["task_status"] == "pending" else ""
        self._progress.update(
            self._whole, completed=whole, note=f"约剩 {remaining} s left" if remaining is not None else waiting
        )
        done = task["task_status"] == "completed"
        current = task["task_step_name"]
        for share in SHARES:
            bar = self._bars[share.name]
            part = 100 if done else (whole / 100 - share.begin) / (share.end - share.begin) * 100
            if part > 0 or share.name == current:
                self._progress.start_task(bar)
            self._progress.update(bar, completed=min(max(part, 0), 100))
