"""Work whose pieces are sent while it goes on, in a task of its own, and that ends with whoever waits for it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar

from datasay.engines.errors import EngineFailed
from datasay.wording.told import Told

Piece = TypeVar("Piece")
Made = TypeVar("Made")
Work = Callable[[Callable[[Piece], Awaitable[None]]], Coroutine[Any, Any, Made]]  # Any: as asyncio types it
_MOST_WAITING = 100  # pieces: a client that reads slowly holds the work up


def cancelled_itself(engine: str) -> EngineFailed:
    """The work was cancelled, and by nobody here."""
    return EngineFailed(
        Told(
            "The engine {engine} broke off its own work: that is a fault of the engine, not of the request.",
            "引擎 {engine} 自己中断了工作：这是引擎的问题，不是请求的问题。",
            engine=engine,
        )
    )


@asynccontextmanager
async def under_way(
    engine: str, work: Work[Piece, Made], *, waiting: int = _MOST_WAITING
) -> AsyncIterator["UnderWay[Piece, Made]"]:
    """Work of this engine under way; leaving the block ends it. At most so many pieces wait to be sent."""
    started = UnderWay(engine, work, waiting)
    try:
        yield started
    finally:
        await started.stop()


class UnderWay(Generic[Piece, Made]):
    """Pieces as they come, then `result()`."""

    def __init__(self, engine: str, work: Work[Piece, Made], waiting: int) -> None:
        self._stopped = False
        self._engine = engine
        self._pieces: asyncio.Queue[Piece | None] = asyncio.Queue(maxsize=waiting)
        self._work = asyncio.create_task(self._run(work))

    async def _run(self, work: Work[Piece, Made]) -> Made:
        try:
            return await work(self._pieces.put)
        finally:
            if not self._stopped:
                await self._pieces.put(None)

    async def next_piece(self) -> Piece | None:
        """The next piece; None at the end, also when it ends with an error."""
        return await self._pieces.get()

    async def result(self) -> Made:
        """What was made, after the last piece. Raises what the work raises, EngineFailed when it cancelled itself."""
        await asyncio.wait({self._work})
        if self._work.cancelled():
            raise cancelled_itself(self._engine)
        return self._work.result()

    async def stop(self) -> None:
        """End the work if it still goes on."""
        self._stopped = True
        self._work.cancel()
        await asyncio.gather(self._work, return_exceptions=True)
