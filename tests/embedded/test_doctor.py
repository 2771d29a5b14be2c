"""`datasay doctor`: what it finds on this machine, and what it says when things are missing."""

import asyncio
import json
import os
import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from datasay.cli.embedded.examination import examine
from datasay.cli.embedded.report import print_findings, print_memory
from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from tests.conftest import MakeUser
from tests.factories import make_file


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


def test_who_reads_chinese_is_told_in_chinese(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setenv("COLUMNS", "240")
    assert print_findings(Settings(home=home), as_json=False) == 0
    shown = capsys.readouterr().out
    for words in ("数据目录", "首次启动时建立", "空闲", "起", "中文字体", "普通话、英语"):
        assert words in shown
    assert not re.search(r"writable|first start|GiB free|from \d|web port", shown)


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


def test_servers_of_ones_own_need_no_binaries(
    home: Path, monkeypatch: pytest.MonkeyPatch, database_url: str, redis_url: str
) -> None:
    monkeypatch.setenv("DATASAY_POSTGRES_BIN", str(home / "no" / "bin"))
    settings = Settings(home=home, database_url=database_url, redis_url=redis_url)
    findings = {each.name: each for each in examine(settings)}
    assert findings["PostgreSQL"].found
    assert findings["Redis"].found
    assert findings["row security"].found
    for url in (database_url, redis_url):
        assert url.rpartition("@")[0] not in repr(findings)


def test_servers_of_ones_own_that_do_not_answer_are_missing(home: Path, database_url: str) -> None:
    wrong = make_url(database_url).set(password="canary").render_as_string(hide_password=False)
    settings = Settings(home=home, database_url=wrong, redis_url="redis://:canary@127.0.0.1:1/0")
    missing = {each.name: each for each in examine(settings) if each.needed and not each.found}
    assert missing.keys() >= {"PostgreSQL", "Redis"}
    assert "DATASAY_DATABASE_URL" in str(missing["PostgreSQL"].cure)
    assert "DATASAY_REDIS_URL" in str(missing["Redis"].cure)
    assert "canary" not in repr(missing)


def test_a_database_without_tables_is_no_platform_yet(home: Path, empty_database_url: str, redis_url: str) -> None:
    findings = examine(Settings(home=home, database_url=empty_database_url, redis_url=redis_url))
    (rows,) = [each for each in findings if each.name == "row security"]
    assert (rows.found, rows.needed) == (False, True)
    assert "datasay db upgrade" in str(rows.cure)


def test_a_taken_port_matters_only_when_it_was_asked_for(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        findings = {each.name: each for each in examine(Settings(home=home, port=port))}
        assert not findings["web port"].found
        assert str(port) in str(findings["web port"].cure)


@pytest.mark.parametrize(("ours", "wanted"), [(True, (True, "running")), (False, (False, "taken"))])
def test_a_web_process_of_ours_on_the_port_is_the_platform_running(
    home: Path, ours: bool, wanted: tuple[bool, str]
) -> None:
    """As `datasay serve` is, which no home knows of; another program that is as well stands in the way."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            if ours:
                self.send_header("X-Request-ID", self.headers["X-Request-ID"])
            self.end_headers()
            self.wfile.write(b'{"status":"ok"}')

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = Settings(home=home, port=server.server_address[1], host="0.0.0.0")  # noqa: S104  nothing listens
        (found,) = [each for each in examine(settings) if each.name == "web port"]
        server.shutdown()
    assert (found.found, found.version) == wanted


def test_memory_is_told_of_a_running_platform_only(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert print_memory(Settings(home=home), as_json=False) == 1
    assert "datasay up" in capsys.readouterr().err


async def test_files_that_the_scrubber_found_damaged_are_named(
    home: Path, resources: Resources, make_user: MakeUser, database_url: str, redis_url: str
) -> None:
    user = await make_user("keeper")
    async with resources.database.transaction(OPERATOR) as session:
        file = await make_file(session, user.user_id, file_damaged_time=utc_now())
    settings = Settings(home=home, database_url=database_url, redis_url=redis_url)
    found = [each for each in await asyncio.to_thread(examine, settings) if each.name == "file"]
    assert [(each.found, each.needed, each.version, each.path) for each in found] == [
        (False, False, file.file_original_name, file.file_path)
    ]
    assert f"file {file.file_id} ({file.file_original_name})" in str(found[0].cure)
