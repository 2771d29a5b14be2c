"""Keeps services running: starts them in order, restarts what crashes and says so, stops all in reverse order."""

import asyncio
import contextlib
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from datasay.cli.embedded.errors import EmbeddedError, PortTaken, StartFailed
from datasay.cli.embedded.processes import describe_exit
from datasay.cli.embedded.services import Service, silent
from datasay.wording.told import Told

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class RestartPolicy:
    """How patient the supervisor is. Times in seconds."""

    crashes_in_a_row: int = 20
    first_delay: float = 0.5  # doubles with each crash in a row
    longest_delay: float = 5.0
    stable_after: float = 10.0  # a service that ran this long did not crash by itself: its count starts anew
    ready_within: float = 90.0
    poll: float = 0.2
    health_interval: float = 15.0
    health_misses: int = 3


@dataclass(slots=True)
class _Kept:
    service: Service
    started: float = field(default_factory=time.monotonic)
    task: asyncio.Task[None] | None = None


class Supervisor:
    """Runs services for one event loop. `say` is told, in Chinese and English, what happens to them."""

    def __init__(self, say: Say, policy: RestartPolicy | None = None) -> None:
        self._say = say
        self._policy = policy or RestartPolicy()
        self._kept: list[_Kept] = []
        self._stopping = False
        self._failure: asyncio.Future[None] | None = None
        # A child ends when the thread that started it ends (PR_SET_PDEATHSIG means the thread, not the process), so
        # one thread that lives as long as the supervisor starts them all.
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="starter")

    async def start(self, *services: Service) -> None:
        """Start services side by side and wait until all are ready; `stop` ends them in reverse order.

        Raises EmbeddedError when one does not come up; those that did go on until `stop`.
        """
        kept = [_Kept(service) for service in services]
        self._kept += kept
        results = await asyncio.gather(*(self._bring_up(each.service) for each in kept), return_exceptions=True)
        for problem in results:
            if problem is not None:
                raise problem
        for each in kept:
            each.started = time.monotonic()
            each.task = asyncio.create_task(self._keep(each), name=f"keep {each.service.name}")

    async def wait(self) -> None:
        """Wait until a service is given up. Raises StartFailed then."""
        await asyncio.shield(self._failed())  # the wait may be cancelled, the verdict not

    async def stop(self) -> None:
        """End all services, the last started first. Nothing is left running."""
        self._stopping = True
        for each in self._kept:
            if each.task is not None:
                each.task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await each.task
        while self._kept:
            each = self._kept[-1]
            await self._in_starter(each.service.stop)
            self._kept.pop()
        if self._failure is not None and self._failure.done():
            self._failure.exception()  # told or not, it has no further listener
        self._starter.shutdown(wait=False)

    def kill(self) -> None:
        """End everything at once; a `stop` that is under way then finishes quickly."""
        self._stopping = True
        for each in reversed(self._kept):
            each.service.kill()

    # --- one service ---

    async def _bring_up(self, service: Service) -> None:
        deadline = time.monotonic() + self._policy.ready_within
        await self._in_starter(service.spawn)
        while True:
            try:
                if await asyncio.to_thread(service.is_ready):
                    break
            except PortTaken:
                if time.monotonic() > deadline:
                    raise
                await self._in_starter(service.stop)
                await self._in_starter(service.spawn)
            if time.monotonic() > deadline:
                raise silent(service, self._policy.ready_within)
            await asyncio.sleep(0.02)
        service.settle()

    async def _keep(self, kept: _Kept) -> None:
        """Restart the service whenever it ends, until it does so too often."""
        crashes = 0
        while True:
            reason = await self._until_it_ends(kept.service)
            if time.monotonic() - kept.started >= self._policy.stable_after:
                crashes = 0
            while True:
                crashes += 1
                if crashes > self._policy.crashes_in_a_row:
                    self._give_up(kept.service, reason)
                    return
                delay = min(self._policy.first_delay * 2 ** (crashes - 1), self._policy.longest_delay)
                name, log = kept.service.name, kept.service.log
                self._say(
                    f"{name} 意外结束（{reason}），{delay:g} 秒后重启。"
                    f" {name} ended unexpectedly ({reason}); restart in {delay:g} s. 日志 log: {log}"
                )
                await self._in_starter(kept.service.stop)  # the rest of its process group, and what that had started
                await asyncio.sleep(delay)
                try:
                    await self._bring_up(kept.service)
                except EmbeddedError as problem:
                    reason = str(problem).partition("\n")[0]
                else:
                    break
            kept.started = time.monotonic()
            self._say(f"{kept.service.name} 已重新运行。 {kept.service.name} runs again.")

    async def _until_it_ends(self, service: Service) -> str:
        """Wait for the end of its process, or for its health check to fail too often in a row; return why."""
        next_check = time.monotonic() + self._policy.health_interval
        misses = 0
        while True:
            code = service.exit_code()
            if code is not None:
                return describe_exit(code)
            if time.monotonic() >= next_check:
                misses = 0 if await asyncio.to_thread(service.is_healthy) else misses + 1
                if misses >= self._policy.health_misses:
                    service.kill()
                    return f"没有响应 no answer to {misses} health checks"
                next_check = time.monotonic() + self._policy.health_interval
            await asyncio.sleep(self._policy.poll)

    def _give_up(self, service: Service, reason: str) -> None:
        error = StartFailed(
            Told(
                "{name} crashed more than {times} times in a row ({reason}) and is given up. Read "
                "{log}, or run `datasay doctor`.",
                "{name} 连续崩溃 {times} 次以上（{reason}），不再重启。请看日志 {log}，或运行 `datasay doctor`。",
                name=service.name,
                times=self._policy.crashes_in_a_row,
                reason=reason,
                log=service.log,
            )
        )
        future = self._failed()
        if not future.done():
            future.set_exception(error)

    def _failed(self) -> "asyncio.Future[None]":
        if self._failure is None:
            self._failure = asyncio.get_running_loop().create_future()
        return self._failure

    async def _in_starter(self, call: Callable[[], None]) -> None:
        # Shielded: a thread cannot be cancelled, and what it has started must be known before anything is stopped.
        work = asyncio.get_running_loop().run_in_executor(self._starter, call)
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work])
            raise
