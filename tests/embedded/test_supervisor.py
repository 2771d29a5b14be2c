"""The supervisor with small stand-in programs: restarts, order, stubborn and silent children, nothing left."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from datasay.cli.embedded.errors import StartFailed
from datasay.cli.embedded.processes import Program, marked
from datasay.cli.embedded.services import CommandService
from datasay.cli.embedded.supervisor import RestartPolicy, Supervisor
from tests.embedded.observing import all_gone

QUICK = RestartPolicy(
    crashes_in_a_row=3,
    first_delay=0.05,
    longest_delay=0.1,
    stable_after=5,
    ready_within=3,
    poll=0.02,
    health_interval=0.1,
)
MARK = f"datasay-test-{os.getpid()}"

WAIT = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
)
LAST_WORDS = """
import pathlib, signal, sys, time
def end(*_):
    with pathlib.Path(sys.argv[1]).open("a") as diary:
        diary.write(sys.argv[2] + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
pathlib.Path(sys.argv[3]).touch()
time.sleep(600)
"""
# Starts one process in its own group and one in a session of its own, as a worker starts ffmpeg.
PARENT = """
import pathlib, subprocess, sys, time
kin = subprocess.Popen(["sleep", "600"])
stray = subprocess.Popen(["sleep", "600"], start_new_session=True)
with pathlib.Path(sys.argv[1]).open("a") as file:
    file.write(f"{kin.pid} {stray.pid}\\n")
time.sleep(600)
"""


def stand_in(
    folder: Path,
    name: str,
    code: str,
    *arguments: str,
    stops: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 5.0),),
    ready: Callable[[], bool] | None = None,
    healthy: Callable[[], bool] | None = None,
) -> CommandService:
    """A service that runs Python code."""
    program = Program(
        name=name,
        command=(sys.executable, "-c", code, *arguments),
        log=folder / f"{name}.log",
        environment={"PATH": os.environ["PATH"]},
        stop_signals=stops,
        mark=f"{MARK}/{name}",
    )
    return CommandService(program, ready=ready, healthy=healthy)


@pytest.fixture
def said() -> list[str]:
    """What the supervisor says."""
    return []


@pytest.fixture
async def supervisor(said: list[str]) -> AsyncIterator[Supervisor]:
    """A quick supervisor; after the test nothing that it started may run."""
    supervisor = Supervisor(said.append, QUICK)
    yield supervisor
    await supervisor.stop()
    assert marked(MARK) == []


async def until(holds: Callable[[], bool], *, seconds: float = 10.0) -> None:
    """Wait until it holds."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  what is waited for happens in other processes
            await asyncio.sleep(0.02)


async def test_a_crashed_service_is_restarted_and_said_aloud(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    service = stand_in(tmp_path, "worker", WAIT)
    await supervisor.start(service)
    first = service.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    await until(lambda: service.pid != first and service.exit_code() is None)
    await until(lambda: len(said) == 2)
    assert "worker ended unexpectedly (killed by SIGKILL)" in said[0]
    assert str(tmp_path / "worker.log") in said[0]
    assert "worker runs again" in said[1]


async def test_before_a_restart_everything_the_crashed_service_had_started_is_ended(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    record = tmp_path / "children"
    service = stand_in(tmp_path, "worker", PARENT, str(record), ready=record.exists)
    await supervisor.start(service)
    await until(lambda: record.read_text().endswith("\n"))
    family = [int(pid) for pid in record.read_text().split()]
    assert service.pid is not None
    os.kill(service.pid, signal.SIGKILL)
    await until(lambda: len(record.read_text().splitlines()) == 2)
    assert all_gone(*family)


async def test_a_service_that_keeps_crashing_is_given_up_with_its_reason(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    service = stand_in(tmp_path, "worker", "import time; time.sleep(0.1); raise SystemExit(3)")
    await supervisor.start(service)
    with pytest.raises(StartFailed, match=r"worker crashed more than 3 times in a row \(exit code 3\)"):
        await asyncio.wait_for(supervisor.wait(), 20)
    assert sum("restart in" in each for each in said) == 3


async def test_a_service_that_cannot_start_is_refused_with_its_last_words(
    supervisor: Supervisor, tmp_path: Path
) -> None:
    service = stand_in(tmp_path, "web", "raise SystemExit('the port is taken')", ready=lambda: False)
    with pytest.raises(StartFailed, match=r"(?s)web ended at its start.*the port is taken"):
        await supervisor.start(service)


async def test_a_service_that_stays_silent_is_refused(supervisor: Supervisor, tmp_path: Path) -> None:
    service = stand_in(tmp_path, "web", WAIT, ready=lambda: False)
    with pytest.raises(StartFailed, match=r"web was not ready within 3 s"):
        await supervisor.start(service)


async def test_a_program_that_does_not_exist_is_refused(supervisor: Supervisor, tmp_path: Path) -> None:
    program = Program(name="web", command=("/nowhere/program",), log=tmp_path / "web.log")
    with pytest.raises(StartFailed, match=r"(?s)web ended at its start \(exit code 127\).*No such file"):
        await supervisor.start(CommandService(program, ready=lambda: False))


async def test_services_are_stopped_in_reverse_order(supervisor: Supervisor, tmp_path: Path) -> None:
    diary = tmp_path / "diary"
    names = ["redis", "worker", "beat", "web"]
    services = [
        stand_in(tmp_path, name, LAST_WORDS, str(diary), name, str(tmp_path / name), ready=(tmp_path / name).exists)
        for name in names
    ]
    await supervisor.start(services[0])
    await supervisor.start(*services[1:])
    await supervisor.stop()
    assert diary.read_text().split() == ["web", "beat", "worker", "redis"]


async def test_a_service_that_will_not_end_is_killed(supervisor: Supervisor, tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    service = stand_in(
        tmp_path,
        "web",
        STUBBORN,
        stops=((signal.SIGTERM, 0.2),),
        ready=lambda: log.exists() and "up" in log.read_text(),
    )
    await supervisor.start(service)
    await supervisor.stop()
    assert service.exit_code() == -signal.SIGKILL


async def test_killing_ends_a_patient_stop(supervisor: Supervisor, tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    service = stand_in(
        tmp_path,
        "web",
        STUBBORN,
        stops=((signal.SIGTERM, 300.0),),
        ready=lambda: log.exists() and "up" in log.read_text(),
    )
    await supervisor.start(service)
    stopping = asyncio.create_task(supervisor.stop())
    await asyncio.sleep(0.2)
    assert not stopping.done()
    supervisor.kill()
    await asyncio.wait_for(stopping, 10)
    assert service.exit_code() == -signal.SIGKILL


async def test_a_service_that_hangs_is_restarted(supervisor: Supervisor, said: list[str], tmp_path: Path) -> None:
    answers = [True]
    service = stand_in(tmp_path, "web", WAIT, healthy=lambda: answers[0])
    await supervisor.start(service)
    first = service.pid
    await asyncio.sleep(0.5)
    assert service.pid == first
    answers[0] = False
    await until(lambda: service.pid != first)
    answers[0] = True
    assert "no answer to 3 health checks" in said[0]


async def test_stopping_in_the_middle_of_a_start_leaves_nothing(supervisor: Supervisor, tmp_path: Path) -> None:
    service = stand_in(tmp_path, "web", WAIT, ready=lambda: False)
    starting = asyncio.create_task(supervisor.start(service))
    await until(lambda: service.pid is not None)
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    await supervisor.stop()
    assert service.pid is not None
    assert all_gone(service.pid)
