"""A Word document as blocks: headings, paragraphs, lists and tables, from its parts of text alone.

Read from ECMA-376 (WordprocessingML) directly: pictures, fonts and macros are never unpacked, and what Word shows but
simple readers miss is there: inserted and moved words, content controls, text boxes, numbers of lists.
"""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from datasay.text_exchange.archive import Archive
from datasay.text_exchange.document import Block, Kind, ReadDocument, block, one_line, render, table, tidy
from datasay.text_exchange.problems import Unreadable
from datasay.text_exchange.xml import Node, attribute, find_all, find_first, name_of, parse_xml, words_of

_GONE = frozenset(("del", "movefrom", "instrtext", "fallback", "rt", "deltext", "ppr", "rpr", "sectpr", "tblpr"))
_DEEPEST = 200
_HEADING_STYLE = re.compile(r"heading (\d)$")
_MAIN_PART = "/officeDocument"


@dataclass(slots=True)
class _Style:
    """What a paragraph style says of its paragraphs."""

    name: str = ""
    based_on: str = ""
    outline: int | None = None
    list_id: str = ""
    list_level: int | None = None


@dataclass(slots=True)
class _Numbering:
    """The lists of a document: which are ordered, and how far each has counted."""

    abstract: dict[str, str] = field(default_factory=dict)
    formats: dict[tuple[str, int], str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    counted: dict[tuple[str, int], int] = field(default_factory=dict)

    def next(self, list_id: str, level: int) -> int:
        """The number of the next item; 0 for one with a bullet."""
        abstract = self.abstract.get(list_id, list_id)
        if self.formats.get((abstract, level), "bullet") in {"bullet", "none"}:
            return 0
        # A list that says where it begins counts for itself; others go on with their kind.
        owner = list_id if (list_id, level) in self.starts else abstract
        start = self.starts.get((owner, level), 1)
        self.counted[owner, level] = self.counted.get((owner, level), start - 1) + 1
        for deeper in range(level + 1, 9):
            self.counted.pop((owner, deeper), None)
        return max(self.counted[owner, level], 1)


class _Document:
    """The parts that are needed while the body is read."""

    def __init__(self, archive: Archive) -> None:
        self.main = _main_part(archive)
        folder = posixpath.dirname(self.main)
        self.styles = _read_styles(archive, f"{folder}/styles.xml".lstrip("/"))
        self.numbering = _read_numbering(archive, f"{folder}/numbering.xml".lstrip("/"))
        self.pictures = 0
        self.notes = 0

    def style(self, style_id: str) -> _Style:
        """The style with what it inherits."""
        found = _Style()
        seen: set[str] = set()
        while style_id in self.styles and style_id not in seen:
            seen.add(style_id)
            own = self.styles[style_id]
            found.name = found.name or own.name
            found.outline = own.outline if found.outline is None else found.outline
            found.list_id = found.list_id or own.list_id
            found.list_level = own.list_level if found.list_level is None else found.list_level
            style_id = own.based_on
        return found

    def blocks(self, parent: Node, depth: int = 0) -> Iterator[tuple[Block, str]]:
        """The blocks in an element and the names of their styles."""
        if depth > _DEEPEST:
            raise Unreadable("The document nests its parts too deeply; save it again in a word processor.")
        for node in parent:
            name = name_of(node)
            if name == "p":
                yield from self._paragraph(node, depth)
            elif name == "tbl":
                yield from self._table(node, depth)
            elif name and name not in _GONE:
                yield from self.blocks(node, depth + 1)

    def _paragraph(self, node: Node, depth: int) -> Iterator[tuple[Block, str]]:
        properties = next((child for child in node if name_of(child) == "ppr"), None)
        style_id = outline = list_id = ""
        level = -1
        for each in properties.iter() if properties is not None else ():
            match name_of(each):
                case "pstyle":
                    style_id = attribute(each, "val")
                case "outlinelvl":
                    outline = attribute(each, "val")
                case "numid":
                    list_id = attribute(each, "val")
                case "ilvl":
                    level = _number(attribute(each, "val"))
        style = self.style(style_id)
        boxes: list[Node] = []
        text = tidy("".join(self._words(node, boxes)))
        yield self._block(text, style, outline, list_id or style.list_id, level), style.name
        for box in boxes:
            yield from self.blocks(box, depth + 1)

    def _block(self, text: str, style: _Style, outline: str, list_id: str, level: int) -> Block:
        heading = _HEADING_STYLE.search(style.name)
        if heading:
            return block(Kind.HEADING, text, level=int(heading[1]))
        own = _number(outline) if outline else style.outline
        if own is not None and 0 <= own < 9 and text:
            return block(Kind.HEADING, text, level=own + 1)
        if list_id and list_id != "0" and text:
            level = level if level >= 0 else style.list_level or 0
            level = min(max(level, 0), 8)
            # Word's own styles "List Bullet 2" and "List Number 2" stand for the second level.
            deeper = re.search(r"^list (?:bullet|number) ([2-5])$", style.name)
            number = self.numbering.next(list_id, level)
            return block(Kind.ITEM, text, level=int(deeper[1]) - 1 if deeper else level, number=number)
        if style.name in {"quote", "intense quote"}:
            return block(Kind.QUOTE, text)
        return block(Kind.CODE if style.name in {"code", "html preformatted"} else Kind.PARAGRAPH, text)

    def _words(self, paragraph: Node, boxes: list[Node]) -> Iterator[str]:
        stack = list(reversed(list(paragraph)))
        while stack:
            node = stack.pop()
            name = name_of(node)
            if name in _GONE or (name == "r" and _is_hidden(node)):
                continue
            if name == "t":
                yield node.text or ""
            elif name in {"tab", "ptab"}:
                yield "\t" if name_of_parent(node) == "r" else ""
            elif name in {"br", "cr"}:
                yield "\n" if attribute(node, "type") not in {"page", "column"} else ""
            elif name == "nobreakhyphen":
                yield "-"
            elif name == "txbxcontent":
                boxes.append(node)
            else:
                self.pictures += name in {"blip", "imagedata"}
                self.notes += name in {"footnotereference", "endnotereference"}
                stack.extend(reversed(list(node)))

    def _table(self, node: Node, depth: int) -> Iterator[tuple[Block, str]]:
        rows = [row for row in node if name_of(row) in {"tr", "sdt", "ins"}]
        cells = [[cell for cell in find_all(row, "tc") if _is_own(cell, node)] for row in rows]
        if max(map(len, cells), default=0) < 2:  # a frame around paragraphs
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell, depth + 1)
            return
        yield table([" ".join(self._cell(cell)) for cell in row] for row in cells), ""

    def _cell(self, cell: Node) -> Iterator[str]:
        for paragraph in find_all(cell, "p"):
            yield "".join(self._words(paragraph, [])).strip()


def read_docx(data: bytes) -> ReadDocument:
    """The words of a Word document. Raises Unreadable."""
    archive = Archive(data)
    document = _Document(archive)
    root = parse_xml(archive.read(document.main), "document")
    body = find_first(root, "body")
    if body is None:
        raise Unreadable("The document is damaged: it has no body.")
    found = [(each, style) for each, style in document.blocks(body) if each.text.strip() or each.rows]
    title, tags, language = _properties(archive)
    highest = [each for each, _ in found if each.kind == Kind.HEADING and each.level == 1]
    if (found and found[0][1] == "title") or (len(highest) == 1 and found[0][0] is highest[0] and len(found) > 1):
        title = found.pop(0)[0].text
    warnings = [f"{document.pictures} pictures were left out."] if document.pictures else []
    warnings += [f"{document.notes} notes were left out."] if document.notes else []
    return ReadDocument(render(each for each, _ in found), one_line(title), tags, language, warnings=warnings)


def _main_part(archive: Archive) -> str:
    if "_rels/.rels" in archive.names:
        for relation in find_all(parse_xml(archive.read("_rels/.rels"), "list of parts"), "relationship"):
            target = posixpath.normpath(attribute(relation, "Target").lstrip("/"))
            if attribute(relation, "Type").endswith(_MAIN_PART) and target in archive.names:
                return target
    return "word/document.xml"


def _read_styles(archive: Archive, name: str) -> dict[str, _Style]:
    if name not in archive.names:
        return {}
    styles: dict[str, _Style] = {}
    for node in find_all(parse_xml(archive.read(name), "list of styles"), "style"):
        style = _Style()
        for each in node.iter():
            value = attribute(each, "val")
            match name_of(each):
                case "name":
                    style.name = value.lower()
                case "basedon":
                    style.based_on = value
                case "outlinelvl":
                    style.outline = _number(value)
                case "numid":
                    style.list_id = value
                case "ilvl":
                    style.list_level = _number(value)
        styles[attribute(node, "styleId")] = style
    return styles


def _read_numbering(archive: Archive, name: str) -> _Numbering:
    found = _Numbering()
    if name not in archive.names:
        return found
    root = parse_xml(archive.read(name), "list of numbers")
    for abstract in find_all(root, "abstractnum"):
        key = f"abstract {attribute(abstract, 'abstractNumId')}"
        for level in find_all(abstract, "lvl"):
            place = _number(attribute(level, "ilvl"))
            shown, start = find_first(level, "numfmt"), find_first(level, "start")
            found.formats[key, place] = attribute(shown, "val") if shown is not None else "decimal"
            found.starts[key, place] = _number(attribute(start, "val")) if start is not None else 1
    for number in find_all(root, "num"):
        list_id, kind = attribute(number, "numId"), find_first(number, "abstractnumid")
        found.abstract[list_id] = f"abstract {attribute(kind, 'val')}" if kind is not None else ""
        for override in find_all(number, "lvloverride"):
            start = find_first(override, "startoverride")
            if start is not None:
                found.starts[list_id, _number(attribute(override, "ilvl"))] = _number(attribute(start, "val"))
    return found


def _properties(archive: Archive) -> tuple[str, list[str], str]:
    if "docProps/core.xml" not in archive.names:
        return "", [], ""
    root = parse_xml(archive.read("docProps/core.xml"), "list of properties")
    values = {name_of(node): one_line(words_of(node)) for node in root}
    tags = [one_line(tag) for tag in re.split(r"[,，;；、]", values.get("keywords", "")) if tag.strip()]
    return values.get("title", ""), tags, values.get("language", "")


def _is_hidden(run: Node) -> bool:
    return any(
        name_of(each) == "vanish" and attribute(each, "val") not in {"0", "false"}
        for properties in run
        if name_of(properties) == "rpr"
        for each in properties
    )


def _is_own(cell: Node, owner: Node) -> bool:
    """Whether the cell belongs to this table and not to one inside it."""
    parent = cell.getparent()
    while parent is not None and name_of(parent) != "tbl":
        parent = parent.getparent()
    return parent is owner


def name_of_parent(node: Node) -> str:
    """The name of the element around this one."""
    parent = node.getparent()
    return name_of(parent) if parent is not None else ""


def _number(value: str) -> int:
    return int(value) if re.fullmatch(r"-?\d{1,6}", value) else 0
