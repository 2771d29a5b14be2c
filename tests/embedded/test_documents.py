"""The commands of README, tutorial and how-to pages, typed as they stand there in an empty home."""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from docx import Document

from datasay.cli.embedded.accounts import Account
from datasay.core.settings import known_variables
from tests.documents import ENGLISH, ROOT, commands
from tests.embedded.typing_user import TypingUser, typing_user

# Why a command is not typed here, by how it begins.
NOT_TYPED = {
    "DATASAY_HOME=": "a second platform of its own: test_up.py runs two",
    "DATASAY_DATABASE_OWNER_URL=": "wants a PostgreSQL with two roles: tests/row_security does it",
    "datasay serve": "wants servers of one's own: tests/fault and tests/e2e run the roles apart",
    "datasay worker": "as above",
    "datasay worker --waiting": "as above",
    "datasay beat": "as above",
    "export DATASAY_OPENAI__": "wants a vendor's real key; the names are checked below",
    ".venv/bin/pip": "changes the environment: tests/contract/test_third_party.py installs the engine of the page",
    "curl -X DELETE": "wants an account with a vendor: tests/contract/test_third_party.py removes one",
    "pip config set": "changes the user's pip: tests/setup/test_install.py",
    "PGPASSWORD=": "wants psql",
    "PGOPTIONS=": "wants pg_dump",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A command that is typed: what it prints, and what stands where the page has a placeholder."""

    prints: str
    instead: tuple[tuple[str, str], ...] = ()


# In the order they are typed in; what a test learns on the way is put where {braces} are.
WHILE_IT_RUNS = {
    "make demo ARTICLE=my-article.txt": Typed(r"demo\.mp4"),
    ".venv/bin/datasay engines": Typed(r"(?s)local.*ink"),
    ".venv/bin/datasay doctor": Typed(r"可以运行。 Ready to run\."),
    ".venv/bin/datasay create my-article.txt -o out.mp4 --aspect 16:9 --seconds 90": Typed(r"out\.mp4"),
    ".venv/bin/datasay create my-article.txt -o wide.mp4": Typed(r"wide\.mp4"),
    'datasay create article.txt -o out.mp4 --timbre "<name>"': Typed(r"out\.mp4", (("<name>", "cmn-male"),)),
    ".venv/bin/datasay task list": Typed(r"completed"),
    ".venv/bin/datasay mixall list": Typed(r"\d"),
    ".venv/bin/datasay mixall get 1 -o again.mp4 --srt": Typed(r"again\.mp4"),
    ".venv/bin/datasay mixall show 1 --toml > board.toml": Typed(r"\A\Z"),
    ".venv/bin/datasay mixall edit board.toml": Typed(r"datasay mixall render 1"),
    ".venv/bin/datasay mixall render 1": Typed(r"completed"),
    ".venv/bin/datasay user password local": Typed(r"Password, shown only now: \S{12,}\n\Z"),
    "TOKEN=$(curl": Typed(
        r"\Ads_[\w-]{20,}\Z", (("the printed one", "{password}"), ("http://127.0.0.1:8000", "{web}"))
    ),
    'curl -s -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8000/api/v1/mixalls': Typed(
        r'"mixall_id":', (("http://127.0.0.1:8000", "{web}"),)
    ),
    "datasay user create alice --email alice@example.org --role user": Typed(r"alice"),
    "datasay user list": Typed(r"alice@example\.org"),
    "datasay user password alice": Typed(r"The password was changed"),
    "datasay user create alice --role super_admin --email alice@example.org": Typed(r"carol", (("alice", "carol"),)),
    "datasay text import 背影.txt lesson.docx --type article --tags 散文,朱自清": Typed(r"(?s)背影.*Lesson"),
    "datasay text import old.txt --encoding big5": Typed(r"舊文章"),
    'curl -s -H "Authorization: Bearer $TOKEN" -F file=@lesson.docx': Typed(
        r'"text_title":', (("http://127.0.0.1:8000", "{web}"),)
    ),
    "datasay text export 12": Typed(r"背影\.md", ((" 12", " {text}"),)),
    "datasay text export 12 -o lesson.docx": Typed(r"lesson\.docx", ((" 12 -o lesson", " {text} -o new-lesson"),)),
    "datasay text export 12 --format srt": Typed(r"背影\.srt", ((" 12", " {text}"),)),
    "datasay text list --q 背影": Typed(r"背影"),
    "datasay text list --json | jq '.items[].text_title'": Typed(r"背影", ((" | jq '.items[].text_title'", ""),)),
    'curl -s -H "Authorization: Bearer $TOKEN" -F file=@station.jpg': Typed(
        r'"file_tags":\["车站","父亲"\]', (("http://127.0.0.1:8000", "{web}"),)
    ),
    "datasay template list --language zh-CN --type structure": Typed(r"recipe_zh|菜谱|结构"),
    "datasay template render recipe_zh": Typed(r"\A(?s:今天做蒸蛋。又嫩又滑。(?!.*牛).*温水一碗)"),
    "datasay template render format_storyboard_zh --file source=文章.txt > 分镜.txt": Typed(r"\A\Z"),
    "datasay db audit-verify --json > audit.new && mv audit.new audit-$(date +%F).json": Typed(r"\A\Z"),
    "datasay db audit-verify --against audit-2026-01-31.json": Typed(
        r"\d", (("audit-2026-01-31.json", "audit-$(date +%F).json"),)
    ),
}
BY_THEMSELVES = {"make demo", "make up"}
ARTICLE = "晨光\n\n清晨的阳光照在窗台上，茶香慢慢散开。\n"


def _all() -> list[str]:
    return list(dict.fromkeys(each for page in ENGLISH for each in commands(page)))


def _meant(name: str) -> list[str]:
    """The commands of the pages that an entry is for: the one it is, else all that begin so."""
    found = _all()
    return [name] if name in found else [each for each in found if each.startswith(name)]


def test_every_command_is_typed_or_has_a_reason_why_not() -> None:
    entries = [*BY_THEMSELVES, *WHILE_IT_RUNS, *NOT_TYPED]
    assert [name for name in entries if not _meant(name)] == [], "of no page any more"
    assert set(_all()) == {command for name in entries for command in _meant(name)}


def test_every_setting_that_a_page_names_is_one() -> None:
    known = known_variables()
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    named = {name for page in pages for name in re.findall(r"DATASAY_[A-Z0-9_]+[A-Z0-9]", page.read_text("utf-8"))}
    accounts = re.compile(r"DATASAY_ENGINES__[A-Z_]+__PLATFORM_(APP_ID|APP_SECRET|OPTIONS)")
    families = {"DATASAY_ENGINES__NAME", "DATASAY_ENGINES__OPENAI"}  # written with an ellipsis
    assert {each for each in named if each not in known | families and not accounts.fullmatch(each)} == set()


def _files(user: TypingUser, account: Account | None) -> None:
    """What the pages take for granted in the folder."""
    folder = user.folder
    for name in ("my-article.txt", "article.txt", "文章.txt"):
        (folder / name).write_text(ARTICLE)
    (folder / "背影.txt").write_text((ROOT / "tests/data/beiying.zh.txt").read_text())
    (folder / "old.txt").write_text("舊文章\n\n這是一篇舊文章，講一個村子的故事。\n", encoding="big5")
    lesson = Document()
    lesson.add_heading("Lesson one", 0)
    lesson.add_paragraph("Tea is made with hot water.")
    lesson.save(str(folder / "lesson.docx"))
    from PIL import Image  # noqa: PLC0415  here only

    Image.new("RGB", (320, 240), "teal").save(folder / "station.jpg")
    if account is not None:
        for each in folder.iterdir():
            os.chown(each, account.uid, account.gid)


def _learns(user: TypingUser) -> dict[str, Callable[[], str]]:
    """What is put where a page has a placeholder, found when it is needed."""
    return {
        "password": lambda: _first(r"^\S.*: (\S+)\s*$", user.said[_PASSWORD]),
        "text": lambda: _first(r"^背影\.txt .*→ (\d+) ", user.said[_IMPORT]),
    }


_IMPORT = "datasay text import 背影.txt lesson.docx --type article --tags 散文,朱自清"
_PASSWORD = ".venv/bin/datasay user password local"


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.MULTILINE)
    assert found, f"{pattern} is not in:\n{text}"
    return found[1]


def _one_after_the_other(user: TypingUser, web: str) -> None:
    learns = _learns(user) | {"web": lambda: web}
    wrong = []
    for name, expected in WHILE_IT_RUNS.items():
        (command,) = _meant(name)
        for placeholder, value in expected.instead:
            learnt = [one for one in learns if f"{{{one}}}" in value]
            command = command.replace(placeholder, value.format(**{one: learns[one]() for one in learnt}))
        said = user.type(f'{command}; printf %s "$TOKEN"' if name.startswith("TOKEN=") else command)
        if name.startswith("TOKEN="):
            user.environment["TOKEN"] = said
        if said.startswith("exit code") or not re.search(expected.prints, said):
            wrong.append(f"$ {command}\n{said}")
    assert wrong == [], "\n".join(wrong)


_FRAME = re.compile(r"[╭╮╰╯─│\s]*(?:DataSay)?[╭╮╰╯─│\s]*")
_BOTH = re.compile(r"(?=.*[\u4e00-\u9fff]).*[A-Za-z]{2}")


def _unexplained(said: str) -> list[str]:
    """The printed lines that do not say in both languages what they are."""
    return [line for line in said.splitlines() if not (_FRAME.fullmatch(line) or _BOTH.match(line))]


def _made(folder: Path, name: str) -> None:
    assert (folder / f"{name}.mp4").stat().st_size > 10_000
    assert "-->" in (folder / f"{name}.srt").read_text()


@pytest.mark.slow
@pytest.mark.timeout(900)  # some thirty programs, one after the other, also on a busy machine
def test_an_ordinary_user_types_them_all(ordinary_user: Account | None) -> None:
    with typing_user(ordinary_user) as user:
        _files(user, ordinary_user)
        said = user.type("make demo")
        assert "demo.mp4" in said
        assert _unexplained(said) == []
        for bar in re.findall(r"\*\*(.+ · .+)\*\*:", (ROOT / "docs/tutorial/first-video.md").read_text()):
            assert bar in said
        _made(user.folder, "demo")
        with user.up() as running:
            _one_after_the_other(user, running.web_url)
            for name in ("demo", "out", "wide", "again"):
                _made(user.folder, name)
            assert (user.folder / "分镜.txt").read_text().strip()
        said = user.said["make up"]
        assert _unexplained(said) == []
        assert running.web_url in said
        assert "datasay user password admin" in said  # README: the first start made one, and nobody has logged in
        assert "Everything has stopped." in said


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="is for root")
def test_root_begins_as_the_pages_say_in_chinese() -> None:
    with typing_user(None) as user:
        user.environment["LANG"] = "zh_CN.UTF-8"
        with user.up() as running:
            wrong = user.type("datasay task show 一", seconds=120)
        assert wrong == "exit code 1\n一 不是任务的 UUID，见 `datasay task list`。\n"
        said = user.said["make up"]
        assert _unexplained(said) == []
        assert running.web_url in said
        assert re.search(r"Password, shown only now: \S{12,}", said)
