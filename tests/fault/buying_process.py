"""A worker of the platform that does what is due, and dies at the point that is named."""

import asyncio
from typing import Any

from datasay.core import kill_points
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.worker import modules
from tests.running import run_tasks

assert modules.JOBS, "importing it registers what a worker can do"


async def _work(given: dict[str, Any]) -> None:
    resources = Resources.of(Settings(**given))
    await run_tasks(resources)
    await resources.close()


def work(given: dict[str, Any], point: str | None) -> None:
    """What the process does."""
    kill_points._wanted = point
    asyncio.run(_work(given))
