"""Saying a call: with one voice, and words in another language with the voice's partner, in the same breath."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datasay.engines.kokoro.model import MOST_TOKENS, SAMPLE_RATE, Sounding, sound
from datasay.engines.kokoro.phrases import Call, Clause
from datasay.engines.kokoro.voices import VOICES, KokoroVoice

_EARLY = round(0.045 * SAMPLE_RATE)  # sound comes before the token's own time
_FADE = round(0.020 * SAMPLE_RATE)
_BEFORE, _BEHIND, _CUT = 2640, 360, 240  # samples around the time of a word in which it is cut from the one before
_WINDOW = SAMPLE_RATE // 200  # 5 ms
_SILENT, _LEAST_SILENT = 10 ** (-38 / 20), 7  # of the loudest, and windows: what is a silence within speech
_MARK = "; "  # around a phrase in another language: at some commas a voice makes no pause
_FAINT, _ROOM = 10 ** (-40 / 20), (2, 6)  # of the loudest, and windows around: what is kept of a foreign word
_SOON = 4  # frames of the last mark at most: usual are 8, all silence
_QUIET = 0.01  # what is softer does not count for how loud a voice is


@dataclass(frozen=True, slots=True)
class SaidClause:
    """The sound of a clause, and the sample of it at which each of its units begins."""

    clause: Clause
    samples: NDArray[np.float32]
    begins: list[int]


@dataclass(slots=True)
class _Written:
    """A call as symbols: where each clause's units and its mark stand."""

    symbols: str
    units: list[list[int]]
    marks: list[int]


def say_call(call: Call, voice: KokoroVoice, haste: float = 1.0, *, soon: bool = False) -> list[SaidClause]:
    """Say it; one piece of sound for each clause, cut in the pauses between them. Blocks for seconds.

    `haste`: how much faster than usual, within what the model's own speed does well: 0.85 to 1.3.
    `soon`: with less of the silence that the model makes at the end.
    """
    main, other = voice, VOICES[voice.partner]
    counted = call.languages
    if counted.get(other.language, 0) > counted.get(main.language, 0):
        main, other = other, main
    written = _written(call)
    if len(written.symbols) > MOST_TOKENS:
        return [said for clause in call.clauses for said in say_call(Call([clause]), voice, haste, soon=soon)]
    said = _said(written, main, haste, soon=soon)
    if other.language in counted:
        apart = _written(call, other.language)
        said = _spliced(call, (written, said), (apart, _said(apart, other, haste, soon=soon)), other.language)
    return _cut(call, written, said)


def without_the_first(said: Sequence[SaidClause], count: int) -> list[SaidClause]:
    """What was said, without its first units: those were heard before, and are in it for the others' sake."""
    left: list[SaidClause] = []
    for each in said:
        units = each.clause.units
        if count >= len(units):
            count -= len(units)
            continue
        if count:
            begin = _quietest(each.samples, each.begins[count])
            rest = Clause(each.clause.sentence, units[count:], each.clause.mark, each.clause.pause)
            begins = [max(at - begin, 0) for at in each.begins[count:]]
            left.append(SaidClause(rest, each.samples[begin:], begins))
            count = 0
        else:
            left.append(each)
    return left


def _written(call: Call, apart: str = "") -> _Written:
    """The symbols of a call; `apart`: what is in this language stands between marks, and is said as a phrase."""
    symbols, units, marks = "", [], []
    for clause in call.clauses:
        places = []
        before = ""
        for unit in clause.units:
            if before and apart in (unit.language, before) and unit.language != before:
                symbols = symbols.rstrip(" ") + _MARK
            before = unit.language
            places.append(len(symbols))
            symbols += unit.symbols + ("" if unit.tied else " ")
        symbols = symbols.rstrip(" ")
        marks.append(len(symbols))
        symbols += clause.mark + " "
        units.append(places)
    return _Written(symbols.rstrip(" "), units, marks)


def _said(written: _Written, voice: KokoroVoice, haste: float, *, soon: bool = False) -> Sounding:
    end = len(written.symbols)
    limits = {end - 1: _SOON} if soon else {}
    made = sound(written.symbols, voice.info.platform_id, pace=voice.pace * haste, limits=limits)
    return Sounding(made.samples * np.float32(voice.gain), made.places)


def _spliced(call: Call, main: tuple[_Written, Sounding], apart: tuple[_Written, Sounding], language: str) -> Sounding:
    """What is in the other language, as the other voice said it in the same sentence: so both keep the context."""
    (written, said), (parted, other) = main, apart
    pieces: list[NDArray[np.float32]] = []
    places = said.places.copy()
    louder = np.float32(_level(said.samples) / max(_level(other.samples), 1e-6))
    end = length = 0
    for (first, last), (there, until) in zip(
        _foreign(call, written, language), _foreign(call, parted, language), strict=True
    ):
        begin, stop = (_quietest(said.samples, int(said.places[at]) - _EARLY) for at in (first, last))
        begin, stop = max(begin, end), max(stop, begin, end)
        sounds = _audible(parted, other, there, until)
        pieces += [said.samples[end:begin], other.samples[sounds] * louder]
        length += begin - end
        each = other.places[there : there + last - first]
        places[first:last] = np.minimum(each, sounds.stop) - sounds.start + length
        places[first] = length + _EARLY  # here it is known where the sound begins
        length += sounds.stop - sounds.start
        places[last:] = said.places[last:] - stop + length
        places[last] = length + _EARLY
        end = stop
    pieces.append(said.samples[end:])
    return Sounding(_joined(pieces), places)


def _audible(written: _Written, said: Sounding, first: int, last: int) -> slice:
    """The samples in which these symbols, between marks, are heard: without the silence of the marks."""
    around = first - len(_MARK), last - (len(_MARK) if written.symbols[:last].endswith(_MARK) else 0)
    at = [int(said.places[min(max(one, 0), len(said.places) - 1)]) - _EARLY for one in (*around, around[1] + 2)]
    before = at[0] if around[0] >= 0 else at[0] - 3 * _EARLY  # nothing is before the first word but silence
    begin = _stillest(said.samples, before, int(said.places[first]) - _EARLY)
    end = max(begin, _stillest(said.samples, at[1], at[2]))
    count = (end - begin) // _WINDOW
    level = np.sqrt(np.mean(said.samples[begin : begin + count * _WINDOW].reshape(count, _WINDOW) ** 2, axis=1))
    heard = np.flatnonzero(level > level.max(initial=0.0) * _FAINT)
    if not len(heard):
        return slice(begin, end)
    return slice(
        max(begin, begin + int(heard[0] - _ROOM[0]) * _WINDOW), min(end, begin + int(heard[-1] + _ROOM[1]) * _WINDOW)
    )


def _quietest(samples: NDArray[np.float32], place: int) -> int:
    """Where to cut between two words, the second of which is told to begin here: s and sh begin well before."""
    return _stillest(samples, place - _BEFORE, place + _BEHIND)


def _stillest(samples: NDArray[np.float32], first: int, last: int) -> int:
    """The quietest place between two."""
    first, last = max(0, first), min(last + _CUT, len(samples))
    if last - first <= _CUT:
        return min(first, len(samples))
    near = samples[first:last].astype(np.float64)
    return first + int(np.argmin(np.convolve(near * near, np.ones(_CUT), "valid"))) + _CUT // 2


def _foreign(call: Call, written: _Written, language: str) -> list[tuple[int, int]]:
    """The symbols of each run in this language: the first, and the one behind the last."""
    runs: list[tuple[int, int]] = []
    for clause, places, mark in zip(call.clauses, written.units, written.marks, strict=True):
        ends = [*places[1:], mark]
        for unit, begin, end in zip(clause.units, places, ends, strict=True):
            if unit.language != language:
                continue
            if runs and runs[-1][1] == begin:
                runs[-1] = (runs[-1][0], end)
            else:
                runs.append((begin, end))
    return runs


def _joined(pieces: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Pieces one after another, each begun and ended softly over the seam; the length stays the sum of theirs."""
    whole = np.concatenate(pieces)
    place = 0
    for piece in pieces[:-1]:
        place += len(piece)
        reach = min(_FADE // 2, place, len(whole) - place)
        dip = np.abs(np.linspace(-1.0, 1.0, 2 * reach, dtype=np.float32)) if reach else np.empty(0, np.float32)
        whole[place - reach : place + reach] *= dip
    return whole


def _level(samples: NDArray[np.float32]) -> float:
    loud = samples[np.abs(samples) > _QUIET]
    return float(np.sqrt(np.mean(loud * loud))) if len(loud) else 0.0


def _cut(call: Call, written: _Written, said: Sounding) -> list[SaidClause]:
    """The sound parted in the silence at each mark; clauses between which there is none stay in one breath."""
    found: list[SaidClause] = []
    begin = 0
    waiting: list[tuple[Clause, list[int]]] = []
    for number, (clause, places) in enumerate(zip(call.clauses, written.units, strict=True)):
        waiting.append((clause, places))
        last = number + 1 == len(call.clauses)
        mark = written.marks[number]
        end = len(said.samples) if last else _silence(said, mark)
        if end is None and call.clauses[number + 1].sentence != clause.sentence:
            end = int(said.places[mark])
        if end is not None:
            begins = [int(said.places[at]) - _EARLY - begin for _, several in waiting for at in several]
            units = [unit for each, _ in waiting for unit in each.units]
            whole = Clause(clause.sentence, units, clause.mark, clause.pause)
            found.append(SaidClause(whole, said.samples[begin:end], [min(max(at, 0), end - begin) for at in begins]))
            begin, waiting = end, []
    return found


def _silence(said: Sounding, mark: int) -> int | None:
    """The middle of the longest silence around a mark; None when there is none to speak of."""
    first = max(0, int(said.places[mark]) - 2 * _EARLY)
    last = int(said.places[min(mark + 2, len(said.places) - 1)])
    count = (last - first) // _WINDOW
    level = np.sqrt(np.mean(said.samples[first : first + count * _WINDOW].reshape(count, _WINDOW) ** 2, axis=1))
    loudest = float(np.sqrt(np.mean(said.samples**2))) * 4
    quiet = [*(level < loudest * _SILENT), False]
    best, run = (0, 0), 0
    for place, soft in enumerate(quiet):
        if soft:
            run += 1
            continue
        best, run = max(best, (run, place)), 0
    length, end = best
    return first + (end * 2 - length) * _WINDOW // 2 if length >= _LEAST_SILENT else None
