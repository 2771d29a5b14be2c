"""What a sound or video file is, read from its headers alone, and whether it may be decoded at all."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from datasay.media.child import run_child
from datasay.media.errors import MediaRejected
from datasay.media.ffmpeg import Limits, ffmpeg_command, raise_for_exit, run_ffmpeg
from datasay.wording.told import Told

# Our own sniffing decides the type; the demuxer is then forced, so a text file can never become a playlist.
DEMUXER_BY_MIME_TYPE = {
    "video/mp4": "mov",
    "video/quicktime": "mov",
    "video/x-m4v": "mov",
    "video/3gpp": "mov",
    "audio/mp4": "mov",
    "audio/x-m4a": "mov",
    "audio/m4a": "mov",
    "video/webm": "matroska",
    "video/x-matroska": "matroska",
    "audio/webm": "matroska",
    "audio/x-matroska": "matroska",
    "audio/mpeg": "mp3",
    "audio/mp3": "mp3",
    "audio/wav": "wav",
    "audio/x-wav": "wav",
    "audio/vnd.wave": "wav",
    "audio/flac": "flac",
    "audio/x-flac": "flac",
    "audio/ogg": "ogg",
    "audio/opus": "ogg",
    "video/ogg": "ogg",
    "audio/aac": "aac",
    "video/x-msvideo": "avi",
    "video/mp2t": "mpegts",
}


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What the headers say. Seconds, pixels, Hz; zero or empty where the file has no such stream."""

    duration: float
    width: int
    height: int
    frame_rate: float
    has_video: bool
    has_audio: bool
    sample_rate: int
    channels: int
    video_codec: str
    audio_codec: str
    format: str


@dataclass(frozen=True, slots=True)
class ProbeLimits:
    """The most a file may claim: a small file can claim hours, or frames of a billion pixels."""

    seconds: float = 4 * 3600.0
    pixels: int = 8192 * 8192
    frame_rate: float = 240.0
    total_pixels: float = 3600.0 * 60 * 3840 * 2160  # seconds × frames a second × pixels: an hour of 4K at 60


_DURATION = re.compile(r"^  Duration: (?:(\d+):(\d\d):(\d\d(?:\.\d+)?)|(N/A))", re.MULTILINE)
_STREAM = re.compile(
    r"^  Stream #0:(\d+)(?:\[0x[0-9a-f]+\])?(?:\([^)\n]*\))?(?:\[[^\]\n]*\])?: (Video|Audio): (\w+)(.*)$", re.MULTILINE
)
_SIZE = re.compile(r"[ ,](\d{1,6})x(\d{1,6})[ ,\[]")
_RATE = re.compile(r", (\d+(?:\.\d+)?)(k?) (fps|tbr)\b")
_SAMPLE_RATE = re.compile(r", (\d+) Hz\b")
_CHANNELS = re.compile(r" Hz, ([^,\n]+)")
_CHANNEL_COUNT = {"mono": 1, "stereo": 2, "2.1": 3, "3.0": 3, "4.0": 4, "quad": 4, "5.0": 5, "5.1": 6, "7.1": 8}
_PROBE_RUN = Limits(wall_seconds=60, cpu_seconds=30, file_size=0)


async def probe(path: Path, *, mime_type: str, limits: ProbeLimits | None = None) -> MediaFacts:
    """Read the headers of a file whose type our own sniffing found; nothing is decoded beyond a first frame.

    Raises MediaRejected for a type that is no sound or video, a file that is not what it says, one without sound
    and video, and one whose claimed length, size or frame rate is past the limits.
    """
    bounds = limits or ProbeLimits()
    demuxer = demuxer_for(mime_type)
    reading: list[str | Path] = ["-max_pixels", str(bounds.pixels), "-probesize", "10M", "-analyzeduration", "5M"]
    command = ffmpeg_command([*reading, "-f", demuxer, "-i", path])
    done = await run_child(command, limits=_PROBE_RUN)
    opened = f"\nInput #0, {demuxer}" in f"\n{done.stderr}"
    if not opened:  # without an output, ffmpeg ends with an error even when all went well
        raise_for_exit(done.code or 1, done.stderr)
    facts, known = _facts_in(done.stderr, demuxer)
    _check(facts, bounds)
    if not known:
        facts = await _with_counted_duration(facts, path, demuxer)
        _check(facts, bounds)
    return facts


def demuxer_for(mime_type: str) -> str:
    """ffmpeg's name of the demuxer for a type. Raises MediaRejected for one we do not read."""
    demuxer = DEMUXER_BY_MIME_TYPE.get(mime_type.split(";", maxsplit=1)[0].strip().lower())
    if demuxer is None:
        raise MediaRejected(
            Told(
                "Files of type {mime_type} are no sound or video that can be read; use MP4, MP3 or WAV.",
                "{mime_type} 类型的文件不是能读的声音或视频，请用 MP4、MP3 或 WAV。",
                mime_type=mime_type,
            )
        )
    return demuxer


def _facts_in(report: str, demuxer: str) -> tuple[MediaFacts, bool]:
    """The facts, and whether the length is among them."""
    durations = _DURATION.findall(report)
    streams = _STREAM.findall(report)
    numbers = [stream[0] for stream in streams]
    # A crafted metadata key can print lines like the real ones; then there are too many, and none is believed.
    if len(durations) != 1 or len(set(numbers)) != len(numbers):
        raise MediaRejected(
            Told(
                "The headers of this file contradict themselves; convert it with another program.",
                "文件头自相矛盾，请用别的程序转换。",
            )
        )
    hours, minutes, seconds, unknown = durations[0]
    duration = 0.0 if unknown else int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    # A cover picture is a video stream in ffmpeg's eyes; it is not what the file is about.
    video = next((stream for stream in streams if stream[1] == "Video" and "(attached pic)" not in stream[3]), None)
    audio = next((stream for stream in streams if stream[1] == "Audio"), None)
    if video is None and audio is None:
        raise MediaRejected(Told("There is neither sound nor video in this file.", "这个文件里既没有声音也没有画面。"))
    size = _SIZE.search(video[3]) if video else None
    rates = {
        kind: float(number) * (1000 if kilo else 1) for number, kilo, kind in _RATE.findall(video[3] if video else "")
    }
    sample_rate = _SAMPLE_RATE.search(audio[3]) if audio else None
    layout = _CHANNELS.search(audio[3]) if audio else None
    facts = MediaFacts(
        duration=duration,
        width=int(size[1]) if size else 0,
        height=int(size[2]) if size else 0,
        frame_rate=rates.get("fps", rates.get("tbr", 0.0)),
        has_video=video is not None,
        has_audio=audio is not None,
        sample_rate=int(sample_rate[1]) if sample_rate else 0,
        channels=_channel_count(layout[1]) if layout else 0,
        video_codec=video[2] if video else "",
        audio_codec=audio[2] if audio else "",
        format=demuxer,
    )
    return facts, not unknown


def _channel_count(layout: str) -> int:
    name = layout.split("(", maxsplit=1)[0].strip()
    counted = re.match(r"(\d+) channels", layout)
    return int(counted[1]) if counted else _CHANNEL_COUNT.get(name, 0)


def _check(facts: MediaFacts, bounds: ProbeLimits) -> None:
    pixels = facts.width * facts.height
    if facts.has_video and pixels == 0:
        raise MediaRejected(
            Told(
                "The size of the video's pictures cannot be read; convert it with another program.",
                "读不出视频画面的大小，请用别的程序转换。",
            )
        )
    if pixels > bounds.pixels:
        raise MediaRejected(
            Told(
                "Pictures of {width} × {height} are too large; {most:,} pixels are allowed.",
                "画面 {width} × {height} 太大，最多 {most:,} 像素。",
                width=facts.width,
                height=facts.height,
                most=bounds.pixels,
            )
        )
    if facts.duration > bounds.seconds:
        raise MediaRejected(
            Told(
                "{length:.0f} s are too long; {most:.0f} s are allowed.",
                "时长 {length:.0f} 秒太长，最多 {most:.0f} 秒。",
                length=facts.duration,
                most=bounds.seconds,
            )
        )
    if facts.frame_rate > bounds.frame_rate:
        raise MediaRejected(
            Told(
                "{rate:.0f} frames a second are too many; {most:.0f} are allowed.",
                "每秒 {rate:.0f} 帧太多，最多 {most:.0f} 帧。",
                rate=facts.frame_rate,
                most=bounds.frame_rate,
            )
        )
    if facts.duration * max(facts.frame_rate, 1.0) * pixels > bounds.total_pixels:
        raise MediaRejected(
            Told(
                "This video is too long for its size and frame rate; shorten it or scale it down.",
                "按它的画面大小和帧率，这个视频太长。请剪短或缩小。",
            )
        )


async def _with_counted_duration(facts: MediaFacts, path: Path, demuxer: str) -> MediaFacts:
    """For files whose headers lack the length (recordings of browsers): walk the packets, decode none."""
    furthest = 0.0

    async def note(seconds: float) -> None:
        nonlocal furthest
        furthest = seconds

    arguments: list[str | Path] = [
        "-f",
        demuxer,
        "-i",
        path,
        "-map",
        "0:v:0?",
        "-map",
        "0:a:0?",
        "-c",
        "copy",
        "-f",
        "null",
        "pipe:1",
    ]
    await run_ffmpeg(arguments, limits=_PROBE_RUN, on_seconds=note)
    if furthest <= 0:
        raise MediaRejected(
            Told(
                "The length of this file cannot be found; convert it with another program.",
                "读不出文件的时长，请用别的程序转换。",
            )
        )
    return replace(facts, duration=furthest)
