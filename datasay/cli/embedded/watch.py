"""The watchdog as a service: a process outside `datasay up` that ends what is left when that is killed."""

import contextlib
import subprocess
import sys
from pathlib import Path

from datasay.cli.embedded.processes import bare_environment

_SCRIPT = Path(__file__).with_name("watchdog.py")


class Watchdog:
    """Runs watchdog.py, which shares nothing with us but a pipe: when the pipe breaks, we were killed."""

    name = "watchdog"

    def __init__(self, mark: str, log: Path) -> None:
        self.log = log
        self._mark = mark
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its process id; None before the first start."""
        return self._child.pid if self._child else None

    def spawn(self) -> None:
        """Start it, in a session of its own and without a wish to die with us."""
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_SCRIPT), self._mark],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd="/",
                env=bare_environment(),
                start_new_session=True,
            )

    def is_ready(self) -> bool:
        """From the start."""
        return True

    def settle(self) -> None:
        """Nothing was chosen."""

    def is_healthy(self) -> bool:
        """It only waits."""
        return True

    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._child.poll() if self._child else 0

    def stop(self) -> None:
        """Tell it that the end is orderly, and wait for it."""
        if self._child is None or self._child.stdin is None:
            return
        with contextlib.suppress(OSError, ValueError):
            self._child.stdin.write(b"done\n")
            self._child.stdin.close()
        try:
            self._child.wait(5)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()

    def kill(self) -> None:
        """It is needed until the end; `stop` ends it."""
