"""A timeline becomes an MP4: pictures and sound at the same time, joined without encoding again, checked, renamed."""

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from datasay.composition.cover import COVER, read_cover
from datasay.composition.segment import TRACK_TIMESCALE
from datasay.composition.segments import render_segments
from datasay.composition.sound import render_sound
from datasay.composition.timeline import Timeline
from datasay.media.errors import MediaRejected, MediaToolFailed
from datasay.media.ffmpeg import run_ffmpeg
from datasay.media.poster import add_poster
from datasay.media.probe import probe
from datasay.wording.told import Told

_FRAMES_SHARE = 0.96  # of the progress: the rest is joining and checking
# ISO 639-2, what MP4 carries; the first part of a language tag decides.
_LANGUAGES = {
    "zh": "zho", "yue": "yue", "cmn": "zho", "en": "eng", "ja": "jpn", "ko": "kor", "de": "deu", "fr": "fra",
    "es": "spa", "it": "ita", "pt": "por", "ru": "rus", "ar": "ara", "hi": "hin", "vi": "vie", "th": "tha",
    "id": "ind", "ms": "msa", "tr": "tur", "nl": "nld", "pl": "pol", "uk": "ukr",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rendering:
    """A finished video and what it measures: seconds, pixels, bytes, LUFS, dBTP."""

    path: Path
    duration: float
    frames: int
    width: int
    height: int
    file_size: int
    loudness: float
    true_peak: float
    cover: Path | None = None


async def render(
    timeline: Timeline, *, output: Path, work_folder: Path, progress: Callable[[float], Awaitable[None]]
) -> Rendering:
    """Render the timeline to `output` (MP4, H.264 High yuv420p BT.709 at 30 fps, AAC 48 kHz stereo, faststart).

    Scratch files stay in `work_folder`, which the caller makes and removes. The output appears at once and whole.
    Cancelling ends every child process within seconds and leaves no output. Raises MediaRejected (a picture or a
    sound cannot be used), MediaToolFailed (a child was killed), MediaDiskFull.
    """
    _check_files(timeline)
    await progress(0.0)

    async def on_frames(made: int) -> None:
        await progress(_FRAMES_SHARE * made / timeline.frames)

    sound_path = work_folder / "sound.m4a"
    try:
        async with asyncio.TaskGroup() as group:
            picture = group.create_task(render_segments(timeline, work_folder, on_frames))
            sound = group.create_task(render_sound(timeline, sound_path))
    except BaseExceptionGroup as failures:
        raise _first_of(failures) from None
    temporary = output.with_name(f".{output.name}.part")
    try:
        await _join(timeline, picture.result(), sound_path, work_folder, temporary)
        cover = await asyncio.to_thread(_with_cover, timeline, work_folder, temporary)
        duration = await _checked_duration(timeline, temporary)
        await asyncio.to_thread(_sync, temporary)
        temporary.replace(output)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
    await progress(1.0)
    return Rendering(
        path=output,
        duration=duration,
        frames=timeline.frames,
        width=timeline.width,
        height=timeline.height,
        file_size=output.stat().st_size,
        loudness=sound.result().integrated,
        true_peak=sound.result().true_peak,
        cover=cover,
    )


def _with_cover(timeline: Timeline, work_folder: Path, video: Path) -> Path | None:
    """The cover with its hidden label, and the video with the cover as its poster."""
    if not (timeline.cover_title or "").strip():
        return None
    jpeg = read_cover(work_folder, timeline.metadata.get("AIGC"))
    path = work_folder / COVER
    path.write_bytes(jpeg)
    add_poster(video, jpeg)
    return path


def _check_files(timeline: Timeline) -> None:
    wanted = [timeline.speech, *(clip.picture for clip in timeline.clips)]
    for path in [*wanted, timeline.music] if timeline.music else wanted:
        if not path.is_file():
            raise MediaRejected(
                Told(
                    "The file {name} that the video needs is not there; make it again.",
                    "视频要用的文件 {name} 不在了，请重新制作它。",
                    name=path.name,
                )
            )


def _first_of(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    first = failures.exceptions[0]
    return _first_of(first) if isinstance(first, BaseExceptionGroup) else first


async def _join(timeline: Timeline, segments: list[Path], sound: Path, work_folder: Path, output: Path) -> None:
    listing = work_folder / "segments.txt"
    listing.write_text("".join(f"file '{segment.name}'\n" for segment in segments), encoding="utf-8")
    tags = [part for key, value in timeline.metadata.items() for part in ("-metadata", f"{key}={value}")]
    language = _LANGUAGES.get(timeline.language.split("-", maxsplit=1)[0].lower(), "und")
    await run_ffmpeg(
        [
            *("-f", "concat", "-i", listing, "-f", "mov", "-i", sound),
            *("-map", "0:v:0", "-map", "1:a:0", "-c", "copy", "-map_metadata", "-1", *tags),
            *("-metadata:s:a:0", f"language={language}", "-video_track_timescale", str(TRACK_TIMESCALE)),
            *("-movflags", "+faststart+use_metadata_tags", "-f", "mp4", output),
        ]
    )


async def _checked_duration(timeline: Timeline, path: Path) -> float:
    facts = await probe(path, mime_type="video/mp4")
    expected = timeline.frames / timeline.fps
    if abs(facts.duration - expected) > 1 / timeline.fps or not (facts.has_video and facts.has_audio):
        raise MediaToolFailed(
            Told(
                "The joined video lasts {duration} s instead of {expected:.3f} s; try again.",
                "拼好的视频长 {duration} 秒，应为 {expected:.3f} 秒。请再试一次。",
                duration=facts.duration,
                expected=expected,
            )
        )
    return expected


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
