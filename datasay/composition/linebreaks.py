"""Where a line of Chinese or Latin text may break, how wide it is, and where it breaks best. Pure."""

import re
import unicodedata
from dataclasses import dataclass

# Kinsoku: what must not begin or end a line.
_NOT_FIRST = set("，。、；：？！…—～·）】》」』”’%‰℃,.;:?!)]}-–")
_NOT_LAST = set("（【《「『“‘([{$¥￥#")
_SENTENCE_END = set("。！？!?…")
_PAUSE = set("，、；：,;:—")
_PARTICLES = set("的了着过吗呢吧和与及")  # cling to the word before them
_ADVERBS = set("也都就还又再很最更不没将把被")  # lean on the word after them
_OPENING = set("（【《「『“‘([{")
# Latin letters, numbers and what is glued to them stay together, and so do the words of a Chinese run.
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_TOKEN = re.compile(
    rf"(?P<han>{_HAN}+)|\s+|[^\W\d_\u3040-\u30ff\uac00-\ud7af][A-Za-z0-9À-ɏ'’\-]*|\d[\d,.:/%‰℃]*(?:[A-Za-z]+)?|.",
    re.DOTALL,
)
_FIGURE_END = re.compile(r"\d[%℃°]?(?:\s(?:thousand|million|billion|trillion))?$")
_UNIT = re.compile(
    r"(?!(?:in|on|at|of|to|by|is|or|as|and|for|the|was|are|but|had|has|who|not|it|we|he|she|they?)\b)"
    r"(?:[A-Za-zµμ°℃%][\w²³/]{0,3}(?![\w'’])|million|billion|trillion|thousand|hundred|percent|degrees|years?|days?|hours?"
    r"|minutes?|seconds?|weeks?|months?|January|February|March|April|May|June|July|August|September|October|November"
    r"|December)"
)
_NAMED = re.compile(r"(?:[A-Za-z]*[A-Z][A-Za-z.]*|\b(?:page|chapter|number))$")
_HAN_ONE = re.compile(_HAN)
_LONGEST_WORD = 6  # characters; a longer entry of the dictionary may be broken
_LONGEST_LATIN = 20  # so may an address or a word without end, which would fit no line


@dataclass(frozen=True, slots=True)
class Token:
    """A piece that is never broken, and where it lies in the text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)


def tokens_of(text: str) -> list[Token]:
    """The unbreakable pieces of a text, spaces among them."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        at = match.start()
        words = _words_of(match.group()) if match["han"] else [match.group()]
        longest = _LONGEST_WORD if match["han"] else _LONGEST_LATIN
        for word in words:
            for piece in (word[begin : begin + longest] for begin in range(0, len(word), longest)):
                tokens.append(Token(piece, at))
                at += len(piece)
    return tokens


def _words_of(run: str) -> list[str]:
    import rjieba  # noqa: PLC0415  its dictionary takes a moment; a video without subtitles needs none

    return [str(word) for word in rjieba.cut(run)]


def width_of(text: str) -> float:
    """Width in units of a Chinese character; a Latin letter counts a little over half."""
    return sum(_character_width(character) for character in text)


def _character_width(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in {"W", "F"} or character in "“”‘’…—·":
        return 1.0
    if character in " .,;:!'|iIl()":
        return 0.32
    return 0.68 if character.isupper() or character in "mw@%" else 0.56


def _space_cost(left: str, right: str) -> float:
    if right[0] in _OPENING:
        return 0.4
    if _FIGURE_END.search(left) and _UNIT.match(right):
        return 3.0  # 25 min, 26 December: the eye reads them as one
    if _NAMED.search(left) and (right[0].isdigit() or (right[0].isupper() and _HAN_ONE.search(left + right))):
        return 2.4  # DataBrew Pro 2
    # A line should not end in a short word that belongs to what follows: "of", "the".
    return 1.0 if re.search(r"(?:^|\s)\w{1,3}$", left) else 0.6


def break_cost(before: str, after: str) -> float:
    """How bad a break is between two texts (infinite: forbidden); lower after punctuation and spaces."""
    left, right = before.rstrip(), after.lstrip()
    if not left or not right:
        return float("inf")
    last, first = left[-1], right[0]
    if first in _NOT_FIRST or last in _NOT_LAST:
        return float("inf")
    if last in _SENTENCE_END | _PAUSE:
        return 0.0 if last in _SENTENCE_END else 0.1
    if before != left or after != right:
        return _space_cost(left, right)
    if first in _PARTICLES or last in _ADVERBS:
        return 2.4
    return 0.4 if first in _OPENING else 1.0 if last in _PARTICLES else 1.4


def lines_of(text: str, line_width: float, *, most: int = 2) -> list[str]:
    """Break into as few lines as fit (at most `most`, the last may then be too wide), evenly and where it reads well.

    Widths are those of `width_of`.
    """
    clean = text.strip()
    if width_of(clean) <= line_width or most < 2:
        return [clean] if clean else []
    best: tuple[float, int] | None = None
    for token in tokens_of(clean)[1:]:
        head, tail = clean[: token.start].strip(), clean[token.start :].strip()
        cost = break_cost(clean[: token.start], clean[token.start :])
        if cost == float("inf"):
            continue
        over = max(width_of(head) - line_width, width_of(tail) - line_width, 0.0)
        uneven = abs(width_of(head) - width_of(tail)) / line_width
        total = cost + 1.6 * uneven + 20 * over
        if best is None or total < best[0]:
            best = (total, token.start)
    if best is None:
        return [clean]
    return [clean[: best[1]].strip(), clean[best[1] :].strip()]
