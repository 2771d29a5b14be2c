"""A model's server, and an account with it."""

from collections.abc import AsyncIterator
from typing import Any, Protocol

import httpx
import pytest

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.engines.openai.profile import profile_of
from datasay.platform_integration.models import PlatformVisibility
from datasay.platform_integration.schemas import PlatformCreate
from datasay.platform_integration.service import create_platform
from datasay.user_auth.models import UserRole
from datasay.user_auth.sessions import SessionUser
from datasay.worker import modules
from tests.conftest import MakeUser
from tests.running import run_tasks
from tests.simulators.openai import KEY, MODEL, OpenAISimulator, serving

assert modules.JOBS, "importing it registers what a worker can do"


@pytest.fixture
async def simulator() -> AsyncIterator[OpenAISimulator]:
    """A server of the protocol."""
    profile_of.cache_clear()
    async with serving(OpenAISimulator()) as running:
        yield running


@pytest.fixture
async def shared_account(simulator: OpenAISimulator, make_user: MakeUser, resources: Resources) -> int:
    """An administrator's account that serves everybody; its config_id."""
    boss = await make_user("boss", UserRole.ADMIN)
    wanted = PlatformCreate.model_validate(
        {
            "platform_name": "openai",
            "platform_app_id": simulator.base_url,
            "platform_app_secret": KEY,
            "platform_options": {
                "model": MODEL,
                "models": ["sim-2"],
                "prices": {MODEL: {"prompt": 1, "completion": 2}},
            },
            "platform_visibility": PlatformVisibility.SHARED,
        }
    )
    async with resources.database.transaction(OPERATOR) as session:
        user = SessionUser(boss.user_id, "boss", UserRole.ADMIN, "s")
        return (await create_platform(session, resources.settings, user, wanted)).config_id


class Generate(Protocol):
    """Asks for a text, does the work as a worker would, and gives the ended task."""

    async def __call__(self, **wanted: Any) -> dict[str, Any]: ...


@pytest.fixture
def generate(client: httpx.AsyncClient, resources: Resources) -> Generate:
    """Asks for a text, does the work as a worker would, and gives the ended task."""

    async def work(**wanted: Any) -> dict[str, Any]:
        answer = await client.post("/api/v1/texts/generate", json=wanted)
        assert answer.status_code == 202, answer.text
        await run_tasks(resources)
        task: dict[str, Any] = (await client.get(answer.headers["Location"])).json()
        return task

    return work
