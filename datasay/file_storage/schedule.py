"""What is done for files by the clock."""

from datasay.core.periodic import periodic
from datasay.core.resources import Resources
from datasay.file_storage.sweep import sweep_orphans


@periodic(seconds=3600)
async def sweep_storage(resources: Resources) -> None:
    """Remove what nobody refers to any more."""
    await sweep_orphans(resources)
