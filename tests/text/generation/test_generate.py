"""Generation over HTTP, with the task run as a worker runs it."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.system_monitoring.models import SystemUsageEvent, SystemUsageStatistics
from tests.running import run_tasks
from tests.simulators.openai import MODEL, OpenAISimulator, Reply, script_of
from tests.text.generation.conftest import Generate

ARTICLE = (
    "那年冬天，祖母死了，父亲的差使也交卸了。我从北京到徐州，打算跟着父亲奔丧回家。"
    "父亲说，事已如此，不必难过，好在天无绝人之路。到南京时，有朋友约去游逛，勾留了一日。"
    "他走到月台边，给我买来橘子。我看见他戴着黑布小帽，慢慢探身下去。我的眼泪很快地流下来了。"
)


async def _text(client: httpx.AsyncClient, task: dict[str, Any]) -> dict[str, Any]:
    assert task["task_status"] == "completed", task["task_error_message"]
    text: dict[str, Any] = (await client.get(f"/api/v1/texts/{task['task_result']['text_id']}")).json()
    return text


async def _source(client: httpx.AsyncClient, **values: object) -> int:
    made = await client.post("/api/v1/texts", json={"text_title": "背影", "text_content": ARTICLE} | values)
    return int(made.json()["text_id"])


async def test_the_local_engine_writes_a_script(client: httpx.AsyncClient, generate: Generate) -> None:
    source_id = await _source(client)
    task = await generate(source_text_id=source_id, target_seconds=12, text_tags=["散文"])
    text = await _text(client, task)
    assert (text["text_content_type"], text["text_source_text_id"], text["text_tags"]) == (
        "script",
        source_id,
        ["散文"],
    )
    assert text["text_model_version"] == "datasay-extract-1"
    assert task["task_result"]["text_ids"] == [text["text_id"]]
    assert "usage" not in task["task_result"]


async def test_a_template_is_filled_in_and_counted(client: httpx.AsyncClient, generate: Generate) -> None:
    made = await client.post(
        "/api/v1/text-templates",
        json={
            "template_name": "问候",
            "template_content": "你好，{{ name }}！{% if source %}{{ source }}{% endif %}",
            "template_type": "structure",
            "template_variables": {
                "type": "object",
                "properties": {"name": {"type": "string"}, "source": {"type": "string"}},
                "required": ["name"],
            },
        },
    )
    assert made.status_code == 201, made.text
    template_id = made.json()["template_id"]
    text = await _text(
        client, await generate(text_template_id=template_id, variables={"name": "小明"}, prompt="再见。")
    )
    assert (text["text_content"], text["text_title"]) == ("你好，小明！再见。", "问候")
    assert text["text_template_id"] == template_id
    assert (await client.get(f"/api/v1/text-templates/{template_id}")).json()["template_usage_count"] == 1
    wrong = await client.post("/api/v1/texts/generate", json={"text_template_id": template_id, "variables": {}})
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "variables.name")


async def test_a_model_writes_a_script_and_what_it_used_is_kept(
    client: httpx.AsyncClient, generate: Generate, simulator: OpenAISimulator, shared_account: int, resources: Resources
) -> None:
    simulator.replies.append(Reply(script_of("他去买橘子。", "我流泪了。", title="橘子")))
    task = await generate(engine="openai", prompt=ARTICLE, target_seconds=20, tone="温情", instructions="提到徐州")
    text = await _text(client, task)
    assert (text["text_title"], text["text_content"]) == ("橘子", "他去买橘子。\n\n我流泪了。")
    assert text["text_scenes"][0]["picture"] == "画面 1"
    assert text["text_model_version"] == f"openai/{MODEL}"
    usage = task["task_result"]["usage"]
    assert (usage["model"], usage["units"]["requests"], usage["currency"]) == (MODEL, 1, "CNY")
    assert not usage["estimated"]
    assert "提到徐州" in simulator.requests[0]["messages"][0]["content"]
    [event] = await resources.database.fetch(select(SystemUsageEvent.__table__), actor=OPERATOR)
    [day] = await resources.database.fetch(select(SystemUsageStatistics.__table__), actor=OPERATOR)
    assert event["event_task_uuid"] == task["task_uuid"]
    assert event["event_succeeded"]
    assert float(event["event_price"]) == pytest.approx(usage["price"])
    assert event["event_price"] > 0
    assert day["stat_api_calls_text"] == 1


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"operation": "rewrite"}, "请重写下面的原文"),
        ({"operation": "shorten", "target_words": 30}, "缩到约 30 字"),
        ({"operation": "expand", "target_seconds": 90}, "念出来约 90 秒"),
        ({"operation": "translate", "text_language": "en-US"}, "译成英语"),
        ({"operation": "tone", "tone": "幽默"}, "幽默"),
    ],
)
async def test_a_text_is_changed_by_a_prompt_of_the_templates(
    client: httpx.AsyncClient,
    generate: Generate,
    simulator: OpenAISimulator,
    shared_account: int,
    wanted: dict[str, object],
    told: str,
) -> None:
    source_id = await _source(client)
    simulator.replies.append(Reply("换了个样子的文字。"))
    text = await _text(client, await generate(engine="openai", source_text_id=source_id, **wanted))
    assert (text["text_content"], text["text_title"]) == ("换了个样子的文字。", "背影")
    assert (text["text_content_type"], text["text_source_text_id"]) == ("article", source_id)
    sent = simulator.requests[0]["messages"][0]["content"]
    assert told in sent
    assert ARTICLE in sent


async def test_an_article_comes_with_its_title_and_several_come_at_once(
    client: httpx.AsyncClient, generate: Generate, simulator: OpenAISimulator, shared_account: int
) -> None:
    simulator.answer = lambda _body: Reply(f"屋顶菜园\n\n正文第 {len(simulator.requests)} 稿。")
    task = await generate(
        engine="openai", text_content_type="article", prompt="城市里的屋顶菜园", target_words=300, count=3
    )
    ids = task["task_result"]["text_ids"]
    texts = [(await client.get(f"/api/v1/texts/{text_id}")).json() for text_id in ids]
    assert [text["text_title"] for text in texts] == [f"屋顶菜园 ({n})" for n in (1, 2, 3)]
    assert [text["text_content"] for text in texts] == [f"正文第 {n} 稿。" for n in (1, 2, 3)]
    assert task["task_result"]["usage"]["units"]["requests"] == 3


async def test_variants_are_titles(
    client: httpx.AsyncClient, generate: Generate, simulator: OpenAISimulator, shared_account: int
) -> None:
    simulator.replies.append(Reply("月台\n橘子\n背影"))
    task = await generate(engine="openai", prompt=ARTICLE, operation="variants", count=3)
    assert task["task_result"]["variants"] == ["月台", "橘子", "背影"]
    assert (await _text(client, task))["text_content"] == "月台\n橘子\n背影"


async def test_a_prompt_of_ones_own_is_all_the_model_is_told(
    client: httpx.AsyncClient, generate: Generate, simulator: OpenAISimulator, shared_account: int
) -> None:
    made = await client.post(
        "/api/v1/text-templates",
        json={
            "template_name": "藏头诗",
            "template_content": "写一首藏头诗：{{ words }}",
            "template_type": "prompt",
            "template_variables": {
                "type": "object",
                "properties": {"words": {"type": "string"}},
                "required": ["words"],
            },
        },
    )
    template_id = made.json()["template_id"]
    task = await generate(engine="openai", text_template_id=template_id, variables={"words": "平安"})
    assert (await _text(client, task))["text_template_id"] == template_id
    assert simulator.requests[0]["messages"] == [{"role": "user", "content": "写一首藏头诗：平安"}]
    local = await client.post(
        "/api/v1/texts/generate", json={"text_template_id": template_id, "variables": {"words": "a"}}
    )
    assert (local.status_code, local.json()["type"]) == (422, "/problems/not-for-this-engine")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(status=401, code="invalid_api_key"), "bad-credentials"),
        (Reply("", refusal="I won't."), "content-refused"),
        (Reply(status=429, code="insufficient_quota"), "quota-exceeded"),
    ],
)
async def test_what_ends_a_task_is_told_and_leaves_no_text(
    client: httpx.AsyncClient,
    generate: Generate,
    simulator: OpenAISimulator,
    shared_account: int,
    reply: Reply,
    kind: str,
) -> None:
    simulator.replies.append(reply)
    task = await generate(engine="openai", prompt=ARTICLE)
    assert (task["task_status"], task["task_error_type"]) == ("failed", kind)
    assert (await client.get("/api/v1/texts")).json()["items"] == []


async def test_a_broken_stream_gives_the_task_back(
    client: httpx.AsyncClient, generate: Generate, simulator: OpenAISimulator, shared_account: int, resources: Resources
) -> None:
    simulator.replies.append(Reply("一半就断了的文字", break_after=1))
    task = await generate(engine="openai", operation="rewrite", prompt=ARTICLE)
    assert (task["task_status"], task["task_error_type"]) == ("pending", "engine-busy")
    [event] = await resources.database.fetch(select(SystemUsageEvent.__table__), actor=OPERATOR)
    assert (event["event_estimated"], event["event_succeeded"]) == (True, False)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({}, "body"),
        ({"prompt": "x", "source_text_id": 1}, "body"),
        ({"prompt": "x", "variables": {"a": 1}}, "body"),
        ({"prompt": "x", "engine": "nobody"}, "engine"),
        ({"prompt": "x", "operation": "rewrite"}, "operation"),
        ({"prompt": "x", "tone": "轻松"}, "tone"),
        ({"prompt": "x", "count": 2}, "count"),
        ({"prompt": "x", "text_content_type": "article"}, "text_content_type"),
        ({"prompt": "x", "engine": "openai"}, "engine"),
        ({"prompt": "x", "engine": "openai", "operation": "translate"}, "text_language"),
        ({"prompt": "x", "engine": "openai", "count": 6}, "count"),
        ({"prompt": "x", "operation": "dance"}, "operation"),
        ({"prompt": "x", "target_seconds": 1}, "target_seconds"),
        ({"prompt": "\x00"}, "prompt"),
    ],
)
async def test_a_wrong_wish_names_the_field(client: httpx.AsyncClient, wanted: dict[str, object], field: str) -> None:
    answer = await client.post("/api/v1/texts/generate", json=wanted)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), answer.text


async def test_templates_and_texts_that_are_not_there_are_not_found(client: httpx.AsyncClient) -> None:
    for wanted in ({"source_text_id": 999999}, {"text_template_id": 999999}):
        assert (await client.post("/api/v1/texts/generate", json=wanted)).status_code == 404


async def _watch(client: httpx.AsyncClient, where: str) -> list[tuple[str, dict[str, Any]]]:
    answer = await client.get(f"{where}/events")
    found = []
    for block in answer.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append((fields["event"], json.loads(fields["data"])))
    return found


def _shown(events: list[tuple[str, dict[str, Any]]]) -> str:
    """What a client that follows the rule has on its screen."""
    shown = ""
    for name, data in events:
        if name == "text":
            assert data["offset"] in {0, len(shown)}, "no gap and no repeat"
            shown = data["text"] if data["offset"] == 0 else shown + data["text"]
    return shown


async def test_the_text_is_heard_while_it_is_written_also_by_who_comes_late(
    client: httpx.AsyncClient, simulator: OpenAISimulator, shared_account: int, resources: Resources
) -> None:
    words = "".join(f"第{n}句话。😀" for n in range(40))
    simulator.replies.append(Reply(words, pause=0.02, piece=5))
    wanted = {"engine": "openai", "operation": "rewrite", "prompt": ARTICLE}
    where = (await client.post("/api/v1/texts/generate", json=wanted)).headers["Location"]
    early = asyncio.create_task(_watch(client, where))
    await asyncio.sleep(0.2)
    work = asyncio.create_task(run_tasks(resources))
    await asyncio.sleep(1.2)
    late = asyncio.create_task(_watch(client, where))
    await work
    for events in await asyncio.gather(early, late):
        assert _shown(events) == words
        assert events[-1][0] == "completed"
    pieces = [data for name, data in early.result() if name == "text"]
    assert 3 < len(pieces) < 40, "told as it comes, but not character by character"


async def test_a_revoked_task_ends_at_once_and_leaves_no_text(
    client: httpx.AsyncClient, simulator: OpenAISimulator, shared_account: int, resources: Resources
) -> None:
    simulator.replies.append(Reply("没完没了。" * 1000, pause=0.05))
    wanted = {"engine": "openai", "operation": "rewrite", "prompt": ARTICLE}
    where = (await client.post("/api/v1/texts/generate", json=wanted)).headers["Location"]
    work = asyncio.create_task(run_tasks(resources))
    async with asyncio.timeout(30):
        while not (await client.get(where)).json()["task_progress"]:  # noqa: ASYNC110  until some of the text was heard
            await asyncio.sleep(0.05)
    await client.post(f"{where}/revoke")
    await asyncio.wait_for(work, 2)
    assert simulator.closed_early == 1
    assert (await client.get(where)).json()["task_status"] == "revoked"
    assert (await client.get("/api/v1/texts")).json()["items"] == []
    [event] = await resources.database.fetch(select(SystemUsageEvent.__table__), actor=OPERATOR)
    assert not event["event_succeeded"]


async def test_the_main_job_takes_an_engine_too_and_says_at_once_when_it_cannot_work(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    for engine in ("openai", "nobody"):
        answer = await client.post("/api/v1/creations", json={"article": ARTICLE, "engine": engine})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "engine")
    assert (await client.get("/api/v1/tasks")).json()["items"] == []


async def test_the_main_jobs_script_is_written_by_the_engine_asked_for(
    client: httpx.AsyncClient, simulator: OpenAISimulator, shared_account: int, resources: Resources
) -> None:
    simulator.replies.append(Reply(status=400, code="content_policy_violation", message="not this one"))
    answer = await client.post("/api/v1/creations", json={"article": ARTICLE, "engine": "openai"})
    assert answer.status_code == 202, answer.text
    await run_tasks(resources)
    task = (await client.get(answer.headers["Location"])).json()
    assert (task["task_status"], task["task_error_type"], task["task_step_name"]) == (
        "failed",
        "content-refused",
        "script",
    )
    assert len(simulator.requests) == 1
