"""A disk without room: said as such, nothing left behind, and all works again when there is room (S3)."""

import contextlib
import ctypes
import io
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from PIL import Image

from datasay.core.errors import StorageFull
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.file_storage.models import FileType
from datasay.file_storage.service import store_bytes
from tests.file_storage import samples
from tests.file_storage.conftest import files_in

_MIB = 1024 * 1024


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 4 MiB; skips where mounting is not permitted."""
    folder = tmp_path / "small"
    folder.mkdir()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"tmpfs", str(folder).encode(), b"tmpfs", 0, b"size=4m") != 0:
        pytest.skip(f"mounting a small disk is not permitted here: {os.strerror(ctypes.get_errno())}")
    yield folder
    assert libc.umount2(str(folder).encode(), 2) == 0


@pytest.fixture
def settings(settings: Settings, small_disk: Path) -> Settings:
    """Settings of a platform whose files go to the small disk."""
    return settings.model_copy(update={"storage_url": (small_disk / "files").as_uri()})


def _noise(side: int) -> bytes:
    """A picture of about 3 × side² bytes."""
    out = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(3 * side * side)).save(out, "PNG", compress_level=0)
    return out.getvalue()


async def _without_length(client: httpx.AsyncClient, data: bytes) -> httpx.Response:
    """An upload that does not say beforehand how large it is."""
    request = client.build_request("POST", "/api/v1/files", files={"file": ("b.png", data)})
    body = request.read()

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    kind = {"content-type": request.headers["content-type"]}
    return await client.post("/api/v1/files", content=pieces(), headers=kind)


async def test_an_upload_that_does_not_fit_is_507_and_leaves_nothing(
    client: httpx.AsyncClient, small_disk: Path
) -> None:
    kept = small_disk / "files"
    fits, does_not = _noise(500), _noise(1300)
    assert (await client.post("/api/v1/files", files={"file": ("a.png", fits)})).status_code == 201
    announced = await client.post("/api/v1/files", files={"file": ("b.png", does_not)})
    for answer in (announced, await _without_length(client, does_not)):
        assert (answer.status_code, answer.json()["type"]) == (507, "/problems/storage-full")
        assert len(files_in(kept)) == 1
        assert len((await client.get("/api/v1/files")).json()["items"]) == 1
    filler = small_disk / "filler"
    with contextlib.suppress(OSError):
        filler.write_bytes(b"x" * 4 * _MIB)
    assert (await client.post("/api/v1/files", files={"file": ("c.png", samples.picture())})).status_code == 507
    assert len(files_in(kept)) == 1
    filler.unlink()
    assert (await client.post("/api/v1/files", files={"file": ("c.png", samples.picture())})).status_code == 201


async def test_what_the_platform_makes_and_does_not_fit_leaves_nothing(
    resources: Resources, user_id: int, small_disk: Path, tmp_path: Path
) -> None:
    made = tmp_path / "made.png"  # on another file system: it has to be copied
    made.write_bytes(_noise(1300))
    for data in (made.read_bytes(), made):
        with pytest.raises(StorageFull):
            await store_bytes(
                resources, user_id=user_id, data=data, file_type=FileType.IMAGE, mime_type="image/png", file_name="x"
            )
        assert files_in(small_disk) == []
    assert made.exists()
