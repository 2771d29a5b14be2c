"""A book (EPUB 2 and 3) as blocks: its chapters in the order of the spine."""

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from datasay.text_exchange.archive import Archive
from datasay.text_exchange.document import Kind, ReadDocument, one_line, render
from datasay.text_exchange.losses import Loss
from datasay.text_exchange.problems import TooLong, Unreadable
from datasay.text_exchange.read_html import pages_of
from datasay.text_exchange.xml import Node, attribute, find_all, find_first, parse_xhtml, parse_xml, words_of
from datasay.wording.told import Told

_PAGES = frozenset(("application/xhtml+xml", "text/html", "application/html+xml"))
_FONT_METHODS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"


def read_epub(data: bytes, limit: int) -> ReadDocument:
    """The words of a book; reading ends when they are more than `limit` characters.

    Raises Unreadable, TooLong.
    """
    archive = Archive(data)
    place = _package_place(archive)
    package = parse_xml(archive.read(place), Told("book's package", "书的目录文件"))
    locked = _locked(archive)
    chapters, missing = _chapters(package, posixpath.dirname(place), archive)
    if not chapters:
        raise Unreadable(Told("The book has no chapters; choose another copy.", "这本书没有章节，请换一份。"))
    if locked.intersection(chapters):
        raise Unreadable(
            Told(
                "The book is protected against copying (DRM): only a reader that has its key can open it.",
                "这本书有版权保护（DRM），只有持有密钥的阅读器能打开。",
            )
        )

    def roots() -> Iterator[Node]:
        length = 0
        for number, chapter in enumerate(chapters, 1):
            root = parse_xhtml(
                archive.read(chapter), Told("chapter {chapter}", "章节 {chapter} ", chapter=chapter[:60])
            )
            length += len(words_of(root))
            if length > limit * 2:  # white space and navigation included
                raise TooLong(
                    Told(
                        "The book has more than {limit:,} characters in its first {number} of {count} "
                        "chapters; a text may have {limit:,}. Import it in parts.",
                        "全书 {count} 章，前 {number} 章已超过 {limit:,} 个字符，而一篇文本最多 {limit:,} "
                        "个。请分几次导入。",
                        limit=limit,
                        number=number,
                        count=len(chapters),
                    )
                )
            yield root

    blocks, losses = pages_of(roots())
    losses.add(Loss.MISSING_CHAPTERS, missing)
    losses.add(Loss.ASIDE_CHAPTERS, _outside_order(package))
    title = _metadata(package, "title")[:1]
    if title and blocks and blocks[0].kind == Kind.HEADING and one_line(blocks[0].text) == title[0]:
        blocks = blocks[1:]
    return ReadDocument(
        content=render(blocks),
        title=title[0] if title else "",
        tags=_metadata(package, "subject"),
        language=(_metadata(package, "language") or [""])[0],
        warnings=losses.warnings(),
    )


def _package_place(archive: Archive) -> str:
    if _CONTAINER in archive.names:
        for root_file in find_all(
            parse_xml(archive.read(_CONTAINER), Told("book's container", "书的容器文件")), "rootfile"
        ):
            place = posixpath.normpath(unquote(attribute(root_file, "full-path")).lstrip("/"))
            if place in archive.names:
                return place
    found = sorted(name for name in archive.names if name.endswith(".opf"))
    if not found:
        raise Unreadable(
            Told(
                "The book is damaged: it does not say what is in it. Take another copy.",
                "这本书已损坏，没有说明里面有什么。请换一份。",
            )
        )
    return found[0]


def _chapters(package: Node, folder: str, archive: Archive) -> tuple[list[str], int]:
    """Where the chapters lie, in order, and how many the book names but does not hold."""
    items: dict[str, str] = {}
    as_written: dict[str, str] = {}
    others: set[str] = set()  # contents, pictures
    folded = {name.lower(): name for name in archive.names}
    for item in find_all(package, "item"):
        pages = attribute(item, "media-type").lower() in _PAGES
        if pages and "nav" not in attribute(item, "properties").split():
            address = attribute(item, "href").partition("#")[0]
            items[attribute(item, "id")] = posixpath.normpath(posixpath.join(folder, unquote(address)))
            if (written := posixpath.normpath(posixpath.join(folder, address))) in archive.names:
                as_written[attribute(item, "id")] = written  # a file whose name itself holds %20
        else:
            others.add(attribute(item, "id"))
    found: list[str] = []
    missing = 0
    for reference in find_all(package, "itemref"):
        name = attribute(reference, "idref")
        if attribute(reference, "linear") == "no" or name in others:
            continue
        place = items.get(name, "")
        # Systems that do not tell capitals apart wrote the names differently in places.
        place = place if place in archive.names else folded.get(place.lower(), "") or as_written.get(name, "")
        if place:
            found.append(place)
        else:
            missing += 1
    return found, missing


def _outside_order(package: Node) -> int:
    return sum(attribute(reference, "linear") == "no" for reference in find_all(package, "itemref"))


def _locked(archive: Archive) -> set[str]:
    if _ENCRYPTION not in archive.names:
        return set()
    locked: set[str] = set()
    for entry in find_all(
        parse_xml(archive.read(_ENCRYPTION), Told("book's list of locked parts", "书的加密列表")), "encrypteddata"
    ):
        method, reference = find_first(entry, "encryptionmethod"), find_first(entry, "cipherreference")
        if method is not None and attribute(method, "Algorithm") in _FONT_METHODS:
            continue  # fonts, scrambled
        if reference is not None:
            locked.add(posixpath.normpath(unquote(attribute(reference, "URI")).lstrip("/")))
    return locked


def _metadata(package: Node, name: str) -> list[str]:
    around = find_first(package, "metadata")
    values = [one_line(words_of(node)) for node in find_all(around, name)] if around is not None else []
    return [value for value in dict.fromkeys(values) if value]
