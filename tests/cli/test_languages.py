"""What ends a command is said in one language, that of who typed it."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from datasay.cli.main import app
from datasay.core.settings import get_settings

_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ENGLISH = re.compile(r"\b(?:the|is|it|of|no|not|runs|answer|cannot|give|already|first|everything)\b", re.IGNORECASE)
ENDED = {
    "an article that is not there": (("create", "gone.txt", "-o", "x.mp4"), "gone.txt"),
    "an article that is empty": (("create", "empty.txt", "-o", "x.mp4"), "empty.txt"),
    "an article that is none": (("create", "picture.docx", "-o", "x.mp4"), "picture.docx"),
    "another suffix": (("create", "article.txt", "-o", "x.avi"), "x.mp4"),
    "a folder that is not there": (("create", "article.txt", "-o", "no/x.mp4"), "no"),
    "no platform": (("mixall", "list"), "datasay up"),
    "a platform that is away": (("task", "list", "--server", "http://127.0.0.1:9"), "datasay up"),
    "nobody logged in": (("text", "list", "--server", "http://127.0.0.2:9"), "datasay login"),
    "a kind of file that is not known": (("text", "export", "1", "-o", "x.pdf"), "--format"),
    "neither of two": (("text", "generate", "--operation", "shorten"), "--text-id"),
    "roles without servers": (("worker",), "DATASAY_REDIS_URL"),
    "a wrong setting": (("user", "list"), "DATASAY_PORT"),
}


@pytest.fixture(autouse=True)
def folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A home without anything, and articles."""
    monkeypatch.setenv("DATASAY_HOME", str(tmp_path / "home"))
    for name in ("DATASAY_DATABASE_URL", "DATASAY_REDIS_URL", "DATASAY_SERVER", "DATASAY_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "article.txt").write_text("晨光\n\n清晨的阳光照在窗台上。\n")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "picture.docx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))


@pytest.mark.parametrize("name", ENDED)
@pytest.mark.parametrize(("locale", "chinese"), [("zh_CN.UTF-8", True), ("en_GB.UTF-8", False)])
def test_it_is_said_in_one_language(name: str, locale: str, chinese: bool) -> None:
    command, cure = ENDED[name]
    given = {"LC_ALL": locale} | ({"DATASAY_PORT": "eight"} if name == "a wrong setting" else {})
    if name == "a platform that is away":
        given["DATASAY_TOKEN"] = "ds_" + "x" * 30
    get_settings.cache_clear()
    told = CliRunner().invoke(app, list(command), env=given)
    get_settings.cache_clear()
    assert told.exit_code in (1, 2), told.output
    assert cure in told.stderr
    sentence = re.sub(r"`[^`]*`|[\x21-\x7e]*[/\\][\x21-\x7e]*|\([^)]*\)|（[^）]*）", "", told.stderr)
    assert bool(_CHINESE.search(sentence)) == chinese, told.stderr
    assert bool(_ENGLISH.search(sentence)) != chinese, told.stderr
