"""The simulator keeps to the protocol: it refuses what a real server refuses, and a stock client can talk to it."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import openai
import pytest
from openai import AsyncOpenAI

from tests.simulators.openai import KEY, MODEL, OpenAISimulator, Reply, serving

GOOD: dict[str, Any] = {"model": MODEL, "messages": [{"role": "user", "content": "你好"}]}


@pytest.fixture
async def simulator() -> AsyncIterator[OpenAISimulator]:
    async with serving(OpenAISimulator()) as running:
        yield running


@pytest.fixture
async def http(simulator: OpenAISimulator) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {KEY}"}
    async with httpx.AsyncClient(base_url=simulator.base_url, headers=headers, trust_env=False) as client:
        yield client


def _schema(**schema: object) -> dict[str, object]:
    return {"type": "json_schema", "json_schema": {"name": "x", "strict": True, "schema": {"type": "object"} | schema}}


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "red"},
        {"messages": []},
        {"messages": "hello"},
        {"messages": [{"role": "narrator", "content": "x"}]},
        {"messages": [{"role": "user"}]},
        {"messages": [{"role": "user", "content": None}]},
        {"messages": [{"role": "user", "content": [{"type": "text"}]}]},
        {"messages": [{"role": "assistant", "content": "x", "reasoning_content": "y"}]},
        {"model": 4},
        {"temperature": "0.5"},
        {"temperature": True},
        {"temperature": 3},
        {"max_tokens": 0},
        {"max_completion_tokens": 1.5},
        {"max_tokens": 9, "max_completion_tokens": 9},
        {"stream": "yes"},
        {"stream_options": {"include_usage": True}},
        {"stream": True, "stream_options": {"usage": True}},
        {"stop": ["a", "b", "c", "d", "e"]},
        {"seed": "1"},
        {"response_format": "json"},
        {"response_format": {"type": "yaml"}},
        {"response_format": {"type": "json_object"}},
        {"response_format": {"type": "json_schema", "json_schema": {"schema": {}}}},
        {"response_format": _schema(properties={"a": {"type": "string"}}, required=[], additionalProperties=False)},
        {"response_format": _schema(properties={"a": {"type": "string"}}, required=["a"])},
    ],
)
async def test_what_the_protocol_does_not_allow_is_refused(http: httpx.AsyncClient, wrong: dict[str, object]) -> None:
    answer = await http.post("/chat/completions", json=GOOD | wrong)
    assert answer.status_code == 400, answer.text
    assert answer.json()["error"].keys() == {"message", "type", "param", "code"}


@pytest.mark.parametrize("left_out", ["model", "messages"])
async def test_what_is_required_is_missed(http: httpx.AsyncClient, left_out: str) -> None:
    body = {name: value for name, value in GOOD.items() if name != left_out}
    assert (await http.post("/chat/completions", json=body)).status_code == 400


async def test_bodies_keys_and_addresses_are_checked(http: httpx.AsyncClient) -> None:
    json_type = {"Content-Type": "application/json"}
    assert (await http.post("/chat/completions", content=b"{", headers=json_type)).status_code == 400
    assert (await http.post("/chat/completions", content=b"[]", headers=json_type)).status_code == 400
    assert (await http.post("/chat/completions", data={"model": MODEL})).status_code == 400
    assert (await http.post("/chat/completions", json=GOOD | {"model": "x"})).status_code == 404
    assert (await http.get("/chat/completions")).status_code == 404
    for key in ("", "Bearer wrong", f"Basic {KEY}"):
        headers = {"Authorization": key}
        assert (await http.post("/chat/completions", json=GOOD, headers=headers)).status_code == 401
    del http.headers["Authorization"]
    assert (await http.get("/models")).status_code == 401


async def test_a_stock_client_talks_to_it(simulator: OpenAISimulator) -> None:
    async with AsyncOpenAI(api_key=KEY, base_url=simulator.base_url, max_retries=0) as client:
        assert [model.id async for model in client.models.list()] == [MODEL]
        whole = await client.chat.completions.create(**GOOD)
        assert whole.choices[0].message.content
        simulator.replies.append(Reply("一二三四", piece=1))
        stream = await client.chat.completions.create(**GOOD, stream=True, stream_options={"include_usage": True})
        chunks = [chunk async for chunk in stream]
        assert "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices) == "一二三四"
        assert [chunk.usage for chunk in chunks[:-1]] == [None] * (len(chunks) - 1)
        assert chunks[-1].usage is not None
        simulator.replies.append(Reply(status=429, code="rate_limit_exceeded"))
        with pytest.raises(openai.RateLimitError):
            await client.chat.completions.create(**GOOD)
