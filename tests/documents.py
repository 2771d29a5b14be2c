"""The pages people follow, and the commands they are told to type."""

import re
import textwrap
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENGLISH = (
    ROOT / "README.md",
    ROOT / "docs/tutorial/first-video.md",
    *sorted((ROOT / "docs/how-to").glob("*.md")),
    ROOT / "docs/gallery/README.md",
)
CHINESE = {
    ROOT / "README.md": ROOT / "README.zh-CN.md",
    **{page: ROOT / "docs/zh" / page.relative_to(ROOT / "docs") for page in ENGLISH[1:]},
}
_LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
_BLOCK = re.compile(r"^(?P<indent> *)```(?P<language>[a-z]*)\n(?P<text>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
_TYPED = {"sh", "console"}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language and its text, without the indent it has in a list."""

    language: str
    text: str


def blocks(page: Path) -> list[Block]:
    """All fenced blocks of a page."""
    found = _BLOCK.finditer(page.read_text(encoding="utf-8"))
    return [Block(one["language"], textwrap.dedent(one["text"])) for one in found]


def commands(page: Path) -> list[str]:
    """What a reader of the page types, one command each, without remarks."""
    found: list[str] = []
    for block in blocks(page):
        if block.language not in _TYPED:
            continue
        for line in block.text.replace("\\\n", " ").splitlines():
            typed = re.sub(r"(^|\s+)# .*$", "", line).strip()
            if block.language == "console":
                typed = typed.removeprefix("$ ") if typed.startswith("$ ") else ""
            if typed:
                found.append(re.sub(r"\s{2,}", " ", typed))
    return found


def headings(page: Path) -> list[int]:
    """The level of each heading, outside of blocks."""
    text = _BLOCK.sub("", page.read_text(encoding="utf-8"))
    return [len(mark) for mark in re.findall(r"^(#+) ", text, re.MULTILINE)]


def broken_links(page: Path) -> list[str]:
    """The links of a page to files, or to headings in them, that are not there."""
    broken = []
    for place, anchor in _LINK.findall(_BLOCK.sub("", page.read_text(encoding="utf-8"))):
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(f"{place}#{anchor}")
    return broken


def _anchors(page: Path) -> set[str]:
    """What GitHub calls the headings of a page."""
    titles = re.findall(r"^#+ (.*)$", _BLOCK.sub("", page.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
