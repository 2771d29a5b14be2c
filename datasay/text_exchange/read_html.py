"""A page as blocks: its main content in reading order, without navigation, scripts, forms and pictures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from datasay.text_exchange.document import Block, Kind, ReadDocument, block, one_line, render, table
from datasay.text_exchange.encodings import decode
from datasay.text_exchange.problems import Unreadable
from datasay.text_exchange.xml import Node, attribute, find_all, find_first, name_of, parse_html, words_of


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_LEFT_OUT = _names(
    "head script style template noscript nav aside form button select option textarea iframe svg canvas "
    "object embed audio video dialog menu rt rp map frameset applet "
)
_ROLES = frozenset(("navigation", "banner", "contentinfo", "search", "dialog", "menu", "toolbar", "complementary"))
_BLOCKS = _names(
    "html body p div section article main header footer address blockquote pre ul ol dl dt dd li table "
    "thead tbody tfoot tr td th caption figure figcaption center details summary h1 h2 h3 h4 h5 h6 hgroup "
    "fieldset "
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_IN_CELLS = frozenset(("p", "span", "br", "div"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.-]{2,40})""", re.IGNORECASE)
_XML_START = re.compile(r"^\s*<\?xml[^>]*\?>")
_WIDE = r"\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_LINE_IN_WIDE = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n\s*(?=[{_WIDE}])")
_MOST_OF = 0.5  # of a page's words that an <article> or <main> must hold to be the page's content


def read_html(data: bytes, *, encoding: str | None = None) -> ReadDocument:
    """The main content of a page. Raises Unreadable."""
    head = data[:4096]
    declared = _XML_ENCODING.search(head) or _META_CHARSET.search(head)
    decoded = decode(data, declared=declared[1].decode("ascii") if declared else None, forced=encoding)
    if "\x00" in decoded.text:
        raise Unreadable("The page contains NUL characters; it is no text.")
    root = parse_html(_XML_START.sub("", decoded.text))
    page = Page(_main_part(root))
    blocks = page.blocks
    title = _title(root, blocks)
    if blocks and blocks[0].kind == Kind.HEADING and one_line(blocks[0].text) == title:
        blocks = blocks[1:]
    html = find_first(root, "html")
    return ReadDocument(
        content=render(blocks),
        title=title,
        language=attribute(html, "lang") if html is not None else "",
        encoding=decoded.encoding,
        warnings=[*decoded.warnings, *page.warnings()],
    )


def _main_part(root: Node) -> Node:
    whole = len(_visible_words(root))
    candidates = [
        node for node in root.iter() if name_of(node) in {"main", "article"} or attribute(node, "role") == "main"
    ]
    best = max(candidates, key=lambda node: len(_visible_words(node)), default=None)
    return best if best is not None and len(_visible_words(best)) > whole * _MOST_OF else root


def _visible_words(node: Node) -> str:
    return "".join(words_of(node).split())


def _title(root: Node, blocks: list[Block]) -> str:
    highest = [one_line(each.text) for each in blocks if each.kind == Kind.HEADING and each.level == 1]
    if len(highest) == 1:
        return highest[0]
    for meta in find_all(root, "meta"):
        if attribute(meta, "property") == "og:title" and attribute(meta, "content").strip():
            return one_line(attribute(meta, "content"))
    title = find_first(root, "title")
    return one_line(words_of(title)) if title is not None else ""


@dataclass(slots=True)
class _Lists:
    """Where in which list an item stands."""

    ordered: list[bool] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def open(self, node: Node) -> None:
        start = attribute(node, "start")
        self.ordered.append(name_of(node) == "ol")
        self.numbers.append(int(start) - 1 if start.isdecimal() and len(start) < 6 else 0)

    def close(self) -> None:
        if self.ordered:
            self.ordered.pop()
            self.numbers.pop()

    def next(self) -> tuple[int, int]:
        """Depth and number of the next item."""
        if not self.ordered:
            return 0, 0
        self.numbers[-1] += 1
        return len(self.ordered) - 1, self.numbers[-1] if self.ordered[-1] else 0


class Page:
    """Walks the tree once, with a stack of its own: a page nests as deep as its author likes."""

    def __init__(self, root: Node) -> None:
        self.blocks: list[Block] = []
        self.pictures = 0
        self.links = 0
        self._words: list[str] = []
        self._lists = _Lists()
        self._context: list[tuple[Kind, int, int]] = [(Kind.PARAGRAPH, 0, 0)]
        self._as_typed = 0
        self._inside = 0  # <main> and <article>, whose header is part of the content
        self._walk(root)
        self._flush()

    def warnings(self) -> list[str]:
        """What was left out."""
        found = []
        if self.pictures:
            found.append(f"{self.pictures} pictures were left out.")
        if self.links:
            found.append(f"{self.links} links were kept as their words only.")
        return found

    def _walk(self, root: Node) -> None:
        stack: list[tuple[Node, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(name_of(node))
            elif not name_of(node) or self._left_out(node) or self._taken_whole(node):
                pass  # its tail is still part of the text
            else:
                self._enter(node)
                self._add(node.text)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(list(node)))
                continue
            if node is not root:
                self._add(node.tail)

    def _left_out(self, node: Node) -> bool:
        name = name_of(node)
        if name in {"header", "footer"} and not self._inside:
            return True
        hidden = attribute(node, "aria-hidden") == "true" or any(key == "hidden" for key, _ in node.items())
        noted = "noteref" in attribute(node, "type")
        return (
            name in _LEFT_OUT
            or hidden
            or noted
            or attribute(node, "role") in _ROLES
            or bool(_HIDDEN.search(attribute(node, "style")))
        )

    def _taken_whole(self, node: Node) -> bool:
        """What needs no walk: breaks, rules, pictures, tables of words."""
        name = name_of(node)
        if name == "br":
            self._words.append("\v")
        elif name == "hr":
            self._flush()
            self.blocks.append(Block(Kind.RULE))
        elif name in {"img", "picture", "image"}:
            self.pictures += 1
        elif name == "table" and _is_of_words(node):
            self._flush()
            rows = [
                [_flat(words_of(cell)) for cell in row if name_of(cell) in {"td", "th"}] for row in find_all(node, "tr")
            ]
            self.blocks.append(table(rows))
        else:
            return False
        return True

    def _enter(self, node: Node) -> None:
        name = name_of(node)
        if name not in _BLOCKS:
            self.links += name == "a" and bool(attribute(node, "href"))
            return
        self._flush()
        self._inside += name in {"main", "article"}
        if name in {"ul", "ol"}:
            self._lists.open(node)
        elif name == "pre":
            self._as_typed += 1
        context = self._context[-1]
        if name in _HEADINGS:
            context = (Kind.HEADING, _HEADINGS[name], 0)
        elif name == "li":
            context = (Kind.ITEM, *self._lists.next())
        elif name == "blockquote":
            context = (Kind.QUOTE, 0, 0)
        elif name == "pre" and (find_first(node, "code") is not None or "code" in attribute(node, "class")):
            context = (Kind.CODE, 0, 0)
        self._context.append(context)

    def _leave(self, name: str) -> None:
        if name not in _BLOCKS:
            return
        self._flush()
        self._context.pop()
        self._inside -= name in {"main", "article"}
        if name in {"ul", "ol"}:
            self._lists.close()
        elif name == "pre":
            self._as_typed -= 1

    def _add(self, words: str | None) -> None:
        if words:
            self._words.append(words.replace("\n", "\v") if self._as_typed else words.replace("\v", " "))

    def _flush(self) -> None:
        text = "".join(self._words)
        self._words.clear()
        kind, level, number = self._context[-1]
        text = text.replace("\v", "\n") if kind == Kind.CODE else _flat(text)
        if not text.strip():
            return
        self.blocks.append(block(kind, text, level=level, number=number))
        if kind == Kind.ITEM:  # what follows in the same item is a paragraph of its own
            self._context[-1] = (Kind.PARAGRAPH, 0, 0)


def _flat(text: str) -> str:
    """White space as a browser shows it: breaks stay (`\\v` until here), all else becomes single spaces."""
    lines = (re.sub(r"[ \t\n\r\f]+", " ", part).strip(" ") for part in _LINE_IN_WIDE.sub("", text).split("\v"))
    return "\n".join(lines).replace("\xa0", " ").strip()


def _is_of_words(node: Node) -> bool:
    """Whether a table holds words in rows and columns rather than laying out a page."""
    cells = 0
    for child in node.iter():
        name = name_of(child)
        if name in {"td", "th"}:
            cells += 1
        elif child is not node and name in _BLOCKS - _IN_CELLS - {"tr", "thead", "tbody", "tfoot", "caption"}:
            return False
    rows = sum(1 for _ in find_all(node, "tr"))
    return rows > 0 and cells > rows


def pages_of(roots: Iterator[Node]) -> tuple[list[Block], list[str]]:
    """The blocks of several pages in order, and what was left out of them."""
    blocks: list[Block] = []
    pictures = links = 0
    for root in roots:
        page = Page(root)
        blocks += page.blocks
        pictures += page.pictures
        links += page.links
    counts = ((pictures, "pictures were left out."), (links, "links were kept as their words only."))
    return blocks, [f"{count} {what}" for count, what in counts if count]
