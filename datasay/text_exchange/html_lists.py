"""The numbers that a browser puts before the items of a page's lists."""

import re
from dataclasses import dataclass, field

from datasay.text_exchange.numerals import numeral
from datasay.text_exchange.xml import Node, attribute, name_of

_WHOLE = re.compile(r"\s*([+-]?\d{1,6})")
_SHOWN = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES = {
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "cjk-ideographic": "chineseCountingThousand",
    "simp-chinese-informal": "chineseCountingThousand",
    "trad-chinese-informal": "taiwaneseCountingThousand",
    "cjk-decimal": "ideographDigital",
    "cjk-heavenly-stem": "ideographTraditional",
    "cjk-earthly-branch": "ideographZodiac",
}
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*[^;]*?([a-z]+-[a-z-]+|none|disc|circle|square)", re.IGNORECASE)
_BULLETS = frozenset(("none", "disc", "circle", "square"))


@dataclass(slots=True)
class _List:
    ordered: bool
    next: int
    step: int
    shown: str  # how the numbers are written; empty for figures


@dataclass(slots=True)
class PageLists:
    """Where in which list an item stands."""

    _open: list[_List] = field(default_factory=list)

    def open(self, node: Node) -> None:
        """A list begins."""
        ordered = name_of(node) == "ol"
        backwards = ordered and any(key == "reversed" for key, _ in node.items())
        first = _whole(attribute(node, "start")) if ordered else None
        if first is None:
            first = sum(name_of(child) == "li" for child in node) if backwards else 1
        self._open.append(_List(ordered, first, -1 if backwards else 1, _shown(node)))

    def close(self) -> None:
        """The innermost list ends."""
        if self._open:
            self._open.pop()

    def next(self, item: Node) -> tuple[int, int, str]:
        """Depth, number and label of the next item: the label only where a figure from 1 on does not say it."""
        if not self._open:
            return 0, 0, ""
        inner = self._open[-1]
        depth = len(self._open) - 1
        if not inner.ordered:
            return depth, 0, ""
        said = _whole(attribute(item, "value"))
        number = inner.next if said is None else said
        inner.next = number + inner.step
        shown = _shown(item) or inner.shown
        if shown in _BULLETS:
            return depth, 0, ""
        if shown and number > 0:
            return depth, number, f"{numeral(number, shown)}{'、' if 'hinese' in shown or 'deo' in shown else '.'}"
        return (depth, number, "") if number > 0 else (depth, 0, f"{number}.")


def _whole(value: str) -> int | None:
    found = _WHOLE.match(value)
    return int(found[1]) if found else None


def _shown(node: Node) -> str:
    styled = _STYLE.search(attribute(node, "style"))
    if styled:
        name = styled[1].lower()
        return name if name in _BULLETS else _STYLES.get(name, "")
    return _SHOWN.get(attribute(node, "type").strip(), "")
