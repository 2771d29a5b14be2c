"""What tests of files need: samples, users, an upload that looks like a browser's."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

import httpx
import pytest

from datasay.core.identity import Actor, as_actor
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.file_storage.folder import FolderStore
from datasay.file_storage.stores import FileStore, open_store
from tests.conftest import MakeUser
from tests.file_storage.samples import make_media


@pytest.fixture(scope="session")
async def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Sound and video in every container, by name."""
    return await make_media(tmp_path_factory.mktemp("samples"))


@pytest.fixture
def store(settings: Settings) -> FileStore:
    """The store of this test's platform."""
    return open_store(settings)


@pytest.fixture
def kept(settings: Settings) -> Path:
    """The folder of this test's store."""
    return settings.home / "files"


@pytest.fixture
async def user_id(resources: Resources, make_user: MakeUser) -> AsyncIterator[int]:
    """A user, who acts while the test runs."""
    user = await make_user("keeper")
    with as_actor(Actor(user.user_id, user.user_role)):
        yield user.user_id


class Upload(Protocol):
    """Uploads one file as `writer`."""

    async def __call__(self, data: bytes, name: str = "file.bin", *tags: str) -> httpx.Response: ...


@pytest.fixture
def upload(client: httpx.AsyncClient) -> Upload:
    """Uploads one file as `writer`, with a Content-Type that lies."""

    async def send(data: bytes, name: str = "file.bin", *tags: str) -> httpx.Response:
        return await client.post(
            "/api/v1/files",
            files={"file": (name, data, "image/png")},
            data={"file_tags": list(tags)} if tags else None,
        )

    return send


def files_in(folder: Path) -> list[Path]:
    """Every file below a folder."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


_: type[FileStore] = FolderStore
