"""A page as blocks: its main content in reading order, without navigation, scripts, forms and pictures."""

import re
from collections.abc import Iterator

from datasay.text_exchange.document import Block, Kind, ReadDocument, block, labelled, one_line, render, spread, table
from datasay.text_exchange.encodings import decode
from datasay.text_exchange.figures import is_note_mark, joined, lowered, raised
from datasay.text_exchange.formulas import formula
from datasay.text_exchange.html_lists import PageLists
from datasay.text_exchange.html_main import NO_WORDS, is_hidden, main_part, shown_all_the_same, visible_words
from datasay.text_exchange.losses import Loss, Losses
from datasay.text_exchange.problems import Unreadable
from datasay.text_exchange.xml import Node, attribute, find_all, find_first, name_of, parse_html, words_of
from datasay.wording.told import Told


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
    "fieldset legend dir xmp listing plaintext marquee search noframes "
)
_AROUND = _names("header footer nav aside form button select textarea menu dialog")
_MEDIA = _names("iframe object embed audio video canvas frameset applet")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_IN_CELLS = frozenset(("p", "span", "br", "div"))
_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item|flow-root)\b", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*super\b", re.IGNORECASE)
_LOWERED = re.compile(r"vertical-align\s*:\s*sub\b", re.IGNORECASE)
_NOTE_CLASS = re.compile(
    r"(?:^|[\s_-])(?:footnotes?|noteref|fnref|reference|cite_ref|endnote)(?:$|[\s_-])", re.IGNORECASE
)
_META_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.-]{2,40})""", re.IGNORECASE)
_XML_START = re.compile(r"^\s*<\?xml[^>]*\?>")
_WIDE = r"\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_LINE_IN_WIDE = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n\s*(?=[{_WIDE}])")
_DEEPEST_FIGURES = 20
_WIDEST = 200  # columns of a table
_PLAIN = (Kind.PARAGRAPH, 0, 0, "")  # kind, level, number, label
_APART = _names("label input button select textarea iframe object embed audio video canvas")  # a gap between words
_TYPED = _names("pre xmp listing plaintext")
_STRUCK = _names("del s strike")


def read_html(data: bytes, *, encoding: str | None = None) -> ReadDocument:
    """The main content of a page. Raises Unreadable."""
    decoded = decode(data, declared=declared_of(data), forced=encoding)
    if "\x00" in decoded.text:
        raise Unreadable(
            Told(
                "The page contains NUL characters; it is no text. Save it again.",
                "网页里有空字符（NUL），不是文本。请重新保存。",
            )
        )
    root = parse_html(_XML_START.sub("", decoded.text))
    shown = shown_all_the_same(root)
    main = main_part(root, shown)
    page = Page(main, shown)
    blocks = page.blocks
    title = _title(root, blocks)
    if blocks and blocks[0].kind == Kind.HEADING and one_line(blocks[0].text) == title:
        blocks = blocks[1:]
    if main is not root:
        outside = len(visible_words(root, shown)) - len(visible_words(main, shown)) - len("".join(title.split()))
        page.losses.add(Loss.AROUND, max(outside, 0))
    html = find_first(root, "html")
    return ReadDocument(
        content=render(blocks),
        title=title,
        language=attribute(html, "lang") if html is not None else "",
        encoding=decoded.encoding,
        warnings=[*decoded.warnings, *page.losses.warnings()],
    )


def declared_of(data: bytes) -> str | None:
    """The encoding that a page says it is in."""
    declared = _XML_ENCODING.search(data[:4096]) or _META_CHARSET.search(data[:4096])
    return declared[1].decode("ascii") if declared else None


def _title(root: Node, blocks: list[Block]) -> str:
    highest = [one_line(each.text) for each in blocks if each.kind == Kind.HEADING and each.level == 1]
    if len(highest) == 1:
        return highest[0]
    for meta in find_all(root, "meta"):
        if attribute(meta, "property") == "og:title" and attribute(meta, "content").strip():
            return one_line(attribute(meta, "content"))
    title = find_first(root, "title")
    return one_line(words_of(title)) if title is not None else ""


class Page:
    """Walks the tree once, with a stack of its own: a page nests as deep as its author likes."""

    def __init__(self, root: Node, shown: frozenset[Node] = frozenset()) -> None:
        self.blocks: list[Block] = []
        self.losses = Losses()
        self._shown = shown
        self._words: list[str] = []
        self._lists = PageLists()
        self._context: list[tuple[Kind, int, int, str]] = [_PLAIN]
        self._as_typed = 0
        self._inside = 0  # <main> and <article>, whose header is part of the content
        self._walk(root)
        self._flush()

    def _walk(self, root: Node) -> None:
        stack: list[tuple[Node, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(node)
            elif not name_of(node) or self._skipped(node) or self._taken_whole(node):
                # Its tail is still part of the text.
                self._words.append(" " if name_of(node) in _APART else "")
            else:
                self._enter(node)
                self._add(node.text)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(list(node)))
                continue
            if node is not root:
                self._add(node.tail)

    def _skipped(self, node: Node) -> bool:
        """Whether an element is left out; what is lost by it is counted."""
        name = name_of(node)
        if node in self._shown:
            self.losses.add(Loss.UNHIDDEN, int(name != "form"))
            return False
        around = name in {"header", "footer"} and not self._inside
        role = attribute(node, "role")
        silent = attribute(node, "aria-hidden") == "true"
        unseen = is_hidden(node)
        if "noteref" in attribute(node, "type") or role == "doc-noteref":
            self.losses.add(Loss.NOTES)
            return True
        if not (around or name in _LEFT_OUT or unseen or silent or role in _ROLES):
            return False
        if name in _MEDIA:
            self.losses.add(Loss.MEDIA)
        elif name == "svg":
            self.losses.add(Loss.PICTURES)
        elif name == "rt":
            self.losses.add(Loss.READINGS)
        elif name not in NO_WORDS | {"rp", "map"}:
            words = len("".join(words_of(node).split()))
            seen = not unseen and (around or name in _AROUND or role in _ROLES)
            aside = Loss.SILENT if silent and not (unseen or name in _LEFT_OUT) else Loss.HIDDEN
            self.losses.add(Loss.AROUND if seen else aside, words)
        return True

    def _beside(self, node: Node) -> str | None:
        """What a raised or lowered element or a formula becomes; None for other elements."""
        name, style = name_of(node), attribute(node, "style")
        before = "".join(self._words[-8:])[-40:]
        if name == "math":
            return formula(node, before)
        up = name == "sup" or bool(_RAISED.search(style))
        if up:
            links = [*find_all(node, "a")]
            around = node.getparent()
            if around is not None and name_of(around) == "a":
                links.append(around)
            linked = any("#" in attribute(link, "href") for link in links)
            noted = bool(_NOTE_CLASS.search(attribute(node, "class")))
            if is_note_mark(words_of(node), before, linked=linked or noted):
                self.losses.add(Loss.NOTES)
                return ""
            return raised(_with_figures(node), before)
        if name == "sub" or _LOWERED.search(style):
            return lowered(_with_figures(node), before)
        # Without being raised: [1] that leads to a place in the page.
        if name == "a" and attribute(node, "href").startswith("#") and is_note_mark(words_of(node), "", linked=False):
            self.losses.add(Loss.NOTES)
            return ""
        return None

    def _taken_whole(self, node: Node) -> bool:
        """What needs no walk: breaks, rules, pictures, tables of words."""
        name = name_of(node)
        if name == "br":
            self._words.append("\v")
        elif name != "table" and (beside := self._beside(node)) is not None:
            self._words.append(beside)
        elif name == "hr":
            self._flush()
            self.blocks.append(Block(Kind.RULE))
        elif name in {"img", "picture", "image"}:
            self.losses.add(Loss.PICTURES)
        elif name == "table" and _is_of_words(node):
            self._flush()
            caption = find_first(node, "caption")
            if caption is not None and (words := _flat(self._cell(caption))):
                self.blocks.append(block(Kind.PARAGRAPH, words))
            self.blocks.append(table(spread(self._rows(node))))
        else:
            return False
        return True

    def _rows(self, node: Node) -> Iterator[list[tuple[str, int, int]]]:
        rows = sorted(find_all(node, "tr"), key=_shown_at)
        for number, row in enumerate(rows):
            yield [
                (_flat(self._cell(cell)), _times(cell, "colspan", _WIDEST), _times(cell, "rowspan", len(rows) - number))
                for cell in row
                if name_of(cell) in {"td", "th"} and not self._skipped(cell)
            ]

    def _cell(self, cell: Node) -> str:
        """The words of a cell, its figures and losses as in running text."""
        inside = Page(cell, self._shown)
        self.losses.take(inside.losses)
        return " ".join(" ".join(each.text.split()) if not each.rows else _in_line(each) for each in inside.blocks)

    def _enter(self, node: Node) -> None:
        name = name_of(node)
        self.losses.add(Loss.LINKS, int(name == "a" and bool(attribute(node, "href"))))
        self.losses.add(Loss.STRUCK, int(name in _STRUCK))
        if not _is_block(node):
            self._words.append(" " if name in _APART else "")
            return
        self._flush()
        self._inside += name in {"main", "article"}
        if name in {"ul", "ol"}:
            self._lists.open(node)
        elif name in _TYPED:
            self._as_typed += 1
        context = self._context[-1]
        if name in _HEADINGS:
            context = (Kind.HEADING, _HEADINGS[name], 0, "")
        elif name == "li":
            context = (Kind.ITEM, *self._lists.next(node))
        elif name == "blockquote":
            context = (Kind.QUOTE, 0, 0, "")
        elif name in _TYPED and (find_first(node, "code") is not None or "code" in attribute(node, "class")):
            context = (Kind.CODE, 0, 0, "")
        self._context.append(context)

    def _leave(self, node: Node) -> None:
        name = name_of(node)
        if not _is_block(node):
            self._words.append(" " if name in _APART else "")
            return
        self._flush()
        self._context.pop()
        self._inside -= name in {"main", "article"}
        if name in {"ul", "ol"}:
            self._lists.close()
        elif name in _TYPED:
            self._as_typed -= 1

    def _add(self, words: str | None) -> None:
        if words:
            self._words.append(words.replace("\n", "\v") if self._as_typed else words.replace("\v", " "))

    def _flush(self) -> None:
        text = "".join(self._words)
        self._words.clear()
        kind, level, number, label = self._context[-1]
        text = text.replace("\v", "\n") if kind == Kind.CODE else joined(_flat(text))
        if not text.strip():
            return
        self.blocks.append(labelled(label, text) if label else block(kind, text, level=level, number=number))
        if kind == Kind.ITEM:  # what follows in the same item is a paragraph of its own
            item, place = self._context[-1], len(self._context) - 1
            while self._context[place] == item:
                self._context[place] = _PLAIN
                place -= 1


def _is_block(node: Node) -> bool:
    return name_of(node) in _BLOCKS or bool(_AS_BLOCK.search(attribute(node, "style")))


def _with_figures(node: Node, depth: int = 0) -> str:
    """The words of a raised or lowered element, with what is raised or lowered in it again."""
    words = node.text or ""
    for child in node:
        name = name_of(child)
        if name == "math":
            words += formula(child, words)
        elif name and depth < _DEEPEST_FIGURES:
            inside = _with_figures(child, depth + 1)
            words += raised(inside, words) if name == "sup" else lowered(inside, words) if name == "sub" else inside
        words += child.tail or ""
    return words


def _times(cell: Node, name: str, most: int) -> int:
    value = attribute(cell, name).strip()
    if not value.isdecimal() or len(value) > 5:
        return 1
    return min(int(value) or most, most)  # 0 rows: to the end of the table


def _shown_at(row: Node) -> int:
    """Where browsers show a row, wherever it stands: heads above, feet below."""
    around = row.getparent()
    return {"thead": 0, "tfoot": 2}.get(name_of(around) if around is not None else "", 1)


def _in_line(each: Block) -> str:
    return "; ".join(", ".join(filter(None, row)) for row in each.rows)


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


def pages_of(roots: Iterator[Node]) -> tuple[list[Block], Losses]:
    """The blocks of several pages in order, and what was left out of them."""
    blocks: list[Block] = []
    losses = Losses()
    for root in roots:
        page = Page(root)
        blocks += page.blocks
        losses.take(page.losses)
    return blocks, losses
