"""What is told to be choosable can be chosen, and nothing else: by this user, with this user's accounts."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.engines.registry import forget_engines
from datasay.voice.timbre.queries import speaking
from tests import factories
from tests.simulators.openai import KEY, MODEL, OpenAISimulator
from tests.text.generation.conftest import shared_account, simulator

__all__ = ["shared_account", "simulator"]  # fixtures
WISHES: dict[str, dict[str, Any]] = {
    "POST /api/v1/creations": {"article": "我与父亲不相见已二年余了。"},
    "POST /api/v1/texts/generate": {"prompt": "我与父亲不相见已二年余了。"},
    "POST /api/v1/audios/synthesize": {"audio_title": "a", "audio_text_content": "你好。"},
    "POST /api/v1/images/generate": {"image_title": "a", "image_prompt": "山"},
}
_STRANGE = """
import asyncio
from datasay.engines.protocols import *


class Engine(ImageEngine):
    info = EngineInfo(name="{name}", kind="image", version="1", description="怪 · Strange")

    def __init__(self, desk):
        pass

    async def styles(self):
        {does}

    async def draw(self, request, progress):
        raise NotImplementedError
"""


async def _options(client: httpx.AsyncClient) -> dict[str, Any]:
    answer = await client.get("/api/v1/options")
    assert answer.status_code == 200, answer.text
    options: dict[str, Any] = answer.json()
    return options


def _engine(options: dict[str, Any], kind: str, name: str) -> dict[str, Any] | None:
    return next((one for one in options["engines"] if (one["engine_kind"], one["engine_name"]) == (kind, name)), None)


async def test_every_limit_told_is_the_one_that_holds(client: httpx.AsyncClient) -> None:
    fields = (await _options(client))["fields"]
    assert set(fields) == set(WISHES)
    tried = 0
    for request, wish in WISHES.items():
        for name, told in fields[request].items():
            beyond: list[object] = [told["minimum"] - 1] if told["minimum"] is not None else []
            beyond += [told["maximum"] + 1] if told["maximum"] is not None else []
            beyond += ["no such choice"] if told["choices"] else []
            for value in beyond:
                answer = await client.post(request.removeprefix("POST "), json=wish | {name: value})
                assert answer.status_code == 422, (request, name, value)
                assert name in {error["field"] for error in answer.json()["errors"]}
                tried += 1
    assert tried > 20
    assert fields["POST /api/v1/creations"]["target_seconds"] == {
        "default": 60, "required": False, "choices": None, "minimum": 10, "maximum": 1800, "max_length": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("request_name", "field"), [("POST /api/v1/audios/synthesize", "audio_format"), ("POST /api/v1/creations", None)]
)
async def test_every_choice_told_can_be_sent(client: httpx.AsyncClient, request_name: str, field: str | None) -> None:
    options = await _options(client)
    if field is None:
        field, choices = "mixall_aspect", [one["mixall_aspect"] for one in options["mixall_aspects"]]
        assert options["fields"][request_name][field]["choices"] == choices
    else:
        choices = options["fields"][request_name][field]["choices"]
        assert choices == options["formats"][field]
    for choice in choices:
        answer = await client.post(request_name.removeprefix("POST "), json=WISHES[request_name] | {field: choice})
        assert answer.status_code == 202, answer.text


async def test_styles_are_shown_and_can_be_drawn_in(client: httpx.AsyncClient, anonymous: httpx.AsyncClient) -> None:
    painter = _engine(await _options(client), "image", "local")
    assert painter is not None
    assert len(painter["engine_styles"]) >= 6
    pictures = set()
    for style in painter["engine_styles"]:
        wish = WISHES["POST /api/v1/images/generate"] | {"style": style["style"]}
        assert (await client.post("/api/v1/images/generate", json=wish)).status_code == 202
        shown = await client.get(style["style_specimen"])
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
        assert Image.open(io.BytesIO(shown.content)).size == (270, 480)
        assert b"ContentProducer" in shown.content, "what was generated is labelled"
        pictures.add(shown.content)
        again = await client.get(style["style_specimen"], headers={"If-None-Match": shown.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert len(pictures) == len(painter["engine_styles"])
    assert (await client.get("/api/v1/options/specimens/local/no-such-style")).status_code == 404
    assert (await client.get("/api/v1/options/specimens/no_such_engine/ink")).status_code == 404
    assert (await anonymous.get("/api/v1/options/specimens/local/ink")).status_code == 401


async def test_timbres_are_those_one_may_speak_with(
    client: httpx.AsyncClient,
    stranger: httpx.AsyncClient,
    resources: Resources,
    writer_id: int,
) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        mine = await factories.make_timbre(session, writer_id, timbre_language="fr-FR")
        await factories.make_timbre(session, writer_id, timbre_status="training")
    voice = _engine(await _options(client), "voice", "local")
    assert voice is not None
    told = [timbre["timbre_id"] for timbre in voice["engine_timbres"]]
    listed = (await client.get("/api/v1/timbres?limit=100")).json()["items"]
    ready = [one for one in listed if one["timbre_platform"] == "local" and one["timbre_status"] == "ready"]
    assert sorted(told) == sorted(one["timbre_id"] for one in ready)
    assert voice["engine_timbre_count"] == len(told)
    assert set(voice["engine_languages"]) == {one["timbre_language"] for one in ready}
    assert mine.timbre_id in told
    others = _engine(await _options(stranger), "voice", "local")
    assert others is not None
    assert mine.timbre_id not in [timbre["timbre_id"] for timbre in others["engine_timbres"]]
    assert "fr-FR" not in others["engine_languages"]
    async with resources.database.transaction(OPERATOR) as session:  # from whom no policy hides anything
        theirs = await speaking(session, writer_id + 1)
    assert mine.timbre_id not in {row["timbre_id"] for row in theirs}


async def test_an_engine_without_an_account_of_ones_own_is_not_offered(client: httpx.AsyncClient) -> None:
    options = await _options(client)
    assert _engine(options, "text", "openai") is None
    writer = _engine(options, "text", "local")
    assert writer is not None
    assert (writer["engine_account"], writer["engine_options"][0]) == (None, "script")


async def test_models_are_those_of_the_account_that_would_be_used(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, shared_account: int, simulator: OpenAISimulator
) -> None:
    own = {
        "platform_name": "openai",
        "platform_app_id": "https://models.example.com/v1",
        "platform_app_secret": KEY,
        "platform_options": {"model": "my-own-model"},
    }
    made = await client.post("/api/v1/platforms", json=own)
    assert made.status_code == 201, made.text
    for asking, owner, models in (
        (client, "own", ["my-own-model"]),
        (stranger, "shared", [MODEL, "sim-2"]),
    ):
        options = await _options(asking)
        engine = _engine(options, "text", "openai")
        assert engine is not None
        assert (engine["engine_models"], engine["engine_account"]["owner"]) == (models, owner)
        assert engine["engine_account"]["config_id"] == (made.json()["config_id"] if owner == "own" else None)
        assert KEY not in str(options)
    assert _engine(await _options(client), "analysis", "openai") is not None


@pytest.fixture
def strange_engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One that fails to say what it has, and one that does not come to say it."""
    does = {"raising": "raise RuntimeError('half done')", "silent": "await asyncio.sleep(600)"}
    for name, what in does.items():
        (tmp_path / f"strange_{name}.py").write_text(_STRANGE.format(name=f"strange_{name}", does=what))
    about = tmp_path / "strange-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: strange\nVersion: 1.0\n")
    lines = [f"strange_{name} = strange_{name}:Engine" for name in does]
    (about / "entry_points.txt").write_text("\n".join(["[datasay.engines.image]", *lines, ""]))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("datasay.options.service._PATIENCE_SECONDS", 0.2)
    forget_engines()
    yield
    monkeypatch.undo()
    forget_engines()


@pytest.mark.usefixtures("strange_engines")
async def test_an_engine_that_does_not_say_what_it_has_keeps_nobody_from_the_others(client: httpx.AsyncClient) -> None:
    options = await _options(client)
    raising, silent = (_engine(options, "image", f"strange_{name}") for name in ("raising", "silent"))
    assert raising is not None
    assert silent is not None
    assert "that is a fault of the engine" in raising["engine_problem"]
    assert "0.2 seconds" in silent["engine_problem"]
    painter = _engine(options, "image", "local")
    assert painter is not None
    assert painter["engine_styles"]
