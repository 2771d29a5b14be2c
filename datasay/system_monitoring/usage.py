"""What engines use: an event for each piece of work, with its units and price, and the sums of the day."""

from decimal import Decimal

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.engines.usage import Bill, Unit, Usage
from datasay.system_monitoring.models import SystemUsageEvent, SystemUsageStatistics

_COUNTERS = {  # the design counts calls of other servers in three columns
    "text": SystemUsageStatistics.stat_api_calls_text,
    "analysis": SystemUsageStatistics.stat_api_calls_text,
    "voice": SystemUsageStatistics.stat_api_calls_voice,
    "image": SystemUsageStatistics.stat_api_calls_image,
}


async def record_usage(
    session: AsyncSession,
    *,
    user_id: int,
    kind: str,
    engine: str,
    usage: Usage,
    bill: Bill,
    seconds: float,
    succeeded: bool,
    task_uuid: str | None = None,
    config_id: int | None = None,
) -> None:
    """Keep one use, and add it to the user's day."""
    now = utc_now()
    took = Decimal(str(round(seconds, 2)))
    session.add(
        SystemUsageEvent(
            event_user_id=user_id,
            event_kind=kind,
            event_engine=engine,
            event_model=usage.model[:200],
            event_task_uuid=task_uuid,
            event_units={unit.value: round(amount, 4) for unit, amount in usage.units.items() if amount},
            event_config_id=config_id,
            event_estimated=usage.estimated,
            event_price=bill.price,
            event_currency=bill.currency,
            event_seconds=took,
            event_succeeded=succeeded,
            event_created_time=now,
        )
    )
    stat, counter = SystemUsageStatistics, _COUNTERS.get(kind)
    first: dict[str, object] = {
        "stat_date": now.date(),
        "stat_user_id": user_id,
        "stat_processing_time_seconds": took,
    }
    more: dict[str, object] = {
        "stat_processing_time_seconds": stat.stat_processing_time_seconds + took,
        "stat_updated_time": now,
    }
    if counter is not None:
        requests = int(usage.units.get(Unit.REQUESTS, 0))
        first[counter.key] = requests
        more[counter.key] = counter + requests
    adding = insert(stat).values(first)
    await session.execute(adding.on_conflict_do_update(index_elements=["stat_user_id", "stat_date"], set_=more))
    await session.flush()
