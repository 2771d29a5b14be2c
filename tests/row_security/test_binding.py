"""However many roles an operator gives, the application is bound: two roles, a superuser that steps down, one owner."""

import asyncio
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from datasay.api.app import create_app
from datasay.cli.embedded.accounts import unprivileged_account
from datasay.cli.embedded.binaries import find_postgres
from datasay.cli.embedded.errors import ServerMissing
from datasay.cli.embedded.postgres import EmbeddedPostgres
from datasay.core.binding import Binding, read_binding
from datasay.core.database import Database
from datasay.core.identity import OPERATOR, Actor
from datasay.core.settings import Settings
from datasay.migrations.roles import WrongRole
from datasay.migrations.runner import upgrade
from datasay.text.content.models import TextContentBasic
from datasay.user_auth.models import UserAuthBasic
from datasay.user_auth.passwords import hash_password
from tests.conftest import PASSWORD
from tests.factories import make_text
from tests.schema.conftest import connect

MODES = ("two roles", "a superuser", "one owner")


async def _admin(postgres: EmbeddedPostgres, *statements: str) -> None:
    connection = await connect(postgres.admin_url())
    for statement in statements:
        await connection.execute(statement)
    await connection.close()


@pytest.fixture(params=MODES)
def addresses(request: pytest.FixtureRequest, postgres: EmbeddedPostgres) -> Iterator[tuple[str, str]]:
    """The application's address and the one that migrates, of a fresh database in each of the ways there are."""
    name = f"test_{secrets.token_hex(6)}"
    asyncio.run(_admin(postgres, f'CREATE DATABASE "{name}" OWNER datasay_owner'))
    owner, application = {
        "two roles": (postgres.owner_url(name), postgres.url(name)),
        "a superuser": (postgres.admin_url(name), postgres.admin_url(name)),
        "one owner": (postgres.owner_url(name), postgres.owner_url(name)),
    }[request.param]
    upgrade(owner, application_url=application)
    yield application, owner
    asyncio.run(_admin(postgres, f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
async def database(addresses: tuple[str, str]) -> AsyncIterator[Database]:
    """The application's pool."""
    opened = Database(addresses[0], pool_size=1)
    yield opened
    await opened.close()


async def _two_users(database: Database) -> list[UserAuthBasic]:
    async with database.transaction(OPERATOR) as session:
        users = [
            UserAuthBasic(
                user_name=name, user_email=f"{name}@example.org", user_password_hash=await hash_password(PASSWORD)
            )
            for name in ("ada", "bea")
        ]
        session.add_all(users)
        await session.flush()
        for user in users:
            await make_text(session, user.user_id, text_title=f"of {user.user_name}")
    return users


async def test_raw_sql_of_the_application_sees_its_actors_rows_only(database: Database) -> None:
    ada, bea = await _two_users(database)
    titles = text("SELECT text_title FROM text_content_basic")
    assert await database.fetch(titles) == []
    for user in (ada, bea):
        actor = Actor(user.user_id, "user")
        assert await database.fetch(titles, actor=actor) == [{"text_title": f"of {user.user_name}"}]
        async with database.transaction(actor) as session:
            assert (await session.scalars(titles)).all() == [f"of {user.user_name}"]
    async with database.transaction() as session:
        assert (await session.scalars(titles)).all() == []
    assert len(await database.fetch(titles, actor=OPERATOR)) == 2


@pytest.mark.parametrize(
    "attempt",
    [
        "CREATE TEMP TABLE text_template_basic (template_id integer)",
        "CREATE FUNCTION pg_temp.mine() RETURNS integer LANGUAGE sql RETURN 1",
        "CREATE SCHEMA mine",
        "CREATE TABLE mine (a integer)",
    ],
)
async def test_the_application_makes_nothing_of_its_own(
    addresses: tuple[str, str], database: Database, attempt: str
) -> None:
    """What it made could stand in the place of ours."""
    if await read_binding(addresses[0]) is Binding.FORCED:
        pytest.skip("the only role owns the database: nothing can be forbidden to it")
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with database.transaction(OPERATOR) as session:
            await session.execute(text(attempt))


async def test_a_connection_never_carries_the_last_actor(database: Database) -> None:
    """A thousand reads and changes of two users and of nobody, interleaved on one connection."""
    ada, bea = await _two_users(database)
    mine = select(TextContentBasic.text_created_user_id)
    few = asyncio.Semaphore(20)  # who waits for the one connection for seconds is turned away

    async def read(user_id: int) -> None:
        async with few:
            rows = await database.fetch(mine, actor=Actor(user_id, "user" if user_id else "anonymous"))
        assert [row["text_created_user_id"] for row in rows] == ([user_id] if user_id else [])

    async def change(user_id: int) -> None:
        async with few, database.transaction(Actor(user_id, "user" if user_id else "anonymous")) as session:
            assert (await session.scalars(mine)).all() == ([user_id] if user_id else [])

    who = (ada.user_id, bea.user_id, 0)
    await asyncio.gather(*((read, change)[n % 2](who[n % 3]) for n in range(1000)))
    left = "SELECT concat(current_setting('datasay.user_id', true), current_setting('datasay.user_role', true))"
    reads = await database._statements._open()
    async with reads.acquire() as bare:
        assert await bare.fetchval(left) == ""
    async with database.engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        assert await driver.fetchval(left) == ""


async def test_the_whole_way_of_a_text_over_http(
    addresses: tuple[str, str], database: Database, tmp_path: Path
) -> None:
    """Log in, write, read, search, list and not see the other's."""
    await _two_users(database)
    settings = Settings(home=tmp_path, database_url=addresses[0], log_level="ERROR", trusted_hosts=["testserver"])
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        clients = {}
        for name in ("ada", "bea"):
            client = httpx.AsyncClient(transport=transport, base_url="http://testserver/api/v1")
            answer = await client.post("/auth/login", json={"user_name": name, "user_password": PASSWORD})
            assert answer.status_code == 200, answer.text
            client.cookies.clear()
            client.headers["Authorization"] = f"Bearer {answer.json()['session_token']}"
            clients[name] = client
        body = {"text_title": "车站", "text_content": "月台上的背影。", "text_content_type": "article"}
        made = (await clients["ada"].post("/texts", json=body)).json()
        assert (await clients["ada"].patch(f"/texts/{made['text_id']}", json={"text_title": "月台"})).status_code == 200
        assert (await clients["ada"].get(f"/texts/{made['text_id']}")).json()["text_title"] == "月台"
        assert (await clients["bea"].get(f"/texts/{made['text_id']}")).status_code == 404
        found = (await clients["ada"].get("/texts", params={"q": "背影"})).json()["items"]
        assert [row["text_id"] for row in found] == [made["text_id"]]
        assert (await clients["bea"].get("/texts", params={"q": "背影"})).json()["items"] == []
        assert len((await clients["bea"].get("/texts")).json()["items"]) == 1
        for client in clients.values():
            await client.aclose()


async def test_how_it_is_bound_is_said(addresses: tuple[str, str]) -> None:
    wanted = Binding.OWNS_NOTHING if "datasayai" in addresses[0] else Binding.STEPPED_DOWN
    if addresses[0] == addresses[1] and "datasay_owner" in addresses[0]:
        wanted = Binding.FORCED
    assert await read_binding(addresses[0]) is wanted


async def test_an_owner_upon_whom_nothing_is_forced_is_unbound(owner_url: str) -> None:
    """The operator took one address away without migrating again."""
    assert await read_binding(owner_url) is Binding.UNBOUND


async def test_a_database_without_tables_binds_nobody_yet(empty_database_url: str) -> None:
    assert await read_binding(empty_database_url) is None


def test_doctor_and_check_say_who_is_unbound(owner_url: str, database_url: str, tmp_path: Path) -> None:
    for url, seen in ((owner_url, "unbound"), (database_url, "owns nothing")):
        environment = os.environ | {"DATASAY_DATABASE_URL": url, "DATASAY_DATABASE_OWNER_URL": owner_url}
        environment |= {"DATASAY_HOME": str(tmp_path), "COLUMNS": "300", "DATASAY_LANGUAGE": "en"}
        for command, told in ((("doctor",), seen), (("db", "check"), "db upgrade" if seen == "unbound" else "agree")):
            done = subprocess.run(
                [sys.executable, "-m", "datasay", *command],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            assert told in done.stdout, done.stdout + done.stderr
            assert (done.returncode == 0) == (seen != "unbound"), done.stdout


def test_check_says_first_whose_work_it_is(postgres: EmbeddedPostgres, database_url: str, tmp_path: Path) -> None:
    """By the application's role alone, as where an operator forgets the owner's address."""
    asyncio.run(_admin(postgres, f'REVOKE TEMPORARY ON DATABASE "{make_url(database_url).database}" FROM PUBLIC'))
    environment = os.environ | {"DATASAY_DATABASE_URL": database_url, "DATASAY_HOME": str(tmp_path)}
    environment.pop("DATASAY_DATABASE_OWNER_URL", None)
    done = subprocess.run(
        [sys.executable, "-m", "datasay", "db", "check"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.startswith("Failed: This is for the tables' owner: set DATASAY_DATABASE_OWNER_URL")


def test_migrating_again_binds_anew_whatever_was_before(addresses: tuple[str, str], postgres: EmbeddedPostgres) -> None:
    name = make_url(addresses[1]).database or ""
    admin, owner, application = postgres.admin_url(name), postgres.owner_url(name), postgres.url(name)
    asyncio.run(_own(admin))

    upgrade(owner)
    assert asyncio.run(read_binding(owner)) is Binding.FORCED
    upgrade(owner, application_url=application)
    assert asyncio.run(read_binding(application)) is Binding.OWNS_NOTHING


async def _own(admin_url: str) -> None:
    """Give everything to datasay_owner, whoever made it."""
    connection = await connect(admin_url)
    name = await connection.fetchval("SELECT current_user::text")
    relations = await connection.fetch(
        "SELECT format('ALTER %s %s OWNER TO datasay_owner', CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'S' THEN 'SEQUENCE'"
        " ELSE 'TABLE' END, oid::regclass) AS sql FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        " AND relkind IN ('r', 'p', 'v') AND pg_get_userbyid(relowner) = $1"
        " UNION ALL SELECT format('ALTER FUNCTION %s OWNER TO datasay_owner', oid::regprocedure) FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND pg_get_userbyid(proowner) = $1",
        name,
    )
    for row in relations:
        await connection.execute(row["sql"])
    await connection.close()


@pytest.mark.parametrize(
    ("rights", "message"),
    [
        ("SUPERUSER", "above the policies"),
        ("BYPASSRLS", "above the policies"),
        ("IN ROLE datasay_owner", "a member of"),
    ],
)
def test_an_application_above_the_policies_is_refused(
    postgres: EmbeddedPostgres, owner_url: str, rights: str, message: str
) -> None:
    name = f"mighty_{secrets.token_hex(4)}"
    asyncio.run(_admin(postgres, f"CREATE ROLE {name} {rights}"))
    mighty = make_url(owner_url).set(username=name).render_as_string(hide_password=False)
    with pytest.raises(WrongRole, match=message):
        upgrade(owner_url, application_url=mighty)
    asyncio.run(_admin(postgres, f"DROP ROLE {name}"))


def test_a_role_that_is_not_there_is_named(owner_url: str) -> None:
    unknown = make_url(owner_url).set(username="nobody_here").render_as_string(hide_password=False)
    with pytest.raises(WrongRole, match="There is no role nobody_here"):
        upgrade(owner_url, application_url=unknown)


def test_a_dump_of_the_owner_holds_every_row_and_can_be_restored(
    addresses: tuple[str, str], postgres: EmbeddedPostgres, tmp_path: Path
) -> None:
    """As docs/how-to/production.md says it is done."""
    try:
        dump = str(find_postgres(unprivileged_account("postgres")).tool("pg_dump"))
    except ServerMissing:
        dump = ""
    if not dump or shutil.which("psql") is None:
        pytest.skip("this machine has no pg_dump or no psql")
    application, owner = addresses

    async def fill() -> int:
        database = Database(application, pool_size=1)
        await _two_users(database)
        async with database.transaction(OPERATOR) as session:
            rows = await session.scalar(text("SELECT count(*) FROM text_content_basic"))
        await database.close()
        return int(rows or 0)

    async def count(url: str) -> int:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""), server_settings={"datasay.user_role": "system"})
        rows = await connection.fetchval("SELECT count(*) FROM text_content_basic")
        await connection.close()
        return int(rows)

    kept = asyncio.run(fill())
    plain = make_url(owner).set(drivername="postgresql").render_as_string(hide_password=False)
    environment = os.environ | {"PGOPTIONS": "-c datasay.user_role=system"}
    file = tmp_path / "dump.sql"
    subprocess.run(
        [dump, "--enable-row-security", "--no-owner", f"--file={file}", plain], env=environment, check=True, timeout=60
    )
    name = f"test_{secrets.token_hex(6)}"
    asyncio.run(_admin(postgres, f'CREATE DATABASE "{name}" OWNER datasay_owner'))
    try:
        target = make_url(owner).set(drivername="postgresql", database=name).render_as_string(hide_password=False)
        subprocess.run(
            ["psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={file}", target],
            env=environment,
            check=True,
            timeout=60,
            stdout=subprocess.DEVNULL,
        )
        assert kept == 2
        assert asyncio.run(count(target)) == kept
    finally:
        asyncio.run(_admin(postgres, f'DROP DATABASE "{name}" WITH (FORCE)'))
