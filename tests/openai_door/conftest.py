"""The application on a real port, and an OpenAI client that is logged in."""

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn
from openai import AsyncOpenAI

from datasay.api.app import create_app
from datasay.core.settings import Settings
from tests.conftest import PASSWORD, MakeUser
from tests.text.generation.conftest import shared_account, simulator

__all__ = ["shared_account", "simulator"]


@pytest.fixture
async def door_url(settings: Settings) -> AsyncIterator[str]:
    """Where the door of a running application is."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.bind(("127.0.0.1", 0))
    listening.listen(100)
    server = uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None, timeout_graceful_shutdown=1))
    running = asyncio.create_task(server.serve(sockets=[listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    server.should_exit = True
    await running
    listening.close()


@pytest.fixture
async def door(door_url: str, make_user: MakeUser) -> AsyncIterator[AsyncOpenAI]:
    """An unmodified client whose key is a session token."""
    await make_user("reader")
    async with httpx.AsyncClient(base_url=door_url.removesuffix("/v1"), timeout=30) as browser:
        answer = await browser.post("/api/v1/auth/login", json={"user_name": "reader", "user_password": PASSWORD})
    async with AsyncOpenAI(api_key=answer.json()["session_token"], base_url=door_url, max_retries=0) as client:
        yield client
