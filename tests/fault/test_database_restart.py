"""PostgreSQL restarted under 50 requests a second: 503 and nothing worse, nothing half-written, healed in 10 s (D1)."""

import asyncio
import os
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from datasay.cli.embedded.postgres import EmbeddedPostgres
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.migrations.runner import connected, upgrade
from datasay.voice.timbre.service import ensure_builtin_timbres
from tests.conftest import PASSWORD, MakeUser
from tests.serving import web_process

pytestmark = pytest.mark.fault
_EVERY = 1 / 50  # seconds between requests
_HEAL_SECONDS = 10.0
_TASKS = 5  # creations started before the restart and repeated after it
_HALF_WRITTEN = {
    "works without their task": "SELECT count(*) FROM mixall_content_basic WHERE NOT EXISTS (SELECT FROM"
    " task_management_queue WHERE (task_params->>'mixall_id')::int = mixall_id)",
    "tasks without their message": "SELECT count(*) FROM task_management_queue WHERE task_status = 'pending' AND NOT"
    " EXISTS (SELECT FROM task_management_outbox WHERE outbox_task_id = task_id)",
    "tasks without their work": "SELECT count(*) FROM task_management_queue WHERE NOT EXISTS (SELECT FROM"
    " mixall_content_basic WHERE (task_params->>'mixall_id')::int = mixall_id)",
    "titles written twice": "SELECT count(*) - count(DISTINCT text_title) FROM text_content_basic WHERE text_title"
    " LIKE 'load %'",
}


async def _keep_what_is_committed(server: EmbeddedPostgres) -> None:
    """The test servers' haste would lose the last commits when stopped immediately; a real one loses none."""
    connection = await asyncpg.connect(server.admin_url().replace("+asyncpg", ""))
    await connection.execute("ALTER ROLE datasayai SET synchronous_commit = on")
    await connection.close()


@pytest.fixture(scope="module")
def breakable(server_folder: Path) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of this file's own, with the schema."""
    server = EmbeddedPostgres(server_folder / "postgres-to-break", fsync=False)
    server.start()
    upgrade(server.owner_url(), application_url=server.url())
    asyncio.run(_keep_what_is_committed(server))
    yield server
    server.erase()


@pytest.fixture(scope="module")
def web_url(breakable: EmbeddedPostgres, redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real web process on it."""
    home = tmp_path_factory.mktemp("restart")
    with web_process(Settings(home=home, database_url=breakable.url(), redis_url=redis_url)) as url:
        yield url


@pytest.fixture
def database_url(breakable: EmbeddedPostgres) -> str:
    """The one that is going to be restarted."""
    return breakable.url()


@dataclass
class Load:
    """50 requests a second, three reads to one write, until told to stop."""

    client: httpx.AsyncClient
    text_id: int
    answers: list[tuple[float, httpx.Response]] = field(default_factory=list)
    under_way: set[asyncio.Task[None]] = field(default_factory=set)
    stopped: bool = False

    async def run(self) -> None:
        """Send at an even pace, however long the answers take."""
        number = 0
        while not self.stopped:
            sending = asyncio.create_task(self._one(number))
            self.under_way.add(sending)
            sending.add_done_callback(self.under_way.discard)
            number += 1
            await asyncio.sleep(_EVERY)
        await asyncio.gather(*self.under_way)

    async def _one(self, number: int) -> None:
        if number % 4 == 0:
            body = {"text_title": f"load {os.getpid()} {self.text_id} {number}", "text_content": "写下来。"}
            answer = await self.client.post("/texts", json=body)
        elif number % 4 == 1:
            answer = await self.client.get("/texts", params={"limit": 5})
        elif number % 4 == 2:
            answer = await self.client.get(f"/texts/{self.text_id}")
        else:
            answer = await self.client.patch(f"/texts/{self.text_id}", json={"text_tags": [str(number)]})
        self.answers.append((time.monotonic(), answer))


@pytest.fixture
async def api(
    web_url: str, breakable: EmbeddedPostgres, resources: Resources, make_user: MakeUser
) -> AsyncIterator[httpx.AsyncClient]:
    """A new user of it."""
    async with connected(breakable.owner_url()) as owner:
        await owner.execute(text("TRUNCATE user_auth_basic CASCADE"))
        await owner.commit()
    user = await make_user("writer")
    async with resources.database.transaction(OPERATOR) as session:
        await ensure_builtin_timbres(session, resources.settings, user.user_id)
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=f"{web_url}/api/v1", trust_env=False, timeout=60, limits=limits) as client:
        login = await client.post("/auth/login", json={"user_name": "writer", "user_password": PASSWORD})
        client.cookies.clear()
        client.headers["Authorization"] = f"Bearer {login.json()['session_token']}"
        yield client


def _stop_fast(server: EmbeddedPostgres) -> None:
    server.stop()  # SIGINT: what `pg_ctl stop -m fast` sends


def _stop_immediately(server: EmbeddedPostgres) -> None:
    assert server.pid is not None
    os.kill(server.pid, signal.SIGQUIT)  # what `pg_ctl stop -m immediate` sends
    while server.exit_code() is None:
        time.sleep(0.02)
    server.stop()


async def _heal(client: httpx.AsyncClient, text_id: int) -> None:
    """Until every one of twenty requests at once, twice the pool, is answered as if nothing had happened."""
    deadline = time.monotonic() + _HEAL_SECONDS
    while True:
        answers = await asyncio.gather(*(client.get(f"/texts/{text_id}") for _ in range(20)))
        if {answer.status_code for answer in answers} == {200}:
            return
        assert time.monotonic() < deadline, f"not healed: {Counter(answer.status_code for answer in answers)}"
        await asyncio.sleep(0.2)


@pytest.mark.parametrize("stop", [_stop_fast, _stop_immediately], ids=["fast", "immediate"])
async def test_a_restart_under_load(
    api: httpx.AsyncClient, resources: Resources, breakable: EmbeddedPostgres, stop: Callable[[EmbeddedPostgres], None]
) -> None:
    made = await api.post("/texts", json={"text_title": "留下", "text_content": "写下来。"})
    load = Load(api, made.json()["text_id"])
    running = asyncio.create_task(load.run())
    await asyncio.sleep(1)
    creation = {"article": "你好，世界。今天天气很好，我们去公园散步吧。", "target_seconds": 10}
    starting = [
        asyncio.create_task(api.post("/creations", json=creation, headers={"Idempotency-Key": f"restart-{number}"}))
        for number in range(_TASKS)
    ]
    await asyncio.to_thread(stop, breakable)
    await asyncio.sleep(0.5)  # some requests find nobody there
    await asyncio.to_thread(breakable.start)
    await _heal(api, load.text_id)
    await asyncio.sleep(1)
    load.stopped = True
    await running
    seen = Counter(answer.status_code for _, answer in load.answers)
    bad = [answer.text for _, answer in load.answers if answer.status_code not in {200, 201, 503}]
    assert bad == []
    assert seen[503] > 0
    assert seen[201] > 10
    for _, answer in load.answers:
        if answer.status_code == 503:
            assert int(answer.headers["Retry-After"]) >= 1
            assert answer.headers["Content-Type"] == "application/problem+json"
    started = await asyncio.gather(*starting)
    assert {answer.status_code for answer in started} <= {202, 503}, [answer.text for answer in started]
    for number, first in enumerate(started):
        again = await api.post("/creations", json=creation, headers={"Idempotency-Key": f"restart-{number}"})
        assert again.status_code == 202, again.text
        if first.status_code == 202:
            assert again.json()["task_uuid"] == first.json()["task_uuid"]
    await resources.database.engine.dispose()  # this test's own connections were cut as well
    await _check_rows(resources, load)


async def _check_rows(resources: Resources, load: Load) -> None:
    """What was answered 201 is there, what was started is there once, and nothing stands alone."""
    promised = {answer.json()["text_id"] for _, answer in load.answers if answer.status_code == 201}
    async with resources.database.transaction(OPERATOR) as session:
        kept = set((await session.scalars(text("SELECT text_id FROM text_content_basic"))).all())
        tasks = await session.scalar(text("SELECT count(*) FROM task_management_queue"))
        counted = {what: await session.scalar(text(query)) for what, query in _HALF_WRITTEN.items()}
    assert promised <= kept
    assert tasks == _TASKS
    assert counted == dict.fromkeys(_HALF_WRITTEN, 0)
