"""Failed logins slow down whoever fails, and nobody else.

Three counters, in Redis with a life of a quarter of an hour: per account and source, per source, and per account from
sources it never logged in from. The last one stops guessing from many addresses, yet cannot lock the owner out: where
the owner has logged in before, only the owner's own failures count. Without Redis each process counts for itself.
"""

import hashlib
import ipaddress
import time
from dataclasses import dataclass

from redis.exceptions import RedisError

from datasay.core.broadcast import Broadcast
from datasay.user_auth.errors import TooManyLogins

_LIFE_SECONDS = 900
_FREE_HERE, _FREE_SOURCE, _FREE_ACCOUNT = 5, 50, 50
_LONGEST_WAIT = 300
_own: dict[str, tuple[int, float]] = {}
# Counts the try and returns the number and the seconds since the last one, in one step: parallel tries count right.
_COUNT = """
local n = redis.call('INCR', KEYS[1])
redis.call('EXPIRE', KEYS[1], ARGV[1])
return n
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """Who tries to log in as whom from where; `familiar` when this account was used from there lately."""

    account: str
    source: str
    familiar: bool

    def _keys(self) -> list[tuple[str, int]]:
        account = hashlib.sha256(self.account.casefold().encode()).hexdigest()[:24]
        source = source_of(self.source)
        keys = [(f"here:{account}:{source}", _FREE_HERE)]
        if not self.familiar:
            keys += [(f"source:{source}", _FREE_SOURCE), (f"account:{account}", _FREE_ACCOUNT)]
        return keys

    async def count(self, broadcast: Broadcast) -> None:
        """Count this try before the password is looked at. Raises TooManyLogins when it comes too early."""
        for key, free in self._keys():
            number = await _increment(broadcast, key)
            if number > free:
                wait = min(2 ** min(number - free, 10), _LONGEST_WAIT)
                raise TooManyLogins(f"Too many failed logins; wait {wait} seconds.", retry_after=wait)

    async def forget(self, broadcast: Broadcast) -> None:
        """It was the right password: the failures from here are forgiven."""
        key = f"login:{self._keys()[0][0]}"
        _own.pop(key, None)
        if broadcast.redis is not None:
            try:
                await broadcast.redis.delete(key)
            except (RedisError, OSError):
                return


def source_of(address: str) -> str:
    """One subscriber: an IPv4 address, or the /64 network of an IPv6 address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped is not None:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


async def _increment(broadcast: Broadcast, name: str) -> int:
    key = f"login:{name}"
    if broadcast.redis is not None:
        try:
            return int(await broadcast.redis.eval(_COUNT, 1, key, str(_LIFE_SECONDS)))
        except (RedisError, OSError):
            pass
    now = time.monotonic()
    if len(_own) > 10_000:
        _own.clear()
    count, last = _own.get(key, (0, now))
    count = 1 if now - last > _LIFE_SECONDS else count + 1
    _own[key] = (count, now)
    return count
