"""Whatever an engine of another package does, every list is answered, and that engine alone shows a problem."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from datasay.engines.registry import forget_engines
from datasay.user_auth.models import UserRole
from tests.conftest import Login, MakeUser

_ENGINE = """
import asyncio
from datasay.engines.protocols import *


class Strange(BaseException):
    pass


class Unspeakable(Exception):
    def __str__(self):
        raise RuntimeError("not in words")


{before}


class Engine(ImageEngine):
    info = EngineInfo({info})

    def __init__(self, desk):
        self.desk = desk

    async def styles(self):
        {styles}

    async def draw(self, request, progress):
        raise NotImplementedError
"""
_INFO = 'name="{name}", kind="image", version="1", description="怪 · Strange"'
_SWALLOWS = """for _ in range(12):  # for ever, but tests end
            try:
                await asyncio.sleep(0.5)
            except asyncio.CancelledError:
                pass"""
ASKED_FOR_STYLES = {
    "none": "return None",
    "garbage": "return (1, b'x', None)",
    "huge": "return tuple('x' * 1000 for _ in range(20_000))",
    "many": "return tuple(f'x{n}' for n in range(20_000))",
    "nul": "return ('a\\x00b',)",
    "interrupt": "raise KeyboardInterrupt",
    "exits": "raise SystemExit",
    "generator": "raise GeneratorExit",
    "cancels": "raise asyncio.CancelledError",
    "base": "raise Strange",
    "unspeakable": "raise Unspeakable",
    "swallows": _SWALLOWS,
}
LISTED_BROKEN = {
    "no_version": ("", 'name="{name}", kind="image", version=None, description="x"'),
    "no_words": ("", 'name="{name}", kind="image", version="1", description=None'),
    "no_options": ("", 'name="{name}", kind="image", version="1", description="x", options=None'),
    "bad_options": ("", 'name="{name}", kind="image", version="1", description="x", options=(1,)'),
    "long_version": ("", 'name="{name}", kind="image", version="1" * 99, description="x"'),
    "no_name": ("", 'name=None, kind=None, version="1", description="x"'),
    "import_exits": ("raise SystemExit(0)", _INFO),
    "import_interrupts": ("raise KeyboardInterrupt", _INFO),
    "import_cancels": ("raise asyncio.CancelledError", _INFO),
    "import_unspeakable": ("raise Unspeakable", _INFO),
    "two_secrets": ("class Account(AccountForm):\n    other: Secret", _INFO + ", account=Account"),
    "hidden_secret": (
        "import pydantic\nclass Inner(pydantic.BaseModel):\n    key: Secret = ''\n"
        "class Account(AccountForm):\n    other: list[Inner] | None = None",
        _INFO + ", account=Account",
    ),
    "no_schema": (
        "class Odd:\n    pass\nclass Account(AccountForm):\n    model_config = {'arbitrary_types_allowed': 1}"
        "\n    other: Odd | None = None",
        _INFO + ", account=Account",
    ),
}
_TITLED = "class Account(AccountForm):\n    @property\n    def title(self):\n        {does}"
BAD_TITLES = {
    "title_raises": "raise SystemExit",
    "title_none": "return None",
    "title_long": "return 'x' * 10_000",
    "title_blocks": "__import__('time').sleep(8); return 'late'",
}


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """All of them installed at once."""
    sources = {name: _ENGINE.format(before="", info=_INFO, styles=styles) for name, styles in ASKED_FOR_STYLES.items()}
    sources |= {
        name: _ENGINE.format(before=before, info=info, styles="return ()")
        for name, (before, info) in LISTED_BROKEN.items()
    }
    for name, does in BAD_TITLES.items():
        form = _TITLED.format(does=does)
        sources[name] = _ENGINE.format(before=form, info=_INFO + ", account=Account", styles="return ()")
    named = "class Account(AccountForm):\n    flavour: str = ''"
    raising = "raise EngineBusy(f'{self.desk.account.platform_app_id} refused {self.desk.account.platform_app_secret}')"
    before = "from datasay.engines.errors import EngineBusy\n" + named
    sources["talks"] = _ENGINE.format(before=before, info=_INFO + ", account=Account", styles=raising)
    for name, source in sources.items():
        (tmp_path / f"hostile_{name}.py").write_text(source.replace("{name}", f"hostile_{name}"), encoding="utf-8")
    about = tmp_path / "hostile-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: hostile\nVersion: 1.0\n")
    lines = [f"hostile_{name} = hostile_{name}:Engine" for name in sources]
    (about / "entry_points.txt").write_text("\n".join(["[datasay.engines.image]", *lines, ""]))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("datasay.options.service._PATIENCE_SECONDS", 0.3)
    monkeypatch.setattr("datasay.platform_integration.engine_states._FORM_SECONDS", 0.3)
    forget_engines()
    yield
    monkeypatch.undo()
    forget_engines()


async def _listed(client: httpx.AsyncClient, path: str, key: str) -> dict[str, dict[str, Any]]:
    answer = await client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    return {one["engine_name"]: one for one in answer.json()[key] if one["engine_kind"] == "image"}


@pytest.mark.usefixtures("hostile")
async def test_each_bad_engine_shows_its_own_problem_and_the_others_work(client: httpx.AsyncClient) -> None:
    for _ in range(2):
        began = time.monotonic()
        told = await _listed(client, "options", "engines")
        assert time.monotonic() - began < 30, "an engine that goes on is not waited for"
        for name in ASKED_FOR_STYLES:
            one = told[f"hostile_{name}"]
            assert one["engine_problem"], name
            assert one["engine_styles"] == [], name
        assert (told["local"]["engine_problem"], len(told["local"]["engine_styles"]) > 5) == (None, True)
    assert "earlier question" in told["hostile_swallows"]["engine_problem"]
    listed = await _listed(client, "engines", "items")
    for name in LISTED_BROKEN:
        assert listed[f"hostile_{name}"]["engine_problem"], name
        assert not listed[f"hostile_{name}"]["engine_configured"], name
    assert listed["local"]["engine_problem"] is None
    assert "sealed" in listed["hostile_two_secrets"]["engine_problem"]
    assert "sealed" in listed["hostile_hidden_secret"]["engine_problem"]


@pytest.mark.usefixtures("hostile")
async def test_a_second_secret_is_never_kept(client: httpx.AsyncClient) -> None:
    account = {
        "platform_name": "hostile_two_secrets",
        "platform_app_secret": "s-1",
        "platform_options": {"other": "s-2"},
    }
    refused = await client.post("/api/v1/platforms", json=account)
    assert refused.status_code == 422
    assert "s-2" not in refused.text


@pytest.mark.usefixtures("hostile")
async def test_accounts_of_everybody_tell_nobody_their_key_or_address(
    client: httpx.AsyncClient, make_user: MakeUser, login: Login
) -> None:
    await make_user("boss", UserRole.ADMIN)
    boss = await login("boss")
    key, address = "sk-very-secret-0123456789", "http://10.1.2.3:8765/secret-path"
    for name in ("talks", *BAD_TITLES):
        account = {"platform_name": f"hostile_{name}", "platform_app_id": address, "platform_app_secret": key}
        made = await boss.post("/api/v1/platforms", json=account | {"platform_visibility": "shared"})
        assert made.status_code == 201, made.text
    for path, items in (("options", "engines"), ("engines", "items")):
        for asking in (client, boss):
            told = await _listed(asking, path, items)
            assert key not in str(told)
            if path == "engines":
                assert told["hostile_title_blocks"]["engine_problem"], "it blocks its own answer and nobody else's"
            assert "10.1.2.3" not in str(told) or (asking is boss and path == "options")
            if path == "options":
                assert "refused" in told["hostile_talks"]["engine_problem"]
            else:
                assert told["hostile_talks"]["engine_configured"]
                for name in BAD_TITLES:
                    assert told[f"hostile_{name}"]["engine_problem"], name
