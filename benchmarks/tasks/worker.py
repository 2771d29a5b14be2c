"""The worker of the comparison: our own with a tiny job in it, and beside it the same work as a bare Celery task."""

import hashlib

from benchmarks.tasks import BARE_TASK
from datasay.core.clock import utc_now
from datasay.task_management.models import TaskType
from datasay.task_management.registry import job
from datasay.task_management.run import TaskRun
from datasay.worker.app import app

_BLOCK = bytes(1024)


def small_work(rounds: int) -> str:
    """So many kilobytes hashed one at a time: about a microsecond each."""
    digest = hashlib.sha256()
    for _ in range(rounds):
        digest.update(_BLOCK)
    return digest.hexdigest()


@job(TaskType.TEXT_GENERATE)
async def small_job(run: TaskRun) -> dict[str, object]:
    """One step that is recorded with its inputs and its result, as every real job does."""
    rounds = run.params["rounds"]
    kept = await run.begin_step("hash", 1, {"rounds": rounds})
    if kept is None:
        kept = {"digest": small_work(rounds), "time": utc_now().isoformat()}
        async with run.transaction() as session:
            await run.complete_step(session, "hash", kept)
    return dict(kept)


@app.task(name=BARE_TASK)
def bare(rounds: int) -> None:
    """The same work and nothing kept."""
    small_work(rounds)
