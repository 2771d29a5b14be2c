"""The output of a child process in a file that is rotated by size, with passwords struck out."""

import contextlib
from collections import deque
from pathlib import Path
from threading import Thread
from typing import IO, BinaryIO

MAX_BYTES = 5 * 1024 * 1024
KEPT_FILES = 5
LONGEST_LINE = 64 * 1024


class RotatedFile:
    """Appends to `path`; past `max_bytes` it becomes `path.1` and so on, the oldest of `kept` falls away.

    A full disk loses lines, never the program that writes them.
    """

    def __init__(self, path: Path, *, max_bytes: int = MAX_BYTES, kept: int = KEPT_FILES) -> None:
        self.path = path
        self._max_bytes = max_bytes
        self._kept = kept
        self._file: BinaryIO | None = None
        self._size = 0

    def write(self, data: bytes) -> None:
        """Append whole lines."""
        with contextlib.suppress(OSError):
            if self._file is None:
                self._file = self._open()
            if self._size and self._size + len(data) > self._max_bytes:
                self._rotate()
            self._size += self._file.write(data)
            self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._file.close()
            self._file = None

    def _open(self) -> BinaryIO:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("ab")
        self._size = file.tell()
        return file

    def _name(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}") if number else self.path

    def _rotate(self) -> None:
        self.close()
        for number in range(self._kept - 1, -1, -1):  # the oldest is overwritten
            if self._name(number).exists():
                self._name(number).replace(self._name(number + 1))
        self._file = self._open()


class OutputPump(Thread):
    """Moves a child's output into its log until the child closes it; keeps the last lines for error texts."""

    def __init__(self, source: IO[bytes], log: Path, *, secrets: tuple[str, ...] = ()) -> None:
        super().__init__(name=f"output of {log.stem}", daemon=True)
        self._source = source
        self._log = RotatedFile(log)
        self._secrets = [secret.encode() for secret in secrets if secret]
        self._last: deque[str] = deque(maxlen=30)

    def run(self) -> None:
        """Read lines until the end of the output."""
        with self._source:
            while line := self._source.readline(LONGEST_LINE):
                clean = line
                for secret in self._secrets:
                    clean = clean.replace(secret, b"***")
                self._last.append(clean.decode(errors="replace").rstrip())
                self._log.write(clean)
        self._log.close()

    def last_lines(self, count: int = 12) -> str:
        """The last lines of the output; waits a moment for those of a child that has just ended."""
        self.join(timeout=1)
        return "\n".join(list(self._last)[-count:])
