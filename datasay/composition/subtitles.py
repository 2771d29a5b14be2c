"""Spoken sentences become subtitles: cut where people pause, timed by the measured words. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from datasay.composition.linebreaks import break_cost, lines_of, tokens_of, width_of
from datasay.composition.timeline import Cue
from datasay.language.speakable_marks import SUBTITLE_CODE

SHORTEST = 0.7  # seconds a subtitle needs to be read at all
_JOINED_GAP = 0.1  # a shorter gap would flicker; both sides then move by half of it, at most 50 ms
_LEAST_GAP = 0.001  # SRT's grain
_DROPPED_AT_END = "，。、；：,.;: "  # broadcasters leave out what the end of a line says anyway
_LEADING = re.compile(r"^(?:[，。、；：,;:\s]|\.(?!\w))+")  # so they do at the beginning; .5 and .org keep theirs
_FORBIDDEN = 50.0  # the cost of a cut where none should be; brackets without end leave no other
_LATIN_DROPPED_AT_END = " "


class SpokenText(Protocol):
    """Text and when it sounds, in seconds."""

    @property
    def text(self) -> str: ...
    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float: ...


class SpokenWords(SpokenText, Protocol):
    """A sentence and its words; words may be missing where an engine cannot tell."""

    @property
    def words(self) -> Sequence[SpokenText]: ...


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a sentence that fits on the screen."""

    text: str
    start: float
    end: float


def line_width(width: int, height: int) -> float:
    """How many Chinese characters fit on a line: about 14 on a tall screen, 22 on a wide one."""
    if width < height:
        return 14.0
    return 16.0 if width == height else 22.0


def cues_from_sentences(
    sentences: Sequence[SpokenWords], *, width: int, height: int, language: str = "zh-CN"
) -> tuple[Cue, ...]:
    """One or two lines at a time, changing with the voice.

    Edges are at most 50 ms from the sound, except that a cue of less than 0.7 s stays a little longer where there is
    room. Chinese loses commas and full stops at the ends of lines. Nothing overlaps.
    """
    room = line_width(width, height)
    # Chinese changes line by line, as on television; English reads better in two.
    chinese = language.lower().startswith(("zh", "yue", "ja"))
    capacity = room if chinese else room * 2 * 0.92
    pieces: list[_Piece] = []
    for sentence in sentences:
        pieces += _pieces_of(sentence, capacity)
    shown = [(piece, _shown(piece.text, room, chinese=chinese)) for piece in pieces]
    return _timed([Cue(piece.start, piece.end, text) for piece, text in shown if text and piece.end > piece.start])


def srt(cues: Sequence[Cue]) -> str:
    """The cues as a SubRip file."""
    blocks = [
        f"{number}\n{_srt_time(cue.start)} --> {_srt_time(cue.end)}\n{_srt_text(cue.text)}\n"
        for number, cue in enumerate(cues, 1)
    ]
    return "\n".join(blocks)


def _srt_time(seconds: float) -> str:
    milliseconds = round(seconds * 1000)
    minutes, rest = divmod(milliseconds, 60_000)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{rest // 1000:02d},{rest % 1000:03d}"


def _srt_text(text: str) -> str:
    # An empty line would end the block, and "-->" start a new one.
    return "\n".join(line.replace("-->", "→") for line in SUBTITLE_CODE.sub("", text).splitlines() if line.strip())


def _pieces_of(sentence: SpokenWords, capacity: float) -> list[_Piece]:
    said = SUBTITLE_CODE.sub("", sentence.text)  # a player would obey it
    text = " ".join(said.split()) if said.isascii() else said.replace("\n", " ")
    parts = _split(text, capacity)
    if len(parts) <= 1:
        return [_Piece(text, sentence.start, sentence.end)]
    return _placed(parts, text, sentence)


def _split(text: str, capacity: float) -> list[str]:
    """Cut into parts of at most `capacity`, with the fewest and best-looking cuts (least cost over all ways)."""
    tokens = tokens_of(text)
    ends = [token.end for token in tokens]
    cheapest: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * len(ends)
    edges = [0, *ends]
    for upto in range(1, len(edges)):
        cost = 0.0
        if upto < len(edges) - 1:
            cost = min(_FORBIDDEN, break_cost(text[: edges[upto]], text[edges[upto] :], capacity))
        for begin in range(upto - 1, -1, -1):
            part = text[edges[begin] : edges[upto]].strip()
            size = width_of(part.rstrip(_DROPPED_AT_END))
            if size > capacity and upto - begin > 1:
                break
            emptiness = max(0.0, 0.45 - size / capacity)  # a word or two alone flashes by
            total = cheapest[begin][0] + 1.0 + cost * 1.5 + emptiness * 3.0 + max(size - capacity, 0.0)
            if total < cheapest[upto][0]:
                cheapest[upto] = (total, begin)
    cuts = [len(edges) - 1]
    while cuts[-1] > 0:
        cuts.append(cheapest[cuts[-1]][1])
    cuts.reverse()
    parts = [text[edges[a] : edges[b]] for a, b in pairwise(cuts)]
    return [part for part in parts if part.strip()]


def _placed(parts: Sequence[str], text: str, sentence: SpokenWords) -> list[_Piece]:
    """Give each part the time of its own words; without words, time goes by the length of the text."""
    offsets = _word_offsets(text, sentence.words)
    pieces: list[_Piece] = []
    begin = 0
    total = max(width_of(text), 0.01)
    length = sentence.end - sentence.start
    for part in parts:
        at = text.index(part, begin)
        stop = at + len(part)
        inside = [word for offset, word in offsets if at <= offset < stop]
        if inside:
            pieces.append(_Piece(part, inside[0].start, inside[-1].end))
        else:
            from_share, to_share = width_of(text[:at]) / total, width_of(text[:stop]) / total
            pieces.append(_Piece(part, sentence.start + length * from_share, sentence.start + length * to_share))
        begin = stop
    pieces[0] = replace(pieces[0], start=sentence.start)
    pieces[-1] = replace(pieces[-1], end=sentence.end)
    return pieces


def _word_offsets(text: str, words: Sequence[SpokenText]) -> list[tuple[int, SpokenText]]:
    """Where each word stands in the text; a word that is not found there (a number read out) takes no place."""
    found: list[tuple[int, SpokenText]] = []
    position = 0
    lowered = text.lower()
    for word in words:
        wanted = word.text.strip().lower()
        at = lowered.find(wanted, position) if wanted else -1
        if at >= 0 and at - position < 40:
            found.append((at, word))
            position = at + len(wanted)
    return found


def _shown(text: str, room: float, *, chinese: bool) -> str:
    ending = _DROPPED_AT_END if chinese else _LATIN_DROPPED_AT_END
    lines = [_LEADING.sub("", line).rstrip(ending) for line in lines_of(text.strip().rstrip(ending), room)]
    return "\n".join(line for line in lines if line)


def _timed(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Join what would flicker, lengthen what is too short to read, and let nothing overlap."""
    timed: list[Cue] = []
    for number, cue in enumerate(cues):
        following = cues[number + 1].start if number + 1 < len(cues) else None
        start = max(cue.start, timed[-1].end + _LEAST_GAP) if timed and cue.start <= timed[-1].end else cue.start
        end = cue.end
        if following is not None and 0 < following - end <= _JOINED_GAP:
            end += (following - end) / 2
        if timed and 0 < cue.start - cues[number - 1].end <= _JOINED_GAP:
            start = timed[-1].end
        if end - start < SHORTEST:
            end = start + SHORTEST if following is None else max(end, min(start + SHORTEST, following - _LEAST_GAP))
        if end > start:
            timed.append(Cue(round(start, 3), round(end, 3), cue.text))
    return tuple(timed)
