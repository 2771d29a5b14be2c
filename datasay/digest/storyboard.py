"""Where a script changes the picture: scenes of a few seconds that end where a speaker draws breath."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from datasay.digest.passages import join
from datasay.language.breath import draw_breath
from datasay.language.pace import speech_seconds
from datasay.language.words import CJK, Kind, read_words

SHORTEST_SECONDS, LONGEST_SECONDS = 4.0, 7.0  # a scene that feels neither hasty nor slow
_TOO_SHORT, _TOO_LONG = 2.5, 9.0

_CHINESE_BREAK = re.compile(
    r"(?:[。！？]\"|(?:[，；：。！？!?…]|——|[,;:](?=\s|[\u3400-\u9fff“]))[”’」』）)\]]*)\s*"  # straight ones close here
)
_ENGLISH_BREAK = re.compile(
    r"(?:[,;:][”\"’')\]]*|\s—|[!?…]+[”\"’')\]]*|(?<=[a-z\d]{2})(?<!\bMrs)(?<!\bMr)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bJr)\.[”\"’')\]]*(?=\s+[“\"‘']?[A-Z]|\s*$))(?:\s+|$)"
)
_SENTENCE_END = re.compile(r"[.!?。！？…][”’」』\"')）\]]*\s*$")
_STRONG = re.compile(r"(?:[；;：:]|—)[”’」』\"')）\]]*\s*$")
_DANGLING = re.compile(r"(?:的|和|与|或|、)[，,]\s*$|(?:如果|虽然|尽管|因为|由于|当)[^，]{1,8}，$")
_MEASURE = re.compile(
    r"(?:\d|[一二两三四五六七八九十百千万亿])\s*(小时|分钟|公里|毫米|厘米|公斤|平方米|度|元|米|天|年|岁|倍|人|%|℃|percent|hours?|minutes?|days?|miles?|kilomet(?:er|re)s?|degrees?)"
)
_SAYS = re.compile(r"(?:说|道|问|喊|答|写道|\b(?:said|says|asked|wrote))(?:[，：,:]\s*|\s+)$")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence or two of the script, and how far the source lies from what was said before.

    `turn` is 0.0 for the next sentence of a paragraph, 1.2 for a new paragraph, 2.0 where something was left out.
    """

    text: str
    turn: float = 0.0


@dataclass(frozen=True, slots=True)
class _Clause:
    text: str
    seconds: float
    break_cost: float  # of changing the picture after it
    turn: float


def cut_scenes(stretches: Sequence[Stretch], *, chinese: bool) -> list[str]:
    """The narration of each scene, in order; together they are exactly the words of the stretches."""
    clauses = [clause for stretch in stretches for clause in _clauses(stretch, chinese=chinese)]
    costs = [0.0] + [float("inf")] * len(clauses)
    cuts = [0] * (len(clauses) + 1)
    for end in range(1, len(clauses) + 1):
        seconds = inside = 0.0
        for start in range(end - 1, -1, -1):
            clause = clauses[start]
            seconds += clause.seconds
            if start < end - 1:
                inside += 0.35 if clause.break_cost == 0 else 0.0
            cost = costs[start] + _length_cost(seconds) + inside + clauses[end - 1].break_cost
            if cost < costs[end]:
                costs[end], cuts[end] = cost, start
            if seconds > 2 * _TOO_LONG:
                break
            inside += clause.turn
    scenes: list[str] = []
    end = len(clauses)
    while end > 0:
        text = ""
        for clause in clauses[cuts[end] : end]:
            text = join(text, clause.text.strip())
        scenes.append(text)
        end = cuts[end]
    return scenes[::-1]


def _length_cost(seconds: float) -> float:
    if seconds < _TOO_SHORT:
        return 4.5 + (_TOO_SHORT - seconds) * 4
    if seconds < SHORTEST_SECONDS:
        return (SHORTEST_SECONDS - seconds) * 2
    if seconds <= LONGEST_SECONDS:
        return abs(seconds - 5.4) * 0.15
    if seconds <= _TOO_LONG:
        return (seconds - LONGEST_SECONDS) * 1.6
    return 3.2 + (seconds - _TOO_LONG) * 3


def _clauses(stretch: Stretch, *, chinese: bool) -> list[_Clause]:
    pattern = _CHINESE_BREAK if chinese else _ENGLISH_BREAK
    texts: list[str] = []
    place = 0
    for match in pattern.finditer(stretch.text):
        if match.end() > place:
            texts.append(stretch.text[place : match.end()])
            place = match.end()
    if place < len(stretch.text):
        texts.append(stretch.text[place:])
    clauses: list[_Clause] = []
    open_quotes = 0
    pieces = [piece for text in texts for piece in _breathable(text, chinese=chinese)]
    for place, (piece, forced) in enumerate(pieces):
        open_quotes += sum(piece.count(mark) for mark in "“「『") - sum(piece.count(mark) for mark in "”」』")
        cost = _break_cost(piece, forced=forced) + (0.8 if open_quotes > 0 else 0.0)
        if cost > 0 and place + 1 < len(pieces):
            cost += _bond(piece, pieces[place + 1][0])
        seconds = speech_seconds(piece, chinese=chinese)
        clauses.append(_Clause(piece, seconds, cost, 0.0 if clauses else stretch.turn))
    return clauses


def _bond(text: str, following: str) -> float:
    """How closely two clauses of one sentence belong together beyond what the mark between them says."""
    bond = 1.5 if _DANGLING.search(text) else 0.0
    words = read_words(following)
    if not any(word.kind in {Kind.VERB, Kind.ADJECTIVE, Kind.IDIOM} for word in words) and CJK.search(following):
        bond += 1.0  # one more member of a list
    if _is_listed(text, following):
        bond += 4.0
    if set(_MEASURE.findall(text)) & set(_MEASURE.findall(following)):
        bond += 3.5  # two figures of one unit are a comparison
    if re.match(r"(?:or|and any|as well as|而是|或)\b", following, re.IGNORECASE):
        bond += 0.8
    return bond


def _is_listed(text: str, following: str) -> bool:
    """Whether one more member of an English list follows: Germany, | Austria, | Slovakia."""
    words = [word for word in read_words(following) if word.kind not in {Kind.MARK, Kind.SPACE}]
    named = 0 < len(words) <= 4 and all(
        word.kind in {Kind.NOUN, Kind.NAME, Kind.ADJECTIVE, Kind.NUMBER, Kind.DETERMINER, Kind.CONJUNCTION}
        for word in words
    )
    return named and text.rstrip().endswith(",") and not CJK.search(following)


def _break_cost(text: str, *, forced: bool) -> float:
    if forced:
        return 3.0
    if _SENTENCE_END.search(text):
        return 0.0
    if _SAYS.search(text):
        return 2.5
    return 0.6 if _STRONG.search(text) else 1.3


def _breathable(text: str, *, chinese: bool) -> list[tuple[str, bool]]:
    """The clause, or its pieces when it is too long for one picture; each with whether it ends without a mark."""
    if speech_seconds(text, chinese=chinese) <= LONGEST_SECONDS + 0.5:
        return [(text, False)]
    parts = draw_breath(text, chinese=chinese)
    return [(part, place + 1 < len(parts)) for place, part in enumerate(parts)]
