"""Whatever is done to the log by one for whom no trigger holds is found; nobody else can do anything to it."""

import asyncio
import hashlib
import json
import os
import re
import sys
from pathlib import Path

import asyncpg
import pytest

from datasay.migrations.runner import connected
from datasay.system_audit.audited import LEFT_OUT
from datasay.system_audit.verification import Fault, verify
from tests.schema.conftest import Connection
from tests.system_audit.conftest import logged
from tests.system_audit.rows import Rows


@pytest.fixture
async def history(database: Connection, rows: Rows) -> int:
    """Ten rows in one lane; its number."""
    await rows.make("text_template_basic")
    for number in range(8):
        await database.execute("UPDATE text_template_basic SET template_name = $1", f"name {number}")
    return int(await database.fetchval("SELECT chain_lane FROM system_audit_chain"))


async def found(owner_url: str) -> list[Fault]:
    """The faults of the log."""
    async with connected(owner_url) as connection:
        return (await verify(connection, tuple(LEFT_OUT))).faults


async def test_a_log_that_nobody_touched_is_whole(history: int, owner_url: str) -> None:
    async with connected(owner_url) as connection:
        verdict = await verify(connection, tuple(LEFT_OUT))
    assert (verdict.faults, verdict.rows, verdict.heads[history].number) == ([], 10, 10)


_REMOVE = "DELETE FROM system_audit_log WHERE audit_lane_number"
_CHANGE = "UPDATE system_audit_log SET {change} WHERE audit_lane_number = {row}"
_COPY = (
    "INSERT INTO system_audit_log SELECT nextval('system_audit_log_audit_id_seq'), audit_time, audit_user_id,"
    " audit_user_role, audit_actor, audit_request_id, audit_table, audit_action, audit_key, audit_before, audit_after,"
    " audit_lane, {number}, audit_previous_hash, audit_hash FROM system_audit_log WHERE audit_lane_number = {of}"
)
_HIDE = (
    "DELETE FROM system_audit_log WHERE audit_lane_number < 5;"
    " UPDATE system_audit_chain SET chain_begin_number = 5, chain_begin_hash ="
    " (SELECT audit_previous_hash FROM system_audit_log WHERE audit_lane_number = 5)"
)
_TAMPERING: dict[str, list[tuple[str, int | None]]] = {
    f"{_REMOVE} = 5": [("missing", 5)],
    f"{_REMOVE} IN (5, 6, 8)": [("missing", 5), ("missing", 8)],
    f"{_REMOVE} = 1": [("missing", 1)],
    f"{_REMOVE} > 8": [("missing", 9)],
    f"{_REMOVE} > 0": [("missing", 1)],
    "TRUNCATE system_audit_log": [("missing", 1)],
    _CHANGE.format(change="audit_user_id = 1", row=5): [("changed", 5)],
    _CHANGE.format(change="audit_time = audit_time - interval '1 ms'", row=5): [("changed", 5)],
    _CHANGE.format(change="audit_after = '{}'", row=10): [("changed", 10)],
    _CHANGE.format(change="audit_before = NULL", row=5): [("changed", 5)],
    _CHANGE.format(change="audit_request_id = 'x'", row=1): [("changed", 1)],
    _CHANGE.format(change="audit_hash = '\\x00'", row=5): [("changed", 5), ("inserted", 6)],
    _CHANGE.format(change="audit_lane_number = 50", row=5): [
        ("missing", 5),
        ("missing", 11),
        ("changed", 50),
        ("inserted", 11),
    ],
    _COPY.format(number=5, of=5): [("inserted", 5), ("changed", 5)],
    _COPY.format(number=11, of=10): [("inserted", 11), ("changed", 11), ("inserted", 11)],
    "UPDATE system_audit_chain SET chain_number = 7": [("inserted", 8)],
    "UPDATE system_audit_chain SET chain_hash = '\\x00'": [("changed", 10)],
    "DELETE FROM system_audit_chain": [("head_missing", None)],
    _HIDE: [("missing", 1)],
}


@pytest.mark.parametrize(("tampering", "faults"), _TAMPERING.items())
async def test_tampering_is_found_where_it_was_done(
    superuser: Connection, history: int, owner_url: str, tampering: str, faults: list[tuple[str, int | None]]
) -> None:
    await superuser.execute(tampering)
    told = await found(owner_url)
    assert [(fault.fault, fault.number) for fault in told] == faults
    assert {fault.lane for fault in told} == {history}


_FORGER = """
CREATE TABLE truth AS SELECT * FROM system_audit_log WHERE audit_lane_number = 2;
CREATE FUNCTION public.jsonb_build_array(integer, bigint, bigint, timestamp, integer, varchar, varchar, varchar,
    varchar, varchar, jsonb, jsonb, jsonb) RETURNS jsonb LANGUAGE sql AS $$
    SELECT CASE WHEN $3 = audit_id THEN pg_catalog.jsonb_build_array(audit_lane, audit_lane_number, audit_id,
               audit_time, audit_user_id, audit_user_role, audit_actor, audit_request_id, audit_table, audit_action,
               audit_key, audit_before, audit_after)
           ELSE pg_catalog.jsonb_build_array($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) END FROM truth
$$;
UPDATE system_audit_log SET audit_request_id = 'forged' WHERE audit_lane_number = 2;
"""


async def test_a_changed_row_is_found_although_a_function_of_the_same_name_would_hash_the_true_one(
    superuser: Connection, history: int, owner_url: str
) -> None:
    await superuser.execute(_FORGER)
    assert {fault.fault for fault in await found(owner_url)} == {"changed", "unguarded"}


async def test_an_extension_with_functions_named_as_postgresqls_is_no_fault(
    superuser: Connection, owner_url: str
) -> None:
    known = "SELECT min(name) FROM pg_available_extensions WHERE name IN ('citext', 'vector')"
    name = await superuser.fetchval(known)  # either has functions and operators of its own that PostgreSQL has, too
    assert name is not None
    await superuser.execute(f"CREATE EXTENSION {name}")
    assert await found(owner_url) == []


async def test_a_row_with_a_hash_that_fits_is_found_all_the_same(
    superuser: Connection, history: int, owner_url: str
) -> None:
    """Put in between two rows, its own hash right: the next row does not follow from it."""
    await superuser.execute(
        "UPDATE system_audit_log SET audit_user_id = 1, audit_hash = datasay_audit_hash(audit_previous_hash,"
        " audit_lane, audit_lane_number, audit_id, audit_time, 1, audit_user_role, audit_actor, audit_request_id,"
        " audit_table, audit_action, audit_key, audit_before, audit_after) WHERE audit_lane_number = 5"
    )
    assert [(fault.fault, fault.number) for fault in await found(owner_url)] == [("inserted", 6)]


async def test_a_changed_row_is_found_although_the_function_of_the_hash_says_that_it_fits(
    superuser: Connection, history: int, owner_url: str
) -> None:
    await superuser.execute(_SAID_TO_FIT)
    await superuser.execute("SET session_replication_role = replica")
    await superuser.execute("UPDATE system_audit_log SET audit_request_id = 'forged' WHERE audit_lane_number = 2")
    assert {"changed", "unguarded"} <= {fault.fault for fault in await found(owner_url)}


async def test_the_hash_can_be_made_without_the_database(database: Connection, history: int) -> None:
    """As docs/explanation/audit.md says, for those who do not trust our function."""
    for row in await logged(database):
        body = await database.fetchval(
            "SELECT jsonb_build_array(audit_lane, audit_lane_number, audit_id, audit_time, audit_user_id,"
            " audit_user_role, audit_actor, audit_request_id, audit_table, audit_action, audit_key, audit_before,"
            " audit_after)::text FROM system_audit_log WHERE audit_id = $1",
            row["audit_id"],
        )
        assert hashlib.sha256(row["audit_previous_hash"] + body.encode()).digest() == row["audit_hash"]


_NO_OP = "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"


_TEXT = "text_content_basic"
_SILENCED = (
    "DO $$ BEGIN EXECUTE format('ALTER ROLE datasayai IN DATABASE %I SET session_replication_role = replica',"
    " current_database()); END $$"
)
_TOLD_LESS = (
    "DROP TRIGGER datasay_audit ON text_content_basic;"
    " CREATE TRIGGER datasay_audit AFTER INSERT OR UPDATE OR DELETE ON text_content_basic FOR EACH ROW"
    " EXECUTE FUNCTION datasay_audit_change('{table}', '{{text_id}}', '{{{left_out}}}', '{{}}')"
)
_HIDES_NOTHING = (
    "CREATE OR REPLACE FUNCTION datasay_audit_hides(name text, content text) RETURNS boolean LANGUAGE sql IMMUTABLE"
    " RETURN false"
)
_SAID_TO_FIT = (
    "CREATE OR REPLACE FUNCTION datasay_audit_hash(previous_hash bytea, lane integer, number bigint, id bigint,"
    " moment timestamp, user_id integer, user_role text, actor text, request_id text, subject text, action text,"
    " key jsonb, before jsonb, after jsonb) RETURNS bytea LANGUAGE sql STABLE"
    " RETURN (SELECT audit_hash FROM system_audit_log WHERE audit_id = id)"
)


def _remade(events: str, condition: str = "") -> str:
    return (
        "DROP TRIGGER datasay_audit ON text_content_basic;"
        f" CREATE TRIGGER datasay_audit AFTER {events} ON text_content_basic FOR EACH ROW {condition}"
        " EXECUTE FUNCTION datasay_audit_change('text_id', '', '', '')"
    )


_ELSEWHERE = (
    "CREATE SCHEMA evil; CREATE FUNCTION evil.{calls}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
    " CREATE OR REPLACE TRIGGER {trigger} {when} ON {table} FOR EACH ROW EXECUTE FUNCTION evil.{calls}({arguments})"
)
_ARGUMENTS_OF_TEXT = "'text_content_basic', '{text_id}', '{text_updated_time,text_revision}', '{}'"
_EVERY_CHANGE = "AFTER INSERT OR UPDATE OR DELETE"
_KEEPS_OUT = (
    "CREATE FUNCTION keep_out() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';"
    " CREATE TRIGGER keep_out BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION keep_out()"
)
_WRITE = "datasay_audit_write(text, text, jsonb, jsonb, jsonb, integer)"
_SHADOW = "CREATE FUNCTION to_jsonb(text_content_basic) RETURNS jsonb LANGUAGE sql AS $$SELECT '{}'::jsonb$$"
_SHADOW_OF_SIGN = (
    "CREATE FUNCTION differs(varchar, varchar) RETURNS boolean LANGUAGE sql AS 'SELECT true';"
    " CREATE OPERATOR = (LEFTARG = varchar, RIGHTARG = varchar, FUNCTION = differs)"
)
# Each records less, or lets the log be written, without a trigger or a function that is missing.
_PAST_THE_LOG = [
    (
        _ELSEWHERE.format(
            calls="datasay_audit_change",
            trigger="datasay_audit",
            when=_EVERY_CHANGE,
            table=_TEXT,
            arguments=_ARGUMENTS_OF_TEXT,
        ),
        _TEXT,
    ),
    (
        _ELSEWHERE.format(
            calls="datasay_audit_refuse",
            trigger="system_audit_log_only_grows",
            when="BEFORE UPDATE OR DELETE",
            table="system_audit_log",
            arguments="",
        ),
        "system_audit_log",
    ),
    (f"ALTER FUNCTION {_WRITE} STRICT", "datasay_audit_write()"),
    (f"ALTER FUNCTION {_WRITE} OWNER TO datasayai", "datasay_audit_write"),
    (f"GRANT EXECUTE ON FUNCTION {_WRITE} TO PUBLIC", "datasay_audit_write"),
    ("GRANT INSERT ON system_audit_log TO datasayai", "system_audit_log"),
    (_SHADOW, "to_jsonb(text_content_basic)()"),
    (_SHADOW_OF_SIGN, "=(character varying,character varying)()"),
    (_KEEPS_OUT.format(table="system_audit_log"), "system_audit_log"),
    (_KEEPS_OUT.format(table="system_audit_chain"), "system_audit_chain"),
    ("CREATE RULE away AS ON INSERT TO system_audit_chain DO INSTEAD NOTHING", "system_audit_chain"),
    ("CREATE RULE away AS ON DELETE TO text_content_basic DO INSTEAD NOTHING", "text_content_basic"),
    ("DROP TRIGGER datasay_audit_emptied ON platform_publish_record", "platform_publish_record"),
    ("DROP TRIGGER system_audit_log_stays ON system_audit_log_default", "system_audit_log_default"),
    ("ALTER TABLE system_audit_chain DISABLE TRIGGER system_audit_chain_stays", "system_audit_chain"),
    (
        f"CREATE OR REPLACE TRIGGER datasay_audit {_EVERY_CHANGE} ON text_content_basic FOR EACH STATEMENT"
        f" EXECUTE FUNCTION datasay_audit_change({_ARGUMENTS_OF_TEXT})",
        _TEXT,
    ),
    (
        f"CREATE OR REPLACE TRIGGER datasay_audit BEFORE INSERT OR UPDATE OR DELETE ON text_content_basic FOR EACH ROW"
        f" EXECUTE FUNCTION datasay_audit_change({_ARGUMENTS_OF_TEXT})",
        _TEXT,
    ),
    ("CREATE TABLE mallory () INHERITS (user_auth_basic)", "mallory"),
    ("ALTER TABLE system_audit_chain SET UNLOGGED", "system_audit_chain"),
    (
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_replication_role = replica', current_database());"
        " END $$",
        "-",
    ),
]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("ALTER TABLE text_content_basic DISABLE TRIGGER datasay_audit", "text_content_basic"),
        ("DROP TRIGGER datasay_audit ON file_storage_basic", "file_storage_basic"),
        ("ALTER TABLE file_storage_basic_audio DISABLE TRIGGER datasay_audit", "file_storage_basic_audio"),
        ("ALTER TABLE user_auth_basic ENABLE REPLICA TRIGGER datasay_audit", "user_auth_basic"),
        ("ALTER TABLE system_audit_log DISABLE TRIGGER system_audit_log_only_grows", "system_audit_log"),
        (_remade("INSERT OR UPDATE OR DELETE", "WHEN (false)"), "text_content_basic"),
        (_remade("UPDATE OF text_title"), "text_content_basic"),
        (_remade("INSERT"), "text_content_basic"),
        (_NO_OP.format(name="datasay_audit_change"), "datasay_audit_change()"),
        (_NO_OP.format(name="datasay_audit_refuse"), "datasay_audit_refuse()"),
        (_TOLD_LESS.format(table="text_content_basic", left_out="text_updated_time,text_revision,text_title"), _TEXT),
        (_TOLD_LESS.format(table="other", left_out="text_updated_time,text_revision"), _TEXT),
        ("ALTER FUNCTION datasay_audit_change() SECURITY INVOKER", "datasay_audit_change()"),
        ("ALTER FUNCTION datasay_audit_change() SET search_path = evil, public", "datasay_audit_change()"),
        (_HIDES_NOTHING, "datasay_audit_hides()"),
        (_SAID_TO_FIT, "datasay_audit_hash()"),
        ("CREATE FUNCTION datasay_audit_more() RETURNS integer LANGUAGE sql AS 'SELECT 1'", "datasay_audit_more()"),
        (_SILENCED, "datasayai"),
        *_PAST_THE_LOG,
    ],
)
async def test_a_trigger_that_was_switched_off_is_found(
    superuser: Connection, owner_url: str, change: str, named: str
) -> None:
    await superuser.execute(change)
    told = await found(owner_url)
    assert {fault.fault for fault in told} == {"unguarded"}
    params = [fault.detail.params for fault in told]
    assert any(named in (one.get("table"), one.get("role"), f"{one.get('name')}()") for one in params)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE system_audit_log SET audit_user_id = 1",
        "DELETE FROM system_audit_log",
        "TRUNCATE system_audit_log",
        "TRUNCATE {partition}",
        "DELETE FROM {partition}",
        "UPDATE {partition} SET audit_after = NULL",
        "DELETE FROM system_audit_chain",
        "TRUNCATE system_audit_chain",
    ],
)
async def test_the_log_only_grows_for_its_owner_too(database: Connection, history: int, change: str) -> None:
    partition = await database.fetchval("SELECT max(tableoid)::regclass::text FROM system_audit_log")
    before = await logged(database)
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="only grows"):
        await database.execute(change.format(partition=partition))
    assert await logged(database) == before


async def test_an_event_cannot_be_passed_off_as_a_change(database: Connection) -> None:
    for action in ("insert", "update", "delete", "truncate", "role_change", "archive", "nonsense"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await database.execute("SELECT datasay_audit_note($1, 'user_auth_basic', NULL, '{}')", action)
    assert await logged(database) == []


async def _verify(owner_url: str, *arguments: str, language: str = "en") -> tuple[int, str]:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "from datasay.cli.database import app; app()",
        "audit-verify",
        *arguments,
        env={**os.environ, "DATASAY_DATABASE_URL": owner_url, "DATASAY_LANGUAGE": language},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await child.communicate()
    return child.returncode or 0, (out + err).decode()


async def test_heads_kept_elsewhere_betray_a_history_written_anew(
    database: Connection, superuser: Connection, rows: Rows, history: int, owner_url: str, tmp_path: Path
) -> None:
    """Cut the end, set the head back, go on as if nothing had been: only who kept the head can tell."""
    code, printed = await _verify(owner_url, "--json")
    told = json.loads(printed)
    assert (code, told["whole"], told["rows"], told["heads"][str(history)]["number"]) == (0, True, 10, 10)
    kept = tmp_path / "heads.json"
    kept.write_text(printed)
    assert (await _verify(owner_url, "--against", str(kept)))[0] == 0
    await superuser.execute(
        "DELETE FROM system_audit_log WHERE audit_lane_number > 8;"
        "UPDATE system_audit_chain SET chain_number = 8,"
        " chain_hash = (SELECT audit_hash FROM system_audit_log WHERE audit_lane_number = 8)"
    )
    code, printed = await _verify(owner_url)
    assert code == 0, printed
    code, printed = await _verify(owner_url, "--against", str(kept))
    assert code == 1
    assert f"Row 10 of lane {history} is missing" in printed
    for number in range(3):
        await database.execute("UPDATE text_template_basic SET template_name = $1", f"another {number}")
    code, printed = await _verify(owner_url, "--against", str(kept), "--json")
    assert code == 1
    (fault,) = json.loads(printed)["faults"]
    assert (fault["fault"], fault["lane"], fault["number"]) == ("rewritten", history, 10)


async def test_a_file_without_heads_is_refused(owner_url: str, tmp_path: Path) -> None:
    for content in ("", '{"heads": {"1": 5}}'):
        file = tmp_path / "heads.json"
        file.write_text(content)
        code, printed = await _verify(owner_url, "--against", str(file))
        assert code == 2, "not looked at is not tampered with"
        assert "holds no heads" in printed
        assert "Traceback" not in printed


async def test_faults_are_told_to_people_with_exit_code_1(superuser: Connection, history: int, owner_url: str) -> None:
    await superuser.execute("DELETE FROM system_audit_log WHERE audit_lane_number = 5")
    code, printed = await _verify(owner_url)
    assert code == 1
    assert f"Row 5 is missing in lane {history}" in printed
    assert len(printed.splitlines()) == 2, "heads are for --json"
    code, printed = await _verify(owner_url, language="zh")
    assert (code, re.search("[a-z]{2}", printed)) == (1, None), printed
    assert f"链 {history} 少了第 5 行" in printed
    code, printed = await _verify(owner_url, "--json", language="zh")
    told = json.loads(printed)
    assert (told["rows"], told["heads"][str(history)]["number"]) == (9, 10), "rows that are there"
    assert [(fault["fault"], re.search("[a-z]{2}", fault["detail"])) for fault in told["faults"]] == [("missing", None)]
    wrong = owner_url.replace("datasay_owner:", "datasay_owner:x")
    code, printed = await _verify(wrong)
    assert code == 2, printed
