"""The parts of a Word document beside its body: styles, lists, relations, properties, headers and footers."""

import posixpath
import re
from dataclasses import dataclass

from datasay.text_exchange.archive import Archive
from datasay.text_exchange.document import one_line
from datasay.text_exchange.docx_marks import number_of
from datasay.text_exchange.xml import attribute, find_all, name_of, parse_xml, words_of
from datasay.wording.told import Told

_MAIN_PART = "/officeDocument"
_MARGIN_NAME = re.compile(r"(?:^|/)(?:header|footer)\d*\.xml$")


@dataclass(slots=True)
class Style:
    """What a paragraph style says of its paragraphs."""

    name: str = ""
    based_on: str = ""
    outline: int | None = None
    list_id: str = ""
    list_level: int | None = None


def read_relations(archive: Archive, main: str) -> dict[str, str]:
    """Where the parts that the main part names by an id lie."""
    folder, name = posixpath.split(main)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    if place not in archive.names:
        return {}
    found: dict[str, str] = {}
    for relation in find_all(parse_xml(archive.read(place), Told("list of relations", "关系列表")), "relationship"):
        target = attribute(relation, "Target")
        found[attribute(relation, "Id")] = posixpath.normpath(
            target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        )
    return found


def main_part(archive: Archive) -> str:
    """Where the body lies."""
    if "_rels/.rels" in archive.names:
        for relation in find_all(
            parse_xml(archive.read("_rels/.rels"), Told("list of parts", "部件列表")), "relationship"
        ):
            target = posixpath.normpath(attribute(relation, "Target").lstrip("/"))
            if attribute(relation, "Type").endswith(_MAIN_PART) and target in archive.names:
                return target
    return "word/document.xml"


def read_styles(archive: Archive, name: str) -> dict[str, Style]:
    """The paragraph styles by their ids."""
    if name not in archive.names:
        return {}
    styles: dict[str, Style] = {}
    for node in find_all(parse_xml(archive.read(name), Told("list of styles", "样式列表")), "style"):
        style = Style()
        for each in node.iter():
            value = attribute(each, "val")
            match name_of(each):
                case "name":
                    style.name = value.lower()
                case "basedon":
                    style.based_on = value
                case "outlinelvl":
                    style.outline = number_of(value)
                case "numid":
                    style.list_id = value
                case "ilvl":
                    style.list_level = number_of(value)
        styles[attribute(node, "styleId")] = style
    return styles


def read_properties(archive: Archive) -> tuple[str, list[str], str]:
    """Title, tags and language, as far as the author gave any."""
    if "docProps/core.xml" not in archive.names:
        return "", [], ""
    root = parse_xml(archive.read("docProps/core.xml"), Told("list of properties", "属性列表"))
    values = {name_of(node): one_line(words_of(node)) for node in root}
    tags = [one_line(tag) for tag in re.split(r"[,，;；、]", values.get("keywords", "")) if tag.strip()]
    return values.get("title", ""), tags, values.get("language", "")


def margin_words(archive: Archive) -> int:
    """How many letters stand in headers and footers."""
    parts = [name for name in archive.names if _MARGIN_NAME.search(name)][:20]
    roots = (parse_xml(archive.read(name), Told("page header", "页眉")) for name in parts)
    return sum(len("".join(node.text.split())) for root in roots for node in find_all(root, "t") if node.text)


def comment_count(archive: Archive, main: str) -> int:
    """How many comments stand beside the words."""
    place = posixpath.join(posixpath.dirname(main), "comments.xml")
    if place not in archive.names:
        return 0
    return sum(1 for _ in find_all(parse_xml(archive.read(place), Told("list of comments", "批注列表")), "comment"))
