"""How much memory each process of a running platform takes."""

from dataclasses import dataclass
from pathlib import Path

import psutil

from datasay.cli.embedded.connection import find_running


@dataclass(frozen=True, slots=True)
class ProcessMemory:
    """Memory of one process: its own pages, and its share of those it has in common with others (PSS)."""

    pid: int
    name: str
    megabytes: float


def platform_memory(home: Path) -> list[ProcessMemory] | None:
    """The memory of each process of the platform that runs on this home; None when none runs."""
    running = find_running(home)
    if running is None:
        return None
    rows = []
    first = psutil.Process(running.pid)
    for process in (first, *first.children(recursive=True)):
        try:
            share = process.memory_full_info().pss
            words = process.cmdline()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        rows.append(ProcessMemory(process.pid, _short_name(words), share / 1e6))
    return rows


def _short_name(words: list[str]) -> str:
    """What a person calls the process."""
    line = " ".join(words)
    for part, name in (
        (".role web ", "web"),
        (".role worker ", "worker"),
        (".role beat ", "beat"),
        ("watchdog.py", "watchdog"),
        ("redis-server", "redis"),
        ("multiprocessing", "multiprocessing"),
    ):
        if part in f"{line} ":
            return name
    if "postgres" in line:
        return line if line.startswith("postgres") else "postgres"
    return "up" if "datasay" in line else Path(words[0]).name if words else "?"
