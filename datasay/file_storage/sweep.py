"""What nobody refers to any more: unfinished uploads, bytes without a row, bytes of long deleted rows.

And the other way round: rows whose bytes are gone are told, never hidden. Keys are used once, so bytes that had no row
an hour after they came never get one, and removing them cannot meet anybody (docs/decisions/0011-files.md).
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from datasay.core.clock import utc_now
from datasay.core.identity import SWEEPER
from datasay.core.resources import Resources
from datasay.file_storage import queries
from datasay.file_storage.folder import disk_errors
from datasay.file_storage.models import FileStatus
from datasay.file_storage.service import KEEP_DELETED
from datasay.file_storage.stores import FileStore, open_store

logger = structlog.get_logger(__name__)

_PAGE = 1000
# A store full of bytes that no row knows means the wrong database, or one restored from a backup: nothing is removed.
_BRAKE_COUNT = 100


@dataclass(slots=True)
class SweepReport:
    """What a sweep found and did. `missing` names rows whose bytes are gone; `braked`: too many orphans to be true."""

    temporary_removed: int = 0
    orphans_removed: int = 0
    deleted_removed: int = 0
    objects_seen: int = 0
    missing: list[int] = field(default_factory=list)
    braked: bool = False


@dataclass(slots=True)
class _Found:
    orphans: list[str] = field(default_factory=list)
    expired: list[int] = field(default_factory=list)


async def sweep_orphans(resources: Resources, *, older_than_seconds: float = 3600) -> SweepReport:
    """Look through storage and database both ways, one user at a time. Raises Unavailable."""
    store = open_store(resources.settings)
    report = SweepReport()
    report.temporary_removed = await asyncio.to_thread(
        _remove_temporary, store.temporary, time.time() - older_than_seconds
    )
    before = utc_now() - timedelta(seconds=older_than_seconds)
    found = _Found()
    owners = set(await queries.list_owners(resources.database))
    for user_id in sorted(owners.union(await store.owners())):
        await _compare(resources, store, user_id, before, report, found)
    report.braked = len(found.orphans) > _BRAKE_COUNT and 2 * len(found.orphans) > report.objects_seen
    if report.braked:
        logger.error("sweep_refused", orphans=len(found.orphans), objects=report.objects_seen)
    else:
        for key in found.orphans:
            await store.delete(key)
        report.orphans_removed = len(found.orphans)
    for file_id in found.expired:
        report.deleted_removed += await _remove_expired(resources, store, file_id)
    _tell(report)
    return report


async def _compare(
    resources: Resources, store: FileStore, user_id: int, before: datetime, report: SweepReport, found: _Found
) -> None:
    """One user's bytes and rows. The listing comes first: whatever it shows, its row was there before we look."""
    objects = {stored.key: stored async for stored in store.list(user_id)}
    report.objects_seen += len(objects)
    expired_before = utc_now() - KEEP_DELETED
    after = 0
    while True:
        rows = await queries.list_places(resources.database, user_id, after, _PAGE)
        for row in rows:
            there = objects.pop(row["file_path"], None)
            if row["file_status"] == FileStatus.DELETED and row["file_deleted_time"] < expired_before:
                found.expired.extend([row["file_id"]] if there else [])
                continue
            whole = there is not None and there.size == row["file_size"]
            elsewhere = row["file_storage_type"] != store.storage_type
            # What came after the listing is not missing: ask for it by name.
            if not whole and not elsewhere and await store.size(row["file_path"]) != row["file_size"]:
                report.missing.append(row["file_id"])
        if len(rows) < _PAGE:
            break
        after = rows[-1]["file_id"]
    found.orphans.extend(stored.key for stored in objects.values() if stored.modified < before)


async def _remove_expired(resources: Resources, store: FileStore, file_id: int) -> int:
    """Remove the bytes of a deleted file while its row is locked, so that nobody restores it meanwhile."""
    async with resources.database.transaction(SWEEPER) as session:
        key = await queries.lock_expired(session, file_id, utc_now() - KEEP_DELETED)
        if key is None:
            return 0
        await store.delete(key)
        return 1


def _remove_temporary(folder: Path, before: float) -> int:
    """Remove what was last written before this moment."""
    removed = 0
    with disk_errors():
        if not folder.is_dir():
            return 0
        for path in folder.iterdir():
            try:
                if path.stat().st_mtime < before:
                    path.unlink()
                    removed += 1
            except FileNotFoundError:
                continue  # finished meanwhile
    return removed


def _tell(report: SweepReport) -> None:
    if report.missing:
        logger.error("bytes_missing", file_ids=report.missing[:100], count=len(report.missing))
    removed = report.temporary_removed + report.orphans_removed + report.deleted_removed
    if removed:
        logger.info(
            "swept",
            temporary=report.temporary_removed,
            orphans=report.orphans_removed,
            deleted=report.deleted_removed,
        )
