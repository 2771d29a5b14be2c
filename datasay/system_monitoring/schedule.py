"""What is measured by the clock."""

from datasay.core.identity import SWEEPER
from datasay.core.periodic import periodic
from datasay.core.resources import Resources
from datasay.system_monitoring.statistics import measure_storage


@periodic(seconds=3600)
async def measure_files(resources: Resources) -> None:
    """Note how much each user keeps."""
    async with resources.database.transaction(SWEEPER) as session:
        await measure_storage(session)
