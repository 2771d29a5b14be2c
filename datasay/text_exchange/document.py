"""A document between formats: blocks in order, and the text they become.

The text is plain paragraphs with a blank line between them. Headings, lists, tables and code keep the few Markdown
marks by which the local script engine and the exports know them again.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from datasay.wording.told import Told

_BREAK = re.compile(r"\r\n?|[\x85\u2028\u2029\v]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\xad\ufeff\ufffe\uffff\ud800-\udfff]")
_SOFT_HYPHEN = "\xad"  # shown at the end of a line alone
_SPACES = re.compile(r"[ \t\xa0]+")
TITLE_LENGTH = 200


class Kind(StrEnum):
    """What a block is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    TABLE = "table"
    CODE = "code"
    QUOTE = "quote"
    RULE = "rule"


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters and how they look."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """One block. `level` is a heading's 1 to 6 or an item's depth from 0; `number` an ordered item's, 0 for others."""

    kind: Kind
    spans: tuple[Span, ...] = ()
    level: int = 0
    number: int = 0
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def text(self) -> str:
        """The words alone."""
        return "".join(span.text for span in self.spans)


@dataclass(slots=True)
class ReadDocument:
    """What was read from a file: `title` may be empty, `content` is what a text keeps."""

    content: str
    title: str = ""
    tags: list[str] = field(default_factory=list)
    language: str = ""
    encoding: str | None = None
    warnings: list[Told] = field(default_factory=list)


def block(kind: Kind, text: str, *, level: int = 0, number: int = 0) -> Block:
    """A block of plain words."""
    return Block(kind, (Span(text.replace(_SOFT_HYPHEN, "")),), level, number)


def labelled(label: str, text: str) -> Block:
    """An item whose number is no figure with a full stop: the words as a paragraph that begins with it."""
    gap = "" if label[-1:] in "、．：，" else " "
    return block(Kind.PARAGRAPH, f"{label}{gap}{text}" if text else label)


def spread(rows: Iterable[Sequence[tuple[str, int, int]]]) -> Iterator[list[str]]:
    """Rows of (words, columns, rows) as a grid: a cell over several rows is said in each, over several columns once."""
    below: dict[int, tuple[str, int]] = {}
    for row in rows:
        line: list[str] = []
        cells = iter(row)
        while True:
            place = len(line)
            if place in below:
                words, left = below.pop(place)
                line.append(words)
                if left > 1:
                    below[place] = (words, left - 1)
                continue
            cell = next(cells, None)
            if cell is None:
                if not any(column > place for column in below):
                    break
                line.append("")
                continue
            words, columns, tall = cell
            for column in range(columns):
                line.append(words if not column else "")
                if tall > 1:
                    below[place + column] = (line[-1], tall - 1)
        yield line


def table(rows: Iterable[Sequence[str]]) -> Block:
    """A table of plain words, each row as wide as the widest."""
    kept = [tuple(" ".join(cell.replace(_SOFT_HYPHEN, "").split()) for cell in row) for row in rows]
    kept = [row for row in kept if any(row)]
    width = max(map(len, kept), default=0)
    return Block(Kind.TABLE, rows=tuple(row + ("",) * (width - len(row)) for row in kept))


def render(blocks: Iterable[Block]) -> str:
    """The blocks as the text that is kept."""
    parts: list[str] = []
    before: Block | None = None
    for each in blocks:
        shown = _rendered(each)
        if not shown.strip():
            continue
        if before is not None:
            parts.append("\n" if before.kind == each.kind == Kind.ITEM else "\n\n")
        parts.append(shown)
        before = each
    return "".join(parts)


def _rendered(each: Block) -> str:
    text = each.text.strip("\n ") if each.kind != Kind.CODE else each.text.strip("\n")
    if each.kind in {Kind.HEADING, Kind.ITEM}:
        line = " ".join(text.split())
        return f"{_mark(each)} {line}" if line else ""
    if each.kind == Kind.QUOTE:
        return "\n".join(f"> {line}" for line in text.split("\n")) if text else ""
    if each.kind == Kind.CODE:
        return f"```\n{text}\n```" if text.strip() else ""
    if each.kind == Kind.TABLE:
        return _rendered_table(each.rows)
    return "---" if each.kind == Kind.RULE else text


def _mark(each: Block) -> str:
    if each.kind == Kind.HEADING:
        return "#" * min(max(each.level, 1), 6)
    return f"{'    ' * min(each.level, 8)}{f'{each.number}.' if each.number else '-'}"


def _rendered_table(rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    lines.insert(1, "|" + " --- |" * len(rows[0]))
    return "\n".join(lines)


def tidy(text: str) -> str:
    """Line ends as `\\n`, no byte order marks, no control characters, no white space at line ends."""
    text = _BREAK.sub("\n", text).replace("\f", "\n\n")
    text = _CONTROL.sub("", text)
    return re.sub(r"[ \t]+\n", "\n", text).strip("\n").rstrip()


def one_line(text: str) -> str:
    """White space of any kind as single spaces."""
    return _SPACES.sub(" ", " ".join(text.split())).strip()


def count_controls(text: str) -> int:
    """Characters that no text has, NUL left aside."""
    return len(re.findall(r"[\x01-\x08\x0e-\x19\x1b-\x1f\x7f]", text))


def has_words(text: str) -> bool:
    """Whether there is anything to read."""
    return any(unicodedata.category(character)[0] in "LN" for character in text)


def stem_of(name: str) -> str:
    """A file's name without its folders and its ending."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return last.rpartition(".")[0] if "." in last else last
