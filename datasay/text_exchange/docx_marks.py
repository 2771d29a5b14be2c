"""What the elements of a Word document say of their words: hidden, raised, merged, going on in the next paragraph."""

import re
from collections.abc import Iterator

from datasay.text_exchange.xml import Node, attribute, name_of

WIDEST = 200  # columns of a table


def goes_on(properties: Node) -> bool:
    """Whether the paragraph's words belong to the next one: its mark was deleted or moved away, or it is a drop cap."""
    for each in properties:
        if name_of(each) == "framepr" and attribute(each, "dropCap") in {"drop", "margin"}:
            return True
        if name_of(each) == "rpr" and any(name_of(mark) in {"del", "movefrom"} for mark in each):
            return True
    return False


def place_of(run: Node) -> str:
    """`superscript`, `subscript`, or nothing."""
    for properties in run:
        if name_of(properties) == "rpr":
            for each in properties:
                if name_of(each) == "vertalign" and attribute(each, "val") != "baseline":
                    return attribute(each, "val")
    return ""


def spans(cell: Node) -> tuple[int, str]:
    """How many columns a cell takes, and whether it begins (`restart`) or goes on (`continue`) over rows."""
    span, merged = 1, ""
    for properties in cell:
        if name_of(properties) == "tcpr":
            for each in properties:
                if name_of(each) == "gridspan":
                    span = min(max(number_of(attribute(each, "val")), 1), WIDEST)
                elif name_of(each) == "vmerge":
                    merged = attribute(each, "val") or "continue"
    return span, merged


def ancestors(node: Node, until: Node) -> Iterator[Node]:
    """The elements around this one, the innermost first, up to but without `until`."""
    parent = node.getparent()
    while parent is not None and parent is not until:
        yield parent
        parent = parent.getparent()


def is_hidden(run: Node) -> bool:
    """Whether Word does not show these words."""
    return any(
        name_of(each) == "vanish" and attribute(each, "val") not in {"0", "false"}
        for properties in run
        if name_of(properties) == "rpr"
        for each in properties
    )


def is_own(cell: Node, owner: Node) -> bool:
    """Whether the cell belongs to this table and not to one inside it."""
    parent = cell.getparent()
    while parent is not None and name_of(parent) != "tbl":
        parent = parent.getparent()
    return parent is owner


def name_of_parent(node: Node) -> str:
    """The name of the element around this one."""
    parent = node.getparent()
    return name_of(parent) if parent is not None else ""


def number_of(value: str) -> int:
    """The number an attribute says; 0 where it says none."""
    return int(value) if re.fullmatch(r"-?\d{1,6}", value) else 0
