"""Visitors from chosen addresses, and further processes of the same platform."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Protocol

import httpx
import pytest
from fastapi import FastAPI

from datasay.api.app import create_app
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from tests.conftest import PASSWORD

LOGIN = "/api/v1/auth/login"
ME = "/api/v1/auth/me"


@pytest.fixture(autouse=True)
async def _no_failures_yet(resources: Resources) -> None:
    """Tests share one Redis: what failed in one test must not slow the next one."""
    assert resources.broadcast.redis is not None
    await resources.broadcast.redis.flushall()


@dataclass(frozen=True, slots=True)
class Process:
    """A web process of the platform: the real application with its lifespan running."""

    app: FastAPI

    @property
    def resources(self) -> Resources:
        """What it holds."""
        found = self.app.state.resources
        assert isinstance(found, Resources)
        return found

    def visitor(
        self, address: str = "127.0.0.1", token: str | None = None, base: str = "http://testserver"
    ) -> httpx.AsyncClient:
        """A client whose requests come from this address."""
        transport = httpx.ASGITransport(app=self.app, client=(address, 1), raise_app_exceptions=False)
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return httpx.AsyncClient(transport=transport, base_url=base, headers=headers)


class StartProcess(Protocol):
    """Starts a web process, with other settings than the usual ones if wanted."""

    async def __call__(self, **changes: object) -> Process: ...


@pytest.fixture
async def start_process(settings: Settings) -> AsyncIterator[StartProcess]:
    """Starts a web process, with other settings than the usual ones if wanted."""
    async with AsyncExitStack() as stack:

        async def start(**changes: object) -> Process:
            app = create_app(settings.model_copy(update=changes))
            await stack.enter_async_context(app.router.lifespan_context(app))
            return Process(app)

        yield start


@pytest.fixture
async def process(start_process: StartProcess) -> Process:
    """A web process with the usual settings."""
    return await start_process()


async def try_login(
    client: httpx.AsyncClient, user_name: str = "writer", password: str = PASSWORD, **headers: str
) -> httpx.Response:
    """One try; cookies are not kept."""
    answer = await client.post(LOGIN, json={"user_name": user_name, "user_password": password}, headers=headers)
    client.cookies.clear()
    return answer


async def token_of(process: Process, user_name: str = "writer", password: str = PASSWORD) -> str:
    """A new session's token."""
    answer = await try_login(process.visitor(), user_name, password)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["session_token"])
