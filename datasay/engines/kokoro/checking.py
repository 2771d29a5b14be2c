"""Whether what the model said is fit to be heard: how long, how loud, and, where somebody listens, how clear it is."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from datasay.engines.kokoro.hearing import Ear, wrong_part
from datasay.engines.kokoro.model import SAMPLE_RATE
from datasay.engines.kokoro.phrases import Call
from datasay.engines.kokoro.saying import SaidClause, say_call
from datasay.engines.kokoro.voices import KokoroVoice

_OTHERWISE = (0.94, 1.06)  # paces at which a sentence that failed is said again: the model is never twice wrong alike
_SECONDS_A_SYMBOL = (0.02, 0.16)  # of audible speech; usual are 0.04 to 0.07
_SILENT = 0.01  # of full scale: the loudest moment of what is no speech
_CLEAR = 0.75  # of what was written is heard so; below, it is said again
_FEW = 4  # syllables or words of which a recogniser makes what it likes


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was said, what is wrong with it, and the share of it that was heard as it was written, if anybody heard."""

    said: list[SaidClause]
    faults: tuple[str, ...]
    clarity: float | None

    @property
    def passes(self) -> bool:
        """Whether it may be heard."""
        return not self.faults and (self.clarity is None or self.clarity >= _CLEAR)

    @property
    def worth(self) -> tuple[int, float]:
        """More is better."""
        return -len(self.faults), 1.0 if self.clarity is None else self.clarity


async def say_well(call: Call, voice: KokoroVoice, text: str, ear: Ear | None) -> Attempt:
    """The call, said again when it fails, at another pace; the best of what was said. `text`: that of the units."""
    best = await _attempt(call, voice, 1.0, text, ear)
    for haste in _OTHERWISE:
        if best.passes:
            break
        again = await _attempt(call, voice, haste, text, ear)
        best = max(best, again, key=lambda one: one.worth)
    return best


async def _attempt(call: Call, voice: KokoroVoice, haste: float, text: str, ear: Ear | None) -> Attempt:
    said = await asyncio.to_thread(say_call, call, voice, haste)
    return Attempt(said, faults_of(said), await _clarity(call, said, text, ear) if ear is not None else None)


def faults_of(said: Sequence[SaidClause]) -> tuple[str, ...]:
    """What is wrong with the sound of clauses: clipped, silent, too short or too long."""
    found = set()
    for each in said:
        level = np.abs(each.samples)
        loudest = float(level.max(initial=0.0))
        if loudest > 1.0:
            found.add("clipped")
        if loudest < _SILENT:
            found.add("silent")
            continue
        audible = np.flatnonzero(level > 0.02 * loudest)
        seconds = float(audible[-1] - audible[0]) / SAMPLE_RATE / max(1, sum(len(u.symbols) for u in each.clause.units))
        if not _SECONDS_A_SYMBOL[0] <= seconds <= _SECONDS_A_SYMBOL[1]:
            found.add("length")
    return tuple(sorted(found))


async def _clarity(call: Call, said: Sequence[SaidClause], text: str, ear: Ear) -> float | None:
    """The share heard as written; None for what is too short, or in two languages, of which a recogniser knows one."""
    languages = call.languages
    units = [unit for clause in call.clauses for unit in clause.units]
    if len(languages) != 1 or len(units) < _FEW:
        return None
    [language] = languages
    heard = await ear.hear(np.concatenate([each.samples for each in said]), language)
    if heard is None:
        return None
    written = text[units[0].start : units[-1].end]
    return round(max(0.0, 1.0 - wrong_part(written, heard, language)), 3)
