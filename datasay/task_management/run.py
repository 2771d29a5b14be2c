"""What a job holds in its hands while it runs: its parameters, its lease, its progress, its steps, its folder."""

import hashlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.identity import Actor, as_actor
from datasay.core.resources import Resources
from datasay.engines.protocols import Progress
from datasay.task_management import queries
from datasay.task_management.errors import LeaseLost
from datasay.task_management.models import StepStatus
from datasay.task_management.text_stream import TextStream

_SECONDS_BETWEEN_REPORTS = 0.5


class TaskRun:
    """One attempt at a task, by the worker that holds its lease."""

    def __init__(
        self,
        resources: Resources,
        *,
        task_id: int,
        task_uuid: str,
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
        self._work_folder = work_folder
        self._lease_id = lease_id
        self._started = time.monotonic()
        self._step_name: str | None = None
        self._reported = 0.0
        self._first_fraction: float | None = None
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
            if not await queries.lock_held(session, self.task_id, self._lease_id, utc_now()):
                raise LeaseLost(self.task_uuid)
            yield session

    async def begin_step(self, name: str, position: int, inputs: object) -> dict[str, Any] | None:
        """Start a step; returns what it made before when the same inputs were completed already. Raises LeaseLost."""
        with as_actor(self.actor):
            step = await queries.begin_step(
                self.resources.database,
                self.task_id,
                self._lease_id,
                name=name,
                position=position,
                digest=_digest(inputs),
                now=utc_now(),
            )
        if step is None:
            raise LeaseLost(self.task_uuid)
        return step["step_result"] if step["step_status"] == StepStatus.COMPLETED else None

    async def complete_step(self, session: AsyncSession, name: str, result: dict[str, object]) -> None:
        """Keep what the step made, in the same transaction as the rows it made."""
        await queries.complete_step(session, self.task_id, name, result, utc_now())

    def text_stream(self) -> TextStream:
        """Where words go while they are being written, for those who watch the task."""
        return TextStream(self.resources.broadcast, self.task_uuid)

    def part(self, begin: float, end: float, step_name: str) -> Progress:
        """The progress callback of one step, whose whole is the share from `begin` to `end` of the task."""

        async def progress(fraction: float) -> None:
            self._step_name = step_name
            await self.report(begin + (end - begin) * min(max(fraction, 0.0), 1.0))

        return progress

    async def report(self, fraction: float) -> None:
        """Write and tell the progress, at most twice a second, and at once when a step begins. Raises LeaseLost."""
        now = time.monotonic()
        if self._first_fraction is None:
            self._first_fraction = fraction
        self._reported = max(self._reported, fraction)
        new_step = self._step_name != self._last_step
        if not new_step and now - self._last_report < _SECONDS_BETWEEN_REPORTS:
            return
        self._last_report, self._last_step = now, self._step_name
        with as_actor(self.actor):
            held = await queries.report(
                self.resources.database,
                self.task_id,
                self._lease_id,
                progress=min(int(self._reported * 100), 99),
                step_name=self._step_name,
                remaining=self._remaining(now),
            )
        if not held:
            raise LeaseLost(self.task_uuid)
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
