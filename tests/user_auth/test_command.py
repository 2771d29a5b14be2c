"""`datasay user`, `login` and `logout` as they are typed, on the real database and a real server."""

import asyncio
import json
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import httpx
import pytest
from sqlalchemy.engine import make_url
from typer.testing import CliRunner, Result

from datasay.cli.main import app
from datasay.core.settings import get_settings

Run = Callable[..., Result]
SetVariable = Callable[[str, str], None]


@pytest.fixture
def environment(
    database_url: str, redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[SetVariable]:
    """The environment of the commands, and a way to change it."""

    def change(name: str, value: str) -> None:
        monkeypatch.setenv(name, value)
        get_settings.cache_clear()

    change("DATASAY_DATABASE_URL", database_url)
    change("DATASAY_REDIS_URL", redis_url)
    change("DATASAY_HOME", str(tmp_path / "家 home"))
    change("COLUMNS", "200")
    yield change
    get_settings.cache_clear()


@pytest.fixture
def datasay(environment: SetVariable) -> Run:
    """Runs one command."""

    def run(*arguments: str, typed: str = "") -> Result:
        result = CliRunner().invoke(app, arguments, input=typed)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        return result

    return run


@pytest.fixture
def server(environment: SetVariable) -> Iterator[str]:
    """A real web process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment("DATASAY_PORT", str(port))
    process = subprocess.Popen([sys.executable, "-P", "-m", "datasay", "serve"], stderr=subprocess.PIPE)
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            assert process.poll() is None, process.communicate()[1]
            try:
                httpx.get(f"{url}/healthz", trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.05)
        yield url
    finally:
        process.terminate()
        process.communicate(timeout=30)


def test_users_are_made_listed_and_changed(datasay: Run) -> None:
    made = datasay("user", "create", "小文", "--email", "wen@example.org", "--json")
    assert made.exit_code == 0, made.stderr
    facts = json.loads(made.stdout)
    assert facts["user_name"] == "小文"
    assert len(facts["user_password"]) == 27
    typed = datasay("user", "create", "anna", "--email", "a@example.org", "--password-stdin", typed="long enough\n")
    assert typed.exit_code == 0
    assert "long enough" not in typed.stdout
    assert datasay("user", "role", "anna", "super_admin").exit_code == 0
    listed = json.loads(datasay("user", "list", "--json").stdout)["items"]
    assert [(user["user_name"], user["user_role"]) for user in listed] == [("小文", "user"), ("anna", "super_admin")]
    assert "小文" in datasay("user", "list").stdout
    assert datasay("user", "password", "wen@example.org", "--password-stdin", typed="another good one\n").exit_code == 0


def test_what_is_refused_says_why_and_ends_with_one(datasay: Run) -> None:
    assert datasay("user", "create", "root", "--email", "r@example.org", "--role", "super_admin").exit_code == 0
    refused = {
        ("user", "create", "ROOT", "--email", "x@example.org"): "name or e-mail",
        ("user", "create", "x", "--email", "nonsense"): "user_email",
        ("user", "create", "xavier", "--email", "x@example.org", "--role", "god"): "user_role",
        ("user", "role", "root", "user"): "super_admin",
        ("user", "role", "nobody", "admin"): "nobody",
        ("user", "password", "root", "--password-stdin"): "8 characters",
    }
    for command, reason in refused.items():
        answer = datasay(*command, typed="short\n")
        assert answer.exit_code == 1, command
        assert reason in answer.stderr
    assert datasay("user", "role", "root", "god").exit_code == 2


def test_a_database_without_tables_is_named_with_the_cure(
    datasay: Run, environment: SetVariable, empty_database_url: str
) -> None:
    environment("DATASAY_DATABASE_URL", empty_database_url)
    answer = datasay("user", "list")
    assert answer.exit_code == 1
    assert "datasay db upgrade" in answer.stderr


def test_login_keeps_a_private_token_and_logout_ends_the_session(datasay: Run, server: str, tmp_path: Path) -> None:
    create = ("user", "create", "writer", "--email", "w@example.org", "--password-stdin")
    assert datasay(*create, typed="long enough\n").exit_code == 0
    log_in = ("login", "writer", "--server", f"{server}/", "--password-stdin")
    wrong = datasay(*log_in, typed="wrong password\n")
    assert wrong.exit_code == 1
    assert "wrong" in wrong.stderr
    kept = tmp_path / "家 home" / "sessions.json"
    assert not kept.exists()
    assert (
        datasay("login", "writer", "--server", f"{server}/", "--password-stdin", typed="long enough\n").exit_code == 0
    )
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    token = json.loads(kept.read_text())[server]
    me = f"{server}/api/v1/auth/me"
    bearer = {"Authorization": f"Bearer {token}"}
    assert httpx.get(me, headers=bearer, trust_env=False).json()["user_name"] == "writer"
    assert datasay("logout", "--server", server).exit_code == 0
    assert json.loads(kept.read_text()) == {}
    assert httpx.get(me, headers=bearer, trust_env=False).status_code == 401


def test_a_session_ended_on_the_command_line_is_over_in_the_running_server(datasay: Run, server: str) -> None:
    create = ("user", "create", "writer", "--email", "w@example.org", "--password-stdin")
    assert datasay(*create, typed="long enough\n").exit_code == 0
    body = {"user_name": "writer", "user_password": "long enough"}
    with httpx.Client(base_url=f"{server}/api/v1/auth", trust_env=False) as client:
        client.headers["Authorization"] = f"Bearer {client.post('/login', json=body).json()['session_token']}"
        assert [client.get("/me").status_code for _ in range(3)] == [200] * 3
        assert datasay("user", "role", "writer", "admin").exit_code == 0
        assert client.get("/me").status_code == 401


def test_no_token_and_no_password_lies_in_the_database(datasay: Run, server: str, owner_url: str) -> None:
    """N8: a canary that was sent is nowhere in clear."""
    canary = "canary-in-a-coal-mine"
    create = ("user", "create", "writer", "--email", "w@example.org", "--password-stdin")
    assert datasay(*create, typed=f"{canary}\n").exit_code == 0
    body = {"user_name": "writer", "user_password": canary}
    token = httpx.post(f"{server}/api/v1/auth/login", json=body, trust_env=False).json()["session_token"]

    async def dump() -> str:
        dsn = make_url(owner_url).set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(dsn)
        try:
            return str(await connection.fetchval("SELECT database_to_xml(false, false, '')"))
        finally:
            await connection.close()

    with asyncio.Runner() as runner:
        everything = runner.run(dump())
    assert "w@example.org" in everything
    assert canary not in everything
    assert token not in everything
    assert token.removeprefix("ds_") not in everything
