"""Someone who types the commands of the documentation in an empty home, as whichever user."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from datasay.cli.embedded.accounts import Account
from datasay.cli.embedded.connection import RunningPlatform, find_running
from tests.documents import ROOT
from tests.embedded.observing import python_environment, python_for

_SHELL = "import os, sys; os.execvp('bash', ['bash', '-o', 'pipefail', '-c', sys.argv[1]])"
# What set-up would have made, but for the interpreter, which the user may not be able to reach where it is. The
# built-in example is made in ten seconds instead of sixty.
_DATASAY = """#!/bin/sh
if [ "$1" = demo ]; then set -- "$@" --seconds 10; fi
exec {python} -P -m datasay "$@"
"""


@dataclass(slots=True)
class TypingUser:
    """One user with a copy of the repository's Makefile, a set-up environment and a home without anything."""

    folder: Path
    home: Path
    python: list[str]
    environment: dict[str, str]
    said: dict[str, str] = field(default_factory=dict)

    def type(self, command: str, *, seconds: float = 240) -> str:
        """Run a command as it stands; give what it said, and with what exit code when that is not 0."""
        done = subprocess.run(
            [*self.python, "-c", _SHELL, command],
            env=self.environment,
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=seconds,
            check=False,
        )
        self.said[command] = done.stdout if done.returncode == 0 else f"exit code {done.returncode}\n{done.stdout}"
        return self.said[command]

    @contextmanager
    def up(self) -> Iterator[RunningPlatform]:
        """`make up`, until Ctrl-C at the end of the block; what it said is kept."""
        printed = self.folder / "up.txt"
        with printed.open("wb") as output:
            process = subprocess.Popen(
                [*self.python, "-c", _SHELL, "exec make up"],
                env=self.environment,
                cwd=self.folder,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        try:
            yield self._ready(process, printed)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(60)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()
                self.said["make up"] = printed.read_text()

    def _ready(self, process: "subprocess.Popen[bytes]", printed: Path) -> RunningPlatform:
        deadline = time.monotonic() + 200
        while (running := find_running(self.home)) is None:
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"$ make up\n{printed.read_text()}")
            time.sleep(0.05)
        return running


@contextmanager
def typing_user(account: Account | None) -> Iterator[TypingUser]:
    """They and all they made are gone after the block."""
    folder = Path(tempfile.mkdtemp(prefix="datasay-typing-"))
    folder.chmod(0o711)
    work, binaries = folder / "datasay", folder / "datasay" / ".venv" / "bin"
    try:
        with python_for(account) as python:
            ask = [*python, "-c", "import sys; print(sys.executable)"]
            found = subprocess.run(ask, env=python_environment(), capture_output=True, text=True, check=True)
            _set_up(work, binaries, Path(found.stdout.strip()))
            if account is not None:
                for each in (folder, *folder.rglob("*")):
                    os.chown(each, account.uid, account.gid, follow_symlinks=False)
            environment = {
                "PATH": f"{binaries}:{os.environ['PATH']}",
                "HOME": str(folder),
                "LANG": "C.UTF-8",
                "COLUMNS": "200",
                "DATASAY_ARGON2_KIB": "1024",
            }
            yield TypingUser(work, folder / ".local" / "share" / "datasay", python, environment)
    finally:
        for link in folder.rglob("data"):
            if link.is_symlink():
                shutil.rmtree(link.readlink().parent, ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def _set_up(work: Path, binaries: Path, python: Path) -> None:
    """An environment of this interpreter with the packages of ours, and what set-up copies or makes."""
    packages = work / ".venv" / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
    packages.mkdir(parents=True)
    places = [str(ROOT), *(each for each in sys.path if each.endswith("-packages"))]
    (packages / "ours.pth").write_text("\n".join(places) + "\n")
    binaries.mkdir()
    (binaries / "python").symlink_to(python)
    (work / ".venv" / "pyvenv.cfg").write_text(f"home = {python.parent}\nversion = {sys.version.split()[0]}\n")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, work)
    shutil.copytree(ROOT / "requirements", work / "requirements")
    for name in ("datasay", "uv"):
        (binaries / name).write_text(_DATASAY.format(python=shlex.quote(str(binaries / "python"))))
        (binaries / name).chmod(0o755)
    (work / ".venv" / "runtime").touch()
