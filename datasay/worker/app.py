"""The worker: one event loop and one set of resources per process, a Celery task that runs tasks, and housekeeping."""

import asyncio
import ctypes
import gc
import os
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog
from celery.signals import (
    beat_embedded_init,
    setup_logging,
    worker_init,
    worker_process_init,
    worker_process_shutdown,
    worker_shutdown,
)

from datasay.core.errors import DataSayError
from datasay.core.identity import SYSTEM
from datasay.core.logging import configure_logging
from datasay.core.queue import HOUSEKEEPING_QUEUE, RUN_TASK, celery_app
from datasay.core.resources import Resources
from datasay.core.settings import get_settings
from datasay.file_storage.sweep import sweep_orphans
from datasay.migrations.models import load_models
from datasay.migrations.partitions import make_month_partitions
from datasay.search.indexing import index_pending
from datasay.system_monitoring.service import note_seen
from datasay.system_monitoring.statistics import measure_storage
from datasay.task_management import relay, runner
from datasay.task_management.work_folders import sweep_work_folders
from datasay.text.content.queries import SEARCHED as SEARCHED_TEXTS
from datasay.user_auth.service import forget_ended_sessions
from datasay.worker import jobs

logger = structlog.get_logger(__name__)
Result = TypeVar("Result")

load_models()  # a foreign key needs both its tables
app = celery_app(get_settings().redis_url)
assert jobs.ALL
_PR_SET_PDEATHSIG = 1
_INDEXING_SECONDS = 1.0  # of every two: lost tasks and waiting messages must not wait for a large import


class _Process:
    """The event loop and the resources of this worker process, opened after the fork."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()
        self.resources = Resources.of(get_settings())
        self.run(self.resources.broadcast.start(relay.LEASES))  # not what each task tells its watchers

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run to the end on this process's loop."""
        return self.runner.run(work)

    def close(self) -> None:
        """Send what is left to send and close the connections."""
        self.run(relay.drain())
        self.run(self.resources.close())
        self.runner.close()


_process: _Process | None = None


def _open() -> _Process:
    global _process  # noqa: PLW0603  Celery's signals leave no other place for a process's state
    if _process is None:
        _process = _Process()
    return _process


@setup_logging.connect
def _logging(**_: object) -> None:
    configure_logging(get_settings().log_level)


@worker_process_init.connect
def _process_begins(**_: object) -> None:
    # A child must not outlive its killed parent: its task would go on unseen while another worker repeats it.
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    process = _open()
    process.run(note_seen(process.resources, "worker"))


@worker_process_shutdown.connect
@worker_shutdown.connect
def _process_ends(**_: object) -> None:
    global _process  # noqa: PLW0603  as above
    if _process is not None:
        _process.close()
        _process = None


@worker_init.connect
def _worker_begins(**_: object) -> None:
    # Children share what is loaded by now; a garbage collection would touch, and thereby copy, all of its pages.
    gc.collect()
    gc.freeze()
    logger.info("worker_starts", home=str(get_settings().home))


@beat_embedded_init.connect
def _scheduler_begins(**_: object) -> None:
    housekeeping.apply_async(queue=HOUSEKEEPING_QUEUE, expires=10)  # at once, not after the first interval


@app.task(name=RUN_TASK)
def run_task(task_uuid: str) -> None:
    """Run one task of the queue."""
    process = _open()
    process.run(runner.run_task(process.resources, task_uuid))


async def _housekeeping(resources: Resources) -> None:
    await note_seen(resources, "housekeeping")
    await relay.requeue_lost(resources)
    await relay.relay_outbox(resources)
    await relay.resend_waiting(resources)
    await sweep_work_folders(resources)
    await index_pending(resources.database, (SEARCHED_TEXTS,), seconds=_INDEXING_SECONDS)


async def _sweep(resources: Resources) -> None:
    await sweep_orphans(resources)
    async with resources.database.transaction(SYSTEM) as session:
        await make_month_partitions(await session.connection())
        await forget_ended_sessions(session)
        await measure_storage(session)


@app.task(name="datasay.probe", acks_late=False)
def probe() -> None:
    """Prove that a worker takes tasks off the queue."""
    process = _open()
    process.run(note_seen(process.resources, "worker"))


def _quietly(work: Coroutine[Any, Any, object]) -> None:
    try:
        _open().run(work)
    except DataSayError as error:  # the next round tries again
        logger.warning("housekeeping_failed", error=str(error))


@app.task(name="datasay.housekeeping", acks_late=False)
def housekeeping() -> None:
    """Send what waits in the outbox, take back what dead workers left."""
    _quietly(_housekeeping(_open().resources))


@app.task(name="datasay.sweep", acks_late=False)
def sweep() -> None:
    """Remove what nobody refers to any more."""
    _quietly(_sweep(_open().resources))


app.conf.task_routes = {
    "datasay.housekeeping": {"queue": HOUSEKEEPING_QUEUE},
    "datasay.sweep": {"queue": HOUSEKEEPING_QUEUE},
}
app.conf.beat_schedule = {
    "housekeeping": {"task": "datasay.housekeeping", "schedule": 2.0, "options": {"expires": 10}},
    "probe": {"task": "datasay.probe", "schedule": 10.0, "options": {"expires": 10}},
    "sweep": {"task": "datasay.sweep", "schedule": 3600.0, "options": {"expires": 3600}},
}
