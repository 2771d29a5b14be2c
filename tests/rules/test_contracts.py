"""Each contract of import-linter (pyproject.toml) is broken by the import that is planted for it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.conftest import Plant

_PLANTED = {  # file, what it imports, the arrow that is told
    "language that knows a chapter": (
        "datasay/language/words.py", "from datasay.text.content import models",
        "datasay.language.words -> datasay.text.content.models",
    ),
    "digest that knows analyses": (
        "datasay/digest/passages.py", "from datasay.analysis import shapes",
        "datasay.digest.passages -> datasay.analysis.shapes",
    ),
    "analyses that know engines": (
        "datasay/analysis/summary.py", "from datasay.engines import protocols",
        "datasay.analysis.summary -> datasay.engines.protocols",
    ),
    "media that knows typography": (
        "datasay/media/probe.py", "from datasay.typography import fonts",
        "datasay.media.probe -> datasay.typography.fonts",
    ),
    "the gate that knows an engine": (
        "datasay/outgoing/client.py", "from datasay.engines import errors",
        "datasay.outgoing.client -> datasay.engines.errors",
    ),
    "a table that knows the history": (
        "datasay/text/content/models.py", "from datasay.migrations import runner",
        "datasay.text.content.models -> datasay.migrations.runner",
    ),
    "text that knows voices": (
        "datasay/text/generation/service.py", "from datasay.voice.timbre import models",
        "datasay.text.generation.service -> datasay.voice.timbre.models",
    ),
    "pictures that know voices": (
        "datasay/image/content/service.py", "from datasay.voice.audio import service",
        "datasay.image.content.service -> datasay.voice.audio.service",
    ),
    "works that know the main job": (
        "datasay/mixall/content/service.py", "from datasay.creation import steps",
        "datasay.mixall.content.service -> datasay.creation.steps",
    ),
    "costs that know tasks": (
        "datasay/system_monitoring/prices.py", "from datasay.task_management import queries",
        "datasay.system_monitoring.prices -> datasay.task_management.queries",
    ),
    "accounts that know costs": (
        "datasay/platform_integration/service.py", "from datasay.system_monitoring import prices",
        "datasay.platform_integration.service -> datasay.system_monitoring.prices",
    ),
    "files that know the audit log": (
        "datasay/file_storage/service.py", "from datasay.system_audit import models",
        "datasay.file_storage.service -> datasay.system_audit.models",
    ),
    "queries that know the rules": (
        "datasay/voice/timbre/queries.py", "from datasay.voice.timbre import service",
        "datasay.voice.timbre.queries -> datasay.voice.timbre.service",
    ),
    "rules that know what takes long": (
        "datasay/voice/audio/service.py", "from datasay.voice.audio import making",
        "datasay.voice.audio.service -> datasay.voice.audio.making",
    ),
    "what takes long that knows its job": (
        "datasay/text/analyse/making.py", "from datasay.text.analyse import jobs",
        "datasay.text.analyse.making -> datasay.text.analyse.jobs",
    ),
    "a job that knows a route": (
        "datasay/image/content/jobs.py", "from datasay.image.content import routes",
        "datasay.image.content.jobs -> datasay.image.content.routes",
    ),
    "a table that knows its JSON": (
        "datasay/user_auth/models.py", "from datasay.user_auth import schemas",
        "datasay.user_auth.models -> datasay.user_auth.schemas",
    ),
    "an engine that knows the database": (
        "datasay/engines/local/writing.py", "import sqlalchemy",
        "datasay.engines.local.writing -> sqlalchemy",
    ),
    "a room without a place": (
        "datasay/attic/__init__.py", "", "datasay.attic",
    ),
}  # fmt: skip


def _lint(house: Path) -> str:
    # The copy stands before the installed package in the path.
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=house, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return " ".join((done.stdout + done.stderr).split())


@pytest.fixture(scope="module")
def told(house: Path, plant: Plant) -> str:
    """What import-linter says of a house in which everything is wrong at once."""
    assert " 0 broken." in _lint(house)
    for file, line, _ in _PLANTED.values():
        plant(file, line)
    return _lint(house)


@pytest.mark.parametrize("wrong", _PLANTED)
def test_what_is_planted_is_caught(told: str, wrong: str) -> None:
    assert _PLANTED[wrong][2] in told
