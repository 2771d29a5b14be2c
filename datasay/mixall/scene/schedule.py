"""What is done for storyboards by the clock."""

from datetime import timedelta

from datasay.core.clock import utc_now
from datasay.core.identity import SWEEPER
from datasay.core.periodic import periodic
from datasay.core.resources import Resources
from datasay.mixall.scene import queries

_EVERY_VERSION = timedelta(days=7)  # how long; of older ones the last of each day stays, and those kept for good


@periodic(seconds=3600)
async def thin_out_versions(resources: Resources) -> None:
    """Let go of versions between which nobody will choose any more."""
    async with resources.database.transaction(SWEEPER) as session:
        await queries.thin_out(session, utc_now() - _EVERY_VERSION)
