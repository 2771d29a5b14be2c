"""The door for OpenAI clients that want a text spoken: the sound is sent while it is made."""

import asyncio
import base64
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import structlog
from fastapi import APIRouter, Request, Response
from starlette.background import BackgroundTask
from starlette.responses import StreamingResponse

from datasay.core.answers import dumps
from datasay.core.dependencies import ResourcesDep, take_place
from datasay.core.errors import DataSayError
from datasay.core.places import Thing
from datasay.engines.errors import EngineError
from datasay.engines.usage import estimate_tokens
from datasay.openai_door import speaking
from datasay.openai_door.dependencies import CLIENT_GONE, ClientGone, closing, while_there
from datasay.openai_door.errors import DoorRoute, door_problems, error_body
from datasay.openai_door.schemas import SpeechCreate, SpokenFormat
from datasay.openai_door.under_way import UnderWay
from datasay.user_auth.dependencies import CurrentUser

logger = structlog.get_logger(__name__)
_MIME_TYPES = {
    SpokenFormat.MP3: "audio/mpeg",
    SpokenFormat.OPUS: "audio/ogg",
    SpokenFormat.AAC: "audio/aac",
    SpokenFormat.FLAC: "audio/flac",
    SpokenFormat.WAV: "audio/wav",
    SpokenFormat.PCM: "audio/pcm",
}
_SOUND: dict[str, object] = {"schema": {"type": "string", "format": "binary"}}
router = APIRouter(
    prefix="/v1", tags=["openai"], route_class=DoorRoute, responses=door_problems(400, 401, 409, 422, 429, 502, 503)
)


@router.post(
    "/audio/speech",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "The sound, or with `stream_format` sse its pieces as server-sent events",
            "content": {**dict.fromkeys(_MIME_TYPES.values(), _SOUND), "text/event-stream": {}},
        },
        **door_problems(404, 413, 415),
    },
)
async def create_speech(request: Request, resources: ResourcesDep, user: CurrentUser, wanted: SpeechCreate) -> Response:
    """Say a text with a timbre. The natural voice's first words are sent while the rest is still being said.

    The model is `datasay-voice`, or `voice-` and the name of an engine. The work ends when the client goes away. Where
    something breaks in the middle, the connection does.
    """
    take_place(request, Thing.SPEAKING, user.user_id)
    chosen = await speaking.find_voice(resources, user.user_id, wanted)
    try:
        async with AsyncExitStack() as stack:
            work = speaking.speaking(resources, user.user_id, chosen, wanted.response_format)
            sound = await stack.enter_async_context(work)
            first = await while_there(request, sound.next_piece())
            if first is None:
                await sound.result()
                first = b""
            kept = stack.pop_all()
    except ClientGone:
        return Response(status_code=CLIENT_GONE)
    events = wanted.stream_format == "sse"
    pieces = _events(sound, first, wanted.input) if events else speaking.pieces_of(sound, first)
    return StreamingResponse(
        closing(pieces, kept),
        media_type="text/event-stream" if events else _MIME_TYPES[wanted.response_format],
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        background=BackgroundTask(kept.aclose),
    )


async def _events(sound: UnderWay[bytes, None], first: bytes, text: str) -> AsyncIterator[bytes]:
    length = 0
    try:
        async for piece in speaking.pieces_of(sound, first):
            length += len(piece)
            yield _line({"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()})
    except asyncio.CancelledError:
        raise
    except Exception as error:  # whatever it is, it ends the stream and not the connection
        if not isinstance(error, EngineError | DataSayError):
            logger.error("speech_broke_off", exc_info=error)
        yield _line(error_body(error))
        return
    tokens = estimate_tokens(text)
    usage = {"input_tokens": tokens, "output_tokens": 0, "total_tokens": tokens}
    yield _line({"type": "speech.audio.done", "usage": usage})


def _line(body: dict[str, object]) -> bytes:
    return b"data: " + dumps(body) + b"\n\n"
