"""The content of a text as blocks again: the Markdown that writers use, read so that no word is ever lost.

A text need not be Markdown. What would swallow or change words of a plain text is off: HTML, entities, reference
definitions, code by indentation, underlined headings; marks inside a word or a calculation (5*6*7) stay as typed.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from datasay.text_exchange.document import Block, Kind, Span, table

_PARSER = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
_PARSER.disable(["code", "entity", "html_block", "html_inline", "reference", "lheading"])
_BULLET = 0


@dataclass(slots=True)
class _Place:
    """Where in lists and quotations the reading is."""

    lists: int = 0
    quotes: int = 0
    item: int | None = None  # the number of the item whose first paragraph comes next
    heading: int = 0
    rows: list[list[str]] = field(default_factory=list)
    in_table: bool = False


def blocks_of(content: str) -> list[Block]:
    """The blocks of a text in order."""
    blocks: list[Block] = []
    place = _Place()
    for token in _PARSER.parse(content):
        _step(token, place, blocks)
    return blocks


def _step(token: Token, place: _Place, blocks: list[Block]) -> None:
    if place.item is not None and token.type not in {"inline", "paragraph_open", "paragraph_close"}:
        if place.item:  # a number with no words of its own: "5." alone, or before a heading
            blocks.append(Block(Kind.PARAGRAPH, (Span(f"{place.item}."),)))
        place.item = None
    match token.type:
        case "inline":
            _inline(token, place, blocks)
        case "table_close":
            place.in_table = False
            blocks.append(table(place.rows))
        case "fence" | "code_block":
            blocks.append(Block(Kind.CODE, (Span(token.content.rstrip("\n")),)))
        case "hr":
            blocks.append(Block(Kind.RULE))
        case _:
            _enter(token, place)


def _enter(token: Token, place: _Place) -> None:
    """Whatever begins or ends around the words."""
    match token.type:
        case "bullet_list_open" | "bullet_list_close" | "ordered_list_open" | "ordered_list_close":
            place.lists += token.nesting
        case "blockquote_open" | "blockquote_close":
            place.quotes += token.nesting
        case "list_item_open" | "list_item_close":
            number = int(token.info) if token.info.isdecimal() else _BULLET
            place.item = number if token.nesting > 0 else None
        case "heading_open" | "heading_close":
            place.heading = int(token.tag[1:]) if token.nesting > 0 else 0
        case "table_open":
            place.in_table, place.rows = True, []
        case "tr_open":
            place.rows.append([])


def _inline(token: Token, place: _Place, blocks: list[Block]) -> None:
    spans = tuple(_spans(token.children or []))
    if place.in_table:
        place.rows[-1].append("".join(span.text for span in spans))
    elif place.heading:
        blocks.append(Block(Kind.HEADING, spans, level=place.heading))
    elif place.item is not None:
        blocks.append(Block(Kind.ITEM, spans, level=max(place.lists - 1, 0), number=place.item))
        place.item = None
    else:
        blocks.append(Block(Kind.QUOTE if place.quotes else Kind.PARAGRAPH, spans))


def _spans(tokens: Sequence[Token]) -> list[Span]:
    spans: list[Span] = []
    bold = italic = 0
    href = ""
    literal: list[bool] = []
    for number, token in enumerate(tokens):
        match token.type:
            case "text" | "text_special":
                spans.append(Span(token.content, bold > 0, italic > 0, href=href))
            case "softbreak" | "hardbreak":
                spans.append(Span("\n"))
            case "code_inline":
                spans.append(Span(token.content, bold > 0, italic > 0, code=True, href=href))
            case "image":
                spans.append(Span(token.content, bold > 0, italic > 0, href=href))
            case "link_open":
                href = str(token.attrGet("href") or "")
            case "link_close":
                href = ""
            case "em_open" | "strong_open" | "s_open":
                literal.append(_inside_word(tokens, number))
                if literal[-1]:
                    spans.append(Span(token.markup))
                bold += token.type == "strong_open" and not literal[-1]
                italic += token.type == "em_open" and not literal[-1]
            case "em_close" | "strong_close" | "s_close":
                as_typed = literal.pop()
                if as_typed:
                    spans.append(Span(token.markup))
                bold -= token.type == "strong_close" and not as_typed
                italic -= token.type == "em_close" and not as_typed
    return [span for span in spans if span.text]


def _inside_word(tokens: Sequence[Token], opening: int) -> bool:
    before = tokens[opening - 1].content[-1:] if opening else ""
    after = tokens[opening + 1].content[:1] if opening + 1 < len(tokens) else ""
    return before.isascii() and before.isalnum() and after.isascii() and after.isalnum()


def is_plain(blocks: Sequence[Block]) -> bool:
    """Whether a text is nothing but paragraphs, without a mark."""
    return all(
        each.kind == Kind.PARAGRAPH
        and not any(span.bold or span.italic or span.code or span.href for span in each.spans)
        for each in blocks
    )
