"""A TCP proxy in front of a server on this machine: it passes everything on until told to lose an answer."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_CHUNK = 65536


class Proxy:
    """Listens on `port` and passes on to `target`.

    Once `lose_answer_to(words)` is called, the next message from a client that contains the words still reaches the
    server, which answers it; the answer is thrown away and the connection cut. `lost` counts how often that happened.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.lost = 0
        self._words: bytes | None = None
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def lose_answer_to(self, words: bytes) -> None:
        """Lose the answer to the next message that contains these bytes, once."""
        self._words = words

    async def start(self) -> None:
        """Begin to listen on a free port."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)

    async def close(self) -> None:
        """Cut every connection and stop listening."""
        assert self._server is not None
        self._server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        await self._server.wait_closed()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self.target)
            try:
                await self._pass(reader, writer, back, forth)
            finally:
                forth.close()
        except OSError:
            pass  # the server is away: so is the proxy's answer
        finally:
            self._connections.discard(task)
            writer.close()

    async def _pass(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        back: asyncio.StreamReader,
        forth: asyncio.StreamWriter,
    ) -> None:
        losing = False

        async def ask() -> None:
            nonlocal losing
            while data := await reader.read(_CHUNK):
                if self._words is not None and self._words in data:
                    self._words, losing = None, True
                forth.write(data)
                await forth.drain()

        async def answer() -> None:
            while data := await back.read(_CHUNK):
                if losing:
                    self.lost += 1
                    return
                writer.write(data)
                await writer.drain()

        directions = [asyncio.create_task(ask()), asyncio.create_task(answer())]
        try:
            await asyncio.wait(directions, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for direction in directions:
                direction.cancel()
            with contextlib.suppress(OSError):
                await asyncio.gather(*directions, return_exceptions=True)


@asynccontextmanager
async def proxy_to(port: int) -> AsyncIterator[Proxy]:
    """A proxy in front of this port of 127.0.0.1."""
    proxy = Proxy(port)
    await proxy.start()
    try:
        yield proxy
    finally:
        await proxy.close()
