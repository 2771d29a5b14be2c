"""How a confined child process is started, fed, listened to, and stopped with everything it started."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from datasay.media.errors import MediaRejected, MediaToolFailed
from datasay.wording.told import Told

_CONFINE = str(Path(__file__).with_name("confine.py"))
_STDERR_KEPT = 64 * 1024  # bytes: the beginning (what the input is) and the end (what went wrong) of what was said
_CHUNK = 64 * 1024
_GRACE_SECONDS = 1.0  # between the polite signal and the other one
_GIBIBYTE = 1024**3


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use: seconds and bytes; None means as much as it likes."""

    wall_seconds: float | None = 900.0
    cpu_seconds: int | None = 1800
    file_size: int | None = 8 * _GIBIBYTE
    address_space: int | None = 4 * _GIBIBYTE
    output_size: int = 512 * 1024**2  # of standard output, which is held in memory


@dataclass(frozen=True, slots=True)
class ChildResult:
    """How the child ended: its exit code (negative: the signal), and what it wrote."""

    code: int
    stdout: bytes
    stderr: str


class BoundedText:
    """The first and the last bytes of a stream of any length."""

    def __init__(self, size: int = _STDERR_KEPT) -> None:
        self._half = size // 2
        self._head = b""
        self._tail = b""
        self._lost = False

    def add(self, chunk: bytes) -> None:
        """Take in the next bytes."""
        room = self._half - len(self._head)
        self._head += chunk[:room] if room > 0 else b""
        rest = chunk[max(room, 0) :]
        if rest:
            joined = self._tail + rest
            self._lost = self._lost or len(joined) > self._half
            self._tail = joined[-self._half :]

    def text(self) -> str:
        """What was kept."""
        gap = b"\n...\n" if self._lost else b""
        return (self._head + gap + self._tail).decode("utf-8", "replace")


def confined(command: Sequence[str], limits: Limits) -> list[str]:
    """The argument list that runs `command` bound to this process and to the limits.

    The child dies when the thread that starts it ends, so start children from a thread that lives on.
    """
    numbers = [limits.cpu_seconds, limits.file_size, limits.address_space]
    limited = ["-" if number is None else str(number) for number in numbers]
    return [sys.executable, "-I", "-S", _CONFINE, str(os.getpid()), *limited, *command]


def child_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a child may know: no secret of ours is passed on."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C.UTF-8", "TZ": "UTC", **(extra or {})}


async def stop_group(process: asyncio.subprocess.Process) -> None:
    """End the process and its whole group, politely and then not, and wait until it is gone (at most about 2 s)."""
    if process.returncode is None:
        _signal_group(process.pid, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _GRACE_SECONDS)
    _signal_group(process.pid, signal.SIGKILL)  # also those the leader left behind
    if process.stdin is not None:
        process.stdin.close()
    # A pipe nobody reads to its end keeps the transport open, and on some Pythons wait() waiting.
    await asyncio.gather(process.wait(), _drain(process.stdout), _drain(process.stderr))


async def _drain(stream: asyncio.StreamReader | None) -> None:
    while stream is not None and await stream.read(_CHUNK):
        pass


def _signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


@asynccontextmanager
async def start_child(
    command: Sequence[str],
    *,
    limits: Limits,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    feed: bool = False,
    pass_fds: Sequence[int] = (),
) -> AsyncIterator[asyncio.subprocess.Process]:
    """A confined child in a process group of its own; however the block is left, the group is gone afterwards."""
    process = await asyncio.create_subprocess_exec(
        *confined(command, limits),
        stdin=asyncio.subprocess.PIPE if feed else asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=cwd,
        env=child_environment(environment),
        start_new_session=True,
        pass_fds=tuple(pass_fds),
    )
    try:
        yield process
    finally:
        # Shielded: a second cancellation must not leave the child behind.
        stopping = asyncio.ensure_future(stop_group(process))
        try:
            await asyncio.shield(stopping)
        except asyncio.CancelledError:
            await stopping
            raise


async def run_child(
    command: Sequence[str],
    *,
    limits: Limits,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    environment: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
    on_started: Callable[[], None] | None = None,
    on_line: Callable[[str], Awaitable[None]] | None = None,
) -> ChildResult:
    """Run to the end and return what was written; with `on_line`, standard output is handed over line by line.

    Raises MediaToolFailed when the wall clock limit is reached, MediaRejected when the output grows past its limit.
    """
    started = start_child(
        command, limits=limits, cwd=cwd, environment=environment, feed=stdin is not None, pass_fds=pass_fds
    )
    async with started as process:
        if on_started is not None:
            on_started()
        said = BoundedText()
        out = bytearray()
        try:
            async with asyncio.timeout(limits.wall_seconds), asyncio.TaskGroup() as group:
                if stdin is not None:
                    group.create_task(_feed(process, stdin))
                group.create_task(_listen(process, said))
                group.create_task(_hand_over(process, on_line) if on_line else _collect(process, out, limits))
                code = await process.wait()
        except TimeoutError as error:
            raise MediaToolFailed(
                Told(
                    "The media tool was stopped after {seconds:.0f} s without an end; try again when "
                    "the machine is less busy, or with a shorter input.",
                    "媒体工具运行 {seconds:.0f} 秒还没结束，已被停止。请等机器空闲些再试，或缩短内容。",
                    seconds=limits.wall_seconds,
                )
            ) from error
        except BaseExceptionGroup as group_error:
            raise group_error.exceptions[0] from None  # every failure here has one cause
    return ChildResult(code, bytes(out), said.text())


async def _feed(process: asyncio.subprocess.Process, data: bytes) -> None:
    assert process.stdin is not None
    # A child that has seen enough closes the pipe early; its exit code tells whether that was right.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(data)
        await process.stdin.drain()
    process.stdin.close()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        await process.stdin.wait_closed()


async def _listen(process: asyncio.subprocess.Process, said: BoundedText) -> None:
    assert process.stderr is not None
    while chunk := await process.stderr.read(_CHUNK):
        said.add(chunk)


async def _collect(process: asyncio.subprocess.Process, out: bytearray, limits: Limits) -> None:
    assert process.stdout is not None
    while chunk := await process.stdout.read(_CHUNK):
        out += chunk
        if len(out) > limits.output_size:
            raise MediaRejected(
                Told(
                    "The result is larger than the allowed {most:,} bytes; use less input.",
                    "结果超过 {most:,} 字节的上限，请减少内容。",
                    most=limits.output_size,
                )
            )


async def _hand_over(process: asyncio.subprocess.Process, on_line: Callable[[str], Awaitable[None]]) -> None:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        await on_line(line.decode("utf-8", "replace").rstrip("\n"))
