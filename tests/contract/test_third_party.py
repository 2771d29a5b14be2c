"""Engines of other packages: installed, listed, configured, used, metered and removed, with no line of ours changed."""

import asyncio
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.engines.registry import forget_engines, list_engines
from datasay.user_auth.models import UserRole
from datasay.voice.timbre.service import ensure_builtin_timbres
from tests.conftest import Login, MakeUser
from tests.contract import far_vendor
from tests.contract.packages import install_source
from tests.running import run_tasks

VIDEO = {"article": "海很大，风也很大。", "target_seconds": 10, "mixall_aspect": "1:1", "music": False}
ENGINES = (("voice", "far_voice"), ("image", "far_image"), ("text", "far_text"))


@pytest.fixture(scope="module")
def site(far_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with one that cannot be loaded."""
    work = tmp_path_factory.mktemp("broken")
    install_source(far_site, work, "broken_voice", "voice", "raise RuntimeError('half done')")
    forget_engines()
    return far_site


@pytest.fixture
async def vendor() -> AsyncIterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(far_vendor.answer, log_config=None, lifespan="off"))
        running = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        await running


async def test_engines_of_other_packages_are_listed_configured_used_metered_and_removed(
    client: httpx.AsyncClient, make_user: MakeUser, login: Login, resources: Resources, site: Path, vendor: str
) -> None:
    listed = {
        (one["engine_kind"], one["engine_name"]): one for one in (await client.get("/api/v1/engines")).json()["items"]
    }
    assert "half done" in listed["voice", "broken_voice"]["engine_problem"]
    assert listed["voice", "near_voice"]["engine_configured"]
    assert not any(listed[each]["engine_configured"] for each in ENGINES)
    assert (
        "flavour" in listed["image", "far_image"]["engine_account_form"]["properties"]["platform_options"]["properties"]
    )
    await make_user("boss", UserRole.ADMIN)
    boss = await login("boss")
    async with resources.database.transaction(OPERATOR) as session:  # as a first start does, with a broken engine about
        me = (await boss.get("/api/v1/auth/me")).json()["user_id"]
        await ensure_builtin_timbres(session, resources.settings, me)
    for _kind, engine in ENGINES:
        account = {"platform_name": engine, "platform_app_id": vendor, "platform_app_secret": far_vendor.KEY}
        wrong = await boss.post("/api/v1/platforms", json=account)
        assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (422, "platform_options.flavour")
        made = await boss.post("/api/v1/platforms", json=account | {"platform_options": {"flavour": "mint"}})
        assert made.status_code == 201, made.text
        checked = (await boss.post(f"{made.headers['Location']}/check")).json()
        assert checked == {"ready": True, "detail": "It answers.", "choices": ["far-away"]}
        if engine == "far_voice":
            await _share(client, boss, made.headers["Location"])
    spoken = {one["timbre_platform"]: one["timbre_id"] for one in await _timbres(boss)}
    price = {"price_engine": "far_voice", "price_unit": "characters", "price_amount": 2, "price_per": 10}
    assert (await boss.post("/api/v1/statistics/prices", json=price)).status_code == 201
    said = {"audio_title": "a", "audio_text_content": "你好世界。"}
    asked: list[tuple[str, dict[str, Any]]] = [
        ("audios/synthesize", said | {"audio_timbre_id": spoken["far_voice"]}),
        ("audios/synthesize", said | {"audio_timbre_id": spoken["near_voice"]}),
        ("images/generate", {"image_title": "c", "image_prompt": "远山", "engine": "far_image"}),
        ("texts/generate", {"engine": "far_text", "operation": "rewrite", "prompt": "原来的话。"}),
        ("creations", VIDEO | {"image_engine": "far_image", "audio_timbre_id": spoken["far_voice"]}),
    ]
    for path, wanted in asked:
        answer = await boss.post(f"/api/v1/{path}", json=wanted)
        assert answer.status_code == 202, answer.text
        await run_tasks(resources)
        task = (await boss.get(answer.headers["Location"])).json()
        assert task["task_status"] == "completed", task["task_error_message"]
    total = (await boss.get("/api/v1/statistics/total")).json()
    lines = {line["event_engine"]: line for line in total["usage"]}
    assert lines["far_voice"]["event_units"] == {"requests": 2, "characters": 14, "audio_seconds": 2}
    assert (float(lines["far_voice"]["event_price"]), lines["far_voice"]["event_currency"]) == (2.8, "CNY")
    assert lines["far_image"]["event_units"] == {"requests": 2, "images": 2}
    assert lines["far_text"]["event_units"] == {"requests": 1, "characters": 5}
    assert lines["near_voice"]["event_units"]["processing_seconds"] >= 0
    for name in ("far_voice", "near_voice", "far_image", "far_text"):
        for found in site.glob(f"{name}*"):
            shutil.rmtree(found)
        sys.modules.pop(name, None)
    forget_engines()
    assert not {one.name for one in list_engines()} & {"far_voice", "near_voice", "far_image", "far_text"}
    gone = await boss.post("/api/v1/audios/synthesize", json=asked[0][1])
    assert (gone.status_code, gone.json()["errors"][0]["field"]) == (422, "audio_timbre_id")
    assert "engine far_voice is not installed any more" in gone.json()["detail"]
    assert not {one["timbre_platform"] for one in await _timbres(boss)} & {"far_voice", "near_voice"}
    assert (await boss.get(f"/api/v1/timbres/{spoken['far_voice']}")).status_code == 200, "what spoke can be looked up"
    assert (await boss.get("/api/v1/platforms")).status_code == 200


async def _timbres(client: httpx.AsyncClient) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = (await client.get("/api/v1/timbres?limit=100")).json()["items"]
    return listed


async def _share(other: httpx.AsyncClient, boss: httpx.AsyncClient, account: str) -> None:
    """Its voice is everybody's from then on, and there for its owner once; another may not speak with it before."""
    assert not [one for one in await _timbres(other) if one["timbre_platform"] == "far_voice"]
    shared = await boss.patch(account, json={"platform_visibility": "shared"})
    assert shared.status_code == 200, shared.text
    wanted = {"article": "海很大。", "image_engine": "far_image"}  # with which nobody shares an account
    refused = await other.post("/api/v1/creations", json=wanted)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "image_engine"), refused.text
    for client in (other, boss):
        (timbre,) = [one for one in await _timbres(client) if one["timbre_platform"] == "far_voice"]
        assert timbre["timbre_visibility"] == "shared"
    options = (await boss.get("/api/v1/options")).json()["engines"]
    (far,) = [one for one in options if one["engine_name"] == "far_voice"]
    assert [one["timbre_id"] for one in far["engine_timbres"]] == [timbre["timbre_id"]]
    assert (await boss.patch(account, json={"platform_status": "inactive"})).status_code == 200
    assert not [one for one in await _timbres(other) if one["timbre_platform"] == "far_voice"]
    told = (await boss.post(f"{account}/check", headers={"Accept-Language": "zh"})).json()
    assert (told["ready"], "账号已停用" in told["detail"]) == (False, True), told
    assert (await boss.patch(account, json={"platform_status": "active"})).status_code == 200
