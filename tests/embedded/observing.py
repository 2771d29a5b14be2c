"""Looks at processes from outside: what still runs, and code that runs as another user."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
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
def script_running(code: str, *arguments: str, account: Account | None = None) -> Iterator["subprocess.Popen[str]"]:
    """Python code in a process of its own, which says a line when it is under way; killed at the end."""
    with (
        python_for(account) as python,
        subprocess.Popen(
            [*python, "-c", code, *arguments], stdout=subprocess.PIPE, text=True, env=python_environment(), cwd="/"
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


# $0: where the interpreter lives, $1: where the user can reach it, $2 and $3: the user, $4: its name; arguments.
# Each command becomes the next, so the process keeps its id. The mount is seen in it and its children only.
_BECOME = """
if [ "$0" != "$1" ]; then mount --bind "$0" "$1"; export LD_LIBRARY_PATH="$1/lib"; fi
python="$1/bin/$4"; user="$2"; group="$3"; shift 4
exec setpriv --reuid="$user" --regid="$group" --clear-groups "$python" "$@"
"""


@contextlib.contextmanager
def python_for(account: Account | None) -> Iterator[list[str]]:
    """How our own interpreter is run as this user, also where it lives below a folder that only root may enter.

    Skips the test where the machine does not allow that.
    """
    if account is None:
        yield [sys.executable]
        return
    home, program = Path(sys.base_prefix), f"python{sys.version_info.major}.{sys.version_info.minor}"
    if not shutil.which("unshare") or not shutil.which("setpriv"):
        pytest.skip("needs unshare and setpriv of util-linux")
    with tempfile.TemporaryDirectory(prefix="datasay-python-") as folder:
        place = Path(folder)
        place.chmod(0o711)
        seen = home if executes(account, home / "bin" / program) else place
        become = ["unshare", "--mount", "sh", "-ec", _BECOME, str(home), str(seen)]
        command = [*become, str(account.uid), str(account.gid), program]
        if subprocess.run([*command, "-c", ""], check=False, env=python_environment()).returncode:
            pytest.skip("this machine does not let root mount a folder or become another user")
        yield command


def python_environment() -> dict[str, str]:
    """What any interpreter of our version needs to find DataSay and its libraries."""
    packages = [str(REPOSITORY), *(each for each in sys.path if each.endswith("-packages"))]
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": ":".join(packages),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
    }
