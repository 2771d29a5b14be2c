"""The months of the statistics and of the audit log: no insert fails, and anybody makes months ahead at any time."""

import asyncio
from datetime import UTC, date, datetime

import pytest

from datasay.migrations.partitions import list_partitions, make_month_partitions
from datasay.migrations.runner import connected
from tests.schema.conftest import Connection, connect


def _month(ahead: int) -> date:
    """The first day of the month so many months from now, as UTC sees it."""
    today = datetime.now(UTC).date()
    years, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
    return date(years, month + 1, 1)


async def _count(database: Connection, day: date, user_id: int) -> str:
    """Insert a day of use; return the partition it went to."""
    return str(
        await database.fetchval(
            "INSERT INTO system_usage_statistics (stat_date, stat_user_id) VALUES ($1, $2)"
            " RETURNING tableoid::regclass::text",
            day,
            user_id,
        )
    )


async def _partitions(owner_url: str) -> set[str]:
    async with connected(owner_url) as connection:
        return {part.partition_name for part in await list_partitions(connection)}


def _name(ahead: int, table: str = "system_usage_statistics") -> str:
    return f"{table}_{_month(ahead):%Y_%m}"


async def test_the_migration_makes_last_month_to_three_months_ahead(owner_url: str) -> None:
    made = await _partitions(owner_url)
    for table in ("system_usage_statistics", "system_audit_log"):
        months = {name for name in made if name.startswith(f"{table}_")}
        assert months == {*(_name(ahead, table) for ahead in range(-1, 4)), f"{table}_default"}


@pytest.mark.parametrize("ahead", [-1, 0, 3])
async def test_a_day_goes_to_its_month(database: Connection, user_id: int, ahead: int) -> None:
    assert await _count(database, _month(ahead), user_id) == _name(ahead)


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2999, 1, 1)])
async def test_a_far_day_lands_in_the_default_partition(database: Connection, user_id: int, day: date) -> None:
    assert await _count(database, day, user_id) == "system_usage_statistics_default"


async def test_making_months_twice_makes_them_once(owner_url: str) -> None:
    async with connected(owner_url) as connection:
        assert await make_month_partitions(connection, 3) == 0
        assert await make_month_partitions(connection, 6) == 6  # three months of two tables
        assert await make_month_partitions(connection, 6) == 0
        await connection.commit()
    assert _name(6) in await _partitions(owner_url)


async def test_rows_of_a_month_move_from_the_default_into_the_new_partition(
    database: Connection, owner_url: str, user_id: int
) -> None:
    first, beyond = _month(5), _month(6)
    assert await _count(database, first, user_id) == "system_usage_statistics_default"
    assert await _count(database, beyond, user_id) == "system_usage_statistics_default"
    async with connected(owner_url) as connection:
        assert await make_month_partitions(connection, 5) == 4
        await connection.commit()
    rows = await database.fetch("SELECT tableoid::regclass::text AS partition, stat_date FROM system_usage_statistics")
    assert {row["stat_date"]: row["partition"] for row in rows} == {
        first: _name(5),
        beyond: "system_usage_statistics_default",
    }


async def test_a_new_month_has_the_keys_and_indexes_of_the_table(database: Connection, user_id: int) -> None:
    await database.fetchval("SELECT datasay_make_month_partitions(4)")
    described = "SELECT count(*) FROM pg_index WHERE indrelid = $1::text::regclass"
    assert await database.fetchval(described, _name(4)) == await database.fetchval(described, "system_usage_statistics")
    assert await database.fetchval(
        "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND conrelid = $1::text::regclass", _name(4)
    )


async def test_two_callers_at_once_make_each_month_once(owner_url: str) -> None:
    async def make() -> int:
        connection = await connect(owner_url)
        try:
            return int(await connection.fetchval("SELECT datasay_make_month_partitions(12)"))
        finally:
            await connection.close()

    assert sorted(await asyncio.gather(make(), make(), make())) == [0, 0, 18]
