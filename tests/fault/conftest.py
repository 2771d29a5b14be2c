"""A platform of its own for tests that break it, and a user of its API."""

from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.running import Running, short_lived_platform


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """A platform with leases that are short, and yet not lost whenever the machine is busy."""
    with short_lived_platform(DATASAY_TASK_LEASE_SECONDS="6") as started:
        yield started


@pytest.fixture(scope="module")
def api(running: Running) -> Iterator[httpx.Client]:
    """A logged-in client that waits out a part that is away."""
    with running.client_of("breaker", timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def as_shipped() -> Iterator[Running]:
    """A platform; of its settings only the number of tasks a user may have open is raised."""
    with short_lived_platform(DATASAY_TASK_USER_LIMIT="600", DATASAY_WORKER_CONCURRENCY="2") as started:
        yield started
