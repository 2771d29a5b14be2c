"""Q9: heads and bodies that never come whole are given up, and others are served meanwhile."""

import asyncio
import time
from collections.abc import Iterator

import httpx
import pytest

from datasay.api import connections
from datasay.core.settings import Settings
from tests.conftest import TOKEN
from tests.serving import web_thread

_HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Little patience."""
    return settings.model_copy(update={"slow_client_seconds": 1})


@pytest.fixture
def url(settings: Settings, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A real web server."""
    assert client
    monkeypatch.setattr(connections, "get_settings", lambda: settings)
    with web_thread(settings) as url:
        yield url


class Client:
    """A connection, byte by byte."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, url: str, sent: bytes = b"") -> "Client":
        """Connect and send."""
        client = cls(*await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2])))
        client.writer.write(sent)
        return client

    async def rest(self) -> bytes:
        """All that comes until the server closes the connection."""
        try:
            answer = await asyncio.wait_for(self.reader.read(), 30)
        except ConnectionResetError:
            answer = b""
        self.writer.close()
        return answer


async def test_a_head_that_never_ends_is_given_up(url: str) -> None:
    half, nothing = await Client.to(url, _HEAD), await Client.to(url)
    assert (await half.rest()).startswith(b"HTTP/1.1 408 ")
    assert await nothing.rest() == b""


async def test_a_second_head_is_waited_for_no_longer(url: str) -> None:
    client = await Client.to(url, _HEAD + b"\r\n")
    assert (await client.reader.readline()).startswith(b"HTTP/1.1 200 ")
    client.writer.write(_HEAD)
    rest = await client.rest()
    assert rest.count(b"HTTP/1.1 408 ") == 1


async def test_a_head_that_comes_byte_by_byte_is_given_up(url: str) -> None:
    client = await Client.to(url)
    until = time.monotonic() + 20
    for byte in _HEAD * 1000:
        if client.reader.at_eof() or client.writer.is_closing() or time.monotonic() > until:
            break
        client.writer.write(bytes([byte]))
        await asyncio.sleep(0.1)
        if client.reader._buffer:  # type: ignore[attr-defined]  # what came, without waiting for more
            break
    assert (await client.rest()).startswith(b"HTTP/1.1 408 ")


async def test_a_head_may_not_be_endless(url: str) -> None:
    client = await Client.to(url, _HEAD + b"X-Long: " + b"x" * 100_000)
    assert (await client.rest()).startswith((b"HTTP/1.1 431 ", b""))
    assert connections.refused[431] >= 1


async def test_three_hundred_half_sent_heads_keep_nobody_out(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "_A_MOMENT", 0.1)
    before = connections.refused[0]
    half = [await Client.to(url, _HEAD) for _ in range(300)]
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=30) as client:
        client.headers["Authorization"] = f"Bearer {TOKEN}"
        assert [(await client.get("/api/v1/texts")).status_code for _ in range(5)] == [200] * 5
    assert connections.refused[0] - before >= 100  # those that came first, because others came
    answers = await asyncio.gather(*(client.rest() for client in half))
    assert all(answer.startswith(b"HTTP/1.1 408 ") or not answer for answer in answers)


async def test_many_whole_requests_at_once_are_all_answered(url: str) -> None:
    """As when a proxy, which is one source for all its users, opens many connections at a time."""
    whole = _HEAD + b"Connection: close\r\n\r\n"
    clients = await asyncio.gather(*(Client.to(url, whole) for _ in range(350)))
    answers = await asyncio.gather(*(client.rest() for client in clients))
    assert sum(not answer for answer in answers) == 0


@pytest.mark.parametrize("path", ["/api/v1/texts", "/api/v1/files"])
async def test_a_body_that_does_not_come_is_given_up(url: str, path: str) -> None:
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
    kind = "multipart/form-data; boundary=b" if path.endswith("files") else "application/json"
    started = f"{head}Content-Type: {kind}\r\nContent-Length: 5000\r\n\r\n".encode()
    for begun in (b"", b"--b" if path.endswith("files") else b"{"):
        answer = await (await Client.to(url, started + begun)).rest()
        assert answer.startswith(b"HTTP/1.1 408 "), answer
        assert b"/problems/too-slow" in answer


async def test_a_slow_body_that_comes_is_taken(url: str) -> None:
    body = b'{"text_title": "slow", "text_content": "' + b"x" * 6000 + b'"}'
    head = f"POST /api/v1/texts HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {TOKEN}\r\n"
    client = await Client.to(
        url,
        f"{head}Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode(),
    )
    for start in range(0, len(body), 1000):
        client.writer.write(body[start : start + 1000])
        await asyncio.sleep(0.3)
    assert (await client.rest()).startswith(b"HTTP/1.1 201 ")
