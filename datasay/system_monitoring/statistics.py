"""What was used, by day and in all: the design's daily rows, and the units and prices of the events behind them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Numeric,
    Select,
    cast,
    distinct,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.pages import Keyset, PageQuery
from datasay.core.reading import Row
from datasay.engines.usage import Unit
from datasay.file_storage.models import FileStatus, FileStorageBasic
from datasay.system_monitoring.models import SystemUsageEvent, SystemUsageStatistics

Stat, Event = SystemUsageStatistics, SystemUsageEvent
KEYSET = Keyset(
    Stat.stat_id,
    {"stat_date": Stat.stat_date, "stat_id": Stat.stat_id},
    "-stat_date",
)
USUAL_DAYS = 30
_CLOCKS_APART = timedelta(hours=1)
_COUNTED_WITHIN = timedelta(days=1)  # after a task has ended
_COUNTS = (Stat.stat_api_calls_text, Stat.stat_api_calls_voice, Stat.stat_api_calls_image)
_DAY = cast(Event.event_created_time, Date)


def _listing(user_id: int | None, first: date | None, last: date | None) -> Select[Any]:
    """The days of one user, or of everybody, within the range."""
    statement = select(*Stat.__table__.columns)
    if user_id is not None:
        statement = statement.where(Stat.stat_user_id == user_id)
    if first is not None:
        statement = statement.where(Stat.stat_date >= first)
    if last is not None:
        statement = statement.where(Stat.stat_date <= last)
    return statement


async def list_days(
    database: Database, user_id: int | None, first: date | None, last: date | None, page: PageQuery
) -> tuple[Sequence[Row], str | None]:
    """A page of the days of one user, or of everybody, with their units, and the cursor of the next. Raises Invalid."""
    rows, cursor = KEYSET.cut(await database.fetch(KEYSET.page(_listing(user_id, first, last), page)), page)
    return await _with_units(database, rows), cursor


async def _with_units(database: Database, rows: Sequence[Row]) -> list[dict[str, object]]:
    """The rows of days with the units of each and their price by currency, which the design's table does not hold."""
    if not rows:
        return []
    dates = [row["stat_date"] for row in rows]
    users = sorted({row["stat_user_id"] for row in rows if row["stat_user_id"] is not None})
    within = [Event.event_user_id.in_(users), *_moments(min(dates), max(dates))]
    groups = (Event.event_user_id, _DAY.label("day"))
    prices: dict[tuple[int, date], list[Row]] = defaultdict(list)
    for sums in await _prices(database, groups, within):
        prices[sums["event_user_id"], sums["day"]].append(sums)
    units: dict[tuple[int, date], dict[str, float]] = defaultdict(dict)
    for sums in await _units(database, groups, within):
        units[sums["event_user_id"], sums["day"]][sums["unit"]] = float(sums["amount"])
    return [
        dict(row)
        | {"stat_units": _ordered(units[row["stat_user_id"], row["stat_date"]])}
        | {"stat_prices": _added(prices[row["stat_user_id"], row["stat_date"]])}
        for row in rows
    ]


async def total(database: Database, user_id: int | None, first: date, last: date) -> dict[str, object]:
    """The sums of a range of days, and what each model of each engine had its part in them."""
    days = _listing(user_id, first, last).subquery()
    sums = [func.coalesce(func.sum(days.c[name.key]), 0).label(name.key) for name in _COUNTS]
    seconds = func.coalesce(func.sum(days.c.stat_processing_time_seconds), 0).label("stat_processing_time_seconds")
    users = func.count(distinct(days.c.stat_user_id)).label("stat_users")
    [counted] = await database.fetch(select(users, *sums, seconds))
    within = [*_moments(first, last), *([] if user_id is None else [Event.event_user_id == user_id])]
    lines, whole = await _lines(database, within)
    head = {"stat_date_from": first, "stat_date_to": last, "stat_user_id": user_id}
    return head | counted | {"stat_units": whole, "stat_prices": _added(lines), "usage": lines}


async def used_by_task(
    database: Database, task_uuid: str, user_id: int, begun: datetime, ended: datetime | None
) -> dict[str, object]:
    """What a task of this user has used so far, by engine and model; what a dead worker had sent comes later."""
    within = [
        Event.event_task_uuid == task_uuid,
        Event.event_user_id == user_id,
        Event.event_created_time >= begun - _CLOCKS_APART,  # with the user, so that the index serves
        *([] if ended is None else [Event.event_created_time <= ended + _COUNTED_WITHIN]),
    ]
    lines, whole = await _lines(database, within)
    return {"task_uuid": task_uuid, "task_units": whole, "task_prices": _added(lines), "usage": lines}


async def _lines(
    database: Database, within: Sequence[ColumnElement[bool]]
) -> tuple[list[dict[str, Any]], dict[str, float]]:  # Any: columns of several types
    """The sums of some events by engine and model, the dearest first, then as they began; and the units of all."""
    kinds = (Event.event_kind, Event.event_engine, Event.event_model, Event.event_currency)
    statement = (
        select(
            *kinds,
            func.count().label("events"),
            func.count().filter(Event.event_succeeded.is_(False)).label("events_failed"),
            func.sum(Event.event_price).label("event_price"),
            func.sum(Event.event_seconds).label("event_seconds"),
            func.bool_or(Event.event_estimated).label("event_estimated"),
        )
        .where(*within)
        .group_by(*kinds)
        .order_by(func.sum(Event.event_price).desc().nulls_last(), func.min(Event.event_created_time), *kinds)
    )
    usage = await database.fetch(statement)
    whole: dict[str, float] = defaultdict(float)
    parts: dict[tuple[object, ...], dict[str, float]] = defaultdict(dict)
    for part in await _units(database, kinds, within):
        amount = float(part["amount"])
        whole[part["unit"]] += amount
        parts[tuple(part[kind.key] for kind in kinds)][part["unit"]] = amount
    lines = [dict(row) | {"event_units": _ordered(parts[tuple(row[kind.key] for kind in kinds)])} for row in usage]
    return lines, _ordered(whole)


async def _prices(
    database: Database,
    groups: Sequence[Any],  # Any: columns of several types
    within: Sequence[ColumnElement[bool]],
) -> Sequence[Row]:
    columns = (*groups, Event.event_currency)
    statement = select(*columns, func.sum(Event.event_price).label("event_price")).where(*within).group_by(*columns)
    return await database.fetch(statement)


async def _units(
    database: Database,
    groups: Sequence[Any],  # Any: columns of several types
    within: Sequence[ColumnElement[bool]],
) -> Sequence[Row]:
    """The sum of each unit of each group."""
    unit = func.jsonb_each_text(Event.event_units).table_valued("key", "value").lateral("unit")
    amount = func.sum(cast(unit.c.value, Numeric)).label("amount")
    statement = select(*groups, unit.c.key.label("unit"), amount).select_from(Event).join(unit, true())
    return await database.fetch(statement.where(*within).group_by(*groups, unit.c.key))


def _ordered(units: Mapping[str, float]) -> dict[str, float]:
    """In the order units are always told; what is counted is a whole number."""
    told = {unit.value: round(units[unit], 4) for unit in Unit if unit in units}
    return {unit: int(amount) if amount.is_integer() else amount for unit, amount in told.items()}


def _moments(first: date, last: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """From the first moment of one day to the last moment of another, so that the index on the time serves."""
    begin, end = datetime.combine(first, time.min), datetime.combine(last, time.max)
    return Event.event_created_time >= begin, Event.event_created_time <= end


def _added(rows: Sequence[Mapping[str, Any]]) -> dict[str, Decimal]:
    """The prices by currency."""
    prices: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row["event_price"] is not None and row["event_currency"] is not None:
            prices[row["event_currency"]] += row["event_price"]
    return dict(sorted(prices.items()))


def usual_range(first: date | None, last: date | None) -> tuple[date, date]:
    """The range asked for; what is left out makes it the last thirty days up to its end."""
    end = last or utc_now().date()
    if first is not None:
        return first, end
    return date.fromordinal(max(end.toordinal() - USUAL_DAYS + 1, 1)), end


async def measure_storage(session: AsyncSession) -> None:
    """Write into today's row of each user how many bytes the user's files take now."""
    now, file = utc_now(), FileStorageBasic
    taken = func.coalesce(func.sum(file.file_size).filter(file.file_status == FileStatus.ACTIVE), 0)
    measured = (
        select(literal(now.date(), Date), file.file_created_user_id, taken)
        .where(file.file_created_user_id.is_not(None))
        .group_by(file.file_created_user_id)
    )
    adding = insert(Stat).from_select(["stat_date", "stat_user_id", "stat_storage_used_bytes"], measured)
    new = adding.excluded.stat_storage_used_bytes
    await session.execute(
        adding.on_conflict_do_update(
            index_elements=["stat_user_id", "stat_date"],
            set_={"stat_storage_used_bytes": new, "stat_updated_time": now},
            where=or_(Stat.stat_storage_used_bytes.is_(None), Stat.stat_storage_used_bytes != new),
        )
    )
