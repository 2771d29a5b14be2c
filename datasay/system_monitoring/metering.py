"""The one place where use is metered: whatever an engine does is done within `metered`, and kept when it has ended."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.errors import DataSayError
from datasay.core.identity import Actor
from datasay.core.kill_points import KillPoint, kill_point
from datasay.engines.protocols import AccountForm
from datasay.engines.usage import Bill, PurchaseLedger, Unit, UnitPrice, Usage, UsageMeter
from datasay.platform_integration.service import ChosenAccount
from datasay.system_monitoring.prices import prices_of
from datasay.system_monitoring.usage import record_usage

logger = structlog.get_logger(__name__)
_under_way: set[asyncio.Task[None]] = set()


class Purchases(Protocol):
    """Where what is bought is noted before it is sent, so that it is known even if this process dies."""

    def ledger(self, wish: str) -> PurchaseLedger:
        """What was bought for a wish, now and earlier."""
        ...

    async def counted(self, session: AsyncSession) -> Mapping[str, int]:
        """All of it is counted in this transaction; returns the requests, by model, that others have counted."""
        ...


@dataclass(slots=True)
class Metered:
    """A piece of work while it goes on; after it has ended, also what it cost."""

    meter: UsageMeter = field(default_factory=UsageMeter)
    bills: list[tuple[Usage, Bill]] = field(default_factory=list)
    purchases: Purchases | None = None

    def ledger(self, wish: str = "1") -> PurchaseLedger:
        """The purchases for a wish; they outlive this piece of work where it is part of something that does."""
        return PurchaseLedger() if self.purchases is None else self.purchases.ledger(wish)

    def as_json(self) -> dict[str, object] | None:
        """For `task_result`; None when nothing was used."""
        if not self.bills:
            return None
        units: dict[str, float] = {}
        for usage, _ in self.bills:
            for unit, amount in usage.units.items():
                units[unit.value] = round(units.get(unit.value, 0) + amount, 4)
        currency = next((bill.currency for _, bill in self.bills if bill.currency), None)
        prices = [bill.price or Decimal(0) for _, bill in self.bills if bill.currency == currency]
        return {
            "model": self.bills[0][0].model,
            "units": units,
            "estimated": any(usage.estimated for usage, _ in self.bills),
            "price": float(sum(prices)) if currency else None,
            "currency": currency,
        }


@asynccontextmanager
async def metered(
    database: Database,
    actor: Actor | None,
    *,
    user_id: int,
    kind: str,
    engine: str,
    account: ChosenAccount | None,
    task_uuid: str | None = None,
    purchases: Purchases | None = None,
) -> AsyncIterator[Metered]:
    """Meter the work of the block. What was used is kept when it ends, also when it came to nothing or was cancelled.

    Of an engine that works on this machine (`account` None) the processing seconds are counted as well.
    """
    work, began, succeeded = Metered(purchases=purchases), time.monotonic(), False
    try:
        yield work
        succeeded = True
    finally:
        seconds = time.monotonic() - began
        if account is None:
            here = work.meter.totals
            work.meter.count(here[0].model if here else engine, {Unit.PROCESSING_SECONDS: seconds})
        own = _prices_of(account.account) if account is not None else ()

        async def keep() -> None:
            async with database.transaction(actor) as session:
                for model, requests in (await purchases.counted(session) if purchases is not None else {}).items():
                    work.meter.counted_already(model, requests)
                prices = [*own, *await prices_of(session, engine)]
                work.bills = _billed(work.meter.totals, prices, utc_now().date())
                for number, (usage, bill) in enumerate(work.bills):
                    await record_usage(
                        session,
                        user_id=user_id,
                        kind=kind,
                        engine=engine,
                        usage=usage,
                        bill=bill,
                        seconds=0.0 if number else seconds,
                        succeeded=succeeded,
                        task_uuid=task_uuid,
                        config_id=account.config_id if account is not None else None,
                    )
                kill_point(KillPoint.USE_WRITTEN)
            kill_point(KillPoint.USE_KEPT)

        if work.meter.totals:
            await _to_the_end(_kept(keep(), engine))


def _prices_of(form: AccountForm) -> tuple[UnitPrice, ...]:
    """The account's own prices; none when its form fails at it, for what was used is counted all the same."""
    try:
        told: object = form.price_list()
        prices = [one for one in told if isinstance(one, UnitPrice)] if isinstance(told, tuple | list) else []
        return tuple(UnitPrice.model_validate(one.model_dump(warnings=False)) for one in prices)
    except BaseException as error:  # noqa: BLE001  nothing is awaited here: whatever comes is the form's own
        logger.warning("prices_not_told", error=type(error).__name__)
        return ()


def _billed(usages: tuple[Usage, ...], prices: list[UnitPrice], day: date) -> list[tuple[Usage, Bill]]:
    return [(usage, usage.bill(prices, day)) for usage in usages]


async def _kept(keeping: Coroutine[Any, Any, None], engine: str) -> None:  # Any: as asyncio types it
    """A database that is away must not hide why the work ended; the log says what is missing."""
    try:
        await keeping
    except DataSayError as error:
        logger.error("usage_not_recorded", engine=engine, error=str(error))


async def _to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Do it even if whoever waits is cancelled, again and again: a client that hangs up must not go uncounted."""
    task = asyncio.ensure_future(work)
    _under_way.add(task)
    task.add_done_callback(_under_way.discard)
    await asyncio.shield(task)
