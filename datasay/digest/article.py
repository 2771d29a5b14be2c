"""What in a pasted text is the article: its title and its paragraphs, without marks, credits and machine parts."""

import html
import re
import unicodedata
from dataclasses import dataclass

from datasay.digest.dialogue import plain_dialogue
from datasay.digest.errors import NothingToRead
from datasay.digest.marginalia import (
    has_dateline,
    plain_formulas,
    without_addresses,
    without_dateline,
    without_hashtags,
    without_notes,
)
from datasay.digest.paragraphs import ENDED, HEADING, ITEM, read_paragraphs, width
from datasay.digest.tables import tell_tables
from datasay.language.speakable_marks import SUBTITLE_CODE
from datasay.wording.told import Told

MAX_CHARACTERS = 2_000_000
_MAX_WORD = 60  # Latin characters without a space; longer ones are addresses, hashes or encoded data
_NOTICE = re.compile(r"公告|通知|公示|启事|通告|告示|须知|\b(?:notice|announcement|closure)\b", re.IGNORECASE)
_TITLE_END = re.compile(r"[.。，,；;：:、]$")

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_FENCE = re.compile(r"^[ \t]*(```+|~~~+)[^\n]*\n.*?(?:^[ \t]*\1[^\n]*$|\Z)", re.DOTALL | re.MULTILINE)
_MACHINE_HTML = re.compile(r"<!--.*?-->|<(script|style|head)\b[^>]*>.*?</\1>", re.DOTALL | re.IGNORECASE)
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|br|h[1-6]|li|ul|ol|tr|table|section|article|blockquote)\b[^<>]{0,500}>", re.IGNORECASE
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]+)\]\([^)\n]*\)")
_EMPHASIS = re.compile(r"(?<![A-Za-z\d_*])(\*{1,3}|_{1,3}|~~)(?=\S)([^\n]{1,500}?)(?<=\S)\1(?![A-Za-z\d_*])")
_CODE = re.compile(r"`{1,2}([^`\n]*)`{1,2}")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+\-.!>~|])")
_RULE = re.compile(r"^[ \t]*(?:[-*_=~#—]{3,}|(?:[-*_][ \t]){2,}[-*_])[ \t]*$", re.MULTILINE)
_TABLE_ROW = re.compile(r"^[ \t]*\|.*$", re.MULTILINE)
_EMOJI = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u200d\ufe0e\ufe0f\u20e3\U000e0000-\U000e007f]")
_PHRASE_GAP = re.compile(r"(?<=[\u3400-\u9fff]{2}) (?=[\u3400-\u9fff]{2})")
_CLAUSE_GAP = re.compile(r"(?<=[\u3400-\u9fff]{3}) (?=[\u3400-\u9fff]{3})")
_LONG_RUN = re.compile(rf"[^\s\u2e80-\u9fff\u3000-\u303f\uff00-\uffef]{{{_MAX_WORD},}}")
_CREDIT = re.compile(
    r"^[（(\[【]?\s*(?:(?:作者|记者|编辑|责任编辑|责编|来源|文|图|摄影|编译|翻译|译者|校对|审核|撰文|供稿|原文链接|版权)\s*[:：/／|｜]"
    r"|(?:地址|电话|客服|热线|邮编|网址|官网|微信|公众号|邮箱|联系人|联系电话|联系方式|抄送)\s*[:：]"
    r"|(?:additional )?reporting by\b|(?:tel|phone|fax|e-?mail|address|website)\s*:"
    r"|(?:时间|地点|参会\w{0,2}|出席\w{0,2}|主持\w?|记录\w?|嘉宾)[:：].{2,30}(?:时间|地点|参会\w{0,2}|出席\w{0,2}|嘉宾|记录)[:：]"
    r"|本文(?:来源|作者|转载)|(?:by|author|source|photo|photos|image|credit|edited by|written by)\b\s*[:：]?\s*[A-Z])"
    r"|^(?:[\d年月日\-/.:： ]{6,24}|(?:\w+ \d{1,2}, )?\d{4})$"
    r"|^(?:点击|扫码|长按|欢迎)?(?:关注|订阅|阅读原文|转载请|分享到|share this|subscribe|follow us|read more)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^[^，,。.!！?？]{1,40}?\s*[（(]\s*(?:前|公元|c\.\s*)?\d{3,4}[^）)]{0,16}[）)]$")


@dataclass(frozen=True, slots=True)
class Article:
    """An article ready to be read: `title` may be empty, `paragraphs` hold sentences only.

    `items` are the numbers of those paragraphs that are points or steps of a list.
    """

    title: str
    paragraphs: tuple[str, ...]
    items: frozenset[int] = frozenset()
    dialogue: bool = False
    report: bool = False  # written by a reporter, with place and date in front


def read_article(text: str, title: str | None = None, language: str | None = None) -> Article:
    """The article in `text`; a given `title` wins over the one found, and `language` over the text's own.

    Raises NothingToRead for a text too long, one that is no text, and one with nothing to say.
    """
    if len(text) > MAX_CHARACTERS:
        raise NothingToRead(
            Told(
                "The article has {length:,} characters; at most {most:,} are read. Send it in parts.",
                "文章有 {length:,} 个字符，最多读 {most:,} 个。请分几次发送。",
                length=len(text),
                most=MAX_CHARACTERS,
            )
        )
    _refuse_binary(text)
    lines = _strip_marks(text, language).split("\n")
    found, body = _split_title(lines)
    body, dialogue = plain_dialogue(_drop_credits(body))
    report = has_dateline([line.strip() for line in [*lines[:5], *body] if line.strip()])
    read = read_paragraphs([without_dateline(line) for line in body], notice=bool(_NOTICE.search(found)))
    parts = [part for part in read if part.text.strip()]  # of a lone ">" nothing is left
    paragraphs = tuple(part.text for part in parts)
    if not any(_can_be_said(paragraph) for paragraph in paragraphs):
        if found and _can_be_said(found):
            paragraphs = (found,)
        else:
            raise NothingToRead(
                Told(
                    "The article holds no words that can be spoken (it is empty, or only punctuation, emoji or links)."
                    " Paste the text of an article in Chinese or English.",
                    "文章里没有可以念的文字（是空的，或只有标点、表情、链接）。请粘贴中文或英文文章。",
                )
            )
    wanted = _strip_marks(title).strip() if title else ""
    skipped = int(bool(wanted) and paragraphs[0] == wanted and len(paragraphs) > 1)
    items = frozenset(number - skipped for number, part in enumerate(parts) if part.item)
    return Article(" ".join((wanted or found).split()), paragraphs[skipped:], items, dialogue=dialogue, report=report)


def _can_be_said(text: str) -> bool:
    return any(unicodedata.category(character)[0] == "L" or character.isdigit() for character in text)


def _refuse_binary(text: str) -> None:
    sample = text[:20_000]
    odd = sum(
        1
        for c in sample
        if c == "\ufffd" or (unicodedata.category(c) in {"Cc", "Cn", "Co"} and c not in "\t\n\r\f\v\x85")
    )
    if "\0" in sample or odd > max(3, len(sample) // 20):
        raise NothingToRead(
            Told(
                "The article looks like a binary file, not text. Paste the text itself, or save the document as plain"
                " text (UTF-8) first.",
                "文章像是二进制文件，不是文字。请粘贴文字本身，或先把文档存为纯文本（UTF-8）。",
            )
        )


def _strip_marks(text: str, language: str | None = None) -> str:
    """Plain lines: no Markdown, HTML, addresses, emoji or invisible characters; list and heading marks stay."""
    text = text.encode("utf-8", "ignore").decode("utf-8").lstrip("\ufeff")
    text = re.sub(r"\r\n?|[\u2028\u2029\x85\f\v]", "\n", text)
    text = _FRONT_MATTER.sub("", text)
    text = SUBTITLE_CODE.sub("", _FENCE.sub("\n", text))
    if "<" in text:
        text = _TAG.sub("", _BLOCK_TAG.sub("\n", _MACHINE_HTML.sub("", text)))
    text = html.unescape(text)
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = without_notes(without_addresses(plain_formulas(text)))
    text = _CODE.sub(r"\1", _RULE.sub("", _TABLE_ROW.sub("", tell_tables(text, language))))
    text = _EMPHASIS.sub(r"\2", _EMPHASIS.sub(r"\2", text))
    text = _ESCAPED.sub(r"\1", text)
    text = _EMOJI.sub("", text)
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cn"})
    text = _LONG_RUN.sub("", text)
    text = "\n".join(line if HEADING.match(line) else without_hashtags(line) for line in text.split("\n"))
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r"\s--\s|\s—\s", " — ", text)
    text = "\n".join(_commas_for_spaces(line) for line in text.split("\n"))
    return re.sub(r"(?<=[\u3400-\u9fff，。！？；：]) (?=[\u3400-\u9fff，。！？；：“”])", "", text)


def _commas_for_spaces(line: str) -> str:
    """A line whose phrases are set apart by spaces with commas; a heading (第一章 总则) and 目 录 stay without."""
    if HEADING.match(line):
        return line
    if len(_PHRASE_GAP.findall(line)) > 1:
        return _PHRASE_GAP.sub("，", line)
    return _CLAUSE_GAP.sub("，", line) if ENDED.search(line) else line


def _split_title(lines: list[str]) -> tuple[str, list[str]]:
    """The title if the text opens with one, and the other lines without the byline."""
    at = next((number for number, line in enumerate(lines) if line.strip()), None)
    if at is None:
        return "", []
    rest = lines[at + 1 :]
    heading = HEADING.match(lines[at])
    first = heading.group(1) if heading else lines[at].strip()
    alone = not any(line.strip() for line in rest)
    looks = width(first) <= 30 and not _TITLE_END.search(first) and not ITEM.match(first) and _can_be_said(first)
    goes_on = bool(rest) and rest[0].strip()[:1].islower()  # a sentence wrapped at the edge of a page
    if alone or goes_on or not (heading or looks):
        return "", lines
    if not heading and ENDED.search(first) and rest and rest[0].strip() and not _is_byline(rest[0]):
        return "", lines  # "What is love?" right above its answer is a sentence, not a title
    for number, line in enumerate(rest[:4]):
        if line.strip() and not _is_byline(line):
            break
        rest[number] = ""
    return first.strip(), rest


def _is_byline(line: str) -> bool:
    line = line.strip()
    return bool(_CREDIT.match(line) or (width(line) <= 16 and _BYLINE.match(line)))


def _drop_credits(lines: list[str]) -> list[str]:
    """The lines without those that credit, advertise or only carry hashtags, near the top and the bottom."""
    last = len(lines) - 8
    kept = []
    for number, line in enumerate(lines):
        stripped = line.strip()
        if (number < 6 or number >= last) and stripped and width(stripped) <= 40 and _CREDIT.match(stripped):
            continue
        kept.append(line)
    return kept
