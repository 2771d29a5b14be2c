"""Failed logins slow down whoever fails, and nobody else.

Three counters: per account and source, per source, and per account from sources it never logged in from. The last one
stops guessing from many addresses, yet cannot lock the owner out: where the owner has logged in before, only failures
from that very place count. Once its free tries are used up a counter closes for 2, 4, 8 … seconds after each further
failure; a try that comes too early is refused without a look at the password, and is not counted. A counter is
forgotten a quarter of an hour after its last failure. They live in Redis; without it each process counts for itself.
"""

import contextlib
import hashlib
import math
import time
from dataclasses import dataclass

from redis.exceptions import RedisError

from datasay.core.broadcast import Broadcast
from datasay.user_auth.addresses import source_of
from datasay.user_auth.errors import TooManyLogins
from datasay.wording.told import Told

_LIFE_SECONDS = 900
_MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class _Limit:
    """Tries that cost nothing, and the longest wait after that in seconds."""

    free: int
    longest: int


_HERE = _Limit(5, 300)
_SOURCE = _Limit(50, 300)
_ACCOUNT = _Limit(50, 60)  # shorter: it slows the owner at a new place, too

# Both scripts run as one step in Redis, so that parallel tries count right, and on its clock.
_TRY = """
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local wait = 0
for _, key in ipairs(KEYS) do
    wait = math.max(wait, (tonumber(redis.call('HGET', key, 'closed_until')) or 0) - now)
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
    local free, longest = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
    local failures = redis.call('HINCRBY', key, 'failures', 1)
    if failures >= free then
        redis.call('HSET', key, 'closed_until', now + 1000 * math.min(2 ^ (failures - free + 1), longest))
    end
    redis.call('EXPIRE', key, ARGV[1])
end
return 0
"""
_FORGIVE = """
redis.call('DEL', KEYS[1])
for i = 2, #KEYS do
    redis.call('HDEL', KEYS[i], 'closed_until')
    if redis.call('HINCRBY', KEYS[i], 'failures', -1) < 1 then redis.call('DEL', KEYS[i]) end
end
return 0
"""


@dataclass(slots=True)
class _Counter:
    failures: int
    closed_until: float
    forgotten_at: float


_own: dict[str, _Counter] = {}


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries to log in as whom from where; `familiar` when this account was used from there lately.

    `account` is the account, whether its name or its e-mail was typed; else what was typed. Who fails often enough for
    somebody can learn by it whether an e-mail is theirs; two budgets would give every guesser twice the tries.
    """

    account: str
    source: str
    familiar: bool

    def _limits(self) -> dict[str, _Limit]:
        account = hashlib.sha256(self.account.encode()).hexdigest()[:24]
        source = source_of(self.source)
        limits = {f"login:here:{account}:{source}": _HERE}
        if not self.familiar:
            limits |= {f"login:source:{source}": _SOURCE, f"login:account:{account}": _ACCOUNT}
        return limits

    async def begin(self, broadcast: Broadcast) -> None:
        """Count this try as a failure before the password is looked at. Raises TooManyLogins when it is too early."""
        wait = await self._count(broadcast)
        if wait > 0:
            seconds = math.ceil(wait)
            raise TooManyLogins(
                Told(
                    "Too many failed logins; wait {seconds} seconds.",
                    "登录失败次数太多，请等 {seconds} 秒再试。",
                    seconds=seconds,
                ),
                retry_after=seconds,
            )

    async def _count(self, broadcast: Broadcast) -> float:
        limits = self._limits()
        if broadcast.redis is not None:
            arguments = [str(part) for limit in limits.values() for part in (limit.free, limit.longest)]
            try:
                return (
                    int(await broadcast.redis.eval(_TRY, len(limits), *limits, str(_LIFE_SECONDS), *arguments)) / 1000
                )
            except (RedisError, OSError):
                pass
        return _count_here(limits)

    async def forgive(self, broadcast: Broadcast) -> None:
        """It was the right password: this try was no failure, and the earlier ones from here are forgotten."""
        keys = list(self._limits())
        if broadcast.redis is not None:
            with contextlib.suppress(RedisError, OSError):
                await broadcast.redis.eval(_FORGIVE, len(keys), *keys)
        _forgive_here(keys)


def _count_here(limits: dict[str, _Limit]) -> float:
    """The same as the script, in this process's memory."""
    now = time.monotonic()
    if len(_own) > _MOST_KEPT:
        for key in [key for key, counter in _own.items() if counter.forgotten_at < now]:
            del _own[key]
        if len(_own) > _MOST_KEPT:
            _own.clear()
    counters = {key: counter for key in limits if (counter := _own.get(key)) and counter.forgotten_at >= now}
    wait = max((counter.closed_until - now for counter in counters.values()), default=0.0)
    if wait > 0:
        return wait
    for key, limit in limits.items():
        failures = counters[key].failures + 1 if key in counters else 1
        closed = now + min(2 ** min(failures - limit.free + 1, 20), limit.longest) if failures >= limit.free else 0.0
        _own[key] = _Counter(failures, closed, now + _LIFE_SECONDS)
    return 0.0


def _forgive_here(keys: list[str]) -> None:
    _own.pop(keys[0], None)
    for key in keys[1:]:
        counter = _own.get(key)
        if counter is not None:
            counter.failures -= 1
            counter.closed_until = 0.0
