"""Analyses by a model over HTTP, with the task run as a worker runs it."""

import asyncio
import json
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter
from sqlalchemy import select

from datasay.analysis.readability import analyse_readability
from datasay.analysis.shapes import ReadabilityResult, Result
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.system_monitoring.models import SystemUsageEvent
from tests.conftest import Login, MakeUser
from tests.running import run_tasks
from tests.simulators.openai import OpenAISimulator, Reply
from tests.text.analyse.test_routes import TYPES, Json, keep, spans

TEXT = "这家店的面很好吃，老板也热情。\n\n等位却等了一个小时，难受极了。西湖边的这家店在杭州开了十年。"
GOOD: dict[str, Json] = {
    "sentiment": {
        "polarity": 0.3,
        "sentences": [
            {
                "number": 1,
                "polarity": 7,
                "words": [
                    {"quote": "好吃", "valence": 2.5, "counted": 3},
                    {"quote": "美味", "valence": 3, "counted": 3},
                    {"quote": "难受", "valence": -3, "counted": -3},
                ],
            },
            {"number": 2, "polarity": -0.9, "words": [{"quote": "难受极了", "valence": -3, "counted": -3.5}]},
            {"number": 99, "polarity": -1, "words": []},
        ],
    },
    "keyword": {
        "keywords": [
            {"word": "这家店", "kind": "term", "weight": 0.8},
            {"word": "西湖", "kind": "place", "weight": 0.4},
            {"word": "苏堤", "kind": "place", "weight": 0.9},
        ]
    },
    "summary": {"sentences": [{"number": 2, "weight": 1}, {"number": 77, "weight": 0.9}, {"number": 1, "weight": 0.5}]},
    "readability": {
        "advice": [
            {"kind": "rare_words", "quote": "等位", "advice_zh": "换成“排队”。", "advice_en": "Say 排队."},
            {"kind": "rare_words", "quote": "踌躇", "advice_zh": "换成“犹豫”。", "advice_en": "Say 犹豫."},
        ]
    },
}


def said(answer: Json) -> Reply:
    return Reply(json.dumps(answer, ensure_ascii=False))


async def ask(client: httpx.AsyncClient, resources: Resources, where: str, **wanted: Any) -> Json:
    answer = await client.post(f"{where}/analyses", json={"engine": "openai"} | wanted)
    assert answer.status_code == 202, answer.text
    await run_tasks(resources)
    task: Json = (await client.get(answer.headers["Location"])).json()
    return task


async def analysis(client: httpx.AsyncClient, where: str, task: Json) -> Json:
    assert task["task_status"] == "completed", task["task_error_message"]
    answer = await client.get(f"{where}/analyses/{task['task_result']['analyse_id']}")
    made: Json = answer.json()
    TypeAdapter[Result](Result).validate_python(made["analyse_result"])
    assert [s for s in spans(made["analyse_result"]) if TEXT[s["start"] : s["end"]] != s["text"]] == []
    return made


async def test_sentiment_keeps_only_quotes_that_stand_in_their_sentence(
    client: httpx.AsyncClient, resources: Resources, simulator: OpenAISimulator, shared_account: int
) -> None:
    where = await keep(client, TEXT)
    simulator.replies.append(said(GOOD["sentiment"]))
    made = await analysis(client, where, await ask(client, resources, where, analyse_type="sentiment"))
    result = made["analyse_result"]
    assert (made["analyse_model_version"], made["analyse_score"]) == ("openai/sim-1", 65)
    assert [(one["number"], one["polarity"], one["label"]) for one in result["sentences"]] == [
        (1, 1, "positive"),
        (2, -0.9, "negative"),
        (3, 0, "neutral"),
    ]
    assert [[word["text"] for word in one["evidence"]] for one in result["sentences"]] == [["好吃"], ["难受极了"], []]
    assert (result["label"], result["positive_count"], result["negative_count"]) == ("positive", 1, 1)
    sent = simulator.requests[0]["messages"][0]["content"]
    assert "[2] 等位却等了一个小时，难受极了。" in sent


async def test_keywords_are_counted_in_the_text_and_invented_ones_dropped(
    client: httpx.AsyncClient, resources: Resources, simulator: OpenAISimulator, shared_account: int
) -> None:
    where = await keep(client, TEXT)
    simulator.replies.append(said(GOOD["keyword"]))
    made = await analysis(client, where, await ask(client, resources, where, analyse_type="keyword"))
    assert [(one["word"], one["kind"], one["weight"], one["count"]) for one in made["analyse_result"]["keywords"]] == [
        ("这家店", "term", 1, 2),
        ("西湖", "place", 0.5, 1),
    ]
    assert 0 < made["analyse_score"] < 100


async def test_a_summary_is_sentences_of_the_text(
    client: httpx.AsyncClient, resources: Resources, simulator: OpenAISimulator, shared_account: int
) -> None:
    where = await keep(client, TEXT)
    simulator.replies.append(said(GOOD["summary"]))
    wanted = {"analyse_type": "summary", "options": {"sentences": 2}}
    result = (await analysis(client, where, await ask(client, resources, where, **wanted)))["analyse_result"]
    assert result["summary"] == "这家店的面很好吃，老板也热情。\n等位却等了一个小时，难受极了。"
    assert [(one["number"], one["weight"]) for one in result["sentences"]] == [(1, 0.5), (2, 1)]
    assert "选出 2 句" in simulator.requests[0]["messages"][0]["content"]


async def test_readability_stays_measured_and_gains_advice(
    client: httpx.AsyncClient, resources: Resources, simulator: OpenAISimulator, shared_account: int
) -> None:
    where = await keep(client, TEXT)
    simulator.replies.append(said(GOOD["readability"]))
    made = await analysis(client, where, await ask(client, resources, where, analyse_type="readability"))
    local = analyse_readability(TEXT)
    assert isinstance(local.result, ReadabilityResult)
    assert made["analyse_score"] == local.score
    assert made["analyse_result"]["formulas"] == local.result.model_dump(mode="json")["formulas"]
    assert [one["text"] for one in made["analyse_result"]["advice"]][:1] == ["等位"]
    assert "踌躇" not in json.dumps(made, ensure_ascii=False)
    assert made["analyse_model_version"] == "openai/sim-1+local-formulas-1"


@pytest.mark.parametrize("analyse_type", TYPES)
async def test_the_same_question_is_paid_once_and_a_new_version_anew(
    client: httpx.AsyncClient,
    resources: Resources,
    simulator: OpenAISimulator,
    shared_account: int,
    analyse_type: str,
) -> None:
    where = await keep(client, TEXT)
    simulator.answer = lambda _body: said(GOOD[analyse_type])
    first = (await ask(client, resources, where, analyse_type=analyse_type))["task_result"]
    again = (await ask(client, resources, where, analyse_type=analyse_type))["task_result"]
    assert (first["usage"]["units"]["requests"], again["usage"]) == (1, None)
    assert (again["analyse_id"], len(simulator.requests)) == (first["analyse_id"], 1)
    local = await client.post(f"{where}/analyses", json={"analyse_type": analyse_type})
    assert local.status_code == 201
    await client.patch(where, json={"text_content": TEXT + "好。"})
    await ask(client, resources, where, analyse_type=analyse_type)
    assert len(simulator.requests) == 2


async def test_an_answer_in_no_form_is_asked_for_again_and_then_told(
    client: httpx.AsyncClient, resources: Resources, simulator: OpenAISimulator, shared_account: int
) -> None:
    where = await keep(client, TEXT)
    simulator.replies.extend([Reply("我觉得不错。"), said(GOOD["sentiment"])])
    assert (await ask(client, resources, where, analyse_type="sentiment"))["task_status"] == "completed"
    assert len(simulator.requests) == 2
    simulator.replies.extend([Reply("我觉得不错。"), Reply('{"keywords": 3}')])
    task = await ask(client, resources, where, analyse_type="keyword")
    assert (task["task_status"], task["task_error_type"]) == ("failed", "engine-rejected")
    assert "twice" in task["task_error_message"]
    assert len(simulator.requests) == 4
    assert len((await client.get(f"{where}/analyses")).json()["items"]) == 1
    events = await resources.database.fetch(select(SystemUsageEvent.__table__), actor=OPERATOR)
    asked = sorted((event["event_succeeded"], event["event_units"]["requests"]) for event in events)
    assert asked == [(False, 2), (True, 2)]


async def test_a_revoked_analysis_ends_at_once_and_leaves_no_row(
    client: httpx.AsyncClient, resources: Resources, simulator: OpenAISimulator, shared_account: int
) -> None:
    where = await keep(client, TEXT)
    simulator.replies.append(Reply("没完没了。" * 1000, pause=0.05))
    answer = await client.post(f"{where}/analyses", json={"engine": "openai", "analyse_type": "sentiment"})
    task = answer.headers["Location"]
    work = asyncio.create_task(run_tasks(resources))
    async with asyncio.timeout(10):
        while not simulator.open_streams:  # noqa: ASYNC110  the server tells no event
            await asyncio.sleep(0.02)
    await client.post(f"{task}/revoke")
    await asyncio.wait_for(work, 5)
    assert (await client.get(task)).json()["task_status"] == "revoked"
    assert (await client.get(f"{where}/analyses")).json()["items"] == []


async def test_a_key_starts_one_task_and_a_strangers_text_is_not_found(
    client: httpx.AsyncClient,
    simulator: OpenAISimulator,
    shared_account: int,
    make_user: MakeUser,
    login: Login,
) -> None:
    where = await keep(client, TEXT)
    wanted = {"engine": "openai", "analyse_type": "summary"}
    tasks = [
        (await client.post(f"{where}/analyses", json=wanted, headers={"Idempotency-Key": "once"})).json()["task_uuid"]
        for _ in range(2)
    ]
    assert tasks[0] == tasks[1]
    await make_user("stranger")
    stranger = await login("stranger")
    assert (await stranger.post(f"{where}/analyses", json=wanted)).status_code == 404
    assert simulator.requests == []
