"""Bytes on their way out: only those that were taken in.

Size and kind of what lies in the store are looked at as it is opened. A small file is hashed before its first byte is
sent; of a larger one that is sent whole, the last piece is held back until the hash is right, so that nobody ends up
with a damaged one that looks complete. What flips in the middle of a large file that is read in ranges, the scrubber
finds (scrub.py). What was found is written into the row, and from then on refused, until the right bytes are seen in
their place again: whoever wants them has them looked at anew.
"""

import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta

import structlog

from datasay.core.clock import utc_now
from datasay.core.reading import Row
from datasay.core.resources import Resources
from datasay.file_storage import queries
from datasay.file_storage.errors import FileDamaged
from datasay.file_storage.ranges import Part
from datasay.file_storage.scrub import is_whole
from datasay.file_storage.service import store_of

logger = structlog.get_logger(__name__)

_SMALL = 4 * 1024 * 1024
_LARGE_AGAIN = timedelta(minutes=1)  # a large damaged file is not hashed for everybody who asks


async def open_content(resources: Resources, file: Row, part: Part) -> AsyncIterator[bytes]:
    """The bytes of a part of the file, opened before this returns. Raises FileDamaged, BytesMissing, Unavailable."""
    await check_again(resources, file)
    size: int = file["file_size"]
    small = size <= _SMALL
    start, end = (0, size) if small else (part.start, part.end)
    store = store_of(resources, file["file_storage_type"])
    try:
        chunks = await store.stream(file["file_path"], start, end, size=size)
        if not small:
            return chunks if (start, end) != (0, size) else _to_the_last(resources, file, chunks)
        whole = b"".join([chunk async for chunk in chunks])
        if hashlib.sha256(whole).hexdigest() != file["file_hash_sha256"]:
            raise FileDamaged(file["file_id"])
    except FileDamaged as error:
        await note_damage(resources, file)
        raise FileDamaged(file["file_id"]) from error
    return _one(whole[part.start : part.end])


async def check_again(resources: Resources, file: Row) -> None:
    """Look anew at the bytes of a file that is known to be damaged: somebody may have put the right ones back.

    Raises FileDamaged, Unavailable.
    """
    if file["file_damaged_time"] is None:
        return
    checked = file["file_checked_time"]
    if file["file_size"] > _SMALL and checked is not None and utc_now() - checked < _LARGE_AGAIN:
        raise FileDamaged(file["file_id"])
    damaged = not await is_whole(store_of(resources, file["file_storage_type"]), file)
    await queries.note_check(resources.database, file["file_id"], file["file_path"], utc_now(), damaged=damaged)
    if damaged:
        raise FileDamaged(file["file_id"])
    logger.info("file_mended", file_id=file["file_id"])


async def _one(piece: bytes) -> AsyncIterator[bytes]:
    yield piece


async def _to_the_last(resources: Resources, file: Row, chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The pieces; the last one only when all of them hash to what they should."""
    hashed, held = hashlib.sha256(), b""
    async for chunk in chunks:
        hashed.update(chunk)
        if held:
            yield held
        held = chunk
    if hashed.hexdigest() != file["file_hash_sha256"]:
        await note_damage(resources, file)
        raise FileDamaged(file["file_id"])  # too late for a status: the connection breaks off
    yield held


async def note_damage(resources: Resources, file: Row) -> None:
    """Write into the row that its bytes are not what they were."""
    logger.error("file_damaged", file_id=file["file_id"], key=file["file_path"])
    await queries.note_check(resources.database, file["file_id"], file["file_path"], utc_now(), damaged=True)
