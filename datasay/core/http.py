"""Around every request: its id, its log line and metrics, the security headers, and problem documents for errors."""

import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit
from uuid import uuid4

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from prometheus_client import Counter, Histogram
from pydantic import BaseModel, Field
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from datasay.core import metrics
from datasay.core.answers import dumps
from datasay.core.database import database_problem
from datasay.core.errors import (
    DataSayError,
    FieldError,
    HostNotTrusted,
    HttpRefused,
    Internal,
    Invalid,
    NoSuchAddress,
    TooLarge,
    UnsupportedMedia,
)
from datasay.core.hosts import TrustedHosts
from datasay.core.identity import ANONYMOUS, acting, reader_language, request_id
from datasay.core.patience import patient
from datasay.core.places import AT_END
from datasay.core.wrong_fields import wrong_fields
from datasay.wording.languages import language_of_header
from datasay.wording.told import Told

logger = structlog.get_logger(__name__)

_ACCEPTED_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")
_LENGTH = re.compile(r"[0-9]{1,15}")
_JSON_LIMIT = 8 * 1024 * 1024
_UPLOADS = ("/api/v1/files", "/api/v1/texts/import")  # these count for themselves, as they stream in
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_NOT_READ = {"model_attributes_type", "dict_type"}  # a body that was not read as JSON stays a string of bytes
_API_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


class ProblemField(BaseModel):
    """One field that is wrong."""

    field: str = Field(description="Where it is, as it was sent: `scenes.3.title`, `query.limit`.")
    message: str = Field(description="What is wrong with it, in the reader's language.")
    params: dict[str, Any] = Field(description="What the message speaks of, as values.")  # Any: JSON


class Problem(BaseModel):
    """RFC 9457 problem document; its words are in the language of `Accept-Language`, zh-CN or en."""

    type: str = Field(description="The kind of problem, for programs; it stays the same.")
    title: str
    status: int
    detail: str = Field(description="One sentence on what is wrong and what to do.")
    params: dict[str, Any] = Field(  # Any: JSON
        description="What the detail speaks of, as values: limits, known values, keys. Of several fields: `fields`."
    )
    errors: list[ProblemField] = []
    request_id: str


def problems(*kinds: type[DataSayError]) -> dict[int | str, dict[str, object]]:
    """The `responses=` of a route that may answer with these errors."""
    by_status: dict[int, list[str]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, []).append(str(kind.title))
    return {
        status: {
            "description": "; ".join(dict.fromkeys(titles)),
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, titles in by_status.items()
    }


def problem_response(error: DataSayError) -> Response:
    """The error as a problem document in the language of who asked."""
    language = reader_language.get()
    body = {
        "type": error.type,
        "title": error.title.told(language),
        "status": error.status,
        "detail": error.detail.told(language),
        "params": error.params,
        "errors": [_field(wrong) for wrong in error.errors],
        "request_id": request_id.get(),
    }
    headers = {**error.headers, "Content-Language": language, "Vary": "Accept-Language"}
    return Response(dumps(body), error.status, headers, "application/problem+json")


def _field(wrong: FieldError) -> dict[str, object]:
    said = wrong.said
    return {"field": wrong.field, "message": said.told(reader_language.get()), "params": said.json()}


async def answer_error(_request: Request, error: Exception) -> Response:
    """An error of ours."""
    assert isinstance(error, DataSayError)
    if error.status >= 500:
        logger.warning("request_failed", problem=error.type, detail=str(error))
    return problem_response(error)


async def answer_validation(request: Request, error: Exception) -> Response:
    """What pydantic found wrong, with the name of each field; the values sent are never repeated."""
    assert isinstance(error, RequestValidationError)
    given = request.headers.get("content-type", "")
    if any(found["loc"] == ("body",) and found["type"] in _NOT_READ for found in error.errors()) and not _is_json(
        given
    ):
        return problem_response(
            UnsupportedMedia(
                Told(
                    "Send the body as JSON, with the header `Content-Type: application/json`.",
                    "请求体请用 JSON 格式，并带请求头 `Content-Type: application/json`。",
                )
            )
        )
    return problem_response(Invalid.fields(wrong_fields(error.errors(), error.body)))


def _is_json(content_type: str) -> bool:
    essence = content_type.partition(";")[0].strip().lower()
    return essence == "application/json" or (essence.startswith("application/") and essence.endswith("+json"))


async def answer_http(_request: Request, error: Exception) -> Response:
    """What the framework refuses by itself: unknown paths, wrong methods, unreadable bodies."""
    assert isinstance(error, HTTPException)
    if isinstance(error.__cause__, DataSayError):  # ours, met while the body was read, as a body that is too large
        return problem_response(error.__cause__)
    if error.status_code == 400 and error.__cause__ is not None:  # the framework tells no more than that it failed
        return problem_response(Invalid.field("body", _unread(error.__cause__)))
    if error.status_code == 404:
        return problem_response(NoSuchAddress())
    return problem_response(HttpRefused(error.status_code, dict(error.headers or {})))


def _unread(cause: BaseException) -> Told:
    if isinstance(cause, UnicodeError):
        return Told("is not UTF-8; send JSON in UTF-8", "不是 UTF-8 编码，请用 UTF-8 编码的 JSON")
    if isinstance(cause, RecursionError):
        return Told("is nested too deeply; send it with fewer levels", "嵌套太深，请减少层数")
    return Told("could not be read; send it again", "无法读取，请重新发送")


async def answer_unexpected(_request: Request, error: Exception) -> Response:
    """A bug of ours, or a database that went away in the middle of a request."""
    problem = database_problem(error)
    if problem is not None:
        return problem_response(problem)
    logger.error("unexpected_error", exc_info=error)
    return problem_response(Internal(request_id.get()))


def install(app: FastAPI, hosts: TrustedHosts, *, patience: float) -> None:
    """Add handlers and the middleware to the application."""
    app.add_exception_handler(DataSayError, answer_error)
    app.add_exception_handler(RequestValidationError, answer_validation)
    app.add_exception_handler(HTTPException, answer_http)
    app.add_middleware(RequestFrame, hosts=hosts, patience=patience)


class RequestFrame:
    """The outermost layer, in plain ASGI because it runs for every request."""

    def __init__(self, app: ASGIApp, hosts: TrustedHosts, patience: float) -> None:
        self.app = app
        self._patience = patience
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Frame one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        headers = dict(scope["headers"])
        given = headers.get(b"x-request-id", b"").decode("latin-1")
        this_id = given if _ACCEPTED_ID.fullmatch(given) else uuid4().hex
        request_id.set(this_id)
        acting.set(ANONYMOUS)
        reader_language.set(language_of_header(headers.get(b"accept-language", b"").decode("latin-1")))
        answered = {"status": 0}
        ending: list[Callable[[], None]] = []
        scope[AT_END] = ending

        async def framed_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered["status"] = message["status"]
                out = MutableHeaders(raw=message["headers"])
                out["X-Request-ID"] = this_id
                for name, value in _HEADERS.items():
                    out.setdefault(name, value)
                if scope["path"].startswith(("/api/", "/v1/")):
                    out.setdefault("Content-Security-Policy", _API_POLICY)
                    out.setdefault("Cache-Control", "no-store")
                if message["status"] in {307, 308}:  # the way to a path of ours: its host is for nobody to choose
                    out["Location"] = _path_of(out.get("location", "/"))
                _observe(scope, message["status"], time.perf_counter() - started)
            await send(message)

        refusal = self._refuse_host(scope) or _refuse_early(scope, headers)
        try:
            if refusal is not None:
                await problem_response(refusal)(scope, receive, framed_send)
                return
            if b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0":
                receive = patient(_limited(scope, receive), self._patience)
            await self.app(scope, receive, framed_send)
        except Exception as error:  # the last line of defence: a stranger must never see a stack trace
            if answered["status"]:
                raise
            answer = (
                problem_response(error)
                if isinstance(error, DataSayError)
                else await answer_unexpected(Request(scope), error)
            )
            await answer(scope, receive, framed_send)
        finally:
            for end in ending:
                end()

    def _refuse_host(self, scope: Scope) -> DataSayError | None:
        """Anything is answered under our own names only, and there is one name to a request."""
        named = [value for name, value in scope["headers"] if name == b"host"]
        if len(named) == 1 and self._hosts.trusts(named[0], scope["server"][0] if scope["server"] else ""):
            return None
        return None if not named else HostNotTrusted()


def _refuse_early(scope: Scope, headers: dict[bytes, bytes]) -> DataSayError | None:
    if b"%00" in scope.get("raw_path", b"") or b"%00" in scope["query_string"]:
        return _nul_in_address(scope)
    if headers.get(b"content-encoding", b"identity").strip().lower() not in {b"identity", b""}:
        return UnsupportedMedia(
            Told(
                "Send the body as it is, without Content-Encoding; compressed ones are not unpacked.",
                "请直接发送请求体，不要带 Content-Encoding：这里不解压。",
            )
        )
    length = announced_bytes(headers.get(b"content-length", b"").decode("latin-1"))
    return _too_large() if _takes_json(scope) and length is not None and length > _JSON_LIMIT else None


def announced_bytes(content_length: str) -> int | None:
    """How long a body says it is; None where it says nothing that can be read."""
    return int(content_length) if _LENGTH.fullmatch(content_length) else None


def _path_of(location: str) -> str:
    parts = urlsplit(location)
    return urlunsplit(("", "", "/" + parts.path.lstrip("/"), parts.query, ""))


def _nul_in_address(scope: Scope) -> Invalid:
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    wrong = next((name for name, value in query if "\x00" in value and name.isidentifier()), None)
    where = f"query.{wrong[:60]}" if wrong is not None else "path" if b"%00" in scope.get("raw_path", b"") else "query"
    return Invalid.field(where, Told("must not contain NUL characters", "不能含有空字符（NUL）"))


def _too_large() -> TooLarge:
    said = Told(
        "A request body may have at most {most:,} bytes; upload larger things as files.",
        "请求体最多 {most:,} 字节，更大的内容请作为文件上传。",
        most=_JSON_LIMIT,
    )
    return TooLarge(said, errors=[FieldError("body", said)])


def _takes_json(scope: Scope) -> bool:
    return not (scope["path"].startswith(_UPLOADS) and scope["method"] == "POST")


def _limited(scope: Scope, receive: Receive) -> Receive:
    """Refuse a body that turns out longer than allowed although it did not say so."""
    if not _takes_json(scope):
        return receive
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            if seen > _JSON_LIMIT:
                raise _too_large()
        return message

    return limited


@lru_cache(2000)
def _meters(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return metrics.http_requests.labels(method, route, status), metrics.http_seconds.labels(method, route)


def _observe(scope: Scope, status: int, seconds: float) -> None:
    route = getattr(scope.get("route"), "path_format", None) or "unmatched"
    count, duration = _meters(scope["method"], route, status)
    count.inc()
    duration.observe(seconds)
    logger.debug("request", method=scope["method"], route=route, status=status, milliseconds=round(seconds * 1000, 1))
