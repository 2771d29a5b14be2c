"""A web process on a port of its own, and the `datasay` command of a user who is logged in to it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from datasay.cli.embedded.ports import next_free
from datasay.core.settings import Settings
from tests.conftest import PASSWORD, MakeUser

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def server(settings: Settings) -> Iterator[str]:
    """The web process."""
    assert settings.database_url is not None
    assert settings.redis_url is not None
    port = next_free(18400, "127.0.0.1")
    environment = os.environ | {
        "DATASAY_DATABASE_URL": settings.database_url,
        "DATASAY_REDIS_URL": settings.redis_url,
        "DATASAY_HOME": str(settings.home),
        "DATASAY_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "uvicorn", "datasay.api.app:create_app", "--factory", "--port", str(port)]
    process = subprocess.Popen([*command, "--log-level", "error", "--no-access-log"], env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                httpx.get(f"{url}/healthz", trust_env=False)
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline, "the web process did not start"
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
async def command(server: str, make_user: MakeUser, settings: Settings, tmp_path: Path) -> Run:
    """A `datasay` command of a user who is logged in, in an empty folder."""
    await make_user("writer")
    async with httpx.AsyncClient(base_url=server, trust_env=False) as client:
        answer = await client.post("/api/v1/auth/login", json={"user_name": "writer", "user_password": PASSWORD})
    folder = tmp_path / "work"
    folder.mkdir()
    environment = os.environ | {
        "DATASAY_SERVER": server,
        "DATASAY_TOKEN": answer.json()["session_token"],
        "DATASAY_HOME": str(settings.home),
        "COLUMNS": "200",
    }

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "datasay", *arguments]
        return subprocess.run(
            command, env=environment | more, cwd=folder, capture_output=True, text=True, timeout=120, check=False
        )

    return run
