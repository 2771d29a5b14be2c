"""How many processes of one worker may be busy with long work: all but one, which is kept for what is soon done.

A slot is a lock on one byte of a file that the processes share. The kernel frees it when its process ends, however it
ends, so that a killed process takes no slot with it.
"""

import fcntl
import tempfile


class LongSlots:
    """Made before the processes are, used in each of them. A worker of one process keeps nothing back."""

    def __init__(self, processes: int) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  open for as long as the process lives
        self._slots = range(max(processes - 1, 1))
        self._held: int | None = None

    def take(self) -> bool:
        """Whether this process may do long work now; then it keeps the slot until `release()`."""
        for slot in self._slots:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, slot)
            except OSError:
                continue
            self._held = slot
            return True
        return False

    def release(self) -> None:
        """Let another process do long work."""
        if self._held is not None:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, self._held)
            self._held = None

    def close(self) -> None:
        """Forget the file; for a worker that has no processes any more."""
        self._file.close()
