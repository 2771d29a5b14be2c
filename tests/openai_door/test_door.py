"""The door, opened with an unmodified OpenAI client over real HTTP."""

import asyncio
from collections.abc import Awaitable, Callable

import httpx
import openai
import pytest
from openai import AsyncOpenAI

from datasay.engines.local.writing import LocalText
from datasay.engines.protocols import OnText
from tests.simulators.openai import MODEL, OpenAISimulator, Reply

ARTICLE = (
    "那年冬天，祖母死了，父亲的差使也交卸了。我从北京到徐州，打算跟着父亲奔丧回家。"
    "父亲说，事已如此，不必难过，好在天无绝人之路。到南京时，有朋友约去游逛，勾留了一日。"
)
QUESTION: list[openai.types.chat.ChatCompletionMessageParam] = [
    {"role": "developer", "content": "简短些。"},
    {"role": "user", "content": [{"type": "text", "text": "月台上"}, {"type": "text", "text": "有什么？"}]},
]


async def test_models_are_listed_and_read(door: AsyncOpenAI, shared_account: int) -> None:
    models = [model.id async for model in door.models.list()]
    assert models[:3] == ["datasay-local", MODEL, "sim-2"]
    assert (await door.models.retrieve(MODEL)).id == MODEL
    with pytest.raises(openai.NotFoundError) as raised:
        await door.models.retrieve("gpt-99")
    assert raised.value.code == "model_not_found"


async def test_a_conversation_is_answered_by_the_account(
    door: AsyncOpenAI, shared_account: int, simulator: OpenAISimulator
) -> None:
    simulator.replies.append(Reply("几个橘子。", finish="length"))
    answer = await door.chat.completions.create(
        model=MODEL, messages=QUESTION, temperature=0.3, max_tokens=50, seed=7, stop=["。"], top_p=0.9
    )
    assert (answer.choices[0].message.content, answer.choices[0].finish_reason) == ("几个橘子。", "length")
    assert answer.model == MODEL
    assert answer.usage is not None
    assert answer.usage.completion_tokens == 5
    sent = simulator.requests[0]
    assert sent["messages"] == [
        {"role": "system", "content": "简短些。"},
        {"role": "user", "content": "月台上有什么？"},
    ]
    assert (sent["temperature"], sent["max_tokens"], sent["seed"], sent["stop"], sent["top_p"]) == (
        0.3, 50, 7, ["。"], 0.9,
    )  # fmt: skip


@pytest.mark.parametrize("tokens", [10**30, -7])
async def test_a_server_that_counts_nonsense_is_not_believed(
    door: AsyncOpenAI, shared_account: int, simulator: OpenAISimulator, tokens: int
) -> None:
    simulator.replies.append(Reply("几个橘子。", tokens=tokens))
    answer = await door.chat.completions.create(model=MODEL, messages=QUESTION)
    assert answer.choices[0].message.content == "几个橘子。"
    assert answer.usage is not None
    assert 0 <= answer.usage.completion_tokens < 100
    assert 0 < answer.usage.prompt_tokens < 100


async def test_the_form_of_an_answer_is_passed_on(
    door: AsyncOpenAI, shared_account: int, simulator: OpenAISimulator
) -> None:
    simulator.replies.append(Reply('{"a": 1}'))
    await door.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "JSON"}], response_format={"type": "json_object"}
    )
    assert simulator.requests[0]["response_format"] == {"type": "json_object"}


async def test_a_stream_comes_in_pieces_with_its_usage(
    door: AsyncOpenAI, shared_account: int, simulator: OpenAISimulator
) -> None:
    simulator.replies.append(Reply("一二三四五六七八九十", piece=2, pause=0.02))
    stream = await door.chat.completions.create(
        model=MODEL, messages=QUESTION, stream=True, stream_options={"include_usage": True}
    )
    pieces: list[str] = []
    finish, used = None, None
    async for chunk in stream:
        used = chunk.usage or used
        for choice in chunk.choices:
            pieces.append(choice.delta.content or "")
            finish = choice.finish_reason or finish
    assert "".join(pieces) == "一二三四五六七八九十"
    assert len([piece for piece in pieces if piece]) == 5
    assert finish == "stop"
    assert used is not None
    assert used.completion_tokens == 10


async def test_the_local_model_says_it_in_the_messages_own_words(door: AsyncOpenAI) -> None:
    answer = await door.chat.completions.create(model="datasay-local", messages=[{"role": "user", "content": ARTICLE}])
    said = answer.choices[0].message.content or ""
    assert said
    assert all(part in ARTICLE for part in said.replace("\n\n", "。").split("。") if part)
    stream = await door.chat.completions.create(
        model="datasay-local", messages=[{"role": "user", "content": ARTICLE}], stream=True
    )
    heard = [choice.delta.content or "" async for chunk in stream for choice in chunk.choices]
    assert "".join(heard) == said


async def test_a_wrong_key_is_an_authentication_error(door_url: str) -> None:
    async with AsyncOpenAI(api_key="nobody", base_url=door_url, max_retries=0) as stranger:
        with pytest.raises(openai.AuthenticationError) as raised:
            await stranger.models.list()
        assert raised.value.code == "invalid_api_key"


async def test_an_unknown_model_is_not_found(door: AsyncOpenAI) -> None:
    for stream in (False, True):
        with pytest.raises(openai.NotFoundError):
            await door.chat.completions.create(model="gpt-99", messages=QUESTION, stream=stream)


@pytest.mark.parametrize(
    ("reply", "kind", "code"),
    [
        (Reply(status=401, code="invalid_api_key"), openai.BadRequestError, "engine_account_refused"),
        (Reply(status=402), openai.RateLimitError, "insufficient_quota"),
        (Reply(status=400, code="content_policy_violation"), openai.BadRequestError, "content_policy_violation"),
        (Reply(status=429, headers={"retry-after": "60"}), openai.InternalServerError, "engine_busy"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
async def test_what_the_models_server_refuses_has_its_own_status(
    door: AsyncOpenAI,
    shared_account: int,
    simulator: OpenAISimulator,
    reply: Reply,
    kind: type[openai.APIStatusError],
    code: str,
    stream: bool,
) -> None:
    simulator.replies.append(reply)
    with pytest.raises(kind) as raised:
        await door.chat.completions.create(model=MODEL, messages=QUESTION, stream=stream)
    assert raised.value.code == code


async def test_a_stream_that_breaks_tells_so(
    door: AsyncOpenAI, shared_account: int, simulator: OpenAISimulator
) -> None:
    simulator.replies.append(Reply("一半就断了的话", break_after=1, piece=2))
    stream = await door.chat.completions.create(model=MODEL, messages=QUESTION, stream=True)
    with pytest.raises(openai.APIError):
        async for _ in stream:
            pass


async def _cancel_itself() -> None:
    mine = asyncio.current_task()
    assert mine is not None
    mine.cancel()
    await asyncio.sleep(1)


async def _raise() -> None:
    raise ValueError


async def _leave() -> None:
    raise SystemExit(1)


async def _heard(stream: openai.AsyncStream[openai.types.chat.ChatCompletionChunk]) -> None:
    async for _ in stream:
        pass


@pytest.mark.parametrize("fault", [_cancel_itself, _raise, _leave])
async def test_an_engine_that_breaks_ends_its_answer_with_an_error(
    door: AsyncOpenAI, monkeypatch: pytest.MonkeyPatch, fault: Callable[[], Awaitable[None]]
) -> None:
    async def chat(_self: LocalText, _request: object, on_text: OnText | None = None) -> None:
        if on_text is not None:
            await on_text("半")
        await fault()

    monkeypatch.setattr(LocalText, "chat", chat)
    with pytest.raises(openai.InternalServerError) as raised:
        await door.chat.completions.create(model="datasay-local", messages=QUESTION)
    assert (raised.value.status_code, raised.value.type, raised.value.code) == (502, "api_error", "engine_failed")
    stream = await door.chat.completions.create(model="datasay-local", messages=QUESTION, stream=True)
    with pytest.raises(openai.APIError) as broken:
        await asyncio.wait_for(_heard(stream), 20)
    assert broken.value.type == "api_error"


async def test_a_refusal_is_passed_on_as_one(
    door: AsyncOpenAI, shared_account: int, simulator: OpenAISimulator
) -> None:
    simulator.replies.append(Reply("", refusal="I can't."))
    answer = await door.chat.completions.create(model=MODEL, messages=QUESTION)
    assert (answer.choices[0].message.refusal, answer.choices[0].message.content) == ("I can't.", "")


async def test_who_goes_away_ends_the_work_and_it_is_counted(
    door: AsyncOpenAI, door_url: str, shared_account: int, simulator: OpenAISimulator
) -> None:
    simulator.replies.append(Reply("没完没了。" * 500, pause=0.05))
    stream = await door.chat.completions.create(model=MODEL, messages=QUESTION, stream=True)
    async for chunk in stream:
        if chunk.choices and chunk.choices[0].delta.content:
            break
    await stream.close()
    async with asyncio.timeout(5):
        while not simulator.closed_early:  # noqa: ASYNC110  the server tells no event
            await asyncio.sleep(0.05)
        total = f"{door_url.removesuffix('/v1')}/api/v1/statistics/total"
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {door.api_key}"}) as client:
            while not (units := (await client.get(total)).json()["stat_units"]):  # noqa: ASYNC110  no event tells it
                await asyncio.sleep(0.05)
    assert (units["requests"], units["tokens_out"] > 0) == (1, True)


@pytest.mark.parametrize("stream", [True, False])
async def test_who_goes_away_before_the_first_word_ends_the_work(
    door: AsyncOpenAI, shared_account: int, simulator: OpenAISimulator, stream: bool
) -> None:
    simulator.replies.append(Reply("没完没了。" * 500, first_pause=60))
    asking = asyncio.create_task(door.chat.completions.create(model=MODEL, messages=QUESTION, stream=stream))
    async with asyncio.timeout(10):
        while not simulator.requests:  # noqa: ASYNC110  the server tells no event
            await asyncio.sleep(0.05)
        asking.cancel()
        while not simulator.closed_early:  # noqa: ASYNC110  the server tells no event
            await asyncio.sleep(0.05)


_PICTURE = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
_SOUND = {"type": "input_audio", "input_audio": {"data": "AAAA", "format": "wav"}}


_UNREAD: list[tuple[object, str]] = [
    ([_PICTURE], "image_url"),
    ([{"type": "text", "text": "这是什么？"}, _PICTURE], "image_url"),
    ([_SOUND], "input_audio"),
    ([{"type": "file", "file": {"file_id": "f"}}], "file"),
    ([{"type": "text"}], "text"),
    ([{"text": "x"}], "type"),
    (["x"], "text"),
    (7, "text"),
    (None, "text"),
    ({"type": "text", "text": "x"}, "text"),
]


async def test_parts_that_are_not_read_are_named_in_plain_words(client: httpx.AsyncClient) -> None:
    for content, told in _UNREAD:
        asked = {"model": "datasay-local", "messages": [{"role": "user", "content": content}]}
        answer = await client.post("/v1/chat/completions", json=asked)
        assert answer.status_code == 400
        error = answer.json()["error"]
        assert told in error["message"]
        assert error["param"] == "messages.0.content"
        for python in (" at 0x", "<class", "function", "TextPart", "constrained", "list[", "str]", "pydantic"):
            assert python not in error["message"] + error["param"]


@pytest.mark.parametrize("kind", ["json_object", "json_schema"])
async def test_the_local_model_says_that_it_writes_no_json(door: AsyncOpenAI, kind: str) -> None:
    form: dict[str, object] = {"type": kind}
    if kind == "json_schema":
        form["json_schema"] = {"name": "a", "schema": {"type": "object"}}
    with pytest.raises(openai.BadRequestError, match="response_format"):
        await door.chat.completions.create(
            model="datasay-local", messages=[{"role": "user", "content": ARTICLE}], extra_body={"response_format": form}
        )
    plain = await door.chat.completions.create(
        model="datasay-local", messages=[{"role": "user", "content": ARTICLE}], response_format={"type": "text"}
    )
    assert plain.choices[0].message.content


async def test_what_is_longer_than_the_context_has_openais_code(
    door: AsyncOpenAI, shared_account: int, simulator: OpenAISimulator
) -> None:
    told = "This model's maximum context length is 4096 tokens."
    simulator.answer = lambda _body: Reply(status=400, error_json={"error": {"message": told}})
    for model, said in ((MODEL, "字"), ("datasay-local", "字" * 200_001)):
        with pytest.raises(openai.BadRequestError) as raised:
            await door.chat.completions.create(model=model, messages=[{"role": "user", "content": said}])
        assert raised.value.code == "context_length_exceeded"
        assert raised.value.param == "messages"


async def test_a_thought_is_no_part_of_the_answer(
    door: AsyncOpenAI, shared_account: int, simulator: OpenAISimulator
) -> None:
    thinking = Reply(pieces=("<th", "ink>秘密</thi", "nk>\n", "几个", "橘子。<|im_", "end|>"), finish="eos_token")
    simulator.replies.extend([thinking, thinking])
    answer = await door.chat.completions.create(model=MODEL, messages=QUESTION)
    assert (answer.choices[0].message.content, answer.choices[0].finish_reason) == ("几个橘子。", "stop")
    stream = await door.chat.completions.create(model=MODEL, messages=QUESTION, stream=True)
    heard = [choice.delta.content or "" async for chunk in stream for choice in chunk.choices]
    assert "".join(heard) == "几个橘子。"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"model": "datasay-local"},
        {"model": "datasay-local", "messages": []},
        {"model": "datasay-local", "messages": [{"role": "user", "content": "\x00"}]},
        {"model": "datasay-local", "messages": [{"role": "user", "content": "x"}], "n": 2},
        {"model": "datasay-local", "messages": [{"role": "user", "content": "x"}], "tools": [{"type": "function"}]},
        {"model": "datasay-local", "messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]},
        {"model": "datasay-local", "messages": [{"role": "user", "content": "……"}]},
        {"model": "datasay-local", "messages": [{"role": "assistant", "content": "x"}]},
    ],
)
async def test_bad_requests_have_openais_shape(client: httpx.AsyncClient, body: dict[str, object]) -> None:
    answer = await client.post("/v1/chat/completions", json=body)
    assert answer.status_code == 400, answer.text
    error = answer.json()["error"]
    assert error["type"] == "invalid_request_error"
    assert error["message"]
