"""Q9: what one user has open at a time is bounded, and everybody else is served as before."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import httpx
import pytest

from datasay.core.settings import Settings
from tests.conftest import PASSWORD, TOKEN, MakeUser
from tests.serving import web_thread

_PLAIN = {
    "template_content": "{{ text[:2] }}",
    "template_variables": {"type": "object", "properties": {"text": {"type": "string", "pattern": "^(a+)+$"}}},
    "variables": {"text": "aaa"},
}
_HOSTILE = _PLAIN | {"variables": {"text": "a" * 60 + "b"}}  # stopped after two seconds


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Few of everything."""
    return settings.model_copy(update={"request_user_limit": 4, "stream_user_limit": 3, "rendering_user_limit": 2})


@pytest.fixture
def url(settings: Settings, client: httpx.AsyncClient) -> Iterator[str]:
    """A real web server, where an answer goes on while others are asked for."""
    assert client
    with web_thread(settings) as url:
        yield url


@pytest.fixture
async def ours(url: str) -> AsyncIterator[httpx.AsyncClient]:
    """The user `writer` there."""
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", trust_env=False, timeout=60) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        yield client


@pytest.fixture
async def others(url: str, make_user: MakeUser) -> AsyncIterator[httpx.AsyncClient]:
    """Another user there."""
    await make_user("other")
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", trust_env=False, timeout=60) as client:
        body = {"user_name": "other", "user_password": PASSWORD}
        token = (await client.post("/auth/login", json=body)).json()["session_token"]
        client.cookies.clear()
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


async def _events_of_a_task(client: httpx.AsyncClient) -> str:
    wish = {"image_title": "公园", "image_prompt": "公园里的树"}
    return f"/tasks/{(await client.post('/images/generate', json=wish)).json()['task_uuid']}/events"


async def _watch(client: httpx.AsyncClient, events: str, stack: AsyncExitStack) -> httpx.Response:
    return await stack.enter_async_context(client.stream("GET", events))


async def test_streams_are_bounded_by_user_and_their_places_come_back(
    ours: httpx.AsyncClient, others: httpx.AsyncClient
) -> None:
    mine, theirs = await _events_of_a_task(ours), await _events_of_a_task(others)
    async with AsyncExitStack() as stack:
        assert [(await _watch(ours, mine, stack)).status_code for _ in range(3)] == [200] * 3
        refused = await ours.get(mine)
        assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-open")
        assert int(refused.headers["Retry-After"]) > 0
        assert "3 streams" in refused.json()["detail"]
        assert (await _watch(others, theirs, stack)).status_code == 200
        assert (await ours.get("/texts")).status_code == 200
    async with AsyncExitStack() as stack:
        for _ in range(100):  # until the server saw them leave
            again = await _watch(ours, mine, stack)
            if again.status_code != 429:
                break
            await asyncio.sleep(0.05)
        assert again.status_code == 200


async def test_open_requests_are_bounded_by_user(ours: httpx.AsyncClient, others: httpx.AsyncClient) -> None:
    mine = await _events_of_a_task(ours)
    async with AsyncExitStack() as stack:
        for _ in range(3):
            await _watch(ours, mine, stack)
        answers = await asyncio.gather(*(ours.post("/text-templates/preview", json=_HOSTILE) for _ in range(3)))
        assert sorted(answer.status_code for answer in answers).count(429) == 2
        assert any("4 requests" in answer.text for answer in answers)
        assert (await others.get("/texts")).status_code == 200


async def test_nobody_waits_behind_anothers_templates(ours: httpx.AsyncClient, others: httpx.AsyncClient) -> None:
    preview = "/text-templates/preview"
    warm = await asyncio.gather(ours.post(preview, json=_PLAIN), others.post(preview, json=_PLAIN))
    assert [answer.json()["text"] for answer in warm] == ["aa"] * 2
    hostile = [asyncio.create_task(ours.post(preview, json=_HOSTILE)) for _ in range(4)]
    await asyncio.sleep(0.1)
    assert (await others.post(preview, json=_PLAIN)).json()["text"] == "aa"
    assert sum(not task.done() for task in hostile) >= 1
    statuses = sorted([(await task).status_code for task in hostile])
    assert statuses == [422, 422, 429, 429]
