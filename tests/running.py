"""Tasks run in the test's own process, as a worker would run them."""

from datasay.core.resources import Resources
from datasay.task_management.models import TaskQueue
from datasay.task_management.runner import claim_next, run_claimed


async def run_tasks(resources: Resources) -> int:
    """Run what is due, whatever sort of worker it wants, until nothing is; returns how many attempts there were."""
    attempts = 0
    while True:
        for queue in TaskQueue:
            claimed = await claim_next(resources, queue)
            if claimed is not None:
                attempts += 1
                await run_claimed(resources, claimed)
                break
        else:
            return attempts
