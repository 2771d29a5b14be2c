"""Each rule of tests/lint.py and tests/walls.py catches the breach that is planted for it, and nothing else."""

from pathlib import Path

import pytest

from tests import lint
from tests.rules.conftest import Plant

# file, what is put there, what is said about it
_PLANTED = {
    "a service that knows HTTP": (
        "datasay/voice/audio/service.py", "from fastapi import Response",
        "datasay/voice/audio/service.py: imports fastapi, which has its own places",
    ),
    "a long verb that knows HTTP": (
        "datasay/mixall/content/making.py", "from starlette.responses import Response",
        "datasay/mixall/content/making.py: imports starlette, which has its own places",
    ),
    "queries that know Celery": (
        "datasay/image/content/queries.py", "from celery import Celery",
        "datasay/image/content/queries.py: imports celery, which has its own places",
    ),
    "a service that knows Celery, where it hopes nobody looks": (
        "datasay/text/content/versions.py", "def late() -> None:\n    import celery.signals",
        "datasay/text/content/versions.py: imports celery, which has its own places",
    ),
    "a route that builds SQL": (
        "datasay/voice/timbre/routes.py", "from sqlalchemy import select",
        "datasay/voice/timbre/routes.py: imports sqlalchemy, which has its own places",
    ),
    "a route that runs SQL": (
        "datasay/image/content/routes.py", "async def read(session: Session) -> None:\n    await session.scalar('')",
        "datasay/image/content/routes.py: a route with SQL: .scalar() in line",
    ),
    "a route that narrows SQL": (
        "datasay/mixall/content/routes.py", "MINE = queries.listing(1).where()",
        "datasay/mixall/content/routes.py: a route with SQL: .where() in line",
    ),
    "a reach into an engine": (
        "datasay/file_storage/service.py", "from datasay.engines.local.image import LocalImage",
        "datasay/file_storage/service.py: reaches into engines: datasay.engines.local.image.LocalImage",
    ),
    "a reach into an engine by its package": (
        "datasay/user_auth/service.py", "from datasay.engines import openai",
        "datasay/user_auth/service.py: reaches into engines: datasay.engines.openai",
    ),
    "an engine that knows another": (
        "datasay/engines/local/writing.py", "from datasay.engines.openai.options import OpenAiOptions",
        "datasay/engines/local/writing.py: an engine that knows another: datasay.engines.openai.options.OpenAiOptions",
    ),
    "a later engine that knows another": (
        "datasay/engines/later/voice.py", "from datasay.engines.local.speaking.voice import LocalVoice",
        "datasay/engines/later/voice.py: an engine that knows another: datasay.engines.local.speaking.voice.LocalVoice",
    ),
    "an engine that knows the registry": (
        "datasay/engines/later/image.py", "from datasay.engines.registry import image_engine",
        "datasay/engines/later/image.py: an engine that knows another: datasay.engines.registry.image_engine",
    ),
    "protocols that know an engine": (
        "datasay/engines/protocols.py", "from datasay.engines.local.speaking.voice import LocalVoice",
        "datasay/engines/protocols.py: what all engines share knows one of them: ",
    ),
    "a service that imports routes": (
        "datasay/text/template/service.py", "from datasay.text.content import version_routes",
        "datasay/text/template/service.py: imports routes: datasay.text.content.version_routes",
    ),
    "a service that imports jobs": (
        "datasay/text/content/service.py", "from datasay.text.analyse.jobs import text_analyse",
        "datasay/text/content/service.py: imports jobs: datasay.text.analyse.jobs.text_analyse",
    ),
    "the main job with a query of another's": (
        "datasay/creation/jobs.py", "from datasay.voice.audio import queries",
        "datasay/creation/jobs.py: knows the tables of others: datasay.voice.audio.queries",
    ),
    "the main job with a table of another's": (
        "datasay/creation/steps.py", "from datasay.mixall.content.models import MixallContentScene",
        "datasay/creation/steps.py: knows the tables of others: datasay.mixall.content.models.MixallContentScene",
    ),
    "the main job that opens an engine": (
        "datasay/creation/routes.py", "from datasay.engines.registry import image_engine",
        "datasay/creation/routes.py: opens an engine itself: datasay.engines.registry.image_engine",
    ),
    "the main job that names an engine": (
        "datasay/creation/jobs.py", "ENGINE = 'openai'",
        "datasay/creation/jobs.py: names the engine 'openai' in line",
    ),
    "accounts that know an engine's name": (
        "datasay/platform_integration/queries.py", "ENGINE = 'openai'",
        "datasay/platform_integration/queries.py: names the engine 'openai' in line",
    ),
    "a room that does not say what it is": (
        "datasay/voice/clone/__init__.py", None, "datasay/voice/clone/__init__.py: opens with no sentence",
    ),
    "a folder nobody decided on": (
        "datasay/voice/clone/service.py", "", "datasay/voice/clone: a chapter holds its folders",
    ),
    "a room without a picture": (
        "datasay/attic/__init__.py", "", "docs/explanation/architecture.md: lacks the room attic",
    ),
    "a file beside the folders of a chapter": (
        "datasay/voice/speaking.py", "", "datasay/voice/speaking.py: a chapter holds its folders",
    ),
    "a file nobody decided on": (
        "datasay/voice/audio/loudness.py", "", "datasay/voice/audio/loudness.py: neither one of models,",
    ),
    "a package of a chapter that does things": (
        "datasay/text/__init__.py", "VERSION = 1", "datasay/text/__init__.py: holds more than its sentence",
    ),
    "a name that says nothing": (
        "datasay/core/time_utils.py", "", "datasay/core/time_utils.py: a name that says nothing",
    ),
    "an exception without a reason": (
        "datasay/core/clock.py", "import random  # noqa: F401", "datasay/core/clock.py:14: an exception without",
    ),
    "an exception from everything": (
        "tests/factories.py", "import random  # noqa", "tests/factories.py:",
    ),
    "a type ignored without a reason": (
        "benchmarks/__main__.py", "x: int = ''  # type: ignore[assignment]", "benchmarks/__main__.py:",
    ),
    "a shell": (
        "datasay/media/probe.py", "os.system('ls')", "datasay/media/probe.py: runs a shell",
    ),
    "a way past the gate": (
        "datasay/platform_integration/service.py", "import urllib.request",
        "datasay/platform_integration/service.py: may ask other servers past the gate",
    ),
    "a file too long": (
        "datasay/core/clock_history.py", "\n" * 600, "datasay/core/clock_history.py: 602 lines, more than 600",
    ),
    "a lock with an address": (
        "requirements/dev.txt", "--index-url somewhere", "dev.txt: names a registry",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def told(house: Path, plant: Plant) -> list[str]:
    """What the rules say of a house in which everything is wrong at once."""
    assert lint.faults(house) == []
    for file, line, _ in _PLANTED.values():
        if line is None:
            (house / file).parent.mkdir(parents=True, exist_ok=True)
            (house / file).write_text("", encoding="utf-8")
        else:
            plant(file, line)
    return lint.faults(house)


@pytest.mark.parametrize("wrong", _PLANTED)
def test_what_is_planted_is_caught(told: list[str], wrong: str) -> None:
    assert [fault for fault in told if _PLANTED[wrong][2] in fault]


def test_nothing_else_is_caught(told: list[str]) -> None:
    expected = [planted[2] for planted in _PLANTED.values()]
    assert [fault for fault in told if not any(one in fault for one in expected)] == []
