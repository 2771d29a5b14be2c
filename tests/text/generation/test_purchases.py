"""M1 of the list of risks: what is bought is counted as sent, and bought again at most once, whatever goes wrong."""

import asyncio
from typing import Any

import httpx
from sqlalchemy import update

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.task_management.models import TaskManagementQueue
from tests.running import run_tasks
from tests.simulators.openai import OpenAISimulator, Reply, script_of

WISH = {"engine": "openai", "operation": "rewrite", "prompt": "我与父亲不相见已二年余了。"}
BROKEN = Reply("一半就断了的文字" * 3, break_after=2)


async def _to_the_end(client: httpx.AsyncClient, resources: Resources, where: str) -> dict[str, Any]:
    """Run the task until it has ended, without its pauses."""
    while True:
        async with resources.database.transaction(OPERATOR) as session:
            await session.execute(update(TaskManagementQueue).values(task_not_before_time=None))
        await run_tasks(resources)
        task: dict[str, Any] = (await client.get(where)).json()
        if task["task_status"] in {"completed", "failed"}:
            return task


async def _requests(client: httpx.AsyncClient) -> float:
    return float((await client.get("/api/v1/statistics/total")).json()["stat_units"].get("requests", 0))


async def test_an_answer_that_breaks_off_is_bought_once_more_over_all_attempts(
    client: httpx.AsyncClient, simulator: OpenAISimulator, shared_account: int, resources: Resources
) -> None:
    simulator.answer = lambda _body: BROKEN
    where = (await client.post("/api/v1/texts/generate", json=WISH)).headers["Location"]
    task = await _to_the_end(client, resources, where)
    assert (task["task_status"], task["task_error_type"]) == ("failed", "already-bought")
    assert len(simulator.requests) == await _requests(client) == 2
    simulator.answer = lambda _body: Reply("这次写完了。")
    assert (await client.post(f"{where}/retry")).status_code in {200, 202}
    assert (await _to_the_end(client, resources, where))["task_status"] == "completed"
    assert len(simulator.requests) == await _requests(client) == 3


async def test_unreadable_answers_are_bought_twice_and_a_throttled_request_is_no_purchase(
    client: httpx.AsyncClient, simulator: OpenAISimulator, shared_account: int, resources: Resources
) -> None:
    simulator.replies.extend([Reply(status=429), Reply("这不是 JSON。"), Reply(status=503), Reply("也不是。")])
    script = {"engine": "openai", "prompt": WISH["prompt"]}
    where = (await client.post("/api/v1/texts/generate", json=script)).headers["Location"]
    task = await _to_the_end(client, resources, where)
    assert (task["task_status"], task["task_error_type"]) == ("failed", "engine-rejected")
    assert len(simulator.requests) == await _requests(client) == 4, "refused requests are requests too"


async def test_what_a_later_attempt_needs_again_is_not_bought_again(
    client: httpx.AsyncClient, simulator: OpenAISimulator, shared_account: int, resources: Resources
) -> None:
    simulator.replies.extend([Reply(script_of("第一稿。")), BROKEN, Reply(script_of("第二稿。"))])
    wish = {"engine": "openai", "prompt": WISH["prompt"], "count": 2}
    where = (await client.post("/api/v1/texts/generate", json=wish)).headers["Location"]
    task = await _to_the_end(client, resources, where)
    assert task["task_status"] == "completed", task["task_error_message"]
    assert len(simulator.requests) == await _requests(client) == 3
    texts = [(await client.get(f"/api/v1/texts/{text_id}")).json() for text_id in task["task_result"]["text_ids"]]
    assert [text["text_content"] for text in texts] == ["第一稿。", "第二稿。"]


async def test_a_revoked_request_is_counted(
    client: httpx.AsyncClient, simulator: OpenAISimulator, shared_account: int, resources: Resources
) -> None:
    simulator.answer = lambda _body: Reply("没完没了。", first_pause=60)
    where = (await client.post("/api/v1/texts/generate", json=WISH)).headers["Location"]
    work = asyncio.create_task(run_tasks(resources))
    while not simulator.requests:  # noqa: ASYNC110  the server tells no event
        await asyncio.sleep(0.05)
    await client.post(f"{where}/revoke")
    await work
    units = (await client.get("/api/v1/statistics/total")).json()["stat_units"]
    assert (units["requests"], units["tokens_in"] > 0) == (1, True)
