"""Filling in the codes of what was written: a few hundred things at a time, behind the writer's back."""

import time
from collections.abc import Sequence

from sqlalchemy import delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.identity import SYSTEM
from datasay.search.models import SystemSearchEntry as Entry
from datasay.search.sources import Source

_BATCH = 50  # a writer of the same thing waits for one batch at most
_MERGE = text("SELECT gin_clean_pending_list('idx_system_search_entry_tokens')")


async def index_pending(database: Database, sources: Sequence[Source], *, seconds: float) -> int:
    """Fill in what waits until it is done or the time is over; returns how many. Raises Unavailable, Clash."""
    until = time.monotonic() + seconds
    done = 0
    for source in sources:
        while time.monotonic() < until:
            async with database.transaction(SYSTEM) as session:
                count = await _index_batch(session, source)
            done += count
            if count < _BATCH:
                break
    if done:
        async with database.transaction(SYSTEM) as session:
            await session.execute(_MERGE)  # what is not merged is read from end to end by every search
    return done


async def _index_batch(session: AsyncSession, source: Source) -> int:
    """Two statements: the words must be read after the entries are locked, or those of a change in between are lost."""
    waiting = (
        select(Entry.search_key)
        .where(Entry.search_kind == source.kind.value, Entry.search_tokens.is_(None))
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    )
    keys = (await session.scalars(waiting)).all()
    if keys:
        these = (Entry.search_kind == source.kind.value, Entry.search_key.in_(keys))
        filled = (
            update(Entry)
            .where(*these, source.key == Entry.search_key)
            .values(
                search_tokens=func.datasay_search_tokens(source.whole()),
                search_heading=func.datasay_search_tokens(source.heading()),
            )
        )
        await session.execute(filled.execution_options(synchronize_session=False))
        orphans = delete(Entry).where(*these, Entry.search_tokens.is_(None))  # a table emptied without its triggers
        await session.execute(orphans.execution_options(synchronize_session=False))
    return len(keys)
