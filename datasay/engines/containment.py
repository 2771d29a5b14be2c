"""What an engine may raise: an Exception, and a cancellation only when somebody cancelled; and no key in its words.

All else, let through, ends more than the piece of work: asyncio takes SystemExit and KeyboardInterrupt out of the loop
itself, and a worker takes a CancelledError for its own end and gives the task to the next one, for ever.
"""

import asyncio
import errno
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from datasay.engines.discretion import strike_out_of, struck_out
from datasay.engines.errors import (
    EngineBusy,
    EngineError,
    EngineFailed,
    EngineRejected,
    believed_pause,
    presentable,
)
from datasay.engines.kinds import called
from datasay.engines.protocols import Desk
from datasay.outgoing.secrecy import remember, without_keys
from datasay.wording.languages import Language
from datasay.wording.told import Told, said_by

_POOL_ENDS_BELOW = -128  # as in core/steady_loop.py, which engines do not know
_PLATFORM = "datasay"
_of_a_pool = False  # whether this is such a process; in any other that SystemExit is the engine's own


logger = structlog.get_logger(__name__)
_WORDLESS = Told(
    "The engine failed and did not say why. Retry; if it fails again, choose another one, or tell who made it.",
    "引擎出错了，没有说原因。请重试；若仍然出错，请换一个引擎，或告诉它的作者。",
)


def expect_the_pools_end() -> None:
    """This is a process of a pool, which may be ended by a SystemExit wherever it is."""
    global _of_a_pool  # noqa: PLW0603  what a process is has no other place
    _of_a_pool = True


@contextmanager
def contained(kind: str, name: str, desk: Desk) -> Iterator[None]:
    """Whatever the engine does in the block. Raises EngineFailed for what no engine may raise.

    Its errors are shown and logged, so what must not be told of the account is struck out of them and of all they came
    of, and their words are such as can be kept.
    """
    if desk.account is not None:
        remember(desk.account.platform_app_secret)
    try:
        yield
    except Exception as raised:
        error = _deciding(raised)
        if isinstance(error, EngineError):
            if not _made_fit(error, desk):
                raise _plain(error, desk) from None
            raise error from error.__cause__
        clean = _struck(error, desk)
        if clean and _is_the_platforms(error):
            raise error from error.__cause__
        if not clean:
            raise _failed(kind, name) from None  # it would tell the key again whenever it is asked
        logger.warning("engine_failed", kind=kind, engine=name, exc_info=error)
        raise _failed(kind, name) from error
    except BaseException as error:
        if _is_ours(error):
            raise
        clean = _struck(error, desk)
        raise _failed(kind, name) from (error if clean else None)


def _failed(kind: str, name: str) -> EngineFailed:
    return EngineFailed(
        Told(
            "The {kind} engine {engine} failed: that is a fault of the engine, not of the request. Choose another one,"
            " or tell who made it.",
            "{kind}引擎 {engine} 出错了：这是引擎的问题，不是请求的问题。请换一个引擎，或告诉它的作者。",
            kind=called(kind),
            engine=name,
        )
    )


def _words(error: EngineError, desk: Desk) -> Told:
    """What is shown of it."""

    def shown(words: str) -> str:
        return presentable(without_keys(struck_out(words, desk.account, address=desk.hidden_address)))

    try:
        said = said_by(error).mapped(shown)
        told = [said.told(language) for language in Language]
    except BaseException:  # noqa: BLE001  a stranger's error may raise anything when it is asked
        return _WORDLESS
    return said if all(words.strip() for words in told) else _WORDLESS


def _struck(error: BaseException, desk: Desk) -> bool:
    """Strike what must not be told out of the error; whether it could be."""
    try:
        return strike_out_of(error, desk.account)
    except BaseException:  # noqa: BLE001  see above
        return False


def _made_fit(error: EngineError, desk: Desk) -> bool:
    """Give the error words that can be shown; whether it and all it came of keep to them."""
    words = _words(error, desk)
    try:
        if said_by(error) != words:
            error.args = (words,)
        clean = _struck(error, desk)
        if isinstance(error, EngineBusy):
            error.retry_after = believed_pause(getattr(error, "retry_after", None))
        return clean and str(error) == str(words)
    except BaseException:  # noqa: BLE001  a stranger's error may raise anything when it is asked
        return False


def _plain(error: EngineError, desk: Desk) -> EngineError:
    """An error of our own that says the same."""
    if isinstance(error, EngineBusy):
        return EngineBusy(_words(error, desk), retry_after=_pause_of(error))
    ours = (each for each in type(error).__mro__ if each.__module__ == EngineError.__module__)
    kind = next((each for each in ours if issubclass(each, EngineRejected)), EngineFailed)
    return kind(_words(error, desk))


def _pause_of(error: EngineBusy) -> float | None:
    try:
        return believed_pause(error.retry_after)
    except BaseException:  # noqa: BLE001  see above
        return None


def _deciding(error: Exception) -> Exception:
    """Of several that were raised together, as a TaskGroup does, the one that says what is to be done."""
    if not isinstance(error, ExceptionGroup):
        return error
    every = [_deciding(each) for each in error.exceptions]
    busy = [each for each in every if isinstance(each, EngineBusy)]
    platforms = [each for each in every if not isinstance(each, EngineError) and _is_the_platforms(each)]
    engines = [each for each in every if isinstance(each, EngineError)]
    return next(iter([*busy, *platforms, *engines]), error)


def _is_the_platforms(error: Exception) -> bool:
    """Whether the platform raised it, which the engine also calls: its progress, its ledger, its tools, its disk."""
    if getattr(type(error), "never_of_an_engine", False):
        return False
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT}
    return any(each.__module__.partition(".")[0] == _PLATFORM for each in type(error).__mro__)


def _is_ours(error: BaseException) -> bool:
    """Whether this came from outside: the work was cancelled, its process ends, or nobody runs it any more."""
    if isinstance(error, SystemExit):
        return _of_a_pool and isinstance(error.code, int) and error.code < _POOL_ENDS_BELOW
    try:
        task = asyncio.current_task()
    except RuntimeError:  # a loop that is gone: what was left open is closed
        return True
    return isinstance(error, asyncio.CancelledError) and (task is None or task.cancelling() > 0)
