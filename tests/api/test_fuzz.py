"""Property-based requests made up from the OpenAPI document, by schemathesis with all its checks, on a real server.

A short run with a fixed seed; `DATASAY_FUZZ_EXAMPLES=100` makes it long. What is no fault, and why: `fuzz_rules.py`.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.file_storage.models import FileStorageBasic
from datasay.user_auth.models import UserRole
from datasay.voice.timbre.service import ensure_builtin_timbres
from tests import factories
from tests.conftest import PASSWORD, MakeUser
from tests.serving import web_process

_ROOT = Path(__file__).parents[2]
_EXAMPLES = os.environ.get("DATASAY_FUZZ_EXAMPLES", "2")
_LONG = _EXAMPLES != "2"
# These end the session that the run itself uses; tests/user_auth has them.
_LEFT_OUT = ("/api/v1/auth/logout", "/api/v1/auth/password", "/api/v1/auth/sessions/{session_id}")
# One event of a task's stream is enough.
_CONFIG = 'hooks = "tests.api.fuzz_rules"\nmax-stream-events = 1\n'
# The phase `coverage` alone is some 8,000 cases and ten minutes: it belongs to the long run.
_WIDE = ["--phases", "examples,coverage,fuzzing,stateful" if _LONG else "examples,fuzzing,stateful"]
# Whoever is refused before anything is looked at need not be tried in 3,000 ways.
_NARROW = _WIDE if _LONG else ["--phases", "examples,fuzzing", "--max-examples", "1"]


@pytest.fixture
def server(settings: Settings) -> Iterator[str]:
    """The web process on a port of its own."""
    with web_process(settings, DATASAY_TASK_USER_LIMIT="100000") as url:
        httpx.get(f"{url}/openapi.json", trust_env=False, timeout=120)  # made once, and slowly on a busy machine
        yield url


async def _fill(resources: Resources, user_id: int) -> None:
    """One of everything, so that made-up requests meet something: the ids are small numbers."""
    async with resources.database.transaction(OPERATOR) as session:
        await ensure_builtin_timbres(session, resources.settings, user_id)
        await factories.make_text(session, user_id)
        await factories.make_text_template(session, user_id)
        await factories.make_mixall(session, user_id)
        await factories.make_task(session, user_id)
        for file in await session.scalars(select(FileStorageBasic)):
            place = resources.settings.home / "files" / file.file_path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(b"abc")


@pytest.mark.slow
@pytest.mark.timeout(3600 if _LONG else 900)
@pytest.mark.parametrize(
    ("role", "chosen"),
    [
        (None, _NARROW),
        (UserRole.USER, _WIDE),
        (UserRole.SUPER_ADMIN, _WIDE if _LONG else [*_WIDE, "--include-path-regex", "/users|/restore"]),
    ],
    ids=["anonymous", "user", "admin"],
)
async def test_nothing_made_up_breaks_it(
    server: str, make_user: MakeUser, resources: Resources, role: UserRole | None, chosen: list[str], tmp_path: Path
) -> None:
    user = await make_user("fuzzer", role or UserRole.USER)
    await _fill(resources, user.user_id)
    config = tmp_path / "schemathesis.toml"
    config.write_text(_CONFIG)
    command = [str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(config)]
    command += ["run", f"{server}/openapi.json", "--checks", "all", "--max-examples", _EXAMPLES, *chosen]
    command += ["--seed", "1", "--generation-database", ":memory:", "--continue-on-failure", "--no-shrink"]
    command += ["--suppress-health-check", "too_slow"]  # a busy machine is slow at making things up
    for path in _LEFT_OUT:
        command += ["--exclude-path", path]
    if role is not None:
        async with httpx.AsyncClient(base_url=server, trust_env=False) as client:
            login = {"user_name": "fuzzer", "user_password": PASSWORD}
            answer = await client.post("/api/v1/auth/login", json=login)
        command += ["--header", f"Authorization: Bearer {answer.json()['session_token']}"]
    environment = os.environ | {"PYTHONPATH": str(_ROOT)}
    ran = await asyncio.to_thread(
        subprocess.run, command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    said = "\n".join(line[:400] for line in ran.stdout.splitlines())  # bodies of megabytes are in it
    assert ran.returncode == 0, said[-20000:] + ran.stderr[-2000:]
