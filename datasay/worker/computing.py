"""What a process of the computing worker does when it is woken: whatever is next, until there is nothing more."""

import time

import structlog

from datasay.core.errors import DataSayError
from datasay.core.resources import Resources
from datasay.task_management import relay, runner
from datasay.task_management.models import TaskQueue
from datasay.worker.slots import LongSlots

logger = structlog.get_logger(__name__)

_TURN_SECONDS = 1.0  # then the message is answered, and another asks for what is left


class ComputingWorker:
    """One process."""

    def __init__(self, resources: Resources, slots: LongSlots) -> None:
        self._resources = resources
        self._slots = slots
        self._long_first = True

    async def work_off(self) -> None:
        """Run tasks in turn for about a second, or one that takes longer. Then pass the message on."""
        began = time.monotonic()
        try:
            while await self._run_next():
                if time.monotonic() - began > _TURN_SECONDS:
                    await relay.wake(self._resources, TaskQueue.SHORT)
                    break
        except DataSayError as error:  # the database is away: the housekeeping wakes workers again
            logger.warning("work_interrupted", error=str(error))
        await relay.drain()

    async def _run_next(self) -> bool:
        may_be_long = self._slots.take()
        try:
            claimed = await runner.claim_next(self._resources, *self._queues(may_be_long=may_be_long))
            if claimed is None:
                return False
            if claimed.queue is not TaskQueue.LONG:
                self._slots.release()
            await runner.run_claimed(self._resources, claimed)
        finally:
            self._slots.release()
        return True

    def _queues(self, *, may_be_long: bool) -> tuple[TaskQueue, ...]:
        """Where to look, in this order. By turns, for a worker of one process has to do both."""
        if not may_be_long:
            return (TaskQueue.SHORT,)
        self._long_first = not self._long_first
        queues = (TaskQueue.LONG, TaskQueue.SHORT)
        return queues if self._long_first else queues[::-1]
