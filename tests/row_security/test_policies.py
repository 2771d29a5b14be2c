"""Whose row is whose: nobody's without an actor, its owner's, what is shared, what administrators look after."""

import asyncpg
import pytest

from tests.row_security.conftest import ADMINISTERED, NOBODYS, OWNED, acting, tables_of
from tests.schema.conftest import Connection
from tests.system_audit.conftest import opened
from tests.system_audit.rows import CHANGES, Rows

_STRANGER = 999_999


async def _count(connection: Connection, table: str) -> int:
    return int(await connection.fetchval(f"SELECT count(*) FROM {table}"))  # noqa: S608  our own names


async def test_every_table_is_guarded_or_said_to_be_nobodys(bound: Connection) -> None:
    """Finds new tables by itself."""
    unguarded = await bound.fetch(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT relrowsecurity"
    )
    assert {row["relname"] for row in unguarded} == set(NOBODYS)
    assert set(await tables_of(bound)) == set(OWNED) | set(NOBODYS)


async def test_without_an_actor_no_row_is_seen(bound: Connection, filled: dict[str, int]) -> None:
    assert {table: await _count(bound, table) for table in filled} == dict.fromkeys(filled, 0)
    async with acting(bound, "", "anonymous"):
        assert {table: await _count(bound, table) for table in filled} == dict.fromkeys(filled, 0)
    async with acting(bound, 0, "user"):
        seen = {table for table in filled if await _count(bound, table)}
    assert seen == {"system_usage_price"}  # what use costs may be known to everybody who has an account


async def test_a_stranger_sees_nothing_of_anybody(bound: Connection, filled: dict[str, int]) -> None:
    async with acting(bound, _STRANGER, "user"):
        seen = {table for table in filled if await _count(bound, table)}
    assert seen == {"system_usage_price"}


async def test_the_owner_sees_the_row_and_the_platform_all_of_them(bound: Connection, filled: dict[str, int]) -> None:
    for table, user_id in filled.items():
        if user_id:
            async with acting(bound, user_id, "user"):
                assert await _count(bound, table) >= 1, table
    async with acting(bound, 0, "system"):
        assert {table for table in filled if not await _count(bound, table)} == set()


async def test_administrators_see_what_they_look_after_and_nobodys_works(
    bound: Connection, filled: dict[str, int]
) -> None:
    for role in ("admin", "super_admin"):
        async with acting(bound, _STRANGER, role):
            assert {table for table in filled if await _count(bound, table)} == ADMINISTERED


async def test_nothing_of_a_stranger_can_be_changed_or_removed(bound: Connection, filled: dict[str, int]) -> None:
    async with acting(bound, _STRANGER, "user"):
        for table in filled.keys() & CHANGES.keys():
            column, value = CHANGES[table]
            assert await bound.execute(f"UPDATE {table} SET {column} = {value}") == "UPDATE 0"  # noqa: S608  our own names
            if table == "system_usage_statistics":
                continue  # nobody may delete those
            assert await bound.execute(f"DELETE FROM {table}") == "DELETE 0"  # noqa: S608  our own names


async def test_no_row_can_be_put_under_another_name(bound: Connection, filled: dict[str, int], owner_url: str) -> None:
    owner = await opened(owner_url)
    await owner.execute("SET datasay.user_role = 'system'")
    refused = set()
    for table in filled:
        if table == "system_audit_log":
            continue
        values = await Rows(owner).needed(table, **({"search_key": 2} if table == "system_search_entry" else {}))
        async with acting(bound, _STRANGER, "user"):
            try:
                await Rows(bound).insert(table, values)
            except asyncpg.InsufficientPrivilegeError:
                refused.add(table)
    await owner.close()
    assert refused == filled.keys() - {"system_audit_log"}


async def test_a_row_of_ones_own_cannot_be_given_away(bound: Connection, filled: dict[str, int]) -> None:
    for table, column in OWNED.items():
        if isinstance(column, str) and filled[table] and table != "user_auth_basic":
            async with acting(bound, filled[table], "user"):
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await bound.execute(f"UPDATE {table} SET {column} = {filled['user_auth_basic']}")  # noqa: S608  our own names


@pytest.mark.parametrize(
    ("table", "shared"),
    [
        ("text_template_basic", "template_visibility = 'shared'"),
        ("voice_timbre_basic", "timbre_visibility = 'shared'"),
        ("platform_integration_config", "platform_visibility = 'shared'"),
    ],
)
async def test_what_is_shared_is_read_by_everybody_and_changed_by_its_owner(
    bound: Connection, filled: dict[str, int], table: str, shared: str
) -> None:
    async with acting(bound, filled[table], "user"):
        await bound.execute(f"UPDATE {table} SET {shared}")  # noqa: S608  our own names
        for user_id, role, seen in ((_STRANGER, "user", 1), (0, "anonymous", 0), ("", "", 0)):
            await bound.execute(
                "SELECT set_config('datasay.user_id', $1, true), set_config('datasay.user_role', $2, true)",
                str(user_id),
                role,
            )
            assert await _count(bound, table) == seen, role
            assert await bound.execute(f"DELETE FROM {table}") == "DELETE 0"  # noqa: S608  our own names


async def test_a_partition_asked_for_by_its_own_name_shows_nothing(bound: Connection, filled: dict[str, int]) -> None:
    parts = await bound.fetch("SELECT relname::text FROM pg_class WHERE relispartition AND relkind = 'r'")
    assert len(parts) > 10
    for (part,) in parts:
        async with acting(bound, filled["file_storage_basic"], "user"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await _count(bound, part)


async def test_a_month_made_later_is_guarded_too(bound: Connection, owner_url: str) -> None:
    async with bound.transaction():
        await bound.execute("SELECT set_config('datasay.user_role', 'system', true)")
        assert await bound.fetchval("SELECT datasay_make_month_partitions(9)") >= 12
    open_ones = "SELECT count(*) FROM pg_class WHERE relispartition AND relkind = 'r' AND NOT relrowsecurity"
    assert await bound.fetchval(open_ones) == 0
    owner = await opened(owner_url)
    assert await owner.fetchval(open_ones) == 0
    await owner.close()


@pytest.mark.parametrize(
    "attempt",
    [
        "ALTER TABLE text_content_basic DISABLE ROW LEVEL SECURITY",
        "DROP POLICY text_content_basic_owner ON text_content_basic",
        "CREATE POLICY mine ON text_content_basic USING (true)",
        "SELECT datasay_guard('text_content_basic', 'true')",
        "SELECT datasay_add_months(1)",
        "SET ROLE datasay_owner",
        "CREATE TABLE mine (a integer)",
        "ALTER FUNCTION datasay_acting_role() STABLE",
        "TRUNCATE text_content_basic",
        "INSERT INTO system_search_own (search_kind) VALUES ('text')",
        "UPDATE alembic_version SET version_num = 'x'",
    ],
)
async def test_the_fence_is_not_the_applications_to_move(bound: Connection, attempt: str) -> None:
    async with acting(bound, 0, "system"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bound.execute(attempt)


async def test_what_runs_in_the_owners_name_gives_nothing_away(bound: Connection, filled: dict[str, int]) -> None:
    async with acting(bound, _STRANGER, "user"):
        await bound.execute(
            "SELECT datasay_count_template_use(template_id) FROM generate_series(1, 100) AS template_id"
        )
        assert await bound.fetchval("SELECT current_setting('datasay.user_role')") == "user"
    async with acting(bound, filled["text_template_basic"], "user"):
        assert await bound.fetchval("SELECT sum(template_usage_count) FROM text_template_basic") == 0
        await bound.execute("SELECT datasay_count_template_use(template_id) FROM text_template_basic")
        assert await bound.fetchval("SELECT sum(template_usage_count) FROM text_template_basic") == 1
    async with acting(bound, filled["system_search_entry"], "user"):
        assert await bound.fetchval("SELECT count(*) FROM system_search_own") == 1
    for user_id, role in ((_STRANGER, "user"), ("", ""), (0, "system")):
        async with acting(bound, user_id, role):
            assert await bound.fetchval("SELECT count(*) FROM system_search_own") == 0


async def test_what_runs_in_the_owners_name_finds_tables_of_ours_only(bound: Connection) -> None:
    """Also functions to come: else a temporary table of the same name would be taken for ours, triggers and all."""
    loose = await bound.fetch(
        "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        " AND NOT coalesce(proconfig::text[] && ARRAY['search_path=public, pg_temp'], false)"
    )
    assert [row["proname"] for row in loose] == []
    executable = await bound.fetch(
        "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef"
        " AND has_function_privilege(oid, 'EXECUTE') ORDER BY 1"
    )
    assert [row["proname"] for row in executable] == [
        "datasay_active_role",
        "datasay_audit_note",
        "datasay_count_template_use",
        "datasay_make_month_partitions",
        "datasay_merge_search",
        "datasay_task_turn",
    ]


@pytest.mark.parametrize(
    "attempt",
    [
        "SELECT datasay_audit_note('login', 'user_auth_basic', '{}', '{}', 1)",
        "SELECT datasay_make_month_partitions(1)",
        "DELETE FROM system_usage_event",
        "UPDATE system_usage_event SET event_units = '{}'",
        "DELETE FROM system_usage_statistics",
    ],
)
async def test_a_user_with_sql_finds_no_way_past_the_fence(bound: Connection, attempt: str) -> None:
    async with acting(bound, _STRANGER, "user"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bound.execute(attempt)


async def test_nobody_is_answered_without_acting(bound: Connection, filled: dict[str, int]) -> None:
    become = "SELECT set_config('datasay.user_id', $1, true), set_config('datasay.user_role', $2, true)"
    asked = "SELECT datasay_active_role($1)"
    async with acting(bound, 0, "system"):
        admin = await bound.fetchval(
            "UPDATE user_auth_basic SET user_role = 'admin', user_status = 'active' WHERE user_id IN"
            " (SELECT max(user_id) FROM user_auth_basic WHERE user_id <> $1) RETURNING user_id",
            filled["user_auth_basic"],
        )
        await bound.execute(become, str(filled["user_auth_basic"]), "user")
        assert await bound.fetchval(asked, admin) == "admin"
        await bound.execute(become, "", "")
        assert await bound.fetchval(asked, admin) is None
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bound.execute("SELECT datasay_make_month_partitions(1)")


@pytest.mark.parametrize("change", ["user_role = 'super_admin'", "user_status = 'suspended'"])
async def test_nobody_promotes_themselves(bound: Connection, filled: dict[str, int], change: str) -> None:
    user_id = filled["user_auth_basic"]
    async with acting(bound, user_id, "user"):
        assert await bound.execute("UPDATE user_auth_basic SET user_profile_nickname = 'n'") == "UPDATE 1"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bound.execute(f"UPDATE user_auth_basic SET {change}")  # noqa: S608  our own names
    async with acting(bound, _STRANGER, "admin"):
        sql = f"UPDATE user_auth_basic SET {change} WHERE user_id = {user_id}"  # noqa: S608  our own names
        assert await bound.execute(sql) == "UPDATE 1"


async def test_no_step_is_put_into_a_strangers_task(bound: Connection, filled: dict[str, int]) -> None:
    async with acting(bound, 0, "system"):
        task_id = await bound.fetchval("SELECT max(task_id) FROM task_management_queue")
        stranger = await bound.fetchval("SELECT user_id FROM user_auth_basic ORDER BY user_id LIMIT 1")
    async with acting(bound, stranger, "user"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await bound.execute(
                "INSERT INTO task_management_step"
                " (step_task_id, step_name, step_position, step_input_hash, step_user_id)"
                " VALUES ($1, 'mine', 9, 'h', $2)",
                task_id,
                stranger,
            )
