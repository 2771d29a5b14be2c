"""The sound's half of a rendering: speech over ducked music, mastered to −14 LUFS and −1 dBTP, exactly as long."""

import asyncio
import math
from dataclasses import dataclass
from pathlib import Path

from datasay.composition.effects import write_effects
from datasay.composition.timeline import Timeline
from datasay.media.errors import MediaRejected
from datasay.media.ffmpeg import run_ffmpeg
from datasay.media.loudness import SILENCE, Loudness, measure_loudness
from datasay.wording.told import Told

SAMPLE_RATE = 48000
TARGET = -14.0  # LUFS, what the platforms play at
PEAK = -1.0  # dBTP, the most they accept

_TOLERANCE = 0.25  # LU around the target; half of what is promised
_TRIES = 5
_FIRST_CEILING = -1.8  # dBTP before encoding: AAC overshoots by up to about half a decibel
_SPEECH = -18.0  # LUFS at which speech meets the ducker, so that its threshold means the same for every voice
_MUSIC_BELOW = 14.0  # LU under the speech where nobody speaks; ducking takes about 8 dB more while somebody does
_MOST_GAIN = 40.0  # dB; what is quieter than that is silence
_MUSIC_MEASURED = 90.0  # seconds of the music that decide how loud it is
_FADE_IN, _FADE_OUT = 0.8, 2.0  # seconds of the music
_EFFECTS_END = 0.7  # seconds in which a last chime dies away


@dataclass(frozen=True, slots=True)
class Mix:
    """How speech, music and effects are brought together: gains in dB, lengths in samples."""

    speech: Path
    music: Path | None
    speech_gain: float
    music_gain: float
    samples: int
    effects: Path | None = None

    def inputs(self) -> list[str | Path]:
        """ffmpeg's inputs; the music starts again when it is shorter than the video."""
        music: list[str | Path] = ["-stream_loop", "-1", "-i", self.music] if self.music else []
        effects: list[str | Path] = ["-i", self.effects] if self.effects else []
        return ["-i", self.speech, *music, *effects]

    def graph(self) -> str:
        """The filters up to the output pad [mix]."""
        exact = f"apad=whole_len={self.samples},atrim=end_sample={self.samples}"
        shape = f"aresample={SAMPLE_RATE},aformat=sample_fmts=fltp:channel_layouts=stereo"
        speech = f"[0:a:0]{shape},volume={self.speech_gain:.3f}dB,{exact}"
        beds = self._beds(shape)
        if not beds:
            return f"{speech}[mix]"
        names = "".join(f"[bed{number}]" for number in range(len(beds)))
        under = ";".join(f"{bed}[bed{number}]" for number, bed in enumerate(beds))
        together = f"{names}amix=inputs={len(beds)}:normalize=0:duration=longest" if len(beds) > 1 else f"{names}anull"
        ducker = "sidechaincompress=threshold=0.03:ratio=4:attack=40:release=600:knee=4:makeup=1"
        return (
            f"{speech},asplit=2[voice][key];{under};{together}[bed];"
            f"[bed][key]{ducker}[ducked];[voice][ducked]amix=inputs=2:normalize=0:duration=first[mix]"
        )

    def _beds(self, shape: str) -> list[str]:
        """What lies under the speech."""
        beds = []
        length = self.samples / SAMPLE_RATE
        if self.music:
            fade_out = min(_FADE_OUT, length / 2)
            fades = (
                f"afade=t=in:d={min(_FADE_IN, length / 4):.3f},afade=t=out:st={length - fade_out:.3f}:d={fade_out:.3f}"
            )
            beds.append(f"[1:a:0]{shape},volume={self.music_gain:.3f}dB,atrim=end_sample={self.samples},{fades}")
        if self.effects:
            ends = f"afade=t=out:st={max(0.0, length - _EFFECTS_END):.3f}:d={_EFFECTS_END}"
            beds.append(f"[{2 if self.music else 1}:a:0]{shape},atrim=end_sample={self.samples},{ends}")
        return beds


async def plan_mix(timeline: Timeline, effects: Path | None = None) -> Mix:
    """Measure speech and music and choose their gains. Raises MediaRejected for a file without sound."""
    music_gain = 0.0
    music = timeline.music if timeline.music_volume > 0 else None
    speech = await measure_loudness(timeline.speech, true_peak=False)
    if music is not None:
        bed = await measure_loudness(music, seconds=_MUSIC_MEASURED, true_peak=False)
        music_gain = _gain(bed.integrated, _SPEECH - _MUSIC_BELOW) + _decibels(timeline.music_volume)
    samples = timeline.frames * SAMPLE_RATE // timeline.fps
    gain = _gain(speech.integrated, _SPEECH)
    return Mix(timeline.speech, music, gain, music_gain, samples, effects)


async def render_sound(timeline: Timeline, output: Path) -> Loudness:
    """Mix, master and encode the whole timeline as AAC in an MP4; returns what the encoded file measures.

    Speech and music are measured first, which tells the gain of the mix to a few tenths. Limiting and encoding move
    loudness and peak as well, so the result is measured and made again until it holds.
    Raises MediaRejected for a file without sound, and for one that is nothing but peaks.
    """
    effects = output.with_name("effects.wav") if timeline.effects else None
    if effects:
        seconds = timeline.frames / timeline.fps
        await asyncio.to_thread(write_effects, effects, timeline.effects, seconds)
    mix = await plan_mix(timeline, effects)
    gain, ceiling = TARGET - _SPEECH, _FIRST_CEILING
    for _ in range(_TRIES):
        await _master(mix, gain, ceiling, output)
        after = await measure_loudness(output)
        if after.integrated <= SILENCE:
            return after
        off = TARGET - after.integrated
        if abs(off) <= _TOLERANCE and after.true_peak <= PEAK:
            return after
        gain += off
        ceiling -= max(0.0, after.true_peak - PEAK + 0.1) if after.true_peak > PEAK else 0.0
    raise MediaRejected(  # it would be no other with a later try
        Told(
            "The sound could not be brought to {target} LUFS: it measures {integrated} LUFS "
            "and peaks at {true_peak} dBTP. Use a speech with fewer loud peaks.",
            "声音调不到 {target} LUFS：测得 {integrated} LUFS，峰值 {true_peak} dBTP。请用没有那么多突然大声的录音。",
            target=TARGET,
            integrated=after.integrated,
            true_peak=after.true_peak,
        )
    )


async def _master(mix: Mix, gain: float, ceiling: float, output: Path) -> None:
    # At four times the rate the limiter also sees the peaks that lie between the samples.
    limiter = f"alimiter=limit={10 ** (ceiling / 20):.5f}:attack=4:release=60:level=0:latency=1"
    oversampled = f"aresample={4 * SAMPLE_RATE},{limiter},aresample={SAMPLE_RATE}"
    exact = f"apad=whole_len={mix.samples},atrim=end_sample={mix.samples}"
    graph = f"{mix.graph()};[mix]volume={gain:.3f}dB,{oversampled},{exact}[out]"
    encoder = ["-c:a", "aac", "-b:a", "192k", "-ar", str(SAMPLE_RATE), "-ac", "2"]
    await run_ffmpeg([*mix.inputs(), "-filter_complex", graph, "-map", "[out]", *encoder, "-f", "mp4", output])


def _gain(measured: float, wanted: float) -> float:
    return 0.0 if measured <= SILENCE else min(wanted - measured, _MOST_GAIN)


def _decibels(factor: float) -> float:
    return 20 * math.log10(factor)
