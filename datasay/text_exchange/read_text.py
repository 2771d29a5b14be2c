"""Plain text and Markdown as they are found in files."""

import re

from datasay.text_exchange.document import TITLE_LENGTH, ReadDocument, count_controls, one_line, tidy
from datasay.text_exchange.encodings import decode
from datasay.text_exchange.losses import said
from datasay.text_exchange.problems import Unreadable, WrongKind
from datasay.wording.told import Told

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_FIRST_HEADING = re.compile(
    r"\A(?:\s|-{3,}[ \t]*\n)*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)|\A\s*([^\n]+)\n=+[ \t]*(?:\n|\Z)"
)
_SENTENCE_MARK = re.compile(r"[。！？.!?，,；;：:、]$")
_KNOWN = {"title", "tags", "keywords", "lang", "language"}


def read_text(data: bytes, *, stem: str, encoding: str | None = None) -> ReadDocument:
    """A plain text. A first line that stands alone, like a title, or that is the file's name, is its title."""
    text, found, warnings = decoded_text(data, encoding)
    first, _, rest = text.lstrip("\n").partition("\n")
    title = one_line(first)
    alone = not rest.strip("\n") or rest.startswith("\n")
    named = bool(title) and _as_name(title) == _as_name(stem)
    titled = rest.strip() and alone and title and (named or (len(title) <= 40 and not _SENTENCE_MARK.search(title)))
    if titled:
        return ReadDocument(tidy(rest), title, encoding=found, warnings=warnings)
    return ReadDocument(text, encoding=found, warnings=warnings)


def _as_name(title: str) -> str:
    """What survives of a title in a file's name, whatever the system."""
    return "".join(character for character in title.lower() if character.isalnum())[:150]


def read_markdown(data: bytes, *, encoding: str | None = None) -> ReadDocument:
    """Markdown, kept as it is; its front matter gives title, tags and language, else the first heading the title."""
    text, found, warnings = decoded_text(data, encoding)
    matter = _FRONT_MATTER.match(text)
    fields = _front_matter(matter[1]) if matter else None
    if matter and fields is not None:
        text = tidy(text[matter.end() :])
        others = sorted(set(fields) - _KNOWN)
        if others:
            shown = ", ".join(others)[:200]
            warnings.append(
                said("文首字段 {shown} 没有保留。", "The front matter's {shown} were not kept.", shown=shown)
            )
    fields = fields or {}
    heading = _FIRST_HEADING.match(text)
    title = fields.get("title", [""])[0] if fields.get("title") else ""
    if not title and heading:
        title = _plain(heading[1] or heading[2])
    return ReadDocument(
        text,
        one_line(title),
        tags=[
            tag
            for tag in (one_line(tag.lstrip("#")) for tag in fields.get("tags") or fields.get("keywords", []))
            if tag
        ],
        language=(fields.get("lang") or fields.get("language") or [""])[0],
        encoding=found,
        warnings=warnings,
    )


def decoded_text(data: bytes, encoding: str | None) -> tuple[str, str, list[Told]]:
    """Tidy text, its encoding, warnings. Raises Unreadable for NUL characters, WrongKind for what is no text."""
    decoded = decode(data, forced=encoding)
    text = decoded.text
    if "\x00" in text:
        raise Unreadable(
            Told(
                "The text contains NUL characters, the first at place {place:,}. Remove them.",
                "文本里有空字符（NUL），第一个在第 {place:,} 处，请去掉。",
                place=text.index(chr(0)),
            )
        )
    controls = count_controls(text)
    if controls > 3 and controls * 200 > len(text):
        raise WrongKind(
            Told(
                "The file is no text: it is full of control characters. Choose another.",
                "文件不是文本，里面满是控制字符。请换一个。",
            )
        )
    warnings = list(decoded.warnings)
    if controls:
        warnings.append(said("去掉了 {count} 个控制字符。", "{count} control characters were removed.", count=controls))
    if "\ufffd" in text:
        warnings.append(
            said(
                "文件里有替换符（�）：有些字在来到这里之前就已丢失。",
                "The file holds replacement characters (�): some of its words were lost before it came here.",
            )
        )
    return tidy(text), decoded.encoding, warnings


def _front_matter(text: str) -> dict[str, list[str]] | None:
    """The keys of simple YAML with their values as lists; None for what is not a mapping (a rule, say)."""
    fields: dict[str, list[str]] = {}
    key = ""
    for line in text.split("\n"):
        item = re.match(r"\s*-\s+(.*)$", line)
        pair = re.match(r"([A-Za-z_][\w .-]{0,60}?)\s*:(?:\s+(.*))?$", line)
        if item and key:
            fields[key].append(_scalar(item[1]))
        elif pair:
            key = pair[1].strip().lower()
            fields[key] = _values(pair[2] or "", several=key in {"tags", "keywords"})
        elif line.strip() and not line.startswith((" ", "\t", "#")):
            return None
    return fields or None


def _values(value: str, *, several: bool) -> list[str]:
    value = value.strip()
    if value.startswith("[") and value.endswith("]"):
        parts = re.findall(r'\s*("(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'|[^,]+)\s*(?:,|$)', value[1:-1])
        return [scalar for part in parts if (scalar := _scalar(part))]
    if several and value and value[0] not in "\"'":
        return [scalar for part in re.split(r"[,，;；]", value) if (scalar := _scalar(part))]
    return [_scalar(value)] if value else []


def _scalar(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    return re.split(r"\s#", value)[0].strip()


def _plain(heading: str) -> str:
    heading = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[*_`~]{1,3}", "", heading).strip()[: TITLE_LENGTH * 2]
