"""What a video really is, measured by libraries the product does not use for making it."""

import json
import re
import subprocess
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import av
from av.video.reformatter import ColorRange

from datasay.media.ffmpeg import ffmpeg_path


@dataclass(frozen=True, slots=True)
class Facts:
    """Measured."""

    width: int
    height: int
    codec: str
    profile: str
    pixel_format: str
    frames: int
    constant_rate: bool
    video_seconds: float
    audio_seconds: float
    audio: tuple[str, int, int]
    colours: tuple[int, int, int]
    limited_range: bool
    metadata: dict[str, str]
    index_first: bool


def measure(path: Path) -> Facts:
    """Decode everything once."""
    with av.open(str(path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        times, last_audio = [], 0.0
        for frame in container.decode(video, audio):
            if isinstance(frame, av.VideoFrame):
                assert frame.pts is not None
                assert frame.time_base is not None
                times.append(frame.pts * frame.time_base)
            else:
                assert isinstance(frame, av.AudioFrame)
                assert frame.pts is not None
                assert frame.time_base is not None
                last_audio = float(frame.pts * frame.time_base) + frame.samples / frame.sample_rate
        steps = {float(after - before) for before, after in pairwise(times)}
        context = video.codec_context
        head = path.read_bytes()[:4096]
        return Facts(
            width=context.width,
            height=context.height,
            codec=context.name,
            profile=str(context.profile),
            pixel_format=str(context.pix_fmt),
            frames=len(times),
            constant_rate=all(abs(step - 1 / 30) < 1e-6 for step in steps),
            video_seconds=len(times) / 30,
            audio_seconds=last_audio,
            audio=(audio.codec_context.name, audio.codec_context.sample_rate, audio.codec_context.channels),
            colours=(int(context.color_primaries), int(context.color_trc), int(context.colorspace)),
            limited_range=context.color_range == ColorRange.MPEG,
            metadata=dict(container.metadata),
            index_first=b"moov" in head and (b"mdat" not in head or head.index(b"moov") < head.index(b"mdat")),
        )


def _filtered(path: Path, *filters: str) -> str:
    command = [str(ffmpeg_path()), "-hide_banner", "-nostdin", "-i", str(path), *filters, "-f", "null", "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stderr


def loudness(path: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and true peak in dBTP, by EBU R 128."""
    report = _filtered(path, "-vn", "-af", "ebur128=peak=true").rpartition("Summary:")[2]
    integrated = re.search(r"I:\s+(-?[\d.]+) LUFS", report)
    peak = re.search(r"Peak:\s+(-?[\d.]+) dBFS", report)
    assert integrated is not None
    assert peak is not None
    return float(integrated[1]), float(peak[1])


def stillness(path: Path) -> tuple[list[str], list[str]]:
    """Black stretches over 0.2 s and frozen stretches over 3 s."""
    report = _filtered(path, "-an", "-vf", "blackdetect=d=0.2:pix_th=0.06,freezedetect=n=-60dB:d=3")
    return re.findall(r"black_start:\S+", report), re.findall(r"freeze_start: \S+", report)


def subtitles(path: Path) -> list[tuple[float, float, str]]:
    """The cues of an SRT file."""
    found = []
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        _, times, *lines = block.split("\n")
        start, end = times.split(" --> ")
        found.append((_seconds(start), _seconds(end), "\n".join(lines)))
    return found


def _seconds(stamp: str) -> float:
    hours, minutes, rest = stamp.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(rest.replace(",", "."))


def hidden_label(facts: Facts) -> dict[str, str]:
    """The AIGC metadata."""
    label: dict[str, str] = json.loads(facts.metadata["AIGC"])
    return label
