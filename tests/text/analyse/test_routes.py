"""Analyses over HTTP."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from datasay.analysis.shapes import Result
from datasay.core.resources import Resources
from datasay.engines.local.analysis import LocalAnalysis
from datasay.engines.protocols import Method
from datasay.text.analyse import service
from datasay.worker import modules
from tests.conftest import Login, MakeUser
from tests.running import run_tasks

DATA = Path(__file__).parents[2] / "data"
assert modules.JOBS  # registers what a worker can do
TYPES = ("sentiment", "keyword", "summary", "readability")
ARTICLE = (DATA / "beiying.zh.txt").read_text(encoding="utf-8")
Json = dict[str, Any]  # Any: what the API answers


async def keep(client: httpx.AsyncClient, content: str = ARTICLE, **values: object) -> str:
    made = await client.post("/api/v1/texts", json={"text_title": "背影", "text_content": content} | values)
    assert made.status_code == 201, made.text
    return str(made.headers["Location"])


def spans(value: object) -> list[Json]:
    """Everything in a result that says where it stands."""
    if isinstance(value, dict):
        own = [value] if {"start", "end", "text"} <= value.keys() else []
        return own + [span for part in value.values() for span in spans(part)]
    return [span for part in value for span in spans(part)] if isinstance(value, list) else []


@pytest.mark.parametrize("analyse_type", TYPES)
async def test_every_analysis_has_evidence_that_stands_in_the_text(
    client: httpx.AsyncClient, analyse_type: str
) -> None:
    where = await keep(client)
    answer = await client.post(f"{where}/analyses", json={"analyse_type": analyse_type})
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["analyse_type"] == analyse_type == made["analyse_result"]["analyse_type"]
    assert 0 <= made["analyse_score"] <= 100
    assert made["analyse_model_version"].startswith("local-")
    assert (made["analyse_text_version"], made["analyse_stale"]) == (1, False)
    TypeAdapter[Result](Result).validate_python(made["analyse_result"])
    found = spans(made["analyse_result"])
    assert found
    assert [span for span in found if ARTICLE[span["start"] : span["end"]] != span["text"]] == []
    read = await client.get(answer.headers["Location"])
    assert (read.status_code, read.json()) == (200, made)


async def test_the_same_question_is_answered_once(client: httpx.AsyncClient) -> None:
    where = await keep(client)
    wanted = {"analyse_type": "summary", "options": {"ratio": 0.3}}
    first = await client.post(f"{where}/analyses", json=wanted)
    again = await client.post(f"{where}/analyses", json=wanted | {"engine": "local"})
    other = await client.post(f"{where}/analyses", json={"analyse_type": "summary", "options": {"sentences": 3}})
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)
    assert again.json() == first.json()
    assert other.json()["analyse_id"] != first.json()["analyse_id"]
    assert len(other.json()["analyse_result"]["sentences"]) == 3


async def test_the_same_question_at_once_makes_one_row(client: httpx.AsyncClient) -> None:
    where = await keep(client)
    answers = await asyncio.gather(
        *(client.post(f"{where}/analyses", json={"analyse_type": "keyword"}) for _ in range(6))
    )
    assert {answer.status_code for answer in answers} <= {200, 201}
    assert sum(answer.status_code == 201 for answer in answers) == 1
    assert len({answer.json()["analyse_id"] for answer in answers}) == 1
    assert len((await client.get(f"{where}/analyses")).json()["items"]) == 1


async def test_an_edit_makes_old_results_stale_and_a_new_one_is_made(client: httpx.AsyncClient) -> None:
    where = await keep(client, "这家店很好吃，服务也热情。")
    old = (await client.post(f"{where}/analyses", json={"analyse_type": "sentiment"})).json()
    await client.patch(where, json={"text_content": "这家店难吃极了，服务恶劣。"})
    assert (await client.get(f"{where}/analyses/{old['analyse_id']}")).json()["analyse_stale"] is True
    answer = await client.post(f"{where}/analyses", json={"analyse_type": "sentiment"})
    assert answer.status_code == 201
    new = answer.json()
    assert (new["analyse_text_version"], new["analyse_stale"]) == (2, False)
    assert (old["analyse_result"]["label"], new["analyse_result"]["label"]) == ("positive", "negative")
    assert old["analyse_score"] > 50 > new["analyse_score"]
    listed = (await client.get(f"{where}/analyses")).json()["items"]
    assert [(one["analyse_id"], one["analyse_stale"]) for one in listed] == [
        (new["analyse_id"], False),
        (old["analyse_id"], True),
    ]


async def test_the_list_has_pages_and_a_filter(client: httpx.AsyncClient) -> None:
    where = await keep(client)
    for analyse_type in TYPES:
        await client.post(f"{where}/analyses", json={"analyse_type": analyse_type})
    first = (await client.get(f"{where}/analyses", params={"limit": "3"})).json()
    rest = (await client.get(f"{where}/analyses", params={"limit": "3", "cursor": first["next_cursor"]})).json()
    seen = [one["analyse_type"] for one in first["items"] + rest["items"]]
    assert (seen, rest["next_cursor"]) == (list(TYPES)[::-1], None)
    assert "analyse_result" not in first["items"][0]
    only = (await client.get(f"{where}/analyses", params={"analyse_type": "summary"})).json()
    assert [one["analyse_type"] for one in only["items"]] == ["summary"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "analyse_type"),
        ({"analyse_type": "mood"}, "analyse_type"),
        ({"analyse_type": "sentiment", "engine": "oracle"}, "engine"),
        ({"analyse_type": "sentiment", "engine": "openai"}, "engine"),  # there is no account
        ({"analyse_type": "sentiment", "options": {"ratio": 0.2}}, "options.ratio"),
        ({"analyse_type": "summary", "options": {"ratio": 0}}, "options.ratio"),
        ({"analyse_type": "summary", "options": {"ratio": 0.2, "sentences": 2}}, "options"),
        ({"analyse_type": "keyword", "options": {"limit": True}}, "options.limit"),
        ({"analyse_type": "keyword", "depth": 3}, "depth"),
    ],
)
async def test_a_wrong_wish_names_the_field_and_keeps_nothing(
    client: httpx.AsyncClient, body: Json, field: str
) -> None:
    where = await keep(client)
    answer = await client.post(f"{where}/analyses", json=body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["field"] == field
    assert (await client.get(f"{where}/analyses")).json()["items"] == []


async def test_a_stranger_finds_neither_text_nor_analysis(
    client: httpx.AsyncClient, make_user: MakeUser, login: Login
) -> None:
    where = await keep(client)
    made = (await client.post(f"{where}/analyses", json={"analyse_type": "readability"})).json()
    own = await client.post("/api/v1/texts", json={"text_title": "t", "text_content": "c"})
    await make_user("stranger")
    stranger = await login("stranger")
    for answer in (
        await stranger.post(f"{where}/analyses", json={"analyse_type": "readability"}),
        await stranger.get(f"{where}/analyses"),
        await stranger.get(f"{where}/analyses/{made['analyse_id']}"),
        await client.get(f"{own.headers['Location']}/analyses/{made['analyse_id']}"),
    ):
        assert answer.status_code == 404, answer.text


async def test_a_deleted_text_hides_its_analyses(client: httpx.AsyncClient) -> None:
    where = await keep(client)
    made = await client.post(f"{where}/analyses", json={"analyse_type": "keyword"})
    await client.delete(where)
    assert (await client.get(f"{where}/analyses")).status_code == 404
    assert (await client.get(made.headers["Location"])).status_code == 404
    assert (await client.post(f"{where}/analyses", json={"analyse_type": "keyword"})).status_code == 404


@pytest.mark.parametrize("content", ["。。。！？", "👍🎉", "——", "42", "\u202e\u200f!", "x"])
@pytest.mark.parametrize("analyse_type", TYPES)
async def test_a_text_with_next_to_nothing_in_it_is_analysed(
    client: httpx.AsyncClient, content: str, analyse_type: str
) -> None:
    where = await keep(client, content)
    answer = await client.post(f"{where}/analyses", json={"analyse_type": analyse_type})
    assert answer.status_code == 201, answer.text
    assert [s for s in spans(answer.json()["analyse_result"]) if content[s["start"] : s["end"]] != s["text"]] == []


async def test_a_long_text_is_analysed_by_a_task(client: httpx.AsyncClient, resources: Resources) -> None:
    content = (ARTICLE + "\n") * 20
    where = await keep(client, content)
    wanted = {"analyse_type": "summary", "options": {"sentences": 5}}
    answer = await client.post(f"{where}/analyses", json=wanted, headers={"Idempotency-Key": "once"})
    again = await client.post(f"{where}/analyses", json=wanted, headers={"Idempotency-Key": "once"})
    assert (answer.status_code, again.status_code) == (202, 202)
    assert again.json()["task_uuid"] == answer.json()["task_uuid"]
    await run_tasks(resources)
    task = (await client.get(answer.headers["Location"])).json()
    assert task["task_status"] == "completed", task
    made = (await client.get(f"{where}/analyses/{task['task_result']['analyse_id']}")).json()
    assert made["analyse_result"]["sentence_count"] > 1000
    assert len(made["analyse_result"]["sentences"]) == 5
    assert [s for s in spans(made["analyse_result"]) if content[s["start"] : s["end"]] != s["text"]] == []


async def test_sentiment_is_a_task_sooner_for_a_model_reads_each_sentence(client: httpx.AsyncClient) -> None:
    content = "菜好吃，服务差劲。" * 400
    assert service.SENTIMENT_AT_ONCE < len(content) < service.AT_ONCE
    where = await keep(client, content)
    long = await client.post(f"{where}/analyses", json={"analyse_type": "sentiment"})
    other = await client.post(f"{where}/analyses", json={"analyse_type": "readability"})
    assert (long.status_code, other.status_code) == (202, 201)


async def test_what_the_engine_does_wrong_is_not_the_requests_fault(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = await keep(client)

    def method(_self: LocalAnalysis, _analyse_type: str) -> Method:
        return Method("v" * 51)

    monkeypatch.setattr(LocalAnalysis, "method", method)
    answer = await client.post(
        f"{where}/analyses", json={"analyse_type": "sentiment"}, headers={"Accept-Language": "zh"}
    )
    assert (answer.status_code, answer.json()["type"]) == (502, "/problems/engine-failed"), answer.text
    assert "这是引擎的问题" in answer.json()["detail"]
