"""A connection that acts as somebody, and what it leaves in the audit log."""

import secrets
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from datasay.cli.embedded.postgres import EmbeddedPostgres
from tests.schema.conftest import Connection, connect, live
from tests.system_audit.rows import Rows

__all__ = ["live"]  # a fixture of the schema's tests
REQUEST = "request-0123456789"


async def opened(url: str) -> Connection:
    """A connection that reads JSON."""
    connection = await connect(url)
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads
    )
    return connection


@pytest.fixture
async def database(owner_url: str) -> AsyncIterator[Connection]:
    """A connection to a fresh migrated database."""
    connection = await opened(owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def other(owner_url: str) -> AsyncIterator[Connection]:
    """A second one."""
    connection = await opened(owner_url)
    yield connection
    await connection.close()


@pytest.fixture
def superuser_url(postgres: EmbeddedPostgres, owner_url: str) -> str:
    """The same database for one who may switch triggers off."""
    return postgres.admin_url().rpartition("/")[0] + "/" + owner_url.rpartition("/")[2]


@pytest.fixture
async def superuser(superuser_url: str) -> AsyncIterator[Connection]:
    """A connection for which no trigger holds."""
    connection = await opened(superuser_url)
    await connection.execute("SET session_replication_role = replica")
    yield connection
    await connection.close()


@pytest.fixture
def rows(database: Connection) -> Rows:
    """Makes a row of any audited table."""
    return Rows(database)


async def act(connection: Connection, user_id: int = 7, user_role: str = "user", request_id: str = REQUEST) -> None:
    """Say who acts in the present transaction, as the application does with its BEGIN."""
    for name, value in (("user_id", str(user_id)), ("user_role", user_role), ("request_id", request_id)):
        await connection.execute("SELECT set_config($1, $2, true)", f"datasay.{name}", value)


async def logged(connection: Connection, table: str | None = None) -> list[dict[str, Any]]:
    """The log in order, of one table or all."""
    found = await connection.fetch("SELECT * FROM system_audit_log ORDER BY audit_id")
    return [dict(row) for row in found if table in {None, row["audit_table"]}]


@pytest.fixture
def canary() -> str:
    """A word that must not be found again."""
    return f"canary{secrets.token_hex(12)}"
