"""A Word document as blocks: headings, paragraphs, lists and tables, from its parts of text alone.

Read from ECMA-376 (WordprocessingML) directly: pictures, fonts and macros are never unpacked, and what Word shows but
simple readers miss is there: inserted and moved words, content controls, text boxes, numbers of lists.
"""

import posixpath
import re
from collections.abc import Iterator
from itertools import chain

from datasay.text_exchange.archive import Archive
from datasay.text_exchange.document import Block, Kind, ReadDocument, block, labelled, one_line, render, table, tidy
from datasay.text_exchange.docx_fields import Field, keeps_its_words, shown_by
from datasay.text_exchange.docx_marks import (
    WIDEST,
    ancestors,
    choice_of,
    goes_on,
    is_deleted_row,
    is_hidden,
    is_own,
    is_struck,
    letters_in,
    name_of_parent,
    number_of,
    place_of,
    spans,
)
from datasay.text_exchange.docx_numbering import Numbered, read_numbering
from datasay.text_exchange.docx_parts import (
    Style,
    comment_count,
    main_part,
    margin_words,
    read_properties,
    read_relations,
    read_styles,
)
from datasay.text_exchange.encodings import decode
from datasay.text_exchange.figures import joined, lowered, raised
from datasay.text_exchange.formulas import formula
from datasay.text_exchange.losses import Loss, Losses
from datasay.text_exchange.problems import Unreadable
from datasay.text_exchange.read_html import declared_of, pages_of
from datasay.text_exchange.symbols import symbol
from datasay.text_exchange.xml import (
    Node,
    attribute,
    find_all,
    find_first,
    name_of,
    parse_html,
    parse_xml,
)
from datasay.wording.told import Told

_GONE = frozenset(("del", "movefrom", "fallback", "rt", "deltext", "ppr", "rpr", "sectpr", "tblpr"))
_DEEPEST = 200
_HEADING_STYLE = re.compile(r"heading ?(\d)$")
_CONTENTS_STYLE = re.compile(r"toc ?\d$|table ?of ?(?:figures|authorities)$")
_LETTER = re.compile(r"[^\W\d_]")
_CHUNK_NAME = re.compile(r"(?:^|/)(?:afchunk|altchunk|chunk)[^/]*\.(?:html?|xhtml|txt|docx)$")


class _Document:
    """The parts that are needed while the body is read."""

    def __init__(self, archive: Archive) -> None:
        self.main = main_part(archive)
        folder = posixpath.dirname(self.main)
        self.styles = read_styles(archive, f"{folder}/styles.xml".lstrip("/"))
        self.numbering = read_numbering(archive, f"{folder}/numbering.xml".lstrip("/"))
        self.losses = Losses()
        self._archive = archive
        self._folder = folder
        self._relations = read_relations(archive, self.main)
        self._chunks = 0
        self._fields: list[Field] = []  # that have begun, the outermost first
        self._left: list[str] = []  # words of a paragraph whose mark was deleted, and of a drop cap

    def style(self, style_id: str) -> Style:
        """The style with what it inherits."""
        found = Style()
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
            raise Unreadable(
                Told(
                    "The document nests its parts too deeply; save it again in a word processor.",
                    "文档的嵌套太深，请用文字处理软件重新保存。",
                )
            )
        for node in parent:
            name = name_of(node)
            if name == "p":
                yield from self._paragraph(node, depth)
            elif name == "tbl":
                yield from self._table(node, depth)
            elif name == "altchunk":
                yield from self._chunk(attribute(node, "id"))
            elif name == "sdt" and self._is_no_content(node):
                continue
            elif name in _GONE:
                self._left_out(node)
            elif name:
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
                    level = number_of(attribute(each, "val"))
        style = self.style(style_id)
        if _CONTENTS_STYLE.match(style.name or style_id.lower()):
            self.losses.add(Loss.CONTENTS)
            return
        boxes: list[Node] = []
        text = joined("".join((*self._left, *self._line(node, boxes))))
        self._left.clear()
        if properties is not None and goes_on(properties):
            self._left.append(text)
            for box in boxes:
                yield from self.blocks(box, depth + 1)
            return
        text = tidy(text)
        yield self._block(text, style, style_id, outline, list_id or style.list_id, level), style.name
        for box in boxes:
            yield from self.blocks(box, depth + 1)

    def _block(self, text: str, style: Style, style_id: str, outline: str, list_id: str, level: int) -> Block:
        numbered = Numbered()
        if list_id and list_id != "0":
            if level < 0:
                level = self.numbering.level_of(list_id, style_id) if style.list_level is None else style.list_level
            level = min(max(level, 0), 8)
            numbered = self.numbering.next(list_id, level)
        label = numbered.label if text or _LETTER.search(numbered.label) else ""
        heading = _HEADING_STYLE.match(style.name or style_id.lower())
        if heading:
            return block(Kind.HEADING, labelled(label, text).text, level=int(heading[1]))
        own = number_of(outline) if outline else style.outline
        if own is not None and 0 <= own < 9 and text:
            return block(Kind.HEADING, labelled(label, text).text, level=own + 1)
        if label and not numbered.number:
            return labelled(label, text)
        if list_id and list_id != "0" and text:
            # Word's own styles "List Bullet 2" and "List Number 2" stand for the second level.
            deeper = re.search(r"^list (?:bullet|number) ([2-5])$", style.name)
            return block(Kind.ITEM, text, level=int(deeper[1]) - 1 if deeper else level, number=numbered.number)
        if style.name in {"quote", "intense quote"}:
            return block(Kind.QUOTE, text)
        return block(Kind.CODE if style.name in {"code", "html preformatted"} else Kind.PARAGRAPH, text)

    def _line(self, paragraph: Node, boxes: list[Node]) -> Iterator[str]:
        """The words of a paragraph; no field reaches into the next."""
        self._fields.clear()
        yield from self._words(paragraph, boxes)
        yield from (shown_by(each, "", self.losses) for each in self._fields if keeps_its_words(each))
        self._fields.clear()

    def _left_out(self, node: Node) -> None:
        """Count what is not read."""
        name = name_of(node)
        if name == "rt":
            self.losses.add(Loss.READINGS)
        elif name == "del":
            self.losses.add(Loss.DELETED, letters_in(node))
        elif name == "r":
            self.losses.add(Loss.UNSHOWN, letters_in(node))

    def _typed(self, words: str) -> str:
        """Words of a run: where they are part of a field, what Word shows of them."""
        for each in self._fields:
            each.result |= each.in_result
        for outer in self._fields:
            if keeps_its_words(outer):
                if not outer.in_result:
                    outer.instruction.append(words)
                return ""
        return words

    def _of_field(self, node: Node, name: str, said: str) -> str | None:
        """What a field shows when it ends; None for one that holds its result."""
        if name == "fldsimple":
            return None if letters_in(node) else shown_by(Field([attribute(node, "instr")]), said, self.losses)
        if name == "instrtext":
            if self._fields and not self._fields[-1].in_result:
                self._fields[-1].instruction.append(node.text or "")
            return ""
        match attribute(node, "fldCharType"):
            case "begin":
                self._fields.append(Field(choice=choice_of(node)))
            case "separate" if self._fields:
                self._fields[-1].in_result = True
            case "end" if self._fields:
                ended = self._fields.pop()
                if keeps_its_words(ended) or not ended.result:
                    return self._typed(shown_by(ended, said, self.losses))
            case _:
                pass
        return ""

    def _words(self, paragraph: Node, boxes: list[Node]) -> Iterator[str]:
        said = ""
        stack = list(reversed(list(paragraph)))
        while stack:
            node = stack.pop()
            name = name_of(node)
            if name in _GONE or (name == "r" and is_hidden(node)) or (name == "sdt" and self._is_no_content(node)):
                self._left_out(node)
            elif (words := self._of_element(node, name, said, boxes)) is not None:
                said = (said + words)[-40:]
                yield words
            else:
                self.losses.add(Loss.STRUCK, int(name == "r" and is_struck(node)))
                self.losses.add(Loss.PICTURES, int(name in {"blip", "imagedata", "chart", "relids"}))
                self.losses.add(Loss.NOTES, int(name in {"footnotereference", "endnotereference"}))
                stack.extend(reversed(list(node)))

    def _of_element(  # noqa: PLR0911  one for each kind
        self, node: Node, name: str, said: str, boxes: list[Node]
    ) -> str | None:
        """The words that an element alone stands for behind `said`; None for one whose children are to be read."""
        match name:
            case "r" if place := place_of(node):
                words = "".join(self._words(node, boxes))
                return raised(words, said) if place == "superscript" else lowered(words, said)
            case "omath":
                return formula(node, said)
            case "t":
                return self._typed(node.text or "")
            case "instrtext" | "fldchar" | "fldsimple":
                return self._of_field(node, name, said)
            case "txbxcontent":
                boxes.append(node)
                return ""
            case "sym":
                return self._symbol(node)
            case _:
                return _of_mark(node, name)

    def _table(self, node: Node, depth: int) -> Iterator[tuple[Block, str]]:
        rows = [row for row in node if name_of(row) in {"tr", "sdt", "ins"}]
        self.losses.add(Loss.DELETED, sum(letters_in(row) for row in rows if is_deleted_row(row)))
        rows = [row for row in rows if not is_deleted_row(row)]
        cells = [[cell for cell in find_all(row, "tc") if is_own(cell, node)] for row in rows]
        if max(map(len, cells), default=0) < 2:  # a frame around paragraphs
            for row in cells:
                for cell in row:
                    yield from self.blocks(cell, depth + 1)
            return
        yield table(self._grid(rows, cells)), ""

    def _grid(self, rows: list[Node], cells: list[list[Node]]) -> Iterator[list[str]]:
        """The table's words in their columns; a cell over several rows is said in each."""
        above: dict[int, str] = {}
        for row, own in zip(rows, cells, strict=True):
            skipped = next((number_of(attribute(each, "val")) for each in find_all(row, "gridbefore")), 0)
            line = [""] * min(max(skipped, 0), WIDEST)
            for cell in own:
                span, merged = spans(cell)
                words = " ".join(filter(None, self._cell(cell)))
                place = len(line)
                if merged == "continue":
                    words = words or above.get(place, "")
                elif merged == "restart":
                    above[place] = words
                else:
                    above.pop(place, None)
                line += [words, *[""] * (span - 1)]
            yield line

    def _cell(self, cell: Node) -> Iterator[str]:
        boxes: list[Node] = []
        for paragraph in find_all(cell, "p"):
            if any(name_of(each) == "txbxcontent" for each in ancestors(paragraph, cell)):
                continue
            yield " ".join(joined("".join(self._line(paragraph, boxes))).split())
        for box in boxes:
            yield from (" ".join(joined("".join(self._line(each, []))).split()) for each in find_all(box, "p"))

    def _is_no_content(self, control: Node) -> bool:
        """A placeholder nobody filled in, or a table of contents; counted."""
        properties = next((child for child in control if name_of(child) == "sdtpr"), None)
        if properties is None:
            return False
        if find_first(properties, "showingplchdr") is not None:
            self.losses.add(Loss.PLACEHOLDERS)
            return True
        gallery = find_first(properties, "docpartgallery")
        if gallery is not None and attribute(gallery, "val") == "Table of Contents":
            self.losses.add(Loss.CONTENTS, max(sum(1 for _ in find_all(control, "p")), 1))
            return True
        return False

    def _symbol(self, node: Node) -> str:
        found = symbol(attribute(node, "font"), attribute(node, "char"))
        self.losses.add(Loss.SYMBOLS, int(not found))
        return found

    def _chunk(self, relation: str) -> Iterator[tuple[Block, str]]:
        """A document that is embedded whole: a page, a plain text, or another Word document."""
        self._chunks += 1
        target = self._relations.get(relation) or self._likely_chunk()
        data = self._archive.read(target) if target in self._archive.names else b""
        ending = target.rpartition(".")[2].lower()
        blocks: list[Block] = []
        if ending in {"html", "htm", "xhtml"} and data.strip():
            blocks, losses = pages_of(iter([parse_html(decode(data, declared=declared_of(data)).text)]))
            self.losses.take(losses)
        elif ending == "txt" and data.strip():
            blocks = [block(Kind.PARAGRAPH, each) for each in tidy(decode(data).text).split("\n\n")]
        elif ending in {"docx", "dotx"} and data:
            try:
                inner = _Document(Archive(data))
                body = find_first(
                    parse_xml(inner._archive.read(inner.main), Told("embedded document", "嵌入的文档")), "body"
                )
                if body is not None and not any(True for _ in find_all(body, "altchunk")):
                    blocks = [each for each, _ in inner.blocks(body)]
                    self.losses.take(inner.losses)
            except Unreadable:
                blocks = []
        self.losses.add(Loss.CHUNKS, int(not blocks))
        yield from ((each, "") for each in blocks)

    def _likely_chunk(self) -> str:
        """Where the list of relations is missing: the parts called so, in the order of their names."""
        named = sorted(name for name in self._archive.names if _CHUNK_NAME.search(name.lower()))
        return named[self._chunks - 1] if self._chunks <= len(named) else ""

    def last_words(self) -> Iterator[tuple[Block, str]]:
        """What waits for a paragraph that never came."""
        if self._left:
            yield block(Kind.PARAGRAPH, tidy("".join(self._left))), ""


def _of_mark(node: Node, name: str) -> str | None:
    """Breaks, tabs and hyphens."""
    match name:
        case "tab" | "ptab":
            return "\t" if name_of_parent(node) == "r" else ""
        case "br" | "cr":
            return "\n" if attribute(node, "type") not in {"page", "column"} else "\n\n"
        case "nobreakhyphen":
            return "-"
        case _:
            return None


def read_docx(data: bytes) -> ReadDocument:
    """The words of a Word document. Raises Unreadable."""
    archive = Archive(data)
    document = _Document(archive)
    root = parse_xml(archive.read(document.main), Told("document", "文档"))
    body = find_first(root, "body")
    if body is None:
        raise Unreadable(
            Told("The document is damaged: it has no body. Save it again.", "文档已损坏，没有正文。请重新保存。")
        )
    every = chain(document.blocks(body), document.last_words())
    found = [(each, style) for each, style in every if each.text.strip() or each.rows]
    title, tags, language = read_properties(archive)
    highest = [each for each, _ in found if each.kind == Kind.HEADING and each.level == 1]
    if (found and found[0][1] == "title") or (len(highest) == 1 and found[0][0] is highest[0] and len(found) > 1):
        title = found.pop(0)[0].text
    document.losses.add(Loss.COMMENTS, comment_count(archive, document.main))
    document.losses.add(Loss.MARGINS, margin_words(archive))
    warnings = document.losses.warnings()
    return ReadDocument(render(each for each, _ in found), one_line(title), tags, language, warnings=warnings)
