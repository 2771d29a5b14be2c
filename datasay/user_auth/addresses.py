"""Where a request comes from, and what a proxy in front may say about it."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import structlog
from fastapi import Request

from datasay.core.settings import Settings

logger = structlog.get_logger(__name__)

_UNKNOWN = "unknown"
_FORWARDING = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")


def storable(address: str) -> str | None:
    """The address as the database can hold it: without a zone, IPv4 as IPv4. None for what is no address."""
    found = _parsed(address)
    return None if found is None else str(found)


def source_of(address: str) -> str:
    """One subscriber: an IPv4 address, or the /64 network of an IPv6 address, of which one household has 2⁶⁴."""
    found = _parsed(address)
    if found is None:
        return _UNKNOWN
    if isinstance(found, IPv6Address):
        return str(IPv6Network((int(found), 64), strict=False))
    return str(found)


def network_of(address: str) -> str | None:
    """The source as a network in PostgreSQL's words; None when it is unknown."""
    source = source_of(address)
    return None if source == _UNKNOWN else source


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(address.strip().partition("%")[0])
    except ValueError:
        return None
    if isinstance(found, IPv6Address) and found.ipv4_mapped is not None:
        return found.ipv4_mapped
    return found


@lru_cache(maxsize=8)
def _networks(proxies: tuple[str, ...]) -> tuple[IPv4Network | IPv6Network, ...]:
    networks = []
    for proxy in proxies:
        try:
            networks.append(ip_network(proxy, strict=False))
        except ValueError:
            logger.warning("trusted_proxy_ignored", proxy=proxy, reason="neither an address nor a network")
    return tuple(networks)


def _is_trusted(address: str, settings: Settings) -> bool:
    found = _parsed(address)
    return found is not None and any(found in network for network in _networks(tuple(settings.trusted_proxies)))


def client_address(request: Request, settings: Settings) -> str:
    """The client's address; X-Forwarded-For is believed only as far as listed proxies wrote it."""
    address = request.client.host if request.client is not None else ""
    hops = ",".join(request.headers.getlist("x-forwarded-for")).split(",")  # some proxies add a header of their own
    for hop in reversed(hops):
        if not hop.strip() or not _is_trusted(address, settings):
            break
        address = hop.strip()
    return address


def is_on_this_machine(request: Request, settings: Settings) -> bool:
    """Whether the client itself is on this machine, and not only a proxy here that says nothing we may believe."""
    peer = request.client.host if request.client is not None else ""
    forwarded = any(name in request.headers for name in _FORWARDING)
    if forwarded and not _is_trusted(peer, settings):
        return False
    found = _parsed(client_address(request, settings))
    return found is not None and found.is_loopback


def came_by_https(request: Request, settings: Settings) -> bool:
    """Whether the browser used https, itself or to a listed proxy."""
    peer = request.client.host if request.client is not None else ""
    forwarded = request.headers.get("x-forwarded-proto")
    if forwarded is not None and _is_trusted(peer, settings):
        return forwarded.strip().lower() == "https"
    return request.url.scheme == "https"
