"""A connection to the web process: how long a request's head may take and how long it may be, and for how many heads of
one source is waited at a time. uvicorn itself waits for ever, for any number, for any length.
"""

import asyncio
from collections import Counter

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from datasay.core.settings import get_settings

_LONGEST_HEAD = 64 * 1024
_MOST_WAITING = 100  # heads of one source; whoever sends them whole is never among them for long
_MOST_AT_ALL = 2000  # of one source, however new
_A_MOMENT = 1.0  # seconds in which what was sent with a connection is read, though many came at once
_waiting: dict[str, dict["PatientProtocol", None]] = {}  # by source, in the order they came
refused: Counter[int] = Counter()  # by status; 0: closed because of others


def _make_room(source: str, loop: asyncio.AbstractEventLoop) -> None:
    """Close those of a source that have waited longest, as far as they are too many and have had their moment."""
    while len(waiting := _waiting.get(source, {})) > _MOST_WAITING:
        oldest = next(iter(waiting))
        if loop.time() - oldest._since < _A_MOMENT:
            break
        oldest._refuse(0)


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to its patience."""

    _timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _source = ""
    _since = 0.0  # in the loop's time

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """The first head is waited for from now on."""
        super().connection_made(transport)
        self._source = self.client[0] if self.client else ""
        self._wait_for_head()
        waiting = len(_waiting[self._source])
        if waiting > _MOST_AT_ALL:
            next(iter(_waiting[self._source]))._refuse(0)
        elif waiting > _MOST_WAITING:  # a proxy's many users, or one that sends no heads: a moment will tell
            self.loop.call_later(_A_MOMENT, _make_room, self._source, self.loop)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._head_is_whole()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some more bytes, of a head as long as it is not whole."""
        waited_for = self._timer
        super().data_received(data)
        if self._timer is None:
            return
        self._head_bytes += len(data) if self._timer is waited_for else 1  # else it began somewhere in this piece
        if self._head_bytes > _LONGEST_HEAD:
            self._refuse(431)

    def on_message_begin(self) -> None:
        """A head begins: the first one, or the next on this connection."""
        self._wait_for_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """It is whole."""
        self._head_is_whole()
        super().on_headers_complete()

    def _wait_for_head(self) -> None:
        if self._timer is None:
            self._head_bytes = 0
            self._since = self.loop.time()
            _waiting.setdefault(self._source, {})[self] = None
            self._timer = self.loop.call_later(get_settings().slow_client_seconds, self._out_of_patience)

    def _head_is_whole(self) -> None:
        if self._timer is None:
            return
        self._timer.cancel()
        self._timer = None
        waiting = _waiting[self._source]
        del waiting[self]
        if not waiting:
            del _waiting[self._source]

    def _out_of_patience(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:  # the answer before is still on its way
            self._head_is_whole()
            self._wait_for_head()
            return
        self._refuse(408 if self._head_bytes else 0)  # a browser connects beforehand: that is no request yet

    def _refuse(self, status: int) -> None:
        self._head_is_whole()
        refused[status] += 1
        if status and not self.transport.is_closing():
            reason = {408: b"Request Timeout", 431: b"Request Header Fields Too Large"}[status]
            head = b"HTTP/1.1 %d %s\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(head % (status, reason))
        self.transport.close()
