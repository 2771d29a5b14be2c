"""The process without a pool: `python -m datasay.worker.beat [--waiting [--alone]]`.

Work by the clock has a thread, a loop and connections of its own, so that a hundred tasks that wait for vendors on the
other loop cannot keep it waiting. With `--waiting` only those are done; with `--alone` those that have lost a worker,
one at a time, until there are none.
"""

import asyncio
import signal
import sys
import threading
from types import FrameType

import structlog

from datasay.core.identity import request_id
from datasay.core.logging import configure_logging
from datasay.core.loop_watch import LoopWatch
from datasay.core.periodic import declared
from datasay.core.resources import Resources
from datasay.core.settings import Settings, get_settings
from datasay.core.steady_loop import SteadyLoop
from datasay.migrations.models import load_models
from datasay.task_management import relay
from datasay.worker import modules
from datasay.worker.scheduler import Scheduler
from datasay.worker.waiting import WaitingWorker

logger = structlog.get_logger(__name__)


class Housekeeping(threading.Thread):
    """Runs the scheduler until `end()`."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(name="housekeeping", daemon=True)
        self._settings = settings
        self._begun = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._scheduler: Scheduler | None = None

    def run(self) -> None:
        """The thread's own loop."""
        with asyncio.Runner(loop_factory=SteadyLoop) as runner:
            runner.run(self._run())

    async def _run(self) -> None:
        resources = Resources.of(self._settings)
        self._loop, self._scheduler = asyncio.get_running_loop(), Scheduler(resources, declared())
        self._begun.set()
        await self._scheduler.run()
        await relay.drain()
        await resources.close()

    def end(self) -> None:
        """Stop, and wait for the end."""
        self._begun.wait()
        if self._loop is not None and self._scheduler is not None:
            self._loop.call_soon_threadsafe(self._scheduler.stop)
        self.join(timeout=5)


async def _wait_for_vendors(settings: Settings, *, alone: bool) -> None:
    resources = Resources.of(settings)
    await resources.broadcast.start(relay.LEASES)
    worker = WaitingWorker(resources, alone=alone)
    loop = asyncio.get_running_loop()

    def told_to_end(_number: int, _frame: FrameType | None) -> None:
        # What interrupts a task's own code was most likely sent by it: from outside it meets a loop that waits.
        loop.call_soon_threadsafe(worker.stop, request_id.get())

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, told_to_end)
    watch = LoopWatch(loop, settings.worker_blocked_seconds)
    watch.start()
    await worker.run()
    await resources.close()
    watch.end()


def main(arguments: list[str]) -> None:
    """Run until told to end."""
    settings = get_settings()
    configure_logging(settings.log_level)
    load_models()  # a foreign key needs both its tables
    assert modules.JOBS, "imported for what they register"
    housekeeping = None if "--waiting" in arguments else Housekeeping(settings)
    logger.info("waiting_starts" if housekeeping is None else "beat_starts", home=str(settings.home))
    if housekeeping is not None:
        housekeeping.start()
    with asyncio.Runner(loop_factory=SteadyLoop) as runner:
        runner.run(_wait_for_vendors(settings, alone="--alone" in arguments))
    if housekeeping is not None:
        housekeeping.end()


if __name__ == "__main__":
    main(sys.argv[1:])
