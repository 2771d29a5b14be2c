"""What can be supervised: a service is spawned, becomes ready, ends or is stopped; here those that are one command."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import psutil

from datasay.cli.embedded.errors import PortTaken, StartFailed
from datasay.cli.embedded.ports import ServerPort
from datasay.cli.embedded.processes import Process, Program, describe_exit
from datasay.wording.system import of_system
from datasay.wording.told import Told

_PORTS_TRIED = 20


class Service(Protocol):
    """A part of the platform that runs as a child process. All calls block; `spawn` returns before it is ready."""

    name: str
    log: Path

    def spawn(self) -> None:
        """Start the process, after clearing away what an earlier one left. Raises EmbeddedError."""
        ...

    def is_ready(self) -> bool:
        """Whether it does its work. Raises PortTaken (spawn again), StartFailed when it has ended instead."""
        ...

    def settle(self) -> None:
        """It is ready: what was chosen for this start (its port) stays for later ones."""
        ...

    def is_healthy(self) -> bool:
        """Whether it still does its work, asked from time to time while its process runs."""
        ...

    def exit_code(self) -> int | None:
        """None while its process runs."""
        ...

    def stop(self) -> None:
        """End it in order, with everything it started. Also clears away what a crash left of it."""
        ...

    def kill(self) -> None:
        """End it at once, from any thread, without waiting."""
        ...


def start_and_wait(service: Service, *, seconds: float) -> None:
    """Start a service and wait until it is ready, on another port when its own is lost to someone else.

    Raises EmbeddedError; then nothing of it runs any more.
    """
    deadline = time.monotonic() + seconds
    for attempt in range(_PORTS_TRIED):
        service.spawn()
        try:
            while not service.is_ready():
                if time.monotonic() > deadline:
                    raise silent(service, seconds)
                time.sleep(0.02)
        except PortTaken:
            service.stop()
            if attempt == _PORTS_TRIED - 1:
                raise
        except BaseException:
            service.stop()
            raise
        else:
            service.settle()
            return


def silent(service: Service, seconds: float) -> StartFailed:
    """The error for a service that runs and does not become ready."""
    return StartFailed(
        Told(
            "{name} was not ready within {seconds:.0f} s; its log is {log}.",
            "{name} 在 {seconds:.0f} 秒内没有就绪，日志在 {log}。",
            name=service.name,
            seconds=seconds,
            log=service.log,
        )
    )


class CommandService:
    """A service that is one command. Ready when `ready()` says so, else as soon as it runs."""

    def __init__(
        self,
        program: Program,
        *,
        ready: Callable[[], bool] | None = None,
        healthy: Callable[[], bool] | None = None,
    ) -> None:
        self.name = program.name
        self.log = program.log
        self._program = program
        self._ready = ready
        self._healthy = healthy
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        """Its process id, also when it has ended; None before the first start."""
        return self._process.pid if self._process else None

    def spawn(self) -> None:
        """Start the command. Raises StartFailed."""
        try:
            self._process = Process(self._program)
        except OSError as problem:
            raise StartFailed(
                Told(
                    "{name} cannot be started: {problem}.",
                    "{name} 无法启动：{problem}。",
                    name=self.name,
                    problem=of_system(problem),
                )
            ) from problem

    def is_ready(self) -> bool:
        """Raises StartFailed when it has ended."""
        if self._process is None:
            raise StartFailed(
                Told("{name} was not started; try again.", "{name} 没有启动，请再试一次。", name=self.name)
            )
        code = self._process.exit_code()
        if code is not None:
            text = self._process.last_lines()
            raise StartFailed(
                Told(
                    "{name} ended at its start ({exit}); its log is {log}.{text}",
                    "{name} 一启动就结束了（{exit}），日志在 {log}。{text}",
                    name=self.name,
                    exit=describe_exit(code),
                    log=self.log,
                    text=text,
                )
            )
        return self._ready is None or self._ready()

    def settle(self) -> None:
        """Nothing was chosen."""

    def is_healthy(self) -> bool:
        """Whether its health check passes; without one, always."""
        return self._healthy is None or self._healthy()

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.exit_code() if self._process else 0

    def stop(self) -> None:
        """End it by the program's signals; nothing it started survives."""
        if self._process is not None:
            self._process.stop()

    def kill(self) -> None:
        """Kill its process group; `stop` then finds the rest."""
        if self._process is not None:
            self._process.kill_group()


class PortService(CommandService):
    """A command that listens on a port: the next one when its own is lost to someone else while it starts."""

    def __init__(
        self,
        make_program: Callable[[int], Program],
        port: ServerPort,
        *,
        ready: Callable[[], bool],
        healthy: Callable[[], bool] | None = None,
    ) -> None:
        super().__init__(make_program(port.number), ready=ready, healthy=healthy)
        self._make_program = make_program
        self._port = port

    def spawn(self) -> None:
        """Start the command on a free port. Raises PortTaken, StartFailed."""
        self._program = self._make_program(self._port.choose())
        super().spawn()

    def is_ready(self) -> bool:
        """Raises PortTaken, StartFailed when it has ended."""
        try:
            return super().is_ready() and self._listens()
        except StartFailed as problem:
            if "address already in use" in str(problem).lower():
                raise self._port.lost() from problem
            raise

    def _listens(self) -> bool:
        """Whether it is our own process that answers there, and not another platform that was a moment faster."""
        family = [self.pid] if self.pid is not None else []
        try:
            family += [child.pid for child in psutil.Process(self.pid).children(recursive=True)]
            sockets = [one for pid in family for one in psutil.Process(pid).net_connections("tcp")]
        except psutil.Error:
            return False
        return any(one.status == psutil.CONN_LISTEN and one.laddr.port == self._port.number for one in sockets)

    def settle(self) -> None:
        """Keep the port."""
        self._port.settle()
