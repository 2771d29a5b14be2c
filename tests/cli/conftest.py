"""A web server on a port of its own, and the `datasay` command of a user who is logged in to it."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from datasay.cli.main import app
from datasay.core.settings import Settings, get_settings
from tests.conftest import PASSWORD, TOKEN, MakeUser
from tests.serving import web_thread

Run = Callable[..., subprocess.CompletedProcess[str]]
Typed = Callable[..., Awaitable[Result]]


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


@pytest.fixture
def typed(
    server: str, client: httpx.AsyncClient, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Typed]:
    """The same of the user of `client`, in this process: a test with many commands need not import all each time."""
    assert client is not None, "its session came with the database"
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    its_own = {"DATASAY_SERVER": server, "DATASAY_TOKEN": TOKEN, "DATASAY_HOME": str(settings.home), "COLUMNS": "200"}
    for name, value in its_own.items():
        monkeypatch.setenv(name, value)
    get_settings.cache_clear()

    async def run(*arguments: str, **more: str) -> Result:
        # A command has a loop of its own, which a thread with one cannot hold.
        result = await asyncio.to_thread(CliRunner().invoke, app, arguments, env=more)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    yield run
    get_settings.cache_clear()
