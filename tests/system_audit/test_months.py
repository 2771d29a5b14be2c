"""Old months of the log are dropped on purpose, the oldest first, and what is left can still be verified."""

from datetime import date

import asyncpg
import pytest

from datasay.migrations.runner import connected
from datasay.system_audit.audited import LEFT_OUT
from datasay.system_audit.verification import Head, Verdict, verify
from tests.schema.conftest import Connection
from tests.system_audit.conftest import logged
from tests.system_audit.rows import Rows

# Let all that is logged so far be of last month: hashed anew, as it would have been written then.
_A_MONTH_AGO = """
DO $$
DECLARE row record; previous bytea; fresh bytea; moved timestamp;
BEGIN
    FOR row IN SELECT * FROM system_audit_log ORDER BY audit_lane, audit_lane_number LOOP
        IF row.audit_lane_number = 1 THEN previous := row.audit_previous_hash; END IF;
        moved := date_trunc('month', row.audit_time) - interval '1 day';
        fresh := datasay_audit_hash(previous, row.audit_lane, row.audit_lane_number, row.audit_id, moved,
            row.audit_user_id, row.audit_user_role, row.audit_actor, row.audit_request_id, row.audit_table,
            row.audit_action, row.audit_key, row.audit_before, row.audit_after);
        UPDATE system_audit_log SET audit_time = moved, audit_previous_hash = previous, audit_hash = fresh
         WHERE audit_id = row.audit_id;
        UPDATE system_audit_chain SET chain_hash = fresh WHERE chain_lane = row.audit_lane;
        previous := fresh;
    END LOOP;
END $$
"""


async def _verified(owner_url: str, kept: dict[int, Head] | None = None) -> Verdict:
    async with connected(owner_url) as connection:
        return await verify(connection, tuple(LEFT_OUT), kept)


@pytest.fixture
async def last_month(database: Connection, superuser: Connection, rows: Rows) -> date:
    """Five rows of last month; its first day."""
    await rows.make("text_template_basic")
    for name in "abc":
        await database.execute("UPDATE text_template_basic SET template_name = $1", name)
    await superuser.execute(_A_MONTH_AGO)
    first: date = await database.fetchval("SELECT (date_trunc('month', now()) - interval '1 month')::date")
    return first


async def test_a_dropped_month_is_told_and_the_rest_is_whole(
    database: Connection, rows: Rows, last_month: date, owner_url: str
) -> None:
    kept = (await _verified(owner_url)).heads
    assert [head.number for head in kept.values()] == [5]
    await database.execute("UPDATE text_template_basic SET template_name = 'd'")
    assert await database.fetchval("SELECT datasay_drop_audit_month($1)", last_month) == 5
    left = await logged(database)
    assert [row["audit_action"] for row in left] == ["update", "archive"]
    (lane,) = kept
    assert left[1]["audit_key"] == {"partition": f"system_audit_log_{last_month:%Y_%m}"}
    assert left[1]["audit_after"] == {"rows": 5, "begins": {str(lane): 6}}
    verdict = await _verified(owner_url, kept)  # heads kept before still fit: the last row dropped is one of them
    assert (verdict.faults, verdict.rows, verdict.begins[lane]) == ([], 2, 6)
    await rows.make("text_template_basic")
    assert (await _verified(owner_url)).faults == []


async def test_a_lane_that_holds_nothing_newer_begins_with_its_next_row(
    database: Connection, last_month: date, owner_url: str
) -> None:
    kept = (await _verified(owner_url)).heads
    await database.fetchval("SELECT datasay_drop_audit_month($1)", last_month)
    verdict = await _verified(owner_url, kept)
    assert verdict.faults == []
    (lane,) = kept
    forged = {lane: Head(5, "00" * 32)}
    assert [fault.fault for fault in (await _verified(owner_url, forged)).faults] == ["rewritten"]
    assert (await _verified(owner_url, {lane: Head(3, "00" * 32)})).faults == []  # dropped: nothing to compare


async def test_a_month_that_vanished_by_another_hand_is_missed(
    superuser: Connection, last_month: date, owner_url: str
) -> None:
    await superuser.execute(f"DROP TABLE system_audit_log_{last_month:%Y_%m}")
    assert [fault.fault for fault in (await _verified(owner_url)).faults] == ["missing"]


async def test_a_forged_word_on_a_dropped_month_is_betrayed_by_the_time_of_the_heads_that_were_kept(
    database: Connection, superuser: Connection, rows: Rows, owner_url: str
) -> None:
    await rows.make("text_template_basic")
    for name in "abcd":
        await database.execute("UPDATE text_template_basic SET template_name = $1", name)
    (lane,) = kept = (await _verified(owner_url)).heads
    await database.execute(
        "SELECT datasay_audit_write('system_audit_log', 'archive', $1, NULL, $2)",
        {"partition": "system_audit_log_2026_01"},
        {"rows": 6, "begins": {str(lane): 7}},
    )
    await superuser.execute(
        "UPDATE system_audit_chain SET chain_begin_number = 7, chain_begin_hash ="
        " (SELECT audit_hash FROM system_audit_log WHERE audit_lane_number = 6);"
        "DELETE FROM system_audit_log WHERE audit_lane_number < 7"
    )
    assert [fault.fault for fault in (await _verified(owner_url, kept)).faults] == ["missing"]
    assert [fault.number for fault in (await _verified(owner_url, kept)).faults] == [6]


async def test_a_word_on_a_month_that_is_not_over_explains_nothing(
    database: Connection, superuser: Connection, rows: Rows, owner_url: str
) -> None:
    await rows.make("text_template_basic")
    lane = await database.fetchval("SELECT chain_lane FROM system_audit_chain")
    month = await database.fetchval("SELECT to_char(now(), 'YYYY_MM')")
    await database.execute(
        "SELECT datasay_audit_write('system_audit_log', 'archive', $1, NULL, $2)",
        {"partition": f"system_audit_log_{month}"},
        {"rows": 1, "begins": {str(lane): 2}},
    )
    await superuser.execute(
        "UPDATE system_audit_chain SET chain_begin_number = 2, chain_begin_hash ="
        " (SELECT audit_hash FROM system_audit_log WHERE audit_lane_number = 1);"
        "DELETE FROM system_audit_log WHERE audit_lane_number < 2"
    )
    assert [fault.fault for fault in (await _verified(owner_url)).faults] == ["missing"]


async def test_a_lane_that_rested_for_months_is_explained_by_the_word_on_the_last_one(
    database: Connection, superuser: Connection, last_month: date, owner_url: str
) -> None:
    await superuser.execute(
        "INSERT INTO system_audit_chain SELECT 999, 0, chain_begin_hash, chain_time, 93,"
        " chain_begin_hash FROM system_audit_chain LIMIT 1"
    )
    await superuser.execute("UPDATE system_audit_chain SET chain_number = 92 WHERE chain_lane = 999")
    await database.fetchval("SELECT datasay_drop_audit_month($1)", last_month)
    assert (await _verified(owner_url)).faults == []


async def test_only_the_oldest_month_that_is_over_can_be_dropped(database: Connection, last_month: date) -> None:
    months = {
        "this": await database.fetchval("SELECT date_trunc('month', now())::date"),
        "unknown": date(1999, 1, 1),
    }
    with pytest.raises(asyncpg.ObjectInUseError, match="is not over"):
        await database.fetchval("SELECT datasay_drop_audit_month($1)", months["this"])
    with pytest.raises(asyncpg.UndefinedTableError, match="no partition"):
        await database.fetchval("SELECT datasay_drop_audit_month($1)", months["unknown"])


async def test_a_drop_gives_way_to_a_writer_that_is_under_way(
    database: Connection, other: Connection, rows: Rows, last_month: date, owner_url: str
) -> None:
    change = other.transaction()
    await change.start()
    await Rows(other).make("text_template_basic")
    with pytest.raises(asyncpg.LockNotAvailableError):
        await database.fetchval("SELECT datasay_drop_audit_month($1)", last_month)
    await rows.make("text_template_basic")
    await Rows(other).make("text_template_basic")
    await change.commit()
    assert await database.fetchval("SELECT datasay_drop_audit_month($1)", last_month) == 5
    assert (await _verified(owner_url)).faults == []


async def test_a_month_that_has_begun_in_the_default_partition_stays_there(
    database: Connection, superuser: Connection, rows: Rows, owner_url: str
) -> None:
    """Nothing of the log is ever moved."""
    this_month = f"system_audit_log_{await database.fetchval('SELECT now()::date'):%Y_%m}"
    await superuser.execute(f"DROP TABLE {this_month}")
    await rows.make("text_template_basic")
    before = await logged(database)
    assert await database.fetchval("SELECT datasay_make_month_partitions(3)") == 0
    assert await database.fetchval("SELECT to_regclass($1)", this_month) is None
    assert await logged(database) == before
    assert (await _verified(owner_url)).faults == []
