"""One running platform for all end-to-end tests."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.running import Running, platform


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """A platform on a home whose path has a space and Chinese characters."""
    folder = Path(tempfile.mkdtemp(prefix="datasay-e2e-"))
    folder.chmod(0o711)
    try:
        with platform(folder / "我的 数据", DATASAY_TASK_LEASE_SECONDS="6") as started:
            yield started
    finally:
        shutil.rmtree(folder, ignore_errors=True)
