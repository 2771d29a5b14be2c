"""The sweeper takes what nobody refers to and nothing else, also from processes that were killed."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from datasay.core.clock import utc_now
from datasay.core.logging import configure_logging
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.file_storage.models import FileStatus, FileStorageBasic, FileType
from datasay.file_storage.service import add_file_row, delete_file, receive_file, restore_file, store_bytes
from datasay.file_storage.stores import FileStore, new_key
from datasay.file_storage.sweep import SweepReport, sweep_orphans
from tests.file_storage import samples
from tests.file_storage.conftest import files_in
from tests.file_storage.test_service import chunks

_KILLED = """
import asyncio, os, signal, sys
from datasay.core.identity import Actor, as_actor
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.file_storage import service
from datasay.file_storage.folder import FolderStore
from datasay.file_storage.models import FileType

async def main(place, user_id, data):
    resources = Resources.of(Settings())
    def die(*_):
        os.kill(os.getpid(), signal.SIGKILL)
    if place == "before the bytes have their name":
        FolderStore._keep = die
    elif place == "before the row":
        service._add_row = die
    elif place == "before the commit":
        kept = service._add_row
        async def add(session, stored):
            await kept(session, stored)
            die()
        service._add_row = add
    async def stream():
        yield data
    with as_actor(Actor(user_id, "user")):
        await service.receive_file(resources, user_id, stream(), "x.png")

asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.stdin.buffer.read()))
"""


@pytest.fixture
def errors(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """The errors logged since."""
    configure_logging("ERROR")
    return lambda: [record.msg["event"] for record in caplog.records if isinstance(record.msg, dict)]


async def _receive(resources: Resources, user_id: int, width: int = 1) -> FileStorageBasic:
    return (await receive_file(resources, user_id, chunks(samples.picture(size=(width, 1))), "x.png"))[0]


@pytest.mark.parametrize(
    "place", ["before the bytes have their name", "before the row", "before the commit", "not at all"]
)
async def test_a_process_killed_during_an_upload_leaves_nothing_for_long(
    resources: Resources, settings: Settings, user_id: int, kept: Path, place: str
) -> None:
    """T2."""
    environment = os.environ | {
        "DATASAY_HOME": str(settings.home),
        "DATASAY_DATABASE_URL": settings.database_url or "",
        "DATASAY_REDIS_URL": settings.redis_url or "",
    }
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", _KILLED, place, str(user_id)],
        input=samples.picture(),
        env=environment,
        check=False,
        timeout=60,
    )
    survived = place == "not at all"
    assert done.returncode == (0 if survived else -signal.SIGKILL)
    assert len(files_in(kept)) == 1
    assert (await sweep_orphans(resources)).orphans_removed == 0  # too young to be sure
    report = await sweep_orphans(resources, older_than_seconds=-1)
    assert len(files_in(kept)) == survived
    assert report.temporary_removed + report.orphans_removed == (not survived)
    assert report.missing == []
    async with resources.database.transaction() as session:
        assert len((await session.scalars(select(FileStorageBasic))).all()) == survived


async def test_old_temporary_files_go(resources: Resources, store: FileStore) -> None:
    store.temporary.mkdir(parents=True)
    old, young = store.temporary / "upload-old", store.temporary / "upload-young"
    for path in (old, young):
        path.write_bytes(b"x")
    os.utime(old, (time.time() - 4000,) * 2)
    assert (await sweep_orphans(resources)).temporary_removed == 1
    assert files_in(store.temporary) == [young]


async def test_what_is_not_ours_stays(resources: Resources, user_id: int, kept: Path) -> None:
    await _receive(resources, user_id)
    strange = [kept / "readme.txt", kept / str(user_id) / "note", kept / str(user_id) / "aa" / "x.png"]
    for path in strange:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    await sweep_orphans(resources, older_than_seconds=-1)
    assert len(files_in(kept)) == 4


async def test_a_file_moved_in_is_not_old_because_it_was_made_long_ago(
    resources: Resources, user_id: int, kept: Path, tmp_path: Path
) -> None:
    made = tmp_path / "old.png"
    made.write_bytes(samples.picture())
    os.utime(made, (1, 1))
    stored = await store_bytes(
        resources, user_id=user_id, data=made, file_type=FileType.IMAGE, mime_type="image/png", file_name="x.png"
    )
    assert (await sweep_orphans(resources)).orphans_removed == 0
    async with resources.database.transaction() as session:
        await add_file_row(session, stored)
    assert len(files_in(kept)) == 1


async def test_deleted_files_keep_their_bytes_for_thirty_days(resources: Resources, user_id: int, kept: Path) -> None:
    days = {1: 29.9, 2: 30.1}
    ids = {}
    for width, age in days.items():
        file = await _receive(resources, user_id, width)
        ids[width] = file.file_id
        async with resources.database.transaction() as session:
            await delete_file(session, user_id, file.file_id)
            gone = utc_now() - timedelta(days=age)
            mark = update(FileStorageBasic).where(FileStorageBasic.file_id == file.file_id)
            await session.execute(mark.values(file_deleted_time=gone))
    await _receive(resources, user_id, 3)
    report = await sweep_orphans(resources, older_than_seconds=-1)
    assert (report.deleted_removed, report.orphans_removed, report.missing) == (1, 0, [])
    assert len(files_in(kept)) == 2
    again = await sweep_orphans(resources, older_than_seconds=-1)
    assert (again.deleted_removed, again.missing) == (0, [])
    async with resources.database.transaction() as session:
        assert (await restore_file(session, resources, ids[1])).file_status == FileStatus.ACTIVE


async def test_lost_bytes_are_told_and_logged(
    resources: Resources, user_id: int, kept: Path, errors: Callable[[], list[str]]
) -> None:
    file, other = await _receive(resources, user_id, 1), await _receive(resources, user_id, 2)
    (kept / file.file_path).unlink()
    (kept / other.file_path).write_bytes(b"")
    assert (await sweep_orphans(resources)).missing == [file.file_id, other.file_id]
    assert errors() == ["bytes_missing"]


async def test_uploads_go_on_while_it_sweeps(resources: Resources, user_id: int, kept: Path) -> None:
    """With no grace at all for orphans older than this moment, no upload may lose its bytes."""
    stop = asyncio.Event()
    reports: list[SweepReport] = []

    async def sweep() -> None:
        while not stop.is_set():
            reports.append(await sweep_orphans(resources, older_than_seconds=2))

    sweeping = asyncio.create_task(sweep())
    files = await asyncio.gather(*(_receive(resources, user_id, 1 + number % 20) for number in range(60)))
    stop.set()
    await sweeping
    assert len({file.file_id for file in files}) == 20
    assert len(reports) > 1
    assert [report.missing for report in reports] == [[]] * len(reports)
    assert len(files_in(kept)) == 20


async def test_a_store_full_of_strangers_is_left_alone(
    resources: Resources, user_id: int, kept: Path, errors: Callable[[], list[str]]
) -> None:
    """The wrong database, or one restored from an old backup, must not cost the files."""
    file = await _receive(resources, user_id)
    for number in range(101):
        path = kept / new_key(user_id + number % 3, f"{number:064x}", "png")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    report = await sweep_orphans(resources, older_than_seconds=-1)
    assert (report.braked, report.orphans_removed, len(files_in(kept))) == (True, 0, 102)
    assert errors() == ["sweep_refused"]
    for path in files_in(kept)[:10]:
        if path.name != file.file_name:
            path.unlink()
    assert (await sweep_orphans(resources, older_than_seconds=-1)).orphans_removed >= 91
    assert [path.name for path in files_in(kept)] == [file.file_name]


async def test_an_empty_platform_has_nothing_to_sweep(resources: Resources) -> None:
    assert await sweep_orphans(resources) == SweepReport()
