"""How the Celery processes are started: the arguments of each role, in one place.

The scheduler's process also does the housekeeping itself, one job at a time: messages are re-sent and lost tasks
taken back even while every worker is busy with a long video.
"""

from pathlib import Path

from datasay.core.queue import HOUSEKEEPING_QUEUE, TASK_QUEUE

_CELERY = ["celery", "-A", "datasay.worker.app", "worker", "--without-gossip", "--without-mingle"]


def worker_arguments(*, concurrency: int, log_level: str) -> list[str]:
    """Module and arguments for `python -m`: a worker that runs tasks."""
    return [
        *_CELERY,
        f"--queues={TASK_QUEUE}",
        f"--concurrency={concurrency}",
        f"--loglevel={log_level.lower()}",
        "--hostname=worker@%h",
    ]


def beat_arguments(*, schedule: Path, log_level: str) -> list[str]:
    """Module and arguments for `python -m`: the scheduler, with the housekeeping it schedules."""
    return [
        *_CELERY,
        "--beat",
        f"--schedule={schedule}",
        "--pool=solo",
        f"--queues={HOUSEKEEPING_QUEUE}",
        f"--loglevel={log_level.lower()}",
        "--hostname=beat@%h",
    ]
