"""The main job on a short article."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from datasay.core.resources import Resources
from tests.running import run_tasks

ARTICLE = (
    "早晨的海\n我们清早去看海。海很大，风也很大，浪一层一层地打在礁石上。太阳从云里出来，海面一下子亮了。\n"
    "回家的路上，谁也没有说话，大家都还在想那片海。"
)
Start = Callable[..., Awaitable[httpx.Response]]


@pytest.fixture
def start(client: httpx.AsyncClient) -> Start:
    """Starts the main job, small and short, for the user `writer`."""

    async def ask(key: str | None = None, **wanted: Any) -> httpx.Response:
        source = {} if "text_id" in wanted else {"article": ARTICLE}
        headers = {"Idempotency-Key": key} if key else {}
        usual = {"target_seconds": 10, "mixall_aspect": "1:1", "music": False, **source}
        return await client.post("/api/v1/creations", json=usual | wanted, headers=headers)

    return ask


@pytest.fixture
async def script_id(client: httpx.AsyncClient) -> int:
    """A script of two lines, of the user's own words."""
    own = {"text_title": "海", "text_content": "我们去看海。\n海很大，风也很大。", "text_content_type": "script"}
    return int((await client.post("/api/v1/texts", json=own)).json()["text_id"])


Until = Callable[[httpx.Response, str], Awaitable["asyncio.Task[int]"]]


@pytest.fixture
def until_step(client: httpx.AsyncClient, resources: Resources) -> Until:
    """Sets a worker to the task and lets go when a step of this group has begun, or the worker has ended."""

    async def work(asked: httpx.Response, group: str) -> asyncio.Task[int]:
        worker = asyncio.create_task(run_tasks(resources))
        while not worker.done():
            task = (await client.get(asked.headers["Location"])).json()
            begun = {step["step_group"] for step in task["task_steps"] if step["step_status"] != "pending"}
            if group in begun:
                break
        return worker

    return work
