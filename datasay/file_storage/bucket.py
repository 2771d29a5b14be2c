"""Bytes in a bucket that speaks S3 (S3 itself, MinIO, Aliyun OSS), through obstore."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import S3Store

from datasay.core.errors import Unavailable
from datasay.file_storage.addresses import ObjectAddress
from datasay.file_storage.errors import BytesMissing, FileDamaged
from datasay.file_storage.folder import disk_errors
from datasay.file_storage.stores import KEY, OWNER, StoredObject
from datasay.wording.told import Told

if TYPE_CHECKING:
    from obstore import BytesStream
    from obstore.store import ClientConfig, RetryConfig, S3Config

logger = structlog.get_logger(__name__)

_CHUNK = 256 * 1024
_PART = 16 * 1024 * 1024  # at most 10,000 parts: enough for 160 GB
_AT_ONCE = 4


@contextmanager
def _bucket_errors() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise BytesMissing(
            Told(
                "The bytes of this file are not in the bucket; ask the operator to restore them.",
                "存储桶里找不到这个文件的内容，请让管理员恢复。",
            )
        ) from error
    except (BaseError, PermissionError, TimeoutError, ConnectionError) as error:
        # The first line names the request; the rest is the library's own inside.
        logger.warning("storage_failed", error=str(error).splitlines()[0][:500])
        raise Unavailable(
            Told(
                "The file storage cannot be reached or refuses us. Try again in a minute.",
                "文件存储连不上，或拒绝了我们。请过一分钟再试。",
            )
        ) from error


def _open(address: ObjectAddress) -> S3Store:
    config: S3Config = {
        "region": address.region,
        "virtual_hosted_style_request": address.virtual_hosted,
        "disable_tagging": True,
        "disable_bulk_delete": True,  # Aliyun does not know it
    }
    if address.endpoint is not None:
        config["endpoint"] = address.endpoint
    if address.access_key is not None and address.secret_key is not None:
        config["access_key_id"] = address.access_key
        config["secret_access_key"] = address.secret_key
    if address.session_token is not None:
        config["session_token"] = address.session_token
    # `timeout` spans a whole download, which a slow reader may stretch; silence is what tells a dead server.
    client: ClientConfig = {
        "allow_http": bool(address.endpoint and address.endpoint.startswith("http://")),
        "connect_timeout": timedelta(seconds=5),
        "read_timeout": timedelta(seconds=30),
        "timeout": timedelta(hours=2),
    }
    retry: RetryConfig = {"max_retries": 4, "retry_timeout": timedelta(seconds=60)}
    return S3Store(
        address.bucket, prefix=address.prefix or None, config=config, client_options=client, retry_config=retry
    )


class BucketStore:
    """A bucket; unfinished files are in a local folder."""

    def __init__(self, address: ObjectAddress, *, temporary: Path) -> None:
        self._address = address
        self._store = _open(address)
        self._temporary = temporary

    def __repr__(self) -> str:
        return f"BucketStore({self._address.storage_type}://{self._address.bucket}/{self._address.prefix})"

    @property
    def storage_type(self) -> str:
        """s3 or oss."""
        return self._address.storage_type

    @property
    def temporary(self) -> Path:
        """A local folder for files that are still being written."""
        return self._temporary

    async def keep(self, path: Path, key: str) -> None:
        """Send a finished file, in parts when it is large, and see that all of it arrived. Raises Unavailable."""
        size = path.stat().st_size
        with _bucket_errors():
            await obstore.put_async(self._store, key, path, chunk_size=_PART, max_concurrency=_AT_ONCE)
        if await self.size(key) != size:  # every part was signed with its hash; this finds a lost part
            await self.delete(key)
            raise Unavailable(
                Told(
                    "The bucket did not keep the whole file. Try again in a minute.",
                    "存储桶没有保存完整的文件。请过一分钟再试。",
                )
            )
        path.unlink()

    async def stream(self, key: str, start: int, end: int, *, size: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start` up to and without `end`. Raises BytesMissing, FileDamaged, Unavailable."""
        with _bucket_errors():
            result = await obstore.get_async(self._store, key, options={"range": (start, end)})
        if size is not None and result.meta["size"] != size:
            raise FileDamaged(key)
        return _chunks(result.stream(min_chunk_size=_CHUNK))

    async def fetch(self, key: str, into: Path) -> None:
        """Download to a local path. Raises BytesMissing, StorageFull, Unavailable."""
        with _bucket_errors():
            result = await obstore.get_async(self._store, key)
        unfinished = into.with_name(f"{into.name}.{secrets.token_hex(4)}.part")
        try:
            with disk_errors(), unfinished.open("wb") as file:
                async for chunk in _chunks(result.stream(min_chunk_size=4 * _CHUNK)):
                    await asyncio.to_thread(file.write, chunk)
            unfinished.replace(into)
        finally:
            unfinished.unlink(missing_ok=True)

    def local_path(self, key: str) -> Path | None:  # noqa: ARG002  a folder's store needs it
        """Nowhere on this machine."""
        return None

    async def size(self, key: str) -> int | None:
        """How many bytes are there; None when there is no such key."""
        try:
            with _bucket_errors():
                return (await obstore.head_async(self._store, key))["size"]
        except BytesMissing:
            return None

    async def delete(self, key: str) -> None:
        """Remove the bytes."""
        try:
            with _bucket_errors():
                await obstore.delete_async(self._store, key)
        except BytesMissing:
            return

    def discard(self, key: str) -> None:
        """Nothing now: a request takes time, and the sweeper finds it."""

    async def owners(self) -> list[int]:
        """The users for whom anything is kept."""
        with _bucket_errors():
            found = await obstore.list_with_delimiter_async(self._store)
        names = [prefix.rstrip("/").rsplit("/", maxsplit=1)[-1] for prefix in found["common_prefixes"]]
        return sorted(int(name) for name in names if OWNER.fullmatch(name))

    async def list(self, user_id: int) -> AsyncIterator[StoredObject]:
        """Everything kept for one user, a page of the listing at a time."""
        pages = obstore.list(self._store, f"{user_id}/", chunk_size=1000)
        while True:
            with _bucket_errors():
                page = await anext(pages, None)
            if page is None:
                return
            for meta in page:
                if KEY.fullmatch(meta["path"]):
                    modified = meta["last_modified"].astimezone(UTC).replace(tzinfo=None)
                    yield StoredObject(meta["path"], meta["size"], modified)


async def _chunks(stream: "BytesStream") -> AsyncIterator[bytes]:
    while True:
        with _bucket_errors():
            chunk = await anext(stream, None)
        if chunk is None:
            return
        yield bytes(chunk)
