"""Finds TCP ports nobody listens on, claims them for this process, and remembers which one a server had."""

import contextlib
import json
import socket
import sys
from pathlib import Path

from datasay.cli.embedded.errors import PortTaken, StartFailed
from datasay.wording.told import Told

_TRIED = 500
_claims: set[int] = set()


def claim(port: int) -> bool:
    """Keep this port for this process until that ends, also while its server is down; False when another has it.

    A server that crashed must come back where it was, so in that moment no other platform of the machine may take its
    port. The claim is an abstract Unix socket (unix(7)): it needs no file, lives in the network namespace as the port
    does, and the kernel lets go of it with the process. Only Linux has them; elsewhere every claim succeeds.
    """
    if port in _claims or sys.platform != "linux":
        return True
    sign = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        sign.bind(f"\0datasay-port-{port}")
    except OSError:
        sign.close()
        return False
    sign.detach()  # open until the process ends, with nobody to close it
    _claims.add(port)
    return True


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen on this port now."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: connections of the last run that linger in TIME_WAIT are no obstacle.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError:
            return False
    return True


def is_local(host: str) -> bool:
    """Whether a server of this machine could listen on this address at all."""
    return is_free(0, host)


def not_local(host: str) -> Told:
    """What to say of an address that is not."""
    return Told(
        "DATASAY_HOST: {host} is no address of this machine; use 127.0.0.1, or 0.0.0.0 for all of its addresses.",
        "DATASAY_HOST：{host} 不是本机的地址，用 127.0.0.1 或 0.0.0.0。",
        host=host,
    )


def next_free(start: int, host: str = "127.0.0.1") -> int:
    """The first free port from `start` upwards that no other platform claims. Raises StartFailed if none of 500 is."""
    for port in range(start, min(start + _TRIED, 65536)):
        if is_free(port, host) and claim(port):
            return port
    raise StartFailed(
        Told(
            "None of the {tried} ports from {start} upwards is free on {host}. End what listens there.",
            "{host} 上从 {start} 起的 {tried} 个端口都被占用，请结束占用它们的程序。",
            tried=_TRIED,
            start=start,
            host=host,
        )
    )


class ServerPort:
    """The port of one server: the one asked for, the one it had last time (kept in `record`), or the next free one.

    Once the server has run on it (`settle`) it does not change any more: others were given the address, so after a
    crash the server comes back there or not at all.
    """

    def __init__(
        self, first: int, *, wanted: int | None = None, record: Path | None = None, host: str = "127.0.0.1"
    ) -> None:
        self.number = wanted or first
        self._host = host
        self._record = record
        self._settled = wanted is not None
        if wanted is None and record is not None:
            with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
                self.number = int(json.loads(record.read_text())["port"])

    def choose(self) -> int:
        """The port to start on. Raises PortTaken when a settled one is not free, StartFailed when none is."""
        if not is_local(self._host):
            raise StartFailed(not_local(self._host))
        if not self._settled:
            self.number = next_free(self.number, self._host)
        elif not (claim(self.number) and is_free(self.number, self._host)):
            raise PortTaken(
                Told(
                    "Port {number} on {host} is taken by another program. End that program, or choose another port.",
                    "{host} 的端口 {number} 被别的程序占用。请结束那个程序，或换一个端口。",
                    number=self.number,
                    host=self._host,
                )
            )
        return self.number

    def lost(self) -> PortTaken:
        """The error for a port that someone else took first; the next start tries the one after it."""
        error = PortTaken(
            Told(
                "Port {number} on {host} was taken by another program at the same moment. Start again.",
                "{host} 的端口 {number} 刚好被别的程序占用了，请再启动一次。",
                number=self.number,
                host=self._host,
            )
        )
        if not self._settled:
            self.number += 1
        return error

    def settle(self) -> None:
        """Keep this port, now and in later runs."""
        if self._record is not None:
            self._record.write_text(json.dumps({"port": self.number}) + "\n")
        self._settled = True
