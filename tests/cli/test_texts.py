"""`datasay text …` as a user runs it, against a web server on a port of its own."""

import json
from functools import partial
from pathlib import Path

import pytest

from datasay.cli.api_client import file_name
from tests.cli.conftest import Run


@pytest.fixture
def run(command: Run) -> Run:
    """A `datasay text` command."""
    return partial(command, "text")


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

    listed = json.loads(run("list", "--json").stdout)["items"]
    assert [text["text_title"] for text in listed] == ["Tea", "背影"]
    assert "背影" in run("list").stdout

    number = str(made[0]["text"]["text_id"])
    assert "我与父亲不相见已二年余了。" in run("show", number).stdout
    assert run("export", number, "-o", "out.docx").returncode == 0
    again = run("export", number, "-o", "out.docx")
    assert (again.returncode, "--force" in again.stderr) == (1, True)
    assert run("export", number, "-o", "out.docx", "--force").returncode == 0
    assert (folder / "out.docx").read_bytes().startswith(b"PK")
    named = json.loads(run("export", number, "--format", "srt", "--json").stdout)
    assert (Path(named["path"]).name, named["timings"]) == ("背影.srt", "estimated")
    assert "我与父亲" in (folder / "背影.srt").read_text(encoding="utf-8")
    assert Path(run("export", number, "-o", "..").stdout.strip()).name == "背影.md"
    assert run("export", number, "--format", "txt").stdout.strip() == "背影 2.txt"  # nothing is overwritten unasked


async def test_errors_say_what_to_do(run: Run) -> None:
    missing = run("export", "999999")
    assert (missing.returncode, "There is no text 999999" in missing.stderr) == (1, True)
    unknown = run("export", "1", "-o", "a.pdf")
    assert (unknown.returncode, "md, docx, txt, srt" in unknown.stderr) == (2, True)
    large = run("show", "99999999999")
    assert (large.returncode, large.stderr) == (1, "TEXT_ID: must be 2147483647 or less.\n")
    nobody = run("list", DATASAY_TOKEN="")
    assert (nobody.returncode, "datasay login" in nobody.stderr) == (1, True)
    ended = run("list", DATASAY_TOKEN="ds_of_yesterday")
    assert (ended.returncode, "The session has ended: `" in ended.stderr) == (1, True)
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
