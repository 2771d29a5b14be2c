"""Temporary homes for real servers, in a path with spaces and Chinese, and a user without privileges to run as."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from datasay.cli.embedded.accounts import Account, unprivileged_account


def _open_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="datasay-"))
    folder.chmod(0o711)
    yield folder
    for link in folder.rglob("data"):
        if link.is_symlink():
            shutil.rmtree(link.readlink().parent, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may walk through, as /srv or /home/name are; gone with all servers in it afterwards."""
    yield from _open_folder()


@pytest.fixture(scope="module")
def lasting_folder() -> Iterator[Path]:
    """Such a folder for all tests of a file."""
    yield from _open_folder()


@pytest.fixture
def home(open_folder: Path) -> Path:
    """A home yet to be made, in a path with a space and Chinese characters."""
    return open_folder / "我的 数据" / "home of 张三"


@pytest.fixture
def ordinary_user() -> Account | None:
    """Someone without privileges: `nobody` when the tests run as root, else the user who runs them (None)."""
    return unprivileged_account("nobody")
