"""Filling in the codes of what was written: some things at a time, behind the writer's back."""

import time
from collections.abc import Sequence

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.identity import INDEXER
from datasay.search.models import SystemSearchEntry as Entry
from datasay.search.sources import Source

_BATCH = 50  # a writer of the same thing waits for one batch at most
_FILL = (
    "UPDATE system_search_entry SET search_tokens = made.tokens, search_heading = made.heading,"
    " search_stale = false"
    " FROM (SELECT t.{source.key.key} AS key, datasay_search_tokens({whole}) AS tokens,"
    " datasay_search_tokens({heading}) AS heading FROM {source.table} t WHERE t.{source.key.key} = ANY(:keys)) made"
    " WHERE search_kind = :kind AND search_key = made.key"
)
_FORGET = text(  # of a table that was emptied without its triggers
    "DELETE FROM system_search_entry WHERE search_kind = :kind AND search_key = ANY(:keys) AND search_tokens IS NULL"
)
_MERGE = text("SELECT datasay_merge_search()")


async def index_pending(database: Database, sources: Sequence[Source], *, seconds: float) -> int:
    """Fill in what waits until it is done or the time is over; returns how many. Raises Unavailable, Clash."""
    until = time.monotonic() + seconds
    done = 0
    for waits in (Entry.search_tokens.is_(None), Entry.search_stale.is_(True)):  # what is stale is found meanwhile
        for source in sources:
            while time.monotonic() < until:
                async with database.transaction(INDEXER) as session:
                    count = await _index_batch(session, source, waits)
                done += count
                if count < _BATCH:
                    break
    if done:
        async with database.transaction(INDEXER) as session:
            await session.execute(_MERGE)  # what is not merged is read from end to end by every search
    return done


async def _index_batch(session: AsyncSession, source: Source, waits: ColumnElement[bool]) -> int:
    """Two statements: the words must be read after the entries are locked, or those of a change in between are lost."""
    waiting = (
        select(Entry.search_key)
        .where(Entry.search_kind == source.kind.value, waits)
        .limit(_BATCH)
        .with_for_update(skip_locked=True)
    )
    keys = (await session.scalars(waiting)).all()
    if keys:
        given = {"kind": source.kind.value, "keys": keys}
        await session.execute(text(_FILL.format(source=source, whole=source.whole(), heading=source.heading())), given)
        await session.execute(_FORGET, given)
    return len(keys)
