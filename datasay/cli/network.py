"""Why another machine was not reached, in both languages: the network library speaks English, and of itself."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from datasay.wording.system import of_system
from datasay.wording.told import Told

_UNKNOWN_NAME = Told("no machine of this name is known", "找不到叫这个名字的主机")
_UNTRUSTED = Told("its certificate is not trusted", "它的证书不受信任")
_NO_TLS = Told(
    "no secure connection came about; is it http:// rather than https://?", "没能建立安全连接；是不是 http://？"
)
_SLOW = Told("it took too long", "太久没有应答")
_BROKEN = Told("the connection broke off", "连接中断")
_NOT_HTTP = Told("what answers there is no web server", "那里应答的不是网页服务")
_NO_ADDRESS = Told("this is no address of a platform", "这不是平台的地址")
_NOWHERE = Told("no connection came about", "没有连上")
_CAUSES: tuple[tuple[type[BaseException], Told], ...] = (
    (socket.gaierror, _UNKNOWN_NAME),
    (ssl.SSLCertVerificationError, _UNTRUSTED),
    (ssl.SSLError, _NO_TLS),
)
_KINDS: tuple[tuple[type[BaseException], Told], ...] = (
    (httpx.UnsupportedProtocol, _NO_ADDRESS),
    (httpx.InvalidURL, _NO_ADDRESS),
    (httpx.TimeoutException, _SLOW),
    (httpx.ConnectError, _NOWHERE),
)


def of_network(error: Exception) -> Told:
    """What went wrong on the way to another machine."""
    found = next(filter(None, map(_of_cause, _causes(error))), None)
    if found is not None:
        return found
    if isinstance(error, httpx.RemoteProtocolError) and "disconnected" not in str(error) and "closed" not in str(error):
        return _NOT_HTTP
    return next((told for kind, told in _KINDS if isinstance(error, kind)), _BROKEN)


def _of_cause(cause: BaseException) -> Told | None:
    told = next((told for kind, told in _CAUSES if isinstance(cause, kind)), None)
    if told is None and isinstance(cause, OSError) and not isinstance(cause, TimeoutError) and cause.errno:
        return of_system(cause)
    return told


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The errors behind an error, the nearest first; of several at once all."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
        waiting += [behind for behind in (one.__cause__, one.__context__) if behind is not None]
