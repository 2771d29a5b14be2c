"""An event loop that runs until its own work is done, whatever the code that runs in it does to end it before.

asyncio takes a SystemExit or KeyboardInterrupt of any task, and a `stop()` of anybody, out of the loop: of one piece of
work that would end all of them. Here the loop goes on; who awaits that task is told the exception like any other.
"""

import asyncio
from collections.abc import Awaitable, Generator
from typing import Any, TypeVar

import structlog

logger = structlog.get_logger(__name__)
Result = TypeVar("Result")
_POOL_ENDS_BELOW = -128  # billiard's pool ends a process by SystemExit(-(256 - signal)), wherever it is


def ends_a_pool(error: BaseException) -> bool:
    """Whether this is how a pool ends one of its processes."""
    return isinstance(error, SystemExit) and isinstance(error.code, int) and error.code < _POOL_ENDS_BELOW


class GoesOn(asyncio.AbstractEventLoop):
    """What makes a loop steady; comes before the loop's own class."""

    of_a_pool = False  # whether the process may be ended by a SystemExit, wherever it is

    def run_until_complete(self, future: Awaitable[Result] | Generator[Any, None, Result]) -> Result:
        """Run until the future is done, and not less."""
        if self.is_closed() or self.is_running():
            return super().run_until_complete(future)  # which says so
        work = asyncio.ensure_future(future, loop=self)  # type: ignore[arg-type]  # typeshed's two names for one thing
        while True:
            try:
                return super().run_until_complete(work)
            except (SystemExit, KeyboardInterrupt, RuntimeError) as error:
                if self.is_closed() or (self.of_a_pool and ends_a_pool(error)):
                    raise
                if work.done():
                    return work.result()  # or what it raised itself
                logger.error("loop_ended_early", error=f"{type(error).__name__}: {error}")


class SteadyLoop(GoesOn, asyncio.SelectorEventLoop):
    """asyncio's own."""


class PoolLoop(SteadyLoop):
    """Of a process of a pool, which ends it by a SystemExit."""

    of_a_pool = True
