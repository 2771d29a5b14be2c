"""`datasay text …` as a user runs it, against a web process on a port of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from datasay.cli.api_client import file_name
from datasay.cli.embedded.ports import next_free
from datasay.core.settings import Settings
from tests.conftest import PASSWORD, MakeUser

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def server(settings: Settings) -> Iterator[str]:
    """The web process."""
    assert settings.database_url is not None
    assert settings.redis_url is not None
    port = next_free(18400, "127.0.0.1")
    environment = os.environ | {
        "DATASAY_DATABASE_URL": settings.database_url,
        "DATASAY_REDIS_URL": settings.redis_url,
        "DATASAY_HOME": str(settings.home),
        "DATASAY_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "uvicorn", "datasay.api.app:create_app", "--factory", "--port", str(port)]
    process = subprocess.Popen([*command, "--log-level", "error", "--no-access-log"], env=environment)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 90
        while True:
            try:
                httpx.get(f"{url}/healthz", trust_env=False)
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline, "the web process did not start"
                time.sleep(0.1)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture
async def run(server: str, make_user: MakeUser, settings: Settings, tmp_path: Path) -> Run:
    """A `datasay text` command of a user who is logged in, in an empty folder."""
    await make_user("writer")
    async with httpx.AsyncClient(base_url=server, trust_env=False) as client:
        answer = await client.post("/api/v1/auth/login", json={"user_name": "writer", "user_password": PASSWORD})
    folder = tmp_path / "work"
    folder.mkdir()
    environment = os.environ | {
        "DATASAY_SERVER": server,
        "DATASAY_TOKEN": answer.json()["session_token"],
        "DATASAY_HOME": str(settings.home),
        "COLUMNS": "200",
    }

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "datasay", "text", *arguments]
        return subprocess.run(
            command, env=environment | more, cwd=folder, capture_output=True, text=True, timeout=120, check=False
        )

    return run


async def test_texts_come_in_are_listed_and_go_out(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "work"
    (folder / "背影.txt").write_bytes("我与父亲不相见已二年余了。".encode("gbk"))
    (folder / "tea.md").write_text("# Tea\n\nThere are six kinds.", encoding="utf-8")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 not really")
    came = run("import", "背影.txt", "broken.docx", "tea.md", "--type", "script", "--tags", "甲，乙", "--json")
    assert came.returncode == 1
    assert "broken.docx: file: The file is a damaged archive" in came.stderr
    made = json.loads(came.stdout)
    assert [each["text"]["text_title"] for each in made] == ["背影", "Tea"]
    assert (made[0]["import_encoding"], made[0]["text"]["text_tags"]) == ("gb18030", ["甲", "乙"])
    assert made[0]["text"]["text_content_type"] == "script"

    listed = json.loads(run("list", "--json").stdout)
    assert [text["text_title"] for text in listed] == ["Tea", "背影"]
    assert "背影" in run("list").stdout

    number = str(made[0]["text"]["text_id"])
    assert run("export", number, "-o", "out.docx").returncode == 0
    assert (folder / "out.docx").read_bytes().startswith(b"PK")
    named = json.loads(run("export", number, "--format", "srt", "--json").stdout)
    assert (Path(named["path"]).name, named["timings"]) == ("背影.srt", "estimated")
    assert "我与父亲" in (folder / "背影.srt").read_text(encoding="utf-8")
    assert run("export", number, "--format", "txt").stdout.strip() == "背影 2.txt"  # nothing is overwritten unasked


async def test_errors_say_what_to_do(run: Run) -> None:
    missing = run("export", "999999")
    assert (missing.returncode, "There is no text 999999" in missing.stderr) == (1, True)
    unknown = run("export", "1", "-o", "a.pdf")
    assert (unknown.returncode, "md, docx, txt, srt" in unknown.stderr) == (2, True)
    nobody = run("list", DATASAY_TOKEN="")
    assert (nobody.returncode, "datasay login" in nobody.stderr) == (1, True)
    away = run("list", DATASAY_SERVER="http://127.0.0.1:9")
    assert (away.returncode, "does not answer" in away.stderr) == (1, True)
    alone = run("list", DATASAY_SERVER="")
    assert (alone.returncode, "datasay up" in alone.stderr) == (1, True)
    for failed in (missing, nobody, away, alone):
        assert "Traceback" not in failed.stderr


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("attachment; filename=\"__.md\"; filename*=UTF-8''%E8%83%8C%E5%BD%B1.md", "背影.md"),
        ('attachment; filename="plain.md"', "plain.md"),
        ("attachment; filename*=UTF-8''..%2F..%2F.bashrc", "bashrc"),
        ("attachment; filename*=UTF-8''..%5Cevil.md", "evil.md"),
        ("", "text.md"),
    ],
)
def test_a_servers_name_for_a_file_never_leaves_the_folder(header: str, name: str) -> None:
    assert file_name(header, "text.md") == name
