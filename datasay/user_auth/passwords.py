"""Passwords: argon2id in a thread, a few at a time, and the same work for names that do not exist."""

import asyncio
import os
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_AT_ONCE = 2


@cache
def _hasher() -> PasswordHasher:
    """OWASP's argon2id parameters (19 MiB, 2 passes, 1 lane); tests may ask for cheaper ones."""
    memory = int(os.environ.get("DATASAY_ARGON2_KIB", "19456"))
    return PasswordHasher(time_cost=2, memory_cost=memory, parallelism=1)


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_hex(16))


_gates: dict[asyncio.AbstractEventLoop, asyncio.Semaphore] = {}


def _gate() -> asyncio.Semaphore:
    """One gate per event loop: hashing is memory, so a flood of logins must queue, not swap."""
    loop = asyncio.get_running_loop()
    for closed in [known for known in _gates if known.is_closed()]:
        del _gates[closed]
    return _gates.setdefault(loop, asyncio.Semaphore(_AT_ONCE))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


async def hash_password(password: str) -> str:
    """The hash to store."""
    async with _gate():
        return await asyncio.to_thread(_hasher().hash, _normal(password))


def _verify(stored: str | None, password: str) -> bool:
    nobodys = _nobodys_hash()  # made by whoever comes first, so that no name pays for it
    try:
        _hasher().verify(stored if stored is not None else nobodys, _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether it is the password; without a stored hash the same work is done and the answer is no."""
    async with _gate():
        return await asyncio.to_thread(_verify, stored, password)


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher().check_needs_rehash(stored)


def random_password() -> str:
    """A password to print once: 96 bits, easy to type."""
    return "-".join(secrets.token_hex(3) for _ in range(4))
