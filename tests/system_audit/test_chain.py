"""Writers never wait for each other, and however they end, every lane stays whole."""

import asyncio
import os
import signal
import sys

import asyncpg
import pytest

from datasay.migrations.runner import connected
from datasay.system_audit.audited import LEFT_OUT
from datasay.system_audit.verification import Verdict, verify
from tests.schema.conftest import Connection
from tests.system_audit.conftest import logged, opened
from tests.system_audit.rows import Rows


async def verified(owner_url: str) -> Verdict:
    """What a check of the database finds."""
    async with connected(owner_url) as connection:
        return await verify(connection, tuple(LEFT_OUT))


async def test_fifty_writers_leave_every_lane_whole(owner_url: str, database: Connection, rows: Rows) -> None:
    user = await rows.make("user_auth_basic")
    writers = [await opened(owner_url) for _ in range(50)]

    async def write(connection: Connection, number: int) -> None:
        for turn in range(6):
            async with connection.transaction():
                for part in range(3):
                    await Rows(connection).make(
                        "text_template_basic",
                        template_name=f"{number}-{turn}-{part}",
                        template_created_user_id=user["user_id"],
                    )
                if turn % 3 == 2:
                    await connection.execute("SELECT pg_sleep(0.01)")
            change = connection.transaction()
            await change.start()
            rename = "UPDATE text_template_basic SET template_name = 'x' WHERE template_name = $1"
            await connection.execute(rename, f"{number}-{turn}-0")
            await (change.rollback() if number % 2 else change.commit())

    await asyncio.gather(*(write(connection, number) for number, connection in enumerate(writers)))
    for connection in writers:
        await connection.close()
    verdict = await verified(owner_url)
    assert verdict.faults == []
    assert verdict.rows == 1 + 50 * 6 * 3 + 25 * 6
    assert len(verdict.heads) > 1


async def test_writers_wait_for_no_lane(database: Connection, other: Connection, rows: Rows, owner_url: str) -> None:
    """All 64 usual lanes are held by others, some more as well: there is always one more."""
    await other.execute("SELECT pg_advisory_lock(7310, lane) FROM generate_series(0, 65) AS lane")
    await rows.make("text_template_basic")
    await other.execute("SELECT pg_advisory_unlock_all()")
    await rows.make("text_template_basic")
    told = [(row["audit_lane"], row["audit_lane_number"]) for row in await logged(database)]
    assert told[:2] == [(66, 1), (66, 2)]
    assert all(lane < 64 for lane, _ in told[2:])
    assert (await verified(owner_url)).faults == []


async def test_two_that_change_each_others_rows_meet_no_other_wait_than_their_own(
    database: Connection, other: Connection, rows: Rows, owner_url: str
) -> None:
    """A deadlock of the rows themselves is resolved as ever: one of the two is refused, the log is whole."""
    one, two = [await rows.make("text_template_basic") for _ in range(2)]

    async def swap(connection: Connection, first: int, second: int, met: asyncio.Barrier) -> None:
        async with connection.transaction():
            change = "UPDATE text_template_basic SET template_name = 'n' WHERE template_id = $1"
            await connection.execute(change, first)
            await met.wait()
            await connection.execute(change, second)

    met = asyncio.Barrier(2)
    ended = await asyncio.gather(
        swap(database, one["template_id"], two["template_id"], met),
        swap(other, two["template_id"], one["template_id"], met),
        return_exceptions=True,
    )
    assert [type(end) for end in ended if end is not None] == [asyncpg.DeadlockDetectedError]
    assert (await verified(owner_url)).faults == []


async def test_an_older_snapshot_cannot_fork_a_chain(database: Connection, other: Connection, rows: Rows) -> None:
    """Under REPEATABLE READ the head that is seen may not be the last one: such a change is refused, to be repeated."""
    await rows.make("text_template_basic")
    lane = await database.fetchval("SELECT chain_lane FROM system_audit_chain")
    first = await other.fetchval("SELECT pg_backend_pid() % 64")
    change = other.transaction(isolation="repeatable_read")
    await change.start()
    await other.fetchval("SELECT 1")  # its snapshot
    await database.execute("UPDATE text_template_basic SET template_name = 'a'")
    for step in range((lane - first) % 64):  # leave it no other lane
        await database.execute("SELECT pg_advisory_lock(7310, $1)", (first + step) % 64)
    with pytest.raises(asyncpg.SerializationError):
        await Rows(other).make("user_auth_basic")
    await change.rollback()


async def test_a_lane_that_is_only_claimed_is_not_believed(
    database: Connection, other: Connection, rows: Rows, owner_url: str
) -> None:
    """Where the lane lies is remembered in a setting, which anybody may set: it opens nothing."""
    await rows.make("text_template_basic")
    async with database.transaction():
        await database.execute("UPDATE text_template_basic SET template_name = 'a'")
        claimed = await database.fetchval("SELECT current_setting('datasay.audit_head')")
        async with other.transaction():
            await other.execute("SELECT set_config('datasay.audit_head', $1, true)", claimed)
            await Rows(other).make("user_auth_basic")
            assert await other.fetchval("SELECT current_setting('datasay.audit_head')") != claimed
    for nonsense in ("x", "5", "5 x", "5 (9,9)", "99999999999 (0,1)"):
        change = other.transaction()
        await change.start()
        await other.execute("SELECT set_config('datasay.audit_head', $1, true)", nonsense)
        await Rows(other).make("user_auth_basic")
        await change.commit()
    assert (await verified(owner_url)).faults == []


_WRITER = """
import asyncio, asyncpg, sys
async def main():
    connection = await asyncpg.connect(sys.argv[1])
    await connection.execute("BEGIN")
    await connection.execute("UPDATE text_template_basic SET template_name = 'killed'")
    print("written", flush=True)
    await asyncio.sleep(600)
asyncio.run(main())
"""


async def test_a_client_killed_in_the_middle_leaves_nothing(database: Connection, rows: Rows, owner_url: str) -> None:
    await rows.make("text_template_basic")
    before = await logged(database)
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _WRITER, owner_url.replace("+asyncpg", ""), stdout=asyncio.subprocess.PIPE
    )
    assert writer.stdout is not None
    assert (await writer.stdout.readline()).strip() == b"written"
    os.kill(writer.pid, signal.SIGKILL)
    await writer.wait()
    await database.execute("UPDATE text_template_basic SET template_name = 'afterwards'")  # waits for the other's end
    told = (await logged(database))[len(before) :]
    assert [row["audit_after"] for row in told] == [{"template_name": "afterwards"}]
    assert (await verified(owner_url)).faults == []


async def test_what_happened_in_a_lane_never_goes_back_in_time(
    database: Connection, superuser: Connection, rows: Rows
) -> None:
    """So that the oldest month is the beginning of each lane, also where a clock was put back."""
    await rows.make("text_template_basic")
    await superuser.execute("UPDATE system_audit_chain SET chain_time = chain_time + interval '1 hour'")
    ahead = await database.fetchval("SELECT chain_time FROM system_audit_chain")
    await database.execute("UPDATE text_template_basic SET template_name = 'a'")
    assert (await logged(database))[-1]["audit_time"] == ahead
