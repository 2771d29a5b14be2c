"""A poster goes into a finished MP4 and changes nothing else in it."""

import io
from pathlib import Path
from xml.etree import ElementTree

import av
import pytest
from PIL import Image

from datasay.media.ffmpeg import run_ffmpeg
from datasay.media.poster import add_poster
from datasay.media.xmp import labelled_jpeg


def _jpeg(colour: str = "#cc2211") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (90, 160), colour).save(out, "JPEG")
    return out.getvalue()


async def _video(path: Path, flags: str) -> Path:
    sources = ["-f", "lavfi", "-i", "testsrc=size=160x120:rate=30:duration=1", "-f", "lavfi", "-i", "sine=duration=1"]
    coded = ["-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-metadata", 'AIGC={"Label":"1"}']
    await run_ffmpeg([*sources, *coded, "-movflags", flags, "-f", "mp4", path])
    return path


async def _decoded(path: Path) -> bytes:
    made = await run_ffmpeg(["-i", path, "-map", "0:v:0", "-map", "0:a:0", "-f", "md5", "pipe:1"])
    return made.stdout


@pytest.mark.parametrize("flags", ["+faststart+use_metadata_tags", "+use_metadata_tags"])
async def test_the_poster_is_there_and_every_frame_and_sample_is_what_it_was(tmp_path: Path, flags: str) -> None:
    path = await _video(tmp_path / "video.mp4", flags)
    before, size = await _decoded(path), path.stat().st_size
    add_poster(path, _jpeg())
    assert await _decoded(path) == before
    assert 0 < path.stat().st_size - size - len(_jpeg()) < 200
    with av.open(str(path)) as container:
        assert container.metadata["AIGC"] == '{"Label":"1"}'
        poster = container.streams.video[1]
        assert (poster.codec_context.name, poster.width, poster.height) == ("mjpeg", 90, 160)
        assert bytes(next(container.demux(poster))) == _jpeg()
    assert [each.name for each in tmp_path.iterdir()] == ["video.mp4"]


def test_what_is_no_mp4_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "video.mp4"
    path.write_bytes(b"\0\0\0\x10ftypisom\0\0\0\0")
    with pytest.raises(ValueError, match="no whole MP4"):
        add_poster(path, _jpeg())
    assert path.read_bytes() == b"\0\0\0\x10ftypisom\0\0\0\0"


def test_a_jpeg_carries_the_label_and_is_the_same_picture() -> None:
    labelled = labelled_jpeg(_jpeg(), '{"Label":"1","ContentProducer":"甲<乙>"}')
    image = Image.open(io.BytesIO(labelled))
    packet = ElementTree.fromstring(image.info["xmp"])  # noqa: S314  written a line above
    told = packet.findtext(".//{http://www.tc260.org.cn/ns/AIGC/1.0/}AIGC")
    assert told == '{"Label":"1","ContentProducer":"甲<乙>"}'
    assert image.tobytes() == Image.open(io.BytesIO(_jpeg())).tobytes()
    with pytest.raises(ValueError, match="64 KiB"):
        labelled_jpeg(_jpeg(), "x" * 70_000)
