"""How migrations are run from code: no alembic.ini, one at a time, and never waiting long for a lock."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

_ALEMBIC = threading.Lock()  # its environment is global to the process
# Two upgrades at once: the second waits for the first (any length of time), then finds nothing to do.
_LOCK_KEY = 7_305_808_869_231_650_169
_TAKE_TURNS = text(f"SELECT pg_advisory_xact_lock({_LOCK_KEY})")
# Every row is seen, also where policies are forced upon the owner; the audit log says who it was.
_ACTOR = {"datasay.user_id": "0", "datasay.user_role": "system", "datasay.actor_name": "migrations"}
# A table in use by others: give up rather than queue up everybody behind the migration.
_LOCK_TIMEOUT = text("SET LOCAL lock_timeout = '15s'")
# Partitions come and go with the months; a reference to a partitioned table brings one more to each partition.
_OF_PARTITIONS = text(
    "SELECT relname AS table_name, NULL AS key_name FROM pg_class WHERE relispartition"
    " UNION ALL SELECT relname, conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
    " WHERE contype = 'f' AND conparentid <> 0"
)


def configuration(connection: Connection | None = None, application: str | None = None) -> Config:
    """Alembic's configuration; its environment runs within `connection` when one is given, and binds this role."""
    config = Config(attributes={"connection": connection, "application": application})
    config.set_main_option("script_location", "datasay:migrations")
    return config


@asynccontextmanager
async def connected(database_url: str) -> AsyncIterator[AsyncConnection]:
    """One connection to the database, outside of any pool, in UTC, acting as the platform."""
    url = make_url(database_url).set(drivername="postgresql+asyncpg")
    settings = {"timezone": "UTC", "application_name": "datasay migrations", **_ACTOR}
    engine = create_async_engine(url, poolclass=NullPool, connect_args={"server_settings": settings})
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


def role_of(url: str) -> str | None:
    """The role an address logs in as."""
    return make_url(url).username


def take_turns(connection: Connection) -> None:
    """Wait until no other migration runs in this database, then let no lock be waited for long."""
    connection.execute(_TAKE_TURNS)
    connection.execute(_LOCK_TIMEOUT)


def made_by_partitioning(connection: Connection) -> frozenset[tuple[str, str | None]]:
    """What PostgreSQL adds on its own and no model knows: (partition, None) and (table, name of a foreign key)."""
    return frozenset((row.table_name, row.key_name) for row in connection.execute(_OF_PARTITIONS))


async def _run(owner_url: str, application: str | None, migrate: Callable[[Config], None]) -> None:
    async with connected(owner_url) as connection:
        await connection.run_sync(lambda given: migrate(configuration(given, application)))


def upgrade(owner_url: str, revision: str = "head", *, application_url: str | None = None) -> None:
    """Bring the database to `revision`, in one transaction, and give the application's role (left out: the owner) its
    rights. Not for a running event loop: use a thread there.

    Raises OSError or DBAPIError when the database is away or refuses, CommandError for an unknown revision, WrongRole.
    """
    application = None if application_url is None else role_of(application_url)
    with _ALEMBIC:
        asyncio.run(_run(owner_url, application, lambda config: command.upgrade(config, revision)))


def downgrade(owner_url: str, revision: str = "base") -> None:
    """Take migrations back, down to `revision`; what their tables hold is lost."""
    with _ALEMBIC:
        asyncio.run(_run(owner_url, None, lambda config: command.downgrade(config, revision)))
