"""Reads by asyncpg: the values of each call, whatever shape was written before; dead connections; JSON."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import Update, bindparam, func, literal, literal_column, make_url, select, update
from sqlalchemy.dialects.postgresql import JSONB

from datasay.core.database import Database
from datasay.core.errors import Unavailable
from datasay.core.identity import OPERATOR, as_actor
from datasay.core.reading import Row
from datasay.core.resources import Resources
from datasay.user_auth.models import UserAuthBasic as User
from tests.conftest import MakeUser


@pytest.fixture
async def database(resources: Resources) -> Database:
    return resources.database


async def test_statements_of_one_shape_keep_their_own_values(database: Database, make_user: MakeUser) -> None:
    for name in ("ada", "bea", "cleo"):
        await make_user(name)
    for name in ("ada", "cleo", "nobody"):
        found = await database.fetch_one(select(User.user_name).where(User.user_name == name), actor=OPERATOR)
        assert found == (None if name == "nobody" else {"user_name": name})
    for names in (["ada"], ["ada", "bea"], ["cleo", "bea", "ada"], []):
        rows = await database.fetch(
            select(User.user_name).where(User.user_name.in_(names)).order_by(User.user_name), actor=OPERATOR
        )
        assert [row["user_name"] for row in rows] == sorted(names)


async def test_values_given_at_the_call_and_on_the_statement(database: Database, make_user: MakeUser) -> None:
    user = await make_user("ada")
    statement = select(User.user_id).where(User.user_name == bindparam("name"))
    assert await database.fetch_one(statement, {"name": "ada"}, actor=OPERATOR) == {"user_id": user.user_id}
    assert await database.fetch_one(statement.params(name="ada"), actor=OPERATOR) == {"user_id": user.user_id}
    assert await database.fetch_one(statement, {"name": "bea"}, actor=OPERATOR) is None


async def test_json_comes_as_what_it_says(database: Database) -> None:
    value = {"a": [1, 2.5, None, "字"]}
    row = await database.fetch_one(select(func.jsonb_build_object("a", literal([1], JSONB)).label("made")))
    assert row == {"made": {"a": [1]}}
    row = await database.fetch_one(select(literal_column("""'{"a": [1, 2.5, null, "字"]}'::jsonb""").label("kept")))
    assert row == {"kept": value}


async def test_a_read_outlives_the_end_of_its_connection(database: Database) -> None:
    mine = select(func.pg_backend_pid().label("pid"))
    first = await database.fetch_one(mine, actor=OPERATOR)
    assert first is not None
    async with database.transaction(OPERATOR) as session:
        await session.execute(select(func.pg_terminate_backend(first["pid"])))
    second = await database.fetch_one(mine, actor=OPERATOR)
    assert second is not None
    assert second["pid"] != first["pid"]


async def test_a_change_finds_another_connection_when_its_own_has_died(database: Database, make_user: MakeUser) -> None:
    user = await make_user("ada")
    rename = update(User.__table__).where(User.user_id == user.user_id)  # type: ignore[arg-type]  # a Table, says the model
    rename = rename.values(user_profile_nickname=bindparam("name")).returning(func.pg_backend_pid().label("pid"))
    first = await _change(database, rename, {"name": "one"})
    assert first is not None
    async with database.transaction(OPERATOR) as session:
        await session.execute(select(func.pg_terminate_backend(first["pid"])))
    second = await _change(database, rename, {"name": "two"})
    assert second is not None
    assert second["pid"] != first["pid"]
    kept = await database.fetch_one(
        select(User.user_profile_nickname).where(User.user_id == user.user_id), actor=OPERATOR
    )
    assert kept == {"user_profile_nickname": "two"}


async def _change(
    database: Database, statement: Update, params: dict[str, object], *, durable: bool = True
) -> Row | None:
    with as_actor(OPERATOR):
        return await database.change(statement, params, durable=durable)


@pytest.fixture
async def waiting(postgres_url: str, database_url: str) -> AsyncIterator[Database]:
    """A database whose commits wait for the disk, as those of users do and those of tests do not."""
    administrator = await asyncpg.connect(make_url(postgres_url).set(drivername="postgresql").render_as_string(False))
    await administrator.execute(f'ALTER DATABASE "{make_url(database_url).database}" SET synchronous_commit = on')
    await administrator.close()
    opened = Database(database_url)
    yield opened
    await opened.close()


async def test_only_what_may_be_forgotten_does_not_wait_for_the_disk(waiting: Database, make_user: MakeUser) -> None:
    user = await make_user("ada")
    rename = update(User.__table__).where(User.user_id == user.user_id)  # type: ignore[arg-type]  # a Table, says the model
    rename = rename.values(user_profile_nickname=bindparam("name"))
    rename = rename.returning(func.current_setting("synchronous_commit").label("waits"))
    assert await _change(waiting, rename, {"name": "kept"}) == {"waits": "on"}
    assert await _change(waiting, rename, {"name": "noted"}, durable=False) == {"waits": "off"}
    assert await _change(waiting, rename, {"name": "kept"}, durable=True) == {"waits": "on"}  # by the same connection


async def test_more_reads_than_connections_wait_for_their_turn(database: Database) -> None:
    rows = await asyncio.gather(*(database.fetch_one(select(literal(n).label("n"))) for n in range(200)))
    assert [row and row["n"] for row in rows] == list(range(200))


async def test_a_database_that_is_away_is_said_to_be() -> None:
    away = Database("postgresql+asyncpg://nobody:secret@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable, match="away"):
        await away.fetch(select(literal(1)))
    await away.close()
