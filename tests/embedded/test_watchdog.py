"""What is left when the supervising process itself is killed: nothing."""

import os
import signal
from pathlib import Path

import pytest

from datasay.cli.embedded.processes import kill_marked, marked
from tests.embedded.observing import all_gone, script_running, wait_until

# A platform in small: watchdog, PostgreSQL, Redis, and a service that has started a process in another session.
SUPERVISING = """
import asyncio, os, sys
from pathlib import Path
from datasay.cli.embedded.postgres import EmbeddedPostgres
from datasay.cli.embedded.processes import Program
from datasay.cli.embedded.redis import EmbeddedRedis
from datasay.cli.embedded.services import CommandService
from datasay.cli.embedded.supervisor import Supervisor
from datasay.cli.embedded.watch import Watchdog

home, mark = Path(sys.argv[1]), sys.argv[2]
started = home / "started"
code = (
    "import pathlib, subprocess, sys, time;"
    "stray = subprocess.Popen(['sleep', '600'], start_new_session=True);"
    "pathlib.Path(sys.argv[1]).write_text(str(stray.pid)); time.sleep(600)"
)

async def main():
    home.mkdir(parents=True)
    home.chmod(0o711)
    program = Program("worker", (sys.executable, "-c", code, str(started)), home / "worker.log", mark=mark + "/worker")
    watchdog = Watchdog(mark, home / "watchdog.log")
    postgres, redis = EmbeddedPostgres(home / "postgres", fsync=False), EmbeddedRedis(home / "redis")
    worker = CommandService(program, ready=lambda: started.exists() and started.read_text() != "")
    supervisor = Supervisor(print)
    await supervisor.start(watchdog, postgres, redis)
    await supervisor.start(worker)
    print(watchdog.pid, postgres.pid, redis.pid, worker.pid, started.read_text(), flush=True)
    await supervisor.wait()

asyncio.run(main())
"""


@pytest.mark.fault
@pytest.mark.parametrize("without_watchdog", [False, True])
def test_kill_9_of_the_supervising_process_leaves_no_process(home: Path, without_watchdog: bool) -> None:
    mark = f"datasay-test-{os.getpid()}-{without_watchdog}"
    with script_running(SUPERVISING, str(home), mark) as parent:
        assert parent.stdout is not None
        line = parent.stdout.readline()
        watchdog, postgres, redis, worker, stray = (int(pid) for pid in line.split())
        assert sorted(marked(mark)) == sorted([worker, stray])
        if without_watchdog:
            # The kernel still ends the direct children; the rest is found at the next start of this home.
            os.kill(parent.pid, signal.SIGSTOP)
            os.kill(watchdog, signal.SIGKILL)
        parent.kill()
        wait_until(lambda: all_gone(postgres, redis, worker, watchdog))
        if without_watchdog:
            kill_marked(mark)
        assert all_gone(stray)
        assert marked(mark) == []


@pytest.mark.fault
def test_a_killed_watchdog_is_replaced(home: Path) -> None:
    mark = f"datasay-test-{os.getpid()}-replaced"
    with script_running(SUPERVISING, str(home), mark) as parent:
        assert parent.stdout is not None
        watchdog, postgres, redis, worker, stray = (int(pid) for pid in parent.stdout.readline().split())
        os.kill(watchdog, signal.SIGKILL)
        assert "watchdog ended unexpectedly" in parent.stdout.readline()
        assert "watchdog runs again" in parent.stdout.readline()
        parent.kill()
        wait_until(lambda: all_gone(postgres, redis, worker, stray))
