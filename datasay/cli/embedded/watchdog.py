"""Ends what a killed `datasay up` leaves behind.

Run as a script by an isolated interpreter (`python -I -S watchdog.py MARK`) with a pipe from `datasay up` as standard
input. A word on the pipe means an orderly end; the end of the pipe without it means that `datasay up` was killed. The
kernel has then signalled its direct children, but not what those had started in sessions of their own (ffmpeg, say):
all of these carry the mark in their environment and are killed here.
"""

import contextlib
import os
import signal
import sys
import time

QUIET_SECONDS = 2.0


def marked(mark: bytes) -> list[int]:
    """Ids of the running processes whose DATASAY_RUN is the mark or begins with it and a slash."""
    wanted = b"DATASAY_RUN=" + mark
    found = []
    for name in os.listdir("/proc"):  # noqa: PTH208  one process a second time a second: no pathlib in an 8 MB process
        if not name.isdigit() or int(name) == os.getpid():
            continue
        with contextlib.suppress(OSError), open(f"/proc/{name}/environ", "rb") as file:  # noqa: PTH123  as above
            if any(entry == wanted or entry.startswith(wanted + b"/") for entry in file.read().split(b"\0")):
                found.append(int(name))
    return found


def end_all(mark: bytes) -> None:
    """Kill marked processes until none has been seen for a while: one may start another while we look."""
    quiet_since = time.monotonic()
    while time.monotonic() - quiet_since < QUIET_SECONDS:
        for pid in marked(mark):
            quiet_since = time.monotonic()
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)


if __name__ == "__main__":
    if not sys.stdin.buffer.read():
        end_all(sys.argv[1].encode())
