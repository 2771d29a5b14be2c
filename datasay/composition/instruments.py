"""The instruments of the music beds, made of sines and shaped noise by numpy: what a note of each sounds like.

Every tone has an envelope without corners and overtones that die before the fundamental, as those of wood and strings
do. A note is mono, about 1.0 at its peak; who plays it decides where it stands and how loud it is.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

RATE = 24000  # samples a second; nothing in a bed lies above 10 kHz, and ffmpeg brings it to 48 kHz

Mono = NDArray[np.float32]
Partials = tuple[tuple[float, float, float], ...]  # ratio to the fundamental, level, decay in nepers a second

_PAD_SAMPLES = 1 << 17  # 5.5 s, played round and round
_LONGEST = 3.2  # seconds a struck or plucked note rings at most


@dataclass(frozen=True, slots=True)
class Struck:
    """Something hit or plucked: partials that decay, each at its own pace; higher notes decay faster."""

    partials: Partials
    attack: float  # seconds
    knock: float = 0.0  # a soft thud of felt or finger
    stretch: float = 0.0  # how far partials lie above whole multiples, as in stiff strings
    bend: float = 0.0  # cents above the pitch at which a plucked string begins

    def note(self, pitch: int, seconds: float) -> Mono:
        """The sound of one key; it rings on for as long as it is heard."""
        del seconds
        return _struck(self, pitch)


@dataclass(frozen=True, slots=True)
class Bowed:
    """Many players at once: each harmonic is a narrow band instead of a line, so that the sound shimmers and never
    beats. Sounds for as long as it is held, and fades in and out."""

    slope: float  # how fast harmonics fall: 1 is bright, 2 is round
    cents: float  # width of the band
    top: float  # Hz, above which harmonics are gone
    rise: float
    fall: float

    def note(self, pitch: int, seconds: float) -> Mono:
        """Held for `seconds`, then fading for `fall` more."""
        table = _pad_table(self, pitch)
        length = round((seconds + self.fall) * RATE)
        start = (pitch * 7919) % _PAD_SAMPLES
        sound = np.take(table, np.arange(start, start + length), mode="wrap")
        return np.asarray(sound * _swell(length, self.rise, self.fall), np.float32)


@dataclass(frozen=True, slots=True)
class Blown:
    """A flute: few harmonics, breath, and a vibrato that comes when the note has begun."""

    harmonics: tuple[float, ...]
    breath: float

    def note(self, pitch: int, seconds: float) -> Mono:
        """Held for `seconds`, then a short fall."""
        length = round((seconds + 0.35) * RATE)
        time = np.arange(length, dtype=np.float32) / np.float32(RATE)
        vibrato = np.clip((time - 0.35) / 0.6, 0, 1) * np.sin(2 * np.pi * 4.6 * time) * 0.0045
        phase = 2 * np.pi * _frequency(pitch) * np.cumsum(1 + vibrato, dtype=np.float64) / RATE
        tone = sum(np.float32(level) * np.sin(phase * number) for number, level in enumerate(self.harmonics, 1))
        air = _band(length, _frequency(pitch) * 1.0, _frequency(pitch) * 3.0, seed=pitch)
        return np.asarray((tone + self.breath * air) * _swell(length, 0.11, 0.35), np.float32)


Instrument = Struck | Bowed | Blown


@lru_cache(maxsize=160)
def _struck(kind: Struck, pitch: int) -> Mono:
    base = _frequency(pitch)
    haste = (base / 262.0) ** 0.45  # short strings and small bars fall silent sooner
    slowest = min(decay for _, _, decay in kind.partials) * haste
    length = round(min(_LONGEST, 6.5 / slowest) * RATE)
    time = np.arange(length, dtype=np.float32) / np.float32(RATE)
    glide: Mono = np.zeros(1, np.float32)
    if kind.bend:
        glide = np.asarray((2 ** (kind.bend / 1200) - 1) * (1 - np.exp(-time * 22)) / 22, np.float32)
    tone = np.zeros(length, np.float32)
    for number, (ratio, level, decay) in enumerate(kind.partials, 1):
        frequency = base * ratio * math.sqrt(1 + kind.stretch * number * number)
        if frequency > 0.42 * RATE:
            break
        phase = np.float32(2 * np.pi * frequency) * (time + glide) + np.float32(0.7 * number)
        tone += np.float32(level) * np.exp(-time * np.float32(decay * haste)) * np.sin(phase, dtype=np.float32)
    if kind.knock:
        tone += np.float32(kind.knock) * _band(length, 90, 700, seed=pitch) * np.exp(-time * 55)
    return _even(tone * _swell(length, kind.attack, 0.4))


@lru_cache(maxsize=64)
def _pad_table(kind: Bowed, pitch: int) -> Mono:
    """A periodic ensemble sound, made in the spectrum (Paul Nasca's PADsynth): bands with random phases."""
    chance = np.random.default_rng(pitch * 131 + round(kind.cents * 7))
    bins = _PAD_SAMPLES // 2 + 1
    frequencies = np.arange(bins) * (RATE / _PAD_SAMPLES)
    spectrum = np.zeros(bins)
    base = _frequency(pitch)
    for number in range(1, 40):
        centre = base * number
        if centre > min(kind.top * 2, RATE * 0.45):
            break
        width = max((2 ** (kind.cents / 1200) - 1) * centre, 0.4)
        level = number**-kind.slope / (1 + (centre / kind.top) ** 4)
        low, high = np.searchsorted(frequencies, (centre - 4 * width, centre + 4 * width))
        near = frequencies[low:high]
        spectrum[low:high] += level * np.exp(-(((near - centre) / width) ** 2)) / math.sqrt(width)
    turned = spectrum * np.exp(2j * np.pi * chance.random(bins))
    sound = np.fft.irfft(turned, _PAD_SAMPLES)
    return np.asarray(sound / (3.2 * sound.std()), np.float32)


def noise_burst(low: float, high: float, seconds: float, attack: float, decay: float, *, seed: int) -> Mono:
    """A soft breath of noise between two frequencies in Hz: a shaker, a brush."""
    length = round(seconds * RATE)
    time = np.arange(length, dtype=np.float32) / np.float32(RATE)
    shape = np.clip(time / attack, 0, 1) * np.exp(-np.maximum(time - attack, 0) * decay)
    return _even(_band(length, low, high, seed=seed) * shape * _swell(length, attack, seconds * 0.3))


def soft_drum(seconds: float = 0.5) -> Mono:
    """A low felt drum: a sine that falls from 96 to 52 Hz."""
    length = round(seconds * RATE)
    time = np.arange(length, dtype=np.float32) / np.float32(RATE)
    phase = 2 * np.pi * (52 * time + (96 - 52) * (1 - np.exp(-time * 26)) / 26)
    return _even(np.sin(phase) * np.exp(-time * 8.5) * _swell(length, 0.006, 0.2))


def _band(length: int, low: float, high: float, *, seed: int) -> Mono:
    """Noise between two frequencies, with soft edges."""
    size = 1 << max(8, (length - 1).bit_length())
    chance = np.random.default_rng(seed)
    frequencies = np.fft.rfftfreq(size, 1 / RATE)
    shape = 1 / (1 + (low / np.maximum(frequencies, 1)) ** 4) / (1 + (frequencies / high) ** 4)
    sound = np.fft.irfft(shape * np.exp(2j * np.pi * chance.random(len(frequencies))), size)[:length]
    return np.asarray(sound / (3 * sound.std()), np.float32)


def _swell(length: int, rise: float, fall: float) -> Mono:
    """From nothing and back to nothing, as half a cosine each."""
    shape = np.ones(length, np.float32)
    up, down = min(length, max(1, round(rise * RATE))), min(length, max(1, round(fall * RATE)))
    shape[:up] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(up) / up)).astype(np.float32)
    shape[-down:] *= (0.5 + 0.5 * np.cos(np.pi * (np.arange(down) + 1) / down)).astype(np.float32)
    return shape


def _even(sound: NDArray[np.floating]) -> Mono:
    peak = float(np.abs(sound).max()) or 1.0
    return np.asarray(sound / peak, np.float32)


def _frequency(pitch: float) -> float:
    return float(440.0 * 2 ** ((pitch - 69) / 12))


def _string(plucked_at: float, slope: float, decay: float, damping: float, count: int = 9) -> Partials:
    """Harmonics of a string that is plucked at a part of its length."""
    return tuple(
        (float(number), abs(math.sin(math.pi * number * plucked_at)) * number**-slope, decay * (1 + damping * number))
        for number in range(1, count + 1)
    )


FELT_PIANO = Struck(
    tuple((float(n), math.exp(-0.62 * (n - 1)), 0.75 + 0.40 * n) for n in range(1, 8)), 0.009, 0.10, 0.0003
)
BRIGHT_PIANO = Struck(
    tuple((float(n), math.exp(-0.46 * (n - 1)), 0.9 + 0.33 * n) for n in range(1, 9)), 0.006, 0.07, 0.0003
)
NYLON = Struck(_string(0.22, 1.25, 1.15, 0.30), 0.004, 0.06, 0.0001)
MUTED = Struck(_string(0.30, 1.7, 4.2, 0.5, 6), 0.004, 0.10)
ZITHER = Struck(_string(0.14, 1.2, 0.95, 0.28, 8), 0.003, 0.05, 0.0001, bend=14.0)
MARIMBA = Struck(((1.0, 1.0, 3.4), (3.98, 0.20, 11.0), (9.2, 0.03, 26.0)), 0.004, 0.07)
MUSIC_BOX = Struck(((1.0, 1.0, 1.7), (2.0, 0.10, 2.4), (3.93, 0.13, 6.5), (6.4, 0.03, 14.0)), 0.003)
BELL = Struck(((1.0, 1.0, 1.1), (2.01, 0.30, 1.7), (2.98, 0.15, 2.6), (4.16, 0.05, 4.5)), 0.012)
BASS = Struck(((1.0, 1.0, 1.3), (2.0, 0.30, 2.2), (3.0, 0.09, 3.5)), 0.014, 0.04)
STRINGS = Bowed(1.2, 26.0, 2800.0, 0.9, 1.3)
WARM_PAD = Bowed(1.65, 16.0, 2000.0, 1.1, 1.6)
GLASS_PAD = Bowed(2.1, 9.0, 2600.0, 1.4, 2.0)
FLUTE = Blown((1.0, 0.22, 0.09, 0.02), 0.05)

Player = Callable[[int, float], Mono]
