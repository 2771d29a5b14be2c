"""One child process: how it is started, ended with everything it started, and where its output goes.

A child leads a session of its own, so that Ctrl-C in the terminal reaches only `datasay up`, which ends its children in
order. The kernel signals a child whose parent dies (`launch.py`); the parent in that sense is the *thread* that started
it, so children are started from a thread that lives as long as the process.
"""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from datasay.cli.embedded.accounts import Account
from datasay.cli.embedded.rotation import OutputPump

RUN_MARK = "DATASAY_RUN"
_LAUNCH = Path(__file__).with_name("launch.py")


@dataclass(frozen=True, slots=True)
class Program:
    """What to run. `stop_signals`: a signal and the seconds it is given, in turn; SIGKILL comes last by itself."""

    name: str
    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    account: Account | None = None
    folder: Path = Path("/")
    stop_signals: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 10.0),)
    death_signal: signal.Signals = signal.SIGKILL
    standard_input: str | None = None
    secrets: tuple[str, ...] = ()
    mark: str | None = None  # value of DATASAY_RUN, by which all descendants are found again


class Process:
    """A running child. Raises OSError when the interpreter itself cannot be started."""

    def __init__(self, program: Program) -> None:
        self.program = program
        account = program.account
        user = f"{account.uid}:{account.gid}" if account else "-"
        launcher = [sys.executable, "-I", "-S", str(_LAUNCH), str(int(program.death_signal)), str(os.getpid()), user]
        environment = dict(program.environment)
        if program.mark is not None:
            environment[RUN_MARK] = program.mark
        self._child = subprocess.Popen(
            [*launcher, "--", *program.command],
            stdin=subprocess.DEVNULL if program.standard_input is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=program.folder,
            env=environment,
            start_new_session=True,
        )
        self.pid = self._child.pid
        if self._child.stdin is not None and program.standard_input is not None:
            with contextlib.suppress(BrokenPipeError), self._child.stdin as pipe:
                pipe.write(program.standard_input.encode())
        assert self._child.stdout is not None
        self._pump = OutputPump(self._child.stdout, program.log, secrets=program.secrets)
        self._pump.start()

    def exit_code(self) -> int | None:
        """None while it runs, else its exit code; negative for the signal that ended it."""
        return self._child.poll()

    def last_lines(self) -> str:
        """The end of its output."""
        return self._pump.last_lines()

    def signal_group(self, number: signal.Signals) -> None:
        """Signal the process and everything it started in its own group."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def wait(self, seconds: float) -> bool:
        """Whether it ended within this time."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(seconds)
        return self._child.poll() is not None

    def stop(self, signals: tuple[tuple[signal.Signals, float], ...] | None = None) -> None:
        """End it: each signal of the program with its patience, then SIGKILL; no member of its group survives."""
        for number, patience in self.program.stop_signals if signals is None else signals:
            if self.exit_code() is not None:
                break
            # Only the leader: it knows how to end its own children in order.
            with contextlib.suppress(ProcessLookupError):
                self._child.send_signal(number)
            self.wait(patience)
        self.kill()

    def kill_group(self) -> None:
        """Kill it and everything it started in its own group, without waiting."""
        self.signal_group(signal.SIGKILL)

    def kill(self) -> None:
        """End it and every descendant at once."""
        self.kill_group()
        self._child.wait()
        if self.program.mark is not None:
            kill_marked(self.program.mark)
        self._pump.join(timeout=2)


def bare_environment() -> dict[str, str]:
    """For programs that are not ours: what they need to run, and nothing of our settings and secrets."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TZDIR") if name in os.environ}
    return {"PATH": os.defpath, "LANG": "C", "LC_ALL": "C"} | kept


def describe_exit(code: int) -> str:
    """`exit code 3` or `killed by SIGKILL`."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"


def processes_in(folder: Path) -> list[int]:
    """Ids of the processes whose working folder this is: of a data folder, every process of its PostgreSQL."""
    wanted = str(folder.resolve())
    return [pid for pid in _process_ids() if _link(pid, "cwd") == wanted]


def marked(mark: str) -> list[int]:
    """Ids of the running processes whose DATASAY_RUN is `mark` or starts with `mark/`."""
    return [pid for pid in _process_ids() if pid != os.getpid() and _has_mark(pid, mark)]


def kill_marked(mark: str, *, seconds: float = 10.0) -> None:
    """Kill every marked process until none is left: one may start another while we look."""
    deadline = time.monotonic() + seconds
    while (found := marked(mark)) and time.monotonic() < deadline:
        for pid in found:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether a process of this id runs (a zombie does not)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] not in "ZX"


def _process_ids() -> list[int]:
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]


def _link(pid: int, name: str) -> str | None:
    try:
        return str(Path(f"/proc/{pid}/{name}").readlink())
    except OSError:  # it ended, or belongs to someone else
        return None


def _has_mark(pid: int, mark: str) -> bool:
    try:
        environment = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return False
    for entry in environment.split(b"\0"):
        name, _, value = entry.partition(b"=")
        if name == RUN_MARK.encode():
            text = value.decode(errors="replace")
            return (text == mark or text.startswith(mark + "/")) and is_alive(pid)
    return False
