"""Reads every kept file again, slowly, and tells which are no longer what was taken in.

Disks forget, and people move things. The file that was not looked at for the longest comes next, so a scrubber that was
stopped goes on where it was; one of two that meet does a file twice, which does no harm.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from weakref import WeakKeyDictionary

import structlog

from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.reading import Row
from datasay.core.resources import Resources
from datasay.file_storage import queries
from datasay.file_storage.errors import BytesMissing, FileDamaged
from datasay.file_storage.stores import FileStore, open_store

logger = structlog.get_logger(__name__)

ROUND_SECONDS = 60
_ROUNDS_AN_HOUR = 3600 // ROUND_SECONDS
_MIB = 1024 * 1024
_MOST_FILES = 1000  # of one round
_DAMAGED_AGAIN = timedelta(hours=1)  # somebody may have put the right bytes back
_ahead: WeakKeyDictionary[Database, int] = WeakKeyDictionary()  # bytes read beyond what the rounds so far allowed


@dataclass(slots=True)
class ScrubReport:
    """What one round read, and which files it found damaged or missing."""

    files: int = 0
    bytes: int = 0
    damaged: list[int] = field(default_factory=list)


async def scrub(resources: Resources) -> ScrubReport:
    """Read files again until this round's share of DATASAY_SCRUB_MIB_PER_HOUR is used up. Raises Unavailable."""
    report = ScrubReport()
    share = resources.settings.scrub_mib_per_hour * _MIB // _ROUNDS_AN_HOUR
    left = share - _ahead.get(resources.database, 0)
    store = open_store(resources.settings)
    if left > 0:
        for file in await _due(resources, store):
            await _check(resources, store, file, report)
            left -= file["file_size"]
            if left <= 0:
                break
    _ahead[resources.database] = max(-left, 0)
    if report.damaged:
        logger.error("files_damaged", file_ids=report.damaged[:100], count=len(report.damaged))
    return report


async def _due(resources: Resources, store: FileStore) -> Sequence[Row]:
    now = utc_now()
    return await queries.list_due(
        resources.database,
        store.storage_type,
        checked_before=now - timedelta(days=resources.settings.scrub_days),
        damaged_before=now - _DAMAGED_AGAIN,
        limit=_MOST_FILES,
    )


async def _check(resources: Resources, store: FileStore, file: Row, report: ScrubReport) -> None:
    damaged = not await is_whole(store, file)
    report.files += 1
    report.bytes += file["file_size"]
    changed = await queries.note_check(
        resources.database, file["file_id"], file["file_path"], utc_now(), damaged=damaged
    )
    if damaged and changed:
        report.damaged.append(file["file_id"])


async def is_whole(store: FileStore, file: Row) -> bool:
    """Whether the bytes in the store are those that were taken in. Raises Unavailable."""
    size: int = file["file_size"]
    hashed = hashlib.sha256()
    try:
        async for chunk in await store.stream(file["file_path"], 0, size, size=size):
            hashed.update(chunk)
    except (FileDamaged, BytesMissing):
        return False
    right: str = file["file_hash_sha256"]
    return hashed.hexdigest() == right
