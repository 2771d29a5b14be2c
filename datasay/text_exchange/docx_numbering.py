"""The automatic numbers of Word: how far each list has counted, and what it writes before its words (第3条, 1.1)."""

import re
from dataclasses import dataclass, field

from datasay.text_exchange.archive import Archive
from datasay.text_exchange.docx_marks import number_of
from datasay.text_exchange.numerals import numeral
from datasay.text_exchange.xml import Node, attribute, find_all, find_first, name_of, parse_xml
from datasay.wording.told import Told

_PLAIN = re.compile(r"[\s(（\[【]*%\d[\s.。．)）\]】、:：,，-]*")  # a figure and punctuation alone
_PLACE = re.compile(r"%([1-9])")
_WORDS = re.compile(r"[^\W_]{2,}")  # of a bullet: one letter is a sign of a symbol font
_LEVELS = 9


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""  # the label, %1 to %9 being the numbers of the levels
    start: int = 1
    legal: bool = False  # all numbers in figures
    restart: int | None = None  # the level behind which it begins anew; 0 for never


@dataclass(frozen=True, slots=True)
class Numbered:
    """What stands before an item, as Word shows it; its number where that says it all; neither for a bullet."""

    number: int = 0
    label: str = ""


@dataclass(slots=True)
class Numbering:
    """The lists of a document: which are ordered, and how far each has counted."""

    abstract: dict[str, str] = field(default_factory=dict)
    levels: dict[tuple[str, int], _Level] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)  # of lists that begin for themselves
    counted: dict[tuple[str, int], int] = field(default_factory=dict)
    of_styles: dict[tuple[str, str], int] = field(default_factory=dict)  # the level that a style stands for

    def next(self, list_id: str, level: int) -> Numbered:
        """The next item's."""
        here = self._level(list_id, level)
        if here is None:
            return Numbered()
        if here.form in {"bullet", "none"} and "%" not in here.text:
            worded = _WORDS.search(here.text) if here.form == "bullet" else re.search(r"\w", here.text)
            return Numbered(label=here.text.strip() if worded else "")
        self._count(list_id, level, here)
        number = self.counted[self._owner(list_id, level), level]
        label = self._label(list_id, here, level).strip()
        plain = _PLAIN.fullmatch(here.text) and f"%{level + 1}" in here.text
        said_by_figure = here.form == "decimal" and (not here.text or plain) and number > 0
        return Numbered(number if said_by_figure else 0, label)

    def level_of(self, list_id: str, style_id: str) -> int:
        """The level of a list that a paragraph style stands for; 0 for none."""
        return self.of_styles.get((self.abstract.get(list_id, list_id), style_id), 0)

    def _owner(self, list_id: str, level: int) -> str:
        # A list that says where it begins counts for itself; others go on with their kind.
        return list_id if (list_id, level) in self.starts else self.abstract.get(list_id, list_id)

    def _level(self, list_id: str, level: int) -> _Level | None:
        own = self.levels.get((list_id, level))
        return own if own is not None else self.levels.get((self.abstract.get(list_id, list_id), level))

    def _count(self, list_id: str, level: int, here: _Level) -> None:
        owner = self._owner(list_id, level)
        start = self.starts.get((owner, level), here.start)
        self.counted[owner, level] = self.counted.get((owner, level), start - 1) + 1
        for deeper in range(level + 1, _LEVELS):
            below = self._level(list_id, deeper)
            behind = below.restart if below is not None else None
            if behind is None or level < behind:
                self.counted.pop((self._owner(list_id, deeper), deeper), None)

    def _label(self, list_id: str, here: _Level, level: int) -> str:
        def said(found: re.Match[str]) -> str:
            place = int(found[1]) - 1
            other = self._level(list_id, place) or here
            if other.form == "none" or place > level:
                return ""
            number = self.counted.get((self._owner(list_id, place), place), other.start)
            return str(number) if here.legal and other.form != "decimalZero" else numeral(number, other.form)

        return _PLACE.sub(said, here.text or f"%{level + 1}.")


def read_numbering(archive: Archive, name: str) -> Numbering:
    """The lists; nothing has been counted yet."""
    found = Numbering()
    if name not in archive.names:
        return found
    root = parse_xml(archive.read(name), Told("list of numbers", "编号列表"))
    styles: dict[str, str] = {}
    linked: dict[str, str] = {}
    for abstract in find_all(root, "abstractnum"):
        key = f"abstract {attribute(abstract, 'abstractNumId')}"
        for child in abstract:
            if name_of(child) == "stylelink":
                styles[attribute(child, "val")] = key
            elif name_of(child) == "numstylelink":
                linked[key] = attribute(child, "val")
        for level in find_all(abstract, "lvl"):
            place = number_of(attribute(level, "ilvl"))
            found.levels[key, place] = _level_of(level)
            style = find_first(level, "pstyle")
            if style is not None:
                found.of_styles[key, attribute(style, "val")] = place
    for number in find_all(root, "num"):
        list_id, kind = attribute(number, "numId"), find_first(number, "abstractnumid")
        key = f"abstract {attribute(kind, 'val')}" if kind is not None else ""
        found.abstract[list_id] = styles.get(linked.get(key, ""), key)
        for override in find_all(number, "lvloverride"):
            place = number_of(attribute(override, "ilvl"))
            start, own = find_first(override, "startoverride"), find_first(override, "lvl")
            if own is not None:
                found.levels[list_id, place] = _level_of(own)
            if start is not None:
                found.starts[list_id, place] = number_of(attribute(start, "val"))
    return found


def _level_of(level: Node) -> _Level:
    found = _Level()
    for each in level:
        value = attribute(each, "val")
        match name_of(each):
            case "numfmt":
                found.form = value
            case "lvltext":
                found.text = value
            case "start":
                found.start = number_of(value)
            case "islgl":
                found.legal = value not in {"0", "false"}
            case "lvlrestart":
                found.restart = number_of(value)
            case "alternatecontent":  # a form of its own, beside the nearest that older programs know
                form = find_first(each, "numfmt")
                found.form = attribute(form, "val") if form is not None else found.form
    return found
