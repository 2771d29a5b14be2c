"""`datasay doctor`: what it finds on this machine, and what it says when things are missing."""

import json
import os
import socket
from pathlib import Path

import pytest

from datasay.cli.embedded.examination import examine
from datasay.cli.embedded.report import print_findings, print_memory
from datasay.core.settings import Settings


@pytest.fixture(autouse=True)
def no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a test sets."""
    for name in [each for each in os.environ if each.startswith("DATASAY_")]:
        monkeypatch.delenv(name)


def test_here_everything_needed_is_found(home: Path) -> None:
    findings = {each.name: each for each in examine(Settings(home=home))}
    missing = [each.name for each in findings.values() if each.needed and not each.found]
    assert missing == []
    assert Path(findings["PostgreSQL"].path, "initdb").is_file()
    assert Path(findings["Redis"].path).name in {"redis-server", "valkey-server"}
    assert findings["ffmpeg"].version
    assert Path(findings["CJK font"].path).is_file()
    assert not home.exists()  # looking makes nothing


def test_json_says_the_same_to_programs(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert print_findings(Settings(home=home), as_json=True) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["ready"] is True
    assert {"name", "found", "needed", "version", "path", "cure"} == set(answer["findings"][0])


def test_what_is_missing_is_named_with_its_cure(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATASAY_POSTGRES_BIN", str(home / "no" / "bin"))
    monkeypatch.setenv("DATASAY_REDIS_BIN", str(home / "no" / "redis-server"))
    assert print_findings(Settings(home=home), as_json=True) == 1
    answer = json.loads(capsys.readouterr().out)
    cures = {each["name"]: each["cure"] for each in answer["findings"] if not each["found"]}
    assert "DATASAY_POSTGRES_BIN" in cures["PostgreSQL"]
    assert "DATASAY_REDIS_URL" in cures["Redis"]


def test_servers_of_ones_own_need_no_binaries(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATASAY_POSTGRES_BIN", str(home / "no" / "bin"))
    settings = Settings(home=home, database_url="postgresql+asyncpg://u:p@db/datasay", redis_url="redis://r:6379/0")
    findings = {each.name: each for each in examine(settings)}
    assert findings["PostgreSQL"].found
    assert "p@db" not in repr(findings)


def test_a_taken_port_matters_only_when_it_was_asked_for(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        findings = {each.name: each for each in examine(Settings(home=home, port=port))}
        assert not findings["web port"].found
        assert str(port) in findings["web port"].cure


def test_memory_is_told_of_a_running_platform_only(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert print_memory(Settings(home=home), as_json=False) == 1
    assert "datasay up" in capsys.readouterr().err
