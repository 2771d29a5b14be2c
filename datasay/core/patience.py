"""How long a request's body may take: a client may be slow, but not for ever and not at will."""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from datasay.core.errors import TooSlow

Message = MutableMapping[str, Any]  # Any: as ASGI defines it
Receive = Callable[[], Awaitable[Message]]
_SLOWEST = 2048  # bytes a second, on top of the patience


def patient(receive: Receive, seconds: float) -> Receive:
    """What comes of the body, as long as the client is silent for at most so many seconds, and no slower than it may
    be in all. Only time that is spent waiting for the client counts. Raises TooSlow.
    """
    waited, seen, complete = 0.0, 0, False

    async def received() -> Message:
        nonlocal waited, seen, complete
        if complete:
            return await receive()
        began = time.monotonic()
        try:
            async with asyncio.timeout(max(min(seconds, seconds + seen / _SLOWEST - waited), 0.0)):
                message = await receive()
        except TimeoutError as error:
            raise TooSlow from error
        waited += time.monotonic() - began
        seen += len(message.get("body", b""))
        complete = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return received
