"""The computing worker: Celery's processes, in each of them one event loop and one set of resources."""

import asyncio
import ctypes
import gc
import os
import signal
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog
from celery.signals import setup_logging, worker_init, worker_process_init, worker_process_shutdown, worker_shutdown

from datasay.core.logging import configure_logging
from datasay.core.loop_watch import LoopWatch
from datasay.core.queue import PROBE, RUN_TASKS, celery_app
from datasay.core.resources import Resources
from datasay.core.settings import get_settings
from datasay.core.steady_loop import PoolLoop
from datasay.engines.registry import expect_the_pools_end
from datasay.migrations.models import load_models
from datasay.system_health.service import note_seen
from datasay.task_management import relay
from datasay.worker import modules
from datasay.worker.computing import ComputingWorker
from datasay.worker.slots import LongSlots

logger = structlog.get_logger(__name__)
Result = TypeVar("Result")

load_models()  # a foreign key needs both its tables
app = celery_app(get_settings().redis_url)
assert modules.JOBS, "imported for what they register"
_PR_SET_PDEATHSIG = 1


class _Process:
    """The event loop and the resources of this worker process, opened after the fork."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner(loop_factory=PoolLoop)
        self.resources = Resources.of(get_settings())
        self.worker = ComputingWorker(self.resources, _slots or LongSlots(1))
        self._watch = LoopWatch(self.runner.get_loop(), self.resources.settings.worker_blocked_seconds)
        self._watch.start()
        self.run(self.resources.broadcast.start(relay.LEASES))  # not what each task tells its watchers

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Run to the end on this process's loop."""
        return self.runner.run(work)

    def close(self) -> None:
        """Send what is left to send and close the connections."""
        self.run(relay.drain())
        self.run(self.resources.close())
        self._watch.end()
        self.runner.close()


_process: _Process | None = None
_slots: LongSlots | None = None


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
    expect_the_pools_end()
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
def _worker_begins(sender: Any, **_: object) -> None:  # Any: Celery has no types
    global _slots  # noqa: PLW0603  as above
    _slots = LongSlots(sender.concurrency or get_settings().worker_concurrency)
    # Children share what is loaded by now; a garbage collection would touch, and thereby copy, all of its pages.
    gc.collect()
    gc.freeze()
    logger.info("worker_starts", home=str(get_settings().home))


@app.task(name=RUN_TASKS)
def run_tasks() -> None:
    """Something waits: run what is next."""
    process = _open()
    process.run(process.worker.work_off())


@app.task(name=PROBE, acks_late=False)
def probe() -> None:
    """Prove that a worker takes messages off the queue."""
    process = _open()
    process.run(note_seen(process.resources, "worker"))
