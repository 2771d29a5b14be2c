"""The worker of tasks that wait for somebody else's machine: many of them on one loop.

It needs no broker: it is told by broadcast when something waits for it, and looks by itself every second.
"""

import asyncio
import contextlib
import time

import structlog

from datasay.core.errors import DataSayError
from datasay.core.resources import Resources
from datasay.system_health.service import note_seen
from datasay.task_management import relay, runner
from datasay.task_management.models import TaskQueue

logger = structlog.get_logger(__name__)

_LOOK_SECONDS = 1.0
_SEEN_EVERY_SECONDS = 10.0
_GRACE_SECONDS = 3.0
_AT_ONCE = 8


class WaitingWorker:
    """`run()` until `stop()`."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._look = asyncio.Event()
        self._stopping = False
        self._running: set[asyncio.Task[None]] = set()
        self._seen = 0.0

    async def run(self) -> None:
        """Take what waits, as many at a time as the settings allow; at the end give back what is not done."""
        with self._resources.broadcast.listen(relay.WAITING_CHANNEL, lambda _: self._look.set()):
            while not self._stopping:
                self._look.clear()
                try:
                    await self._take()
                except DataSayError as error:  # the database is away; soon we look again
                    logger.warning("waiting_not_taken", error=str(error))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._look.wait(), _LOOK_SECONDS)
        await self._give_back()

    def stop(self) -> None:
        """Take nothing more."""
        self._stopping = True
        self._look.set()

    async def _take(self) -> None:
        while len(self._running) < self._resources.settings.waiting_concurrency and not self._stopping:
            claimed = await runner.claim_next(self._resources, TaskQueue.WAITING)
            await self._note_seen()
            if claimed is None:
                return
            work = asyncio.create_task(self._run(claimed), name=f"task {claimed.task.task_uuid}")
            self._running.add(work)
            work.add_done_callback(self._done)

    async def _run(self, claimed: runner.Claimed) -> None:
        try:
            await runner.run_claimed(self._resources, claimed)
        except DataSayError as error:  # its end could not be written: it is another worker's when the lease has ended
            logger.warning("work_interrupted", task_uuid=claimed.task.task_uuid, error=str(error))

    def _done(self, work: asyncio.Task[None]) -> None:
        self._running.discard(work)
        self._look.set()
        if not work.cancelled() and (error := work.exception()) is not None:
            logger.error("work_crashed", exc_info=error)

    async def _note_seen(self) -> None:
        if time.monotonic() - self._seen > _SEEN_EVERY_SECONDS:
            self._seen = time.monotonic()
            await note_seen(self._resources, "waiting")

    async def _give_back(self) -> None:
        """What is nearly done may end; the rest waits for another worker, and has not failed."""
        if self._running:
            await asyncio.wait(self._running, timeout=_GRACE_SECONDS)
        while self._running:  # a few at a time: they share the connections
            few = tuple(self._running)[:_AT_ONCE]
            for work in few:
                work.cancel()
            await asyncio.wait(few)
            self._running.difference_update(few)
        await relay.drain()
