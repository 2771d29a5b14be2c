"""What may be asked and what may not: R1, R2 and R4 of the list of attacks."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from datasay.outgoing.addresses import check_base_url, may_ask
from datasay.outgoing.client import Limits, outgoing_client
from datasay.outgoing.errors import OutgoingRefused

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def _listening(answer: bytes) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that answers everything with these bytes, and what it was asked."""
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(answer)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "127.1", "0x7f000001", "2130706433", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "0"],  # noqa: S104  asked, not bound
)
async def test_this_machine_is_not_asked_however_it_is_spelled(host: str) -> None:
    async with (
        _listening(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n") as (port, asked),
        outgoing_client() as client,
    ):
        with pytest.raises((OutgoingRefused, httpx2.ConnectError, httpx2.InvalidURL)):
            await client.get(f"http://{host}:{port}/")
        assert asked == []


async def test_where_private_addresses_are_allowed_the_name_stays_in_the_host_header() -> None:
    async with (
        _listening(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi") as (port, asked),
        outgoing_client(private=True) as client,
    ):
        answer = await client.get(f"http://localhost:{port}/v1")
        assert (answer.status_code, answer.text) == (200, "hi")
        assert f"host: localhost:{port}".encode() in asked[0].lower()


async def test_a_redirect_is_not_followed() -> None:
    answer = b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n"
    async with _listening(answer) as (port, asked), outgoing_client(private=True) as client:
        assert (await client.get(f"http://127.0.0.1:{port}/")).status_code == 302
        assert len(asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n" + b"x" * 5000,
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n\x1f\x8b",
    ],
)
async def test_endless_and_compressed_answers_are_not_read(answer: bytes) -> None:
    limits = Limits(answer_bytes=1000)
    async with _listening(answer) as (port, _), outgoing_client(limits, private=True) as client:
        with pytest.raises(OutgoingRefused):
            await client.get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "whole", [b"HTTP/1.1 200 OK\r\nx-slow: " + b"y" * 500, b"HTTP/1.1 200 OK\r\n\r\n" + b"z" * 500]
)
async def test_an_answer_that_comes_byte_by_byte_is_given_up_when_its_time_is_over(whole: bytes) -> None:
    hung_up = asyncio.Event()

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        try:
            for byte in whole:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.05)
        except OSError:
            hung_up.set()
        finally:
            writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    limits = Limits(silence_seconds=5, total_seconds=1)
    async with server, outgoing_client(limits, private=True) as client:
        with pytest.raises(OutgoingRefused, match="1 seconds"):
            await client.get(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/")
        await asyncio.wait_for(hung_up.wait(), 5)


async def test_a_name_that_changes_its_mind_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for: list[str] = []
    loop = asyncio.get_running_loop()
    real = loop.getaddrinfo

    async def changing(host: str, port: int, **more: int) -> object:
        if host != "rebinding.example":
            return await real(host, port, **more)
        asked_for.append(host)
        address = "127.0.0.1" if len(asked_for) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(loop, "getaddrinfo", changing, raising=False)
    async with (
        _listening(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi") as (port, asked),
        outgoing_client(private=True) as client,
    ):
        assert (await client.get(f"http://rebinding.example:{port}/")).text == "hi"
        assert asked_for == ["rebinding.example"], "looked up once, and that very address was asked"
        assert b"host: rebinding.example" in asked[0].lower()


async def test_one_forbidden_address_of_a_name_refuses_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    async def two(*_: object, **__: object) -> list[tuple[int, int, int, str, tuple[str, int]]]:
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, ("93.184.216.34", 80)), (*kind, ("10.0.0.1", 80))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", two, raising=False)
    async with outgoing_client() as client:
        with pytest.raises(OutgoingRefused, match=r"10\.0\.0\.1"):
            await client.get("http://rebinding.example/")


@pytest.mark.parametrize(
    ("address", "public", "private"),
    [
        ("8.8.8.8", True, True),
        ("2606:4700::1111", True, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("10.1.2.3", False, True),
        ("192.168.0.9", False, True),
        ("fd12::1", False, True),
        ("100.64.0.1", False, True),
        ("169.254.169.254", False, False),
        ("fe80::1", False, False),
        ("fd00:ec2::254", False, False),
        ("100.100.100.200", False, False),
        ("0.0.0.0", False, False),  # noqa: S104  asked, not bound
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("::ffff:10.0.0.1", False, True),
        ("::ffff:169.254.169.254", False, False),
        ("64:ff9b::7f00:1", False, True),
        ("2002:7f00:1::", False, True),
        ("2002:a9fe:a9fe::", False, False),
        ("2001:0:4136:e378:8000:63bf:f7f7:f7f7", True, True),  # Teredo, to a public address
        ("2001:0:4136:e378:8000:63bf:5601:5601", False, False),  # Teredo, to 169.254.169.254
        ("fec0::1", False, True),
        ("64:ff9b:1::7f00:1", False, False),
        ("::127.0.0.1", False, True),
        ("::169.254.169.254", False, False),
        ("4000::1", False, False),
    ],
)
def test_addresses(address: str, public: bool, private: bool) -> None:
    assert may_ask(ip_address(address), private=False) is public
    assert may_ask(ip_address(address), private=True) is private


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com",
        "file:///etc/passwd",
        "gopher://example.com",
        "example.com/v1",
        "https://user:secret@example.com",
        "https://example.com/v1?x=1",
        "https://example.com/#a",
        "https://exa mple.com",
        "https://例子.com",
        "https://127。0。0。1/",
        "http://",
        "http://127.0.0.1:8000/v1",
        "http://[::1]/v1",
        "http://x:99999",
        "http://0177.0.0.1",
        "http://127.1/v1",
        "http://2130706433",
        "http://0x7f000001",
        "http://0x7f.1",
        "http://127.0.0.0x1",
        "http://8.8.8.08",
        "http://127.0.0.1.",
        "http://127.0.0.1.:8000/v1",
        "http://127.0.0.1..",
        "http://localhost",
        "http://LOCALHOST./v1",
        "http://a.b.localhost",
        "http://ip6-localhost",
        "http://[fec0::1]",
        "http://[::ffff:127.0.0.1]",
        "http://[::ffff:7f00:1]",
        "http://[::127.0.0.1]",
        "http://[64:ff9b::7f00:1]",
        "http://[64:ff9b:1::1]",
        "http://[2002:7f00:1::]",
        "http://[fe80::1%25eth0]",
        "http://[v1.x]",
        "http://a..b",
        "http://.",
        "http://999.1.1.1",
        "http://1.2.3.4.5",
    ],
)
def test_addresses_of_services_are_plain_http(url: str) -> None:
    with pytest.raises(OutgoingRefused):
        check_base_url(url, private=False)


@pytest.mark.parametrize("url", ["http://0177.0.0.1", "http://127.1", "http://0x7f.1", "http://a..b"])
def test_an_odd_spelling_is_refused_to_administrators_too(url: str) -> None:
    with pytest.raises(OutgoingRefused):
        check_base_url(url, private=True)


def test_good_addresses_lose_only_their_last_slash() -> None:
    assert check_base_url("https://api.example.com/v1/", private=False) == "https://api.example.com/v1"
    assert check_base_url("http://127.0.0.1:11434/v1", private=True) == "http://127.0.0.1:11434/v1"
    assert check_base_url("http://localhost:11434/v1", private=True) == "http://localhost:11434/v1"
    assert check_base_url("https://2023.my_host.example./v1", private=False) == "https://2023.my_host.example./v1"


def _certificate(name: str) -> tuple[bytes, bytes]:
    """A self-signed certificate for this name, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM), private


@pytest.mark.parametrize(("name", "trusted"), [("localhost", True), ("another.example", False)])
async def test_a_certificate_must_be_the_names_although_the_address_is_pinned(
    name: str, trusted: bool, tmp_path: Path
) -> None:
    certificate, key = _certificate(name)
    (tmp_path / "cert.pem").write_bytes(certificate)
    (tmp_path / "key.pem").write_bytes(key)
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    asked: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi")
        await writer.drain()
        writer.close()

    trusting = ssl.create_default_context(cadata=certificate.decode())
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=serving)
    async with server, outgoing_client(private=True, tls=trusting) as client:
        url = f"https://localhost:{server.sockets[0].getsockname()[1]}/"
        if trusted:
            assert (await client.get(url)).text == "hi"
        else:
            with pytest.raises(httpx2.ConnectError, match="certificate"):
                await client.get(url)
        assert len(asked) == int(trusted)
