"""`datasay up` as a user meets it: one command, everything runs; it ends, nothing runs."""

import contextlib
import json
import os
import re
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from datasay.cli.embedded.accounts import Account
from datasay.cli.embedded.asking import answers
from datasay.cli.embedded.connection import RunningPlatform, find_running
from datasay.cli.embedded.memory import platform_memory
from tests.embedded.observing import all_gone, python_environment, python_for, wait_until

pytestmark = pytest.mark.slow
UP = ["-c", "import typer; from datasay.cli.up import up; typer.run(up)"]
ROLES = ("web", "worker", "beat")


@dataclass(slots=True)
class Up:
    """A `datasay up` under way."""

    process: "subprocess.Popen[str]"
    home: Path

    def wait_until_ready(self, seconds: float = 150.0) -> RunningPlatform:
        """Wait until the platform is ready; fail with its output when it ends instead."""
        deadline = time.monotonic() + seconds
        while (running := find_running(self.home)) is None:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.process.kill()
                pytest.fail(f"`datasay up` did not become ready:\n{self.process.communicate()[0]}")
            time.sleep(0.05)
        return running

    def family(self) -> dict[int, str]:
        """Every process of the platform, by id: what it was called with."""
        first = psutil.Process(self.process.pid)
        found = {}
        for each in (first, *first.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess):  # ended between the two looks, perhaps not buried yet
                found[each.pid] = " ".join(each.cmdline())
        return found

    def child(self, name: str) -> int:
        """The process id of a role or server: its first process."""
        for each in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.NoSuchProcess):  # ended between the two looks
                words = each.cmdline()
                if f"role {name}" in " ".join(words) or (words and Path(words[0]).name.startswith(name)):
                    return each.pid
        raise AssertionError(f"{name} does not run")

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Signal it and wait: exit code and output."""
        self.process.send_signal(number)
        output, _ = self.process.communicate(timeout=60)
        return self.process.returncode, output


@contextmanager
def up(home: Path, account: Account | None = None, **settings: str) -> Iterator[Up]:
    """Run `datasay up` on a home; whatever the test does, nothing of it survives the block."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DATASAY_")}
    family: dict[int, str] = {}
    with python_for(account) as python:
        process = subprocess.Popen(
            [*python, *UP],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment
            | python_environment()
            | {"DATASAY_HOME": str(home), "HOME": str(home.parent), "COLUMNS": "200"}
            | settings,
            cwd="/",
        )
        running = Up(process, home)
        try:
            yield running
            with contextlib.suppress(psutil.NoSuchProcess):
                family = running.family()
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.communicate(timeout=40)
                except subprocess.TimeoutExpired:
                    process.kill()
            if process.stdout is not None:
                process.stdout.close()
            process.wait()
    wait_until(lambda: all_gone(*family))


@pytest.fixture(scope="module")
def two(lasting_folder: Path) -> Iterator[tuple[Up, Up]]:
    """Two platforms that were started at the same moment and stand while the tests of this file run."""
    with up(lasting_folder / "one") as first, up(lasting_folder / "二") as second:
        first.wait_until_ready()
        second.wait_until_ready()
        yield first, second


@pytest.fixture(scope="module")
def used_home(lasting_folder: Path) -> Path:
    """A home for platforms that run one after the other: the tests that take it do not ask whether it is new."""
    return lasting_folder / "我的 数据" / "home of 张三"


def test_one_command_runs_everything_and_the_next_start_finds_it_as_it_was(home: Path) -> None:
    with up(home, PGSSLMODE="verify-full", PGTARGETSESSIONATTRS="standby", PGHOST="192.0.2.7") as platform:
        running = platform.wait_until_ready()
        assert answers(f"{running.web_url}/readyz")
        family = platform.family()
        for part in (*ROLES, "postgres", "redis-server", "watchdog.py"):
            assert any(part in line for line in family.values()), part
        secrets = set(re.findall(r":([^:@/]{20,})@", running.database_url + running.redis_url))
        assert len(secrets) == 2
        assert not [line for line in family.values() if any(secret in line for secret in secrets)]
        memory = platform_memory(home)
        assert memory is not None
        assert {"up", "web", "worker", "beat", "redis", "watchdog"} <= {each.name for each in memory}
        record = home / "run" / "first-steps.json"
        first = json.loads(record.read_text())
        code, output = platform.end()
        assert (code, "shown only now" in output) == (0, True), output
        assert stat.S_IMODE(record.stat().st_mode) == 0o600
        assert running.web_url in output
        assert all_gone(*family)
        assert find_running(home) is None
        logs = "".join(each.read_text() for each in (home / "logs").iterdir())
        assert not [secret for secret in secrets if secret in logs + output]
        assert stat.S_IMODE((home / "secret_keys").stat().st_mode) == 0o600
    other = {"revision": "other", "code": "other"}
    for change in ({}, other):  # nothing changed; another schema and version (each alone: test_freshness.py)
        record.write_text(json.dumps(first | change))
        with up(home) as platform:
            running = platform.wait_until_ready()
            assert answers(f"{running.web_url}/readyz")
            noted = json.loads(record.read_text())
            assert (noted["revision"], noted["code"] != "other") == (first["revision"], True)
            code, output = platform.end()
            assert (code, "shown only now" in output) == (0, False)
            assert "datasay user password admin" in output  # nobody has logged in yet


def test_a_second_one_on_the_same_home_is_refused_and_the_first_goes_on(two: tuple[Up, Up]) -> None:
    first, _ = two
    running = first.wait_until_ready()
    with up(first.home) as second:
        output = second.process.communicate(timeout=30)[0]
    assert second.process.returncode == 1
    assert str(first.process.pid) in output
    assert running.web_url in output
    assert answers(f"{running.web_url}/readyz")


def test_two_homes_run_side_by_side(two: tuple[Up, Up]) -> None:
    one, other = (each.wait_until_ready() for each in two)
    assert one.web_url != other.web_url
    assert one.database_url.rpartition("@")[2] != other.database_url.rpartition("@")[2]
    assert one.redis_url.rpartition("@")[2] != other.redis_url.rpartition("@")[2]
    assert answers(f"{one.web_url}/readyz")
    assert answers(f"{other.web_url}/readyz")


def test_a_port_asked_for_that_is_taken_is_refused_before_anything_is_made(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        with up(home, DATASAY_PORT=port) as platform:
            output, _ = platform.process.communicate(timeout=30)
    assert platform.process.returncode == 1
    assert port in output
    assert not any((home / "postgres").iterdir())


@pytest.mark.fault
def test_every_part_that_is_killed_comes_back_and_is_said_aloud(used_home: Path) -> None:
    diary = used_home / "logs" / "up.log"
    diary.unlink(missing_ok=True)
    with up(used_home) as platform:
        running = platform.wait_until_ready()
        for name in (*ROLES, "redis", "postgres"):
            os.kill(platform.child(name), signal.SIGKILL)
            wait_until(lambda: diary.exists() and f"{name} runs again" in diary.read_text(), seconds=60)  # noqa: B023  used at once
            wait_until(lambda: answers(f"{running.web_url}/readyz"), seconds=60)
        code, output = platform.end()
    assert code == 0
    for name in (*ROLES, "redis", "postgres"):
        assert f"{name} ended unexpectedly (killed by SIGKILL)" in output
        assert f"{name} runs again" in output


@pytest.mark.fault
def test_kill_9_leaves_no_process_and_the_next_start_needs_no_help(used_home: Path) -> None:
    with up(used_home) as platform:
        platform.wait_until_ready()
        family = platform.family()
        platform.process.kill()
        platform.process.wait()
        with up(used_home) as again:  # at once, while the rest of the first may still be ending
            running = again.wait_until_ready()
            assert answers(f"{running.web_url}/readyz")
        wait_until(lambda: all_gone(*family))


@pytest.mark.fault
@pytest.mark.parametrize("patience", [0.2, 1.5, 3.0])
def test_ctrl_c_in_the_middle_of_the_start_leaves_no_process(home: Path, patience: float) -> None:
    with up(home) as platform:
        time.sleep(patience)
        family = platform.family()
        platform.process.send_signal(signal.SIGINT)
        platform.process.communicate(timeout=60)
        assert platform.process.returncode in (0, 130, -signal.SIGINT)  # the last two before it has begun to listen
        wait_until(lambda: all_gone(*family))


def test_an_ordinary_user_runs_everything(open_folder: Path, ordinary_user: Account | None) -> None:
    parent = open_folder / "张 三"
    parent.mkdir()
    if ordinary_user is not None:
        os.chown(parent, ordinary_user.uid, ordinary_user.gid)
    with up(parent / "home", ordinary_user) as platform:
        running = platform.wait_until_ready()
        assert answers(f"{running.web_url}/readyz")
        user = os.geteuid() if ordinary_user is None else ordinary_user.uid
        assert {psutil.Process(pid).uids().effective for pid in platform.family()} == {user}
        assert platform.end(signal.SIGINT)[0] == 0
