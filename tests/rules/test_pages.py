"""What people read: each page in both languages, with the same commands, and links that lead somewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.documents import CHINESE, ROOT, blocks, broken_links, commands, headings
from tests.walls import OPEN_TO_ALL

_PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


_TROUBLE = ROOT / "docs/how-to/troubleshoot.md"


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", CHINESE, ids=_name)
def test_a_page_says_the_same_in_chinese(page: Path) -> None:
    chinese = CHINESE[page]
    assert chinese.is_file(), f"{_name(page)} has no {_name(chinese)}"
    typed = [each.replace("我的文章.txt", "my-article.txt") for each in commands(chinese)]
    assert typed == commands(page)
    assert headings(chinese) == headings(page)
    assert [each.language for each in blocks(chinese)] == [each.language for each in blocks(page)]
    text = chinese.read_text(encoding="utf-8")
    assert len(re.findall(r"^[|]", text, re.MULTILINE)) == len(re.findall(r"^[|]", page.read_text(), re.MULTILINE))
    assert len(re.findall(r"[\u4e00-\u9fff]", text)) > 200


@pytest.mark.parametrize(
    ("page", "begins"),
    [
        ("CONTRIBUTING.md", "only its doors are imported"),
        ("docs/decisions/0018-house.md", "behind a few doors**"),
        ("docs/explanation/architecture.md", "| `engines` |"),
    ],
)
def test_the_doors_of_the_engines_are_the_ones_that_are_open(page: str, begins: str) -> None:
    _, found, then = (ROOT / page).read_text(encoding="utf-8").partition(begins)
    assert found
    assert set(re.findall(r"`(\w+)`", re.split(r"[.:] ", then.lstrip(": "))[0])) - {"engines"} == OPEN_TO_ALL


def test_no_page_is_in_chinese_alone() -> None:
    assert set((ROOT / "docs/zh").rglob("*.md")) <= set(CHINESE.values())


@pytest.mark.parametrize("page", _PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page) == []


def _sentences() -> Iterator[tuple[str, str]]:
    """Every sentence of the product, in English and in Chinese."""
    for path in (ROOT / "datasay").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Told":
                said = [each.value for each in node.args if isinstance(each, ast.Constant)]
                if len(said) == 2:
                    yield str(said[0]), str(said[1])


def test_what_the_page_on_troubles_quotes_is_what_is_said_in_its_language() -> None:
    told = list(zip(*_sentences(), strict=True))
    for page, sentences in zip((_TROUBLE, CHINESE[_TROUBLE]), told, strict=True):
        quoted = re.findall(r"^\| `([^`]+)`[^|]*\|", page.read_text(encoding="utf-8"), re.MULTILINE)
        quoted = [each for each in quoted if each != "损坏 broken"]  # a cell of a table, in both
        quoted = [each for each in quoted if " " in each or re.search(r"[\u4e00-\u9fff]{3}", each)]
        assert len(quoted) >= 10
        for words in quoted:
            pieces = [re.escape(piece.strip()) for piece in re.split(r"[…\d]+", words) if piece.strip()]
            assert any(re.search(".*".join(pieces), each) for each in sentences), words
