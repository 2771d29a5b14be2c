"""S8: bytes that are no longer what was taken in are not served as if nothing were, and are told."""

import asyncio
import os
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text, update
from starlette.types import Message

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.file_storage import queries, serving
from datasay.file_storage.models import FileStorageBasic
from datasay.file_storage.ranges import Part
from datasay.file_storage.routes import ContentResponse
from datasay.file_storage.scrub import scrub
from tests.file_storage import samples
from tests.file_storage.conftest import Upload, files_in


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def _cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def _link(path: Path) -> None:
    elsewhere = path.parents[3] / "elsewhere"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)


def _link_folder(path: Path) -> None:
    elsewhere = path.parents[3] / "elsewhere"
    path.parent.rename(elsewhere)
    path.parent.symlink_to(elsewhere)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.fixture
async def file(upload: Upload) -> dict[str, object]:
    """An uploaded picture."""
    return dict((await upload(samples.picture())).json())


async def _as_later(resources: Resources, days: int = 8) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        then = utc_now() - timedelta(days=days)
        times = {"file_created_time": then, "file_checked_time": None}
        await session.execute(update(FileStorageBasic).values(times))


@pytest.mark.parametrize("harm", [_flip, _cut, _link, _link_folder, _pipe])
async def test_what_is_not_the_file_is_not_served(
    client: httpx.AsyncClient, file: dict[str, object], kept: Path, upload: Upload, harm: object
) -> None:
    where = f"/api/v1/files/{file['file_id']}"
    (path,) = files_in(kept)
    assert callable(harm)
    harm(path)
    for headers in ({}, {"Range": "bytes=0-1"}, {}):
        refused = await client.get(f"{where}/content", headers=headers)
        assert (refused.status_code, refused.json()["type"]) == (410, "/problems/file-damaged")
        assert "ETag" not in refused.headers
    assert (await client.head(f"{where}/content")).status_code == 410
    assert (await client.get(where)).json()["file_damaged_time"] is not None
    if harm is _link_folder:  # what is uploaded again goes there, too
        return
    again = await upload(samples.picture())  # the same bytes take their place
    assert (again.status_code, again.json()["file_id"]) == (200, file["file_id"])
    assert (await client.get(f"{where}/content")).content == samples.picture()
    assert (await client.get(where)).json()["file_damaged_time"] is None


async def test_a_large_damaged_file_never_arrives_whole(
    client: httpx.AsyncClient,
    resources: Resources,
    file: dict[str, object],
    kept: Path,
    monkeypatch: pytest.MonkeyPatch,
    writer_id: int,
) -> None:
    monkeypatch.setattr(serving, "_SMALL", 0)
    where = f"/api/v1/files/{file['file_id']}"
    assert (await client.get(f"{where}/content")).content == samples.picture()
    _flip(files_in(kept)[0])
    row = await queries.find_place(resources.database, int(str(file["file_id"])), writer_id)
    assert row is not None
    size = row["file_size"]
    pieces = await serving.open_content(resources, row, Part(200, 0, size))
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    scope = {"type": "http", "path": where, "asgi": {"spec_version": "2.4"}}
    await ContentResponse(pieces)(scope, receive, send)  # no error of the server's, and no end of the answer
    assert sent[0]["status"] == 200
    assert sum(len(message["body"]) for message in sent[1:]) < size
    assert all(message["more_body"] for message in sent[1:])
    assert (await client.get(f"{where}/content")).status_code == 410


async def test_the_scrubber_finds_flipped_bytes_and_goes_on_where_it_was(
    client: httpx.AsyncClient, resources: Resources, upload: Upload, kept: Path
) -> None:
    ids = [(await upload(samples.picture(size=(width, 1)))).json()["file_id"] for width in range(1, 6)]
    assert (await scrub(resources)).files == 0  # nothing is due yet
    await _as_later(resources)
    async with resources.database.transaction(OPERATOR) as session:
        paths = (await session.execute(text("SELECT file_id, file_path FROM file_storage_basic"))).all()
    _flip(kept / dict(map(tuple, paths))[ids[3]])
    (kept / dict(map(tuple, paths))[ids[4]]).unlink()
    little = Resources(
        resources.settings.model_copy(update={"scrub_mib_per_hour": 1}), resources.database, resources.broadcast
    )
    one = await scrub(little)
    assert one.files == 5
    assert sorted(one.damaged) == ids[3:]
    assert [row["file_id"] for row in await queries.list_damaged(resources.database)] == ids[3:]
    statuses = [(await client.get(f"/api/v1/files/{file_id}/content")).status_code for file_id in ids]
    assert statuses == [200] * 3 + [410] * 2
    assert (await scrub(resources)).files == 0


async def test_a_round_reads_its_share_and_pays_for_what_it_read_too_much(resources: Resources, upload: Upload) -> None:
    sizes = [(await upload(samples.picture(size=(300 + width, 300)))).json()["file_size"] for width in range(4)]
    await _as_later(resources)
    share = 1024 * 1024 // 60
    assert sum(sizes) > 0
    slow = Resources(
        resources.settings.model_copy(update={"scrub_mib_per_hour": 1}), resources.database, resources.broadcast
    )
    rounds = 0
    read = 0
    while read < 4:
        report = await scrub(slow)
        read += report.files
        rounds += 1
        assert rounds < 1000
    assert rounds >= min(sum(sizes[:-1]) // share, 4)
    off = Resources(
        resources.settings.model_copy(update={"scrub_mib_per_hour": 0}), resources.database, resources.broadcast
    )
    await _as_later(resources)
    assert (await scrub(off)).files == 0


async def test_bytes_that_were_put_back_are_served_again(
    client: httpx.AsyncClient, resources: Resources, file: dict[str, object], kept: Path
) -> None:
    (path,) = files_in(kept)
    right = path.read_bytes()
    _flip(path)
    await _as_later(resources)
    assert (await scrub(resources)).damaged == [file["file_id"]]
    path.write_bytes(right)
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(FileStorageBasic).values(file_checked_time=utc_now() - timedelta(hours=2)))
    assert (await scrub(resources)).damaged == []
    assert (await client.get(f"/api/v1/files/{file['file_id']}/content")).content == right


class TestQuota:
    """What one user may keep."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        """Room for two pictures and a bit."""
        return settings.model_copy(update={"storage_user_bytes": 2 * len(samples.picture()) + 40})

    async def test_uploads_at_once_do_not_pass_it_together(
        self, client: httpx.AsyncClient, upload: Upload, kept: Path, stranger: httpx.AsyncClient
    ) -> None:
        answers = await asyncio.gather(*(upload(samples.picture(size=(width, 1))) for width in range(1, 9)))
        statuses = [answer.status_code for answer in answers]
        assert statuses.count(201) in {1, 2}
        refused = next(answer for answer in answers if answer.status_code != 201)
        assert (refused.status_code, refused.json()["type"]) == (413, "/problems/storage-quota")
        assert "bytes" in refused.json()["detail"]
        items = (await client.get("/api/v1/files")).json()["items"]
        assert len(files_in(kept)) == len(items) == statuses.count(201)
        others = await stranger.post("/api/v1/files", files={"file": ("a.png", samples.picture())})
        assert others.status_code == 201
        await client.delete(f"/api/v1/files/{items[0]['file_id']}")
        assert (await upload(samples.picture(size=(20, 1)))).status_code == 201

    async def test_uploads_of_one_user_are_counted_one_after_the_other(
        self, client: httpx.AsyncClient, upload: Upload, stranger: httpx.AsyncClient, resources: Resources
    ) -> None:
        me = (await client.get("/api/v1/auth/me")).json()["user_id"]
        async with resources.database.transaction(OPERATOR) as session:
            await queries.lock_storage(session, me)  # another upload of theirs is just being counted
            mine = asyncio.create_task(upload(samples.picture()))
            others = await stranger.post("/api/v1/files", files={"file": ("a.png", samples.picture())})
            await asyncio.wait({mine}, timeout=1)
            assert (others.status_code, mine.done()) == (201, False)
        assert (await mine).status_code == 201

    async def test_deleting_and_uploading_again_is_bounded_too(self, client: httpx.AsyncClient, upload: Upload) -> None:
        statuses = []
        for width in range(1, 12):
            answer = await upload(samples.picture(size=(width, 1)))
            statuses.append(answer.status_code)
            if answer.status_code == 201:
                await client.delete(f"/api/v1/files/{answer.json()['file_id']}")
        assert statuses.count(201) in {3, 4, 5}
        assert statuses[-1] == 413


async def test_bytes_put_back_are_served_at_once(
    client: httpx.AsyncClient,
    resources: Resources,
    file: dict[str, object],
    kept: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    where = f"/api/v1/files/{file['file_id']}"
    (path,) = files_in(kept)
    whole = path.read_bytes()
    for _ in range(2):
        _flip(path)
        assert (await client.get(f"{where}/content")).status_code == 410
        path.unlink()
        assert (await client.get(f"{where}/content")).status_code == 410
        path.write_bytes(whole)
        assert (await client.head(f"{where}/content")).status_code == 200
        assert (await client.get(where)).json()["file_damaged_time"] is None
        assert (await client.get(f"{where}/content")).content == whole
    # A large one is not read whole for everybody who asks, but a minute later it is.
    _flip(path)
    assert (await client.get(f"{where}/content")).status_code == 410
    path.write_bytes(whole)
    monkeypatch.setattr(serving, "_SMALL", 0)
    assert (await client.get(f"{where}/content")).status_code == 410
    monkeypatch.setattr(serving, "_LARGE_AGAIN", timedelta(0))
    assert (await client.get(f"{where}/content")).content == whole
