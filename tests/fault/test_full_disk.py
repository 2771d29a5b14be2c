"""The disk fills up while a video is made: the task says so, nothing half-made stays, and a retry goes on (S3)."""

import ctypes
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text, update

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.task_management.models import TaskManagementQueue
from datasay.worker import modules
from tests.running import run_tasks

pytestmark = pytest.mark.fault
assert modules.JOBS
_MIB = 1024 * 1024
_ARTICLE = "你好，世界。今天天气很好，我们去公园散步吧。公园里有很多树，也有一个小湖。湖边的人都在笑。"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 48 MiB; skips where mounting is not permitted."""
    folder = tmp_path / "small"
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, b"size=48m") != 0:
        pytest.skip(f"mounting a small disk is not permitted here: {os.strerror(ctypes.get_errno())}")
    yield folder
    assert libc.umount2(str(folder).encode(), 2) == 0


@pytest.fixture
def settings(settings: Settings, small_disk: Path) -> Settings:
    """Settings of a platform whose home is the small disk."""
    return settings.model_copy(update={"home": small_disk / "home"})


def _fill(disk: Path, room: int) -> None:
    """Leave just this many bytes."""
    filler = disk / "filler"
    filler.unlink(missing_ok=True)
    state = os.statvfs(disk)
    with filler.open("wb") as file:
        file.write(bytes(max(state.f_bavail * state.f_frsize - room, 0)))


async def _attempt(resources: Resources, client: httpx.AsyncClient, task_uuid: str) -> dict[str, Any]:
    """Run the task as a worker does, without its pauses, until it has ended."""
    while True:
        await run_tasks(resources)
        task: dict[str, Any] = (await client.get(f"/api/v1/tasks/{task_uuid}")).json()
        if task["task_status"] != "pending":
            return task
        async with resources.database.transaction(OPERATOR) as session:
            await session.execute(update(TaskManagementQueue).values(task_not_before_time=None))


async def test_a_creation_on_a_full_disk_fails_clearly_and_goes_on_when_there_is_room(
    client: httpx.AsyncClient, resources: Resources, small_disk: Path
) -> None:
    home = resources.settings.home
    started = await client.post("/api/v1/creations", json={"article": _ARTICLE, "target_seconds": 10})
    task_uuid = started.json()["task_uuid"]
    steps: list[str | None] = []
    rooms = iter([0, 100 * 1024, *(number * _MIB for number in (1, 2, 3, 4, 5, 6, 8, 10, 12))])
    while "video" not in steps:
        room = next(rooms)
        _fill(small_disk, room)
        task = await _attempt(resources, client, task_uuid)
        steps.append(task["task_step_name"])
        assert task["task_status"] == "failed", f"{room} bytes were enough"
        assert "ree some space" in task["task_error_message"], task["task_error_message"]
        assert list((home / "tmp").glob("*")) == []
        assert {step["step_status"] for step in task["task_steps"]} <= {"completed", "failed", "pending"}
        mixall = (await client.get(f"/api/v1/mixalls/{task['task_params']['mixall_id']}")).json()
        assert (mixall["mixall_status"], mixall["mixall_final_file_id"]) == ("failed", None)
        await _every_file_is_whole(resources)
        assert (await client.post(f"/api/v1/tasks/{task_uuid}/retry")).status_code == 202
    assert {"voice", "image"} <= set(steps)  # it really was full at each stage
    (small_disk / "filler").unlink()
    task = await _attempt(resources, client, task_uuid)
    assert task["task_status"] == "completed", task["task_error_message"]
    assert task["task_error_message"] is None
    video = await client.get(f"/api/v1/files/{task['task_result']['file_id']}/content")
    assert video.status_code == 200
    assert len(video.content) > 100_000
    assert list((home / "tmp").glob("*")) == []


async def _every_file_is_whole(resources: Resources) -> None:
    """Each row has its bytes, and nothing half-written lies beside them."""
    async with resources.database.transaction(OPERATOR) as session:
        rows = (await session.execute(text("SELECT file_path, file_size FROM file_storage_basic"))).all()
    folder = resources.settings.home / "files"
    kept = {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    assert {path: size for path, size in kept.items() if size} == {row.file_path: row.file_size for row in rows}
