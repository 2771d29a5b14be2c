"""An event loop that runs until its own work is done, whatever the code that runs in it does to end it before.

asyncio takes a SystemExit or KeyboardInterrupt of any task, and a `stop()` of anybody, out of the loop: of one piece of
work that would end all of them. Here the loop goes on; who awaits that task is told the exception like any other. And
what is done for one request or task (`identity.request_id`) cancels nothing but its own: not the worker it runs in.
"""

import asyncio
from collections.abc import Awaitable, Coroutine, Generator
from contextvars import Context
from typing import Any, TypeVar, cast

import structlog

from datasay.core.identity import request_id

logger = structlog.get_logger(__name__)
Result = TypeVar("Result")
_NOBODYS = "-"  # what is done for no request: the process itself
_POOL_ENDS_BELOW = -128  # billiard's pool ends a process by SystemExit(-(256 - signal)), wherever it is


def ends_a_pool(error: BaseException) -> bool:
    """Whether this is how a pool ends one of its processes."""
    return isinstance(error, SystemExit) and isinstance(error.code, int) and error.code < _POOL_ENDS_BELOW


class Owned(asyncio.Task[Result]):
    """A task that only those may cancel for whom it was begun, and the process itself."""

    def __init__(
        self,
        work: Coroutine[Any, Any, Result],
        *,
        loop: asyncio.AbstractEventLoop,
        context: Context | None = None,
        **more: Any,  # Any: the others of asyncio.Task, which differ between versions of Python
    ) -> None:
        self._owner = request_id.get() if context is None else context.get(request_id, _NOBODYS)
        super().__init__(work, loop=loop, context=context, **more)

    def cancel(self, msg: Any | None = None) -> bool:  # Any: asyncio's signature
        """As asyncio does it; False where it is not the caller's."""
        caller = request_id.get()
        if caller not in (_NOBODYS, self._owner):
            logger.warning("cancelled_what_is_not_its_own", task_uuid=caller, other=self.get_name())
            return False
        return super().cancel(msg)


def _owned(
    loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Result] | Generator[Any, None, Result], **more: Any
) -> asyncio.Task[Result]:
    return Owned(cast("Coroutine[Any, Any, Result]", work), loop=loop, **more)


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

    def __init__(self) -> None:
        super().__init__()
        self.set_task_factory(_owned)


class PoolLoop(SteadyLoop):
    """Of a process of a pool, which ends it by a SystemExit."""

    of_a_pool = True
