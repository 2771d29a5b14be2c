"""Spoken sentences become subtitles: cut where people pause, timed by the measured words. Pure."""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from datasay.composition.linebreaks import breaks_of, lines_of, tokens_of, width_of
from datasay.composition.subtitle_styles import LOOKS, SubtitleStyle, layout_of
from datasay.composition.ties import CLINGS
from datasay.composition.timeline import Cue, CueWord
from datasay.language.speakable_marks import SUBTITLE_CODE

SHORTEST = 0.7  # seconds a subtitle needs to be read at all
_JOINED_GAP = 0.1  # a shorter gap would flicker; both sides then move by half of it, at most 50 ms
_LEAST_GAP = 0.001  # SRT's grain
_DROPPED_AT_END = "，。、；：,.;: "  # broadcasters leave out what the end of a line says anyway
_LEADING = re.compile(r"^(?:[，。、；：,;:\s]|\.(?!\w))+")  # so they do at the beginning; .5 and .org keep theirs
_FORBIDDEN = 50.0  # the cost of a cut where none should be; brackets without end leave no other
_LATIN_DROPPED_AT_END = " "
_BREATH = 0.12  # seconds of silence between two words: there the speaker paused
_BREATH_GAINS = 0.9
_CUT = 2.2  # how much a bad place to cut weighs beside one more subtitle
_SECOND_LINE = 2.6  # what a second line costs: less than a cut inside a phrase, more than one where it ends


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
    """A part of a sentence that fits on the screen, and its words with their places in it."""

    text: str
    start: float
    end: float
    words: tuple[CueWord, ...] = ()


@dataclass(frozen=True, slots=True)
class _Measure:
    """How much goes on the screen at a time: widths in units of `width_of`."""

    room: float  # a line
    capacity: float  # a subtitle
    usual: float  # more than that costs something
    words: tuple[int, int] | None  # at least and at most so many


def line_width(width: int, height: int, style: SubtitleStyle = SubtitleStyle.PLAIN) -> float:
    """How many Chinese characters fit on a line: about 10 on a tall screen, 22 on a wide one."""
    return math.floor(layout_of(width, height, style).room * 10 + 0.5) / 10


def cues_from_sentences(
    sentences: Sequence[SpokenWords],
    *,
    width: int,
    height: int,
    language: str = "zh-CN",
    style: SubtitleStyle = SubtitleStyle.PLAIN,
    shown: Callable[[str], str] = str,
) -> tuple[Cue, ...]:
    """One or two lines at a time, changing with the voice.

    Edges are at most 50 ms from the sound, except that a cue of less than 0.7 s stays a little longer where there is
    room. Chinese loses commas and full stops at the ends of lines. Nothing overlaps. `shown` is what becomes of a text
    that not every font can show.
    """
    chinese = language.lower().startswith(("zh", "yue", "ja"))
    measure = _measure(width, height, style, chinese=chinese)
    pieces: list[_Piece] = []
    for sentence in sentences:
        pieces += _pieces_of(sentence, measure, shown)
    cues = [_cue(piece, measure.room, chinese=chinese) for piece in pieces]
    return _timed([cue for cue in cues if cue.text and cue.end > cue.start])


def _measure(width: int, height: int, style: SubtitleStyle, *, chinese: bool) -> _Measure:
    room, words = line_width(width, height, style), LOOKS[style].words
    both = room * 2 * 0.92
    if style is SubtitleStyle.BIG:
        both = room * 2 * 0.9 / LOOKS[style].second_line
    # Chinese changes line by line, as on television, unless a clause needs two; English reads better in two.
    return _Measure(room, both, room if chinese else both, words)


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


def _pieces_of(sentence: SpokenWords, measure: _Measure, shown: Callable[[str], str]) -> list[_Piece]:
    said = SUBTITLE_CODE.sub("", sentence.text).replace("-->", "→")  # a player would obey the one, SubRip the other
    said = " ".join(said.split()) if said.isascii() else said.replace("\n", " ")
    text = shown(said)
    if not text.strip():
        return []
    words = _word_offsets(text, sentence.words)
    return _placed(_split(text, measure, _breaths(words)), text, sentence, words)


def _breaths(words: Sequence[tuple[int, SpokenText]]) -> frozenset[int]:
    """The offsets at which a word begins after a pause."""
    return frozenset(
        after for (_, before_word), (after, word) in pairwise(words) if word.start - before_word.end >= _BREATH
    )


def _split(text: str, measure: _Measure, breaths: frozenset[int]) -> list[str]:
    """Cut into parts that fit, with the fewest and best-looking cuts (least cost over all ways)."""
    tokens = tokens_of(text)
    edges = [0, *(token.end for token in tokens)]
    counted = [0]
    for token in tokens:
        counted.append(counted[-1] + any(sign.isalnum() for sign in token.text))
    costs = {place.at: min(_FORBIDDEN, place.cost) for place in breaks_of(text, measure.capacity)}
    cheapest: list[tuple[float, int]] = [(0.0, 0)] + [(float("inf"), 0)] * len(tokens)
    for upto in range(1, len(edges)):
        edge = edges[upto]
        cost = 0.0
        if upto < len(edges) - 1:
            cost = costs[edge]
            cost = max(0.0, cost - _BREATH_GAINS) if _next_letter(text, edge) in breaths and cost < CLINGS else cost
        for begin in range(upto - 1, -1, -1):
            size = width_of(text[edges[begin] : edge].strip().rstrip(_DROPPED_AT_END))
            said = counted[upto] - counted[begin]
            if upto - begin > 1 and (size > measure.capacity or (measure.words and said > measure.words[1])):
                break
            total = cheapest[begin][0] + 1.0 + cost * _CUT + _oddness(size, said, measure)
            if total < cheapest[upto][0]:
                cheapest[upto] = (total, begin)
    cuts = [len(edges) - 1]
    while cuts[-1] > 0:
        cuts.append(cheapest[cuts[-1]][1])
    cuts.reverse()
    parts = [text[edges[a] : edges[b]] for a, b in pairwise(cuts)]
    return [part for part in parts if part.strip()]


def _next_letter(text: str, at: int) -> int:
    """The offset of the next letter or digit: what is heard after a place."""
    return next((place for place in range(at, len(text)) if text[place].isalnum()), len(text))


def _oddness(size: float, said: int, measure: _Measure) -> float:
    """What a part costs by its size: a word or two alone flashes by, two lines are more to read than one."""
    empty = max(0.0, 0.45 - size / measure.usual) * 3.0
    if measure.words is not None:
        empty = 4.0 * max(0, measure.words[0] - said)
    return empty + (_SECOND_LINE if size > measure.usual else 0.0) + max(size - measure.capacity, 0.0)


def _placed(
    parts: Sequence[str], text: str, sentence: SpokenWords, words: Sequence[tuple[int, SpokenText]]
) -> list[_Piece]:
    """Give each part the time of its own words; without words, time goes by the length of the text."""
    pieces: list[_Piece] = []
    begin = 0
    total = max(width_of(text), 0.01)
    length = sentence.end - sentence.start
    for part in parts:
        at = text.index(part, begin)
        stop = at + len(part)
        inside = tuple(
            CueWord(offset - at, min(offset + len(word.text.strip()), stop) - at, word.start, word.end)
            for offset, word in words
            if at <= offset < stop
        )
        if inside:
            pieces.append(_Piece(part, inside[0].start, inside[-1].end, inside))
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


def _cue(piece: _Piece, room: float, *, chinese: bool) -> Cue:
    """The piece as it is shown, its words with their places in that."""
    ending = _DROPPED_AT_END if chinese else _LATIN_DROPPED_AT_END
    broken = lines_of(piece.text.strip().rstrip(ending), room)
    lines = [line for line in (_LEADING.sub("", line).rstrip(ending) for line in broken) if line]
    places: list[int] = []  # where each line begins in the piece
    for line in lines:
        places.append(piece.text.index(line, places[-1] if places else 0))
    words: list[CueWord] = []
    for word in piece.words:
        before = 0
        for line, place in zip(lines, places, strict=True):
            begin, stop = max(word.begin, place), min(word.stop, place + len(line))
            if begin < stop:
                words.append(CueWord(before + begin - place, before + stop - place, word.start, word.end))
            before += len(line) + 1
    text = "\n".join(lines)
    return Cue(piece.start, piece.end, text, tuple(_whole_words(text, words, piece.start, piece.end)))


def _whole_words(text: str, parts: Sequence[CueWord], start: float, end: float) -> Iterator[CueWord]:
    """The words of a subtitle, each with the time of what was measured in it: voices tell of single characters.

    What was not measured shares the time up to the next that was.
    """
    spans = [(token.start, token.end) for token in tokens_of(text) if any(sign.isalnum() for sign in token.text)]
    begins: list[float | None] = []
    for begin, stop in spans:
        begins.append(next((part.start for part in parts if begin < part.stop and part.begin < stop), None))
    known = [start if number == 0 and moment is None else moment for number, moment in enumerate(begins)]
    for number, (begin, stop) in enumerate(spans):
        following = next((place for place in range(number + 1, len(spans)) if known[place] is not None), len(spans))
        moment, until = known[number], known[following] if following < len(spans) else end
        assert moment is not None, "each is known before the next is looked at"
        assert until is not None, "it was looked for"
        if following > number + 1:
            until = moment + (until - moment) / (following - number)
            known[number + 1] = until
        yield CueWord(begin, stop, round(moment, 3), round(until, 3))


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
            timed.append(Cue(round(start, 3), round(end, 3), cue.text, cue.words))
    return tuple(timed)
