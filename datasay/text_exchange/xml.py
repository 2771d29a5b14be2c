"""XML and HTML from a stranger: no entities, no network, no document types, and trees of bounded depth."""

import html.entities
import re
from collections.abc import Iterator
from typing import Protocol, cast

from lxml import etree

from datasay.text_exchange.problems import Unreadable
from datasay.wording.told import Told

_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*\[", re.IGNORECASE)
_ENTITY_DECLARED = re.compile(rb"<!ENTITY", re.IGNORECASE)
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_DEEPEST_PAGE = 250
_IN_LINES = frozenset(
    (
        "a", "abbr", "b", "big", "code", "em", "font", "i", "ins", "label", "q", "s", "small", "span", "strike",
        "strong", "sub", "sup", "tt", "u",
    )
)  # fmt: skip
_OF_XML = {b"amp", b"lt", b"gt", b"quot", b"apos"}


class Node(Protocol):
    """What is used of an lxml element, which has no types of its own."""

    tag: object
    text: str | None
    tail: str | None

    def iter(self, *tags: str) -> Iterator["Node"]: ...
    def __iter__(self) -> Iterator["Node"]: ...
    def __len__(self) -> int: ...
    def getparent(self) -> "Node | None": ...
    def items(self) -> list[tuple[str, str]]: ...


class _Shallow:
    """Builds a tree of bounded depth: what is nested deeper becomes siblings, in order, with all of its words."""

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder()
        self._depth = 0
        self._open = ""  # the element at the deepest level

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._depth += 1
        if self._depth >= _DEEPEST_PAGE:
            self._shut()
            self._open = tag
        self._builder.start(tag, dict(attributes))

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._depth < _DEEPEST_PAGE:
            self._builder.end(tag)
        elif self._open:
            self._shut()
        elif tag not in _IN_LINES:  # what ends here holds words apart
            self._builder.start("div", {})
            self._builder.end("div")
        self._depth -= 1

    def _shut(self) -> None:
        if self._open:
            self._builder.end(self._open)
        self._open = ""

    def data(self, words: str) -> None:
        """Words between marks."""
        self._builder.data(words)

    def close(self) -> Node:
        """The tree."""
        return cast("Node", self._builder.close())


def parse_xml(data: bytes, what: Told) -> Node:
    """The root of a part. Raises Unreadable for what is no well-formed XML, or declares entities."""
    head = data[:100_000].replace(b"\x00", b"")  # in UTF-16 as well
    if _DOCTYPE.search(head) or _ENTITY_DECLARED.search(head):
        raise Unreadable(
            Told(
                "The {what} declares entities of its own, which no document needs; it is not read. "
                "Save the file again.",
                "{what}自己定义了实体，文档不需要这样，没有读取。请重新保存。",
                what=what,
            )
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(
            Told(
                "The {what} is damaged: it is not well-formed XML. Save the file again.",
                "{what}已损坏，不是正确的 XML。请重新保存文件。",
                what=what,
            )
        ) from error
    return cast("Node", root)


def parse_xhtml(data: bytes, what: Told) -> Node:
    """A page of a book; HTML's names for characters are known, and what is no XML is read as HTML."""
    named = _NAMED.sub(_character, data)
    try:
        return parse_xml(named, what)
    except Unreadable:
        head = data[:100_000].replace(b"\x00", b"")
        if _ENTITY_DECLARED.search(head):
            raise
    return parse_html(data, None)


def parse_html(page: str | bytes, encoding: str | None = "utf-8") -> Node:
    """The root of a page, however broken it is. Raises Unreadable for one without any element."""
    data = page.encode("utf-8", "replace") if isinstance(page, str) else page

    def parsed(target: _Shallow | None) -> Node | None:
        # Without `huge_tree` a picture of 10 MB inside the page ends the reading there and then.
        parser = etree.HTMLParser(
            encoding=encoding,
            no_network=True,
            remove_comments=True,
            remove_pis=True,
            huge_tree=True,
            recover=True,
            target=target,
        )
        root = cast("Node | None", etree.fromstring(data, parser))
        cut = any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log)
        # Beyond 2,048 levels the parser drops the rest of the page, the end of the body included.
        return parsed(_Shallow()) if cut and target is None else root

    try:
        root = parsed(None)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(
            Told(
                "The page is damaged: it cannot be read as HTML. Save it again.",
                "网页已损坏，读不出 HTML。请重新保存。",
            )
        ) from error
    if root is None:
        raise Unreadable(Told("The page holds no text; choose another.", "网页里没有文字，请换一个。"))
    return root


def name_of(node: Node) -> str:
    """The element's name without its namespace, in lower case; empty for what is no element."""
    tag = node.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def attribute(node: Node, name: str) -> str:
    """An attribute by its name without namespace."""
    for key, value in node.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def find_all(root: Node, name: str) -> Iterator[Node]:
    """The elements of this name, in order, whatever their namespace."""
    return (node for node in root.iter() if name_of(node) == name)


def find_first(root: Node, name: str) -> Node | None:
    """The first element of this name."""
    return next(find_all(root, name), None)


def words_of(node: Node) -> str:
    """All characters in an element."""
    pieces: list[str] = []
    for each in node.iter():
        if name_of(each) and each.text:
            pieces.append(each.text)
        if each is not node and each.tail:
            pieces.append(each.tail)
    return "".join(pieces)


def _character(match: re.Match[bytes]) -> bytes:
    name = match[1]
    if name in _OF_XML:
        return match[0]
    found = html.entities.html5.get(f"{name.decode()};")
    return "".join(f"&#{ord(character)};" for character in found).encode() if found else match[0]
