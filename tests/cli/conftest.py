"""A web server on a port of its own, and the `datasay` command of a user who is logged in to it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from datasay.core.settings import Settings
from tests.conftest import PASSWORD, MakeUser
from tests.serving import web_thread

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def server(settings: Settings) -> Iterator[str]:
    """A web server."""
    with web_thread(settings) as url:
        yield url


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
