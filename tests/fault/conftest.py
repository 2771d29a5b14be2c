"""A platform of its own for tests that break it, and a user of its API."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.running import Running, platform


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """A platform with leases that are short, and yet not lost whenever the machine is busy."""
    folder = Path(tempfile.mkdtemp(prefix="datasay-fault-"))
    folder.chmod(0o711)
    try:
        with platform(folder / "home", DATASAY_TASK_LEASE_SECONDS="6") as started:
            yield started
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def api(running: Running) -> Iterator[httpx.Client]:
    """A logged-in client that waits out a part that is away."""
    running.run("user", "create", "breaker", "--email", "breaker@example.org")
    password = running.run("user", "password", "breaker").stdout.strip().rsplit(" ", 1)[-1]
    with httpx.Client(base_url=f"{running.addresses.web_url}/api/v1", trust_env=False, timeout=30) as client:
        answer = client.post("/auth/login", json={"user_name": "breaker", "user_password": password})
        client.cookies.clear()
        client.headers["Authorization"] = f"Bearer {answer.json()['session_token']}"
        yield client
