"""The paragraphs of an article from its lines: wrapped lines joined, lists told as sentences, sub-headings left out."""

import re
from dataclasses import dataclass

from datasay.digest.marginalia import is_salutation
from datasay.language.words import CJK

ENDED = re.compile(r"[.!?。！？…；;:：][”’」』\"'）)\]】》]*\s*$")
HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*$")
ITEM = re.compile(
    r"^\s*(?:[-*+•·▪●○◦]\s+|[•·▪●○◦]|\(?\d{1,3}\)\s*|\d{1,3}(?:\.\s+|\.(?=[^\d\s])|、)|（[\d一二三四五六七八九十]{1,3}）"
    r"|(?:step|day|tip|rule|lesson) \d{1,2}\s*[:.：]\s*)(?=\S)",
    re.IGNORECASE,
)
_STEP = re.compile(r"^\s*第[一二三四五六七八九十\d]{1,3}(?:步|招|条)[，,：:、]\s*(?=\S)")
_CHAPTER = re.compile(r"^[一二三四五六七八九十]{1,3}、\s*(?=\S)")  # 一、停水时间
_ANNOUNCES = re.compile(r"(?:如下|以下\w{0,6}|below|as follows|following\b.{0,20})[:：]$", re.IGNORECASE)
_SENTENCES_BEFORE = re.compile(r"^(.*[。！？!?]|.*[.!?]\s)(?=[^。！？!?.]+[:：]$)")
_LABEL = 6  # characters of a heading that names what follows it


@dataclass(slots=True)
class Paragraph:
    """Sentences; `item` when they are one point or step of a list."""

    text: str
    item: bool = False


def width(line: str) -> float:
    """Length in Chinese characters; a Latin word counts as two."""
    chinese = len(CJK.findall(line))
    return chinese + 2.0 * len(re.findall(r"[A-Za-z0-9][\w'’.\-]*", line))


class _Reader:
    """Reads lines one by one; `notice`: short headings name what follows them and are said ("停水时间：…")."""

    def __init__(self, *, notice: bool) -> None:
        self.notice = notice
        self.paragraphs: list[Paragraph] = []
        self.headings: list[str] = []
        self.short: list[str] = []  # items that are no sentences
        self.label = ""
        self.blank = True

    def read(self, line: str) -> None:
        heading = HEADING.match(line)
        text = (heading.group(1) if heading else line).strip().lstrip("> ").strip()
        if not text or is_salutation(text):
            self.blank = True
            return
        item = None if heading else ITEM.match(text)
        if item:
            self._item(text[item.end() :].strip())
        elif not heading and _STEP.match(text):
            self._item(text)
        elif heading or (not ENDED.search(text) and width(text) <= 12) or text.endswith((":", "：")):
            self._heading(text)
        elif (
            not self.blank
            and self.paragraphs
            and not self.short
            and not self.label
            and _is_wrapped(self.paragraphs[-1].text, text)
        ):
            last = self.paragraphs[-1]
            last.text += text if CJK.search(last.text[-1]) else f" {text}"
        else:
            spoken = self.label if self.label.endswith((":", "：")) and not self.short else ""
            self.close_items()
            self.paragraphs.append(Paragraph(f"{spoken}{' ' if spoken and not CJK.search(spoken) else ''}{text}"))
        self.blank = False

    def _item(self, text: str) -> None:
        if not ENDED.search(text) and width(text) <= 16:
            self.short.append(text)
        else:
            self.close_items()
            self.paragraphs.append(Paragraph(text, item=True))

    def _heading(self, text: str) -> None:
        self.close_items()
        announcing = text.endswith((":", "："))
        before = _SENTENCES_BEFORE.match(text) if announcing else None
        if before:
            self.paragraphs.append(Paragraph(before.group(1).strip()))
            text = text[before.end() :].strip()
        named = _CHAPTER.sub("", text)
        if announcing:
            self.label = "" if _ANNOUNCES.search(text) else text
        elif self.notice and len(named) <= _LABEL and CJK.search(named):
            self.label = f"{named}："
        if not announcing:
            self.headings.append(text)
            self.label = self.label or text

    def close_items(self) -> None:
        if self.short:
            self.paragraphs.append(Paragraph(_enumerate(self.label, self.short)))
            self.short = []
        self.label = ""


def read_paragraphs(lines: list[str], *, notice: bool = False) -> list[Paragraph]:
    """The paragraphs of an article without its title, credits and marks."""
    reader = _Reader(notice=notice)
    for line in lines:
        reader.read(line)
    reader.close_items()
    paragraphs = reader.paragraphs
    if sum(map(len, reader.headings)) > 0.25 * sum(len(paragraph.text) for paragraph in paragraphs):
        # A poem, or notes: its short lines are the text.
        plain = [line.strip().lstrip("> ").strip() for line in lines if line.strip() and not HEADING.match(line)]
        return [Paragraph(line) for line in plain or reader.headings]
    return paragraphs


def _is_wrapped(before: str, text: str) -> bool:
    """Whether `text` goes on with the sentence that `before` broke off at the edge of a page."""
    if ENDED.search(before):
        return not CJK.search(before) and width(text) > 0 and not text[:1].isdigit()
    return len(before) >= (20 if CJK.search(before[-1]) else 45)


def _enumerate(label: str, items: list[str]) -> str:
    chinese = bool(CJK.search(items[0] + label))
    label = label.rstrip(":：")
    marked = any(re.search(r"[，,：:；;]\s*\S", item) for item in items)  # 拉萨，海拔约3650米：约88度
    if chinese:
        return (f"{label}：" if label else "") + ("。" if marked else "、").join(items) + "。"
    if marked:
        return " ".join(f"{item}." for item in [f"{label}: {items[0]}" if label else items[0], *items[1:]])
    return (f"{label}: " if label else "") + ", ".join(items) + "."
