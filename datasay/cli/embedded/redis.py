"""A private Redis that only wakes workers and carries progress: it keeps nothing, PostgreSQL holds the truth."""

import contextlib
import signal
import socket
from pathlib import Path

from datasay.cli.embedded.accounts import unprivileged_account
from datasay.cli.embedded.binaries import redis_program
from datasay.cli.embedded.credentials import load_passwords
from datasay.cli.embedded.errors import HomeUnusable, InUse, StartFailed
from datasay.cli.embedded.ports import ServerPort
from datasay.cli.embedded.processes import Process, Program, bare_environment
from datasay.cli.embedded.services import start_and_wait
from datasay.wording.system import of_system
from datasay.wording.told import Told

FIRST_PORT = 6380


class EmbeddedRedis:
    """One private Redis; `folder` keeps its port and password. `start()` and `stop()` block."""

    name = "redis"

    def __init__(self, folder: Path, *, port: int | None = None, log: Path | None = None) -> None:
        self.folder = folder.expanduser().absolute()
        self._port = ServerPort(FIRST_PORT, wanted=port, record=self.folder / "port.json")
        self.log = log or self.folder / "redis.log"
        # Not PostgreSQL's user: whoever breaks into Redis must not find the database's files.
        self._account = unprivileged_account("redis")
        self._process: Process | None = None
        self._password = ""

    @property
    def url(self) -> str:
        """`redis://:password@127.0.0.1:port/0`."""
        return f"redis://:{self._secret()}@127.0.0.1:{self.port}/0"

    @property
    def port(self) -> int:
        """Where it listens on 127.0.0.1; final once it has started."""
        return self._port.number

    @property
    def pid(self) -> int | None:
        """Its process id while this object runs it."""
        return self._process.pid if self._process else None

    def start(self, *, seconds: float = 20.0) -> None:
        """Start it, on the next port when its own is taken, and wait until it answers.

        Raises ServerMissing, HomeUnusable, StartFailed.
        """
        start_and_wait(self, seconds=seconds)

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def spawn(self) -> None:
        """Start it without waiting."""
        if self._process is not None and self._process.exit_code() is None:
            raise InUse(
                Told(
                    "Redis of {folder} runs already, as process {pid}. Stop it first.",
                    "{folder} 的 Redis 已在运行，进程号 {pid}。请先停止它。",
                    folder=self.folder,
                    pid=self._process.pid,
                )
            )
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._port.choose()
            self._process = Process(self._server())
        except OSError as problem:
            raise HomeUnusable(
                Told(
                    "Redis cannot be started in {folder}: {problem}.",
                    "Redis 无法在 {folder} 启动：{problem}。",
                    folder=self.folder,
                    problem=of_system(problem),
                )
            ) from problem

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.exit_code() if self._process else 0

    def is_ready(self) -> bool:
        """Whether it answers to our password. Raises PortTaken, StartFailed when it has ended instead."""
        if self._process is None:
            raise StartFailed(Told("Redis was not started; try again.", "Redis 没有启动，请再试一次。"))
        code = self._process.exit_code()
        if code is not None:
            text = self._process.last_lines()
            if "Address already in use" in text or "Failed listening on port" in text:
                raise self._port.lost()
            raise StartFailed(
                Told(
                    "Redis ended at its start ({code}); its log is {log}.{text}",
                    "Redis 一启动就结束了（{code}），日志在 {log}。{text}",
                    code=code,
                    log=self.log,
                    text=text,
                )
            )
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
            connection.sendall(f"AUTH {self._secret()}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\n") < 2 and (part := connection.recv(200)):
                answer += part
            return answer == b"+OK\r\n+PONG\r\n"
        return False

    def settle(self) -> None:
        """Keep the port."""
        self._port.settle()

    def is_healthy(self) -> bool:
        """Whether it answers."""
        return self.exit_code() is None and self.is_ready()

    def kill(self) -> None:
        """Kill it: it holds nothing that must be kept."""
        if self._process is not None:
            self._process.kill_group()

    def _secret(self) -> str:
        if not self._password:
            self._password = load_passwords(self.folder / "credentials.json", "redis")["redis"]
        return self._password

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
            command=(str(redis_program(self._account, self.folder)), "-"),
            log=self.log,
            environment=bare_environment(),
            account=self._account,
            stop_signals=((signal.SIGTERM, 5.0),),
            death_signal=signal.SIGTERM,
            standard_input="".join(f"{name} {value}\n" for name, value in settings.items()),
            secrets=(self._secret(),),
        )
