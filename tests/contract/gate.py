"""Sees every connection an engine opens past the gate `datasay.outgoing.client`, whoever opens it and however."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpx2
import pytest

from datasay.outgoing import client

_EVENTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_at_the_gate: ContextVar[bool] = ContextVar("_at_the_gate", default=False)  # tasks started within inherit it


class PastTheGate(OSError):
    """What somebody gets who connects by himself."""


class _Watch:
    """An audit hook, which stays for the life of the process and looks only while somebody wants to know."""

    def __init__(self) -> None:
        self.seen: list[str] | None = None
        self._is_set = False

    def set(self) -> None:
        if not self._is_set:
            sys.addaudithook(self._look)
            self._is_set = True

    def _look(self, event: str, arguments: tuple[Any, ...]) -> None:  # Any: as the interpreter gives them
        if self.seen is None or event not in _EVENTS or _at_the_gate.get():
            return
        address = arguments[-1]
        if isinstance(address, tuple):  # of a socket within the machine it is a path, or nothing
            self.seen.append(f"{event} {address}")
            raise PastTheGate("no connection but through datasay.outgoing")


_watch = _Watch()


@contextmanager
def watched() -> Iterator[list[str]]:
    """Within the block, what connects past the gate, in whatever task or thread, fails and is noted."""
    _watch.set()
    through = client._Gate.handle_async_request

    async def handle(gate: client._Gate, request: httpx2.Request) -> httpx2.Response:
        token = _at_the_gate.set(True)
        try:
            return await through(gate, request)
        finally:
            _at_the_gate.reset(token)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(client._Gate, "handle_async_request", handle)
        _watch.seen = seen = list[str]()
        try:
            yield seen
        finally:
            _watch.seen = None
