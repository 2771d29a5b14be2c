"""The platform's keys change: what was sealed with the old one is sealed anew, and the old one may go."""

import base64
import json
import os
import subprocess
import sys

import httpx
import pytest
from sqlalchemy import select, update

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.secrets import SecretBox
from datasay.platform_integration import rotation
from datasay.platform_integration.models import PlatformIntegrationConfig as Config
from datasay.platform_integration.rotation import Rotated, rotate_keys
from datasay.platform_integration.service import choose_account
from tests.platform_integration.test_accounts import ACCOUNT

OLD, NEW = (base64.urlsafe_b64encode(letter * 32).decode() for letter in (b"o", b"n"))


@pytest.fixture
async def accounts(client: httpx.AsyncClient, resources: Resources) -> list[int]:
    """Three accounts sealed with the old key, the first with tokens too."""
    made = [(await client.post("/api/v1/platforms", json=ACCOUNT)).json()["config_id"] for _ in range(3)]
    box = SecretBox.from_setting(OLD)
    async with resources.database.transaction(OPERATOR) as session:
        for config_id in made:
            columns = ["platform_app_secret", *(["platform_access_token"] if config_id == made[0] else [])]
            values = {
                column: box.encrypt(
                    f"secret-{config_id}", table=Config.__tablename__, column=column, row=str(config_id)
                )
                for column in columns
            }
            await session.execute(update(Config).where(Config.config_id == config_id).values(values))
    return made


async def test_everything_is_sealed_anew_and_the_old_key_may_go(
    resources: Resources, accounts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "_BATCH", 2)
    both = resources.settings.model_copy(update={"secret_keys": f"{NEW},{OLD}"})
    assert await rotate_keys(resources.database, both) == Rotated(4, 4, ())
    assert await rotate_keys(resources.database, both) == Rotated(4, 0, ())
    alone = resources.settings.model_copy(update={"secret_keys": NEW})
    async with resources.database.transaction(OPERATOR) as session:
        user_id = await session.scalar(select(Config.platform_created_user_id).limit(1))
        assert user_id is not None
        chosen = await choose_account(session, alone, user_id, "openai")
    assert chosen.account.platform_app_secret == f"secret-{accounts[-1]}"


async def test_the_command_tells_what_cannot_be_read_and_leaves_it(resources: Resources, accounts: list[int]) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        moved = select(Config.platform_app_secret).where(Config.config_id == accounts[0]).scalar_subquery()
        await session.execute(update(Config).where(Config.config_id == accounts[1]).values(platform_app_secret=moved))
    assert resources.settings.database_url is not None
    environment = os.environ | {
        "DATASAY_DATABASE_URL": resources.settings.database_url,
        "DATASAY_SECRET_KEYS": f"{NEW},{OLD}",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "datasay", "db", "rotate-keys", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)

    told = run("--json")
    assert (told.returncode, json.loads(told.stdout)) == (
        1,
        {"secrets": 3, "renewed": 3, "unreadable": [accounts[1]]},
    )
    again = run()
    assert again.returncode == 1
    assert f"cannot be read: {accounts[1]}." in again.stdout
    assert "secret-" not in told.stdout + again.stdout + told.stderr + again.stderr
