"""A private Redis that only wakes workers and carries progress: it keeps nothing, PostgreSQL holds the truth."""

import contextlib
import json
import os
import signal
import socket
import time
from pathlib import Path

from datasay.cli.embedded.accounts import unprivileged_account
from datasay.cli.embedded.binaries import find_redis
from datasay.cli.embedded.credentials import load_passwords
from datasay.cli.embedded.errors import HomeUnusable, InUse, PortTaken, StartFailed
from datasay.cli.embedded.ports import is_free, next_free
from datasay.cli.embedded.processes import Process, Program

FIRST_PORT = 6380


class EmbeddedRedis:
    """One private Redis; `folder` keeps its port and password. `start()` and `stop()` block."""

    name = "redis"

    def __init__(self, folder: Path, *, port: int | None = None, log: Path | None = None) -> None:
        self.folder = folder.expanduser().absolute()
        self.port = port or FIRST_PORT
        self.log = log or self.folder / "redis.log"
        self._fixed_port = port is not None
        # Not PostgreSQL's user: whoever breaks into Redis must not find the database's files.
        self._account = unprivileged_account("redis")
        self._process: Process | None = None
        self._password = ""

    @property
    def url(self) -> str:
        """`redis://:password@127.0.0.1:port/0`."""
        return f"redis://:{self._secret()}@127.0.0.1:{self.port}/0"

    @property
    def pid(self) -> int | None:
        """Its process id while this object runs it."""
        return self._process.pid if self._process else None

    def start(self, *, seconds: float = 20.0) -> None:
        """Start it, on the next port when its own is taken, and wait until it answers.

        Raises ServerMissing, HomeUnusable, StartFailed.
        """
        for _ in range(20):
            self.spawn()
            try:
                self._wait_until_ready(seconds)
            except PortTaken:
                self.stop()
                if self._fixed_port:
                    raise
                self.port += 1
            except BaseException:
                self.stop()
                raise
            else:
                self.settle()
                return
        raise StartFailed(f"Redis found no free port in 20 tries up to {self.port}.")

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def spawn(self) -> None:
        """Start it without waiting."""
        if self._process is not None and self._process.exit_code() is None:
            raise InUse(f"Redis of {self.folder} runs already, as process {self._process.pid}.")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._choose_port()
            self._process = Process(self._server())
        except OSError as problem:
            raise HomeUnusable(f"Redis cannot be started in {self.folder}: {problem}.") from problem

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.exit_code() if self._process else 0

    def is_ready(self) -> bool:
        """Whether it answers to our password. Raises PortTaken, StartFailed when it has ended instead."""
        if self._process is None:
            raise StartFailed("Redis was not started.")
        code = self._process.exit_code()
        if code is not None:
            text = self._process.last_lines()
            if "Address already in use" in text or "Failed listening on port" in text:
                raise PortTaken(f"Port {self.port} on 127.0.0.1 was taken while Redis started.")
            raise StartFailed(f"Redis ended at its start ({code}); its log is {self.log}.\n{text}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(f"AUTH {self._secret()}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\n") < 2 and (part := connection.recv(200)):
                answer += part
            return answer == b"+OK\r\n+PONG\r\n"
        return False

    def settle(self) -> None:
        """Remember the port. Those who were given the address keep it, so from now on it is this port or none."""
        (self.folder / "port.json").write_text(json.dumps({"port": self.port}) + "\n")
        self._fixed_port = True

    def _wait_until_ready(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise StartFailed(f"Redis was not ready within {seconds:.0f} s; its log is {self.log}.")
            time.sleep(0.02)

    def _secret(self) -> str:
        if not self._password:
            self._password = load_passwords(self.folder / "credentials.json", "redis")["redis"]
        return self._password

    def _choose_port(self) -> None:
        if self._fixed_port:
            if not is_free(self.port):
                raise PortTaken(f"Port {self.port} on 127.0.0.1 is taken. End what listens there or choose another.")
            return
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            self.port = int(json.loads((self.folder / "port.json").read_text())["port"])
        self.port = next_free(self.port)

    def _server(self) -> Program:
        # The configuration comes on standard input: the password is neither in a file of the server's user nor among
        # the arguments, which everybody may read. Nothing is kept on disk, so the working folder does not matter.
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self._secret(),
            "save": '""',
            "appendonly": "no",
            "maxmemory-policy": "noeviction",
            "maxclients": "500",
            "tcp-keepalive": "60",
            "daemonize": "no",
            "databases": "4",
        }
        return Program(
            name=self.name,
            command=(str(find_redis(self._account).path), "-"),
            log=self.log,
            environment={"PATH": os.defpath, "LANG": "C", "LC_ALL": "C"},
            account=self._account,
            stop_signals=((signal.SIGTERM, 5.0),),
            death_signal=signal.SIGTERM,
            standard_input="".join(f"{name} {value}\n" for name, value in settings.items()),
            secrets=(self._secret(),),
        )
