"""How the processes that are no web process are started: module and arguments for `python -m`, in one place."""

from datasay.core.queue import TASK_QUEUE


def worker_arguments(*, concurrency: int, log_level: str) -> list[str]:
    """A worker that runs tasks which compute."""
    return [
        *["celery", "-A", "datasay.worker.app", "worker", "--without-gossip", "--without-mingle"],
        f"--queues={TASK_QUEUE}",
        f"--concurrency={concurrency}",
        f"--loglevel={log_level.lower()}",
        "--hostname=worker@%h",
    ]


def waiting_arguments() -> list[str]:
    """A worker of tasks which wait for vendors."""
    return ["datasay.worker.beat", "--waiting"]


def beat_arguments() -> list[str]:
    """The scheduler, which waits for vendors too: a platform on one machine needs no process more for that."""
    return ["datasay.worker.beat"]


def alone_arguments() -> list[str]:
    """A worker of tasks that wait and have lost a worker: one at a time, until there are none."""
    return ["datasay.worker.beat", "--waiting", "--alone"]
