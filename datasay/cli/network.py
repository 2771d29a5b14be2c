"""Why another machine was not reached, in both languages: the network library speaks English, and of itself."""

import socket
import ssl
from collections.abc import Iterator

import httpx

from datasay.wording.system import of_system
from datasay.wording.told import Told

_UNKNOWN_NAME = Told("no machine of this name is known", "找不到叫这个名字的主机")
_UNTRUSTED = Told("its certificate is not trusted", "它的证书不受信任")
_NO_TLS = Told("no secure connection came about; is it http:// rather than https://?", "没能建立安全连接；是不是 http://？")
_SLOW = Told("it took too long", "太久没有应答")
_BROKEN = Told("the connection broke off", "连接中断")
_NOT_HTTP = Told("what answers there is no web server", "那里应答的不是网页服务")
_NO_ADDRESS = Told("this is no address of a platform", "这不是平台的地址")
_NOWHERE = Told("no connection came about", "没有连上")


def of_network(error: Exception) -> Told:
    """What went wrong on the way to another machine."""
    if isinstance(error, httpx.UnsupportedProtocol | httpx.InvalidURL):
        return _NO_ADDRESS
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror):
            return _UNKNOWN_NAME
        if isinstance(cause, ssl.SSLCertVerificationError):
            return _UNTRUSTED
        if isinstance(cause, ssl.SSLError):
            return _NO_TLS
        if isinstance(cause, OSError) and not isinstance(cause, TimeoutError) and cause.errno:
            return of_system(cause)
    if isinstance(error, httpx.TimeoutException):
        return _SLOW
    if isinstance(error, httpx.RemoteProtocolError):
        return _BROKEN if "disconnected" in str(error) or "closed" in str(error) else _NOT_HTTP
    return _NOWHERE if isinstance(error, httpx.ConnectError) else _BROKEN


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
