"""All tests, in two parts: what computes, one process for each core; then what starts and kills whole platforms.

The second part mostly waits (for leases to end, for servers to come back), so a few of its files run side by side.
"""

import os
import subprocess
import sys

_PYTEST = [sys.executable, "-m", "pytest"]
_PLATFORMS = "3"


def main() -> int:
    """Run both parts; the exit code is that of the first that failed."""
    workers = str(max(2, os.cpu_count() or 2))
    computing = _run(workers, "not e2e and not fault")
    platforms = _run(_PLATFORMS, "e2e or fault")
    return computing or platforms


def _run(workers: str, marks: str) -> int:
    command = [*_PYTEST, "-n", workers, "--dist", "loadfile", "-m", marks, *sys.argv[1:]]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
