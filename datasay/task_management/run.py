"""What a job holds in its hands while it runs: its parameters, its lease, its progress, its steps, its folder."""

import hashlib
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.identity import Actor, as_actor
from datasay.core.kill_points import KillPoint, kill_point
from datasay.core.reading import Row
from datasay.core.resources import Resources
from datasay.engines.protocols import EngineInfo, Progress
from datasay.platform_integration.service import ChosenAccount, account_for
from datasay.system_monitoring.metering import Metered, metered
from datasay.task_management import attempt_queries
from datasay.task_management.errors import HandOver, LeaseLost
from datasay.task_management.kinds import Share, Step, TaskKind, Work, part_name
from datasay.task_management.models import StepStatus, TaskQueue
from datasay.task_management.purchases import StepPurchases
from datasay.task_management.text_stream import TextStream

_SECONDS_BETWEEN_REPORTS = 0.5


@dataclass(frozen=True, slots=True)
class BegunStep:
    """A step of this attempt. `kept` is what it made before, and then it need not be done.

    `receipt`: what an earlier attempt at the same inputs kept of the vendor that it had asked.
    """

    step: Step
    name: str
    number: int
    kept: dict[str, Any] | None = None  # Any: JSON
    receipt: dict[str, Any] | None = None  # Any: JSON


class TaskRun:
    """One attempt at a task, by the worker that holds its lease."""

    def __init__(
        self,
        resources: Resources,
        *,
        task_id: int,
        task_uuid: str,
        kind: TaskKind,
        queue: TaskQueue,
        actor: Actor,
        params: dict[str, Any],  # Any: JSON of the request
        lease_id: str,
        work_folder: Path,
    ) -> None:
        self.resources = resources
        self.task_id = task_id
        self.task_uuid = task_uuid
        self.actor = actor
        self.params = params
        self.heard_at = time.monotonic()  # the last sign of life of the work
        self.moved_on = False  # whether this attempt has completed a step
        self._kind = kind
        self._queue = queue
        self._work_folder = work_folder
        self._lease_id = lease_id
        self._started = time.monotonic()
        self._fractions: dict[str, dict[int, float]] = defaultdict(dict)
        self._parts: dict[str, int] = {}
        self._receipts: dict[str, dict[str, Any]] = {}  # Any: JSON
        self._first_fraction: float | None = None
        self._reported = 0.0
        self._last_report = 0.0
        self._last_step: str | None = None

    @property
    def user_id(self) -> int:
        """For whom the task runs."""
        return self.actor.user_id

    @property
    def work_folder(self) -> Path:
        """The attempt's own folder, made when it is first asked for and removed when the attempt has ended."""
        self._work_folder.mkdir(parents=True, exist_ok=True)
        return self._work_folder

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """A transaction of the task's user that only commits while the lease holds. Raises LeaseLost."""
        async with self.resources.database.transaction(self.actor) as session:
            if not await attempt_queries.lock_held(session, self.task_id, self._lease_id, utc_now()):
                raise LeaseLost(self.task_uuid)
            yield session

    # --- steps ---

    async def plan_parts(self, step: Step, count: int) -> None:
        """Say how many parts a step will have, so that those who watch see all of them. Raises LeaseLost."""
        self._parts[step.name] = count
        names = [part_name(step, number) for number in range(count)]
        async with self.transaction() as session:
            position = self._kind.share(step.name).position
            await attempt_queries.plan_parts(session, self.task_id, self.user_id, names, position)

    async def begin_step(
        self,
        step: Step,
        inputs: object,
        *,
        number: int | None = None,
        work: Work | None = None,
        shared: bool = True,
    ) -> BegunStep:
        """Start a step, or a part of it by its number from 0; `kept` says what it made before from the same inputs.

        Inputs are everything that decides what comes out, name and version of the engine among them. `work`: what the
        step does, where that depends on the engine. Not `shared`: the user who asks for the same again wants it made
        again, so nothing is taken over from another task.

        Raises LeaseLost, and HandOver where the step belongs to workers of the other sort.
        """
        share = self._kind.share(step.name)
        name = part_name(step, number)
        digest = _digest([step.name, inputs])
        row = await self._begin(share, name, number, digest, shared=shared and step.alive is not None)
        kept = await self._kept(step, name, row)
        if kept is None and row["step_status"] == StepStatus.COMPLETED:  # what it made is gone
            row = await self._begin(share, name, number, digest, shared=False, anew=True)
        begun = BegunStep(step, name, number or 0, kept, row["step_receipt"])
        self._fractions[step.name][begun.number] = 0.0 if kept is None else 1.0
        if kept is None:
            queue = self._kind.queue(work or step.work)
            if (queue is TaskQueue.WAITING) != (self._queue is TaskQueue.WAITING):
                raise HandOver(queue)
        return begun

    async def _begin(
        self, share: Share, name: str, number: int | None, digest: str, *, shared: bool, anew: bool = False
    ) -> Row:
        with as_actor(self.actor):
            row = await attempt_queries.begin_step(
                self.resources.database,
                self.task_id,
                self._lease_id,
                name=name,
                position=share.position + (number or 0),
                digest=digest,
                shared=shared,
                anew=anew,
                now=utc_now(),
            )
        if row is None:
            raise LeaseLost(self.task_uuid)
        kill_point(KillPoint.STEP_BEGUN)
        return row

    async def _kept(self, step: Step, name: str, row: Row) -> dict[str, Any] | None:  # Any: JSON
        """What was made before, by this task or another of the user, while it is there."""
        own = row["step_status"] == StepStatus.COMPLETED
        result: dict[str, Any] | None = row["step_result"] if own else row["same_result"]
        if result is None or (own and step.alive is None):
            return result
        assert step.alive is not None, "what cannot be seen to be alive is never taken over"
        async with self.transaction() as session:
            if not await step.alive(session, self.user_id, result, own=own):
                return None
            if not own:
                kill_point(KillPoint.STEP_FOUND)
                maker = int(row["same_maker"])
                await attempt_queries.complete_step(session, self.task_id, name, result, utc_now(), maker=maker)
        if not own:
            kill_point(KillPoint.STEP_TAKEN_OVER)
        return result

    async def keep_receipt(self, begun: BegunStep, receipt: Mapping[str, object]) -> None:
        """Write down what the vendor knows this step by, before waiting for it. Raises LeaseLost.

        What is kept under other names stays. It is on the disk when this returns, and `BegunStep.receipt` of a later
        attempt at the same inputs.
        """
        whole = self._receipt(begun)
        whole |= receipt
        with as_actor(self.actor):
            held = await attempt_queries.keep_receipt(
                self.resources.database, self.task_id, self._lease_id, begun.name, whole
            )
        if not held:
            raise LeaseLost(self.task_uuid)
        kill_point(KillPoint.RECEIPT_KEPT)

    def _receipt(self, begun: BegunStep) -> dict[str, Any]:  # Any: JSON
        """The whole of it as it was last written."""
        return self._receipts.setdefault(begun.name, dict(begun.receipt or {}))

    async def complete_step(self, session: AsyncSession, begun: BegunStep, result: Mapping[str, object]) -> None:
        """Keep what the step made, in the same transaction as the rows it made."""
        await attempt_queries.complete_step(session, self.task_id, begun.name, result, utc_now())
        kill_point(KillPoint.STEP_WRITTEN)
        self.moved_on = True
        self._fractions[begun.step.name][begun.number] = 1.0

    # --- engines ---

    async def account(self, info: EngineInfo) -> ChosenAccount | None:
        """The account this task's user works with; None for an engine that needs none. Raises EngineNotConfigured."""
        if info.account is None:
            return None
        async with self.resources.database.transaction(self.actor) as session:
            return await account_for(session, self.resources.settings, self.user_id, info)

    @asynccontextmanager
    async def metered(
        self, begun: BegunStep, info: EngineInfo, account: ChosenAccount | None
    ) -> AsyncIterator[Metered]:
        """Meter what an engine does for a step: see `datasay.system_monitoring.metering`."""

        async def keep(receipt: Mapping[str, object]) -> None:
            await self.keep_receipt(begun, receipt)

        purchases = StepPurchases(
            receipt=self._receipt(begun),
            keep=keep,
            task_id=self.task_id,
            step_name=begun.name,
            info=info,
            account=account,
        )
        async with metered(
            self.resources.database,
            self.actor,
            user_id=self.user_id,
            kind=info.kind,
            engine=info.name,
            account=account,
            task_uuid=self.task_uuid,
            purchases=purchases,
        ) as work:
            yield work

    def text_stream(self) -> TextStream:
        """Where words go while they are being written, for those who watch the task."""
        return TextStream(self.resources.broadcast, self.task_uuid)

    # --- progress ---

    def progress(self, begun: BegunStep) -> Progress:
        """The progress callback of a step; its share of the whole is the kind's. Raises LeaseLost when called."""

        async def progress(fraction: float) -> None:
            done = self._fractions[begun.step.name]
            done[begun.number] = max(done.get(begun.number, 0.0), min(max(fraction, 0.0), 1.0))
            await self._report(begun.step, begun.name, done[begun.number])

        return progress

    async def skip(self, step: Step) -> None:
        """There is nothing to do for this step. Raises LeaseLost."""
        self._parts[step.name] = 1
        self._fractions[step.name][0] = 1.0
        await self._report(step, None, 1.0)

    def _whole(self) -> float:
        """The part of the task that is done."""
        done = 0.0
        for share in self._kind.shares:
            fractions = self._fractions.get(share.step.name, {})
            parts = max(self._parts.get(share.step.name, 1), len(fractions), 1)
            done += (share.end - share.begin) * sum(fractions.values()) / parts
        return done

    async def _report(self, step: Step, row_name: str | None, row_fraction: float) -> None:
        """Write and tell the progress, at most twice a second, and at once when a step begins. Raises LeaseLost."""
        now = self.heard_at = time.monotonic()
        fraction = self._whole()
        if self._first_fraction is None:
            self._first_fraction = fraction
        self._reported = max(self._reported, fraction)
        if step.name == self._last_step and now - self._last_report < _SECONDS_BETWEEN_REPORTS:
            return
        self._last_report, self._last_step = now, step.name
        far = attempt_queries.Report(
            progress=min(int(self._reported * 100), 99),
            step_name=step.name,
            row_name=row_name,
            row_progress=min(int(row_fraction * 100), 99),
            remaining=self._remaining(now),
        )
        with as_actor(self.actor):
            held = await attempt_queries.report(self.resources.database, self.task_id, self._lease_id, far)
        if not held:
            raise LeaseLost(self.task_uuid)
        kill_point(KillPoint.PROGRESS_KEPT)
        await self.resources.broadcast.publish(f"task:{self.task_uuid}")

    def _remaining(self, now: float) -> int | None:
        """Seconds still needed if the work goes on at this attempt's own pace."""
        done = self._reported - (self._first_fraction or 0.0)
        elapsed = now - self._started
        if done < 0.05 or elapsed < 1.0:
            return None
        return max(1, round(elapsed * (1.0 - self._reported) / done))


def _digest(inputs: object) -> str:
    return hashlib.sha256(orjson.dumps(inputs, option=orjson.OPT_SORT_KEYS, default=str)).hexdigest()
