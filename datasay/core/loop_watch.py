"""Ends a process whose event loop stands still, so that another is started; the task of a worker counts a lost one.

Honest work computes in threads and child processes. Code that blocks the loop stops the renewal of every lease of the
process, and nothing within the loop can end it.
"""

import asyncio
import faulthandler
import os
import sys
import threading
import traceback

import structlog

logger = structlog.get_logger(__name__)
EXIT_CODE = 70  # EX_SOFTWARE
_TICK_SECONDS = 1.0
_REARM_TICKS = 5


class LoopWatch(threading.Thread):
    """Watches one loop while it runs, until `end()`; a loop that does not run has nothing to do and is let be.

    Seconds are counted one by one, so that a process that was stopped and goes on is not taken for one that is blocked.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: int) -> None:
        super().__init__(name="loop-watch", daemon=True)
        self._loop = loop
        self._seconds = seconds
        self._watched = threading.get_ident()
        self._ended = threading.Event()
        self._beat = threading.Event()

    def run(self) -> None:
        """Ask the loop for a sign of life each second."""
        self._arm()
        silent = ticks = 0
        asked = False
        while not self._ended.wait(_TICK_SECONDS):
            ticks += 1
            if ticks % _REARM_TICKS == 0:
                self._arm()
            if self._beat.is_set() or not self._loop.is_running():
                silent = 0
            else:
                silent += 1
            if silent >= self._seconds:
                self._end_process()
            if self._beat.is_set() or not asked:
                self._beat.clear()
                try:
                    self._loop.call_soon_threadsafe(self._beat.set)
                    asked = True
                except RuntimeError:  # it is closed
                    return

    def end(self) -> None:
        """Watch no more."""
        self._ended.set()
        faulthandler.cancel_dump_traceback_later()

    def _arm(self) -> None:
        """Where code keeps even this thread from running, the interpreter's own timer ends the process."""
        if sys.__stderr__ is not None:
            faulthandler.dump_traceback_later(2 * self._seconds + 2 * _REARM_TICKS, exit=True, file=sys.__stderr__)

    def _end_process(self) -> None:
        frame = sys._current_frames().get(self._watched)
        where = "".join(traceback.format_stack(frame)[-3:]) if frame is not None else ""
        logger.critical("loop_blocked", seconds=self._seconds, where=where)
        os._exit(EXIT_CODE)
