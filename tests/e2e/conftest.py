"""One running platform for all end-to-end tests."""

from collections.abc import Iterator

import pytest

from tests.e2e.running import Running, short_lived_platform


@pytest.fixture(scope="session")
def running() -> Iterator[Running]:
    """A platform on a home whose path has a space and Chinese characters."""
    with short_lived_platform("我的 数据", DATASAY_TASK_LEASE_SECONDS="6") as started:
        yield started
