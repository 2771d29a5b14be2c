"""A whole platform started from outside, as a user starts it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from datasay.cli.embedded.connection import RunningPlatform, find_running

_PATIENCE_SECONDS = 240  # for a start on a machine that is busy with other things


@dataclass(frozen=True, slots=True)
class Running:
    """A running platform and the process that runs it."""

    home: Path
    process: subprocess.Popen[bytes]
    addresses: RunningPlatform

    def environment(self) -> dict[str, str]:
        """For commands that shall use this platform."""
        return os.environ | {"DATASAY_HOME": str(self.home)}

    def run(self, *arguments: str, timeout: float = 300) -> subprocess.CompletedProcess[str]:
        """A `datasay` command."""
        command = [sys.executable, "-m", "datasay", *arguments]
        return subprocess.run(
            command, env=self.environment(), capture_output=True, text=True, timeout=timeout, check=False
        )

    @contextmanager
    def client_of(self, user_name: str, *options: str, timeout: float = 60) -> Iterator[httpx.Client]:
        """A client of a new user of this name; `options` are those of `datasay user create`."""
        made = self.run("user", "create", user_name, "--email", f"{user_name}@example.org", "--json", *options)
        assert made.returncode == 0, made.stderr
        wanted = {"user_name": user_name, "user_password": json.loads(made.stdout)["user_password"]}
        api = f"{self.addresses.web_url}/api/v1"
        with httpx.Client(base_url=api, trust_env=False, timeout=timeout) as client:
            answer = client.post("/auth/login", json=wanted)
            assert answer.status_code == 200, answer.text
            client.cookies.clear()
            client.headers["Authorization"] = f"Bearer {answer.json()['session_token']}"
            yield client

    def processes(self, *words: str) -> list[psutil.Process]:
        """The platform's processes whose command line has all the words."""
        found = []
        for process in descendants(self.process.pid):
            try:
                line = " ".join(process.cmdline())
            except psutil.Error:
                continue
            if all(word in line for word in words):
                found.append(process)
        return found


def descendants(pid: int) -> list[psutil.Process]:
    """All processes below this one."""
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []


@contextmanager
def platform(home: Path, **environment: str) -> Iterator[Running]:
    """`datasay up` on this home, until the block ends; then it must end in order and leave no process."""
    said = home.parent / f"{home.name}.txt"
    with said.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "datasay", "up"],
            env=os.environ | {"DATASAY_HOME": str(home), "COLUMNS": "200"} | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Running(home, process, _wait(home, process, said))
    finally:
        family = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        finally:
            process.kill()
            left = [one for one in family if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]
            for one in left:
                one.kill()
        assert not left, f"left running: {left}"


@contextmanager
def short_lived_platform(name: str = "home", **environment: str) -> Iterator[Running]:
    """The same on a home of this name, which is gone when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="datasay-platform-"))
    folder.chmod(0o711)
    try:
        with platform(folder / name, **environment) as started:
            yield started
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(home: Path, process: subprocess.Popen[bytes], said: Path) -> RunningPlatform:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        running = find_running(home)
        if running is not None:
            return running
        if process.poll() is not None:
            raise AssertionError(said.read_text())
        time.sleep(0.1)
    raise AssertionError(f"datasay up was not ready after {_PATIENCE_SECONDS} s")
