"""Streams and refusals as each compatible server words them, byte by byte: none may be misunderstood."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from datasay.engines.errors import BadCredentials, BadInput, ContentRefused, EngineBusy, QuotaExceeded, TooLong
from datasay.engines.openai.profile import profile_of
from datasay.engines.openai.text import OpenAiText
from datasay.engines.protocols import ScriptRequest
from datasay.engines.usage import Unit
from tests.engines.test_openai import ARTICLE, Desk, _desk, _request
from tests.simulators.openai import OpenAISimulator, Reply, script_of, serving

Json = dict[str, Any]  # Any: JSON


def _chunk(delta: Json | None, finish: str | None = None, **more: object) -> str:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": finish}]
    made = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": choices}
    return f"data: {json.dumps(made | more, ensure_ascii=False)}\n\n"


def _usage(prompt: int, completion: int, **more: object) -> Json:
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion} | more


@dataclass(frozen=True)
class Dialect:
    """How a server words an answer of 你好，世界。 for 9 tokens asked and 4 given."""

    stream: tuple[str, ...]
    counted: bool = True  # whether it tells the tokens


DONE = "data: [DONE]\n\n"
DIALECTS = {
    # The last chunk carries timings; usage comes in a chunk without choices.
    "llama.cpp": Dialect(
        (
            _chunk({"role": "assistant", "content": None}),
            _chunk({"reasoning_content": "想想"}),
            _chunk({"content": "你好"}),
            _chunk({"content": "，世界。"}),
            _chunk({}, "stop", timings={"prompt_n": 9, "predicted_per_second": 30.5}),
            _chunk(None, usage=_usage(9, 4), timings={"prompt_n": 9}),
            DONE,
        )
    ),
    # llama-cpp-python: no usage in streams, role alone at first.
    "llama-cpp-python": Dialect(
        (
            _chunk({"role": "assistant"}),
            _chunk({"content": "你好，世界。"}, logprobs=None),
            _chunk({}, "stop"),
            DONE,
        ),
        counted=False,
    ),
    # The role in every chunk, thoughts in `reasoning`.
    "Ollama": Dialect(
        (
            _chunk({"role": "assistant", "content": "", "reasoning": "想"}, system_fingerprint="fp_ollama"),
            _chunk({"role": "assistant", "content": "你好，"}, system_fingerprint="fp_ollama"),
            _chunk({"role": "assistant", "content": "世界。"}, system_fingerprint="fp_ollama"),
            _chunk({"role": "assistant", "content": ""}, "stop", system_fingerprint="fp_ollama"),
            _chunk(None, usage=_usage(9, 4), system_fingerprint="fp_ollama"),
            DONE,
        )
    ),
    # Usage may grow with each chunk; `stop_reason` and `token_ids` beside what is known.
    "vLLM": Dialect(
        (
            _chunk({"role": "assistant", "content": ""}, usage=_usage(9, 0), prompt_token_ids=None),
            _chunk({"reasoning": "想", "reasoning_content": "想"}, usage=_usage(9, 1)),
            _chunk({"content": "你好，"}, usage=_usage(9, 2), stop_reason=None),
            _chunk({"content": "世界。"}, "stop", usage=_usage(9, 4), stop_reason=None),
            _chunk(None, usage=_usage(9, 4, prompt_tokens_details=None)),
            DONE,
        )
    ),
    "LM Studio": Dialect(
        (
            _chunk({"role": "assistant", "content": "你好，"}, system_fingerprint="m", stats={}),
            _chunk({"content": "世界。"}, stats={"tokens_per_second": 51.4}),
            _chunk({}, "stop"),
            _chunk(None, usage=_usage(9, 4), stats={}),
            DONE,
        )
    ),
    # Comments while it waits; content null while it thinks; usage with the last choice.
    "DeepSeek": Dialect(
        (
            ": keep-alive\n\n: keep-alive\n\n",
            _chunk({"role": "assistant", "content": None, "reasoning_content": ""}),
            _chunk({"content": None, "reasoning_content": "想"}),
            _chunk({"content": "你好，", "reasoning_content": None}),
            _chunk({"content": "世界。", "reasoning_content": None}),
            _chunk(
                {"content": "", "reasoning_content": None},
                "stop",
                usage=_usage(9, 4, prompt_cache_hit_tokens=0, completion_tokens_details={"reasoning_tokens": 1}),
            ),
            DONE,
        )
    ),
    "Qwen": Dialect(
        (
            _chunk({"content": None, "reasoning_content": "想", "role": "assistant"}, usage=None),
            _chunk({"content": "你好，", "reasoning_content": None}, usage=None, system_fingerprint=None),
            _chunk({"content": "世界。", "reasoning_content": None}, usage=None),
            _chunk({"content": "", "reasoning_content": None}, "stop", usage=None),
            _chunk(None, usage=_usage(9, 4, prompt_tokens_details={"cached_tokens": 0})),
            DONE,
        )
    ),
    "Ark": Dialect(
        (
            _chunk({"content": "", "reasoning_content": "想", "role": "assistant"}, service_tier="default"),
            _chunk({"content": "你好，世界。", "role": "assistant"}, service_tier="default"),
            _chunk({"content": "", "role": "assistant"}, "stop", service_tier="default"),
            _chunk(None, usage=_usage(9, 4, completion_tokens_details={"reasoning_tokens": 1})),
            DONE,
        )
    ),
    # What the filter found comes first, in a chunk without choices.
    "Azure": Dialect(
        (
            _chunk(None, prompt_filter_results=[{"prompt_index": 0, "content_filter_results": {}}]),
            _chunk({"role": "assistant", "content": "", "refusal": None}, content_filter_results={}),
            _chunk({"content": "你好，世界。"}),
            _chunk({}, "stop"),
            _chunk(None, usage=_usage(9, 4)),
            DONE,
        )
    ),
    # transformers serve: neither usage nor [DONE].
    "transformers serve": Dialect(
        (
            _chunk({"role": "assistant"}),
            _chunk({"content": "你好，"}),
            _chunk({"content": "世界。"}),
            _chunk({}, "stop"),
        ),
        counted=False,
    ),
    # A proxy in between: CRLF, no space behind the colon, names of events and ids.
    "a proxy": Dialect(
        (
            ":OPENROUTER PROCESSING\r\n\r\n",
            "event: message\r\nid: 1\r\n"
            + _chunk({"content": "你好，"}).replace("data: ", "data:").strip()
            + "\r\n\r\n",
            _chunk({"content": "世界。"}, "stop").strip() + "\r\n\r\n",
            _chunk(None, usage=_usage(9, 4)).strip() + "\r\n\r\n",
            "data: [DONE]\r\n\r\n",
        )
    ),
}


@pytest.fixture
async def simulator() -> AsyncIterator[OpenAISimulator]:
    profile_of.cache_clear()
    async with serving(OpenAISimulator()) as running:
        yield running


def _engine(simulator: OpenAISimulator, desk: Desk, **options: object) -> OpenAiText:
    return OpenAiText(_desk({"platform_app_id": simulator.base_url} | options, desk))


async def test_each_servers_stream_is_understood(simulator: OpenAISimulator) -> None:
    for name, dialect in DIALECTS.items():
        desk = Desk()
        simulator.replies.append(Reply(stream="".join(dialect.stream)))
        written = await _engine(simulator, desk).write_text(_request(), desk.progress)
        assert (written.texts, desk.text) == (("你好，世界。",), "你好，世界。"), name
        assert desk.usage.estimated != dialect.counted, name
        if dialect.counted:
            assert (desk.usage.units[Unit.TOKENS_IN], desk.usage.units[Unit.TOKENS_OUT]) == (9, 4), name
    assert len(simulator.requests) == len(DIALECTS)


async def test_the_bytes_of_a_stream_may_be_parted_anywhere(simulator: OpenAISimulator) -> None:
    whole = "".join(DIALECTS["DeepSeek"].stream).encode()
    for size in (1, 7, 64):
        desk = Desk()
        simulator.replies.append(Reply(stream=whole.decode(), parted=size))
        assert (await _engine(simulator, desk).write_text(_request(), desk.progress)).texts == ("你好，世界。",)


async def test_a_server_without_keys_needs_none(simulator: OpenAISimulator) -> None:
    """Ollama, llama.cpp and vLLM take any key, and the SDK wants one."""
    simulator.key = "none"
    desk = Desk()
    await _engine(simulator, desk, platform_app_secret="").write_text(_request(), desk.progress)


async def test_every_request_is_for_a_stream(simulator: OpenAISimulator) -> None:
    """Some models of Qwen know nothing else; DeepSeek sends blank lines while it is waited for otherwise."""
    desk = Desk()
    await _engine(simulator, desk).write_script(ScriptRequest(ARTICLE), desk.progress)
    await _engine(simulator, Desk()).write_text(_request(), desk.progress)
    assert [request["stream"] for request in simulator.requests] == [True] * len(simulator.requests)


async def test_fields_of_a_vendors_own_are_sent_as_they_are(simulator: OpenAISimulator) -> None:
    simulator.more_fields = {"enable_thinking", "thinking"}
    own = {"enable_thinking": False, "thinking": {"type": "disabled"}}
    desk = Desk()
    await _engine(simulator, desk, extra_body=own).write_text(_request(), desk.progress)
    assert simulator.requests[0].items() >= own.items()


async def test_a_server_that_knows_schemas_but_no_json_object(simulator: OpenAISimulator) -> None:
    """LM Studio: 'response_format.type' must be 'json_schema' or 'text'."""
    simulator.formats = {"json_schema"}
    desk = Desk()
    script = await _engine(simulator, desk).write_script(ScriptRequest(ARTICLE), desk.progress)
    assert script.scenes
    simulator.answer = lambda _body: Reply(script_of("一句。"))
    desk = Desk()
    engine = _engine(simulator, desk, structured_output="json_object")
    assert (await engine.write_script(ScriptRequest(ARTICLE), desk.progress)).scenes
    told = [request.get("response_format", {}).get("type") for request in simulator.requests]
    assert told == ["json_schema", "json_object", None]


# Who, the status, the whole body, what it is to us, and which words must be told.
REFUSED: list[tuple[str, int, object, type[Exception], str]] = [
    ("Ark", 429, {"error": {"code": "RateLimitExceeded.EndpointRPMExceeded", "message": "RPM limit", "param": "", "type": "TooManyRequests"}}, EngineBusy, "RPM"),
    ("Ark", 429, {"error": {"code": "ModelAccountTpmRateLimitExceeded", "message": "TPM limit", "type": "TooManyRequests"}}, EngineBusy, "TPM"),
    ("Ark", 429, {"error": {"code": "ServerOverloaded", "message": "overloaded", "type": "TooManyRequests"}}, EngineBusy, "overloaded"),
    ("Ark", 429, {"error": {"code": "QuotaExceeded", "message": "free trial used up", "type": "TooManyRequests"}}, QuotaExceeded, "used up"),
    ("Ark", 403, {"error": {"code": "AccountOverdueError", "message": "overdue balance", "type": "Forbidden"}}, QuotaExceeded, "overdue"),
    ("Ark", 404, {"error": {"code": "ModelNotOpen", "message": "not activated", "type": "NotFound"}}, BadInput, "not activated"),
    ("Ark", 400, {"error": {"code": "SensitiveContentDetected", "message": "the input may contain", "type": "BadRequest"}}, ContentRefused, "input"),
    ("DeepSeek", 402, {"error": {"message": "Insufficient Balance", "type": "unknown_error", "param": None, "code": "invalid_request_error"}}, QuotaExceeded, "Balance"),
    ("DeepSeek", 422, {"error": {"message": "Failed to deserialize the JSON body", "type": "invalid_request_error"}}, BadInput, "deserialize"),
    ("DeepSeek", 503, {"error": {"message": "Service is too busy", "type": "service_unavailable_error"}}, EngineBusy, "too busy"),
    ("Qwen", 400, {"error": {"message": "parameter.enable_thinking must be set to false for non-streaming calls", "type": "invalid_request_error", "code": "invalid_parameter_error"}, "request_id": "r"}, BadInput, "enable_thinking"),
    ("Qwen", 400, {"code": "DataInspectionFailed", "message": "Input data may contain inappropriate content."}, ContentRefused, "inappropriate"),
    ("Qwen", 400, {"code": "Arrearage", "message": "Access denied, please make sure your account is in good standing."}, QuotaExceeded, "good standing"),
    ("Qwen", 401, {"error": {"message": "Incorrect API key provided.", "code": "invalid_api_key"}}, BadCredentials, "Incorrect"),
    ("Ollama", 404, {"error": {"message": "model \"m\" not found, try pulling it first", "type": "api_error", "param": None, "code": None}}, BadInput, "pulling"),
    ("vLLM", 400, {"object": "error", "message": "This model's maximum context length is 4096 tokens. However, you requested 5000", "type": "BadRequestError", "param": None, "code": 400}, TooLong, "4096"),
    ("vLLM", 404, {"error": {"message": "The model `m` does not exist.", "type": "NotFoundError", "param": None, "code": 404}}, BadInput, "does not exist"),
    ("LM Studio", 400, {"error": "'response_format.type' must be 'json_schema' or 'text'"}, BadInput, "must be"),
    ("LM Studio", 400, {"error": "Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens"}, TooLong, "4096"),
    ("llama.cpp", 400, {"error": {"code": 400, "message": "the request exceeds the available context size. try increasing it", "type": "exceed_context_size_error", "n_prompt_tokens": 5000, "n_ctx": 4096}}, TooLong, "context size"),
    ("llama.cpp", 503, {"error": {"code": 503, "message": "Loading model", "type": "unavailable_error"}}, EngineBusy, "Loading"),
    ("Azure", 400, {"error": {"message": "The response was filtered", "code": "content_filter", "status": 400, "innererror": {"code": "ResponsibleAIPolicyViolation"}}}, ContentRefused, "filtered"),
    ("Azure", 429, {"error": {"code": "429", "message": "Requests have exceeded call rate limit."}}, EngineBusy, "call rate"),
]  # fmt: skip


async def test_each_servers_refusals_are_understood(simulator: OpenAISimulator) -> None:
    for name, status, body, kind, words in REFUSED:
        desk = Desk()
        simulator.replies.append(Reply(status=status, error_json=body, headers={"x-should-retry": "false"}))
        with pytest.raises(kind) as raised:
            await _engine(simulator, desk).write_text(_request(), desk.progress)
        assert type(raised.value) is kind, (name, body)
        assert words in str(raised.value), (name, str(raised.value))
        assert "{'" not in str(raised.value), name
