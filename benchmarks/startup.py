"""How long `datasay --help` and `datasay up` take, and how much memory the idle platform needs, in one run.

    python -m benchmarks.startup [--rounds 5]

The floor of `--help` is an interpreter that imports typer and nothing else. The first start makes the database; warm
ones are what a user waits for every day. Memory is each process's own pages and its share of the common ones (PSS).
"""

import argparse
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from datasay.cli.embedded.connection import find_running
from datasay.cli.embedded.memory import platform_memory

_REACH = {"help": 0.3, "warm": 6.0, "memory": 700.0}  # seconds, seconds, megabytes
_SETTLING_SECONDS = 20.0


def timed(command: Sequence[str], rounds: int) -> float:
    """Median seconds of a command."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def start(home: Path) -> tuple[subprocess.Popen[bytes], float]:
    """`datasay up` on this home, and the seconds until it said that it is ready."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "datasay", "up"], env=os.environ | {"DATASAY_HOME": str(home)}, stdout=subprocess.DEVNULL
    )
    while find_running(home) is None:
        if process.poll() is not None:
            raise SystemExit("datasay up ended instead of getting ready")
        time.sleep(0.02)
    return process, time.perf_counter() - started


def stop(process: subprocess.Popen[bytes]) -> float:
    """Seconds until everything has ended."""
    started = time.perf_counter()
    process.send_signal(signal.SIGTERM)
    process.wait(60)
    return time.perf_counter() - started


def main() -> int:
    """Exit code 0 when the targets hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    floor = timed([sys.executable, "-c", "import typer"], rounds * 2)
    shown = timed([str(Path(sys.executable).with_name("datasay")), "--help"], rounds * 2)
    print(f"datasay --help {shown:.2f} s, {shown / floor:.2f} × an interpreter with typer ({floor:.2f} s)", flush=True)
    warm, stops = [], []
    with tempfile.TemporaryDirectory(prefix="datasay-startup-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        home = folder / "home"
        process, first = start(home)
        for _ in range(rounds):
            stops.append(stop(process))
            process, seconds = start(home)
            warm.append(seconds)
        ready = statistics.median(warm)
        print(
            f"datasay up {first:.1f} s the first time, {ready:.1f} s warm; stopped in {statistics.median(stops):.1f} s"
        )
        time.sleep(_SETTLING_SECONDS)
        rows = platform_memory(home) or []
        stop(process)
    total = sum(row.megabytes for row in rows)
    for row in sorted(rows, key=lambda row: -row.megabytes):
        print(f"{row.name:<40}{row.megabytes:>8.1f} MB")
    print(f"{'idle, in all':<40}{total:>8.1f} MB")
    met = shown <= _REACH["help"] and ready <= _REACH["warm"] and total <= _REACH["memory"]
    print("targets met" if met else "TARGETS MISSED (--help ≤ 0.3 s, warm ≤ 6 s, idle ≤ 700 MB)")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
