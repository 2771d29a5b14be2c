"""Does what the modules want done by the clock, each on its own: one that takes long keeps none waiting."""

import asyncio
import time
from collections.abc import Sequence

import structlog

from datasay.core.errors import DataSayError
from datasay.core.identity import as_actor, part
from datasay.core.periodic import Periodic
from datasay.core.resources import Resources
from datasay.system_health.service import note_seen

logger = structlog.get_logger(__name__)

_SEEN_EVERY_SECONDS = 10.0


class Scheduler:
    """`run()` until `stop()`; everything is due at the start."""

    def __init__(self, resources: Resources, work: Sequence[Periodic]) -> None:
        self._resources = resources
        self._work = work
        self._stopping = asyncio.Event()
        self._seen = 0.0

    async def run(self) -> None:
        """Do everything again and again; what is under way at the end is cut off, and done by whoever comes next."""
        going = [asyncio.create_task(self._repeat(each), name=each.name) for each in self._work]
        await self._stopping.wait()
        for each in going:
            each.cancel()
        await asyncio.gather(*going, return_exceptions=True)

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()

    async def _repeat(self, each: Periodic) -> None:
        while True:
            await self._note_seen()
            try:
                with as_actor(part(each.work.__name__)):
                    await each.work(self._resources)
            except DataSayError as error:  # the next round tries again
                logger.warning("housekeeping_failed", work=each.name, error=str(error))
            except Exception as error:  # a bug of ours in one must not end the others
                logger.error("housekeeping_crashed", work=each.name, exc_info=error)
            await asyncio.sleep(each.seconds)

    async def _note_seen(self) -> None:
        if time.monotonic() - self._seen > _SEEN_EVERY_SECONDS:
            self._seen = time.monotonic()
            await note_seen(self._resources, "housekeeping")
