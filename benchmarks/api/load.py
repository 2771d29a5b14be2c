"""A load generator: keep-alive connections that ask, read the answer, and ask again. Prints one line of JSON.

    python -m benchmarks.api.load HOST PORT CONNECTIONS SECONDS < requests.json

`requests.json` is a list of complete HTTP/1.1 requests; each connection walks through it from another place.
"""

import asyncio
import json
import sys
import time
from functools import partial
from typing import cast

import uvloop


class _Connection(asyncio.Protocol):
    """One connection; answers must carry Content-Length."""

    def __init__(self, requests: list[bytes], first: int, until: float, taken: list[float]) -> None:
        self._requests, self._next, self._until, self._taken = requests, first, until, taken
        self._buffer = b""
        self._sent = 0.0
        self.failures = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own class, of the same shape
        self._ask()

    def _ask(self) -> None:
        self._sent = time.perf_counter()
        if self._sent >= self._until:
            self._transport.close()
            return
        self._transport.write(self._requests[self._next % len(self._requests)])
        self._next += 1

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        lower = head.lower()
        start = lower.index(b"content-length:") + 15
        length = int(lower[start : lower.find(b"\r", start) if lower.find(b"\r", start) > 0 else None])
        if len(body) < length:
            return
        self._taken.append(time.perf_counter() - self._sent)
        if not head.startswith((b"HTTP/1.1 200", b"HTTP/1.1 201")):
            self.failures += 1
            sys.stderr.write(body[:300].decode("utf-8", "replace") + "\n")
        self._buffer = body[length:]
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio names it
        if not self.done.done():
            self.done.set_result(None)


async def _run(host: str, port: int, connections: int, seconds: float, requests: list[bytes]) -> dict[str, float]:
    taken: list[float] = []
    started = time.perf_counter()
    until = started + seconds
    loop = asyncio.get_running_loop()
    clients = []
    for number in range(connections):
        first = number * len(requests) // connections
        _, client = await loop.create_connection(partial(_Connection, requests, first, until, taken), host, port)
        clients.append(client)
    async with asyncio.timeout(seconds + 30):
        await asyncio.gather(*(client.done for client in clients))
    taken.sort()
    return {
        "per_second": len(taken) / (time.perf_counter() - started),
        "p50_ms": taken[len(taken) // 2] * 1000,
        "p99_ms": taken[int(len(taken) * 0.99)] * 1000,
        "failures": sum(client.failures for client in clients),
    }


def main() -> None:
    """Run and print."""
    host, port, connections, seconds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    requests = [request.encode() for request in json.load(sys.stdin)]
    print(json.dumps(uvloop.run(_run(host, port, connections, seconds, requests))))


if __name__ == "__main__":
    main()
