"""Under which names the web process may be asked for: a forged one must not end up in what is answered."""

import re
import socket
from functools import cached_property, lru_cache
from ipaddress import IPv6Address, ip_address

from datasay.core.settings import Settings

_HOST = re.compile(r"(?P<name>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?", re.ASCII)
_LOCAL = ("localhost", "127.0.0.1", "::1")


class TrustedHosts:
    """The listed names (`*.example.org` for all below one, `*` for any), those of this machine, and the address that
    was connected to.
    """

    def __init__(self, settings: Settings) -> None:
        self._listed = frozenset(name.lower().rstrip(".") for name in settings.trusted_hosts)
        self._listens_on = settings.host.lower()
        self.trusts = lru_cache(maxsize=1000)(self._trusts)

    def _trusts(self, host: bytes, reached_at: str) -> bool:
        """Whether the value of the header Host is one of them; `reached_at` is this end of the connection."""
        if "*" in self._listed:
            return True
        matched = _HOST.fullmatch(host.decode("latin-1").lower())
        if matched is None:
            return False
        name = matched["name"].rstrip(".").strip("[]")
        if name in _LOCAL or name.endswith(".localhost") or name in (self._listens_on, *self._own_names):
            return True
        return name in self._listed or self._is_below(name) or _same_address(name, reached_at)

    def _is_below(self, name: str) -> bool:
        parts = name.split(".")
        return any("*." + ".".join(parts[cut:]) in self._listed for cut in range(1, len(parts)))

    @cached_property
    def _own_names(self) -> tuple[str, ...]:
        name = socket.gethostname().lower()
        return name, f"{name}.local"


def _same_address(name: str, reached_at: str) -> bool:
    try:
        asked, reached = ip_address(name), ip_address(reached_at.partition("%")[0])
    except ValueError:
        return False
    if isinstance(reached, IPv6Address) and reached.ipv4_mapped is not None:  # a socket for both kinds
        reached = reached.ipv4_mapped
    return asked == reached
