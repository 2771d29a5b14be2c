"""Soft sounds for what happens in the picture: a sweep for a new part, a page, a tick for the next item, a chime."""

import wave
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from datasay.composition.instruments import BELL, MARIMBA, RATE, Mono, noise_burst
from datasay.composition.timeline import Effect, EffectKind

Stereo = NDArray[np.float32]

_PIECE = 20.0  # seconds written at a time, so that half an hour needs no more memory than a minute


# Peaks, beside a speech that peaks near 0.5: to be felt rather than noticed.
_LEVELS = {EffectKind.SWEEP: 0.075, EffectKind.PAGE: 0.06, EffectKind.TICK: 0.07, EffectKind.CHIME: 0.06}


def write_effects(path: Path, effects: Sequence[Effect], seconds: float) -> None:
    """A stereo WAV (24 kHz, 16 bit) of `seconds` with all of them; what would lie before its beginning is cut."""
    total = round(seconds * RATE)
    laid = sorted((round((effect.at - _lead(effect.kind)) * RATE), effect.kind) for effect in effects)
    with path.open("wb") as opened, wave.open(opened, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for first in range(0, total, round(_PIECE * RATE)):
            piece = np.zeros((min(round(_PIECE * RATE), total - first), 2), np.float32)
            for start, kind in laid:
                _lay(piece, effect_sound(kind), start - first)
            file.writeframes(np.round(np.clip(piece, -1, 1) * 32767).astype("<i2").tobytes())


def _lay(piece: Stereo, sound: Stereo, start: int) -> None:
    skipped = max(0, -start)
    room = piece[max(start, 0) : max(start, 0) + max(0, len(sound) - skipped)]
    room += sound[skipped : skipped + len(room)]


def _lead(kind: EffectKind) -> float:
    return 0.34 if kind is EffectKind.SWEEP else 0.0


@cache
def effect_sound(kind: EffectKind) -> Stereo:
    """The sound itself, at the level it is mixed with."""
    sound = _MADE[kind]()
    return np.asarray(sound * (_LEVELS[kind] / float(np.abs(sound).max())), np.float32)


def _sweep() -> Stereo:
    """Air that comes nearer and passes from left to right: low, then higher, then low again."""
    sound = np.zeros((round(1.0 * RATE), 2), np.float32)
    layers = ((180, 520, 0.0, 1.0), (380, 1100, 0.08, 0.8), (800, 2400, 0.16, 0.42), (1800, 4200, 0.22, 0.10))
    for number, (low, high, begins, level) in enumerate(layers):
        air = noise_burst(low, high, 0.8 - begins, 0.34 - begins, 7.5, seed=40 + number)
        _pan(sound, air, begins, level, -0.5, 0.5)
    return sound


def _page() -> Stereo:
    """Paper: two brushes, the second softer."""
    sound = np.zeros((round(0.5 * RATE), 2), np.float32)
    for number, (begins, level) in enumerate(((0.0, 1.0), (0.09, 0.6))):
        _pan(sound, noise_burst(700, 3000, 0.3, 0.05, 22, seed=60 + number), begins, level, 0.35, -0.25)
    return sound


def _tick() -> Stereo:
    """A small wooden bar, struck softly."""
    sound = np.zeros((round(0.6 * RATE), 2), np.float32)
    _pan(sound, _ending(MARIMBA.note(81, 0.3), 0.55), 0.0, 1.0, 0.1, 0.1)
    return sound


def _chime() -> Stereo:
    """A fifth and its octave, one after the other."""
    sound = np.zeros((round(2.6 * RATE), 2), np.float32)
    for number, pitch in enumerate((74, 81, 86)):
        _pan(sound, _ending(BELL.note(pitch, 2.0), 2.2), 0.11 * number, 0.8**number, -0.3 + 0.3 * number, 0.0)
    return sound


_MADE: dict[EffectKind, Callable[[], Stereo]] = {
    EffectKind.SWEEP: _sweep, EffectKind.PAGE: _page, EffectKind.TICK: _tick, EffectKind.CHIME: _chime,
}  # fmt: skip


def _ending(note: Mono, seconds: float) -> Mono:
    """Cut to a length, without a corner."""
    cut = note[: round(seconds * RATE)].copy()
    fade = min(len(cut), RATE // 8)
    cut[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return cut


def _pan(sound: Stereo, note: Mono, begins: float, level: float, start: float, end: float) -> None:
    """Lay a note that moves from one side (−1 is left) towards the other."""
    at = round(begins * RATE)
    note = note[: len(sound) - at]
    angle = (np.linspace(start, end, len(note)) + 1) * np.pi / 4
    sound[at : at + len(note), 0] += note * level * np.cos(angle)
    sound[at : at + len(note), 1] += note * level * np.sin(angle)
