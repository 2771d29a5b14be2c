"""The pictures' half of a rendering: ranges of frames, one for each core, made at the same time in a child process."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from xml.sax.saxutils import escape as xml_escape

from datasay.composition.burning import ass_script
from datasay.composition.cover import COVER_SCRIPT, cover_request
from datasay.composition.segment import SegmentRequest, Shot
from datasay.composition.timeline import Clip, Timeline, clip_frames, divide
from datasay.composition.transition import LONGEST
from datasay.media.child import Limits, run_child
from datasay.media.errors import MediaRejected, MediaToolFailed
from datasay.media.ffmpeg import ffmpeg_path, raise_for_exit
from datasay.typography.fonts import sans_font, spares_for, with_spares
from datasay.wording.told import Told, unpacked

_MOST_RANGES = 8  # each holds about 270 MiB
_LEAST_FRAMES = 60  # for fewer, starting an encoder costs more than it saves
_LARGEST_PICTURE = 64_000_000  # pixels, refused from the header, before memory is taken
_NO_FONT = "failed to find any fallback with glyph 0x0 "  # what libass says when not even the family is found


def range_count(frames: int) -> int:
    """One range for each core this process may use, fewer for a short video."""
    cores = len(os.sched_getaffinity(0))
    return max(1, min(cores, _MOST_RANGES, frames // _LEAST_FRAMES))


async def render_segments(
    timeline: Timeline, work_folder: Path, on_frames: Callable[[int], Awaitable[None]]
) -> list[Path]:
    """Encode all frames into segments, in order; `on_frames` hears the number made so far, never falling.

    Raises MediaRejected for a picture that cannot be read, MediaToolFailed, MediaDiskFull.
    """
    fontconfig = await asyncio.to_thread(lay_out_subtitles, timeline, work_folder)
    ranges = divide(timeline.frames, range_count(timeline.frames))
    # A single range has all cores for its encoder.
    threads = 1 if len(ranges) > 1 else min(len(os.sched_getaffinity(0)), 4)
    requests = [_request(timeline, span, number, threads) for number, span in enumerate(ranges)]
    cover = cover_request(timeline)
    await _run([*requests, *([cover] if cover else [])], work_folder, fontconfig, on_frames)
    await on_frames(timeline.frames)
    return [work_folder / request.output for request in requests]


def lay_out_subtitles(timeline: Timeline, work_folder: Path) -> Path:
    """Write the script and a private font folder with the faces it needs; returns fontconfig's file."""
    face = with_spares(sans_font())
    script = ass_script(timeline, face)
    bare = replace(timeline, cues=(), cover_title=None)
    (work_folder / COVER_SCRIPT).write_text(ass_script(bare, face), encoding="utf-8")
    (work_folder / "subtitles.ass").write_text(script, encoding="utf-8")
    fonts = work_folder / "fonts"
    fonts.mkdir(exist_ok=True)
    for each in (face, *spares_for(script, face)):  # libass falls back to what the folder holds
        link = fonts / each.path.name
        if not link.exists():
            link.symlink_to(each.path.resolve())
    # Without this, fontconfig would read every font of the machine, and videos would differ between machines.
    # (The filter's own fontsdir is not enough: libass finds no font at all when fontconfig knows none.)
    settings = work_folder / "fonts.conf"
    folders = f"<dir>{_xml(fonts)}</dir><cachedir>{_xml(work_folder / 'fontcache')}</cachedir>"
    settings.write_text(f'<?xml version="1.0"?>\n<fontconfig>{folders}</fontconfig>\n', encoding="utf-8")
    return settings


def _xml(path: Path) -> str:
    return xml_escape(str(path.absolute()))


def _request(timeline: Timeline, span: tuple[int, int], number: int, threads: int) -> SegmentRequest:
    first, end = span
    shots = [
        shot_of(clip, start, stop, number, timeline)
        for number, (clip, (start, stop)) in enumerate(zip(timeline.clips, clip_frames(timeline), strict=True))
        if stop > start
    ]
    # The clip before the first one is needed while it fades out.
    shown = [
        index
        for index, shot in enumerate(shots)
        if shot.first < end and (shot.end > first or _fades_into(shots, index, first))
    ]
    return SegmentRequest(
        shots=tuple(shots[index] for index in shown),
        width=timeline.width,
        height=timeline.height,
        fps=timeline.fps,
        first=first,
        end=end,
        subtitles="subtitles.ass",
        output=f"segment-{number:03d}.mp4",
        threads=threads,
        ffmpeg=ffmpeg_path(),
        movement=timeline.movement,
    )


def shot_of(clip: Clip, start: int, stop: int, number: int, timeline: Timeline) -> Shot:
    """A clip in frames, its times counted from its own beginning."""
    begins = start / timeline.fps
    return Shot(
        clip.picture.absolute(),
        start,
        stop,
        clip.seed,
        transition=clip.transition,
        layers=tuple(replace(layer, path=layer.path.absolute()) for layer in clip.layers),
        page=clip.page,
        look=clip.look,
        moments=tuple(moment - begins for moment in clip.moments),
        enters=None if clip.enters is None else clip.enters - begins,
        beats=tuple(beat - begins for beat in clip.beats),
        opening=number == 0,
        ending=number == len(timeline.clips) - 1,
        movement=clip.movement,
        crop=clip.crop,
    )


def _fades_into(shots: list[Shot], index: int, first: int) -> bool:
    following = index + 1
    return following < len(shots) and shots[following].end > first >= shots[following].first > first - LONGEST


async def _run(
    requests: list[SegmentRequest], work_folder: Path, fontconfig: Path, on_frames: Callable[[int], Awaitable[None]]
) -> None:
    """One child process that makes all ranges; how it ended becomes an error."""
    paths = [(work_folder / f"{request.output}.json").absolute() for request in requests]
    for request, path in zip(requests, paths, strict=True):
        request.write(path)
    last = ""

    async def hear(line: str) -> None:
        nonlocal last
        last = line
        if line.startswith("frames "):
            await on_frames(int(line.removeprefix("frames ")))

    module = ["-P", "-m", "datasay.composition.segment_process"]
    ended = await run_child(
        [sys.executable, *module, str(fontconfig.absolute()), *map(str, paths)],
        limits=Limits(wall_seconds=None, cpu_seconds=None, address_space=None),
        cwd=work_folder,
        environment={
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "OPENCV_IO_MAX_IMAGE_PIXELS": str(_LARGEST_PICTURE),
        },
        on_line=hear,
    )
    if last.startswith("rejected "):
        raise MediaRejected(unpacked(json.loads(last.removeprefix("rejected "))))
    if last.startswith("ffmpeg "):
        raise_for_exit(int(last.removeprefix("ffmpeg ")), ended.stderr)
    if ended.code < 0:
        raise_for_exit(ended.code, ended.stderr)
    if ended.code != 0 or last != "done":
        raise MediaToolFailed(
            Told(
                "Making the frames failed: {reason}",
                "画面没有做成：{reason}",
                reason=ended.stderr.strip()[-300:] or "…",
            )
        )
    if _NO_FONT in ended.stderr:
        raise MediaToolFailed(
            Told(
                "ffmpeg cannot use the font {name}, so no subtitle would be seen; choose another font.",
                "ffmpeg 用不了字体 {name}，字幕会看不见。请换一个字体。",
                name=sans_font().path.name,
            )
        )
