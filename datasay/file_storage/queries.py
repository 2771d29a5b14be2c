"""The SQL of files."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, and_, bindparam, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.identity import MONITOR, SWEEPER, as_actor
from datasay.core.pages import Keyset
from datasay.core.reading import Row
from datasay.file_storage.models import FileStatus, FileStorageBasic, FileType
from datasay.file_storage.schemas import FileRead

File = FileStorageBasic

READ_COLUMNS = [getattr(File, name) for name in FileRead.model_fields]
KEYSET = Keyset(
    File.file_id,
    {
        "file_created_time": File.file_created_time,
        "file_original_name": File.file_original_name,
        "file_size": File.file_size,
        "file_id": File.file_id,
    },
    "-file_created_time",
)
_PHOTOS = 500
_OWN = (
    File.file_id == bindparam("file_id"),
    File.file_created_user_id == bindparam("user_id"),
    File.file_status == FileStatus.ACTIVE,
)
# Built once: putting a statement together costs more than the database needs to answer it.
_GET = select(*READ_COLUMNS).where(*_OWN)
_PLACE = select(
    File.file_id,
    File.file_damaged_time,
    File.file_checked_time,
    File.file_path,
    File.file_size,
    File.file_mime_type,
    File.file_type,
    File.file_original_name,
    File.file_hash_sha256,
    File.file_storage_type,
).where(*_OWN)
_LIST = select(*READ_COLUMNS).where(
    File.file_created_user_id == bindparam("user_id"), File.file_status == FileStatus.ACTIVE
)

# Everything that would break without the file's bytes, also behind deleted audios and images that a work still uses.
_USERS = text("""
    SELECT 'audio_id' AS field, audio_id AS key, audio_title AS title
      FROM voice_audio_basic WHERE audio_file_id = :file_id AND audio_deleted_time IS NULL
    UNION ALL
    SELECT 'image_id', image_id, image_title
      FROM image_content_basic WHERE image_file_id = :file_id AND image_deleted_time IS NULL
    UNION ALL
    SELECT 'mixall_id', mixall_id, mixall_title
      FROM mixall_content_basic
     WHERE mixall_deleted_time IS NULL
       AND (mixall_final_file_id = :file_id OR mixall_subtitle_file_id = :file_id
            OR (mixall_settings->>'cover_file_id')::int = :file_id
            OR mixall_audio_id IN (SELECT audio_id FROM voice_audio_basic WHERE audio_file_id = :file_id)
            OR mixall_image_ids && ARRAY(SELECT image_id FROM image_content_basic WHERE image_file_id = :file_id))
    UNION ALL
    SELECT 'timbre_id', timbre_id, timbre_name
      FROM voice_timbre_basic
     WHERE timbre_deleted_time IS NULL
       AND (timbre_source_file_id = :file_id
            OR timbre_id IN (SELECT timbre_id FROM voice_timbre_clone WHERE clone_source_file_id = :file_id))
     ORDER BY field, key
     LIMIT 100
""")


def listing(user_id: int) -> Select[Any]:
    """The files of one user that are not deleted."""
    return _LIST.params(user_id=user_id)


async def find_read(database: Database, file_id: int, user_id: int) -> Row | None:
    """One file of this user, as it is shown."""
    return await database.fetch_one(_GET, {"file_id": file_id, "user_id": user_id})


async def find_place(database: Database, file_id: int, user_id: int) -> Row | None:
    """Where the bytes of one file of this user are, and what they are."""
    return await database.fetch_one(_PLACE, {"file_id": file_id, "user_id": user_id})


async def find_file(session: AsyncSession, file_id: int, user_id: int) -> File | None:
    """One file of this user."""
    return await session.scalar(select(File).where(*_OWN), {"file_id": file_id, "user_id": user_id})


async def lock_file(session: AsyncSession, file_id: int, user_id: int) -> File | None:
    """One file of this user, against whoever wants to refer to it, delete or change it."""
    return await session.scalar(select(File).where(*_OWN).with_for_update(), {"file_id": file_id, "user_id": user_id})


async def lock_any_file(session: AsyncSession, file_id: int) -> File | None:
    """One file of anybody, deleted or not."""
    return await session.scalar(select(File).where(File.file_id == file_id).with_for_update())


async def find_twin(session: AsyncSession, file: File) -> int | None:
    """The active file of the same user with the same bytes."""
    return await session.scalar(
        select(File.file_id).where(
            File.file_created_user_id == file.file_created_user_id,
            File.file_hash_sha256 == file.file_hash_sha256,
            File.file_type == file.file_type,
            File.file_status == FileStatus.ACTIVE,
        )
    )


async def insert_file(session: AsyncSession, values: dict[str, object]) -> File | None:
    """A new row; None when the user has an active file with the same bytes, also one committed this moment."""
    statement = (
        insert(File)
        .values(values)
        .on_conflict_do_nothing(
            index_elements=[File.file_created_user_id, File.file_hash_sha256, File.file_type],
            index_where=File.file_status == text("'active'"),
        )
        .returning(File)
    )
    return (await session.scalars(statement)).one_or_none()


async def lock_same(session: AsyncSession, user_id: int, sha256: str, file_type: FileType) -> File | None:
    """The user's active file with these bytes, kept from being deleted until the transaction ends."""
    return await session.scalar(
        select(File)
        .where(
            File.file_created_user_id == user_id,
            File.file_hash_sha256 == sha256,
            File.file_type == file_type,
            File.file_status == FileStatus.ACTIVE,
        )
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


async def list_users(session: AsyncSession, file_id: int) -> Sequence[RowMapping]:
    """What is made with a file: `field`, `key`, `title`; at most 100."""
    return (await session.execute(_USERS, {"file_id": file_id})).mappings().all()


async def list_tagged_photos(session: AsyncSession, user_id: int) -> Sequence[File]:
    """The user's own pictures that carry tags, newest first, at most 500."""
    statement = (
        select(File)
        .where(
            File.file_created_user_id == user_id,
            File.file_type == FileType.IMAGE,
            File.file_status == FileStatus.ACTIVE,
            func.cardinality(File.file_tags) > 0,
        )
        .order_by(File.file_created_time.desc(), File.file_id.desc())
        .limit(_PHOTOS)
    )
    return (await session.scalars(statement)).all()


async def list_owners(database: Database) -> list[int]:
    """Every user with a file row."""
    rows = await database.fetch(select(File.file_created_user_id.label("owner")).distinct(), actor=SWEEPER)
    return [row["owner"] for row in rows if row["owner"]]


async def list_places(database: Database, user_id: int, after: int, limit: int) -> Sequence[Row]:
    """Key, status and deletion time of one user's files, deleted ones included, by file_id."""
    statement = (
        select(
            File.file_id,
            File.file_path,
            File.file_status,
            File.file_deleted_time,
            File.file_size,
            File.file_storage_type,
        )
        .where(File.file_created_user_id == user_id, File.file_id > after)
        .order_by(File.file_id)
        .limit(limit)
    )
    return await database.fetch(statement, actor=SWEEPER)


async def lock_expired(session: AsyncSession, file_id: int, before: datetime) -> str | None:
    """The key of a file that was deleted before this time, kept from being restored until the transaction ends."""
    return await session.scalar(
        select(File.file_path)
        .where(File.file_id == file_id, File.file_status == FileStatus.DELETED, File.file_deleted_time < before)
        .with_for_update()
    )


_STORAGE_LOCKS = 7320  # the first half of the advisory locks below
_LOCK_STORAGE = text("SELECT pg_advisory_xact_lock(:locks, :user_id)")
_KEPT = (File.file_created_user_id == bindparam("user_id"), File.file_size > 0)
_IS_ACTIVE = File.file_status == FileStatus.ACTIVE
_STORAGE_USED = select(
    func.coalesce(func.sum(File.file_size).filter(_IS_ACTIVE), 0).label("active"),
    func.coalesce(
        func.sum(File.file_size).filter(or_(_IS_ACTIVE, File.file_deleted_time > bindparam("since"))), 0
    ).label("kept"),
).where(*_KEPT)
_LAST_CHECKED = func.coalesce(File.file_checked_time, File.file_created_time)
_NOTE_CHECK = (
    update(File)
    .where(File.file_id == bindparam("id"), File.file_path == bindparam("path"))
    .values(file_checked_time=bindparam("now"), file_damaged_time=bindparam("damaged"))
    .returning(File.file_id)
)


async def lock_storage(session: AsyncSession, user_id: int) -> None:
    """Let nobody else count this user's bytes until the transaction ends."""
    await session.execute(_LOCK_STORAGE, {"locks": _STORAGE_LOCKS, "user_id": user_id})


async def count_storage(session: AsyncSession, user_id: int, since: datetime) -> tuple[int, int]:
    """Bytes of a user's files: those that are active, and with those that were deleted since."""
    row = (await session.execute(_STORAGE_USED, {"user_id": user_id, "since": since})).one()
    return int(row.active), int(row.kept)


async def list_due(
    database: Database, storage_type: str, *, checked_before: datetime, damaged_before: datetime, limit: int
) -> Sequence[Row]:
    """Files of anybody whose bytes are to be looked at again, first those that were not for the longest."""
    known = and_(File.file_damaged_time.is_not(None), File.file_checked_time < damaged_before)
    statement = (
        select(File.file_id, File.file_path, File.file_size, File.file_hash_sha256)
        .where(
            _IS_ACTIVE,
            File.file_storage_type == storage_type,
            File.file_hash_sha256.is_not(None),
            or_(checked_before > _LAST_CHECKED, known),
        )
        .order_by(_LAST_CHECKED, File.file_id)
        .limit(limit)
    )
    return await database.fetch(statement, actor=SWEEPER)


async def note_check(database: Database, file_id: int, path: str, now: datetime, *, damaged: bool) -> bool:
    """Write down what came of looking at the bytes under this key; False when the row has others by now."""
    values = {"id": file_id, "path": path, "now": now, "damaged": now if damaged else None}
    with as_actor(SWEEPER):
        return await database.change(_NOTE_CHECK, values, durable=damaged) is not None


async def list_damaged(database: Database, limit: int = 100) -> Sequence[Row]:
    """Files of anybody whose bytes are known to be damaged or missing."""
    statement = (
        select(File.file_id, File.file_original_name, File.file_path, File.file_damaged_time)
        .where(File.file_damaged_time.is_not(None), _IS_ACTIVE)
        .order_by(File.file_id)
        .limit(limit)
    )
    return await database.fetch(statement, actor=MONITOR)
