"""A text as plain text, and as Markdown with front matter."""

import json

from datasay.text_exchange.document import Block, Kind
from datasay.text_exchange.markup import blocks_of, is_plain


def write_text(title: str, content: str) -> str:
    """The title, a blank line, the words without marks; lists keep theirs."""
    blocks = blocks_of(content)
    body = content.strip("\n") if is_plain(blocks) else _plain(blocks)
    return f"{title}\n\n{body}\n"


def _plain(blocks: list[Block]) -> str:
    parts: list[str] = []
    before: Block | None = None
    for each in blocks:
        if each.kind == Kind.RULE:
            continue
        if before is not None:
            parts.append("\n" if before.kind == each.kind == Kind.ITEM else "\n\n")
        parts.append(_shown(each))
        before = each
    return "".join(parts)


def _shown(each: Block) -> str:
    if each.kind == Kind.TABLE:
        return "\n".join("\t".join(row).rstrip() for row in each.rows)
    text = "".join(
        f"{span.text} ({span.href})" if span.href and span.href != span.text else span.text for span in each.spans
    )
    if each.kind == Kind.ITEM:
        return f"{'    ' * each.level}{f'{each.number}.' if each.number else '-'} {text}"
    return text


def write_markdown(title: str, content: str, *, tags: list[str], language: str) -> str:
    """The content as it is, with title, tags and language as YAML before it."""
    # JSON strings are YAML strings, whatever is in them.
    matter = [f"title: {json.dumps(title, ensure_ascii=False)}"]
    if tags:
        matter.append(f"tags: [{', '.join(json.dumps(tag, ensure_ascii=False) for tag in tags)}]")
    if language:
        matter.append(f"lang: {language}")
    return "---\n" + "\n".join(matter) + "\n---\n\n" + content.strip("\n") + "\n"
