"""What an engine may raise: an Exception, and a cancellation only when somebody cancelled.

All else, let through, ends more than the piece of work: asyncio takes SystemExit and KeyboardInterrupt out of the loop
itself, and a worker takes a CancelledError for its own end and gives the task to the next one, for ever.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from datasay.engines.discretion import struck_out
from datasay.engines.errors import EngineError, EngineFailed
from datasay.engines.protocols import Desk

_POOL_ENDS_BELOW = -128  # billiard's pool ends a process by SystemExit(-(256 - signal)), wherever it is


@contextmanager
def contained(kind: str, name: str, desk: Desk) -> Iterator[None]:
    """Whatever the engine does in the block. Raises EngineFailed for what no engine may raise.

    Its errors are shown, so what must not be told of the account is struck out of them.
    """
    try:
        yield
    except EngineError as error:
        error.args = (struck_out(str(error), desk.account, address=desk.hidden_address),)
        raise
    except Exception:
        raise
    except BaseException as error:
        if _is_ours(error):
            raise
        raise EngineFailed(
            f"The {kind} engine {name} failed ({type(error).__name__}): that is a fault of the engine, not of the"
            " request. Choose another one, or tell who made it."
        ) from error


def _is_ours(error: BaseException) -> bool:
    """Whether this came from outside: the work was cancelled, its process ends, or nobody runs it any more."""
    if isinstance(error, SystemExit):
        return isinstance(error.code, int) and error.code < _POOL_ENDS_BELOW
    try:
        task = asyncio.current_task()
    except RuntimeError:  # a loop that is gone: what was left open is closed
        return True
    return isinstance(error, asyncio.CancelledError) and (task is None or task.cancelling() > 0)
