"""What is done for the schema by the clock."""

from datasay.core.identity import part
from datasay.core.periodic import periodic
from datasay.core.resources import Resources
from datasay.migrations.partitions import make_month_partitions


@periodic(seconds=3600)
async def make_partitions(resources: Resources) -> None:
    """Have the partitions of the coming months ready."""
    async with resources.database.transaction(part("partitions")) as session:
        await make_month_partitions(await session.connection())
