"""Where sentences begin and end, in Chinese, English and mixed text, as offsets into the text itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 120.0  # Chinese characters; a Latin character counts LATIN_WIDTH
LATIN_WIDTH = 0.4

_CLOSERS = "”’」』\"'）)】]》〉"
_STRONG = "。！？!?"
_END = re.compile(rf"[{_STRONG}]+[{re.escape(_CLOSERS)}]*|…+[{re.escape(_CLOSERS)}]*|\.+[{re.escape(_CLOSERS)}]*|\n")
_SAID = re.compile(r"[^，。！？!?\s“「]{0,6}(?:说|道|问|喊|答|叫|笑|嚷|念|想)[^，。！？\n]{0,4}[，。：！？]")
_ABBREVIATION = re.compile(
    r"(?:mr|mrs|ms|dr|prof|st|sr|jr|vs|etc|no|vol|fig|al|inc|ltd|co|corp|gen|col|lt|sgt|capt|rev|hon|dept|est|approx|ca"
    r"|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|e\.g|i\.e|cf|[a-z](?:\.[a-z])+)",
    re.IGNORECASE,
)
_OPENER = re.compile(
    r"(?:The|A|An|It|He|She|They|We|You|I|His|Her|Its|Their|Our|My|But|And|In|On|At|For|From|This|That|These|Those"
    r"|There|Then|Now|When|Where|What|Who|Why|How|If|So|As|After|Before|However|Not|No|Yes)\b"
)
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)$")
_CJK = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CUTS = (re.compile(r"[；;]"), re.compile(r"[，,：]|——"), re.compile(r"、|\s"))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: `text == source[start:end]`, without white space around it."""

    text: str
    start: int
    end: int


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of `text` in order; between them there is white space only.

    A line break ends a sentence. One longer than LONGEST is cut at a semicolon, else a comma, else a space, else hard.
    """
    sentences: list[Sentence] = []
    start = 0
    for end in [*_ends(text), len(text)]:
        for begin, finish in _pieces(text, start, end):
            stripped = text[begin:finish].strip()
            if stripped:
                at = begin + len(text[begin:finish]) - len(text[begin:finish].lstrip())
                sentences.append(Sentence(stripped, at, at + len(stripped)))
        start = end
    return sentences


def _ends(text: str) -> Iterator[int]:
    for match in _END.finditer(text):
        mark, end = match.group(), match.end()
        if mark == "\n" or _ends_here(text, match.start(), mark, end):
            yield end


def _ends_here(text: str, start: int, mark: str, end: int) -> bool:
    following = text[end : end + 1]
    if mark[0] == ".":
        return _full_stop(text, start, mark, end)
    if mark[0] == "…":
        return mark[-1] in _CLOSERS and not _SAID.match(text, end)
    if mark[0] in "!?" and following and not following.isspace() and following.isascii():
        return False  # a mark within a name or an address
    return not (mark[-1] in "”’」』" and _SAID.match(text, end))


def _full_stop(text: str, start: int, mark: str, end: int) -> bool:
    following = text[end : end + 1]
    if following and not following.isspace() and not _CJK.match(following) and following not in "“「":
        return False  # 3.14, example.org
    dots = len(mark) - len(mark.lstrip("."))
    after = text[end:].lstrip(" \t")[:1] if following else ""
    if dots > 1:
        return not after or after.isupper() or after == "\n" or bool(_CJK.match(after))
    before = _LAST_WORD.search(text, max(0, start - 20), start)
    if before is None or not following:
        return True
    word = before.group(1)
    if len(word) == 1 and word.isupper() and after.isupper():
        return word == "I"  # an initial, unless it is the pronoun
    if _ABBREVIATION.fullmatch(word):  # "in the U.S. Then", but "the U.S. Senate"
        return "." in word and bool(_OPENER.match(text[end:].lstrip()))
    return not after.islower()


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The range itself, or what it has to be cut into to be no longer than LONGEST."""
    while True:
        limit = _limit(text, start, end)
        if limit >= end:
            yield start, end
            return
        half = start + (limit - start) // 2
        cut = limit
        for pattern in _CUTS:
            found = [match.end() for match in pattern.finditer(text, half, limit)]
            if found:
                cut = found[-1]
                break
        yield start, cut
        start = cut


def _limit(text: str, start: int, end: int) -> int:
    width = 0.0
    for place in range(start, end):
        width += 1.0 if ord(text[place]) > 0x2E7F else LATIN_WIDTH
        if width > LONGEST:
            return place
    return end
