"""Looks at processes from outside: what still runs, and code that runs as another user."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from datasay.cli.embedded.accounts import Account, executes
from datasay.cli.embedded.processes import is_alive, processes_in

REPOSITORY = Path(__file__).parents[2]


def wait_until(holds: Callable[[], bool], *, seconds: float = 15.0) -> None:
    """Wait until it holds; fail when it does not in time."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def all_gone(*pids: int) -> bool:
    """Whether none of these processes runs any more."""
    return not any(is_alive(pid) for pid in pids)


def nothing_in(folder: Path) -> bool:
    """Whether no process works in this folder."""
    return not processes_in(folder)


@contextlib.contextmanager
def script_running(
    code: str, *arguments: str, account: Account | None = None, environment: dict[str, str] | None = None
) -> Iterator["subprocess.Popen[str]"]:
    """Python code in a process of its own, which says a line when it is under way; killed at the end."""
    with subprocess.Popen(
        [*python_for(account), "-c", code, *arguments],
        stdout=subprocess.PIPE,
        text=True,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        env=python_environment() | (environment or {}),
        cwd="/",
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def python_for(account: Account | None) -> list[str]:
    """An interpreter this user may run; skips the test where there is none."""
    same = f"python{sys.version_info.major}.{sys.version_info.minor}"
    for candidate in (sys.executable, shutil.which(same, path="/usr/local/bin:/usr/bin")):
        if candidate and executes(account, Path(candidate)):
            return [candidate]
    pytest.skip(f"{account.name if account else 'this user'} may run no {same} on this machine")


def python_environment() -> dict[str, str]:
    """What any interpreter of our version needs to find DataSay and its libraries."""
    packages = [str(REPOSITORY), *(each for each in sys.path if each.endswith("-packages"))]
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": ":".join(packages),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
    }
