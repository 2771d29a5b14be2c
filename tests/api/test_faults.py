"""The database or Redis goes away under requests: clear answers, nothing doubled, nothing half-written (D1–D4, T5)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.engine import make_url

from datasay.api.app import create_app
from datasay.cli.embedded.redis import EmbeddedRedis
from datasay.core.errors import Conflict
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.file_storage.models import FileStorageBasic
from datasay.mixall.content.models import MixallContentBasic
from datasay.task_management import registry, relay
from datasay.task_management.models import TaskManagementOutbox, TaskManagementQueue, TaskType
from datasay.task_management.run import TaskRun
from datasay.text.content.models import TextContentBasic
from datasay.user_auth.models import UserAuthBasic
from tests import factories
from tests.conftest import PASSWORD
from tests.file_storage import samples
from tests.proxies import Proxy, proxy_to
from tests.running import run_tasks

ARTICLE = "你好，世界。今天天气很好，我们去公园散步吧。"
BODIES: dict[str, dict[str, object]] = {
    "/creations": {"article": ARTICLE, "target_seconds": 10},
    "/texts/generate": {"prompt": ARTICLE, "target_seconds": 10},
    "/audios/synthesize": {"audio_title": "问候", "audio_text_content": ARTICLE},
    "/images/generate": {"image_title": "公园", "image_prompt": "公园里的树"},
}


_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def _until_waiting(resources: Resources, connections: int) -> None:
    """Until this many connections wait for a lock; asked anew each time, as a transaction sees only the first."""
    counted = 0
    while counted != connections:
        await asyncio.sleep(0.05)
        counted = await resources.database.fetch_value(_WAITING)


@asynccontextmanager
async def _logged_in(settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a web process of its own, logged in as `writer`."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver/api/v1") as client:
            answer = await client.post("/auth/login", json={"user_name": "writer", "user_password": PASSWORD})
            client.cookies.clear()
            client.headers["Authorization"] = f"Bearer {answer.json()['session_token']}"
            assert (await client.get("/auth/me")).status_code == 200
            yield client


@pytest.fixture
async def writer(client: httpx.AsyncClient, resources: Resources) -> UserAuthBasic:
    """The user of `client`; the built-in timbres are there."""
    async with resources.database.transaction(OPERATOR) as session:
        user = await session.scalar(select(UserAuthBasic).where(UserAuthBasic.user_name == "writer"))
    assert user is not None
    return user


@pytest.fixture
async def proxy(settings: Settings) -> AsyncIterator[Proxy]:
    """A proxy in front of PostgreSQL."""
    assert settings.database_url is not None
    port = make_url(settings.database_url).port
    assert port is not None
    async with proxy_to(port) as running:
        yield running


@pytest.fixture
async def behind(settings: Settings, proxy: Proxy, writer: UserAuthBasic) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a web process that reaches PostgreSQL through the proxy."""
    assert settings.database_url is not None
    url = make_url(settings.database_url).set(port=proxy.port).render_as_string(hide_password=False)
    async with _logged_in(settings.model_copy(update={"database_url": url})) as client:
        yield client


async def _count(resources: Resources, table: type) -> int:
    async with resources.database.transaction(OPERATOR) as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize("path", BODIES)
async def test_a_request_whose_commit_was_not_heard_of_is_repeated_without_a_second_task(
    behind: httpx.AsyncClient, proxy: Proxy, resources: Resources, path: str
) -> None:
    """D2."""
    key = {"Idempotency-Key": "only-once"}
    proxy.lose_answer_to(b"COMMIT;")
    lost = await behind.post(path, json=BODIES[path], headers=key)
    assert proxy.lost == 1
    assert (lost.status_code, lost.json()["type"]) == (503, "/problems/unavailable")
    assert int(lost.headers["Retry-After"]) >= 1
    assert "Idempotency-Key" in lost.json()["detail"]
    assert "nothing was changed" not in lost.json()["detail"]  # it was
    assert await _count(resources, TaskManagementQueue) == 1
    repeated = [await behind.post(path, json=BODIES[path], headers=key) for _ in range(3)]
    assert [answer.status_code for answer in repeated] == [202] * 3, repeated[0].text
    assert len({answer.json()["task_uuid"] for answer in repeated}) == 1
    assert await _count(resources, TaskManagementQueue) == 1
    assert await _count(resources, MixallContentBasic) == (path == "/creations")
    assert await _count(resources, TextContentBasic) == (path == "/creations")


async def test_the_message_of_a_task_whose_commit_was_not_heard_of_is_sent_all_the_same(
    behind: httpx.AsyncClient, proxy: Proxy, resources: Resources
) -> None:
    """D2: the process never learnt that it should send; the outbox did."""
    proxy.lose_answer_to(b"COMMIT;")
    assert (await behind.post("/creations", json=BODIES["/creations"])).status_code == 503
    async with resources.database.transaction(OPERATOR) as session:
        sent = await session.scalar(select(TaskManagementOutbox.outbox_sent_time))
        outbox = await session.scalar(select(func.count()).select_from(TaskManagementOutbox))
    assert (sent, outbox) == (None, 1)


async def test_an_upload_whose_commit_was_not_heard_of_is_repeated_without_a_second_file(
    behind: httpx.AsyncClient, proxy: Proxy, resources: Resources, settings: Settings
) -> None:
    """D2: what makes a file one file is its bytes."""
    form = {"file": ("a.png", samples.picture())}
    proxy.lose_answer_to(b"COMMIT;")
    assert (await behind.post("/files", files=form)).status_code == 503
    assert proxy.lost == 1
    again = await behind.post("/files", files=form)
    assert again.status_code in {200, 201}
    assert await _count(resources, FileStorageBasic) == 1
    kept = [file for file in (settings.home / "files").rglob("*") if file.is_file()]
    assert len(kept) == 1
    content = await behind.get(f"/files/{again.json()['file_id']}/content")
    assert content.content == samples.picture()


async def test_a_read_whose_answer_is_lost_is_answered_all_the_same_or_503(
    behind: httpx.AsyncClient, proxy: Proxy, resources: Resources, writer: UserAuthBasic
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        kept = await factories.make_text(session, writer.user_id, text_title="留下")
    assert (await behind.get(f"/texts/{kept.text_id}")).status_code == 200
    proxy.lose_answer_to(b"\x00")  # whatever comes next
    lost = await behind.get(f"/texts/{kept.text_id}")
    assert proxy.lost == 1
    assert lost.status_code in {200, 503}, lost.text
    assert (await behind.get(f"/texts/{kept.text_id}")).json()["text_title"] == "留下"


async def test_two_transactions_that_wait_for_each_other_end_with_a_change_and_a_409(
    resources: Resources, writer: UserAuthBasic
) -> None:
    """D3: a real deadlock; PostgreSQL chooses whom to refuse, and that one is told to try again."""
    async with resources.database.transaction(OPERATOR) as session:
        ids = [(await factories.make_text(session, writer.user_id)).text_id for _ in range(2)]
    met = asyncio.Barrier(2)

    async def change(first: int, second: int) -> str:
        async with resources.database.transaction(OPERATOR) as session:
            rename = update(TextContentBasic)
            await session.execute(rename.where(TextContentBasic.text_id == first).values(text_title=f"{first}"))
            await met.wait()
            await session.execute(rename.where(TextContentBasic.text_id == second).values(text_title=f"{first}"))
        return "changed"

    outcomes = await asyncio.gather(change(*ids), change(*reversed(ids)), return_exceptions=True)
    refused = [outcome for outcome in outcomes if isinstance(outcome, Exception)]
    assert outcomes.count("changed") == 1
    assert [isinstance(error, Conflict) for error in refused] == [True]
    assert "Try again" in str(refused[0])


async def test_a_task_that_met_a_deadlock_is_tried_again(
    client: httpx.AsyncClient, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D3: the bounded retry. The clash is a real one, on the first attempt only."""
    attempts = 0

    async def work(_run: TaskRun) -> dict[str, object]:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            await _clash(resources)
        return {"attempts": attempts}

    monkeypatch.setitem(registry._jobs, TaskType.CREATION_RUN, (registry._jobs[TaskType.CREATION_RUN][0], work))
    task_uuid = (await client.post("/api/v1/creations", json=BODIES["/creations"])).json()["task_uuid"]
    await run_tasks(resources)
    waiting = (await client.get(f"/api/v1/tasks/{task_uuid}")).json()
    assert (waiting["task_status"], waiting["task_error_type"]) == ("pending", "conflict")
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(TaskManagementQueue).values(task_not_before_time=None))
    await run_tasks(resources)
    assert (await client.get(f"/api/v1/tasks/{task_uuid}")).json()["task_result"] == {"attempts": 2}


async def _clash(resources: Resources) -> None:
    """Two serializable transactions that cannot both be true; raises what the loser gets."""
    met = asyncio.Barrier(2)

    async def change() -> None:
        async with resources.database.transaction(OPERATOR) as session:
            await session.connection(execution_options={"isolation_level": "SERIALIZABLE"})
            await session.scalar(select(func.count()).select_from(TextContentBasic))
            await met.wait()
            user_id = await session.scalar(select(UserAuthBasic.user_id).limit(1))
            assert user_id is not None
            await factories.make_text(session, user_id)

    await asyncio.gather(change(), change())


async def test_requests_beyond_the_pool_are_refused_while_the_rest_of_the_platform_answers(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    """D4: 200 requests that all wait for a lock, ten connections."""
    async with AsyncExitStack() as stack:
        holder = await stack.enter_async_context(resources.database.transaction(OPERATOR))
        await holder.execute(text("LOCK TABLE text_content_basic IN ACCESS EXCLUSIVE MODE"))
        body = {"text_title": "慢", "text_content": "慢慢来。"}
        pool = resources.settings.database_pool_size
        slow = [asyncio.create_task(client.post("/api/v1/texts", json=body)) for _ in range(pool)]
        await _until_waiting(resources, pool)
        waiting = {asyncio.create_task(client.post("/api/v1/texts", json=body)) for _ in range(200 - pool)}
        refused: list[httpx.Response] = []
        while waiting:
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            refused += [one.result() for one in done]
            assert (await client.get("/healthz")).status_code == 200
        told = {(answer.status_code, answer.json()["type"]) for answer in refused}
        assert told == {(503, "/problems/unavailable"), (429, "/problems/too-many-open")}  # of one user, or of all
        assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)
        await stack.aclose()
    assert [answer.status_code for answer in await asyncio.gather(*slow)] == [201] * pool
    assert await _count(resources, TextContentBasic) == pool
    assert (await client.get("/api/v1/texts")).status_code == 200


@pytest.fixture
async def own_redis(server_folder: Path) -> AsyncIterator[EmbeddedRedis]:
    """A Redis of this test's own, to be stopped and started."""
    server = EmbeddedRedis(server_folder / "redis-to-break")
    await asyncio.to_thread(server.start)
    yield server
    await asyncio.to_thread(server.stop)


async def test_without_redis_work_is_accepted_logins_work_and_readyz_says_what_is_away(
    settings: Settings, resources: Resources, writer: UserAuthBasic, own_redis: EmbeddedRedis
) -> None:
    """T5: delayed, not an error. `tests/fault` has the worker that then does the work."""
    changed = settings.model_copy(update={"redis_url": own_redis.url})
    async with _logged_in(changed) as client:
        await asyncio.to_thread(own_redis.stop)
        login = {"user_name": "writer", "user_password": PASSWORD}
        assert (await client.post("/auth/login", json=login)).status_code == 200
        client.cookies.clear()
        wrong = await client.post("/auth/login", json={**login, "user_password": "no"})
        assert wrong.status_code == 401
        started = await client.post("/creations", json=BODIES["/creations"])
        assert (started.status_code, started.json()["task_status"]) == (202, "pending")
        task_url = f"/tasks/{started.json()['task_uuid']}"
        waiting = (await client.get(task_url)).json()
        assert (waiting["task_status"], waiting["task_error_message"]) == ("pending", None)
        ready = await client.get("http://testserver/readyz")
        parts = {part["name"]: part for part in ready.json()["parts"]}
        assert ready.status_code == 503
        assert (parts["redis"]["ready"], parts["database"]["ready"]) == (False, True)
        revoked = await client.post(f"{task_url}/revoke")
        assert (revoked.status_code, revoked.json()["task_status"]) == (200, "revoked")
        second = await client.post("/creations", json=BODIES["/creations"])
        await asyncio.to_thread(own_redis.start)
        opened = Resources.of(changed)
        try:
            await relay.relay_outbox(opened)
            assert opened.broadcast.redis is not None
            assert await opened.broadcast.redis.llen("tasks") >= 1
        finally:
            await opened.close()
        assert (await client.get(f"/tasks/{second.json()['task_uuid']}")).json()["task_status"] == "pending"
