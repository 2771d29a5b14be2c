"""Asking an engine what it has, while somebody waits: whatever it does, the answer comes soon and is of the right sort.

An engine that goes on although it was cancelled is left to itself, and asked nothing more until it has ended.
"""

import asyncio
import contextvars
import threading
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from contextlib import suppress
from typing import Any, TypeVar

import structlog

from datasay.engines.discretion import told_without_keys
from datasay.engines.errors import EngineBusy, EngineError, EngineFailed, presentable
from datasay.engines.inspection import is_clean
from datasay.engines.protocols import Checked, Desk
from datasay.engines.registry import comes_along, open_engine
from datasay.wording.languages import Language
from datasay.wording.told import Param, Told, verbatim

logger = structlog.get_logger(__name__)
Heard = TypeVar("Heard")
_MOST_NAMES = 1000
_LONGEST_NAME = 200
_Asked = tuple[str, str, str, str]  # kind, name, address and key: a stubborn one keeps nobody from asking with another
_left: dict[_Asked, asyncio.Task[Any]] = {}  # Any: whatever they were asked


async def ask(
    kind: str,
    name: str,
    desk: Desk,
    question: Callable[[Any], Awaitable[Heard]],  # Any: the engine of its kind
    *,
    patience_seconds: float,
) -> Heard:
    """Open the engine, ask it, close it. Raises EngineError and nothing else, within the patience."""
    account = desk.account
    key = (kind, name, account.platform_app_id, account.platform_app_secret) if account else (kind, name, "", "")

    async def asked() -> Heard:
        async with open_engine(kind, name, desk) as engine:
            return await question(engine)

    return told_without_keys(await _answered(key, asked, patience_seconds), account)


async def ask_form(kind: str, name: str, question: Callable[[], Heard], *, patience_seconds: float) -> Heard:
    """Ask an engine's form of accounts, which is as much its own code. Raises EngineError and nothing else."""

    async def asked() -> Heard:
        return question()

    return await _answered((kind, name, "form", ""), asked, patience_seconds)


async def _answered(
    key: _Asked,
    asked: Callable[[], Coroutine[Any, Any, Heard]],
    patience_seconds: float,  # Any: as typed
) -> Heard:
    """What comes within the patience. Raises EngineError and nothing else."""
    kind, name, *_ = key
    if key in _left:
        raise EngineBusy(
            Told(
                "The engine is still busy with an earlier question, although it was told to stop. Try again later.",
                "引擎还在忙上一次的查询，虽然已让它停下。请稍后再试。",
            )
        )
    label = f"{kind} engine {name}"
    asking = asyncio.create_task(asked() if comes_along(kind, name) else _asked_apart(asked, label), name=label)
    try:
        await asyncio.wait({asking}, timeout=patience_seconds)
        late = not asking.done()
    finally:
        asking.cancel()
    if late:
        await asyncio.sleep(0)  # most end at once
        _leave(key, asking)
        raise EngineBusy(
            Told(
                "The server did not answer within {seconds:g} seconds; try again later.",
                "服务器 {seconds:g} 秒没有回答，请稍后再试。",
                seconds=patience_seconds,
            )
        )
    try:
        return asking.result()
    except EngineError:
        raise
    except (Exception, asyncio.CancelledError) as error:
        logger.warning("engine_not_asked", kind=kind, engine=name, error=_line(error))
        raise EngineFailed(
            Told("The engine could not say what it has. Tell who made it.", "引擎说不出它有什么。请告诉它的作者。")
        ) from error


def _line(error: BaseException) -> str:
    """What the log says of it, also where it cannot be made into words."""
    return "".join(traceback.format_exception_only(error)).strip()[:500]


async def _asked_apart(question: Callable[[], Coroutine[Any, Any, Heard]], name: str) -> Heard:  # Any: as typed
    """Ask on a loop and in a thread of its own: a stranger's engine that blocks keeps nobody else's request waiting.

    A cancellation is passed on, and the end of the thread waited for; a second one leaves it to itself. The thread
    ends with the process, whatever the engine does.
    """
    asker = asyncio.get_running_loop()
    answer: asyncio.Future[Heard] = asker.create_future()
    begun: list[tuple[asyncio.AbstractEventLoop, asyncio.Task[Heard]]] = []

    def tell(settle: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # nobody is there any more
            asker.call_soon_threadsafe(lambda: None if answer.done() else settle())

    def work() -> None:
        try:
            with asyncio.Runner() as runner:
                loop = runner.get_loop()
                task = loop.create_task(question())
                begun.append((loop, task))
                heard = loop.run_until_complete(task)
        except BaseException as error:  # noqa: BLE001  whatever comes is the engine's, and who asked is told
            failure = error if isinstance(error, Exception) else RuntimeError(type(error).__name__)
            tell(lambda: answer.set_exception(failure))
        else:
            tell(lambda: answer.set_result(heard))

    threading.Thread(target=contextvars.copy_context().run, args=(work,), name=name, daemon=True).start()
    try:
        return await asyncio.shield(answer)
    except asyncio.CancelledError:
        for loop, task in begun:
            with suppress(RuntimeError):  # it has ended
                loop.call_soon_threadsafe(task.cancel)
        with suppress(Exception):
            await asyncio.shield(answer)
        raise


def _leave(key: _Asked, asking: asyncio.Task[Any]) -> None:  # Any: as above
    _left[key] = asking

    def ended(task: asyncio.Task[Any]) -> None:  # Any: as above
        if _left.get(key) is task:
            del _left[key]
        if not task.cancelled():
            task.exception()  # is of no interest any more

    asking.add_done_callback(ended)


def names(told: object, what: str) -> tuple[str, ...]:
    """The names of what an engine says it has. Raises EngineFailed unless it is a sequence of that many short texts."""
    if not isinstance(told, tuple | list) or len(told) > _MOST_NAMES:
        raise EngineFailed(
            Told(
                "The engine did not tell its {what} as a list of at most {most} names. Tell who made it.",
                "引擎没有把 {what} 列成不超过 {most} 个名称。请告诉它的作者。",
                what=what,
                most=_MOST_NAMES,
            )
        )
    if not all(is_clean(one, _LONGEST_NAME) for one in told):
        raise EngineFailed(
            Told(
                "Among the {what} the engine tells is one that is no name of 1 to {most} characters. Tell who made it.",
                "引擎给出的 {what} 中，有的不是 1 到 {most} 个字符的名称。请告诉它的作者。",
                what=what,
                most=_LONGEST_NAME,
            )
        )
    return tuple(_plain(told))


def checked(told: object) -> Checked:
    """What came of a check. Raises EngineFailed for what is no `Checked`."""
    detail = _detail(told.detail) if isinstance(told, Checked) and isinstance(told.ready, bool) else None
    if not isinstance(told, Checked) or detail is None:
        raise EngineFailed(
            Told(
                "The engine did not tell whether it is ready. Tell who made it.",
                "引擎没有说它是否就绪。请告诉它的作者。",
            )
        )
    return Checked(told.ready, detail, names(told.choices, "choices"))


def _detail(told: object) -> Told | None:
    """What an engine says of itself as it can be shown; None when it says nothing. Raises what a stranger's raises."""
    if type(told) is Told:
        words: dict[str, Param] = {
            "en": presentable(told.told(Language.EN)),
            "zh": presentable(told.told(Language.ZH)),
        }
        return Told("{en}", "{zh}", **words)
    return verbatim(presentable(told)) if isinstance(told, str) else None


def _plain(told: Iterable[str]) -> Iterable[str]:
    return (str(one) for one in told)
