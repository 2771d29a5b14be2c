"""Stored files whose bytes the scrubber, or somebody who wanted them, found damaged or gone."""

from collections.abc import Sequence

from datasay.core.database import Database
from datasay.core.reading import Row
from datasay.file_storage.queries import list_damaged


async def find_damaged(database_url: str) -> Sequence[Row]:
    """The damaged files of anybody, at most a hundred."""
    opened = Database(database_url, pool_size=1)
    try:
        return await list_damaged(opened)
    finally:
        await opened.close()
