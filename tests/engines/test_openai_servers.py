"""The ways of many servers that call themselves compatible: thoughts, endings, errors, forms of JSON, limits."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from typing import Any

import pytest

from datasay.engines.errors import BadInput, ContentRefused, EngineBusy, EngineRejected, QuotaExceeded, TooLong
from datasay.engines.openai.endings import ending_of
from datasay.engines.openai.profile import profile_of
from datasay.engines.openai.script_answer import read_script
from datasay.engines.openai.text import OpenAiText
from datasay.engines.openai.visible import VisibleWords, without_fence
from datasay.engines.protocols import ChatMessage, ChatRequest, ScriptRequest
from tests.engines.test_openai import ARTICLE, Desk, _desk, _request
from tests.simulators.openai import MODEL, OpenAISimulator, Reply, script_of, serving

HELLO = "你好，世界。"


@pytest.fixture
async def simulator() -> AsyncIterator[OpenAISimulator]:
    profile_of.cache_clear()
    async with serving(OpenAISimulator()) as running:
        yield running


@pytest.fixture
def desk() -> Desk:
    return Desk()


def _engine(simulator: OpenAISimulator, desk: Desk, **options: object) -> OpenAiText:
    return OpenAiText(_desk({"platform_app_id": simulator.base_url} | options, desk))


# --- thoughts and marks within the answer -----------------------------------------------------------------------

THOUGHTS: list[tuple[tuple[str, ...], str, bool]] = [
    (("<th", "ink>secret", "</thi", "nk>", HELLO), HELLO, False),
    (("The user wants…\n</think>\n\n", HELLO), HELLO, True),
    (("The user ", "wants…\n</th", "ink>\n\n" + HELLO), HELLO, True),
    (("\n<think>\n", "a < b and <i>c</i>", "\n</think>\n\n你好", "，世界。"), HELLO, False),
    (("<thinking>one</thinking><thinking>two</thinking>", HELLO), HELLO, False),
    (("<reasoning>r</reasoning>" + HELLO + "<|im_end|>",), HELLO, False),
    ((HELLO, "<|im", "_end|>", "\n<|im_start|>user\nmore"), HELLO, False),
    ((HELLO + "</s>",), HELLO, False),
    ((HELLO + "\n<end_of_turn>\n",), HELLO, False),
    (("<think>never ended",), "", False),
    (("a < b", " 且 <b>粗", "</b>"), "a < b 且 <b>粗</b>", False),
    ((HELLO, " <"), HELLO + " <", False),
    (("  前面的空格留着",), "  前面的空格留着", False),
    (("<", "3 爱你"), "<3 爱你", False),
]


@pytest.mark.parametrize(("pieces", "text", "again"), THOUGHTS)
def test_thoughts_and_marks_are_not_told(pieces: tuple[str, ...], text: str, again: bool) -> None:
    for cut in (pieces, tuple("".join(pieces)), ("".join(pieces),)):
        words = VisibleWords()
        told: list[str] = []
        voided = False
        for piece in cut:
            seen = words.feed(piece)
            if seen.again:
                told.clear()
                voided = True
            told.append(seen.words)
        told.append(words.end().words)
        assert "".join(told) == words.text == text
        if cut is pieces:
            assert voided == again


async def test_no_thought_is_streamed_or_kept(simulator: OpenAISimulator) -> None:
    for pieces, text, _ in THOUGHTS:
        if text.strip():
            desk = Desk()
            simulator.replies.append(Reply(pieces=pieces))
            written = await _engine(simulator, desk).write_text(_request(), desk.progress)
            assert written.texts == (text.strip(),)
            assert desk.text.strip() == text.strip()


async def test_a_thought_before_a_script_is_not_narrated(simulator: OpenAISimulator, desk: Desk) -> None:
    thought = '<think>{"narration": "秘密"}</think>'
    simulator.replies.append(Reply(thought.removeprefix("<think>") + script_of("说出来的。")))
    simulator.replies.append(Reply(thought + "```json\n" + script_of("说出来的。") + "\n```<|im_end|>"))
    for _ in range(2):
        script = await _engine(simulator, desk).write_script(ScriptRequest(ARTICLE), desk.progress)
        assert [scene.narration for scene in script.scenes] == ["说出来的。"]
        assert desk.text == "说出来的。"


async def test_thoughts_in_a_field_of_their_own_are_not_told(simulator: OpenAISimulator) -> None:
    for name in ("reasoning_content", "reasoning", "thinking", "reasoning_details"):
        desk = Desk()
        simulator.replies.append(Reply(HELLO, reasoning="秘密", reasoning_field=name))
        assert (await _engine(simulator, desk).write_text(_request(), desk.progress)).texts == (HELLO,)
        assert desk.text == HELLO


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (f"```\n{HELLO}\n```", HELLO),
        (f"```markdown\n# 题\n\n{HELLO}\n```\n", f"# 题\n\n{HELLO}"),
        (f"~~~text\n{HELLO}\n~~~", HELLO),
        ("看代码：\n```py\nx\n```", "看代码：\n```py\nx\n```"),
        ("```py\nx\n```\n和\n```py\ny\n```", "```py\nx\n```\n和\n```py\ny\n```"),
    ],
)
async def test_an_answer_wholly_in_a_fence_loses_it(
    simulator: OpenAISimulator, desk: Desk, answer: str, text: str
) -> None:
    assert without_fence(answer).strip() == text
    simulator.replies.append(Reply(answer))
    assert (await _engine(simulator, desk).write_text(_request(), desk.progress)).texts == (text,)
    assert desk.text.strip() == text


# --- how an answer ends ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("stop", "stop"), ("eos_token", "stop"), ("eos", "stop"), ("end_turn", "stop"), ("stop_sequence", "stop"),
        ("STOP", "stop"), ("FinishReason.STOP", "stop"), ("", "stop"), (None, "stop"),
        ("length", "length"), ("max_tokens", "length"), ("MAX_TOKENS", "length"), ("model_length", "length"),
        ("sensitive", "content_filter"), ("SAFETY", "content_filter"), ("content-filter", "content_filter"),
        ("insufficient_system_resource", None), ("abort", None), ("network_error", None),
        ("tool_calls", "tool_calls"), ("function_call", "function_call"),
    ],
)  # fmt: skip
def test_endings_of_other_servers_are_understood(told: str | None, known: str | None) -> None:
    assert ending_of(told, done=True) == known


async def test_a_whole_answer_is_kept_whatever_its_ending_is_called(simulator: OpenAISimulator) -> None:
    endings = ("eos_token", "eos", "end_turn", "stop_sequence", "STOP", "", None)
    for finish, unfinished in itertools.product(endings, (None, "")):
        desk = Desk()
        simulator.replies.append(Reply(HELLO, finish=finish, unfinished=unfinished))
        assert (await _engine(simulator, desk).write_text(_request(), desk.progress)).texts == (HELLO,)
    assert len(simulator.requests) == 2 * len(endings)


async def test_a_cut_answer_under_another_name_goes_on(simulator: OpenAISimulator, desk: Desk) -> None:
    simulator.replies.extend([Reply("上半截，", finish="max_tokens"), Reply("下半截。")])
    assert (await _engine(simulator, desk).write_text(_request(), desk.progress)).texts == ("上半截，下半截。",)


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply("一半", finish="sensitive"), ContentRefused),
        (Reply("一半", finish="insufficient_system_resource"), EngineBusy),
        (Reply("一半，又一半。", end_after=1), EngineBusy),  # neither a reason nor [DONE]
        (Reply("", finish="tool_calls"), EngineRejected),
    ],
)
async def test_an_ending_that_is_none_is_told(
    simulator: OpenAISimulator, desk: Desk, reply: Reply, kind: type[Exception]
) -> None:
    simulator.replies.append(reply)
    with pytest.raises(kind):
        await _engine(simulator, desk).write_text(_request(), desk.progress)


# --- errors ------------------------------------------------------------------------------------------------------

_LITERAL = "Input should be 'text' or 'json_object'"
ERRORS: list[tuple[int, object, type[Exception], str]] = [
    (400, {"error": {"message": "bad top_p"}}, BadInput, "bad top_p"),
    (400, {"error": "bad top_p"}, BadInput, "bad top_p"),
    (400, {"message": "bad top_p", "object": "error", "code": 40001}, BadInput, "bad top_p"),
    (422, {"detail": "bad top_p"}, BadInput, "bad top_p"),
    (422, {"detail": [{"loc": ["body", "top_p"], "msg": "must be small"}]}, BadInput, "body.top_p: must be small"),
    (400, {"error": {"code": "InvalidParameter", "msg": "bad top_p"}}, BadInput, "bad top_p"),
    (400, {"error": {"message": "This model's maximum context length is 4096 tokens"}}, TooLong, "4096"),
    (500, {"error": {"message": "Requested tokens (5000) exceed context window of 2048"}}, TooLong, "2048"),
    (400, {"error": {"message": "the prompt is too long; exceeds the available context size"}}, TooLong, "prompt"),
    (403, {"error": {"message": "余额不足", "code": 30001}}, QuotaExceeded, "余额"),
]


async def test_the_words_of_an_error_are_kept_wherever_they_stand(simulator: OpenAISimulator) -> None:
    for number, (status, body, kind, told) in enumerate(ERRORS, 1):
        desk = Desk()
        simulator.replies.append(Reply(status=status, error_json=body))
        with pytest.raises(kind, match=told) as raised:
            await _engine(simulator, desk).write_text(_request(), desk.progress)
        assert "{'" not in str(raised.value)
        assert len(simulator.requests) == number


ERRORS_IN_STREAMS: list[tuple[object, type[Exception], str]] = [
    ({"error": {"message": "no room left"}}, EngineBusy, "no room left"),
    ({"error": "no room left"}, EngineBusy, "no room left"),
    ({"error": {"msg": "quota exceeded"}}, QuotaExceeded, "quota exceeded"),
    ({"error": {"message": "maximum context length is 4096"}}, TooLong, "4096"),
]


async def test_the_words_of_an_error_within_a_stream_are_kept(simulator: OpenAISimulator) -> None:
    for body, kind, told in ERRORS_IN_STREAMS:
        desk = Desk()
        simulator.replies.append(Reply("一半，又一半，再一半。", error_after=1, error_json=body))
        with pytest.raises(kind, match=told):
            await _engine(simulator, desk).write_text(_request(), desk.progress)


@pytest.mark.parametrize("status", [400, 422, 500])
@pytest.mark.parametrize("knows", [{"json_object"}, set[str]()])
async def test_a_form_a_server_cannot_is_done_without_whatever_the_status(
    simulator: OpenAISimulator, desk: Desk, status: int, knows: set[str]
) -> None:
    """llama-cpp-python's server answers json_schema with 500 and pydantic's words."""

    def answer(body: dict[str, Any]) -> Reply:
        form = body.get("response_format", {}).get("type")
        if form and form not in knows:
            told = f"[{{'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), 'msg': \"{_LITERAL}\"}}]"
            return Reply(status=status, error_json={"error": {"message": told, "type": "internal_server_error"}})
        return Reply(script_of("第一句。"))

    simulator.answer = answer
    for _ in range(2):
        script = await _engine(simulator, Desk()).write_script(ScriptRequest(ARTICLE), desk.progress)
        assert script.scenes[0].narration == "第一句。"
    asked = [request.get("response_format", {}).get("type") for request in simulator.requests]
    tried = ["json_schema", "json_object"] if knows else ["json_schema", "json_object", None]
    assert asked == [*tried, tried[-1]], "learnt for the account"


async def test_a_server_that_is_really_broken_stays_busy(simulator: OpenAISimulator, desk: Desk) -> None:
    simulator.answer = lambda _body: Reply(status=500, error_json={"error": {"message": "CUDA out of memory"}})
    with pytest.raises(EngineBusy, match="CUDA"):
        await _engine(simulator, desk).write_script(ScriptRequest(ARTICLE), desk.progress)


# --- forms of JSON -----------------------------------------------------------------------------------------------

_ONE = '{"title":"t","scenes":[{"narration":"甲。"}]}'


@pytest.mark.parametrize(
    ("answer", "title", "narrations"),
    [
        (f"```json\n{_ONE}\n```\nHope {{that}} helps!", "t", ["甲。"]),
        (f"Sure {{here}} it is:\n{_ONE}", "t", ["甲。"]),
        ('{"title":null,"scenes":[{"narration":"甲。"}]}', "", ["甲。"]),
        ('{"scenes":[{"narration":"甲。"}]}', "", ["甲。"]),
        ('{"scenes":[{"narration":"甲。","on_screen_words":null,"picture_description":null}]}', "", ["甲。"]),
        ('{"title":"t","scenes":[{"narration":"甲。"},{"narration":""}]}', "t", ["甲。"]),
        ('{"title":"t","scenes":[{"narration":null},{"narration":"甲。"},{}]}', "t", ["甲。"]),
        ('{"title":"t","scenes":[{"narration":"甲,]}","on_screen_words":"a",},],}', "t", ["甲,]}"]),
        (f'{{"script":{_ONE}}}', "t", ["甲。"]),
        ('{"title":"t","scenes":["甲。","乙。"]}', "t", ["甲。", "乙。"]),
        ('{"title":"t","scenes":[{"narration":"甲\n乙。"}]}', "t", ["甲\n乙。"]),
        (f'{{"note":"draft"}}\n{_ONE}', "t", ["甲。"]),
    ],
)
def test_usable_json_is_used(answer: str, title: str, narrations: list[str]) -> None:
    script = read_script(answer)
    assert (script.title, [scene.narration for scene in script.scenes]) == (title, narrations)
    assert all(isinstance(scene.on_screen_words, str) for scene in script.scenes)


def test_braces_without_end_cost_little() -> None:
    with pytest.raises(ValueError, match="no JSON"):
        read_script('{"a":' * 100_000)


async def test_a_script_without_a_title_is_called_after_its_first_words(simulator: OpenAISimulator, desk: Desk) -> None:
    simulator.replies.append(Reply('{"scenes":[{"narration":"父亲去买橘子。","on_screen_words":null}]}'))
    script = await _engine(simulator, desk).write_script(ScriptRequest(ARTICLE), desk.progress)
    assert script.title == "父亲去买橘子。"


# --- the longest answer ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://api.openai.com/v1", "max_completion_tokens"),
        ("https://eu.api.openai.com/v1", "max_completion_tokens"),
        ("https://us.openai.azure.com/openai/v1", "max_completion_tokens"),
        ("http://127.0.0.1:8080/v1", "max_tokens"),
        ("https://api.deepseek.com", "max_tokens"),
        ("https://openai.com.example.net/v1", "max_tokens"),
    ],
)
def test_the_limit_has_the_name_its_server_honours(address: str, name: str) -> None:
    assert profile_of(address, "m", "auto").length_field == name


async def test_a_limit_that_is_not_heeded_is_kept_by_us(simulator: OpenAISimulator, desk: Desk) -> None:
    def answer(body: dict[str, Any]) -> Reply:
        return Reply("短。") if "max_completion_tokens" in body else Reply("没完没了地说" * 100, piece=1)

    simulator.answer = answer
    question = ChatRequest(MODEL, [ChatMessage("user", "说")], max_tokens=20)
    first = await _engine(simulator, desk).chat(question)
    assert first.finish == "length"
    assert 20 <= len(first.text) <= 45
    async with asyncio.timeout(5):
        while not simulator.closed_early:  # noqa: ASYNC110  the server tells no event
            await asyncio.sleep(0.01)
    second = await _engine(simulator, Desk()).chat(question)
    assert (second.text, second.finish) == ("短。", "stop")
    assert [sorted(set(body) & {"max_tokens", "max_completion_tokens"}) for body in simulator.requests] == [
        ["max_tokens"],
        ["max_completion_tokens"],
    ]


async def test_a_limit_that_is_heeded_is_left_alone(simulator: OpenAISimulator, desk: Desk) -> None:
    simulator.replies.append(Reply("二十个字一个一个地来不多也不少就是二十个字", piece=1, finish="length"))
    answer = await _engine(simulator, desk).chat(ChatRequest(MODEL, [ChatMessage("user", "说")], max_tokens=21))
    assert len(answer.text) == 21
    assert simulator.closed_early == 0


async def test_a_cut_answer_that_nobody_has_heard_is_asked_for_once_more(
    simulator: OpenAISimulator, desk: Desk
) -> None:
    cut = Reply("一段很长的话" * 5, end_after=2)
    question = ChatRequest(MODEL, [ChatMessage("user", "说")])
    simulator.replies.extend([cut, Reply(HELLO), cut, cut])
    assert (await _engine(simulator, desk).chat(question)).text == HELLO
    with pytest.raises(EngineRejected, match="asked twice"):
        await _engine(simulator, Desk()).chat(question)
    assert len(simulator.requests) == 4
