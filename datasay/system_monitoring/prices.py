"""The operator's prices: what a unit of an engine's use costs, for accounts that state no price of their own."""

from datetime import date
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.errors import Invalid
from datasay.core.pages import Keyset
from datasay.engines.registry import list_engines
from datasay.engines.usage import Unit, UnitPrice
from datasay.system_monitoring.errors import PriceNotFound
from datasay.system_monitoring.models import SystemUsagePrice
from datasay.system_monitoring.schemas import PriceCreate, PriceRead, PriceUpdate
from datasay.wording.told import Told

Price = SystemUsagePrice
KEYSET = Keyset(
    Price.price_id,
    {"price_engine": Price.price_engine, "price_id": Price.price_id},
    "-price_id",
)


def listing() -> Select[Any]:
    """All prices."""
    return select(*(getattr(Price, name) for name in PriceRead.model_fields))


async def prices_of(session: AsyncSession, engine: str) -> list[UnitPrice]:
    """The prices of one engine, the newest first."""
    statement = select(Price).where(Price.price_engine == engine).order_by(Price.price_id.desc())
    return [
        UnitPrice(
            model=row.price_model,
            unit=Unit(row.price_unit),
            price=row.price_amount,
            per=row.price_per,
            currency=row.price_currency,
            valid_from=row.price_valid_from,
            valid_to=row.price_valid_to,
        )
        for row in await session.scalars(statement)
    ]


async def create_price(session: AsyncSession, user_id: int, wanted: PriceCreate) -> SystemUsagePrice:
    """Keep a price. Raises Invalid."""
    known = sorted({engine.name for engine in list_engines()})
    if wanted.price_engine not in known:
        raise Invalid.field("price_engine", Told("must be one of {known}", "只能是 {known} 之一", known=known))
    _check_order(wanted.price_valid_from, wanted.price_valid_to)
    price = Price(**wanted.model_dump(), price_created_user_id=user_id)
    session.add(price)
    await session.flush()
    await session.refresh(price)
    return price


def _check_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise Invalid.field("price_valid_to", Told("must not be before price_valid_from", "不能早于 price_valid_from"))


async def update_price(session: AsyncSession, price_id: int, changes: PriceUpdate) -> SystemUsagePrice:
    """Change the days a price holds for; another price is another row. Raises PriceNotFound, Invalid."""
    price = await session.scalar(select(Price).where(Price.price_id == price_id).with_for_update())
    if price is None:
        raise PriceNotFound.of(price_id)
    for name, value in changes.model_dump(exclude_unset=True).items():
        setattr(price, name, value)
    _check_order(price.price_valid_from, price.price_valid_to)
    price.price_updated_time = utc_now()
    await session.flush()
    return price


async def delete_price(session: AsyncSession, price_id: int) -> None:
    """Forget a price; what was billed by it stays as it was. Raises PriceNotFound."""
    gone = await session.scalar(delete(Price).where(Price.price_id == price_id).returning(Price.price_id))
    if gone is None:
        raise PriceNotFound.of(price_id)
