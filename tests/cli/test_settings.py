"""Every command that needs the settings says what is wrong with them, and ends."""

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from datasay.cli.main import app
from datasay.core.settings import get_settings

COMMANDS = (
    ["up"],
    ["demo"],
    ["serve"],
    ["worker", "--waiting"],
    ["beat"],
    ["engines"],
    ["user", "list"],
    ["user", "password", "admin"],
    *(["db", verb] for verb in ("upgrade", "check", "partitions", "rotate-keys", "audit-verify")),
)
SERVERS = {
    "DATASAY_DATABASE_URL": "postgresql+asyncpg://nobody:canary@127.0.0.1:1/none",
    "DATASAY_REDIS_URL": "redis://:canary@127.0.0.1:1/0",
}


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A home that nothing may be made in."""
    for name in [each for each in os.environ if each.upper().startswith("DATASAY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATASAY_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    yield tmp_path / "home"
    get_settings.cache_clear()


def run(*arguments: str, **more: str) -> Result:
    """A command in this process, with further settings."""
    get_settings.cache_clear()
    found = CliRunner().invoke(app, list(arguments), env=more, input="password\n")
    assert "canary" not in found.output
    assert "Traceback" not in found.output
    return found


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_it_is_said_by(command: list[str], home: Path) -> None:
    told = run(*command, DATASAY_SECRET_KEYS="canary", DATASAY_PORT="eight")
    looks = command[-1] in ("check", "rotate-keys", "audit-verify")  # to these 1 is what they found
    assert told.exit_code == (2 if looks else 1)
    first, second = told.stderr.splitlines()
    assert first.startswith("DATASAY_SECRET_KEYS: ")
    assert "Each key must be base64 of 32 random bytes" in first
    assert second.startswith("DATASAY_PORT: “eight”")
    assert not home.exists()


def test_doctor_finds_it() -> None:
    told = run("doctor", DATASAY_SECRET_KEYS="canary")
    assert told.exit_code == 1
    assert "→ settings: DATASAY_SECRET_KEYS: " in told.output
    answer = json.loads(run("doctor", "--json", DATASAY_SECRET_KEYS="canary").stdout)
    assert [each["path"] for each in answer["findings"]] == ["DATASAY_SECRET_KEYS"]
    assert answer["ready"] is False


USED = {
    "DATASAY_STORAGE_URL": ({"DATASAY_STORAGE_URL": "ftp://canary@files.example"}, "s3://"),
    "DATASAY_ENGINES__OPENAI__… or DATASAY_OPENAI__…": (
        {"DATASAY_OPENAI__MODEL": "m", "DATASAY_OPENAI__OPTIONS": '{"flavour": "canary"}'},
        "flavour",
    ),
    "DATASAY_FFMPEG": ({"DATASAY_FFMPEG": "/bin/true"}, "libx264"),
}


@pytest.mark.parametrize("name", USED)
@pytest.mark.parametrize("command", ["up", "serve", "worker", "beat", "doctor"])
def test_what_shows_itself_in_use_is_looked_at_first(command: str, name: str) -> None:
    wrong, words = USED[name]
    told = run(command, **wrong, **({} if command == "up" else SERVERS))
    assert told.exit_code == 1
    assert f"{name}: " in told.output
    assert words in told.output


@pytest.mark.parametrize("command", ["up", "serve", "doctor"])
def test_a_file_of_keys_that_holds_none_any_more(command: str, home: Path) -> None:
    home.mkdir()
    kept = home / "secret_keys"
    kept.write_text("canary")
    told = run(command, **({} if command == "up" else SERVERS))
    assert told.exit_code == 1
    assert f"{kept}: " in told.output
    assert "restore it from a backup" in told.output
    assert kept.read_text() == "canary"


@pytest.mark.parametrize("command", ["up", "serve", "doctor"])
def test_an_address_of_another_machine_is_not_listened_on(command: str) -> None:
    told = run(command, DATASAY_HOST="192.0.2.7", **({} if command == "up" else SERVERS))
    assert told.exit_code == 1
    assert "192.0.2.7 is no address of this machine" in told.output


def test_a_port_that_is_taken_is_said_by_serve() -> None:

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        told = run("serve", DATASAY_PORT=port, **SERVERS)
    assert told.exit_code == 1
    assert f"Port {port}" in told.output
