"""The worker of the comparison: our own with a tiny job in it, and beside it the same work as a bare Celery task."""

import hashlib

from benchmarks.tasks import BARE_TASK
from benchmarks.tasks.kinds import HASH, KIND
from datasay.core.clock import utc_now
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


@job(KIND)
async def small_job(run: TaskRun) -> dict[str, object]:
    """One step that is recorded with its inputs and its result, as every real job does."""
    rounds = run.params["rounds"]
    step = await run.begin_step(HASH, {"rounds": rounds})
    if step.kept is not None:
        return step.kept
    made: dict[str, object] = {"digest": small_work(rounds), "time": utc_now().isoformat()}
    async with run.transaction() as session:
        await run.complete_step(session, step, made)
    return made


@app.task(name=BARE_TASK)
def bare(rounds: int) -> None:
    """The same work and nothing kept."""
    small_work(rounds)
