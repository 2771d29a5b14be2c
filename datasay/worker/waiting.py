"""The worker of tasks that wait for somebody else's machine: many of them on one loop.

It needs no broker: it is told by broadcast when something waits for it, and looks by itself every second.

A task that has lost a worker may be the one that killed it, together with all that ran beside it. Until it ends or has
completed a step, it is done alone, in a process beside this one, so that no innocent one dies with it a second time.
"""

import asyncio
import contextlib
import math
import os
import sys
import time
from asyncio.subprocess import Process
from collections import Counter

import structlog

from datasay.core.clock import utc_now
from datasay.core.errors import DataSayError
from datasay.core.resources import Resources
from datasay.system_health.service import note_seen
from datasay.task_management import attempt_queries, relay, runner
from datasay.task_management.models import TaskQueue
from datasay.worker.roles import alone_arguments

logger = structlog.get_logger(__name__)

_LOOK_SECONDS = 1.0
_SEEN_EVERY_SECONDS = 10.0
_GRACE_SECONDS = 3.0
_AT_ONCE = 8
_KEPT_FOR_OTHERS = 5  # one user has all but a fifth of the places, whatever waits
_LOOK_FOR_SUSPECTS_SECONDS = 2.0
_BEGINS_SECONDS = 5.0  # what a process needs before it takes one
_MOST_ALONE = 4  # processes, for suspects that block theirs keep the others waiting
_ALONE_ENDS_SECONDS = 10.0


class WaitingWorker:
    """`run()` until `stop()`; `alone`: those that have lost a worker, one at a time, until there are none."""

    def __init__(self, resources: Resources, *, alone: bool = False) -> None:
        self._resources = resources
        self._alone = alone
        self._beside: list[Process] = []
        self._look_for_suspects_at = 0.0
        self._look = asyncio.Event()
        self._stopping = False
        self._interrupted = ""
        self._running: dict[asyncio.Task[None], int] = {}  # and whose they are
        self._seen = 0.0

    async def run(self) -> None:
        """Take what waits, as many at a time as the settings allow; at the end give back what is not done."""
        if self._alone:
            await self._one_by_one()
        else:
            await self._many_at_once()
        await self._give_back()

    async def _many_at_once(self) -> None:
        with self._resources.broadcast.listen(relay.WAITING_CHANNEL, lambda _: self._look.set()):
            while not self._stopping:
                self._look.clear()
                try:
                    await self._take()
                    await self._see_to_suspects()
                except DataSayError as error:  # the database is away; soon we look again
                    logger.warning("waiting_not_taken", error=str(error))
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._look.wait(), _LOOK_SECONDS)

    async def _one_by_one(self) -> None:
        """What is begun is done to its end, also when the process that started this one is gone."""
        starter = os.getppid()
        try:
            while os.getppid() == starter and not self._stopping:
                claimed = await runner.claim_next(self._resources, TaskQueue.WAITING, suspect=True)
                if claimed is None:
                    return
                logger.info("suspect_taken", task_uuid=claimed.task.task_uuid, lost=claimed.task.task_lost_count)
                self._begin(claimed)
                while self._running and not self._stopping:
                    self._look.clear()
                    await self._look.wait()
        except DataSayError as error:  # the database is away; another process is started when it is back
            logger.warning("waiting_not_taken", error=str(error))

    async def _see_to_suspects(self) -> None:
        """Start a process for them, where there are some and too few see to them."""
        now = time.monotonic()
        self._beside = [process for process in self._beside if process.returncode is None]
        if self._stopping or len(self._beside) >= _MOST_ALONE:
            return
        if now < self._look_for_suspects_at:
            return
        self._look_for_suspects_at = now + _LOOK_FOR_SUSPECTS_SECONDS
        if await attempt_queries.suspect_waits(self._resources.database, TaskQueue.WAITING, utc_now()):
            command = [sys.executable, "-m", *alone_arguments()]
            self._beside.append(await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.DEVNULL))
            self._look_for_suspects_at = now + _BEGINS_SECONDS

    def stop(self, interrupted: str = "") -> None:
        """Take nothing more. `interrupted`: the task, by its UUID, in whose code the process was told to end."""
        self._stopping = True
        self._interrupted = self._interrupted or interrupted
        self._look.set()

    async def _take(self) -> None:
        most = self._resources.settings.waiting_concurrency
        share = max(1, most - math.ceil(most / _KEPT_FOR_OTHERS))
        while len(self._running) < most and not self._stopping:
            full = [user_id for user_id, count in Counter(self._running.values()).items() if count >= share]
            claimed = await runner.claim_next(self._resources, TaskQueue.WAITING, suspect=False, passing=full)
            await self._note_seen()
            if claimed is None:
                return
            self._begin(claimed)

    def _begin(self, claimed: runner.Claimed) -> None:
        work = asyncio.create_task(self._run(claimed), name=f"task {claimed.task.task_uuid}")
        self._running[work] = claimed.task.task_created_user_id
        work.add_done_callback(self._done)

    async def _run(self, claimed: runner.Claimed) -> None:
        uuid = claimed.task.task_uuid
        try:
            await runner.run_claimed(self._resources, claimed, ended_us=lambda: self._interrupted == uuid)
        except DataSayError as error:  # its end could not be written: it is another worker's when the lease has ended
            logger.warning("work_interrupted", task_uuid=uuid, error=str(error))

    def _done(self, work: asyncio.Task[None]) -> None:
        self._running.pop(work, None)
        self._look.set()
        if not work.cancelled() and (error := work.exception()) is not None:
            logger.error("work_crashed", exc_info=error)

    async def _note_seen(self) -> None:
        if time.monotonic() - self._seen > _SEEN_EVERY_SECONDS:
            self._seen = time.monotonic()
            await note_seen(self._resources, "waiting")

    async def _give_back(self) -> None:
        """What is nearly done may end; the rest waits for another worker, and has not failed."""
        for process in self._beside:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        if self._running:
            await asyncio.wait(self._running, timeout=_GRACE_SECONDS)
        while self._running:  # a few at a time: they share the connections
            few = tuple(self._running)[:_AT_ONCE]
            for work in few:
                work.cancel()
            await asyncio.wait(few)
            for work in few:
                self._running.pop(work, None)
        await relay.drain()
        for process in self._beside:
            try:
                await asyncio.wait_for(process.wait(), _ALONE_ENDS_SECONDS)
            except TimeoutError:
                process.kill()
