"""All tests, in two parts: what can share the machine runs side by side, what kills or measures servers runs alone."""

import os
import subprocess
import sys

_PYTEST = [sys.executable, "-m", "pytest"]


def main() -> int:
    """Run both parts; the exit code is that of the first that failed."""
    workers = str(max(2, os.cpu_count() or 2))
    together = subprocess.run(
        [*_PYTEST, "-n", workers, "--dist", "loadfile", "-m", "not e2e and not fault", *sys.argv[1:]], check=False
    )
    alone = subprocess.run([*_PYTEST, "-m", "e2e or fault", *sys.argv[1:]], check=False)
    return together.returncode or alone.returncode


if __name__ == "__main__":
    sys.exit(main())
