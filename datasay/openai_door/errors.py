"""Our errors in OpenAI's shape, for everything that is answered under /v1."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from datasay.core.answers import dumps
from datasay.core.errors import DataSayError, HttpRefused, Invalid, NotFound, TooMany, Unauthenticated, listed
from datasay.core.identity import for_reader
from datasay.core.wrong_fields import wrong_fields
from datasay.engines.errors import (
    BadCredentials,
    ContentRefused,
    EngineBusy,
    EngineError,
    EngineFailed,
    QuotaExceeded,
    TooLong,
)
from datasay.openai_door.schemas import OpenAiErrorRead
from datasay.wording.told import Told, said_by

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
_INVALID = "invalid_request_error"
_FAULT = "api_error"  # the protocol's word for what is not the request's
_BROKEN = Told(
    "The answer broke off: something went wrong here, not in the request.",
    "回答中断了：是这里出了错，不是请求的问题。",
)
_WRONG_KEY = Told(
    "Incorrect API key provided. The key is a session token of POST /api/v1/auth/login.",
    "API 密钥不对。密钥就是 POST /api/v1/auth/login 给出的会话令牌。",
)


_BY_KIND: tuple[tuple[type[EngineError], int, str, str], ...] = (
    (QuotaExceeded, 429, "insufficient_quota", "insufficient_quota"),
    (ContentRefused, 400, _INVALID, "content_policy_violation"),
    (BadCredentials, 400, _INVALID, "engine_account_refused"),  # not 401: the caller's own key is right
    (EngineFailed, 502, _FAULT, "engine_failed"),
)


class ModelNotFound(NotFound):
    """No account of the user's has this model."""

    type = "/problems/model-not-found"
    title = Told("There is no such model", "没有这个模型")


@dataclass(frozen=True, slots=True)
class _Shape:
    status: int
    kind: str
    code: str | None
    message: str
    param: str | None = None
    retry_after: float | None = None


def error_body(error: Exception) -> dict[str, object]:
    """The error object of the protocol, also for one that ends a stream."""
    shape = _shape_of(error)
    return {"error": {"message": shape.message, "type": shape.kind, "param": shape.param, "code": shape.code}}


def _shape_of(error: Exception) -> _Shape:
    if isinstance(error, RequestValidationError):
        wrong = wrong_fields(error.errors(), error.body)
        return _Shape(400, _INVALID, None, for_reader(listed(wrong[:1])), wrong[0].field)
    if isinstance(error, EngineError):
        return _of_engine(error)
    if isinstance(error, DataSayError):
        return _of_platform(error)
    if isinstance(error, HTTPException):
        status, said = error.status_code, HttpRefused(error.status_code, None).detail
        return _Shape(status, _INVALID, None, for_reader(said))
    return _Shape(500, _FAULT, None, for_reader(_BROKEN))


def _of_platform(error: DataSayError) -> _Shape:
    if isinstance(error, Unauthenticated):
        return _Shape(401, _INVALID, "invalid_api_key", for_reader(_WRONG_KEY))
    if isinstance(error, ModelNotFound):
        return _Shape(404, _INVALID, "model_not_found", for_reader(error.detail), "model")
    status = 400 if isinstance(error, Invalid) else error.status
    return _Shape(status, _INVALID if status < 500 else "server_error", None, for_reader(error.detail))


def _of_engine(error: EngineError) -> _Shape:
    told = for_reader(said_by(error))
    if isinstance(error, TooLong):
        return _Shape(400, _INVALID, "context_length_exceeded", told, "messages")
    if isinstance(error, EngineBusy):
        return _Shape(503, "server_error", "engine_busy", told, retry_after=error.retry_after)
    for kind, status, named, code in _BY_KIND:
        if isinstance(error, kind):
            return _Shape(status, named, code, told)
    return _Shape(400, _INVALID, None, told)


def answer_error(error: Exception) -> Response:
    """The error as an answer."""
    shape = _shape_of(error)
    headers = dict(error.headers) if isinstance(error, TooMany) else {}
    if shape.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if shape.retry_after is not None:
        headers["Retry-After"] = str(round(shape.retry_after))
    if shape.code in {"insufficient_quota", "engine_failed"}:  # clients try a 5xx again, and each time it is bought
        headers["x-should-retry"] = "false"
    return Response(dumps(error_body(error)), shape.status, headers, "application/json")


class DoorRoute(APIRoute):
    """A route whose errors have OpenAI's shape, those of its dependencies included."""

    def get_route_handler(self) -> Handler:
        """FastAPI's documented place to wrap a route."""
        handle = super().get_route_handler()

        async def handle_in_shape(request: Request) -> Response:
            try:
                return await handle(request)
            except (DataSayError, EngineError, RequestValidationError, HTTPException) as error:
                return answer_error(error)

        return handle_in_shape


def door_problems(*statuses: int) -> dict[int | str, dict[str, Any]]:  # Any: OpenAPI
    """The `responses=` of a route of the door. What the frame around all requests refuses keeps our own shape."""
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        status: {
            "model": OpenAiErrorRead,
            "description": "An error in OpenAI's shape",
            **({"content": {"application/problem+json": problem}} if status in {400, 413, 415, 422} else {}),
        }
        for status in statuses
    }
