"""A process whose loop is blocked ends, however it is blocked; one that is idle, busy in threads or stopped goes on."""

import os
import signal
import subprocess
import sys
import time

import pytest

from datasay.core.loop_watch import EXIT_CODE

_PROCESS = """
import asyncio, ctypes, os, sys, time
from datasay.core.loop_watch import LoopWatch

runner = asyncio.Runner()
watch = LoopWatch(runner.get_loop(), 2)
watch.start()

async def work():
    {work}

runner.run(asyncio.sleep(0.1))
{between}
runner.run(work())
watch.end()
runner.close()
print("done")
"""


def _begin(work: str, between: str = "") -> "subprocess.Popen[str]":
    source = _PROCESS.format(work=work, between=between)
    return subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def test_a_blocked_loop_ends_its_process_and_the_log_says_where() -> None:
    process = _begin("time.sleep(10**6)")
    told, _ = process.communicate(timeout=60)
    assert process.returncode == EXIT_CODE
    assert "loop_blocked" in told
    assert "in work" in told


def test_code_that_lets_no_thread_run_is_ended_too() -> None:
    process = _begin("ctypes.PyDLL(None).sleep(10**6)")  # keeps the interpreter's lock
    told, _ = process.communicate(timeout=90)
    assert process.returncode != 0
    assert "Timeout" in told


@pytest.mark.parametrize(
    ("work", "between"),
    [
        ("await asyncio.sleep(5)", ""),
        ("await asyncio.to_thread(time.sleep, 5)", ""),
        ("await asyncio.sleep(3)", "time.sleep(5)"),  # between two messages the loop does not run
    ],
)
def test_honest_processes_go_on(work: str, between: str) -> None:
    process = _begin(work, between)
    told, _ = process.communicate(timeout=60)
    assert (process.returncode, told.strip()) == (0, "done")


def test_a_process_that_was_stopped_goes_on() -> None:
    process = _begin("await asyncio.sleep(3)")
    time.sleep(2.5)
    os.kill(process.pid, signal.SIGSTOP)
    time.sleep(6)
    os.kill(process.pid, signal.SIGCONT)
    told, _ = process.communicate(timeout=60)
    assert (process.returncode, told.strip()) == (0, "done")
