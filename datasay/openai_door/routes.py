"""The door for OpenAI clients: chat completions and models, with a session token as the API key."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Annotated
from uuid import uuid4

import structlog
from fastapi import APIRouter, Path, Request, Response
from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from datasay.core.answers import dumps
from datasay.core.dependencies import ResourcesDep, take_place
from datasay.core.errors import DataSayError
from datasay.core.places import Thing
from datasay.core.resources import Resources
from datasay.engines.errors import EngineError
from datasay.engines.protocols import ChatAnswer as EngineAnswer
from datasay.engines.usage import tokens
from datasay.openai_door import service
from datasay.openai_door.dependencies import CLIENT_GONE, ClientGone, closing, while_there
from datasay.openai_door.errors import DoorRoute, door_problems, error_body
from datasay.openai_door.schemas import ChatAnswer, ChatRequest, ModelList, ModelRead
from datasay.openai_door.under_way import UnderWay, cancelled_itself
from datasay.user_auth.dependencies import CurrentUser

logger = structlog.get_logger(__name__)
router = APIRouter(
    prefix="/v1", tags=["openai"], route_class=DoorRoute, responses=door_problems(400, 401, 409, 422, 429, 502, 503)
)


@router.get("/models")
async def list_openai_models(resources: ResourcesDep, user: CurrentUser) -> ModelList:
    """The models one may name: `datasay-local`, those of one's accounts with engines, and those that speak."""
    return ModelList(data=await service.list_models(resources, user.user_id))


@router.get("/models/{model:path}", responses=door_problems(404))
async def get_openai_model(
    resources: ResourcesDep, user: CurrentUser, model: Annotated[str, Path(min_length=1, max_length=200)]
) -> ModelRead:
    """One model."""
    return await service.get_model(resources, user.user_id, model)


@router.post(
    "/chat/completions",
    response_model=ChatAnswer,
    responses={
        200: {"content": {"text/event-stream": {}}, "description": "An answer, whole or as server-sent events"},
        **door_problems(404, 413, 415, 429),
    },
)
async def create_chat_completion(
    request: Request, resources: ResourcesDep, user: CurrentUser, wanted: ChatRequest
) -> Response:
    """Answer a conversation by the account that has the model.

    `datasay-local` needs no account and no model: it answers with the last message of the user, shortened to a script
    of about a minute in its own words. The work ends when the client goes away.
    """
    if wanted.stream:
        take_place(request, Thing.STREAM, user.user_id)
    chosen = await service.find_model(resources, user.user_id, wanted.model)
    head: dict[str, object] = {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": wanted.model,
    }
    try:
        if wanted.stream:
            head["object"] = "chat.completion.chunk"
            return await _streamed(request, resources, user.user_id, wanted, chosen, head)
        answered = await while_there(request, service.complete(resources, user.user_id, wanted, chosen, None))
    except asyncio.CancelledError:
        mine = asyncio.current_task()
        if mine is not None and mine.cancelling():
            raise
        raise cancelled_itself(chosen.engine) from None
    except ClientGone:
        return Response(status_code=CLIENT_GONE)
    message = {"role": "assistant", "content": answered.text, "refusal": answered.refusal or None}
    choice = {"index": 0, "message": message, "finish_reason": answered.finish, "logprobs": None}
    body = head | {"choices": [choice], "usage": _usage(answered)}
    return Response(dumps(body), media_type="application/json")


def _usage(answered: EngineAnswer) -> dict[str, int]:
    asked, answer = tokens(answered.tokens_in), tokens(answered.tokens_out)
    return {"prompt_tokens": asked, "completion_tokens": answer, "total_tokens": asked + answer}


async def _streamed(
    request: Request,
    resources: Resources,
    user_id: int,
    wanted: ChatRequest,
    chosen: service.ChosenModel,
    head: dict[str, object],
) -> Response:
    """The stream, begun only once there is a first piece: what is refused before is a plain error with its status."""
    async with AsyncExitStack() as stack:
        answering = await stack.enter_async_context(service.answering(resources, user_id, wanted, chosen))
        first = await while_there(request, answering.next_piece())
        if first is None:
            await answering.result()
        kept = stack.pop_all()
    lines = _lines(answering, first, wanted, head)
    return StreamingResponse(
        closing(lines, kept),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        background=BackgroundTask(kept.aclose),
    )


async def _lines(
    answering: UnderWay[str, EngineAnswer], first: str | None, wanted: ChatRequest, head: dict[str, object]
) -> AsyncIterator[bytes]:
    def chunk(delta: dict[str, object], finish: str | None = None) -> bytes:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return _line(head | {"choices": [choice]})

    yield chunk({"role": "assistant", "content": ""})
    piece = first
    while piece is not None:
        yield chunk({"content": piece})
        piece = await answering.next_piece()
    try:
        answered = await answering.result()
    except Exception as error:  # whatever it is, it ends the stream and not the connection
        if not isinstance(error, EngineError | DataSayError):
            logger.error("answer_broke_off", exc_info=error)
        yield _line(error_body(error))
        return
    yield chunk({"refusal": answered.refusal} if answered.refusal else {}, answered.finish)
    if wanted.stream_options is not None and wanted.stream_options.include_usage:
        yield _line(head | {"choices": [], "usage": _usage(answered)})
    yield b"data: [DONE]\n\n"


def _line(body: dict[str, object]) -> bytes:
    return b"data: " + dumps(body) + b"\n\n"
