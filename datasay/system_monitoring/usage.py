"""What is used of remote engines: an event each, and the sums of the day."""

import contextlib
from decimal import Decimal

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.errors import DataSayError
from datasay.core.identity import Actor
from datasay.engines.usage import Usage, UsageMeter
from datasay.system_monitoring.models import SystemUsageEvent, SystemUsageStatistics, UsageKind

_COUNTERS = {
    UsageKind.TEXT: SystemUsageStatistics.stat_api_calls_text,
    UsageKind.VOICE: SystemUsageStatistics.stat_api_calls_voice,
    UsageKind.IMAGE: SystemUsageStatistics.stat_api_calls_image,
    UsageKind.VIDEO: SystemUsageStatistics.stat_api_calls_image,
}


async def record_usage(
    session: AsyncSession,
    *,
    user_id: int,
    kind: UsageKind,
    engine: str,
    usage: Usage,
    seconds: float,
    succeeded: bool,
    task_uuid: str | None = None,
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
            event_requests=usage.requests,
            event_prompt_tokens=usage.prompt_tokens,
            event_completion_tokens=usage.completion_tokens,
            event_estimated=usage.estimated,
            event_price=usage.price,
            event_currency=usage.currency,
            event_seconds=took,
            event_succeeded=succeeded,
            event_created_time=now,
        )
    )
    stat, counter = SystemUsageStatistics, _COUNTERS[kind]
    adding = insert(stat).values(
        {
            "stat_date": now.date(),
            "stat_user_id": user_id,
            counter.key: usage.requests,
            "stat_processing_time_seconds": took,
        }
    )
    more = {
        counter.key: counter + usage.requests,
        "stat_processing_time_seconds": stat.stat_processing_time_seconds + took,
        "stat_updated_time": now,
    }
    await session.execute(adding.on_conflict_do_update(index_elements=["stat_user_id", "stat_date"], set_=more))
    await session.flush()


async def record_meter(
    database: Database,
    actor: Actor | None,
    *,
    user_id: int,
    kind: UsageKind,
    engine: str,
    meter: UsageMeter,
    seconds: float,
    succeeded: bool,
    task_uuid: str | None = None,
) -> None:
    """Keep what the meter counted, in a transaction of its own: what was used is billed, also when it came to nothing.

    Raises nothing: a database that is away must not hide why the work ended.
    """
    usage = meter.total
    if usage is None:
        return
    with contextlib.suppress(DataSayError):
        async with database.transaction(actor) as session:
            await record_usage(
                session,
                user_id=user_id,
                kind=kind,
                engine=engine,
                usage=usage,
                seconds=seconds,
                succeeded=succeeded,
                task_uuid=task_uuid,
            )
