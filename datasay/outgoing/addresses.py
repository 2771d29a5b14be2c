"""Which addresses of the network may be asked: the public ones, and private ones where the operator allows it."""

import asyncio
import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from datasay.outgoing.errors import OutgoingRefused
from datasay.wording.told import Told

# Clouds answer here with the machine's own credentials: nobody may ask them, whatever else is allowed.
_METADATA = tuple(
    ip_network(network)
    for network in ("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "100.100.100.200/32", "192.0.0.192/32")
)
_NAT64 = ip_network("64:ff9b::/96")
_COMPATIBLE = ip_network("::/96")  # an IPv4 address as IPv6 once wrote it
_GLOBAL = ip_network("2000::/3")  # all that is handed out of IPv6; the rest is site-local, private or nobody's
# What the system's resolver takes for an IPv4 address in octal, in hexadecimal or in fewer than four parts.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_THIS_MACHINE = ("localhost", "localhost.localdomain", "ip6-localhost", "ip6-loopback")
LONGEST_URL = 100
Address = IPv4Address | IPv6Address


def check_base_url(url: str, *, private: bool) -> str:
    """The address of a service without a slash at its end. Raises OutgoingRefused, naming what is wrong with it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise OutgoingRefused(
            Told(
                "This is not an address; write it like https://api.example.com/v1.",
                "这不是网址，请写成 https://api.example.com/v1 这样。",
            )
        ) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise OutgoingRefused(
            Told(
                "Write the address with http:// or https://, like https://api.example.com/v1.",
                "地址要以 http:// 或 https:// 开头，如 https://api.example.com/v1。",
            )
        )
    if "@" in parts.netloc:
        raise OutgoingRefused(
            Told(
                "The address must not hold a user name or password; the key has its own field.",
                "地址里不能带用户名或密码，密钥有单独的字段。",
            )
        )
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise OutgoingRefused(
            Told("The address must end with its path, without ? or #.", "地址要以路径结尾，不带 ? 或 #。")
        )
    if not url.isascii() or any(character.isspace() or character in '\\"<>%' for character in url) or port == 0:
        raise OutgoingRefused(
            Told(
                "The address may hold only plain ASCII letters, digits and .:/-_[].",
                "地址只能用普通的英文字母、数字和 .:/-_[]。",
            )
        )
    if "[" in parts.netloc and ":" not in parts.hostname:
        raise OutgoingRefused(Told("In brackets there must be an IPv6 address.", "方括号里要写 IPv6 地址。"))
    _check_host(parts.hostname.rstrip("."), private=private)
    return url.rstrip("/")


def _check_host(host: str, *, private: bool) -> None:
    """Refuse what needs no resolver to be known as forbidden or as no name. Raises OutgoingRefused."""
    try:
        literal = ip_address(host)
    except ValueError as error:
        parts = host.split(".")
        if _NUMBER.fullmatch(parts[-1]) or ":" in host:
            raise OutgoingRefused(
                Told(
                    "Write an IP address as four plain numbers, like 203.0.113.7, or as IPv6.",
                    "IP 地址请写成四个普通数字，如 203.0.113.7，或写成 IPv6。",
                )
            ) from error
        if not all(re.fullmatch(r"[a-z0-9_-]{1,63}", part, re.ASCII) for part in parts):
            raise OutgoingRefused(
                Told("{host} is no name of a server; check it.", "{host} 不是服务器的名称，请检查。", host=host[:60])
            ) from error
        if not private and (host in _THIS_MACHINE or parts[-1] == "localhost"):
            raise OutgoingRefused(
                Told(
                    "{host} is this machine; the operator does not allow it.",
                    "{host} 就是本机，管理员没有允许。",
                    host=host,
                )
            ) from error
        return
    if not may_ask(literal, private=private):
        raise OutgoingRefused(_refusal(str(literal), str(literal), private=private))


def _refusal(host: str, address: str, *, private: bool) -> Told:
    """Why it is not asked, and the cure where there is one."""
    if private:
        return Told(
            "{host} ({address}) is never asked from here.", "{host}（{address}）不能访问。", host=host, address=address
        )
    return Told(
        "{host} ({address}) is not an address of the public network: only accounts of administrators may lead there; or"
        " the operator allows it to all with DATASAY_PRIVATE_ENGINES=true.",
        "{host}（{address}）不是公网地址，只有管理员的账号可以用；运营者也可以用 DATASAY_PRIVATE_ENGINES=true "
        "对所有人放开。",
        host=host,
        address=address,
    )


def may_ask(address: Address, *, private: bool) -> bool:
    """Whether a server at this address may be asked; with `private`, also this machine and its own network."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return may_ask(inner, private=private)
        if not private and address not in _GLOBAL:
            return False
    if any(address in network for network in _METADATA if network.version == address.version):
        return False
    if address.is_unspecified or address.is_multicast or (address.is_reserved and not address.is_loopback):
        return False
    if isinstance(address, IPv4Address) and address == IPv4Address("255.255.255.255"):
        return False
    return private or address.is_global


async def resolve(host: str, port: int, *, private: bool) -> Address:
    """The address to connect to. Raises OutgoingRefused when any address of the name is forbidden; OSError for none.

    One forbidden address refuses the name: which of several is used must not be left to chance, or to an attacker.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    if not addresses:
        raise OSError(f"{host} has no address")
    for address in addresses:
        if not may_ask(address, private=private):
            raise OutgoingRefused(_refusal(host, str(address), private=private))
    return min(addresses, key=lambda address: address.version)
