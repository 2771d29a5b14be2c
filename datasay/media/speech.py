"""Spoken samples: finding what is audible, laying runs on one timeline, and mastering them."""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from datasay.media.ffmpeg import Limits, run_ffmpeg
from datasay.media.loudness import SILENCE, Loudness, loudness_in

DELIVERED_RATE = 48_000  # Hz: what video wants
TARGET_LOUDNESS = -16.0  # LUFS at volume 1.0
PEAK = -1.5  # dBTP, the highest allowed
_AUDIBLE = 10 ** (-42 / 20)  # of the loudest moment of a run
_FLOOR = 24.0  # of 32,768: never audible, whatever the run
_WINDOW = 0.0025  # seconds, the grain in which audibility is measured
_LEAD, _TAIL = 0.006, 0.012  # seconds kept around the audible part, faded
_HEADROOM = {"wav": 0.3, "mp3": 0.5}  # dB under PEAK for the limiter: samples lie under the true peak, mp3 overshoots
_ENCODER_LOSS = {"wav": 0.0, "mp3": 0.45}  # dB: LAME scales what it encodes by 0.95
_RESAMPLE = f"aresample={DELIVERED_RATE}:filter_size=64:phase_shift=10:cutoff=0.97"
_MEASURE = "ebur128=framelog=quiet"
_LIMITS = Limits(wall_seconds=3600.0, cpu_seconds=3600)
_BIT_EXACT = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")
Samples = NDArray[np.int16]
OnSeconds = Callable[[float], Awaitable[None]]


def audible_range(samples: Samples, rate: int) -> tuple[int, int]:
    """The first audible sample and the one behind the last; (0, 0) for silence."""
    window = max(1, round(rate * _WINDOW))
    count = len(samples) // window
    if count == 0:
        return 0, 0
    frames = samples[: count * window].astype(np.float32).reshape(count, window)
    level = np.sqrt((frames * frames).mean(axis=1))
    loud = np.flatnonzero(level > max(_FLOOR, float(level.max()) * _AUDIBLE))
    return (int(loud[0]) * window, (int(loud[-1]) + 1) * window) if len(loud) else (0, 0)


@dataclass(frozen=True, slots=True)
class Laid:
    """A run on the timeline, in samples: the audible part, and what to add to its own samples to be on the timeline."""

    start: int
    end: int
    shift: int


class Timeline:
    """Sound written run by run to a raw file; pauses are exact numbers of samples. Holds one run in memory."""

    def __init__(self, file: BinaryIO, rate: int) -> None:
        self._file = file
        self._rate = rate
        self.position = 0  # samples so far

    def pause(self, seconds: float) -> None:
        """Silence."""
        count = round(seconds * self._rate)
        self._file.write(bytes(2 * count))
        self.position += count

    def lay(self, samples: Samples, gain: float) -> Laid | None:
        """Append the audible part of a run; None when there is none."""
        first, last = audible_range(samples, self._rate)
        if first == last:
            return None
        begin = max(0, first - round(_LEAD * self._rate))
        stop = min(len(samples), last + round(_TAIL * self._rate))
        kept = samples[begin:stop].astype(np.float32) * gain
        lead, tail = first - begin, stop - last
        kept[:lead] *= np.linspace(0.0, 1.0, lead, endpoint=False, dtype=np.float32)
        kept[len(kept) - tail :] *= np.linspace(1.0, 0.0, tail, dtype=np.float32)
        self._file.write(np.clip(np.rint(kept), -32768, 32767).astype("<i2").tobytes())
        laid = Laid(self.position + lead, self.position + last - begin, self.position - begin)
        self.position += len(kept)
        return laid


async def master(
    raw: Path, rate: int, made: Path, *, tone: str, volume: float, audio_format: str, on_seconds: OnSeconds
) -> Loudness:
    """Make the delivered file of a raw timeline and return how loud it is. `tone`: filters of ffmpeg for this voice.

    At volume 1.0 it has TARGET_LOUDNESS; other volumes are that much louder or softer, as far as PEAK allows.
    """
    shaped = raw.with_suffix(".f32.wav")
    shaping: list[str | Path] = ["-f", "s16le", "-ar", str(rate), "-ac", "1", "-i", raw]
    shaping += ["-af", f"{tone},{_RESAMPLE},{_MEASURE}", "-c:a", "pcm_f32le", "-rf64", "auto", *_BIT_EXACT, shaped]
    report = await run_ffmpeg(shaping, limits=_LIMITS, on_seconds=on_seconds)
    loudness = loudness_in(report.stderr)
    if volume <= 0 or loudness.integrated <= SILENCE:
        return await _deliver(shaped, made, gain=-math.inf, audio_format=audio_format, on_seconds=on_seconds)
    target = TARGET_LOUDNESS + 20 * math.log10(volume)
    gain = target - loudness.integrated + _ENCODER_LOSS[audio_format]
    for _ in range(3):  # the limiter takes a little off; twice is enough for all but the loudest wishes
        loudness = await _deliver(shaped, made, gain=gain, audio_format=audio_format, on_seconds=on_seconds)
        missing = target - loudness.integrated
        if abs(missing) < 0.15:  # LU
            break
        gain += missing
    return loudness


async def _deliver(shaped: Path, made: Path, *, gain: float, audio_format: str, on_seconds: OnSeconds) -> Loudness:
    level = "volume=0" if gain == -math.inf else f"volume={gain:.3f}dB:precision=double"
    ceiling = 10 ** ((PEAK - _HEADROOM[audio_format]) / 20)
    limiter = f"alimiter=limit={ceiling:.5f}:attack=4:release=60:level=0:latency=1"
    arguments: list[str | Path] = ["-f", "wav", "-i", shaped, "-af", f"{level},{limiter},{_MEASURE}"]
    if audio_format == "mp3":
        # The header that -write_xing makes tells players the encoder's delay: without it all is 23 ms late.
        arguments += ["-c:a", "libmp3lame", "-b:a", "128k", "-write_xing", "1", "-id3v2_version", "0"]
    else:
        arguments += ["-c:a", "pcm_s16le", "-rf64", "auto"]
    report = await run_ffmpeg([*arguments, *_BIT_EXACT, made], limits=_LIMITS, on_seconds=on_seconds)
    if audio_format == "mp3":  # what a listener hears is what the decoder makes of it
        decoding: list[str | Path] = ["-f", "mp3", "-i", made, "-af", _MEASURE, "-f", "null", "pipe:1"]
        report = await run_ffmpeg(decoding, limits=_LIMITS)
    return loudness_in(report.stderr)
