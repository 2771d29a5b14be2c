"""What is done for sessions by the clock."""

from datasay.core.identity import SWEEPER
from datasay.core.periodic import periodic
from datasay.core.resources import Resources
from datasay.user_auth.service import forget_ended_sessions


@periodic(seconds=3600)
async def forget_sessions(resources: Resources) -> None:
    """Remove sessions that ended long ago."""
    async with resources.database.transaction(SWEEPER) as session:
        await forget_ended_sessions(session)
