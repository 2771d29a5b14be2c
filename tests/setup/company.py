"""A company's network in small: a package index with a certificate of its own authority, and a proxy to it."""

import asyncio
import base64
import hashlib
import http.server
import ssl
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import trustme

NAME = "company-greeting"
_MODULE = "company_greeting"


@dataclass(frozen=True, slots=True)
class Company:
    """Where packages come from, and whom to believe. `proxied` are the hosts that were asked for by the proxy."""

    index: str
    authority: Path
    lock: Path
    proxy: str
    proxied: list[str] = field(default_factory=list)


@contextmanager
def company(folder: Path) -> Iterator[Company]:
    """Its servers run as long as the block."""
    authority = trustme.CA()
    kept = folder / "authority of 公司.pem"
    authority.cert_pem.write_to_path(str(kept))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    served = folder / "index"
    lock = _publish(served / "simple" / NAME, folder / "lock.txt")
    handler = partial(_Quiet, directory=str(served))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, _proxy() as (proxy, proxied):
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield Company(f"https://localhost:{server.server_port}/simple/", kept, lock, proxy, proxied)
        finally:
            server.shutdown()
            thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def _publish(folder: Path, lock: Path) -> Path:
    """One package of one module; a lock file with its hash."""
    folder.mkdir(parents=True)
    wheel = folder / f"{_MODULE}-1.0-py3-none-any.whl"
    files = {
        f"{_MODULE}.py": "WORD = '你好'\n",
        f"{_MODULE}-1.0.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {NAME}\nVersion: 1.0\n",
        f"{_MODULE}-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = f"{_MODULE}-1.0.dist-info/RECORD"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        lines = [f"{name},sha256={_digest(text)},{len(text.encode())}" for name, text in files.items()]
        archive.writestr(record, "\n".join([*lines, f"{record},,"]) + "\n")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "index.html").write_text(f'<a href="{wheel.name}#sha256={digest}">{wheel.name}</a>')
    lock.write_text(f"{NAME}==1.0 --hash=sha256:{digest}\n")
    return lock


def _digest(text: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()


@contextmanager
def _proxy() -> Iterator[tuple[str, list[str]]]:
    """A proxy that knows CONNECT only: its address, and what it was asked to connect to."""
    asked: list[str] = []

    async def passed_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        while data := await source.read(65536):
            target.write(data)
            await target.drain()
        target.close()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        host, _, port = head.split()[1].decode().rpartition(":")
        asked.append(host)
        back, forth = await asyncio.open_connection("127.0.0.1", int(port))
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        await asyncio.gather(passed_on(reader, forth), passed_on(back, writer), return_exceptions=True)

    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(answer, "127.0.0.1", 0))
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", asked
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()
