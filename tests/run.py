"""All tests, in two parts: what computes, then what starts and kills whole platforms.

Tests wait as well (for a server, for a lease to end), so there is one process more than there are cores. Those of the
second part do little else, and a few of its files run side by side on any machine.
"""

import os
import subprocess
import sys
from pathlib import Path

_TESTS = Path(__file__).parent
_PYTEST = [sys.executable, "-m", "pytest", "--dist", "loadfile"]
PLATFORM_FOLDERS = ("e2e", "embedded", "fault")  # the only ones with tests of the second part
_PLATFORMS = 3


def main() -> int:
    """Run both parts; the exit code is that of the first that failed."""
    computing = _run((os.cpu_count() or 1) + 1, "not e2e and not fault")
    platforms = _run(_PLATFORMS, "e2e or fault", *(_TESTS / name for name in PLATFORM_FOLDERS))
    return computing or platforms


def _run(processes: int, marks: str, *folders: Path) -> int:
    command = [*_PYTEST, "-n", str(processes), "-m", marks, *map(str, folders), *sys.argv[1:]]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
