"""Files over a real socket: cut in the middle, slow at both ends, larger than the memory they may take."""

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import psutil
import pytest
import uvicorn

from datasay.api.app import create_app
from datasay.core.settings import Settings
from tests.conftest import PASSWORD, MakeUser
from tests.file_storage.conftest import files_in

_MIB = 1024 * 1024
_POOL = 2


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings with hardly any database connections and a low limit."""
    return settings.model_copy(update={"database_pool_size": _POOL, "upload_limit_bytes": 100 * _MIB})


@pytest.fixture
async def web(settings: Settings, make_user: MakeUser) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a real web server, logged in as `writer`."""
    await make_user("writer")
    # Connections wait in its queue until the server runs; without the protocol asyncio leaves Nagle's delay on.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(100)
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None, timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=60) as client:
            login = {"user_name": "writer", "user_password": PASSWORD}
            answer = await client.post("/api/v1/auth/login", json=login)
            client.cookies.clear()
            client.headers["Authorization"] = f"Bearer {answer.json()['session_token']}"
            yield client
    finally:
        server.should_exit = True
        await running
        listening.close()


def _wav(size: int) -> bytes:
    """Silence of exactly this many bytes, 48 kHz stereo."""
    head = (
        b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 2, 48000, 192000, 4, 16) + b"data" + struct.pack("<I", size - 44)
    )
    return b"RIFF" + struct.pack("<I", size - 8) + head + bytes(size - 44)


def _form(web: httpx.AsyncClient, data: bytes) -> tuple[bytes, bytes]:
    """Head and body of an upload as they go over the wire."""
    request = web.build_request("POST", "/api/v1/files", files={"file": ("a.wav", data)})
    body = request.read()
    lines = [b"POST /api/v1/files HTTP/1.1", *(name + b": " + value for name, value in request.headers.raw)]
    return b"\r\n".join(lines) + b"\r\n\r\n", body


async def _connect(web: httpx.AsyncClient) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection(web.base_url.host, web.base_url.port)


async def _until_empty(folder: Path) -> None:
    async with asyncio.timeout(10):
        while files_in(folder):  # noqa: ASYNC110  the server says nothing to a client that has gone
            await asyncio.sleep(0.02)


async def test_an_upload_cut_anywhere_leaves_nothing(web: httpx.AsyncClient, kept: Path) -> None:
    """S1."""
    head, body = _form(web, _wav(3 * _MIB))
    chance = random.Random(len(body))
    for place in [0, 1, *(chance.randrange(len(body)) for _ in range(18))]:
        _, writer = await _connect(web)
        writer.write(head + body[:place])
        await writer.drain()
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()
    await _until_empty(kept)
    assert (await web.get("/api/v1/files")).json()["items"] == []
    whole = await web.post("/api/v1/files", files={"file": ("a.wav", _wav(3 * _MIB))})
    assert (whole.status_code, whole.json()["file_duration"]) == (201, pytest.approx(16.38, abs=0.01))


async def test_a_large_file_takes_little_memory_both_ways(web: httpx.AsyncClient) -> None:
    head, body = _form(web, _wav(96 * _MIB))
    process = psutil.Process()
    before = highest = process.memory_info().rss
    reader, writer = await _connect(web)
    writer.write(head)
    for start in range(0, len(body), _MIB):
        writer.write(body[start : start + _MIB])
        await writer.drain()
        highest = max(highest, process.memory_info().rss)
    assert (await reader.readline()).startswith(b"HTTP/1.1 201")
    writer.close()
    file = (await web.get("/api/v1/files")).json()["items"][0]
    assert file["file_size"] == 96 * _MIB
    size = 0
    async with web.stream("GET", f"/api/v1/files/{file['file_id']}/content") as answer:
        async for chunk in answer.aiter_raw():
            size += len(chunk)
            highest = max(highest, process.memory_info().rss)
    assert size == 96 * _MIB
    assert highest - before < 40 * _MIB


async def test_slow_ends_hold_no_database_connection(web: httpx.AsyncClient) -> None:
    made = await web.post("/api/v1/files", files={"file": ("a.wav", _wav(40 * _MIB))})
    place = f"/api/v1/files/{made.json()['file_id']}/content"
    async with contextlib.AsyncExitStack() as opened:
        for _ in range(3 * _POOL):
            answer = await opened.enter_async_context(web.stream("GET", place))
            assert answer.status_code == 200  # and nobody reads on
        head, body = _form(web, _wav(3 * _MIB))
        for _ in range(3 * _POOL):
            _, writer = await _connect(web)
            opened.callback(writer.close)
            writer.write(head + body[: 2 * _MIB])
            await writer.drain()
        answers = await asyncio.gather(*(web.get("/api/v1/files") for _ in range(10)))
        assert [answer.status_code for answer in answers] == [200] * 10


async def test_more_than_allowed_is_refused_while_it_comes(web: httpx.AsyncClient, kept: Path) -> None:
    _, body = _form(web, _wav(101 * _MIB))
    kind = {"content-type": f"multipart/form-data; boundary={body[2 : body.index(bytes([13, 10]))].decode()}"}
    read = 0

    async def pieces() -> AsyncIterator[bytes]:
        nonlocal read
        for start in range(0, len(body), _MIB):
            read += 1
            yield body[start : start + _MIB]

    refused = await web.post("/api/v1/files", content=pieces(), headers=kind)
    assert (refused.status_code, refused.json()["type"]) == (413, "/problems/file-too-large")
    announced = await web.post("/api/v1/files", content=body, headers=kind)
    assert announced.status_code == 413
    await _until_empty(kept)
