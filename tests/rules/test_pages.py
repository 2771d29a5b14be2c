"""What people read: each page in both languages, with the same commands, and links that lead somewhere."""

import re
from pathlib import Path

import pytest

from tests.documents import CHINESE, ROOT, blocks, broken_links, commands, headings

_PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]


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


def test_no_page_is_in_chinese_alone() -> None:
    assert set((ROOT / "docs/zh").rglob("*.md")) <= set(CHINESE.values())


@pytest.mark.parametrize("page", _PAGES, ids=_name)
def test_links_lead_somewhere(page: Path) -> None:
    assert broken_links(page) == []
