"""Where a line of Chinese or Latin text may break, how wide it is, and where it breaks best. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from datasay.composition.ties import CLINGS, LOOSE, chinese_tie, latin_tie

# Kinsoku: what must not begin or end a line.
_NOT_FIRST = set("，。、；：？！…—～·）】》」』”’%‰℃,.;:?!)]}-–")
_NOT_LAST = set("（【《「『“‘([{$¥￥#")
_SENTENCE_END = set("。！？!?…")
_PAUSE = set("，、；：,;:—")
_PARTICLES = set("的了着过吗呢吧")  # cling to the word before them
_ADVERBS = set("也都就还又再很最更不没将把被")  # lean on the word after them
_BEFORE_FIGURES = set("前后第约近超至到为仅共达每满")  # 前 500 名, 约 30 人
_OPENING = set("（【《「『“‘([{")
_PAIRS = {"（": "）", "【": "】", "《": "》", "〈": "〉", "(": ")", "[": "]"}
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_MARKS_ON = r"\u0300-\u036f\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f"
_PICTURE = rf"[\u00a9\u00ae\u2190-\u2bff\U0001f000-\U0001faff][{_MARKS_ON}]*"
# Addresses, figures, Latin words and emoji of several characters stay together, and so do the words of a Chinese run.
_TOKEN = re.compile(
    rf"(?P<han>{_HAN}+)|\s+"
    r"|(?P<address>(?a:(?:https?://|www\.)[^\s，。！？；、）】」』\u3400-\u9fff]*[\w/]"
    r"|[\w+-]+(?:\.[\w+-]+)*@[\w-]+(?:\.[\w-]+)+"
    r"|[A-Za-z][\w-]*(?:\.[A-Za-z][\w-]*)+(?:/[\w./?=&%#-]*[\w/])?))"
    r"|(?:[\U0001f1e6-\U0001f1ff]{2}|[0-9#*]\ufe0f?\u20e3)"
    rf"|{_PICTURE}(?:\u200d{_PICTURE})*"
    r"|[^\W\d_\u3040-\u30ff\uac00-\ud7af][A-Za-z0-9À-ɏ'’\-]*"
    r"|(?:(?<![A-Za-z0-9_.])[-−+±~≈<>≤≥])?\d(?:[\d,.:/%‰℃°′″]|[-–~～×^](?=[-−]?\d))*(?:[A-Za-z]+)?"
    rf"|.[{_MARKS_ON}]*",
    re.DOTALL,
)
_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SPELLED = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|half"
)
_FIGURE_END = re.compile(r"\d[%℃°]?(?:\s(?:thousand|million|billion|trillion))?$")
_SPELLED_END = re.compile(rf"\b(?:{_SPELLED})(?:-(?:{_SPELLED}))?$", re.IGNORECASE)
_MONTH_END = re.compile(rf"\b(?:{_MONTHS})$")
_UNIT_WORD = (
    r"(?:million|billion|trillion|thousand|hundred|percent|degrees|years?|days?|hours?|minutes?|seconds?|weeks?|months?"
    r"|people|metres?|meters?|feet|miles?|inches|kilometres?|kilometers?|kilograms?|grams?|litres?|liters?|tonnes?|tons?"
    rf"|pounds?|dollars?|euros?|cents?|times|points?|{_MONTHS})\b"
)
_UNIT = re.compile(
    r"(?!(?:in|on|at|of|to|by|is|or|as|and|for|the|was|are|but|had|has|who|not|it|we|he|she|they?)\b)"
    rf"(?:[A-Za-zµμ°℃%][A-Za-z0-9²³/]{{0,3}}(?![A-Za-z0-9'’])|{_UNIT_WORD})"
)
_COUNTED_WORD = re.compile(rf"(?:{_UNIT_WORD}|(?:{_SPELLED})\b)")
_COUNTED = (  # what a number is followed by when the eye reads both as one
    "毫安时|千瓦时|平方公里|平方千米|平方米|立方米|公里|千米|厘米|毫米|微米|纳米|海里|英里|英尺|英寸|米|公斤|千克|毫克"
    "|微克|克|斤|两|吨|公顷|亩|毫升|升|小时|分钟|秒钟|毫秒|分|秒|点|世纪|年代|年|个月|月|星期|周|天|日|号|岁|万|亿|千|百"
    "|人民币|美元|欧元|英镑|日元|港元|元|块|角|摄氏度|华氏度|度|千瓦|兆瓦|瓦|伏|安|赫兹|兆|像素|倍|成|折|个|人|位|名|只"
    "|条|张|本|台|部|辆|件|次|回|遍|家|座|所|层|楼|级|届|章|节|页|集|期|步|支|把|种|项|门|户|辆|架|艘|棵|株|片|块|颗|滴"
    "|盒|瓶|杯|碗|袋|包|箱|套|双|对|副|间|幅|首|篇|段|句|字|票|分之"
)
_CHINESE_UNIT = re.compile(_COUNTED)
_CHINESE_FIGURE_END = re.compile(r"(?:\d[%‰℃°]?|[〇零一二三四五六七八九十百千万亿两几])[万亿]?$")
_UNIT_BEGUN = re.compile(rf"\d\s?({_HAN}{{1,3}})$")
_NAMED = re.compile(r"(?:[A-Za-z]*[A-Z][A-Za-z.]*|\b(?:page|chapter|number))$")
_PRODUCT_END = re.compile(r"[A-Za-z][ -]?\d+[A-Za-z]?$")  # DataBrew Pro 2, GPT-4
_HAN_ONE = re.compile(_HAN)
_APART = re.compile(rf"(?:{_HAN}{_HAN}\s+{_HAN}|{_HAN}\s+{_HAN}{_HAN})")
_JOINER = "\u200d"
_INVISIBLE = re.compile(rf"[\u200b-\u200f{_MARKS_ON}]")
_LONGEST_WORD = 6  # characters; a longer entry of the dictionary may be broken
_LONGEST_LATIN = 20  # so may a word without end, which would fit no line
_WIDEST_ADDRESS = 14.0  # what the narrowest screen holds; a wider one is broken where its parts begin
_ADDRESS_PART = re.compile(r"(?<=/)(?=[^/])|(?=[.@?&#])(?<=\w)")
_SIGNED = re.compile(r"[-–]\d")  # the sign of a number, not the dash of a range
_ALONE_AFTER = re.compile(rf"\s*{_HAN}[，。、；：！？”’）》」]")  # one character and its mark
_ALONE_BEFORE = re.compile(rf"(?:^|[，。、；：！？“])\s*{_HAN}$")
_ORPHAN = 3.0
_A_LITTLE_WIDER = 1.06  # a line may be: it is set a little smaller
_INSIDE_ADDRESS = 1.8
_INSIDE_FIGURE = 12.0  # rather three lines than a figure without its unit
_INSIDE_BRACKETS = 6.0


@dataclass(frozen=True, slots=True)
class Token:
    """A piece that is never broken, and where it lies in the text."""

    text: str
    start: int
    tag: str = ""  # what a Chinese word does in its sentence

    @property
    def end(self) -> int:
        """The offset after its last character."""
        return self.start + len(self.text)


def tokens_of(text: str) -> list[Token]:
    """The unbreakable pieces of a text, spaces among them."""
    tokens: list[Token] = []
    for match in _TOKEN.finditer(text):
        at = match.start()
        pieces = _words_of(match.group()) if match["han"] else [(piece, "") for piece in _unbroken(match)]
        for piece, tag in pieces:
            tokens.append(Token(piece, at, tag))
            at += len(piece)
    return tokens


def _unbroken(match: re.Match[str]) -> list[str]:
    """The pieces of what was found: parts of a long address, slices of a word without end."""
    found = match.group()
    if match["address"] and width_of(found) > _WIDEST_ADDRESS:
        words, longest = [part for part in _ADDRESS_PART.split(found) if part], _LONGEST_LATIN
    else:
        words, longest = [found], _LONGEST_LATIN
        if match["address"] or width_of(found) <= 2:  # a family of emoji has more characters than it shows
            return words
    return [word[begin : begin + longest] for word in words for begin in range(0, len(word), longest)]


def _words_of(run: str) -> list[tuple[str, str]]:
    """The words of a Chinese run, each with what it does in its sentence."""
    import rjieba  # noqa: PLC0415  its dictionary takes a moment; a video without subtitles needs none

    return [
        (str(word)[begin : begin + _LONGEST_WORD], str(tag))
        for word, tag in rjieba.tag(run)
        for begin in range(0, len(word), _LONGEST_WORD)
    ]


def width_of(text: str) -> float:
    """Width in units of a Chinese character; a Latin letter counts a little over half, an emoji of several one."""
    return sum(
        _character_width(character)
        for before, character in pairwise(f" {text}")
        if before != _JOINER  # what an emoji is joined with is drawn in its place
    )


def _character_width(character: str) -> float:
    if unicodedata.combining(character) or _INVISIBLE.match(character):
        return 0.0
    if "\U0001f1e6" <= character <= "\U0001f1ff":
        return 0.5  # half a flag
    if unicodedata.east_asian_width(character) in {"W", "F"} or character in "“”‘’…—·":
        return 1.0
    if character in " .,;:!'|iIl()":
        return 0.32
    return 0.68 if character.isupper() or character in "mw@%" else 0.56


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a text may be parted: the offset at which the second part begins, and how bad it would be there."""

    at: int
    cost: float


def breaks_of(text: str, room: float = float("inf")) -> list[Break]:
    """All places between the pieces of a text, with infinite cost where none may be. Brackets that fit the `room`
    stay in one piece."""
    tokens = tokens_of(text)
    found: list[Break] = []
    for left, right in pairwise(tokens):
        at = right.start
        cost = break_cost(text[:at], text[at:], room)
        if left.tag and right.tag and cost != float("inf"):
            tie = chinese_tie(left.text, left.tag, right.text, right.tag)
            cost = max(cost, tie) if tie >= CLINGS else cost + tie - LOOSE
        orphan = _ORPHAN * bool(_ALONE_AFTER.match(text, at) or _ALONE_BEFORE.search(text[:at]))
        found.append(Break(at, max(cost, 0.0) + orphan))
    return found


def _space_cost(left: str, right: str) -> float:
    if right[0] in _OPENING:
        return 0.4
    if _is_amount(left, right):
        return _INSIDE_FIGURE  # 25 min, 26 December, 4 小时: the eye reads them as one
    if _NAMED.search(left) and (right[0].isdigit() or (right[0].isupper() and _HAN_ONE.search(left + right))):
        return 2.4  # DataBrew Pro 2
    if _HAN_ONE.match(left[-1]) and _HAN_ONE.match(right[0]) and _APART.search(f"{left[-2:]} {right[:2]}"):
        return 0.1  # 今天天气很好 我们去公园: a comma
    if _HAN_ONE.match(left[-1]) or _HAN_ONE.match(right[0]):
        return CLINGS if right[0].isdigit() and left[-1] in _BEFORE_FIGURES else 0.6
    return latin_tie(left, right)


def _is_amount(left: str, right: str) -> bool:
    """25 | min, 5000 | mAh, forty | minutes, May | 31."""
    if _FIGURE_END.search(left):
        return bool(_UNIT.match(right) or (_CHINESE_UNIT.match(right) and not _is_product(left)))
    if _SPELLED_END.search(left):
        return bool(_COUNTED_WORD.match(right))
    return right[0].isdigit() and bool(_MONTH_END.search(left))


def _is_product(left: str) -> bool:
    """Whether the figure at the end belongs to a name before it, not to what follows."""
    return bool(_PRODUCT_END.search(left))


def _parts_a_figure(left: str, right: str) -> bool:
    """Whether a number would lose its unit, its 第 or its power of ten."""
    if right[0].isdigit() and left[-1] == "第":
        return True
    if begun := _UNIT_BEGUN.search(left):
        unit = _CHINESE_UNIT.match(begun.group(1) + right[:4])
        if unit and len(unit.group()) > len(begun.group(1)):
            return True
    if not _CHINESE_FIGURE_END.search(left) or _is_product(left):
        return False
    return bool(_CHINESE_UNIT.match(right)) or (left[-1].isdigit() and right[0] in "多余来几")


def break_cost(before: str, after: str, room: float = float("inf")) -> float:
    """How bad a break is between two texts (infinite: forbidden); lower after punctuation and spaces.

    Brackets that fit the `room` stay in one piece.
    """
    left, right = before.rstrip(), after.lstrip()
    if not left or not right:
        return float("inf")
    cost = _cost_between(left, right, spaced=before != left or after != right)
    return cost + (_INSIDE_BRACKETS if _inside_brackets(left, right, room) else 0.0)


def _cost_between(left: str, right: str, *, spaced: bool) -> float:
    last, first = left[-1], right[0]
    if not spaced and _in_address(left, right):
        return _INSIDE_ADDRESS if left[-1] == "/" or right[0] == "@" else _INSIDE_ADDRESS + 1.0
    if (first in _NOT_FIRST and not _SIGNED.match(right)) or last in _NOT_LAST or "·" in (first, last):
        return float("inf")
    if last in _SENTENCE_END | _PAUSE:
        return 0.0 if last in _SENTENCE_END else 0.1
    return _space_cost(left, right) if spaced else _cost_in_words(left, right)


def _cost_in_words(left: str, right: str) -> float:
    last, first = left[-1], right[0]
    if _parts_a_figure(left, right):
        return _INSIDE_FIGURE
    if first in _PARTICLES or last in _ADVERBS or (last in "约近超逾了到至为达过于在从自" and first.isdigit()):
        return 2.4
    return 0.4 if first in _OPENING else 1.0 if last in _PARTICLES else 1.4


def _in_address(left: str, right: str) -> bool:
    pair = f"{left[-1]}{right[:2]}"
    return pair.isascii() and pair[-1].isalnum() and (left[-1] == "/" or (left[-1].isalnum() and right[0] in ".@?&#"))


def _inside_brackets(left: str, right: str, room: float) -> bool:
    """Whether the break lies in a pair of brackets that a line could hold whole."""
    opened = (left.rfind(opening) for opening, closing in _PAIRS.items() if left.rfind(opening) > left.rfind(closing))
    begin = max(opened, default=-1)
    if begin < 0:
        return False
    end = right.find(_PAIRS[left[begin]])
    return end >= 0 and width_of(left[begin:]) + width_of(right[: end + 1]) <= room


def lines_of(text: str, line_width: float, *, most: int = 2) -> list[str]:
    """Break into as few lines as fit (at most `most`, the last may then be too wide), evenly and where it reads well.

    Widths are those of `width_of`.
    """
    clean = text.strip()
    if width_of(clean) <= line_width * _A_LITTLE_WIDER or most < 2:
        return [clean] if clean else []
    best: tuple[float, int] | None = None
    for place in breaks_of(clean, line_width):
        if place.cost == float("inf"):
            continue
        head, tail = clean[: place.at].strip(), clean[place.at :].strip()
        over = max(width_of(head) - line_width, width_of(tail) - line_width, 0.0)
        uneven = abs(width_of(head) - width_of(tail)) / line_width
        # A line that is a little too long is set a little smaller, which is better than a figure without its unit.
        total = place.cost + 1.6 * uneven + 3 * over + 20 * max(0.0, over - 0.08 * line_width)
        if best is None or total < best[0]:
            best = (total, place.at)
    if best is None:
        return [clean]
    return [clean[: best[1]].strip(), clean[best[1] :].strip()]
