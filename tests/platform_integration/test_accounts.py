"""Accounts over HTTP: keys go in and never come out, and whose account a piece of work is done with."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from datasay.core.errors import Invalid
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import OpenAiSettings, Settings
from datasay.platform_integration import queries, service
from datasay.platform_integration.errors import EngineNotConfigured, PlatformKeyLost
from datasay.user_auth.models import UserAuthBasic, UserRole
from tests.conftest import Login, MakeUser
from tests.simulators.openai import KEY, MODEL, OpenAISimulator, serving

ACCOUNT: dict[str, Any] = {
    "platform_name": "openai",
    "platform_app_id": "https://models.example.com/v1/",
    "platform_app_secret": "sk-very-secret-0123456789wxyz",
    "platform_options": {"model": "m-1"},
}
LOCAL = ACCOUNT | {"platform_app_id": "http://127.0.0.1:11434/v1"}


@pytest.fixture
async def simulator() -> AsyncIterator[OpenAISimulator]:
    async with serving(OpenAISimulator()) as running:
        yield running


@pytest.fixture
async def admin(make_user: MakeUser, login: Login) -> httpx.AsyncClient:
    await make_user("boss", UserRole.ADMIN)
    return await login("boss")


async def test_a_key_goes_in_and_never_comes_out(client: httpx.AsyncClient, resources: Resources) -> None:
    made = await client.post("/api/v1/platforms", json=ACCOUNT)
    assert made.status_code == 201, made.text
    account = made.json()
    where = made.headers["Location"]
    assert account["platform_app_id"] == "https://models.example.com/v1"
    assert account["platform_secret_hint"] == "…wxyz"
    changed = await client.patch(where, json={"platform_app_secret": "another-long-key-abcd"})
    assert changed.json()["platform_secret_hint"] == "…abcd"
    answers = [made, changed, await client.get(where), await client.get("/api/v1/platforms")]
    for answer in answers:
        assert "very-secret" not in answer.text
        assert "another-long" not in answer.text
        assert "platform_app_secret" not in answer.text
    async with resources.database.transaction(OPERATOR) as session:
        row = await queries.find_config(session, account["config_id"], account["platform_created_user_id"])
        assert row is not None
        assert "another-long" not in row.platform_app_secret
        chosen = await service.choose_account(
            session, resources.settings, account["platform_created_user_id"], "openai"
        )
    assert chosen.account.platform_app_secret == "another-long-key-abcd"
    assert "another-long" not in repr(chosen)


async def test_a_sealed_key_moved_to_another_row_cannot_be_read(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    first, second = [(await client.post("/api/v1/platforms", json=ACCOUNT)).json() for _ in range(2)]
    async with resources.database.transaction(OPERATOR) as session:
        row = await queries.find_config(session, first["config_id"], first["platform_created_user_id"])
        assert row is not None
        moved = update(queries.Config).where(queries.Config.config_id == second["config_id"])
        await session.execute(moved.values(platform_app_secret=row.platform_app_secret))
        usable = await service.usable_accounts(session, resources.settings, first["platform_created_user_id"], "openai")
        assert [one.config_id for one in usable] == [first["config_id"]]
        await session.execute(moved.values(platform_status="inactive"))
        broken = update(queries.Config).where(queries.Config.config_id == first["config_id"])
        await session.execute(broken.values(platform_app_secret="ds1:gone:AAAA"))
        with pytest.raises(PlatformKeyLost, match="enter it again"):
            await service.choose_account(session, resources.settings, first["platform_created_user_id"], "openai")


async def test_an_account_is_listed_changed_and_forgotten(client: httpx.AsyncClient, resources: Resources) -> None:
    account = (await client.post("/api/v1/platforms", json=ACCOUNT)).json()
    where = f"/api/v1/platforms/{account['config_id']}"
    assert [one["config_id"] for one in (await client.get("/api/v1/platforms")).json()["items"]] == [
        account["config_id"]
    ]
    moved = await client.patch(where, json={"platform_app_id": "https://other.example.com"})
    assert (moved.status_code, moved.json()["errors"][0]["field"]) == (422, "platform_app_secret")
    options = {
        "model": "m-2",
        "prices": {"m-2": {"prompt": 1, "completion": 2.5}},
        "extra_body": {"thinking": {"type": "off"}},
    }
    changed = await client.patch(where, json={"platform_options": options, "platform_status": "inactive"})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["platform_options"], changed.json()["platform_status"]) == (options, "inactive")
    assert (await client.get("/api/v1/platforms", params={"platform_status": "active"})).json()["items"] == []
    assert (await client.delete(where)).status_code == 204
    assert (await client.get(where)).status_code == 404
    async with resources.database.transaction(OPERATOR) as session:
        assert await queries.find_config(session, account["config_id"], account["platform_created_user_id"]) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"platform_name": "myspace"}, "platform_name"),
        ({"platform_app_id": "ftp://models.example.com"}, "platform_app_id"),
        ({"platform_app_id": "https://key@models.example.com"}, "platform_app_id"),
        ({"platform_app_id": "http://127.0.0.1:8000/v1"}, "platform_app_id"),
        ({"platform_app_id": "http://[::1]:8000/v1"}, "platform_app_id"),
        ({"platform_app_id": "https://models.example.com:99999"}, "platform_app_id"),
        ({"platform_app_id": "https://" + "a" * 100}, "platform_app_id"),
        ({"platform_app_secret": "with space"}, "platform_app_secret"),
        ({"platform_options": {}}, "platform_options.model"),
        ({"platform_options": {"model": "m", "temperature": "0.5"}}, "platform_options.temperature"),
        ({"platform_options": {"model": "m", "extra_body": {"stream": False}}}, "platform_options.extra_body"),
        ({"platform_secret_hint": "…"}, "platform_secret_hint"),
    ],
)
async def test_a_wrong_account_names_the_field(
    client: httpx.AsyncClient, change: dict[str, object], field: str
) -> None:
    answer = await client.post("/api/v1/platforms", json=ACCOUNT | change)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    chinese = {"Accept-Language": "zh"}
    said = (await client.post("/api/v1/platforms", json=ACCOUNT | change, headers=chinese)).json()["detail"]
    assert re.search(r"[\u3400-\u9fff]", said)
    assert not re.search(r"Input|should|valid|must|Value", said), "not pydantic's words"


async def test_only_administrators_share_accounts_and_use_their_own_network(
    client: httpx.AsyncClient, admin: httpx.AsyncClient, resources: Resources
) -> None:
    refused = await client.post("/api/v1/platforms", json=ACCOUNT | {"platform_visibility": "shared"})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/platform-sharing-refused")
    made = await admin.post("/api/v1/platforms", json=LOCAL | {"platform_visibility": "shared"})
    assert made.status_code == 201, made.text
    user_id = int((await client.get("/api/v1/auth/me")).json()["user_id"])
    async with resources.database.transaction(OPERATOR) as session:
        chosen = await service.choose_account(session, resources.settings, user_id, "openai")
    assert (chosen.config_id, chosen.private) == (made.json()["config_id"], True)
    assert (await client.get("/api/v1/platforms")).json()["items"] == []
    own = (await client.post("/api/v1/platforms", json=ACCOUNT)).json()
    async with resources.database.transaction(OPERATOR) as session:
        chosen = await service.choose_account(session, resources.settings, user_id, "openai")
        assert (chosen.config_id, chosen.private) == (own["config_id"], False)
        boss = update(UserAuthBasic).where(UserAuthBasic.user_name == "boss")
        await session.execute(boss.values(user_role=UserRole.USER))
        usable = await service.usable_accounts(session, resources.settings, user_id, "openai")
    assert [one.config_id for one in usable] == [own["config_id"]], "what a former administrator shared is not used"


async def test_who_switched_the_account_off_is_told_so(client: httpx.AsyncClient, resources: Resources) -> None:
    made = (await client.post("/api/v1/platforms", json=ACCOUNT)).json()
    where = f"/api/v1/platforms/{made['config_id']}"
    assert (await client.patch(where, json={"platform_status": "inactive"})).status_code == 200
    wanted = {"engine": "openai", "operation": "rewrite", "prompt": "原来的话。"}
    refused = await client.post("/api/v1/texts/generate", json=wanted, headers={"Accept-Language": "zh"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "engine")
    assert f"账号 {made['config_id']} 已停用" in refused.json()["detail"]


async def test_the_operators_account_comes_last(client: httpx.AsyncClient, resources: Resources) -> None:
    user_id = int((await client.get("/api/v1/auth/me")).json()["user_id"])
    async with resources.database.transaction(OPERATOR) as session:
        with pytest.raises(EngineNotConfigured, match="The engine openai is not configured"):
            await service.choose_account(session, resources.settings, user_id, "openai")
        operators = OpenAiSettings(api_key="k", base_url="http://127.0.0.1:1/v1", model="m-0")
        settings = resources.settings.model_copy(update={"openai": operators})
        chosen = await service.choose_account(session, settings, user_id, "openai")
    assert (chosen.config_id, chosen.account.title, chosen.private) == (None, "m-0", True)


def test_the_operators_account_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATASAY_OPENAI__API_KEY", "sk-operator")
    monkeypatch.setenv("DATASAY_OPENAI__MODEL", "m-9")
    monkeypatch.setenv("DATASAY_OPENAI__OPTIONS", '{"prices": {"m-9": {"prompt": 2, "completion": 3}}}')
    settings = Settings()
    assert (settings.openai.api_key, settings.openai.model) == ("sk-operator", "m-9")
    chosen = service.operator_account(settings, "openai")
    assert chosen is not None
    assert (chosen.account.title, float(chosen.account.price_list()[1].price)) == ("m-9", 3)
    monkeypatch.setenv("DATASAY_OPENAI__OPTIONS", '{"price": 2}')
    with pytest.raises(Invalid, match=r"\(DATASAY_ENGINES__OPENAI__… or DATASAY_OPENAI__…\)"):
        service.operator_account(Settings(), "openai")
    monkeypatch.setenv("DATASAY_ENGINES__OPENAI__PLATFORM_APP_ID", "https://models.example.com/v1")
    monkeypatch.setenv("DATASAY_ENGINES__OPENAI__PLATFORM_OPTIONS", '{"model": "m-8"}')
    other = service.operator_account(Settings(), "openai")
    assert other is not None
    assert other.account.title == "m-8", "what is said of an engine by its name comes first"
    assert "sk-operator" not in repr(settings)


async def test_an_account_is_checked_by_asking_its_server(
    admin: httpx.AsyncClient, client: httpx.AsyncClient, simulator: OpenAISimulator, resources: Resources
) -> None:
    right = ACCOUNT | {
        "platform_app_id": simulator.base_url,
        "platform_app_secret": KEY,
        "platform_options": {"model": MODEL},
    }
    where = (await admin.post("/api/v1/platforms", json=right)).headers["Location"]
    assert (await admin.post(f"{where}/check")).json() == {"ready": True, "detail": "It answers.", "choices": [MODEL]}
    await admin.patch(where, json={"platform_app_secret": "sk-wrong-0000000000"})
    checked = (await admin.post(f"{where}/check")).json()
    assert (checked["ready"], checked["choices"]) == (False, [])
    assert "refuses the account" in checked["detail"]
    assert (await client.post(f"{where}/check")).status_code == 404


async def test_a_plain_users_name_that_leads_home_is_refused_when_it_is_used(
    client: httpx.AsyncClient, simulator: OpenAISimulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    real = loop.getaddrinfo

    async def leads_home(host: str, port: int, **more: int) -> object:
        return await real("127.0.0.1" if host == "home.example" else host, port, **more)

    monkeypatch.setattr(loop, "getaddrinfo", leads_home, raising=False)
    wanted = ACCOUNT | {"platform_app_id": f"http://home.example:{simulator.port}/v1", "platform_app_secret": KEY}
    where = (await client.post("/api/v1/platforms", json=wanted)).headers["Location"]
    checked = (await client.post(f"{where}/check")).json()
    assert not checked["ready"]
    assert "not an address of the public network" in checked["detail"]
    assert "DATASAY_PRIVATE_ENGINES=true" in checked["detail"], "the cure is named"
    assert simulator.requests == []


@pytest.mark.parametrize("host", ["0177.0.0.1", "127.1", "0x7f.1", "localhost", "[fec0::1]", "127.0.0.1."])
async def test_this_machine_is_refused_however_it_is_spelled(client: httpx.AsyncClient, host: str) -> None:
    wanted = ACCOUNT | {"platform_app_id": f"http://{host}:80/v1", "platform_app_secret": KEY}
    refused = await client.post("/api/v1/platforms", json=wanted)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "platform_app_id")
