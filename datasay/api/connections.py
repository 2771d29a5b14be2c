"""A connection to the web process: how long a request's head may take and how long it may be, and for how many heads of
one source is waited at a time. uvicorn itself waits for ever, for any number, for any length.
"""

import asyncio
from collections import Counter

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from datasay.core.settings import get_settings

_LONGEST_HEAD = 64 * 1024
_MOST_WAITING = 100  # heads of one source; whoever sends them whole is never among them for long
_waiting: dict[str, dict["PatientProtocol", None]] = {}  # by source, in the order they came
refused: Counter[int] = Counter()  # by status; 0: closed because of others


class PatientProtocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn speaks it, with an end to its patience."""

    _timer: asyncio.TimerHandle | None = None
    _head_bytes = 0
    _source = ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """The first head is waited for from now on."""
        super().connection_made(transport)
        self._source = self.client[0] if self.client else ""
        self._wait_for_head()
        waiting = _waiting[self._source]
        if len(waiting) > _MOST_WAITING:
            next(iter(waiting))._refuse(0)

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
