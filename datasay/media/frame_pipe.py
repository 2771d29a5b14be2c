"""Raw frames into ffmpeg's standard input, for a child process of ours that does nothing else."""

import contextlib
import fcntl
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from datasay.media.child import Limits, child_environment, confined
from datasay.media.ffmpeg import ffmpeg_command

_PIPE_SIZE = 1024 * 1024  # bytes: a third of a frame at a time instead of 64 KiB saves most of the switching


class FramePipe:
    """A confined ffmpeg fed by blocking writes. It dies with the calling thread; what it says goes to our stderr.

    Used as a context; leaving it by an error kills ffmpeg. After `finish`, `code` is ffmpeg's exit code.
    """

    def __init__(
        self,
        arguments: Sequence[str | Path],
        *,
        limits: Limits,
        program: Path | None = None,
        cwd: Path | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        self._process = subprocess.Popen(
            confined(ffmpeg_command(arguments, program), limits),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            cwd=cwd,
            env=child_environment(environment),
        )
        assert self._process.stdin is not None
        self._descriptor = self._process.stdin.fileno()
        with contextlib.suppress(OSError):  # a machine may allow less; the frames pass all the same
            fcntl.fcntl(self._descriptor, fcntl.F_SETPIPE_SZ, _PIPE_SIZE)

    def write(self, frame: memoryview) -> bool:
        """Pass on one frame; False when ffmpeg takes no more, and `finish` will tell why."""
        rest = frame
        try:
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
        except BrokenPipeError:
            return False
        return True

    def finish(self) -> int:
        """Say that there are no more frames, wait for the end, and return the exit code (negative: the signal)."""
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        return self._process.wait()

    def __enter__(self) -> "FramePipe":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self.finish()
