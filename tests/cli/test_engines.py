"""`datasay engines` as an operator types it: what each can do, and whether it can be used."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from datasay.core.settings import Settings
from datasay.user_auth.models import UserRole
from tests.conftest import Login, MakeUser


def _engines(settings: Settings, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    home = {"DATASAY_HOME": str(settings.home), "COLUMNS": "250"}
    command = [sys.executable, "-m", "datasay", "engines", *arguments]
    return subprocess.run(
        command, env=os.environ | home | more, capture_output=True, text=True, timeout=120, check=True
    )


def _openai(settings: Settings, **more: str) -> dict[str, Any]:
    answer = json.loads(_engines(settings, "--json", **more).stdout)
    rows = {(row["engine_kind"], row["engine_name"]): row for row in answer["items"]}
    assert rows["text", "local"]["engine_configured"]
    assert rows["voice", "local"]["engine_voices"][0]["name"]
    found: dict[str, Any] = rows["text", "openai"]
    assert "translate" in found["engine_options"]
    return found


async def test_an_engine_with_an_account_is_configured(
    client: httpx.AsyncClient, make_user: MakeUser, login: Login, settings: Settings
) -> None:
    assert settings.database_url is not None
    at = {"DATASAY_DATABASE_URL": settings.database_url}
    account = {
        "platform_name": "openai",
        "platform_app_id": "https://models.example.com/v1",
        "platform_app_secret": "sk-very-secret-0123456789wxyz",
        "platform_options": {"model": "m-own"},
    }
    assert (await client.post("/api/v1/platforms", json=account)).status_code == 201
    assert not _openai(settings, **at)["engine_configured"]
    assert not _openai(settings)["engine_configured"]
    await make_user("boss", UserRole.ADMIN)
    shared = {"platform_options": {"model": "m-shared"}, "platform_visibility": "shared"}
    assert (await (await login("boss")).post("/api/v1/platforms", json=account | shared)).status_code == 201
    found = _openai(settings, DATASAY_OPENAI__MODEL="m-operator", **at)
    assert found["engine_configured"]
    assert [account["title"] for account in found["engine_accounts"]] == ["m-shared", "m-operator"]
    table = _engines(settings, **at).stdout
    assert "m-shared" in table
    assert "very-secret" not in table


async def test_a_database_that_is_away_does_not_hide_the_engines(settings: Settings) -> None:
    away = {"DATASAY_DATABASE_URL": "postgresql+asyncpg://nobody:secret-word@127.0.0.1:9/none"}
    told = _engines(settings, **away)
    assert "no account that serves everybody" in told.stdout
    assert "The database is away" in told.stderr
    assert "secret-word" not in told.stderr


def test_the_cure_is_whole_on_a_narrow_terminal(settings: Settings) -> None:
    told = _engines(settings, COLUMNS="80").stdout
    assert "POST /api/v1/platforms" in told
    assert "DATASAY_ENGINES__OPENAI__…" in told
    assert "…" not in told.replace("__…", "")


_PLAIN = """
from datasay.engines.protocols import *


class Account(AccountForm):
    platform_app_id: str


class Engine(ImageEngine):
    info = EngineInfo(name="{name}", kind="image", version="1", description="画 · Draws", account=Account)

    async def draw(self, request, progress):
        raise NotImplementedError
"""


def test_what_a_package_did_wrong_is_told_its_author_in_his_language(settings: Settings, tmp_path: Path) -> None:
    """And an account without a title is one, whosever it is."""
    points = ["[datasay.engines.image]", "plain = plain:Engine", "askew = askew:Engine", "boom = boom:Engine"]
    points += ["[datasay.engines.music]", "song = plain:Engine"]
    (tmp_path / "plain.py").write_text(_PLAIN.format(name="plain"), encoding="utf-8")
    (tmp_path / "askew.py").write_text(_PLAIN.format(name="straight"), encoding="utf-8")
    (tmp_path / "boom.py").write_text("raise RuntimeError('half done')", encoding="utf-8")
    (about := tmp_path / "plain-1.0.dist-info").mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: plain\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("\n".join(points) + "\n")
    here = {"PYTHONPATH": str(tmp_path), "LC_ALL": "zh_CN.UTF-8"}
    here |= {f"DATASAY_ENGINES__{name}__PLATFORM_APP_ID": "somebody" for name in ("PLAIN", "LOCAL")}
    shown = _engines(settings, **here).stdout
    lines = shown.splitlines()
    assert [line for line in lines if line.startswith("image plain:")] == [
        "image plain: 管理员设置的账号 the operator's account"
    ]
    assert any(line.startswith("✗ DATASAY_ENGINES__LOCAL__…: ") and "没有名为 local" in line for line in lines), shown
    assert "✗ image boom: 它无法载入：RuntimeError: half done" in lines
    assert any(line.startswith("✗ image askew: 入口点写的是 image 'askew'，它的 info 写的是") for line in lines), shown
    assert any(line.startswith("✗ music song: 它的入口点在分组 datasay.engines.music 里") for line in lines), shown
