"""How Chinese, Latin and mixed text is spaced and broken into even lines."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import rjieba

Advance = Callable[[str], float]  # a character's own width in em

# Kinsoku: what may not begin a line, and what may not end one.
_NEVER_FIRST = frozenset("，。、；：？！）》」』】〕〉”’…—～·％‰℃,.;:?!)]}%ー々")
_NEVER_LAST = frozenset("（《「『【〔〈“‘([{#¥$￥")
_OPENERS = frozenset("（《「『【〔〈“‘")
_CLOSERS = frozenset("，。、；：）》」』】〕〉”’！？")
_STOPS = frozenset("，。、；：？！,.;:?!—…")
_SCRIPT_GAP = 0.18  # em between Chinese and Latin letters or digits, as the eye wants them apart but together

_PARTICLES = frozenset("的了着过得地们吗呢吧啊前后里中内外时间上下")  # lean on the word before them
_LEANING = frozenset("不没最这那每第很更太把被从向将就都也才再又")  # and these on the one after
_BETWEEN_FIGURES = frozenset("到至年月点比")
_NUMERALS = frozenset("零〇一二两三四五六七八九十百千万亿几")

_UNIT = re.compile(r"(?!(?:in|on|at|of|to|by|and|for|the)\b)[A-Za-zµ°℃][\w²³/]{0,3}(?!\w)")

_SPLIT_WORD = 0.8  # cost of a break inside a word, against 1.0 for a line that is a whole measure too short
_BEFORE_PARTICLE = 0.3
_FROM_ITS_FIGURE = 0.6
_AFTER_STOP = -0.35  # a break after punctuation reads well even when the lines are less even
_LONE_CHARACTER = 0.6


@dataclass(frozen=True, slots=True)
class FittedLines:
    """Lines that fit a box at `size` (pixels per em, or the box's unit); `width` is the widest one's in that unit."""

    lines: tuple[str, ...]
    size: float
    width: float


def is_wide(character: str) -> bool:
    """Whether a character is set on the full em square: Han, kana, hangul and their punctuation."""
    code = ord(character)
    return (
        0x2E80 <= code <= 0x9FFF
        or 0xAC00 <= code <= 0xD7A3
        or 0xF900 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF00 <= code <= 0xFF60
        or 0x20000 <= code <= 0x3FFFF
        or character in "“”‘’…—·"
    )


def place_characters(line: str, advance: Advance, tracking: float = 0.0) -> tuple[tuple[tuple[str, float], ...], float]:
    """Each character with its left edge in em, and the line's width.

    Full-width brackets and stops lose their empty half at the line's ends and beside each other; Chinese and Latin
    stand a little apart. `tracking` is extra space between all characters.
    """
    placed: list[tuple[str, float]] = []
    x = 0.0
    previous = ""
    for character in line:
        full = advance(character) > 0.9
        if not previous and full and character in _OPENERS:
            x -= 0.5
        elif previous:
            x += tracking + _between(previous, character, advance)
        placed.append((character, x))
        x += advance(character)
        previous = character
    if previous in _CLOSERS - {"！", "？"} and advance(previous) > 0.9:
        x -= 0.5
    return tuple(placed), max(x, 0.0)


def _between(left: str, right: str, advance: Advance) -> float:
    if advance(right) > 0.9 and right in _OPENERS and left in _OPENERS | _CLOSERS:
        return -0.5
    if advance(left) > 0.9 and left in _CLOSERS and right in _CLOSERS:
        return -0.5
    latin_meets_han = (is_wide(left) and right.isalnum() and not is_wide(right)) or (
        is_wide(right) and left.isalnum() and not is_wide(left)
    )
    punctuation = _OPENERS | _CLOSERS | frozenset("…—·")
    if latin_meets_han and left not in punctuation and right not in punctuation:
        return _SCRIPT_GAP
    return 0.0


def line_width(line: str, advance: Advance, tracking: float = 0.0) -> float:
    """The width of a line in em, spaced as `place_characters` spaces it."""
    return place_characters(line, advance, tracking)[1]


@dataclass(frozen=True, slots=True)
class _Break:
    at: int  # offset in the text where the next line would begin
    cost: float


@cache
def _word_ends(text: str) -> frozenset[int]:
    ends, offset = set(), 0
    for word in rjieba.cut(text):
        offset += len(word)
        ends.add(offset)
    return frozenset(ends)


def break_places(text: str) -> tuple[tuple[int, float], ...]:
    """Offsets at which a line may begin, each with the cost of breaking there (0 is neutral)."""
    ends = _word_ends(text)
    places: list[tuple[int, float]] = []
    for at, (left, right) in enumerate(pairwise(text), start=1):
        if right in _NEVER_FIRST or right == " " or left in _NEVER_LAST:
            continue
        if left == " ":
            before = text[at - 2] if at > 1 else " "
            if before not in _NEVER_LAST:
                unit = before.isdigit() and _UNIT.match(text, at)
                places.append((at, _FROM_ITS_FIGURE if unit else _AFTER_STOP if before in _STOPS else 0.0))
        elif left in _STOPS and (is_wide(left) or is_wide(right)):
            places.append((at, _AFTER_STOP))
        elif left == "-" and right.isalpha():
            places.append((at, 0.1))
        elif is_wide(left) or is_wide(right):
            joins = (
                right.isdigit() and left in _BETWEEN_FIGURES and text[max(0, at - 2)].isdigit()
            )  # 120到150, 10月17日
            numeral = left.isdigit() or left in _NUMERALS or joins
            leans = right in _PARTICLES or left in _LEANING
            loose = _FROM_ITS_FIGURE if numeral else _BEFORE_PARTICLE if leans else 0.0
            places.append((at, loose if at in ends else _SPLIT_WORD))
    return tuple(places)


def break_evenly(
    text: str, count: int, advance: Advance, tracking: float = 0.0
) -> tuple[tuple[str, ...], float] | None:
    """The text in exactly `count` lines as even as can be, with the cost of it; None when it cannot be so broken."""
    places = [_Break(0, 0.0), *(_Break(at, cost) for at, cost in break_places(text)), _Break(len(text), 0.0)]
    if count > len(places) - 1:
        return None
    target = max(line_width(text, advance, tracking) / count, 0.01)
    # best[i]: cheapest way to have set the text up to places[i] in the lines so far, with where each began
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (0.0, ())}
    for number in range(1, count + 1):
        ending: dict[int, tuple[float, tuple[int, ...]]] = {}
        ends = [len(places) - 1] if number == count else range(1, len(places) - 1)
        for end in ends:
            for start, (cost, path) in best.items():
                if start >= end:
                    continue
                line = text[places[start].at : places[end].at].strip()
                uneven = (line_width(line, advance, tracking) - target) / target
                lone = _LONE_CHARACTER if len(line.strip("".join(_STOPS))) < 2 and count > 1 else 0.0
                total = cost + uneven * uneven + places[end].cost + lone
                if end not in ending or total < ending[end][0]:
                    ending[end] = (total, (*path, start))
        best = ending
    if len(places) - 1 not in best:
        return None
    cost, starts = best[len(places) - 1]
    edges = [places[start].at for start in starts] + [len(text)]
    return tuple(text[left:right].strip() for left, right in pairwise(edges)), cost


def fit_lines(
    text: str,
    width: float,
    height: float,
    advance: Advance,
    *,
    largest: float,
    leading: float = 1.3,
    tracking: float = 0.0,
    most_lines: int = 6,
) -> FittedLines:
    """Break the text so that it is as large as the box allows, evenly and at good places.

    `width`, `height` and `largest` (the size not to exceed) share one unit; `leading` is in em. Any text fits: the
    size falls as far as it must. An empty text gives no lines.
    """
    text = " ".join(text.split())
    if not text:
        return FittedLines((), largest, 0.0)
    chosen: tuple[float, FittedLines] | None = None
    for count in range(1, most_lines + 1):
        broken = break_evenly(text, count, advance, tracking)
        if broken is None:
            continue
        lines, cost = broken
        widest = max(0.01, *(line_width(line, advance, tracking) for line in lines))
        size = min(largest, width / widest, height / (1.0 + (count - 1) * leading))
        # More lines only when they buy size: an ugly break has to be worth it.
        merit = size * (1.0 - 0.3 * max(cost, -0.8)) * (1.0 - 0.06 * count)
        if chosen is None or merit > chosen[0]:
            chosen = (merit, FittedLines(lines, size, widest * size))
    assert chosen is not None  # one line is always possible
    return chosen[1]
