"""Every change of every table of the design leaves exactly one row, which says who, what and in which request."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from datasay.system_audit.audited import LEFT_OUT, NOT_AUDITED
from tests.schema.conftest import Connection, LiveTable
from tests.system_audit.conftest import REQUEST, act, logged
from tests.system_audit.rows import CHANGES, TABLES, Rows

DESIGN = json.loads((Path(__file__).parents[1] / "schema" / "design.json").read_text(encoding="utf-8"))
_SECRET = re.compile(r"_(secret|token|password|password_hash|token_hash|api_key)$")
_BODY = re.compile(r"_(content|prompt|narration|scenes|options|timings|params|headline)$")


def _text(value: Any) -> str:  # Any: JSON
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _kept(table: str, row: dict[str, Any]) -> dict[str, Any]:  # Any: JSON
    """What the log should hold of a row."""
    kept = {}
    for name, value in row.items():
        if name in LEFT_OUT[table] or value is None:
            continue
        text = _text(value)
        hidden = {"sha256": hashlib.sha256(text.encode()).hexdigest(), "length": len(text)}
        kept[name] = hidden if len(text) > 200 or _SECRET.search(name) or _BODY.search(name) else value
    return kept


async def _keys(database: Connection, table: str) -> list[str]:
    rows = await database.fetch(
        "SELECT attname::text FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)"
        " WHERE indrelid = $1::text::regclass AND indisprimary",
        table,
    )
    return [row[0] for row in rows]


def test_every_table_is_audited_or_says_why_not(live: dict[str, LiveTable]) -> None:
    assert set(LEFT_OUT) | set(NOT_AUDITED) == set(live)
    assert not set(LEFT_OUT) & set(NOT_AUDITED)
    assert set(DESIGN) <= set(LEFT_OUT), "a table of the design cannot be left out"
    assert set(TABLES) == set(CHANGES) == set(LEFT_OUT)
    assert all(reason for columns in LEFT_OUT.values() for reason in columns.values())


async def test_the_triggers_leave_out_what_is_listed(database: Connection) -> None:
    found = await database.fetch(
        "SELECT tgrelid::regclass::text AS name, tgargs FROM pg_trigger"
        " WHERE tgname = 'datasay_audit' AND tgparentid = 0 AND tgenabled = 'O'"
    )
    left_out = {}
    for row in found:
        name, _keys, columns, _called, _ = row["tgargs"].split(b"\0")
        assert name.decode() == row["name"]
        left_out[row["name"]] = {column for column in columns.decode().strip("{}").split(",") if column}
    assert left_out == {name: set(columns) for name, columns in LEFT_OUT.items()}


async def test_every_partition_is_audited(database: Connection) -> None:
    parts = await database.fetch(
        "SELECT relid::regclass::text AS name FROM unnest($1::text[]) AS t,"
        " LATERAL (SELECT relid FROM pg_partition_tree(t::regclass) UNION SELECT t::regclass) AS parts",
        list(LEFT_OUT),
    )
    for trigger in ("datasay_audit", "datasay_audit_emptied"):
        guarded = await database.fetch(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = $1 AND tgenabled = 'O'", trigger
        )
        assert {row["name"] for row in parts} == {row[0] for row in guarded}
    assert len(parts) > len(LEFT_OUT)


@pytest.mark.parametrize("table", TABLES)
async def test_each_change_leaves_one_row(database: Connection, rows: Rows, table: str) -> None:
    values = await rows.needed(table, **({"image_type": "image"} if table == "image_content_basic" else {}))
    before = len(await logged(database))
    async with database.transaction():
        await act(database)
        made = await rows.insert(table, values)
    key = {name: made[name] for name in await _keys(database, table)}
    (inserted,) = (await logged(database))[before:]
    assert (inserted["audit_table"], inserted["audit_action"], inserted["audit_key"]) == (table, "insert", key)
    assert (inserted["audit_before"], inserted["audit_after"]) == (None, _kept(table, made))
    assert (inserted["audit_user_id"], inserted["audit_user_role"], inserted["audit_actor"]) == (7, "user", None)
    assert inserted["audit_request_id"] == REQUEST

    column, value = CHANGES[table]
    where = " AND ".join(f"to_jsonb({name}) = ${number}" for number, name in enumerate(key, 1))
    changed = await database.fetchval(
        f"UPDATE {table} AS now SET {column} = {value} WHERE {where} RETURNING to_jsonb(now)",  # noqa: S608  our own names
        *key.values(),
    )
    (updated,) = [row for row in (await logged(database, table))[1:] if row["audit_key"] == key]
    differing = {name for name in changed if changed[name] != made[name] and name not in LEFT_OUT[table]}
    assert column in differing
    assert (updated["audit_table"], updated["audit_action"]) == (table, "update")
    assert updated["audit_after"] == {name: changed[name] for name in differing}
    assert updated["audit_before"] == {name: made[name] for name in differing}
    assert (updated["audit_user_id"], updated["audit_request_id"]) == (None, None), "the actor ended with the commit"

    await database.execute(f"DELETE FROM {table} WHERE {where}", *key.values())  # noqa: S608  our own names
    deleted = (await logged(database, table))[-1]
    assert (deleted["audit_action"], deleted["audit_key"]) == ("delete", key)
    assert (deleted["audit_before"], deleted["audit_after"]) == (_kept(table, changed), None)


@pytest.mark.parametrize("table", [table for table in TABLES if LEFT_OUT[table]])
async def test_what_is_left_out_leaves_no_row(database: Connection, rows: Rows, table: str) -> None:
    await rows.make(table)
    before = await logged(database)
    for column in LEFT_OUT[table]:
        kind = await database.fetchval(
            "SELECT typcategory::text FROM pg_attribute JOIN pg_type ON pg_type.oid = atttypid"
            " WHERE attrelid = $1::text::regclass AND attname = $2",
            table,
            column,
        )
        value = {"N": f"coalesce({column}, 0) + 1", "D": "'2031-01-01'", "S": "'x'"}[kind]
        await database.execute(f"UPDATE {table} SET {column} = {value}")  # noqa: S608  our own names
    assert await logged(database) == before


async def test_a_change_that_is_taken_back_leaves_no_row(database: Connection, rows: Rows) -> None:
    await rows.make("text_content_basic")
    before = await logged(database)
    change = database.transaction()
    await change.start()
    await database.execute("UPDATE text_content_basic SET text_title = 'other'")
    assert len(await logged(database)) > len(before)
    await change.rollback()
    assert await logged(database) == before
    with pytest.raises(asyncpg.CheckViolationError):
        await database.execute("UPDATE text_content_basic SET text_status = 'nonsense'")
    assert await logged(database) == before


async def test_a_part_that_is_taken_back_leaves_the_rest_in_one_lane(database: Connection, rows: Rows) -> None:
    made = await rows.make("text_template_basic")
    async with database.transaction():
        await database.execute("UPDATE text_template_basic SET template_name = 'a'")
        part = database.transaction()
        await part.start()
        await database.execute("UPDATE text_template_basic SET template_name = 'b'")
        await part.rollback()
        await database.execute("UPDATE text_template_basic SET template_name = 'c'")
    rows_left = (await logged(database, "text_template_basic"))[-2:]
    assert [row["audit_after"] for row in rows_left] == [{"template_name": "a"}, {"template_name": "c"}]
    assert [row["audit_before"] for row in rows_left] == [
        {"template_name": made["template_name"]},
        {"template_name": "a"},
    ]
    first, second = rows_left
    assert (second["audit_lane"], second["audit_lane_number"]) == (first["audit_lane"], first["audit_lane_number"] + 1)
    assert second["audit_previous_hash"] == first["audit_hash"]


async def test_another_role_and_another_password_are_called_so(database: Connection, rows: Rows) -> None:
    await rows.make("user_auth_basic")
    await database.execute("UPDATE user_auth_basic SET user_role = 'admin'")
    await database.execute("UPDATE user_auth_basic SET user_password_hash = 'x', user_password_changed_time = now()")
    await database.execute("UPDATE user_auth_basic SET user_password_hash = 'hashed anew at a login'")
    told = [(row["audit_action"], row["audit_after"]) for row in await logged(database, "user_auth_basic")][1:]
    assert [action for action, _ in told] == ["role_change", "password_change", "update"]
    assert told[0][1] == {"user_role": "admin"}
    assert told[2][1]["user_password_hash"]["length"] == len("hashed anew at a login")


async def test_whoever_comes_without_the_application_is_named_by_the_database_role(
    database: Connection, rows: Rows
) -> None:
    await rows.make("text_template_basic")
    row = (await logged(database))[-1]
    assert (row["audit_user_id"], row["audit_user_role"], row["audit_actor"]) == (
        None,
        None,
        await database.fetchval("SELECT session_user::text"),
    )


async def test_the_platform_itself_is_no_user(database: Connection, rows: Rows) -> None:
    async with database.transaction():
        await act(database, user_id=0, user_role="system", request_id="-")
        await rows.make("text_template_basic")
    row = (await logged(database))[-1]
    assert (row["audit_user_id"], row["audit_user_role"], row["audit_request_id"]) == (None, "system", None)


async def test_no_secret_and_no_long_text_is_in_the_log(database: Connection, rows: Rows, canary: str) -> None:
    columns = await database.fetch(
        "SELECT attrelid::regclass::text AS name, attname::text AS secret FROM pg_attribute"
        " WHERE attnum > 0 AND attrelid::regclass::text = ANY ($1)",
        TABLES,
    )
    secrets = [(row["name"], row["secret"]) for row in columns if _SECRET.search(row["secret"])]
    assert len(secrets) == 5
    for table, column in secrets:
        await rows.make(table, **{column: f"{canary}-{column}"})
        await database.execute(f"UPDATE {table} SET {column} = {column} || '-new'")  # noqa: S608  our own names
    await database.execute("DELETE FROM user_auth_session")
    await database.execute("DELETE FROM platform_integration_config")
    long = f"{'长' * 300}{canary}"
    await rows.make("text_content_basic", text_content=long)
    await database.execute("UPDATE text_content_basic SET text_content = text_content || '。'")
    await rows.make("task_management_queue", task_params=json.dumps({"article": long}))
    found = await database.fetchval(
        "SELECT count(*) FROM system_audit_log AS row WHERE row::text LIKE $1", f"%{canary}%"
    )
    assert found == 0
    assert await database.fetchval("SELECT count(*) FROM system_audit_log") > 20
    written = (await logged(database, "text_content_basic"))[0]["audit_after"]["text_content"]
    assert written == {"sha256": hashlib.sha256(long.encode()).hexdigest(), "length": len(long)}


async def test_many_rows_at_once_are_one_by_one_in_one_lane(database: Connection, rows: Rows) -> None:
    user = await rows.make("user_auth_basic")
    await database.execute(
        "INSERT INTO text_template_basic (template_name, template_content, template_type, template_created_user_id)"
        " SELECT n, 'c', 'format', $1 FROM generate_series(1, 1000) AS n",
        user["user_id"],
    )
    found = await logged(database, "text_template_basic")
    assert [row["audit_after"]["template_name"] for row in found] == [str(n) for n in range(1, 1001)]
    assert len({row["audit_lane"] for row in found}) == 1
    first = found[0]["audit_lane_number"]
    assert [row["audit_lane_number"] for row in found] == list(range(first, first + 1000))


async def test_emptying_a_table_is_told(database: Connection, rows: Rows) -> None:
    await rows.make("system_usage_statistics")
    await database.execute("TRUNCATE system_usage_statistics")
    await database.execute("TRUNCATE file_storage_basic_text CASCADE")
    emptied = [row for row in await logged(database) if row["audit_action"] == "truncate"]
    told = [(row["audit_table"], row["audit_after"]["partition"]) for row in emptied]
    assert ("system_usage_statistics", "system_usage_statistics") in told
    assert ("file_storage_basic", "file_storage_basic_text") in told
    assert ("voice_audio_basic", "voice_audio_basic") in told


async def test_rows_that_move_into_a_new_month_are_told_on_both_sides(database: Connection, rows: Rows) -> None:
    far = await database.fetchval("SELECT (date_trunc('month', now()) + interval '5 months')::date::text")
    made = await rows.make("system_usage_statistics", stat_date=far)
    await database.fetchval("SELECT datasay_make_month_partitions(5)")
    assert await database.fetchval("SELECT count(*) FROM system_usage_statistics") == 1
    key = {"stat_id": made["stat_id"], "stat_date": far}
    told = [(row["audit_action"], row["audit_key"]) for row in await logged(database, "system_usage_statistics")]
    assert told == [("insert", key), ("delete", key), ("insert", key)]
