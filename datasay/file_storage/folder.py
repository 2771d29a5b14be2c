"""Bytes in a folder of this machine: synced before they get their name, so a file is whole or not there."""

import asyncio
import errno
import os
import re
import shutil
import stat
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import structlog

from datasay.core.errors import StorageFull, Unavailable
from datasay.file_storage.errors import BytesMissing, FileDamaged
from datasay.file_storage.models import FileStorageType
from datasay.file_storage.stores import KEY, OWNER, StoredObject
from datasay.wording.system import of_system
from datasay.wording.told import Told

logger = structlog.get_logger(__name__)

_CHUNK = 256 * 1024
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PART = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turn what a disk says into what a user can act on. Raises StorageFull, Unavailable."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFull(
                Told(
                    "The disk has no room for this file. Free some space and try again.",
                    "磁盘放不下这个文件。请腾出空间再试。",
                )
            ) from error
        logger.warning("storage_failed", error=error.strerror, number=error.errno)
        raise Unavailable(
            Told(
                "The file storage does not work at the moment: {reason}. Try again; if it stays so, tell the operator.",
                "文件存储暂时不能用：{reason}。请再试，仍不行就告诉管理员。",
                reason=of_system(error),
            )
        ) from error


class FolderStore:
    """A folder; unfinished files are in its `tmp`, on the same file system, so that a rename is enough."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def __repr__(self) -> str:
        return f"FolderStore({self._root})"

    @property
    def storage_type(self) -> str:
        """Always local."""
        return FileStorageType.LOCAL

    @property
    def temporary(self) -> Path:
        """A folder for files that are still being written."""
        return self._root / "tmp"

    async def keep(self, path: Path, key: str) -> None:
        """Move a finished file to its key and sync both. Raises StorageFull, Unavailable."""
        with disk_errors():
            await asyncio.to_thread(self._keep, path, self._path(key))

    def _keep(self, path: Path, target: Path) -> None:
        made = _make_folders(target.parent)
        path.chmod(0o600)
        os.utime(path)  # a rename keeps the time of writing, and the sweeper takes old bytes without a row
        _sync(path)
        try:
            path.rename(target)
        except OSError as error:
            if error.errno != errno.EXDEV:
                raise
            self._copy(path, target)
        for folder in (target.parent, *made):
            _sync(folder)

    def _copy(self, path: Path, target: Path) -> None:
        """From another file system: copied beside the target first, so that the target appears whole."""
        _make_folders(self.temporary)
        number, name = tempfile.mkstemp(dir=self.temporary, prefix="copy-")
        copy = Path(name)
        try:
            with os.fdopen(number, "wb") as file, path.open("rb") as source:
                shutil.copyfileobj(source, file, 1024 * 1024)
                file.flush()
                os.fsync(file.fileno())
            copy.rename(target)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
        path.unlink()

    async def stream(self, key: str, start: int, end: int, *, size: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to and without `end`. Raises BytesMissing, FileDamaged, Unavailable."""
        with disk_errors():
            file = await asyncio.to_thread(self._open, key, start, size)
        return _chunks(file, end - start)

    async def fetch(self, key: str, into: Path) -> None:
        """Copy the bytes. Raises BytesMissing, StorageFull."""
        with disk_errors():
            await asyncio.to_thread(self._copy_out, key, into)

    def _copy_out(self, key: str, into: Path) -> None:
        with self._open(key, 0, None) as source, into.open("wb") as file:
            shutil.copyfileobj(source, file, 1024 * 1024)

    def local_path(self, key: str) -> Path | None:
        """Where the bytes lie; they must not be changed."""
        return self._path(key)

    async def size(self, key: str) -> int | None:
        """How many bytes are there; None when there is no such key."""
        with disk_errors():
            try:
                return self._path(key).stat().st_size
            except (FileNotFoundError, NotADirectoryError):
                return None

    async def delete(self, key: str) -> None:
        """Remove the bytes."""
        with disk_errors():
            self._path(key).unlink(missing_ok=True)

    def discard(self, key: str) -> None:
        """Remove bytes nobody will ask for; what fails is left to the sweeper."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            logger.warning("discard_failed", key=key, error=error.strerror)

    async def owners(self) -> list[int]:
        """The users for whom anything is kept."""
        with disk_errors():
            if not self._root.is_dir():
                return []
            return sorted(int(entry.name) for entry in os.scandir(self._root) if OWNER.fullmatch(entry.name))

    async def list(self, user_id: int) -> AsyncIterator[StoredObject]:
        """Everything kept for one user, one folder of hashes at a time."""
        top = self._root / str(user_id)
        if not top.is_dir():
            return
        for folder in sorted(top.iterdir()):
            with disk_errors():
                found = await asyncio.to_thread(_objects, folder, f"{user_id}/{folder.name}")
            for stored in found:
                yield stored

    def _open(self, key: str, start: int, size: int | None) -> BinaryIO:
        """The file itself: no link is followed on the way to it, and it is what it was. Raises FileDamaged."""
        *folders, name = self._path(key).relative_to(self._root).parts
        within = os.open(self._root, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            for folder in folders:
                inner = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=within)
                os.close(within)
                within = inner
            # Without O_NONBLOCK a pipe in its place would be waited for.
            number = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=within)
        except FileNotFoundError as error:
            raise _missing(key) from error
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO):  # a link, or something that is no file
                raise FileDamaged(key) from error
            raise
        finally:
            os.close(within)
        file = open(number, "rb")  # noqa: PTH123, SIM115  from a descriptor; whoever reads it closes it
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode) or (size is not None and found.st_size != size):
            file.close()
            raise FileDamaged(key)
        file.seek(start)
        return file

    def _path(self, key: str) -> Path:
        """The path of a key; one that would lead elsewhere is refused although only we write keys."""
        parts = key.split("/")
        if not all(_PART.fullmatch(part) for part in parts):
            raise _missing(key)
        return self._root.joinpath(*parts)


def _missing(key: str) -> BytesMissing:
    logger.error("bytes_missing", key=key)
    return BytesMissing(
        Told(
            "The bytes of this file cannot be found in the storage; ask the operator to restore them.",
            "存储里找不到这个文件的内容，请让管理员恢复。",
        )
    )


async def _chunks(file: BinaryIO, left: int) -> AsyncIterator[bytes]:
    try:
        while left > 0:
            chunk = await asyncio.to_thread(file.read, min(_CHUNK, left))
            if not chunk:
                raise Unavailable(
                    Told(
                        "The file in the storage is shorter than it was. Upload it again, or ask the "
                        "operator to restore it.",
                        "存储里的文件比原来短。请重新上传，或让管理员恢复。",
                    )
                )
            left -= len(chunk)
            yield chunk
    finally:
        file.close()


def _objects(folder: Path, prefix: str) -> list[StoredObject]:
    found = []
    try:
        entries = list(os.scandir(folder))
    except (NotADirectoryError, FileNotFoundError):
        return []
    for entry in entries:
        key = f"{prefix}/{entry.name}"
        try:
            if not KEY.fullmatch(key) or not entry.is_file(follow_symlinks=False):
                continue
            found_there = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue  # removed while we looked
        modified = datetime.fromtimestamp(found_there.st_mtime, UTC).replace(tzinfo=None)
        found.append(StoredObject(key, found_there.st_size, modified))
    return found


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; returns the folders that got a new entry and want to be synced."""
    changed = []
    missing = folder
    while not missing.is_dir():
        missing = missing.parent
        changed.append(missing)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return changed


def _sync(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
