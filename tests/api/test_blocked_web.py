"""A web process that an engine blocks ends, says why, and leaves its place to another."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from datasay.core.loop_watch import EXIT_CODE
from datasay.core.settings import Settings
from tests.conftest import PASSWORD, MakeUser

_BLOCKS = """
import time
from pydantic import field_validator
from datasay.engines.protocols import *

class Account(AccountForm):
    flavour: str

    @field_validator("flavour")
    @classmethod
    def tasted(cls, flavour):
        time.sleep(10**6)

class Engine(ImageEngine):
    info = EngineInfo(name="blocks", kind="image", version="1", description="堵 · Blocks", account=Account)

    def __init__(self, desk):
        pass

    async def draw(self, request, progress):
        raise NotImplementedError
"""


async def test_a_web_process_that_is_blocked_ends_and_says_where(
    settings: Settings, make_user: MakeUser, tmp_path: Path
) -> None:
    await make_user("writer")
    code, told = await asyncio.to_thread(_ask_what_blocks, settings, tmp_path)
    assert code == EXIT_CODE
    assert "loop_blocked" in told
    assert "in tasted" in told


def _ask_what_blocks(settings: Settings, tmp_path: Path) -> tuple[int, str]:
    """The exit code of a web process that is asked, and its log."""
    (tmp_path / "blocks.py").write_text(_BLOCKS, encoding="utf-8")
    about = tmp_path / "blocks-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: blocks\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[datasay.engines.image]\nblocks = blocks:Engine\n")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    environment = os.environ | {
        "PYTHONPATH": str(tmp_path),
        "DATASAY_HOME": str(settings.home),
        "DATASAY_DATABASE_URL": settings.database_url or "",
        "DATASAY_REDIS_URL": settings.redis_url or "",
        "DATASAY_PORT": str(port),
        "DATASAY_WEB_BLOCKED_SECONDS": "2",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "datasay", "serve"], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
            _wait(client, process)
            body = {"user_name": "writer", "user_password": PASSWORD}
            token = client.post("/api/v1/auth/login", json=body).json()["session_token"]
            account = {"platform_name": "blocks", "platform_options": {"flavour": "mint"}}
            with pytest.raises(httpx.TransportError):
                client.post("/api/v1/platforms", json=account, headers={"Authorization": f"Bearer {token}"})
        _, told = process.communicate(timeout=60)
    finally:
        process.kill()
    return process.returncode, told


def _wait(client: httpx.Client, process: "subprocess.Popen[str]") -> None:
    deadline = time.monotonic() + 180
    while True:
        try:
            client.get("/healthz")
        except httpx.TransportError:
            assert process.poll() is None, "the web process ended"
            assert time.monotonic() < deadline, "the web process did not start"
            time.sleep(0.1)
        else:
            return
