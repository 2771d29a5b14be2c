"""How the platform is: which of its parts are ready."""

import asyncio
import contextlib
import time
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from redis.exceptions import RedisError
from sqlalchemy import text

from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.errors import DataSayError
from datasay.core.identity import MONITOR
from datasay.core.metrics import oldest_pending_seconds, open_tasks
from datasay.core.resources import Resources
from datasay.task_management import queries

_PATIENCE_SECONDS = 2.0
_SEEN_SECONDS = 60
_SEEN_KEY = "datasay:seen:"
_ROOM_SECONDS = 5.0  # the proof that the database's disk has room is good for this long
# More rows than the least memory for work can hold: the server writes a megabyte beside its tables, and removes it.
_LITTLE_MEMORY, _NEEDS_ROOM = (
    text("SET LOCAL work_mem = '64kB'"),
    text("SELECT count(*) FROM generate_series(1, 50000)"),
)
_had_room: WeakKeyDictionary[Database, float] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class PartState:
    """A part of the platform: whether it is ready, and if not, why."""

    name: str
    ready: bool
    detail: str


async def check_parts(resources: Resources) -> list[PartState]:
    """Look at each part by using it, each for two seconds at most."""
    return list(
        await asyncio.gather(
            _database(resources),
            _redis(resources),
            _worker(resources),
            _seen(resources, "waiting"),
            _seen(resources, "housekeeping"),
        )
    )


async def note_seen(resources: Resources, part: str) -> None:
    """A part says that it really takes work off its queue, which is more than being alive. Forgotten after a minute."""
    if resources.broadcast.redis is not None:
        with contextlib.suppress(RedisError, OSError):
            await resources.broadcast.redis.set(_SEEN_KEY + part, utc_now().isoformat(), ex=_SEEN_SECONDS)


async def _database(resources: Resources) -> PartState:
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            revision = await resources.database.fetch_value(text("SELECT version_num FROM alembic_version"))
            await _find_room(resources.database)
    except (DataSayError, TimeoutError) as error:
        return PartState("database", False, str(error) or "does not answer")
    return PartState("database", revision is not None, f"schema {revision}")


async def _find_room(database: Database) -> None:
    """See that the database can write to its disk, by having it write. Raises DatabaseFull, Unavailable."""
    if time.monotonic() - _had_room.get(database, -_ROOM_SECONDS) < _ROOM_SECONDS:
        return
    async with database.transaction(MONITOR) as session:
        await session.execute(_LITTLE_MEMORY)
        await session.execute(_NEEDS_ROOM)
    _had_room[database] = time.monotonic()


async def _redis(resources: Resources) -> PartState:
    if resources.broadcast.redis is None:
        return PartState("redis", False, "DATASAY_REDIS_URL is not set")
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await resources.broadcast.redis.ping()
    except (RedisError, OSError, TimeoutError) as error:
        return PartState("redis", False, str(error) or "does not answer")
    return PartState("redis", True, "answers")


async def _worker(resources: Resources) -> PartState:
    """Workers that are all busy with long tasks take no new work, but hold leases."""
    state = await _seen(resources, "worker")
    if state.ready:
        return state
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            if await queries.count_leases(resources.database, utc_now()):
                return PartState("worker", True, "busy")
    except (DataSayError, TimeoutError):
        return state
    return state


async def _seen(resources: Resources, part: str) -> PartState:
    if resources.broadcast.redis is None:
        return PartState(part, False, "cannot be asked without Redis")
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            seen = await resources.broadcast.redis.get(_SEEN_KEY + part)
    except (RedisError, OSError, TimeoutError):
        return PartState(part, False, "cannot be asked without Redis")
    if seen is None:
        return PartState(part, False, "took no work for a minute; see that its process runs (`datasay up`)")
    return PartState(part, True, f"took work at {seen!s}Z")


async def measure_tasks(resources: Resources) -> None:
    """Bring the task gauges up to date; they keep their last value while the database is away."""
    try:
        counted = await queries.count_by_status(resources.database)
        oldest = await queries.oldest_waiting(resources.database, utc_now())
    except DataSayError:
        return
    for status, count in counted.items():
        open_tasks.labels(status).set(count)
    oldest_pending_seconds.set((utc_now() - oldest).total_seconds() if oldest else 0)
