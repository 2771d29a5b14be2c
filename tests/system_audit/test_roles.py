"""The application's role, which owns nothing: its changes are recorded, and the log is not its to change."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from tests.schema.conftest import Connection
from tests.system_audit.conftest import act, logged, opened
from tests.system_audit.rows import Rows


@pytest.fixture
async def bound(database_url: str) -> AsyncIterator[Connection]:
    """A connection of the application's role."""
    connection = await opened(database_url)
    yield connection
    await connection.close()


async def test_its_changes_are_recorded_without_any_right_to_the_log(bound: Connection, database: Connection) -> None:
    async with bound.transaction():
        await act(bound, user_id=3, user_role="system")
        made = await Rows(bound).make("text_template_basic")
        await bound.execute("SELECT datasay_audit_note('export', 'text_template_basic', '{}', '{}')")
    told = (await logged(database))[-2:]
    assert [row["audit_action"] for row in told] == ["insert", "export"]
    assert told[0]["audit_key"] == {"template_id": made["template_id"]}
    assert {row["audit_user_id"] for row in told} == {3}


@pytest.mark.parametrize(
    "attempt",
    [
        "INSERT INTO system_audit_log SELECT * FROM system_audit_log",
        "UPDATE system_audit_log SET audit_user_id = 1",
        "DELETE FROM system_audit_log",
        "TRUNCATE system_audit_log",
        "UPDATE system_audit_chain SET chain_number = 0",
        "SELECT datasay_audit_write('text_content_basic', 'insert', NULL, NULL, NULL)",
        "SELECT datasay_audit_note('insert', 'text_content_basic', NULL, '{}')",
        "SELECT datasay_drop_audit_month('2020-01-01')",
        "SELECT datasay_audit('text_content_basic', '{text_title}')",
        "ALTER TABLE text_content_basic DISABLE TRIGGER datasay_audit",
        "DROP TRIGGER datasay_audit ON text_content_basic",
        "ALTER TABLE system_audit_log DISABLE ROW LEVEL SECURITY",
        "SET session_replication_role = replica",
    ],
)
async def test_it_can_do_nothing_to_the_log(bound: Connection, database: Connection, attempt: str) -> None:
    await Rows(database).make("text_template_basic")
    before = await logged(database)
    async with bound.transaction():
        await act(bound, user_role="super_admin")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with bound.transaction():
                await bound.execute(attempt)
    assert await logged(database) == before


async def test_it_reads_the_log_for_administrators_only(bound: Connection, database: Connection) -> None:
    await Rows(database).make("text_template_basic")
    seen = {}
    for role in ("", "user", "anonymous", "admin", "super_admin", "system"):
        async with bound.transaction():
            await act(bound, user_role=role)
            seen[role] = len(await logged(bound))
    assert await logged(bound) == []
    assert seen == {"": 0, "user": 0, "anonymous": 0, "admin": 2, "super_admin": 2, "system": 2}
