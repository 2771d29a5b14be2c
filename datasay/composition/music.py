"""A quiet bed of music made by arithmetic: soft chords, a few plucked notes, the same for the same seed."""

import asyncio
import math
import random
import wave
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 48000
MOODS = ("calm", "warm", "bright")

_BARS = 24  # one turn; it ends where it began, so that playing it again makes no seam
_LEVEL = 0.25  # peak of the finished file, far from full scale; the mix decides the loudness
_PLUCKED_FROM = 62  # MIDI number
_DITHER = 1 / 32768

Stereo = NDArray[np.float32]
Mono = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Mood:
    """Key (MIDI number of the tonic), chords as steps of the scale, speed and brightness."""

    tonic: int
    scale: tuple[int, ...]
    progressions: tuple[tuple[int, ...], ...]
    bar_seconds: float
    brightness: float  # share of each higher partial


_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_MINOR = (0, 2, 3, 5, 7, 8, 10)
_CHARACTER = {
    "calm": _Mood(50, _MAJOR, ((0, 4, 5, 3), (0, 2, 5, 3), (0, 3, 0, 4)), 4.0, 0.42),
    "warm": _Mood(45, _MINOR, ((0, 5, 2, 6), (0, 3, 5, 4), (0, 6, 5, 6)), 4.4, 0.36),
    "bright": _Mood(55, _MAJOR, ((0, 4, 5, 3), (3, 0, 4, 5), (0, 5, 3, 4)), 3.4, 0.5),
}


async def compose_bed(path: Path, *, duration: float, seed: int, mood: str = "calm") -> Path:
    """Write a stereo WAV (48 kHz, 16 bit) of `duration` seconds, or of one turn of about 90 s when that is shorter.

    Played again and again, a whole turn has no seam; `render` repeats music by itself. The same seed and mood give
    the same bytes. Raises ValueError for an unknown mood.
    """
    if mood not in _CHARACTER:
        raise ValueError(f"There is no mood {mood!r}. Known: {', '.join(MOODS)}.")
    await asyncio.to_thread(_write, path, duration, seed, _CHARACTER[mood])
    return path


def _write(path: Path, duration: float, seed: int, mood: _Mood) -> None:
    whole = _BARS * mood.bar_seconds
    bars = _BARS if duration >= whole else max(1, math.ceil(duration / mood.bar_seconds))
    sound = _turn(random.Random(seed), mood, bars)  # noqa: S311  music, not secrets
    if duration < whole:
        sound = sound[: max(1, round(duration * SAMPLE_RATE))]
    peak = max(float(sound.max()), -float(sound.min())) or 1.0
    noise = np.random.default_rng(seed)
    _pad.cache_clear()
    _pluck.cache_clear()
    # Opened by us: where the folder has gone with a revoked task, wave's own half-made writer would complain later.
    with path.open("wb") as opened, wave.open(opened, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        for first in range(0, len(sound), SAMPLE_RATE):  # a second at a time, so that no copy of the whole is made
            part = sound[first : first + SAMPLE_RATE]
            dither = noise.triangular(-_DITHER, 0, _DITHER, part.shape)
            file.writeframes(np.round((part * (_LEVEL / peak) + dither) * 32767).astype("<i2").tobytes())


def _turn(chance: random.Random, mood: _Mood, bars: int) -> Stereo:
    """All bars; what rings on after the last one is laid over the first."""
    bar_samples = round(mood.bar_seconds * SAMPLE_RATE)
    length = bars * bar_samples
    sound: Stereo = np.zeros((length, 2), np.float32)
    progression: tuple[int, ...] = mood.progressions[0]
    for bar in range(bars):
        if bar % 4 == 0:
            progression = chance.choice(mood.progressions)
        degree = progression[bar % 4]
        chord = [_pitch(mood, degree + step) for step in (0, 2, 4, 6 if chance.random() < 0.4 else 7)]
        start = bar * bar_samples
        _lay(sound, start, _pad(chord[0] - 12, mood), 0.0, 0.16)
        for number, pitch in enumerate(_near(chord[1:], mood)):
            _lay(sound, start, _pad(pitch, mood), (-0.45, 0.4, 0.1)[number], 0.10)
        for beat in _pattern(chance):
            # Two octaves from the middle up: lower would cover the voice, higher would be sharp.
            pitch = _PLUCKED_FROM + (chance.choice(chord) + 12 * chance.choice((1, 2)) - _PLUCKED_FROM) % 24
            at = start + round(beat * bar_samples / 8) + chance.randrange(0, 480)  # a player is never exact
            _lay(sound, at, _pluck(pitch, mood), chance.uniform(-0.6, 0.6), chance.uniform(0.05, 0.085))
    return _room(sound)


def _pitch(mood: _Mood, degree: int) -> int:
    octave, step = divmod(degree, 7)
    return mood.tonic + 12 * octave + mood.scale[step]


def _near(pitches: list[int], mood: _Mood) -> list[int]:
    """Bring the upper voices into one octave around the middle, so that chords flow instead of jumping."""
    lowest = mood.tonic + 5
    return [lowest + (pitch - lowest) % 12 for pitch in pitches]


def _pattern(chance: random.Random) -> list[int]:
    """The eighths of a bar on which a note is plucked: few, and rarely the first."""
    return sorted(chance.sample(range(8), chance.choice((2, 3, 3, 4))))


def _lay(sound: Stereo, start: int, note: Mono, pan: float, level: float) -> None:
    """Add a note at a place between left (−1) and right (1), going round the end."""
    angle = (pan + 1) * math.pi / 4
    both = note[:, None] * np.array([level * math.cos(angle), level * math.sin(angle)], np.float32)
    length = len(sound)
    position = start % length
    while len(both):
        part = both[: length - position]
        sound[position : position + len(part)] += part
        both, position = both[len(part) :], 0


def _frequency(pitch: float) -> float:
    return float(440.0 * 2 ** ((pitch - 69) / 12))


@lru_cache(maxsize=24)  # a chord comes back every few bars; at 48 kHz a note is a megabyte
def _pad(pitch: int, mood: _Mood) -> Mono:
    """A swelling tone of three slightly different voices that reaches over into the next bar."""
    seconds = mood.bar_seconds * 1.5
    time = _clock(seconds)
    tone = np.zeros_like(time)
    for cents in (-5.0, 0.0, 4.0):
        base = _frequency(pitch + cents / 100)
        for partial in (1, 2, 3, 4):
            tone += np.sin(2 * np.pi * base * partial * time + partial * cents, dtype=np.float32) * np.float32(
                mood.brightness ** (partial - 1) / 3
            )
    rise, fall = mood.bar_seconds * 0.4, mood.bar_seconds * 0.75
    return np.asarray(tone * _swell(time, seconds, rise, fall), np.float32)


def _swell(time: Mono, seconds: float, rise: float, fall: float) -> Mono:
    up = np.clip(time / rise, 0, 1)
    down = np.clip((seconds - time) / fall, 0, 1)
    shape = (0.5 - 0.5 * np.cos(np.pi * up)) * (0.5 - 0.5 * np.cos(np.pi * down))
    return np.asarray(shape, np.float32)


def _clock(seconds: float) -> Mono:
    return np.arange(round(seconds * SAMPLE_RATE), dtype=np.float32) / np.float32(SAMPLE_RATE)


@lru_cache(maxsize=24)
def _pluck(pitch: int, mood: _Mood) -> Mono:
    """A soft mallet: higher partials die sooner, nothing begins or ends abruptly."""
    seconds = 2.8
    time = _clock(seconds)
    tone = np.zeros_like(time)
    for partial in (1, 2, 3, 5):
        fading = np.exp(-time * np.float32(1.5 + 1.1 * partial))
        strength = np.float32(mood.brightness ** (partial - 1))
        tone += fading * strength * np.sin(2 * np.pi * _frequency(pitch) * partial * time, dtype=np.float32)
    return np.asarray(tone * _swell(time, seconds, 0.012, 0.6), np.float32)


def _room(sound: Stereo) -> Stereo:
    """A little space: a few crossed, darkened echoes, going round the end like everything else."""
    dark: Stereo = sound + np.roll(sound, 1, axis=0)
    dark += np.roll(sound, 2, axis=0)
    for seconds, level in ((0.067, 0.22), (0.113, 0.18), (0.181, 0.14), (0.293, 0.10), (0.463, 0.07)):
        delay = round(seconds * SAMPLE_RATE) % len(sound)
        sound[delay:] += np.float32(level / 3) * dark[: len(sound) - delay, ::-1]
        sound[:delay] += np.float32(level / 3) * dark[len(sound) - delay :, ::-1]
    return sound
