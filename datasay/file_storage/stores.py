"""Where bytes are kept: one interface over a local folder and buckets that speak S3.

A key belongs to exactly one row and is never used twice: it ends in a random part. So nothing that is being stored can
meet something that is being removed, and whoever made a key may remove it (docs/decisions/0011-files.md).
"""

import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol

from datasay.core.settings import Settings
from datasay.file_storage.addresses import parse_address

OWNER = re.compile(r"[0-9]{1,10}")
KEY = re.compile(r"([0-9]{1,10})/[0-9a-f]{2}/[0-9a-f]{64}-[0-9a-f]{16}\.[a-z0-9]{1,5}")


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What a listing says of one key; `modified` is naive UTC."""

    key: str
    size: int
    modified: datetime


class FileStore(Protocol):
    """Keeps bytes under keys. Every method may raise Unavailable."""

    @property
    def storage_type(self) -> str:
        """local, s3 or oss."""
        ...

    @property
    def temporary(self) -> Path:
        """A local folder for files that are still being written."""
        ...

    async def keep(self, path: Path, key: str) -> None:
        """Move a finished local file to its key; then the bytes survive a power cut. Raises StorageFull."""
        ...

    async def stream(self, key: str, start: int, end: int, *, size: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to and without `end`, opened before this returns.

        Raises BytesMissing, and FileDamaged for what is no plain file or does not have this `size`.
        """
        ...

    async def fetch(self, key: str, into: Path) -> None:
        """Copy the bytes to a local path. Raises BytesMissing, StorageFull."""
        ...

    def local_path(self, key: str) -> Path | None:
        """Where the bytes lie on this machine; None for a bucket."""
        ...

    async def size(self, key: str) -> int | None:
        """How many bytes are there; None when there is no such key."""
        ...

    async def delete(self, key: str) -> None:
        """Remove the bytes; nothing happens when they are gone already."""
        ...

    def discard(self, key: str) -> None:
        """Remove bytes nobody will ask for, at once where that takes no time; else the sweeper does it later."""
        ...

    async def owners(self) -> list[int]:
        """The users for whom anything is kept."""
        ...

    def list(self, user_id: int) -> AsyncIterator[StoredObject]:
        """Everything kept for one user, in any order."""
        ...


def new_key(user_id: int, sha256: str, extension: str) -> str:
    """A key nobody has used."""
    return f"{user_id}/{sha256[:2]}/{sha256}-{secrets.token_hex(8)}.{extension}"


def open_store(settings: Settings) -> FileStore:
    """The store of these settings, opened once per process. Raises Invalid for an address that cannot be used."""
    return _open(settings.storage, settings.home)


@cache
def _open(url: str, home: Path) -> FileStore:
    from datasay.file_storage.bucket import BucketStore  # noqa: PLC0415  obstore only where there is a bucket
    from datasay.file_storage.folder import FolderStore  # noqa: PLC0415  it imports this module

    address = parse_address(url)
    if isinstance(address, Path):
        return FolderStore(address)
    return BucketStore(address, temporary=home / "uploads")
