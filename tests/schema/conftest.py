"""What PostgreSQL's catalogs say of a migrated database, and a connection that speaks plain SQL to one."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TypeAlias

import asyncpg
import pytest

from datasay.cli.embedded.postgres import EmbeddedPostgres

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"  # generic only in the type stubs

_TABLES = """
    SELECT relname AS name, obj_description(oid, 'pg_class') AS comment, pg_get_partkeydef(oid) AS partitioned_by
      FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
       AND relname <> 'alembic_version'
"""
_COLUMNS = """
    SELECT attname::text AS name, format_type(atttypid, atttypmod) AS type, NOT attnotnull AS nullable,
           pg_get_expr(adbin, adrelid) AS expression, col_description(attrelid, attnum) AS comment
      FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
_CONSTRAINTS = """
    SELECT conname::text AS name, contype::text AS kind, confrelid::regclass::text AS referred,
           pg_get_constraintdef(oid) AS definition,
           ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY AS k(number, place)
                 JOIN pg_attribute ON attrelid = conrelid AND attnum = number ORDER BY place) AS columns,
           ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY AS k(number, place)
                 JOIN pg_attribute ON attrelid = confrelid AND attnum = number ORDER BY place) AS referred_columns
      FROM pg_constraint WHERE conrelid = $1::text::regclass AND conparentid = 0
"""
_INDEXES = """
    SELECT i.relname::text AS name, indisunique AS is_unique, indpred IS NULL AS covers_all,
           ARRAY(SELECT attname::text FROM unnest(indkey::int2[]) WITH ORDINALITY AS k(number, place)
                 JOIN pg_attribute ON attrelid = indrelid AND attnum = number ORDER BY place) AS columns
      FROM pg_index JOIN pg_class i ON i.oid = indexrelid WHERE indrelid = $1::text::regclass
"""


@dataclass(frozen=True, slots=True)
class LiveTable:
    """One table as PostgreSQL describes it; columns in their order."""

    comment: str | None
    partitioned_by: str | None
    columns: dict[str, asyncpg.Record]
    constraints: dict[str, asyncpg.Record]
    indexes: dict[str, asyncpg.Record]

    def of_kind(self, kind: str) -> dict[str, asyncpg.Record]:
        """Constraints: p primary key, u unique, f foreign key, c check."""
        return {name: row for name, row in self.constraints.items() if row["kind"] == kind}


async def connect(owner_url: str) -> Connection:
    """A bare connection, without SQLAlchemy in between."""
    return await asyncpg.connect(owner_url.replace("+asyncpg", ""), server_settings={"timezone": "UTC"})


async def _read(owner_url: str) -> dict[str, LiveTable]:
    connection = await connect(owner_url)
    try:
        return {
            row["name"]: LiveTable(
                row["comment"],
                row["partitioned_by"],
                *[
                    {fact["name"]: fact for fact in await connection.fetch(query, row["name"])}
                    for query in (_COLUMNS, _CONSTRAINTS, _INDEXES)
                ],
            )
            for row in await connection.fetch(_TABLES)
        }
    finally:
        await connection.close()


@pytest.fixture(scope="session")
def live(postgres: EmbeddedPostgres, template_database: str) -> dict[str, LiveTable]:
    """Every table of a database fresh from the migrations."""
    with asyncio.Runner() as runner:
        return runner.run(_read(postgres.owner_url(template_database)))


@pytest.fixture
async def database(owner_url: str) -> AsyncIterator[Connection]:
    """A connection to a fresh migrated database."""
    connection = await connect(owner_url)
    try:
        yield connection
    finally:
        await connection.close()


@pytest.fixture
async def user_id(database: Connection) -> int:
    """The id of one user."""
    return int(
        await database.fetchval(
            "INSERT INTO user_auth_basic (user_name, user_email, user_password_hash)"
            " VALUES ('li', 'li@example.com', 'x') RETURNING user_id"
        )
    )
