"""What the platform makes is kept under the same rules as what users send; nothing is ever half there."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from datasay.core.errors import Unavailable
from datasay.core.identity import Actor, as_actor
from datasay.core.resources import Resources
from datasay.file_storage.errors import BytesMissing, FileBroken, FileInUse, FileNotFound, FileTypeRefused
from datasay.file_storage.folder import FolderStore
from datasay.file_storage.models import FileStorageBasic, FileType
from datasay.file_storage.queries import list_tagged_photos
from datasay.file_storage.service import (
    StoredFile,
    add_file_row,
    delete_file,
    get_file,
    open_local,
    receive_file,
    store_bytes,
)
from datasay.file_storage.stores import FileStore, new_key
from tests.conftest import MakeUser
from tests.factories import make_image
from tests.file_storage import samples
from tests.file_storage.conftest import files_in


async def chunks(data: bytes) -> AsyncIterator[bytes]:
    """Some bytes at a time."""
    for start in range(0, len(data), 1000):
        yield data[start : start + 1000]


async def _store(resources: Resources, user_id: int, data: bytes | Path, name: str = "picture.png") -> StoredFile:
    return await store_bytes(
        resources, user_id=user_id, data=data, file_type=FileType.IMAGE, mime_type="image/png", file_name=name
    )


async def _keep(resources: Resources, user_id: int, data: bytes | Path) -> FileStorageBasic:
    stored = await _store(resources, user_id, data)
    async with resources.database.transaction() as session:
        return await add_file_row(session, stored)


async def _fail_after_adding(resources: Resources, stored: StoredFile) -> None:
    async with resources.database.transaction() as session:
        await add_file_row(session, stored)
        raise ZeroDivisionError


async def test_what_the_platform_makes_is_kept_once(resources: Resources, user_id: int, kept: Path) -> None:
    first = await _keep(resources, user_id, samples.picture(size=(30, 20)))
    assert (first.file_width, first.file_height, first.file_original_name) == (30, 20, "picture.png")
    second = await _keep(resources, user_id, samples.picture(size=(30, 20)))
    assert second.file_id == first.file_id
    assert [path.name for path in files_in(kept)] == [first.file_name]


async def test_a_finished_file_is_moved_in(
    resources: Resources, user_id: int, kept: Path, tmp_path: Path, media: dict[str, bytes]
) -> None:
    made = tmp_path / "final.mp4"
    made.write_bytes(media["clip.mp4"])
    stored = await store_bytes(
        resources,
        user_id=user_id,
        data=made,
        file_type=FileType.VIDEO,
        mime_type="video/mp4",
        file_name="背影.mp4",
        width=64,
        height=48,
        duration=1.0,
    )
    assert not made.exists()
    async with resources.database.transaction() as session:
        file = await add_file_row(session, stored)
    assert (file.file_original_name, file.file_width, float(file.file_duration or 0)) == ("背影.mp4", 64, 1.0)
    assert [path.read_bytes() for path in files_in(kept)] == [media["clip.mp4"]]
    assert await open_local(resources, file, tmp_path) == files_in(kept)[0]


async def test_a_file_from_another_file_system_is_copied_whole(
    resources: Resources, user_id: int, kept: Path, store: FileStore
) -> None:
    elsewhere = Path("/dev/shm")  # noqa: S108  the file made in there has this process's number
    if not elsewhere.is_dir() or elsewhere.stat().st_dev == kept.parent.parent.stat().st_dev:
        pytest.skip("this machine has no second file system to write to")
    made = elsewhere / f"datasay-test-{os.getpid()}.png"
    try:
        made.write_bytes(samples.picture())
        stored = await _store(resources, user_id, made)
        assert not made.exists()
    finally:
        made.unlink(missing_ok=True)
    assert isinstance(store, FolderStore)
    assert [path.read_bytes() for path in files_in(kept)] == [samples.picture()]
    assert await store.size(stored.key) == len(samples.picture())


@pytest.mark.parametrize("data", [samples.HTML, b'{"error": "quota exceeded"}', samples.picture("JPEG")])
async def test_an_engine_that_makes_something_else_is_found_out(
    resources: Resources, user_id: int, kept: Path, data: bytes
) -> None:
    """P4."""
    with pytest.raises(FileTypeRefused):
        await _store(resources, user_id, data)
    assert files_in(kept) == []


async def test_a_transaction_that_fails_leaves_bytes_and_no_row(resources: Resources, user_id: int, kept: Path) -> None:
    stored = await _store(resources, user_id, samples.picture())
    with pytest.raises(ZeroDivisionError):
        await _fail_after_adding(resources, stored)
    assert len(files_in(kept)) == 1
    async with resources.database.transaction() as session:  # a retry within the hour may still use them
        assert (await add_file_row(session, stored)).file_id


async def test_a_duplicate_whose_transaction_fails_loses_nothing(
    resources: Resources, user_id: int, kept: Path
) -> None:
    first = await _keep(resources, user_id, samples.picture())
    stored = await _store(resources, user_id, samples.picture())
    with pytest.raises(ZeroDivisionError):
        await _fail_after_adding(resources, stored)
    assert {path.name for path in files_in(kept)} == {first.file_name, stored.key.rsplit("/", 1)[-1]}


async def test_bytes_that_waited_too_long_get_no_row(resources: Resources, user_id: int) -> None:
    stored = await _store(resources, user_id, samples.picture())
    object.__setattr__(stored, "stored_at", stored.stored_at - 1801)
    with pytest.raises(Unavailable):
        async with resources.database.transaction() as session:
            await add_file_row(session, stored)


async def test_a_file_being_referred_to_is_not_deleted_meanwhile(resources: Resources, user_id: int) -> None:
    """One transaction takes the existing row for a new audio; another deletes it at that moment."""
    file = await _keep(resources, user_id, samples.picture())
    again = await _store(resources, user_id, samples.picture())
    taken, go_on = asyncio.Event(), asyncio.Event()

    async def refer() -> None:
        async with resources.database.transaction() as session:
            same = await add_file_row(session, again)
            taken.set()
            await go_on.wait()
            image = await make_image(session, user_id)
            image.image_file_id = same.file_id

    async def delete() -> None:
        await taken.wait()
        async with resources.database.transaction() as session:
            await delete_file(session, user_id, file.file_id)

    referring, deleting = asyncio.create_task(refer()), asyncio.create_task(delete())
    await taken.wait()
    done, _ = await asyncio.wait([deleting], timeout=0.3)
    assert not done
    go_on.set()
    await referring
    with pytest.raises(FileInUse):
        await deleting


async def test_a_strangers_file_is_not_found(resources: Resources, user_id: int, make_user: MakeUser) -> None:
    """A2: ids inside requests go through here."""
    file = await _keep(resources, user_id, samples.picture())
    stranger = (await make_user("stranger")).user_id
    for owner, found in ((user_id, file.file_id), (stranger, None)):
        async with resources.database.transaction() as session:
            if found is None:
                with pytest.raises(FileNotFound):
                    await get_file(session, owner, file.file_id)
            else:
                assert (await get_file(session, owner, file.file_id, lock=True)).file_id == found


async def test_changed_and_missing_bytes_are_never_handed_out(
    resources: Resources, user_id: int, kept: Path, tmp_path: Path
) -> None:
    """S4."""
    file = await _keep(resources, user_id, samples.picture())
    path = files_in(kept)[0]
    path.write_bytes(samples.picture()[:-1] + b"x")
    with pytest.raises(FileBroken):
        await open_local(resources, file, tmp_path)
    path.unlink()
    with pytest.raises(BytesMissing):
        await open_local(resources, file, tmp_path)


async def test_only_tagged_pictures_are_photos(
    resources: Resources, user_id: int, make_user: MakeUser, media: dict[str, bytes]
) -> None:
    async def receive(owner: int, data: bytes, *tags: str) -> int:
        with as_actor(Actor(owner, "user")):
            return (await receive_file(resources, owner, chunks(data), "x", tags))[0].file_id

    await receive(user_id, samples.picture(size=(1, 1)))
    await receive(user_id, media["voice.wav"], "车站")
    await receive((await make_user("stranger")).user_id, samples.picture(size=(2, 2)), "车站")
    older = await receive(user_id, samples.picture(size=(3, 3)), "车站")
    newer = await receive(user_id, samples.picture(size=(4, 4)), "冬天")
    async with resources.database.transaction() as session:
        assert [photo.file_id for photo in await list_tagged_photos(session, user_id)] == [newer, older]


async def test_a_stream_that_fails_leaves_nothing(resources: Resources, user_id: int, kept: Path) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield samples.picture()
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await receive_file(resources, user_id, broken(), "x.png")
    assert files_in(kept) == []


async def test_no_key_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    store = FolderStore(tmp_path / "files")
    for key in ("../secret", "/etc/passwd", "1/../../secret", "1//x", "", ".hidden", "1/.\x00"):
        with pytest.raises(BytesMissing):
            await store.stream(key, 0, 1)
        with pytest.raises(BytesMissing):
            await store.delete(key)
    assert await store.size(new_key(1, "a" * 64, "png")) is None
