"""What is done for files by the clock."""

from datasay.core.periodic import periodic
from datasay.core.resources import Resources
from datasay.file_storage.scrub import ROUND_SECONDS, scrub
from datasay.file_storage.sweep import sweep_orphans


@periodic(seconds=3600)
async def sweep_storage(resources: Resources) -> None:
    """Remove what nobody refers to any more."""
    await sweep_orphans(resources)


@periodic(seconds=ROUND_SECONDS)
async def scrub_storage(resources: Resources) -> None:
    """Look whether kept files are still what they were."""
    await scrub(resources)
