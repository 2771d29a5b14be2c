"""What the elements of a Word document say of their words: hidden, raised, merged, going on in the next paragraph."""

import re
from collections.abc import Iterator

from datasay.text_exchange.xml import Node, attribute, find_all, find_first, name_of

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


def is_struck(run: Node) -> bool:
    """Whether Word draws a line through these words."""
    return any(
        name_of(each) in {"strike", "dstrike"} and attribute(each, "val") not in {"0", "false"}
        for properties in run
        if name_of(properties) == "rpr"
        for each in properties
    )


def letters_in(node: Node) -> int:
    """How many characters of text an element holds, those deleted with tracked changes included."""
    return sum(len(each.text or "") for each in node.iter() if name_of(each) in {"t", "deltext"})


def is_deleted_row(row: Node) -> bool:
    """Whether a row of a table was deleted with tracked changes."""
    return any(name_of(each) == "del" for part in row if name_of(part) == "trpr" for each in part)


def choice_of(begin: Node) -> str:
    """What is chosen in a form's list, or whether its box is ticked."""
    entries = [attribute(each, "val") for each in find_all(begin, "listentry")]
    if entries:
        chosen = [number_of(attribute(each, "val")) for each in find_all(begin, "result")]
        return entries[chosen[0]] if chosen and 0 <= chosen[0] < len(entries) else entries[0]
    if find_first(begin, "checkbox") is None:
        return ""
    ticks = {name_of(each): attribute(each, "val") not in {"0", "false"} for each in begin.iter() if name_of(each)}
    return "☑" if ticks.get("checked", ticks.get("default", False)) else "☐"


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
