"""Vendors on real ports for the contract suite, and a front that makes any of them fail as servers do."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.contract import far_vendor
from tests.simulators import openai

Json = Any  # Any: JSON and its schemas


class Hold(StrEnum):
    """Where a vendor falls silent for good."""

    BEFORE = "before the answer"
    WITHIN = "within the answer"


@dataclass(frozen=True, slots=True)
class Fault:
    """What the server does instead of answering."""

    status: int = 200
    body: bytes = b""
    mime_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: Hold | None = None
    cut: bool = False  # the connection ends in the middle


class Front:
    """Stands before a vendor, counts what arrives and lets `fault` happen."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.url = ""
        self.fault: Fault | None = None
        self.received = 0
        self.open = 0
        self.holding = asyncio.Event()
        self.arrived: Callable[[], None] = lambda: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.received += 1
        self.arrived()
        self.open += 1
        try:
            if self.fault is None:
                await self._app(scope, receive, send)
            else:
                await self._fail(self.fault, scope, receive, send)
        finally:
            self.open -= 1

    async def _fail(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        if fault.hold is Hold.BEFORE:
            await self._silent(receive)
        elif fault.hold is Hold.WITHIN:
            await self._app(scope, receive, self._stopping(receive, send))
        else:
            length = len(fault.body) + (1000 if fault.cut else 0)
            headers = {"content-type": fault.mime_type, "content-length": str(length), **fault.headers}
            raw = [(name.encode(), value.encode()) for name, value in headers.items()]
            await send({"type": "http.response.start", "status": fault.status, "headers": raw})
            if fault.cut:
                await send({"type": "http.response.body", "body": fault.body, "more_body": True})
                raise ConnectionAbortedError("cut, as wanted")
            await send({"type": "http.response.body", "body": fault.body})

    def _stopping(self, receive: Receive, send: Send) -> Send:
        async def stop(message: Message) -> None:
            if message["type"] == "http.response.body" and message.get("body"):
                half = message["body"][: max(len(message["body"]) // 2, 1)]
                await send({"type": "http.response.body", "body": half, "more_body": True})
                await self._silent(receive)
                raise ConnectionAbortedError("the client has gone, as wanted")
            await send(message)

        return stop

    async def _silent(self, receive: Receive) -> None:
        self.holding.set()
        while (await receive())["type"] != "http.disconnect":
            pass


@dataclass(frozen=True, slots=True)
class Vendor:
    """A simulator, and what an account with it looks like but for its address."""

    app: ASGIApp
    account: Mapping[str, object]
    path: str = ""  # what the account's address ends with


def _openai() -> Vendor:
    simulator = openai.OpenAISimulator()
    usual = simulator.answer

    def answer(body: Json) -> openai.Reply:
        wanted = (body.get("response_format") or {}).get("json_schema")
        if wanted is None:
            return usual(body)
        return openai.Reply(json.dumps(_example(wanted["schema"], wanted["schema"]), ensure_ascii=False))

    simulator.answer = answer
    return Vendor(simulator, {"platform_app_secret": openai.KEY, "model": openai.MODEL}, "/v1")


def _example(schema: Json, whole: Json) -> Json:  # noqa: PLR0911  a line for each type of JSON
    """The plainest value that the schema takes."""
    if "$ref" in schema:
        return _example(whole["$defs"][schema["$ref"].rpartition("/")[2]], whole)
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _example(schema["anyOf"][0], whole)
    match schema["type"]:
        case "object":
            return {name: _example(inner, whole) for name, inner in schema["properties"].items()}
        case "array":
            return [_example(schema["items"], whole)]
        case "integer":
            return max(schema.get("minimum", 1), 1)
        case "number":
            return 0.5
        case "boolean":
            return True
    return "父亲"


def far() -> Vendor:
    return Vendor(far_vendor.answer, {"platform_app_secret": far_vendor.KEY, "flavour": "mint"})


VENDORS: dict[str, Callable[[], Vendor]] = {  # by the engine's name; an engine with an account needs a line here
    "openai": _openai,
    "far_voice": far,
    "far_image": far,
    "far_text": far,
}


@asynccontextmanager
async def serving(vendor: Vendor) -> AsyncIterator[Front]:
    """The vendor behind a front, on a free port of this machine."""
    front = Front(vendor.app)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        front.url = f"http://127.0.0.1:{listening.getsockname()[1]}{vendor.path}"
        server = uvicorn.Server(
            uvicorn.Config(front, log_config=None, lifespan="off", log_level="critical", timeout_graceful_shutdown=1)
        )
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield front
        finally:
            server.should_exit = True
            await running
