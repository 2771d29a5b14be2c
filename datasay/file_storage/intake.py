"""Bytes on their way in: written to a temporary file and hashed as they come, in memory never more than one block."""

import asyncio
import contextlib
import hashlib
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from datasay.core.errors import StorageFull
from datasay.file_storage.errors import FileTooLarge
from datasay.file_storage.folder import disk_errors
from datasay.file_storage.stores import FileStore
from datasay.wording.told import Told

_BLOCK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """A finished temporary file and what its bytes hash to."""

    path: Path
    size: int
    md5: str
    sha256: str


class _Hashes:
    def __init__(self) -> None:
        self.md5 = hashlib.md5(usedforsecurity=False)  # the design's column; identity is the other one
        self.sha256 = hashlib.sha256()

    def update(self, block: bytes) -> None:
        self.md5.update(block)
        self.sha256.update(block)


class Intake:
    """Takes the bytes of one file."""

    def __init__(self, path: Path, file: BinaryIO, limit: int) -> None:
        self.size = 0
        self._path = path
        self._file = file
        self._limit = limit
        self._hashes = _Hashes()
        self._block = bytearray()

    async def write(self, chunk: bytes) -> None:
        """Take some more. Raises FileTooLarge, StorageFull, Unavailable."""
        self.size += len(chunk)
        if self.size > self._limit:
            raise FileTooLarge(
                Told(
                    "A file may have at most {most:,} bytes; make it smaller or split it.",
                    "文件最多 {most:,} 字节，请缩小或分开上传。",
                    most=self._limit,
                )
            )
        self._block += chunk
        if len(self._block) >= _BLOCK:
            await self._put()

    async def finish(self) -> Received:
        """Everything has come. Raises StorageFull, Unavailable."""
        await self._put()
        with disk_errors():
            self._file.close()
        return Received(self._path, self.size, self._hashes.md5.hexdigest(), self._hashes.sha256.hexdigest())

    async def _put(self) -> None:
        block, self._block = bytes(self._block), bytearray()
        with disk_errors():
            await asyncio.to_thread(self._write_and_hash, block)

    def _write_and_hash(self, block: bytes) -> None:
        self._file.write(block)
        self._file.flush()  # a full disk is noticed at once, not at the end
        self._hashes.update(block)


@asynccontextmanager
async def open_intake(store: FileStore, *, limit: int, expected: int | None = None) -> AsyncIterator[Intake]:
    """A temporary file that is gone at the end unless it was kept. `expected`: bytes announced, if any were.

    Raises StorageFull at once when the announced bytes do not fit, FileTooLarge when more come than `limit`.
    """
    with temporary_file(store) as (path, file):
        if expected is not None:
            with disk_errors():
                free = shutil.disk_usage(path.parent).free
            if expected > free:
                raise StorageFull(
                    Told(
                        "The disk has {free:,} bytes left; {needed:,} are needed. Free some space.",
                        "磁盘只剩 {free:,} 字节，需要 {needed:,} 字节。请腾出空间。",
                        free=free,
                        needed=expected,
                    )
                )
        try:
            yield Intake(path, file, limit)
        finally:
            # Closing waits for a block that a cancelled request's thread is still writing.
            with contextlib.suppress(OSError):
                file.close()


@contextmanager
def temporary_file(store: FileStore) -> Iterator[tuple[Path, BinaryIO]]:
    """A file in the store's temporary folder, removed at the end if it is still there. Raises StorageFull."""
    with disk_errors():
        store.temporary.mkdir(parents=True, exist_ok=True, mode=0o700)
        number, name = tempfile.mkstemp(dir=store.temporary, prefix="upload-")
        file = open(number, "wb")  # noqa: PTH123, SIM115  from a descriptor; closed below
    try:
        yield Path(name), file
    finally:
        with contextlib.suppress(OSError):
            file.close()
        Path(name).unlink(missing_ok=True)


async def hash_file(path: Path) -> Received:
    """Hash a finished local file where it lies. Raises Unavailable."""
    with disk_errors():
        return await asyncio.to_thread(_hash_file, path)


def _hash_file(path: Path) -> Received:
    hashes = _Hashes()
    size = 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            hashes.update(block)
            size += len(block)
    return Received(path, size, hashes.md5.hexdigest(), hashes.sha256.hexdigest())
