"""HTTP clients that ask only addresses they may, as they are at the moment of asking, and read no endless answers.

The name is resolved and checked for every request, and the connection goes to the very address that was checked, so
a name that changes its mind between check and use gains nothing. Redirects are not followed. Compressed answers are
refused, so that what is counted is what is read.
"""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from functools import cache

import httpx2

from datasay.outgoing.addresses import resolve
from datasay.outgoing.errors import AnswerRefused, OutgoingFailed, OutgoingRefused
from datasay.wording.told import Told, verbatim

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much, for one request."""

    connect_seconds: float = 10.0
    silence_seconds: float = 120.0  # between two pieces of an answer
    total_seconds: float = 1800.0
    answer_bytes: int = 32 * MIB


class _Bounded(httpx2.AsyncByteStream):
    """The bytes of an answer, up to a number and a moment."""

    def __init__(self, inner: httpx2.AsyncByteStream, limits: Limits, until: float) -> None:
        self._inner = inner
        self._limits = limits
        self._until = until

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for piece in self._inner:
            seen += len(piece)
            if seen > self._limits.answer_bytes:
                raise AnswerRefused(
                    Told(
                        "The answer is longer than {most:,} bytes; it was not read.",
                        "对方的回答超过 {most:,} 字节，没有读取。",
                        most=self._limits.answer_bytes,
                    )
                )
            if time.monotonic() > self._until:
                raise AnswerRefused(
                    Told(
                        "The answer took longer than {seconds:g} seconds; try again later.",
                        "对方的回答用了超过 {seconds:g} 秒。请稍后再试。",
                        seconds=self._limits.total_seconds,
                    )
                )
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()


@cache
def _authorities() -> ssl.SSLContext:
    """Those of the machine, read once: it takes 30 ms, in which the event loop stands still."""
    return httpx2.create_ssl_context(trust_env=False)


class _Gate(httpx2.AsyncBaseTransport):
    """Resolves, checks and pins the address of each request."""

    def __init__(self, limits: Limits, *, private: bool, tls: ssl.SSLContext | None) -> None:
        self._limits = limits
        self._private = private
        self._inner = httpx2.AsyncHTTPTransport(trust_env=False, verify=tls or _authorities())

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        host = request.url.host
        if request.url.scheme not in {"http", "https"} or not host:
            raise OutgoingRefused(Told("Only http and https are spoken.", "只能用 http 和 https。"))
        port = request.url.port or (443 if request.url.scheme == "https" else 80)
        until = time.monotonic() + self._limits.total_seconds
        try:  # a head that comes byte by byte is never silent for long
            async with asyncio.timeout(self._limits.total_seconds):
                response = await self._asked(request, host, port)
        except TimeoutError as error:
            raise AnswerRefused(
                Told(
                    "There was no answer within {seconds:g} seconds; try again later.",
                    "{seconds:g} 秒内没有回答。请稍后再试。",
                    seconds=self._limits.total_seconds,
                )
            ) from error
        if response.headers.get("content-encoding", "identity").strip().lower() not in {"identity", ""}:
            await response.aclose()
            raise AnswerRefused(
                Told(
                    "The answer is compressed although that was not asked for; it was not read.",
                    "对方没有被要求就压缩了回答，没有读取。",
                )
            )
        assert isinstance(response.stream, httpx2.AsyncByteStream)
        return httpx2.Response(
            response.status_code,
            headers=response.headers,
            stream=_Bounded(response.stream, self._limits, until),
            extensions=response.extensions,
        )

    async def _asked(self, request: httpx2.Request, host: str, port: int) -> httpx2.Response:
        """The answer of the very address that was checked."""
        try:
            address = await resolve(host, port, private=self._private)
        except OSError as error:
            raise httpx2.ConnectError(f"{host} cannot be found: {error.strerror or error}", request=request) from error
        pinned = httpx2.Request(
            request.method,
            request.url.copy_with(host=str(address)),
            headers=request.headers,  # Host stays the name
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return await self._inner.handle_async_request(pinned)

    async def aclose(self) -> None:
        await self._inner.aclose()


def outgoing_client(
    limits: Limits | None = None, *, private: bool = False, tls: ssl.SSLContext | None = None
) -> httpx2.AsyncClient:
    """A client for one remote service; `private` lets it ask this machine and its own network as well.

    `tls` replaces the authorities of the machine. Certificates are compared with the name, not the pinned address.

    Its requests raise OutgoingRefused besides the errors of httpx2. Close it after use.
    """
    limits = limits or Limits()
    return httpx2.AsyncClient(
        transport=_Gate(limits, private=private, tls=tls),
        follow_redirects=False,
        trust_env=False,
        headers={"Accept-Encoding": "identity"},
        timeout=httpx2.Timeout(limits.silence_seconds, connect=limits.connect_seconds),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer; the names of its headers are in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


async def ask(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    json: object = None,
    content: bytes | None = None,
    private: bool = False,
    limits: Limits | None = None,
) -> Answer:
    """One request and its whole answer, whatever its status. Raises OutgoingRefused, OutgoingFailed."""
    try:
        async with outgoing_client(limits, private=private) as client:
            answer = await client.request(method, url, headers=headers, json=json, content=content)
            return Answer(answer.status_code, {k.lower(): v for k, v in answer.headers.items()}, answer.content)
    except httpx2.InvalidURL as error:
        raise OutgoingRefused(
            Told(
                "This is not an address; write it like https://api.example.com/v1.",
                "这不是网址，请写成 https://api.example.com/v1 这样。",
            )
        ) from error
    except (httpx2.HTTPError, TimeoutError) as error:
        raise OutgoingFailed(_reason(error)) from error


def _reason(error: Exception) -> Told:
    if isinstance(error, TimeoutError | httpx2.TimeoutException):
        return Told("the server did not answer in time.", "服务器没有及时回答。")
    words = str(error)
    return verbatim(words) if words else Told("the connection broke off.", "连接断开了。")


def was_sent(error: BaseException) -> bool:
    """Whether the request had left when it failed, so that it may have to be paid for."""
    within: BaseException | None = error
    while within is not None:
        if isinstance(within, OutgoingRefused):
            return isinstance(within, AnswerRefused)
        if isinstance(within, httpx2.ConnectError | httpx2.ConnectTimeout | httpx2.PoolTimeout):
            return False
        within = within.__cause__ or within.__context__
    return True
