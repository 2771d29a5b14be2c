"""Real servers for every test: one private PostgreSQL and Redis per test run, a fresh database per test."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

import httpx
import hypothesis
import pytest
import redis
from sqlalchemy import update
from sqlalchemy.engine import make_url

from datasay.api.app import create_app
from datasay.cli.embedded.postgres import EmbeddedPostgres
from datasay.cli.embedded.redis import EmbeddedRedis
from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.migrations.runner import upgrade
from datasay.task_management import relay
from datasay.task_management.models import TaskManagementQueue, TaskStatus
from datasay.text.template.service import ensure_builtin_templates
from datasay.user_auth.models import UserAuthBasic, UserAuthSession, UserRole, UserStatus
from datasay.user_auth.passwords import hash_password
from datasay.user_auth.tokens import hash_token, new_session_id, new_token
from datasay.voice.timbre.service import ensure_builtin_timbres
from datasay.worker import modules
from tests.databases import Databases
from tests.run import PLATFORM_FOLDERS
from tests.running import run_tasks

assert modules.JOBS, "importing it registers what a worker can do"
PASSWORD = "correct horse battery"
TOKEN = new_token()  # of the user `writer`
_SERVERS_BYTES = 4 << 30
hypothesis.settings.register_profile("datasay", deadline=None)  # a busy machine is no fault
hypothesis.settings.load_profile("datasay")
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as in a shell's background job; what is started inherits it
    signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ["DATASAY_ARGON2_KIB"] = "1024"  # what is tested is not how slow the hash is
# espeak-ng speaks 50 times as fast as the natural voice, and most tests only need that something is said. What an
# installation does by itself is tried by tests/engines/test_kokoro.py and, from outside, by tests/embedded.
os.environ["DATASAY_VOICE_ENGINE"] = "local"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first, so that no worker is left alone with one at the end."""
    for item in items:
        of_a_platform = item.get_closest_marker("e2e") or item.get_closest_marker("fault")
        if of_a_platform and item.path.relative_to(Path(__file__).parent).parts[0] not in PLATFORM_FOLDERS:
            raise pytest.UsageError(f"{item.nodeid}: tests/run.py would not run it; move it or change what it runs")
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)  # stable: the rest stays shuffled


def _in_own_loop(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    with asyncio.Runner() as runner:
        runner.run(work())


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """A folder for the servers of this run (of this xdist worker), which an unprivileged PostgreSQL can enter."""
    folder = Path(tempfile.mkdtemp(prefix="datasay-tests-", dir=_memory()))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _memory() -> Path | None:
    """Where files live in memory, if there is room: a database is cloned there 25 times as fast as on a disk."""
    shared = Path("/dev/shm")  # noqa: S108  the folder made in there has a random name
    roomy = os.access(shared, os.W_OK) and shutil.disk_usage(shared).free > _SERVERS_BYTES
    return shared if roomy else None


@pytest.fixture(scope="session")
def postgres(server_folder: Path) -> Iterator[EmbeddedPostgres]:
    """A private PostgreSQL."""
    server = EmbeddedPostgres(server_folder / "postgres", fsync=False)
    server.start()
    yield server
    server.erase()


@pytest.fixture(scope="session")
def postgres_url(postgres: EmbeddedPostgres) -> str:
    """Its superuser's address, database `postgres`."""
    return postgres.admin_url()


@pytest.fixture(scope="session")
def redis_url(server_folder: Path) -> Iterator[str]:
    """A private Redis."""
    server = EmbeddedRedis(server_folder / "redis")
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def redis_client(redis_url: str) -> Iterator[redis.Redis]:
    """A connection to it that waits as long as a busy machine takes."""
    with redis.Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture(scope="session")
def databases(postgres: EmbeddedPostgres) -> Iterator[Databases]:
    """Makes databases of the private PostgreSQL."""
    databases = Databases(postgres.admin_url())
    yield databases
    databases.close()


@pytest.fixture(scope="session")
def template_database(postgres: EmbeddedPostgres, databases: Databases) -> str:
    """A migrated database that others are cloned from."""
    name = "datasay_template"
    databases.make(name)
    upgrade(postgres.owner_url(name), application_url=postgres.url(name))
    return name


@pytest.fixture
def empty_database_url(postgres: EmbeddedPostgres, databases: Databases) -> Iterator[str]:
    """A fresh database without any table, as its owner."""
    with databases.cloned("template0") as name:
        yield postgres.owner_url(name)


@pytest.fixture(scope="session")
def furnished_database(postgres: EmbeddedPostgres, databases: Databases, template_database: str) -> str:
    """The same with what a first start puts in: the user `writer`, the built-in timbres and templates."""
    name = "datasay_furnished"
    databases.make(name, template=template_database)
    _in_own_loop(lambda: _furnish(postgres.url(name)))
    return name


async def _furnish(url: str) -> None:
    database = Database(url)
    async with database.transaction(OPERATOR) as session:
        writer = UserAuthBasic(
            user_name="writer", user_email="writer@example.org", user_password_hash=await hash_password(PASSWORD)
        )
        session.add(writer)
        await session.flush()
        session.add(_lasting_session(writer.user_id))
        await ensure_builtin_timbres(session, Settings(), writer.user_id)
        await ensure_builtin_templates(session, writer.user_id)
    await database.close()


def _lasting_session(user_id: int) -> UserAuthSession:
    """A session as a login begins it, which need not be renewed while the tests run."""
    used = utc_now() + timedelta(hours=6)
    return UserAuthSession(
        session_id=new_session_id(),
        user_id=user_id,
        session_token_hash=hash_token(TOKEN),
        session_expire_time=used + timedelta(days=1),
        session_created_time=utc_now(),
        session_last_used_time=used,
        session_ip_address="127.0.0.1",
    )


@pytest.fixture
def database_url(
    request: pytest.FixtureRequest, postgres: EmbeddedPostgres, databases: Databases, template_database: str
) -> Iterator[str]:
    """A fresh migrated database; furnished for tests that use `client`."""
    furnished = "client" in request.fixturenames
    with databases.cloned(request.getfixturevalue("furnished_database") if furnished else template_database) as name:
        yield postgres.url(name)


@pytest.fixture
def owner_url(database_url: str, postgres: EmbeddedPostgres) -> str:
    """The same database as its owner."""
    return postgres.owner_url(make_url(database_url).database or "")


@pytest.fixture
def settings(database_url: str, redis_url: str, tmp_path: Path) -> Settings:
    """Settings of a platform with a fresh database and an empty home."""
    os.environ.pop("DATASAY_STORAGE_URL", None)
    return Settings(
        home=tmp_path / "home",
        database_url=database_url,
        redis_url=redis_url,
        task_lease_seconds=4,
        log_level="ERROR",
        trusted_hosts=["testserver"],
    )


@pytest.fixture
async def resources(settings: Settings, redis_client: redis.Redis) -> AsyncIterator[Resources]:
    """What a process of the platform holds."""
    redis_client.flushall()
    opened = Resources.of(settings)
    await opened.broadcast.start()
    yield opened
    await opened.close()


async def until(condition: Callable[[], bool]) -> None:
    """Wait until it holds; pytest's own time limit ends what never does."""
    while not condition():  # noqa: ASYNC110  nothing tells when a message was heard
        await asyncio.sleep(0.02)


class MakeUser(Protocol):
    """Makes an active user with PASSWORD."""

    async def __call__(
        self,
        user_name: str = "writer",
        user_role: UserRole = UserRole.USER,
        user_status: UserStatus = UserStatus.ACTIVE,
    ) -> UserAuthBasic: ...


@pytest.fixture
def make_user(resources: Resources) -> MakeUser:
    """Makes an active user with PASSWORD."""

    async def make(
        user_name: str = "writer", user_role: UserRole = UserRole.USER, user_status: UserStatus = UserStatus.ACTIVE
    ) -> UserAuthBasic:
        user = UserAuthBasic(
            user_name=user_name,
            user_email=f"{user_name}@example.org",
            user_password_hash=await hash_password(PASSWORD),
            user_role=user_role,
            user_status=user_status,
        )
        async with resources.database.transaction(OPERATOR) as session:
            session.add(user)
        return user

    return make


@pytest.fixture
async def anonymous(settings: Settings, database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the real application, not logged in. The lifespan runs as under a web server."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            yield client


class Login(Protocol):
    """Logs a user in and gives a client that carries the token."""

    async def __call__(self, user_name: str, password: str = PASSWORD) -> httpx.AsyncClient: ...


@pytest.fixture
async def login(anonymous: httpx.AsyncClient) -> AsyncIterator[Login]:
    """Logs a user in and gives a client that carries the token."""
    clients: list[httpx.AsyncClient] = []

    async def log_in(user_name: str, password: str = PASSWORD) -> httpx.AsyncClient:
        answer = await anonymous.post("/api/v1/auth/login", json={"user_name": user_name, "user_password": password})
        assert answer.status_code == 200, answer.text
        anonymous.cookies.clear()
        client = _carrying(anonymous, answer.json()["session_token"])
        clients.append(client)
        return client

    yield log_in
    for client in clients:
        await client.aclose()


def _carrying(anonymous: httpx.AsyncClient, token: str) -> httpx.AsyncClient:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.AsyncClient(transport=anonymous._transport, base_url="http://testserver", headers=headers)


@pytest.fixture
async def client(anonymous: httpx.AsyncClient) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the user `writer` (role user), whose session came with the database; the built-in timbres and
    templates are there.
    """
    async with _carrying(anonymous, TOKEN) as carrying:
        yield carrying


class Finish(Protocol):
    """Does the work that an answer 202 promises, as a worker would, and gives the ended task."""

    async def __call__(self, answer: httpx.Response) -> dict[str, Any]: ...


@pytest.fixture
def finish(client: httpx.AsyncClient, resources: Resources) -> Finish:
    """Does the work that an answer 202 promises to the user `writer`, as a worker would, and gives the ended task."""

    async def work(answer: httpx.Response) -> dict[str, Any]:
        assert answer.status_code == 202, answer.text
        assert answer.headers["Location"] == f"/api/v1/tasks/{answer.json()['task_uuid']}"
        await run_tasks(resources)
        task: dict[str, Any] = (await client.get(answer.headers["Location"])).json()
        return task

    return work


Kill = Callable[[asyncio.Task[int], str], Coroutine[Any, Any, None]]


@pytest.fixture
def kill(resources: Resources) -> Kill:
    """Ends the worker that does a task, and finds out that it is gone, as a minute later would."""

    async def end(work: asyncio.Task[int], task_uuid: str) -> None:
        work.cancel()
        await asyncio.wait({work})
        async with resources.database.transaction(OPERATOR) as session:
            mine = TaskManagementQueue.task_uuid == task_uuid
            running = TaskManagementQueue.task_status == TaskStatus.RUNNING
            past = {"task_lease_expire_time": utc_now() - timedelta(seconds=1)}
            await session.execute(update(TaskManagementQueue).where(mine, running).values(past))
        await relay.requeue_lost(resources)

    return end


@pytest.fixture
async def writer_id(client: httpx.AsyncClient) -> int:
    """The user behind `client`."""
    return int((await client.get("/api/v1/auth/me")).json()["user_id"])


@pytest.fixture
async def stranger(client: httpx.AsyncClient, make_user: MakeUser, login: Login) -> httpx.AsyncClient:
    """A client of another user."""
    await make_user("stranger")
    return await login("stranger")
