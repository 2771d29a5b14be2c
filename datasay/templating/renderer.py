"""Checking and rendering from asyncio: a few warm processes do the work, started when first needed.

Each thread of a small pool keeps one process and talks to it alone. The processes die with their thread, so none
outlives the program; one that has died is replaced at the next job. The jobs of one user are done one after the other,
so that templates that take as long as they may never occupy every process, and nobody waits behind them all.
"""

import asyncio
import atexit
import json
import os
import select
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from weakref import WeakValueDictionary

from datasay.media.child import Limits, child_environment, confined
from datasay.templating.errors import RendererAway, TemplateRejected
from datasay.templating.limits import OUTPUT_LIMIT, WALL_SECONDS
from datasay.templating.work import Job, Json, Outcome, from_json

PROCESSES = 2
_START_SECONDS = 60.0  # a cold start on a very busy machine
_QUEUE_SECONDS = 30.0  # how long a job may wait for its turn
_MODULE = "datasay.templating.process"
_LIMITS = Limits(wall_seconds=None, cpu_seconds=None, file_size=0, address_space=None)
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}  # it forks


class _Process:
    """One rendering process, used by one thread."""

    def __init__(self) -> None:
        command = confined([sys.executable, "-P", "-m", _MODULE], _LIMITS)
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=child_environment(_ONE_THREAD),
            start_new_session=True,
        )
        self._fresh = True

    def ask(self, message: bytes) -> bytes:
        """Send one job and return the answer. Raises OSError when the process is gone, TimeoutError when it hangs."""
        assert self._child.stdin is not None
        self._child.stdin.write(len(message).to_bytes(8, "big") + message)
        self._child.stdin.flush()
        end = time.monotonic() + WALL_SECONDS + (_START_SECONDS if self._fresh else _QUEUE_SECONDS)
        size = int.from_bytes(self._read(8, end), "big")
        answer = self._read(size, end)
        self._fresh = False
        return answer

    def _read(self, size: int, end: float) -> bytes:
        assert self._child.stdout is not None
        descriptor = self._child.stdout.fileno()
        parts = bytearray()
        while len(parts) < size:
            if not select.select([descriptor], [], [], max(end - time.monotonic(), 0.0))[0]:
                raise TimeoutError("the rendering process does not answer")
            part = os.read(descriptor, size - len(parts))
            if not part:
                raise ConnectionResetError("the rendering process has ended")
            parts += part
        return bytes(parts)

    def end(self) -> None:
        """Kill it and wait until it is gone."""
        self._child.kill()
        for stream in (self._child.stdin, self._child.stdout):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:  # what was not sent to a dead process
                    continue
        self._child.wait()


class _Pool:
    """The threads and their processes, of this process of ours and not of the one it was forked from."""

    def __init__(self) -> None:
        self.process_id = os.getpid()
        self.executor = ThreadPoolExecutor(PROCESSES, thread_name_prefix="templates")
        self._own = threading.local()
        self._all: set[_Process] = set()

    def work(self, message: bytes) -> bytes:
        """Do one job in this thread's process; a process that died in the meantime is replaced once."""
        for attempt in range(2):
            process: _Process | None = getattr(self._own, "process", None)
            try:
                if process is None:
                    process = self._own.process = _Process()
                    self._all.add(process)
                return process.ask(message)
            except OSError as error:  # TimeoutError is one too
                self._drop(process)
                if attempt or isinstance(error, TimeoutError):
                    raise RendererAway(str(error)) from error
        raise AssertionError("unreachable")

    def _drop(self, process: _Process | None) -> None:
        self._own.process = None
        if process is not None:
            self._all.discard(process)
            process.end()

    def close(self) -> None:
        """End everything, when the program ends."""
        for process in list(self._all):
            process.end()
        self._all.clear()


_pools: dict[str, _Pool] = {}
_turns: WeakValueDictionary[tuple[asyncio.AbstractEventLoop, int], asyncio.Lock] = WeakValueDictionary()


def _pool() -> _Pool:
    pool = _pools.get("pool")
    if pool is None or pool.process_id != os.getpid():
        pool = _pools["pool"] = _Pool()
        atexit.register(pool.close)
    return pool


def _turn(whose: int) -> asyncio.Lock:
    """Held by the one job of a user that is being done, or waits for a process."""
    key = asyncio.get_running_loop(), whose
    return _turns.get(key) or _turns.setdefault(key, asyncio.Lock())


async def _done(job: Job, whose: int) -> Outcome:
    pool = _pool()
    try:
        async with asyncio.timeout(_QUEUE_SECONDS + WALL_SECONDS), _turn(whose):
            answer = await asyncio.wrap_future(pool.executor.submit(pool.work, json.dumps(asdict(job)).encode()))
    except TimeoutError as error:
        raise RendererAway("Too many templates are being rendered") from error
    read = json.loads(answer)
    if "fault" in read:
        raise RuntimeError(f"A template broke the renderer:\n{read['fault']}")
    outcome = from_json(read)
    if outcome.findings:
        raise TemplateRejected(*outcome.findings)
    return outcome


async def check(content: str, schema: dict[str, Json] | None, *, whose: int = 0) -> tuple[str, ...]:
    """Warnings about a template that may be kept. Raises TemplateRejected, RendererAway."""
    return (await _done(Job(content, schema), whose)).warnings


async def render(
    content: str,
    schema: dict[str, Json] | None,
    values: dict[str, Json],
    *,
    output_limit: int = OUTPUT_LIMIT,
    known: bool = False,
    whose: int = 0,
) -> Outcome:
    """The rendered text and warnings; `known` templates were checked before. Raises TemplateRejected, RendererAway."""
    return await _done(Job(content, schema, values, output_limit, known), whose)
