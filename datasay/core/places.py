"""How much of something one user may have open at a time, so that nobody takes what all share. Per web process."""

from collections import Counter
from collections.abc import Callable, MutableMapping
from enum import StrEnum
from functools import partial
from typing import Any

from datasay.core.errors import TooMany
from datasay.core.settings import Settings
from datasay.wording.told import Told

AT_END = "datasay.at_end"  # in the scope of a request: what is called when it has ended, its answer included
Scope = MutableMapping[str, Any]  # Any: as ASGI defines it


class Thing(StrEnum):
    """What is counted."""

    REQUEST = "request"
    STREAM = "stream"
    RENDERING = "rendering"
    SPEAKING = "speaking"


_NAMES = {
    Thing.REQUEST: Told("requests", "请求"),
    Thing.STREAM: Told("streams of events or answers", "事件流或回答流"),
    Thing.RENDERING: Told("templates being rendered or checked", "正在渲染或检查的模板"),
    Thing.SPEAKING: Told("texts being spoken", "正在朗读的文本"),
}


class TooManyOpen(TooMany):
    """The user has as many of these open as one may."""

    type = "/problems/too-many-open"
    title = Told("Too many at a time", "同时打开的太多")


class Places:
    """The places of one web process."""

    def __init__(self, settings: Settings) -> None:
        self._limits = {
            Thing.REQUEST: settings.request_user_limit,
            Thing.STREAM: settings.stream_user_limit,
            Thing.RENDERING: settings.rendering_user_limit,
            Thing.SPEAKING: settings.speaking_user_limit,
        }
        self._taken: Counter[tuple[Thing, int]] = Counter()

    def take(self, thing: Thing, user_id: int, scope: Scope) -> None:
        """Take a place until the request has ended. Raises TooManyOpen."""
        key, limit = (thing, user_id), self._limits[thing]
        if self._taken[key] >= limit:
            raise TooManyOpen(
                Told(
                    "You have {limit} {thing} open already; wait until one has ended.",
                    "你已同时打开 {limit} 个{thing}，请等其中一个结束。",
                    limit=limit,
                    thing=_NAMES[thing],
                ),
                retry_after=2,
            )
        self._taken[key] += 1
        ending: list[Callable[[], None]] = scope[AT_END]
        ending.append(partial(self._leave, key))

    def _leave(self, key: tuple[Thing, int]) -> None:
        self._taken[key] -= 1
        if not self._taken[key]:
            del self._taken[key]
