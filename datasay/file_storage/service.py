"""The rules of files: take them in, keep each once, hand them out, delete and restore them.

Bytes first, row second: a row never points at bytes that were not there. What lies between the two when something dies
is removed by the sweeper.
"""

import secrets
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import after_commit
from datasay.core.errors import FieldError, Unavailable
from datasay.core.kill_points import KillPoint, kill_point
from datasay.core.resources import Resources
from datasay.engines.results import unreadable
from datasay.file_storage import queries
from datasay.file_storage.errors import (
    BytesMissing,
    FileBroken,
    FileDamaged,
    FileInUse,
    FileNotFound,
    FileNotRestorable,
    FileTypeRefused,
    StorageQuotaReached,
)
from datasay.file_storage.inspection import Inspected, inspect
from datasay.file_storage.intake import Intake, Received, hash_file, open_intake
from datasay.file_storage.models import FileStatus, FileStorageBasic, FileType
from datasay.file_storage.names import clean_name, essence, extension_of
from datasay.file_storage.schemas import FileUpdate
from datasay.file_storage.stores import FileStore, new_key, open_store
from datasay.wording.told import Told

KEEP_DELETED = timedelta(days=30)
_TAGS = 50
_USABLE_SECONDS = 1800  # the sweeper takes bytes without a row after twice this time


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Bytes that are kept and still need their row: hand it to `add_file_row` soon."""

    store: FileStore
    user_id: int
    key: str
    size: int
    md5: str
    sha256: str
    content: Inspected
    original_name: str
    tags: tuple[str, ...]
    stored_at: float  # time.monotonic()
    quota: int  # bytes its owner may keep in all


async def receive_file(
    resources: Resources,
    user_id: int,
    stream: AsyncIterator[bytes],
    original_name: str,
    tags: Sequence[str] = (),
) -> tuple[FileStorageBasic, bool]:
    """Take a user's file in; returns its row and whether it is new (False: the same bytes were there already).

    Raises FileTypeRefused, FileBroken, FileTooLarge, StorageFull, Unavailable; then nothing is left behind.
    """
    store = open_store(resources.settings)
    async with open_intake(store, limit=resources.settings.upload_limit_bytes) as intake:
        async for chunk in stream:
            await intake.write(chunk)
        return await keep_upload(resources, store, user_id, intake, original_name, tags)


async def keep_upload(
    resources: Resources, store: FileStore, user_id: int, intake: Intake, original_name: str, tags: Sequence[str]
) -> tuple[FileStorageBasic, bool]:
    """Look at what has come in and keep it; as `receive_file`."""
    received = await intake.finish()
    content = await inspect(received.path)
    stored = await _keep(store, resources.settings.storage_user_bytes, user_id, received, content, original_name, tags)
    async with resources.database.transaction() as session:
        return await _add_row(session, stored)


async def store_bytes(
    resources: Resources,
    *,
    user_id: int,
    data: bytes | Path,
    file_type: FileType,
    mime_type: str,
    file_name: str,
    width: int | None = None,
    height: int | None = None,
    duration: float | None = None,
    file_tags: Sequence[str] = (),
) -> StoredFile:
    """Keep what the platform made; a Path is moved away. The row follows with `add_file_row`.

    What the engine says it is must be what it is: raises FileTypeRefused or FileBroken otherwise, StorageFull,
    Unavailable. Width, height (pixels) and duration (seconds) are measured where they are not given.
    """
    store = open_store(resources.settings)
    if isinstance(data, bytes):
        async with open_intake(store, limit=len(data), expected=len(data)) as intake:
            await intake.write(data)
            received = await intake.finish()
            content = await _checked(received.path, file_type, mime_type)
            content = _with_given(content, width, height, duration)
            return await _keep(
                store, resources.settings.storage_user_bytes, user_id, received, content, file_name, file_tags
            )
    received = await hash_file(data)
    content = _with_given(await _checked(data, file_type, mime_type), width, height, duration)
    return await _keep(store, resources.settings.storage_user_bytes, user_id, received, content, file_name, file_tags)


@contextmanager
def made_by(engine: str, mime_type: str) -> Iterator[None]:
    """Bytes that cannot be kept for what they are: it is the engine that made them so. Raises EngineFailed."""
    try:
        yield
    except (FileTypeRefused, FileBroken) as error:
        raise unreadable(engine, mime_type) from error


async def _checked(path: Path, file_type: FileType, mime_type: str) -> Inspected:
    content = await inspect(path)
    if content.file_type != file_type or (file_type != FileType.TEXT and content.mime_type != essence(mime_type)):
        raise FileTypeRefused(
            Told(
                "A file said to be {said} turns out to be {found}. Send the right one.",
                "文件自称是 {said}，实际是 {found}。请换成正确的文件。",
                said=mime_type,
                found=content.mime_type,
            )
        )
    # Subtitles of a film without a word, say, look like any other text: the maker knows better.
    return replace(content, mime_type=essence(mime_type)) if file_type == FileType.TEXT else content


def _with_given(content: Inspected, width: int | None, height: int | None, duration: float | None) -> Inspected:
    return replace(
        content,
        width=width or content.width,
        height=height or content.height,
        duration=content.duration if duration is None else duration,
    )


async def _keep(
    store: FileStore,
    quota: int,
    user_id: int,
    received: Received,
    content: Inspected,
    original_name: str,
    tags: Sequence[str],
) -> StoredFile:
    key = new_key(user_id, received.sha256, extension_of(content.mime_type))
    kill_point(KillPoint.BYTES_WRITTEN)
    await store.keep(received.path, key)
    kill_point(KillPoint.BYTES_KEPT)
    return StoredFile(
        store=store,
        user_id=user_id,
        key=key,
        size=received.size,
        md5=received.md5,
        sha256=received.sha256,
        content=content,
        original_name=clean_name(original_name, content.mime_type),
        tags=tuple(tags),
        stored_at=time.monotonic(),
        quota=quota,
    )


async def add_file_row(session: AsyncSession, stored: StoredFile) -> FileStorageBasic:
    """The row of kept bytes, in the caller's transaction; the one there is when the user has the same bytes already."""
    return (await _add_row(session, stored))[0]


async def check_room(resources: Resources, user_id: int, more: int) -> None:
    """See before an upload whether so many bytes may be kept. Raises StorageQuotaReached."""
    async with resources.database.transaction() as session:
        used = await queries.count_storage(session, user_id, utc_now() - KEEP_DELETED)
    _check_quota(resources.settings.storage_user_bytes, *used, more)


async def _keep_within_quota(session: AsyncSession, stored: StoredFile) -> None:
    """Refuse the row that was just added when it is too much; uploads of one user are counted one after the other."""
    await queries.lock_storage(session, stored.user_id)
    active, kept = await queries.count_storage(session, stored.user_id, utc_now() - KEEP_DELETED)
    try:
        _check_quota(stored.quota, active - stored.size, kept - stored.size, stored.size)
    except StorageQuotaReached:
        stored.store.discard(stored.key)
        raise


def _wish(more: int) -> Told:
    if more <= 0:  # how many come is not told before they are there
        return Told("", "")
    return Told("; this needs {more:,} more", "，这次还要 {more:,} 字节", more=more)


def _check_quota(quota: int, active: int, kept: int, more: int) -> None:
    if active + more > quota:
        raise StorageQuotaReached(
            Told(
                "You may keep {quota:,} bytes, and your files have {active:,}{wish}. Delete some first.",
                "你最多可存 {quota:,} 字节，现有文件 {active:,} 字节{wish}。请先删除一些。",
                quota=quota,
                active=active,
                wish=_wish(more),
            )
        )
    if kept + more > 2 * quota:
        raise StorageQuotaReached(
            Told(
                "Your files have {active:,} bytes and those you deleted, which are kept for {days} days, {deleted:,}:"
                " together with this more than twice the {quota:,} you may keep. Wait some days.",
                "你的文件有 {active:,} 字节，删除后保留 {days} 天的还有 {deleted:,} 字节，"
                "加上这次会超过限额 {quota:,} 字节的两倍。请过几天再试。",
                active=active,
                days=KEEP_DELETED.days,
                deleted=kept - active,
                quota=quota,
            )
        )


async def _add_row(session: AsyncSession, stored: StoredFile) -> tuple[FileStorageBasic, bool]:
    if time.monotonic() - stored.stored_at > _USABLE_SECONDS:
        raise Unavailable(
            Told(
                "Too much time has passed since the bytes were kept. Try again.", "保存文件内容后过了太久，请再试一次。"
            )
        )
    for _ in range(5):
        row = await queries.insert_file(session, _values(stored))
        if row is not None:
            await _keep_within_quota(session, stored)
            return row, True
        row = await queries.lock_same(session, stored.user_id, stored.sha256, stored.content.file_type)
        if row is not None:
            return await _same(session, row, stored), False
    raise Unavailable(
        Told(
            "The same file is being stored and deleted at the same time. Try again.",
            "同一个文件正在被同时保存和删除，请再试一次。",
        )
    )


def _values(stored: StoredFile) -> dict[str, object]:
    content = stored.content
    return {
        "file_name": stored.key.rsplit("/", maxsplit=1)[-1],
        "file_original_name": stored.original_name,
        "file_path": stored.key,
        "file_size": stored.size,
        "file_type": content.file_type,
        "file_mime_type": content.mime_type,
        "file_hash_md5": stored.md5,
        "file_hash_sha256": stored.sha256,
        "file_storage_type": stored.store.storage_type,
        "file_created_time": utc_now(),
        "file_created_user_id": stored.user_id,
        "file_status": FileStatus.ACTIVE,
        "file_width": content.width,
        "file_height": content.height,
        "file_duration": content.duration,
        "file_tags": list(stored.tags) or None,
    }


async def _same(session: AsyncSession, row: FileStorageBasic, stored: StoredFile) -> FileStorageBasic:
    """The same bytes are there: ours go away, unless the old ones were lost; then ours take their place."""
    kept = (
        row.file_storage_type == stored.store.storage_type
        and row.file_damaged_time is None
        and await stored.store.size(row.file_path) == row.file_size
    )
    if kept:
        after_commit(session, partial(stored.store.discard, stored.key))
    else:
        row.file_path = stored.key
        row.file_name = stored.key.rsplit("/", maxsplit=1)[-1]
        row.file_storage_type = stored.store.storage_type
        row.file_damaged_time, row.file_checked_time = None, utc_now()
    tags = list(dict.fromkeys([*(row.file_tags or ()), *stored.tags]))[:_TAGS]
    if tags != (row.file_tags or []):
        row.file_tags = tags
    await session.flush()
    return row


async def get_file(session: AsyncSession, user_id: int, file_id: int, *, lock: bool = False) -> FileStorageBasic:
    """One file of this user; with `lock`, kept from being deleted while something comes to refer to it.

    Raises FileNotFound.
    """
    find = queries.lock_file if lock else queries.find_file
    file = await find(session, file_id, user_id)
    if file is None:
        raise FileNotFound.of(file_id)
    return file


async def update_file(session: AsyncSession, user_id: int, file_id: int, changes: FileUpdate) -> FileStorageBasic:
    """Change name or tags. Raises FileNotFound."""
    file = await get_file(session, user_id, file_id, lock=True)
    if changes.file_original_name is not None:
        file.file_original_name = clean_name(changes.file_original_name, file.file_mime_type)
    if changes.file_tags is not None:
        file.file_tags = changes.file_tags
    await session.flush()
    return file


async def delete_file(session: AsyncSession, user_id: int, file_id: int) -> None:
    """Hide a file; its bytes go after 30 days. Raises FileNotFound, FileInUse while anything is made with it."""
    file = await get_file(session, user_id, file_id, lock=True)
    users = await queries.list_users(session, file_id)
    if users:
        raise FileInUse(file_id, [_user(row["field"], row["key"], row["title"]) for row in users])
    file.file_status = FileStatus.DELETED
    file.file_deleted_time = utc_now()


_USERS = {
    "audio_id": Told("audio", "音频"),
    "image_id": Told("image", "图片"),
    "mixall_id": Told("mixall", "作品"),
    "text_id": Told("text", "文本"),
}


def _user(field: str, key: int, title: str) -> FieldError:
    thing = _USERS.get(field, Told("thing", "对象"))
    return FieldError(
        field, Told("{thing} {key} “{title}”", "{thing} {key}《{title}》", thing=thing, key=key, title=title)
    )


async def restore_file(session: AsyncSession, resources: Resources, file_id: int) -> FileStorageBasic:
    """Bring a deleted file of anybody back. Raises FileNotFound, FileNotRestorable."""
    file = await queries.lock_any_file(session, file_id)
    if file is None:
        raise FileNotFound.of(file_id)
    if file.file_status == FileStatus.ACTIVE:
        return file
    twin = await queries.find_twin(session, file)
    if twin is not None:
        raise FileNotRestorable(
            Told(
                "The same bytes were uploaded again since: they are file {twin}. Use that one.",
                "同样的内容后来又上传过，就是文件 {twin}。请直接用它。",
                twin=twin,
            )
        )
    if await store_of(resources, file.file_storage_type).size(file.file_path) != file.file_size:
        raise FileNotRestorable(
            Told("Its bytes have been removed already; upload the file again.", "文件内容已被清除，请重新上传。")
        )
    file.file_status = FileStatus.ACTIVE
    file.file_deleted_time = None
    try:
        await session.flush()
    except IntegrityError as error:  # uploaded again at this very moment
        raise FileNotRestorable(
            Told(
                "The same bytes are being uploaded right now; try again in a moment.",
                "同样的内容正在上传，请稍后再试。",
            )
        ) from error
    return file


def store_of(resources: Resources, storage_type: str) -> FileStore:
    """The store that holds files of this storage type. Raises BytesMissing when the platform now uses another."""
    store = open_store(resources.settings)
    if store.storage_type != storage_type:
        raise BytesMissing(
            Told(
                "The file was kept in storage of type {kept}; the platform now uses {now}. Move "
                "the old files over or set DATASAY_STORAGE_URL back.",
                "文件原来存在 {kept} 存储里，平台现在用的是 {now}。请把旧文件搬过来，或把 DATASAY_STORAGE_URL 改回去。",
                kept=storage_type,
                now=store.storage_type,
            )
        )
    return store


async def open_local(resources: Resources, file: FileStorageBasic, work_folder: Path) -> Path:
    """A path of the bytes on this machine, to be read and not changed: in the storage folder or in `work_folder`.

    The bytes are checked against the row's hash. Raises BytesMissing, FileDamaged, StorageFull, Unavailable.
    """
    store = store_of(resources, file.file_storage_type)
    path = store.local_path(file.file_path)
    if path is None:
        path = work_folder / file.file_name
        if not path.exists():
            fetched = path.with_name(f"{secrets.token_hex(4)}-{path.name}")
            await store.fetch(file.file_path, fetched)
            fetched.replace(path)
    elif path.is_symlink() or not path.is_file():
        raise BytesMissing(
            Told(
                "The bytes of file {file_id} cannot be found in the storage; upload it again or "
                "ask the operator to restore it.",
                "存储里找不到文件 {file_id} 的内容，请重新上传或让管理员恢复。",
                file_id=file.file_id,
            )
        )
    if (await hash_file(path)).sha256 != file.file_hash_sha256:
        await queries.note_check(resources.database, file.file_id, file.file_path, utc_now(), damaged=True)
        raise FileDamaged(file.file_id)
    return path
