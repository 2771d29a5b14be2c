"""A server of the OpenAI chat protocol on a real port, written from the protocol, with faults a test can script."""

import asyncio
import json
import socket
from collections import deque
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from tests.simulators.openai_requests import Json, fault_of

KEY = "sk-simulated-0123456789abcd"
MODEL = "sim-1"


@dataclass(frozen=True)
class Reply:
    """What one request gets. Without `status` it is an answer, else an error."""

    text: str = "好的。"
    finish: str | None = "stop"  # None: the answer ends with [DONE] alone
    unfinished: str | None = None  # finish_reason of the chunks before the last
    pieces: tuple[str, ...] = ()  # the chunks, where `piece` is not what is wanted
    error_json: object = None  # the whole body of an error, instead of OpenAI's
    refusal: str | None = None
    reasoning: str = ""
    reasoning_field: str = "reasoning_content"
    piece: int = 6  # characters of a chunk
    first_pause: float = 0.0
    pause: float = 0.0
    usage: bool = True
    tokens: int | None = None  # told instead of the real number
    content_as_parts: bool = False
    comments: int = 0  # keep-alive lines before the first chunk
    break_after: int | None = None  # the connection is cut after so many chunks
    end_after: int | None = None  # the answer ends in order, but without finish_reason and [DONE]
    error_after: int | None = None  # an error object within the stream after so many chunks
    garbage_after: int | None = None  # a line that is no JSON after so many chunks
    status: int = 200
    code: str | None = None
    kind: str = "invalid_request_error"
    message: str = "simulated"
    param: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None  # sent as it is, as text/html
    stream: str = ""  # sent as it is, as a stream
    parted: int = 1 << 20  # bytes of such a stream that come at once
    escaped: bool = False  # JSON in ASCII only
    ignores_stream: bool = False  # answers whole although a stream was asked for


Answer = Callable[[Json], Reply]


def script_of(*narrations: str, title: str = "月台") -> str:
    """A script as JSON, as a good model would answer."""
    scenes = [
        {"narration": said, "picture_description": f"画面 {n}", "on_screen_words": f"屏幕 {n}"}
        for n, said in enumerate(narrations, 1)
    ]
    return json.dumps({"title": title, "scenes": scenes}, ensure_ascii=False)


def _default(body: Json) -> Reply:
    if (body.get("response_format") or {}).get("type") in {"json_schema", "json_object"}:
        return Reply(script_of("父亲去买橘子。", "我看见他的背影。"))
    return Reply("这是模型写下的一段话，它有两句。第二句在这里。")


class OpenAISimulator:
    """`replies` are used up one by one; after that `answer` decides."""

    def __init__(self) -> None:
        self.port = 0
        self.key = KEY
        self.models = [MODEL]
        self.replies: deque[Reply] = deque()
        self.answer: Answer = _default
        self.requests: list[Json] = []
        self.formats = {"json_schema", "json_object"}
        self.refused_fields: dict[str, str] = {}  # field → what the server says of it
        self.more_fields: set[str] = set()  # of the vendor's own
        self.open_streams = 0
        self.closed_early = 0
        self.sent: list[str] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        response: Response | None
        given = request.headers.get("authorization")
        if given is None:
            response = _error(401, None, "You didn't provide an API key: send it as Authorization: Bearer KEY.")
        elif given != f"Bearer {self.key}":
            response = _error(401, "invalid_api_key", f"Incorrect API key provided: {self.key[:5]}***")
        elif request.url.path == "/v1/models" and request.method == "GET":
            data = [{"id": model, "object": "model", "created": 1, "owned_by": "simulator"} for model in self.models]
            response = JSONResponse({"object": "list", "data": data})
        elif request.url.path == "/v1/chat/completions" and request.method == "POST":
            response = await self._complete(request, send)
        else:
            response = _error(404, "unknown_url", f"Unknown request URL: {request.method} {request.url.path}")
        if response is not None:
            await response(scope, receive, send)

    async def _complete(self, request: Request, send: Send) -> Response | None:
        body = await _read(request)
        if isinstance(body, Response):
            return body
        self.requests.append(body)
        wrong = self._wrong(body)
        if wrong is not None:
            return wrong
        reply = self.replies.popleft() if self.replies else self.answer(body)
        scripted = _as_scripted(reply)
        if scripted is not None:
            return scripted
        if body.get("stream") and not reply.ignores_stream:
            await self._stream(request, send, body, reply)
            return None
        await asyncio.sleep(reply.first_pause)
        message = {"role": "assistant", "content": reply.text, "refusal": reply.refusal}
        return JSONResponse(
            {
                "id": "chatcmpl-1",
                "object": "chat.completion",
                "created": 1,
                "model": body["model"],
                "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
                **({"usage": _usage(body, reply)} if reply.usage else {}),
            }
        )

    def _wrong(self, body: Json) -> Response | None:
        for name in body if isinstance(body, dict) else ():
            if name in self.refused_fields:
                return _error(400, "unsupported_parameter", self.refused_fields[name], name)
        if isinstance(body, dict):
            body = {name: given for name, given in body.items() if name not in self.more_fields}
        fault = fault_of(body)
        if fault is not None:
            return _error(400, None, *fault)
        if body["model"] not in self.models:
            return _error(404, "model_not_found", f"The model `{body['model']}` does not exist.", "model")
        kind = (body.get("response_format") or {"type": "text"})["type"]
        if kind != "text" and kind not in self.formats:
            return _error(400, None, f"response_format type `{kind}` is not supported by this model.", None)
        said = "".join(str(message["content"]) for message in body["messages"])
        if kind == "json_object" and "json" not in said.lower():
            return _error(400, None, "'messages' must contain the word 'json'.", "messages")
        return None

    async def _stream(self, request: Request, send: Send, body: Json, reply: Reply) -> None:
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"text/event-stream; charset=utf-8")],
            }
        )
        gone = asyncio.create_task(_gone(request))
        self.open_streams += 1
        try:
            lines = self._lines(body, reply)
            async for line in _until(gone, lines):
                self.sent.append(line)
                await send({"type": "http.response.body", "body": line.encode(), "more_body": True})
            if gone.done():
                self.closed_early += 1
                return
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            gone.cancel()
            self.open_streams -= 1

    async def _lines(self, body: Json, reply: Reply) -> AsyncIterator[str]:
        counted = bool((body.get("stream_options") or {}).get("include_usage"))

        def chunk(choices: list[Json], **more: object) -> str:
            more = {"usage": None} | more if counted else more
            made = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": body["model"]}
            return f"data: {json.dumps(made | {'choices': choices} | more, ensure_ascii=reply.escaped)}\n\n"

        def delta(finish: str | None = None, **changes: object) -> str:
            return chunk(
                [{"index": 0, "delta": changes, "finish_reason": reply.unfinished if finish is None else finish}]
            )

        for _ in range(reply.comments):
            yield ": keep-alive\n\n"
            await asyncio.sleep(reply.pause)
        await asyncio.sleep(reply.first_pause)
        yield delta(role="assistant", content="")
        if reply.reasoning:
            yield delta(**{reply.reasoning_field: reply.reasoning})
        for number, piece in enumerate(_pieces_of(reply)):
            if number == reply.break_after:
                raise ConnectionAbortedError("cut, as scripted")
            if number == reply.end_after:
                return
            if number == reply.error_after:
                yield f"data: {_error_in_stream(reply)}\n\n"
                return
            if number == reply.garbage_after:
                yield "data: {this is no json\n\n"
                return
            yield delta(content=[{"type": "text", "text": piece}] if reply.content_as_parts else piece)
            await asyncio.sleep(reply.pause)
        if reply.refusal:
            yield delta(refusal=reply.refusal)
        yield delta(reply.finish)
        if reply.usage and counted:
            yield chunk([], usage=_usage(body, reply))
        yield "data: [DONE]\n\n"


def _as_scripted(reply: Reply) -> Response | None:
    """What does not depend on the request."""
    if reply.body is not None:
        return Response(reply.body, reply.status, media_type="text/html")
    if reply.stream:
        return StreamingResponse(_in_parts(reply), media_type="text/event-stream")
    if reply.status == 200:
        return None
    if reply.error_json is not None:
        return JSONResponse(reply.error_json, reply.status, headers=dict(reply.headers))
    return _error(reply.status, reply.code, reply.message, reply.param, reply.kind, reply.headers)


async def _in_parts(reply: Reply) -> AsyncIterator[bytes]:
    whole = reply.stream.encode()
    for start in range(0, len(whole), reply.parted):
        yield whole[start : start + reply.parted]


def _pieces_of(reply: Reply) -> Sequence[str]:
    cut = [reply.text[start : start + reply.piece] for start in range(0, len(reply.text), reply.piece)]
    return reply.pieces or cut


def _error_in_stream(reply: Reply) -> str:
    ours = {"error": {"message": "overloaded", "type": reply.kind, "code": reply.code}}
    return json.dumps(reply.error_json or ours, ensure_ascii=False)


async def _read(request: Request) -> Json | Response:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        return _error(400, None, "you must provide a body of type application/json")
    try:
        body: Json = json.loads(await request.body())
    except ValueError:
        return _error(400, None, "We could not parse the JSON body of your request.")
    return body


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _until(gone: asyncio.Task[None], lines: AsyncIterator[str]) -> AsyncIterator[str]:
    """The lines, until the client has gone."""
    while True:
        following = asyncio.create_task(_next(lines))
        await asyncio.wait((gone, following), return_when=asyncio.FIRST_COMPLETED)
        if gone.done():
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
            return
        line = following.result()
        if line is None:
            return
        yield line


async def _next(lines: AsyncIterator[str]) -> str | None:
    return await anext(lines, None)


def _usage(body: Json, reply: Reply) -> Json:
    asked = sum(len(str(message["content"])) for message in body["messages"])
    if reply.tokens is not None:
        return dict.fromkeys(("prompt_tokens", "completion_tokens", "total_tokens"), reply.tokens)
    return {"prompt_tokens": asked, "completion_tokens": len(reply.text), "total_tokens": asked + len(reply.text)}


def _error(
    status: int,
    code: str | None,
    message: str,
    param: str | None = None,
    kind: str = "invalid_request_error",
    headers: Mapping[str, str] | None = None,
) -> Response:
    body = {"error": {"message": message, "type": kind, "param": param, "code": code}}
    return JSONResponse(body, status, headers={"x-request-id": "req_1", **(headers or {})})


@asynccontextmanager
async def serving(simulator: OpenAISimulator) -> AsyncIterator[OpenAISimulator]:
    """The simulator on a free port of 127.0.0.1."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(100)
    simulator.port = listening.getsockname()[1]
    config = uvicorn.Config(simulator, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield simulator
    finally:
        server.should_exit = True
        await running
        listening.close()
