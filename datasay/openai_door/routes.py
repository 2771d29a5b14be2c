"""The door for OpenAI clients: chat completions and models, with a session token as the API key."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Path, Response
from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from datasay.core.answers import dumps
from datasay.core.dependencies import ResourcesDep
from datasay.core.errors import DataSayError
from datasay.core.resources import Resources
from datasay.engines.errors import EngineError
from datasay.engines.usage import Usage
from datasay.openai_door import service
from datasay.openai_door.errors import DoorRoute, door_problems, error_body
from datasay.openai_door.schemas import ChatAnswer, ChatRequest, ModelList, ModelRead
from datasay.platform_integration.service import ChosenAccount
from datasay.user_auth.dependencies import CurrentUser

router = APIRouter(
    prefix="/v1", tags=["openai"], route_class=DoorRoute, responses=door_problems(400, 401, 409, 422, 503)
)


@router.get("/models")
async def list_openai_models(resources: ResourcesDep, user: CurrentUser) -> ModelList:
    """The models one may name: `datasay-local` and those of one's accounts with engines."""
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
async def create_chat_completion(resources: ResourcesDep, user: CurrentUser, wanted: ChatRequest) -> Response:
    """Answer a conversation by the account that has the model.

    `datasay-local` needs no account and no model: it answers with the last message of the user, shortened to a script
    of about a minute in its own words.
    """
    chosen = await service.find_account(resources, user.user_id, wanted.model)
    head: dict[str, object] = {
        "id": f"chatcmpl-{uuid4().hex}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": wanted.model,
    }
    if wanted.stream:
        return await _streamed(resources, user.user_id, wanted, chosen, head | {"object": "chat.completion.chunk"})
    answered = await service.complete(resources, user.user_id, wanted, chosen, _unheard)
    completion = answered.completion
    message = {"role": "assistant", "content": completion.text, "refusal": completion.refusal or None}
    choice = {"index": 0, "message": message, "finish_reason": completion.finish, "logprobs": None}
    body = head | {"choices": [choice], "usage": _usage(answered.usage)}
    return Response(dumps(body), media_type="application/json")


async def _unheard(_piece: str) -> None:
    """Nobody listens to the pieces of an answer that is sent whole."""


def _usage(usage: Usage) -> dict[str, int]:
    return {
        "prompt_tokens": usage.prompt_tokens,
        "completion_tokens": usage.completion_tokens,
        "total_tokens": usage.prompt_tokens + usage.completion_tokens,
    }


async def _streamed(
    resources: Resources,
    user_id: int,
    wanted: ChatRequest,
    chosen: ChosenAccount | None,
    head: dict[str, object],
) -> Response:
    """The stream, begun only once there is a first piece: what is refused before is a plain error with its status."""
    async with AsyncExitStack() as stack:
        answering = await stack.enter_async_context(service.answering(resources, user_id, wanted, chosen))
        first = await answering.next_piece()
        if first is None:
            await answering.result()
        kept = stack.pop_all()
    lines = _lines(answering, first, wanted, head)
    return StreamingResponse(
        _closing(lines, kept),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        background=BackgroundTask(kept.aclose),
    )


async def _closing(lines: AsyncIterator[bytes], kept: AsyncExitStack) -> AsyncIterator[bytes]:
    """The lines; the work behind them ends with them, also when the client goes away."""
    async with kept:
        async for line in lines:
            yield line


async def _lines(
    answering: service.Answering, first: str | None, wanted: ChatRequest, head: dict[str, object]
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
    except (EngineError, DataSayError) as error:
        yield _line(error_body(error))
        return
    completion = answered.completion
    yield chunk({"refusal": completion.refusal} if completion.refusal else {}, completion.finish)
    if wanted.stream_options is not None and wanted.stream_options.include_usage:
        yield _line(head | {"choices": [], "usage": _usage(answered.usage)})
    yield b"data: [DONE]\n\n"


def _line(body: dict[str, object]) -> bytes:
    return b"data: " + dumps(body) + b"\n\n"
