"""Places where a process dies at once when `DATASAY_KILL_POINT` names them: for tests of what survives.

They stand between every two statements of which the first can be kept and the second lost. Nothing is cleaned up, no
handler runs, as when the machine loses power.
"""

import os
import signal
from enum import StrEnum

VARIABLE = "DATASAY_KILL_POINT"


class KillPoint(StrEnum):
    """Every such place, in the order in which a task passes them."""

    TASK_KEPT = "task-kept"  # row and message are committed, nobody is told
    MESSAGE_SENT = "message-sent"  # the workers are told, the message is not marked
    MESSAGE_MARKED = "message-marked"
    CLAIMED = "claimed"
    EARLIER_REMOVED = "earlier-removed"  # what killed attempts left behind is gone, the job has not begun
    STEP_BEGUN = "step-begun"
    STEP_FOUND = "step-found"  # an earlier task made the same, and it is alive: not taken over yet
    STEP_TAKEN_OVER = "step-taken-over"
    RECEIPT_KEPT = "receipt-kept"
    USE_WRITTEN = "use-written"  # what an engine used, not committed
    USE_KEPT = "use-kept"  # and nothing of what it made
    BYTES_WRITTEN = "bytes-written"  # to a temporary file
    BYTES_KEPT = "bytes-kept"  # where they belong, without a row
    STEP_WRITTEN = "step-written"  # with the rows it made, not committed
    LEASE_RENEWED = "lease-renewed"
    PROGRESS_KEPT = "progress-kept"
    WORK_DONE = "work-done"  # the job has returned, the task is not completed
    TASK_COMPLETED = "task-completed"
    TASK_TOLD = "task-told"  # its watchers know
    TASK_FAILED = "task-failed"
    HANDED_OVER = "handed-over"
    GIVEN_BACK = "given-back"
    RELAYED = "relayed"  # the relay has told the workers, and marked nothing
    LOST_RELEASED = "lost-released"  # a dead worker's tasks wait again, not committed
    LOST_KEPT = "lost-kept"
    REVOKED = "revoked"  # committed, nobody is told


_wanted = os.environ.get(VARIABLE)


def kill_point(point: KillPoint) -> None:
    """Die here if this point is the one that was named."""
    if _wanted is not None and point == _wanted:
        os.kill(os.getpid(), signal.SIGKILL)
