"""How loud a file sounds: EBU R 128 loudness and true peak, by ffmpeg's ebur128."""

import re
from dataclasses import dataclass
from pathlib import Path

from datasay.media.errors import MediaRejected
from datasay.media.ffmpeg import Limits, run_ffmpeg
from datasay.media.probe import demuxer_for
from datasay.wording.told import Told

SILENCE = -70.0  # LUFS: the absolute gate of EBU R 128; anything below counts as silence

_INTEGRATED = re.compile(r"^    I: +(-?\d+(?:\.\d+)?|-?inf|nan) LUFS", re.MULTILINE)
_TRUE_PEAK = re.compile(r"^    Peak: +(-?\d+(?:\.\d+)?|-?inf|nan) dBFS", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Loudness:
    """Integrated loudness in LUFS and true peak in dBTP; silence is -70 LUFS, digital silence has a peak of -inf."""

    integrated: float
    true_peak: float


async def measure_loudness(
    path: Path,
    *,
    mime_type: str | None = None,
    seconds: float | None = None,
    true_peak: bool = True,
    limits: Limits | None = None,
) -> Loudness:
    """Measure a file's first sound stream (its first `seconds`). Without a type, only harmless formats are tried.

    Without `true_peak` it takes a third of the time, and the peak is given as -inf.

    Raises MediaRejected when there is no sound.
    """
    arguments: list[str | Path] = ["-f", demuxer_for(mime_type)] if mime_type else []
    if seconds is not None:
        arguments += ["-t", f"{seconds:.3f}"]
    measuring = f"ebur128=peak={'true' if true_peak else 'none'}:framelog=quiet"
    arguments += ["-i", path, "-map", "0:a:0", "-af", measuring, "-f", "null", "pipe:1"]
    result = await run_ffmpeg(arguments, limits=limits)
    return loudness_in(result.stderr)


def loudness_in(report: str) -> Loudness:
    """The figures in the summary that ebur128 writes at its end. Raises MediaRejected when there is none."""
    integrated = _INTEGRATED.findall(report)
    peaks = _TRUE_PEAK.findall(report)
    if not integrated:
        raise MediaRejected(Told("There is no sound to measure in this file.", "这个文件里没有可以测量的声音。"))
    return Loudness(
        integrated=max(SILENCE, _number(integrated[-1])), true_peak=_number(peaks[-1]) if peaks else float("-inf")
    )


def _number(text: str) -> float:
    value = float(text)
    return float("-inf") if value != value else value  # noqa: PLR0124  nan is what silence measures as
