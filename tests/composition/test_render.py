"""A rendered video, taken apart by another decoder (PyAV) and by ffmpeg's detectors."""

import asyncio
import contextlib
import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import psutil
import pytest
from numpy.typing import NDArray
from PIL import Image

from datasay.composition import segments
from datasay.composition.render import render
from datasay.composition.timeline import Clip, Cue, Label, Timeline
from datasay.media.errors import MediaDiskFull, MediaRejected, MediaToolFailed
from datasay.media.ffmpeg import run_ffmpeg
from datasay.media.loudness import measure_loudness
from tests.composition.conftest import AIGC, MakePicture, MakeSpeech, Rendered

pytestmark = pytest.mark.slow


async def _ignore(_fraction: float) -> None:
    return None


def _lumas(path: Path) -> Iterator[NDArray[np.uint8]]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield np.asarray(frame.to_ndarray()[: frame.height], np.uint8)  # yuv420p: the luma comes first


async def _detected(path: Path, detector: str) -> str:
    return (await run_ffmpeg(["-f", "mov", "-i", path, "-vf", detector, "-an", "-f", "null", "pipe:1"])).stderr


def test_the_streams_are_as_promised(portrait: Rendered) -> None:
    with av.open(str(portrait.rendering.path)) as container:
        video, audio = container.streams.video[0], container.streams.audio[0]
        assert (video.width, video.height, video.codec_context.name) == (1080, 1920, "h264")
        assert video.profile == "High"
        assert video.codec_context.pix_fmt == "yuv420p"
        colours = video.codec_context
        assert (colours.color_range, colours.colorspace, colours.color_primaries, colours.color_trc) == (1, 1, 1, 1)
        assert video.average_rate == video.base_rate == 30
        assert (audio.codec_context.name, audio.rate, audio.channels) == ("aac", 48000, 2)
        assert audio.language == "zho"
        assert json.loads(container.metadata["AIGC"]) == json.loads(AIGC)
        assert container.metadata["title"] == "荷塘月色"
    data = portrait.rendering.path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_frames_are_exact_and_evenly_spaced(portrait: Rendered) -> None:
    with av.open(str(portrait.rendering.path)) as container:
        stream = container.streams.video[0]
        assert stream.time_base is not None
        times = [frame.pts * stream.time_base * 30 for frame in container.decode(stream) if frame.pts is not None]
    assert times == list(range(240))
    assert portrait.rendering.frames == 240


def test_sound_and_picture_end_within_one_frame(portrait: Rendered) -> None:
    with av.open(str(portrait.rendering.path)) as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
        audio = container.streams.audio[0]
        assert audio.duration is not None
        assert audio.time_base is not None
        stated = float(audio.duration * audio.time_base)
    assert samples / 48000 == pytest.approx(8.0, abs=1 / 30)
    assert stated == pytest.approx(8.0, abs=1 / 30)


async def test_loudness_of_the_finished_file(portrait: Rendered) -> None:
    measured = await measure_loudness(portrait.rendering.path, mime_type="video/mp4")
    assert measured.integrated == pytest.approx(-14.0, abs=0.5)
    assert measured.true_peak <= -1.0
    assert (measured.integrated, measured.true_peak) == (portrait.rendering.loudness, portrait.rendering.true_peak)


async def test_nothing_is_black_and_nothing_freezes(portrait: Rendered) -> None:
    assert "black_start" not in await _detected(portrait.rendering.path, "blackdetect=d=0.1")
    assert "freeze_start" not in await _detected(portrait.rendering.path, "freezedetect=d=1")


def test_subtitles_appear_and_vanish_with_the_speech(portrait: Rendered) -> None:
    # White letters are far brighter than these pictures.
    shown = [bool((luma[1450:1600] > 225).any()) for luma in _lumas(portrait.rendering.path)]
    changes = [number / 30 for number in range(1, len(shown)) if shown[number] != shown[number - 1]]
    edges = [edge for cue in portrait.timeline.cues for edge in (cue.start, cue.end)]
    assert changes == pytest.approx(edges, abs=0.05)


def test_the_label_stands_from_the_first_frame_for_its_time(portrait: Rendered) -> None:
    shown = [bool((luma[60:230, 40:500] > 225).any()) for luma in _lumas(portrait.rendering.path)]
    assert all(shown[:90])
    assert not any(shown[106:])


def _paths(video: Path, first: int, end: int) -> NDArray[np.float64]:
    """Where points of the first frame go: frames × points × 2, in pixels."""
    frames = [luma for number, luma in enumerate(_lumas(video)) if first <= number < end]
    columns, rows = np.meshgrid(np.arange(120, 1000, 110), np.arange(420, 1400, 110))
    start = np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float32)[:, None]
    followed = [start[:, 0].astype(np.float64)]
    for frame in frames[1:]:
        # Always from the first frame, so that errors do not add up; the last place is where the search begins.
        guess = np.ascontiguousarray(followed[-1].reshape(-1, 1, 2), np.float32)
        found, status, _ = cv2.calcOpticalFlowPyrLK(
            frames[0], frame, start, guess, winSize=(61, 61), maxLevel=2, flags=cv2.OPTFLOW_USE_INITIAL_FLOW
        )
        assert np.all(np.asarray(status) == 1)
        followed.append(np.asarray(found, np.float64)[:, 0])
    return np.stack(followed)


def test_motion_is_smooth(portrait: Rendered) -> None:
    for first, end in ((16, 88), (110, 162), (185, 235)):
        paths = _paths(portrait.rendering.path, first, end)
        travelled = float(np.abs(paths[-1] - paths[0]).max())
        shake = float(np.abs(np.diff(paths, n=2, axis=0)).mean())
        assert travelled > 5
        assert shake <= 0.2, f"frames {first} to {end}"


def test_progress_is_honest(portrait: Rendered) -> None:
    heard = portrait.heard
    assert heard[0] == 0.0
    assert heard[-1] == 1.0
    assert list(heard) == sorted(heard)
    assert max(after - before for before, after in pairwise(heard)) < 0.1


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1080)])
async def test_other_shapes_and_true_colours(tmp_path: Path, make_speech: MakeSpeech, size: tuple[int, int]) -> None:
    width, height = size
    colours = {"green": (30, 200, 60), "skin": (232, 190, 172), "blue": (20, 60, 220)}
    clips, expected = [], []
    for number, (name, (red, green, blue)) in enumerate(colours.items()):
        path = tmp_path / f"{name}.png"
        cv2.imwrite(str(path), np.full((height, width, 3), (blue, green, red), np.uint8))
        clips.append(Clip(path, number * 1.0, number + 1.0, number))
        expected.append((red, green, blue))
    timeline = Timeline(width, height, clips, [], await make_speech(2.5), 3.0, language="en-US")
    made = await render(timeline, output=tmp_path / "out.mp4", work_folder=tmp_path, progress=_ignore)
    assert (made.frames, made.width, made.height) == (90, width, height)
    with av.open(str(made.path)) as container:
        assert container.streams.audio[0].language == "eng"
        frames = [frame.to_ndarray() for frame in container.decode(video=0)]
    for number, rgb in enumerate(expected):
        planes = frames[number * 30 + 25]
        luma = float(planes[:height].mean())
        chroma = planes[height:].reshape(2, -1).mean(axis=1)
        assert _to_rgb(luma, *chroma) == pytest.approx(rgb, abs=2.5)


def _to_rgb(luma: float, blue: float, red: float) -> tuple[float, float, float]:
    """BT.709 limited range to full-range RGB, written from the standard and not from the product."""
    y, cb, cr = (luma - 16) / 219, (blue - 128) / 224, (red - 128) / 224
    return (255 * (y + 1.5748 * cr), 255 * (y - 0.1873 * cb - 0.4681 * cr), 255 * (y + 1.8556 * cb))


async def test_a_video_of_one_frame_and_one_of_many_tiny_clips(
    tmp_path: Path, make_picture: MakePicture, make_speech: MakeSpeech
) -> None:
    picture, speech = make_picture(9, 320, 180), await make_speech(1.0)
    one = Timeline(320, 180, [Clip(picture, 0.0, 0.04, 0)], [], speech, 0.04)
    assert (await render(one, output=tmp_path / "one.mp4", work_folder=tmp_path, progress=_ignore)).frames == 1
    edges = [n * 0.05 for n in range(61)]
    clips = [Clip(picture, a, b, n) for n, (a, b) in enumerate(pairwise(edges))]
    many = Timeline(320, 180, clips, [Cue(0.1, 0.9, "一")], speech, edges[-1], label=Label("AI 生成", 2.0))
    made = await render(many, output=tmp_path / "many.mp4", work_folder=tmp_path, progress=_ignore)
    assert sum(1 for _ in _lumas(made.path)) == made.frames == 90


async def test_where_ranges_meet_nothing_is_lost_or_repeated(
    tmp_path: Path, make_speech: MakeSpeech, monkeypatch: pytest.MonkeyPatch
) -> None:
    speech = await make_speech(3.5)
    pictures = [tmp_path / f"{level}.png" for level in (40, 200)]
    for level, path in zip((40, 200), pictures, strict=True):
        cv2.imwrite(str(path), np.full((180, 320, 3), level, np.uint8))
    # Nearly every frame is within a fade, of nine levels a frame.
    clips = [Clip(pictures[n % 2], n * 0.6, (n + 1) * 0.6, n) for n in range(7)]
    timeline = Timeline(320, 180, clips, [Cue(0.2, 4.0, "一二三四")], speech, 4.2)
    made = []
    for ranges in (1, 7):
        monkeypatch.setattr(segments, "range_count", lambda _frames, ranges=ranges: ranges)
        folder = tmp_path / str(ranges)
        folder.mkdir()
        await render(timeline, output=folder / "out.mp4", work_folder=folder, progress=_ignore)
        made.append(list(_lumas(folder / "out.mp4")))
    assert len(list((tmp_path / "7").glob("segment-*.mp4"))) == 7
    whole, parts = made
    assert len(whole) == len(parts) == 126
    differences = [np.abs(one.astype(int) - other.astype(int)).mean() for one, other in zip(whole, parts, strict=True)]
    assert max(differences) < 2.0  # encoded anew, but the same frames


async def test_a_broken_picture_is_rejected_and_leaves_no_output(
    tmp_path: Path, make_picture: MakePicture, make_speech: MakeSpeech
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    clips = [Clip(make_picture(1, 640, 360), 0.0, 3.0, 0), Clip(broken, 3.0, 6.0, 1)]
    timeline = Timeline(640, 360, clips, [], await make_speech(5.0), 6.0)
    with pytest.raises(MediaRejected, match=r"broken\.png"):
        await render(timeline, output=tmp_path / "out.mp4", work_folder=tmp_path, progress=_ignore)
    assert not list(tmp_path.glob("*out.mp4*"))
    missing = Timeline(640, 360, [Clip(tmp_path / "none.png", 0.0, 6.0, 0)], [], timeline.speech, 6.0)
    with pytest.raises(MediaRejected, match=r"none\.png"):
        await render(missing, output=tmp_path / "out.mp4", work_folder=tmp_path, progress=_ignore)


_RENDERING = ("ffmpeg", "datasay.composition.")


def _children() -> list[psutil.Process]:
    """What the rendering has started; servers and helpers that other tests keep are none of its business."""
    found = []
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if any(part in " ".join(child.cmdline()) for part in _RENDERING):
                found.append(child)
    return found


@pytest.fixture
async def long_timeline(make_picture: MakePicture, make_speech: MakeSpeech) -> Timeline:
    """More than can be made before a test interferes."""
    return Timeline(1080, 1920, [Clip(make_picture(4, 1080, 1920), 0.0, 120.0, 0)], [], await make_speech(5.0), 120.0)


async def test_cancelling_leaves_no_process_and_no_output(tmp_path: Path, long_timeline: Timeline) -> None:
    under_way = asyncio.Event()

    async def hear(fraction: float) -> None:
        if fraction > 0.005:
            under_way.set()

    rendering = asyncio.create_task(
        render(long_timeline, output=tmp_path / "out.mp4", work_folder=tmp_path, progress=hear)
    )
    await asyncio.wait_for(under_way.wait(), 60)
    children = _children()
    assert any(re.search("ffmpeg", child.name()) for child in children)
    rendering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(rendering, 5)
    _, alive = psutil.wait_procs(children, timeout=2)
    assert alive == []
    assert not list(tmp_path.glob("*out.mp4*"))


@pytest.mark.parametrize("victim", ["ffmpeg", "python"])
async def test_a_killed_child_fails_the_rendering_and_ends_the_others(
    tmp_path: Path, long_timeline: Timeline, victim: str
) -> None:
    killed = asyncio.Event()

    async def hear(fraction: float) -> None:
        if fraction > 0.005 and not killed.is_set():
            killed.set()
            next(child for child in _children() if child.name().startswith(victim)).kill()

    with pytest.raises(MediaToolFailed, match="killed, probably out of memory"):
        await render(long_timeline, output=tmp_path / "out.mp4", work_folder=tmp_path, progress=hear)
    _, alive = psutil.wait_procs(_children(), timeout=2)
    assert alive == []
    assert not list(tmp_path.glob("*out.mp4*"))


@pytest.mark.parametrize("scratch", ["segment-000.mp4", "sound.m4a"])
async def test_a_full_disk_is_told_apart_and_leaves_no_output(
    tmp_path: Path, make_picture: MakePicture, make_speech: MakeSpeech, scratch: str
) -> None:
    # The device that is always full, where ffmpeg means to write.
    (tmp_path / scratch).symlink_to("/dev/full")
    timeline = Timeline(640, 360, [Clip(make_picture(1, 640, 360), 0.0, 6.0, 0)], [], await make_speech(5.0), 6.0)
    with pytest.raises(MediaDiskFull):
        await render(timeline, output=tmp_path / "out.mp4", work_folder=tmp_path, progress=_ignore)
    assert not list(tmp_path.glob("*out.mp4*"))


def test_the_cover_is_a_labelled_picture_of_the_same_size_and_the_files_poster(portrait: Rendered) -> None:
    cover = portrait.rendering.cover
    assert cover is not None
    data = cover.read_bytes()
    with Image.open(cover) as image:
        assert image.size == (1080, 1920)
        assert b"TC260:AIGC" in image.info["xmp"]
        pixels = np.asarray(image.convert("L"), np.float64)
    # The title stands in its zone, nothing where the platforms' buttons are, and the label above it.
    busy = np.abs(np.diff(pixels, axis=1)) > 60
    assert busy[350:800, 80:900].mean() > 0.002
    assert busy[860:, 950:].mean() < 0.001
    assert busy[134:240, 60:400].mean() > 0.01
    with av.open(str(portrait.rendering.path)) as container:
        assert bytes(next(container.demux(container.streams.video[1]))) == data
