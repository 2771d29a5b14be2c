"""Beds of music played from scores by made instruments: for every mood one, a little different for every seed.

Everything goes round: what rings on after the last bar sounds over the first, and so does the hall. Played again and
again, a bed therefore has no seam.
"""

import asyncio
import random
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from datasay.composition.instruments import BASS, RATE, Mono, noise_burst, soft_drum
from datasay.composition.scores import SCORES, Chord, Score, chord
from datasay.digest.moods import Mood
from datasay.media.ffmpeg import run_ffmpeg

SAMPLE_RATE = RATE

_LEVEL = 0.5  # peak of the file; the mix decides the loudness
_DITHER = 1 / 32768
_PAD_RANGE = (53, 74)  # MIDI numbers: below it is mud, above it is where consonants are
_TUNE_RANGE = 15  # semitones above a score's lowest
_PLAYERS_ARE_LATE = 0.011  # seconds at most, either way

Stereo = NDArray[np.float32]


async def compose_bed(path: Path, *, duration: float, seed: int, mood: Mood = Mood.CALM) -> Path:
    """Write a stereo WAV (24 kHz, 16 bit) of `duration` seconds, or of one turn of about a minute when that is shorter.

    Played again and again, a whole turn has no seam; `render` repeats music by itself. The same seed and mood give
    the same bytes.
    """
    await asyncio.to_thread(_write, path, duration, seed, SCORES[mood])
    return path


async def as_bed(path: Path, target: Path, *, seconds: float) -> Path:
    """Write the first `seconds` of a user's sound as a plain WAV. Raises MediaRejected where there is none in it."""
    plain = ["-map", "0:a:0", "-vn", "-ar", "48000", "-ac", "2", "-c:a", "pcm_s16le", "-f", "wav"]
    await run_ffmpeg(["-t", f"{seconds:.3f}", "-i", path, *plain, target])
    return target


def turn_seconds(mood: Mood) -> float:
    """How long one turn of a bed is."""
    return _turn_samples(SCORES[mood]) / RATE


def _write(path: Path, duration: float, seed: int, score: Score) -> None:
    sound = _turn(random.Random(seed), score)  # noqa: S311  music, not secrets
    sound *= np.float32(_LEVEL / (float(np.abs(sound).max()) or 1.0))
    sound = sound[: max(1, round(duration * RATE))]
    noise = np.random.default_rng(seed)
    # Opened by us: where the folder has gone with a revoked task, wave's own half-made writer would complain later.
    with path.open("wb") as opened, wave.open(opened, "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for first in range(0, len(sound), 10 * RATE):  # some seconds at a time, so that no copy of the whole is made
            part = sound[first : first + 10 * RATE]
            dither = noise.random(part.shape, np.float32) * np.float32(_DITHER)
            file.writeframes(np.round(part * np.float32(32767) + dither * 32767 - 0.5).astype("<i2").tobytes())


@dataclass(frozen=True, slots=True)
class _Tape:
    """Where notes are laid: round and round, in samples."""

    sound: Stereo

    def lay(self, seconds: float, note: Mono, level: float, pan: float = 0.0) -> None:
        """Add a note at a place between left (−1) and right (1)."""
        angle = (pan + 1) * np.pi / 4
        weights = np.array([level * np.cos(angle), level * np.sin(angle)], np.float32)
        length, at, start = len(self.sound), 0, round(seconds * RATE) % len(self.sound)
        while at < len(note):
            part = note[at : at + length - start]
            self.sound[start : start + len(part)] += part[:, None] * weights
            at, start = at + len(part), 0


def _turn_samples(score: Score) -> int:
    wanted = len(score.bars) * score.beats * 60 / score.beats_a_minute * RATE
    return _smooth(wanted)


def _smooth(wanted: float) -> int:
    """The nearest number of samples with small factors only: the hall is a Fourier transform of the whole turn."""
    candidates = (2**a * 3**b * 5**c for a, b, c in product(range(8, 22), range(4), range(4)))
    return int(min(candidates, key=lambda count: abs(count - wanted)))


def _turn(chance: random.Random, score: Score) -> Stereo:
    """The whole bed once."""
    samples = _turn_samples(score)
    tape = _Tape(np.zeros((samples, 2), np.float32))
    chords = [chord(name) for name in score.bars]
    bar = samples / RATE / len(chords)
    _play_pad(tape, score, chords, bar)
    _play_bass(tape, score, chords, bar, chance)
    _play_figure(tape, score, chords, bar, chance)
    _play_tune(tape, score, chords, bar, chance)
    _play_drums(tape, score, len(chords), bar, chance)
    return _in_the_room(tape.sound, score.room)


def _play_pad(tape: _Tape, score: Score, chords: Sequence[Chord], bar: float) -> None:
    """Tones that two chords share are held over, as players do; only what changes is played anew."""
    voicing: tuple[int, ...] = ()
    held: dict[int, tuple[int, float]] = {}  # pitch: the bar it began in, where it stands
    for number, each in enumerate([*chords, None]):
        voicing = _voiced(each, score.tonic, voicing) if each else ()
        for pitch in sorted(held.keys() - set(voicing)):
            begun, pan = held.pop(pitch)
            tape.lay(begun * bar, score.pad.note(pitch, (number - begun) * bar), score.pad_level, pan)
        for place, pitch in enumerate(voicing):
            held.setdefault(pitch, (number, (-0.6, 0.6, -0.25, 0.25)[place % 4]))


def _voiced(each: Chord, tonic: int, before: Sequence[int]) -> tuple[int, ...]:
    """The closed position that moves least from the chord before; the first lies in the middle."""
    classes = sorted((tonic + tone) % 12 for tone in each.classes)
    low, high = _PAD_RANGE
    found: list[tuple[float, tuple[int, ...]]] = []
    for lowest in range(low, high - 9):
        if lowest % 12 not in classes:
            continue
        at = classes.index(lowest % 12)
        rising = [classes[(at + number) % len(classes)] for number in range(len(classes))]
        pitches = tuple(lowest + (tone - lowest) % 12 for tone in rising)
        middle = abs(sum(pitches) / len(pitches) - 62) * 0.35
        moved = sum(min(abs(pitch - old) for old in before) for pitch in pitches) if before else 0.0
        found.append((moved + middle, pitches))
    return min(found)[1]


def _play_bass(tape: _Tape, score: Score, chords: Sequence[Chord], bar: float, chance: random.Random) -> None:
    beat = bar / score.beats
    for number, each in enumerate(chords):
        pitch = 36 + (score.tonic + each.bass - 36) % 12
        pitch += 12 if pitch < 38 else 0  # small speakers play nothing lower
        for place, at in enumerate(score.bass_beats):
            level = score.bass_level * (1.0 if place == 0 else 0.7)
            tape.lay(number * bar + at * beat + _late(chance) / 2, BASS.note(pitch, beat), level)


def _play_figure(tape: _Tape, score: Score, chords: Sequence[Chord], bar: float, chance: random.Random) -> None:
    step = bar / score.figure.steps
    for number, each in enumerate(chords):
        ladder = _ladder(each, score, score.lowest_figure)
        swell = 0.88 + 0.12 * np.sin(2 * np.pi * number / 8)  # phrases breathe over eight bars
        for at, tone, strength in score.figure.notes:
            if at and chance.random() < 0.08:
                continue  # nobody plays a pattern sixteen times without leaving something out
            note = score.figure_by.note(ladder[tone], step)
            level = score.figure_level * strength * swell * chance.uniform(0.88, 1.08)
            tape.lay(number * bar + at * step + _late(chance), note, level, -0.28 + 0.14 * tone)


def _ladder(each: Chord, score: Score, lowest: int) -> list[int]:
    """The chord's tones from the lowest upwards, one above the other."""
    classes = {(score.tonic + tone) % 12 for tone in each.classes}
    return [pitch for pitch in range(lowest, lowest + 36) if pitch % 12 in classes]


_RHYTHMS = {  # beat and length in beats; each ends with air
    4: (
        ((0.0, 1.5), (1.5, 0.5), (2.0, 2.0)),
        ((0.0, 1.0), (1.0, 1.0), (2.0, 2.0)),
        ((0.5, 0.5), (1.0, 1.0), (2.0, 2.0)),
        ((0.0, 2.0), (2.0, 1.0), (3.0, 1.0)),
        ((0.0, 3.0), (3.0, 1.0)),
    ),
    3: (((0.0, 2.0), (2.0, 1.0)), ((0.0, 1.0), (1.0, 1.0), (2.0, 1.0)), ((0.0, 1.5), (1.5, 0.5), (2.0, 1.0))),
    6: (((0.0, 2.0), (2.0, 1.0), (3.0, 3.0)), ((0.0, 3.0), (3.0, 2.0), (5.0, 1.0)), ((0.0, 5.0),)),
}


def _play_tune(tape: _Tape, score: Score, chords: Sequence[Chord], bar: float, chance: random.Random) -> None:
    """A motif, its answer, and both again over the harmony they then meet: what makes a tune is that it comes back."""
    beat = bar / score.beats
    rhythms = chance.sample(_RHYTHMS[score.beats], k=2)
    steps = [[chance.choice((-2, -1, -1, 1, 1, 2)) for _ in range(4)] for _ in rhythms]
    pitch = score.lowest_tune + 5
    bars = [number for number in range(len(chords)) if number % 8 in score.tune_bars]
    for place, number in enumerate(bars):
        motif = place % 2
        last = number + 1 not in bars
        rhythm = rhythms[motif] if not last else (rhythms[motif][0], (score.beats / 2, score.beats / 2))
        for count, (at, length) in enumerate(rhythm):
            strong = count == 0 or length >= score.beats / 3 or last
            pitch = _next_tone(pitch, steps[motif][count % 4], chords[number], score, strong=strong)
            level = score.tune_level * (1.0 if count == 0 else 0.82) * chance.uniform(0.9, 1.05)
            note = score.tune_by.note(pitch, length * beat)
            tape.lay(number * bar + at * beat + _late(chance), note, level, 0.18)


def _next_tone(pitch: int, step: int, each: Chord, score: Score, *, strong: bool) -> int:
    """The tone a step away that fits: one of the chord where the ear rests, else one of the scale."""
    low = score.lowest_tune
    rests = {(score.tonic + tone) % 12 for tone in each.classes}
    passing = {(score.tonic + tone) % 12 for tone in score.scale}
    passing -= {(tone + side) % 12 for tone in rests for side in (-1, 1)}  # a half tone beside the chord would grate
    classes = rests if strong else rests | passing
    reach = [tone for tone in range(low, low + _TUNE_RANGE + 1) if tone % 12 in classes and abs(tone - pitch) <= 7]
    wanted = pitch + step * 2
    middle = low + _TUNE_RANGE / 2
    return min(reach, key=lambda tone: (abs(tone - wanted) + 0.12 * abs(tone - middle) + (tone == pitch) * 0.8, tone))


def _play_drums(tape: _Tape, score: Score, bars: int, bar: float, chance: random.Random) -> None:
    if not (score.drum_level or score.shaker_level):
        return
    beat = bar / score.beats
    low = soft_drum()
    shakes = [noise_burst(4200, 8200, 0.11, 0.012, 34.0, seed=number) for number in range(4)]
    for number in range(bars):
        if number % 16 in {6, 7}:
            continue  # a bar or two without, so that it is noticed again
        for at in score.drum:
            tape.lay(number * bar + at * beat, low, score.drum_level * chance.uniform(0.9, 1.0))
        for at in score.shaker:
            level = score.shaker_level * (1.0 if at % 1 else 0.6) * chance.uniform(0.75, 1.0)
            tape.lay(number * bar + at * beat + _late(chance) / 2, chance.choice(shakes), level, 0.3)


def _late(chance: random.Random) -> float:
    return chance.uniform(-_PLAYERS_ARE_LATE, _PLAYERS_ARE_LATE)


def _in_the_room(sound: Stereo, share: float) -> Stereo:
    """The hall and the tone control, both round the end: what a mixing desk would do, in one transform a side."""
    length = len(sound)
    frequencies = np.fft.rfftfreq(length, 1 / RATE)
    tone = _tone_control(np.asarray(frequencies, np.float64))
    chance = np.random.default_rng(11)
    for side in range(2):
        hall = np.fft.rfft(_hall(chance), length)
        spectrum = np.fft.rfft(sound[:, side])
        sound[:, side] = np.fft.irfft(spectrum * tone * (1 + share * hall), length)
    loud = np.sqrt((sound**2).mean(axis=0))
    sound *= loud.mean() / np.maximum(loud, 1e-9)  # in the middle as a whole
    return sound


def _tone_control(frequencies: NDArray[np.float64]) -> NDArray[np.float64]:
    """No rumble, no air above the voice's, and 2 dB less where consonants are understood."""
    rumble = (frequencies / 48) ** 4 / (1 + (frequencies / 48) ** 4)
    octaves = np.log2(np.maximum(frequencies, 1) / 2600)
    dip = 1 - 0.20 * np.exp(-(octaves**2) / 1.1)
    air = 1 / (1 + (frequencies / 7500) ** 2)
    return np.asarray(rumble * dip * air)


def _hall(chance: np.random.Generator, seconds: float = 2.4) -> NDArray[np.float64]:
    """Noise that dies away, high tones first, after a moment of silence."""
    length = round(seconds * RATE)
    time = np.arange(length) / RATE
    raw = chance.standard_normal(length)
    spectrum = np.fft.rfft(raw)
    frequencies = np.fft.rfftfreq(length, 1 / RATE)
    dull = np.fft.irfft(spectrum / (1 + (frequencies / 1500) ** 2), length)
    bright = np.fft.irfft(spectrum / (1 + (frequencies / 5000) ** 2), length) - dull
    tail = dull * np.exp(-time * 2.6) + bright * np.exp(-time * 5.5)
    tail *= np.clip((time - 0.018) / 0.03, 0, 1)
    return np.asarray(tail / np.sqrt((tail**2).sum()))
