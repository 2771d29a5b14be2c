"""Asking an engine what it has, while somebody waits: whatever it does, the answer comes soon and is of the right sort.

An engine that goes on although it was cancelled is left to itself, and asked nothing more until it has ended.
"""

import asyncio
import traceback
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

import structlog

from datasay.engines.discretion import told_without_keys
from datasay.engines.errors import EngineBusy, EngineError, EngineFailed, presentable
from datasay.engines.inspection import is_clean
from datasay.engines.protocols import Checked, Desk
from datasay.engines.registry import open_engine
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
    if key in _left:
        raise EngineBusy(
            Told(
                "The engine is still busy with an earlier question, although it was told to stop. Try again later.",
                "引擎还在忙上一次的查询，虽然已让它停下。请稍后再试。",
            )
        )

    async def asked() -> Heard:
        async with open_engine(kind, name, desk) as engine:
            return await question(engine)

    asking = asyncio.create_task(asked(), name=f"{kind} engine {name}")
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
        return told_without_keys(asking.result(), account)
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
