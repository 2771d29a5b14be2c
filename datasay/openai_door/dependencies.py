"""A request whose work ends when the client goes away."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack
from typing import Any, TypeVar

from fastapi import Request

Result = TypeVar("Result")
CLIENT_GONE = 499  # nobody sees it but the log; the number is nginx's


class ClientGone(Exception):
    """Nobody is there any more to read the answer."""


async def while_there(request: Request, work: Coroutine[Any, Any, Result]) -> Result:  # Any: as asyncio types it
    """What the work gives. When the client goes away before, the work is ended. Raises ClientGone."""
    working, leaving = asyncio.ensure_future(work), asyncio.create_task(_gone(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientGone
        return await working
    finally:
        for task in (working, leaving):
            task.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def closing(pieces: AsyncIterator[bytes], kept: AsyncExitStack) -> AsyncIterator[bytes]:
    """The pieces; the work behind them ends with them, also when the client goes away."""
    async with kept:
        async for piece in pieces:
            yield piece
