"""What a step buys, noted in its receipt before it is sent: later attempts do not buy it again, and when the worker
dies, somebody else counts what was under way.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.database import after_commit, database_problem
from datasay.core.identity import QUEUE
from datasay.core.periodic import periodic
from datasay.core.resources import Resources
from datasay.engines.protocols import EngineInfo
from datasay.engines.usage import PurchaseLedger, Unit, Usage, counts
from datasay.platform_integration.service import ChosenAccount
from datasay.system_monitoring.prices import prices_of
from datasay.system_monitoring.usage import record_usage
from datasay.task_management import queries
from datasay.task_management.models import ANSWERS, BOUGHT, UNCOUNTED, TaskManagementQueue

logger = structlog.get_logger(__name__)

Receipt = dict[str, Any]  # Any: JSON
KeepReceipt = Callable[[Mapping[str, object]], Awaitable[None]]
_ENDED_FOR = timedelta(minutes=2)  # a worker that was told to stop has counted by then
_LOOKED_BACK = timedelta(days=1)


class StepPurchases:
    """What one engine, opened once, buys for a step.

    The requests stand in the receipt, under a key of their own, from before they are sent until they are counted with
    their real size; the key is taken away in the transaction that counts. Whoever takes it counts, nobody else does.
    """

    def __init__(
        self,
        *,
        receipt: Receipt,
        keep: KeepReceipt,
        task_id: int,
        step_name: str,
        info: EngineInfo,
        account: ChosenAccount | None,
    ) -> None:
        self._receipt = receipt
        self._keep = keep
        self._of_step = (task_id, step_name)
        self._asked: dict[str, object] = {
            "kind": info.kind,
            "engine": info.name,
            "config_id": account.config_id if account is not None else None,
        }
        self._key = uuid4().hex[:16]
        self._ledgers: list[PurchaseLedger] = []

    def ledger(self, wish: str) -> PurchaseLedger:
        """What was bought for a wish of the step, at this attempt and earlier ones."""

        async def write(ledger: PurchaseLedger) -> None:
            old = self._receipt
            await self._keep(
                {
                    BOUGHT: {**_noted(old, BOUGHT), wish: counts(ledger.bought)},
                    ANSWERS: {**_noted(old, ANSWERS), wish: _answers(ledger.answers)},
                    UNCOUNTED: {**_noted(old, UNCOUNTED), self._key: {**self._asked, "sent": dict(self._sent())}},
                }
            )

        bought = counts(_noted(self._receipt, BOUGHT).get(wish))
        answers = _answers(_noted(self._receipt, ANSWERS).get(wish))
        ledger = PurchaseLedger(bought, answers, write_down=write)
        self._ledgers.append(ledger)
        return ledger

    async def counted(self, session: AsyncSession) -> Mapping[str, int]:
        """They are counted in this transaction; returns those, by model, that somebody else has counted before."""
        sent = self._sent()
        if not sent:
            return {}
        if not await queries.forget_uncounted(session, *self._of_step, self._key):
            return sent
        after_commit(session, self._forget)
        return {}

    def _forget(self) -> None:
        """What is counted is written into the receipt no more."""
        self._receipt.get(UNCOUNTED, {}).pop(self._key, None)

    def _sent(self) -> Counter[str]:
        sent: Counter[str] = Counter()
        for ledger in self._ledgers:
            sent.update(counts(ledger.sent))
        return +sent


def _noted(receipt: Receipt, of: str) -> dict[str, Any]:  # Any: JSON
    """What the receipt says of it; engines write receipts too, so it may be anything."""
    noted = receipt.get(of)
    return dict(noted) if isinstance(noted, dict) else {}


def _answers(told: object) -> dict[str, str]:
    """The answers that can be kept."""
    kept = told.items() if isinstance(told, dict) else ()
    return {name: answer for name, answer in kept if isinstance(name, str) and isinstance(answer, str)}


async def count_lost(session: AsyncSession, task_ids: Sequence[int]) -> None:
    """Count what workers that died had sent for these tasks: requests, of a size that nobody knows any more."""
    for task, step in await queries.lock_uncounted(session, task_ids):
        receipt: Receipt = dict(step.step_receipt or {})
        uncounted = _noted(receipt, UNCOUNTED)
        receipt.pop(UNCOUNTED, None)
        try:
            async with session.begin_nested():
                for asked in uncounted.values():
                    await _count(session, task, step.step_name, asked)
        except Exception as error:
            if database_problem(error) is not None:  # the receipt is well, and counted the next time
                raise
            logger.warning("requests_not_counted", task_uuid=task.task_uuid, step=step.step_name, exc_info=error)
        step.step_receipt = receipt
    await session.flush()


async def _count(session: AsyncSession, task: TaskManagementQueue, step_name: str, asked: dict[str, Any]) -> None:
    prices = await prices_of(session, asked["engine"])
    for model, requests in counts(asked["sent"]).items():
        logger.warning("requests_of_lost_worker", task_uuid=task.task_uuid, step=step_name, count=requests)
        usage = Usage(model or asked["engine"], {Unit.REQUESTS: requests}, estimated=True)
        await record_usage(
            session,
            user_id=task.task_created_user_id,
            kind=asked["kind"],
            engine=asked["engine"],
            usage=usage,
            bill=usage.bill(prices, utc_now().date()),
            seconds=0.0,
            succeeded=False,
            task_uuid=task.task_uuid,
            config_id=asked["config_id"],
        )


@periodic(seconds=600)
async def count_of_ended(resources: Resources) -> None:
    """Count for tasks that have ended what no attempt counted: its worker was dead, or the database away."""
    now = utc_now()
    async with resources.database.transaction(QUEUE) as session:
        ended = await queries.ended_uncounted(session, now - _LOOKED_BACK, now - _ENDED_FOR)
        await count_lost(session, ended)
