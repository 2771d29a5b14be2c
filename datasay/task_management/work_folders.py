"""Where attempts put what is not finished: a folder each.

A worker that was frozen past its lease clears up when it wakes, while another already works on the same task: were the
folder the task's and not the attempt's, it would take away what the other is making.
"""

import asyncio
import shutil
import time
from pathlib import Path

from datasay.core.periodic import periodic
from datasay.core.resources import Resources
from datasay.task_management import queries
from datasay.task_management.models import TaskStatus
from datasay.task_management.run import TaskRun

_PREFIX = "task-"
_UUID_LENGTH = 36
_UNUSED_SECONDS = 60


def attempt_folder(resources: Resources, task_uuid: str, lease_id: str) -> Path:
    """The folder of one attempt at a task; it does not exist yet."""
    return resources.settings.home / "tmp" / f"{_PREFIX}{task_uuid}-{lease_id[:8]}"


async def remove_earlier(run: TaskRun, own: Path) -> None:
    """Remove what killed attempts at this task left behind. Raises LeaseLost.

    The row stays locked meanwhile, so that nobody else begins: one who was frozen here cannot harm whoever came next.
    """
    mine = f"{_PREFIX}{run.task_uuid}"
    try:
        others = [path for path in own.parent.iterdir() if path.name.startswith(mine) and path != own]
    except FileNotFoundError:  # nothing was ever put there
        return
    if others:
        async with run.transaction():
            for other in others:
                await asyncio.to_thread(shutil.rmtree, other, ignore_errors=True)


@periodic(seconds=2)
async def sweep_work_folders(resources: Resources) -> int:
    """Remove the folders of tasks that no worker holds any more; returns how many."""
    root = resources.settings.home / "tmp"
    folders = [folder for folder in root.glob(f"{_PREFIX}*") if folder.stat().st_mtime < time.time() - _UNUSED_SECONDS]
    removed = 0
    for folder in folders:
        row = await queries.find_read(resources.database, _task_of(folder), None)
        if row is None or row["task_status"] != TaskStatus.RUNNING:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
            removed += 1
    return removed


def _task_of(folder: Path) -> str:
    return folder.name.removeprefix(_PREFIX)[:_UUID_LENGTH]
