"""The server behind the engines of other packages: a key, and an answer for each address."""

import io
import math
import wave

from PIL import Image
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

KEY = "vendor-key-0123456789"
SAMPLE_RATE = 8000


def _wav() -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        tone = (int(8000 * math.sin(2 * math.pi * 220 * n / SAMPLE_RATE)) for n in range(SAMPLE_RATE))
        file.writeframes(b"".join(each.to_bytes(2, "little", signed=True) for each in tone))
    return made.getvalue()


def _png() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (4, 4)).save(made, "PNG")
    return made.getvalue()


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    """One request."""
    request = Request(scope, receive)
    await request.body()
    response: Response
    if request.headers.get("authorization") != f"Bearer {KEY}":
        response = Response("who are you?", 401)
    else:
        match request.url.path:
            case "/check":
                response = Response("ok")
            case "/voice":
                response = Response(_wav(), media_type="audio/wav")
            case "/image":
                response = Response(_png(), media_type="image/png")
            case "/text":
                response = JSONResponse({"text": "别处写的话。"})
            case _:
                response = Response("nothing here", 404)
    await response(scope, receive, send)
