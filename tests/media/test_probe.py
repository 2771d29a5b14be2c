"""Facts of media come from the headers, and no file can make ffmpeg read another one."""

from pathlib import Path

import pytest

from datasay.media.errors import MediaRejected
from datasay.media.ffmpeg import run_ffmpeg
from datasay.media.loudness import SILENCE, measure_loudness
from datasay.media.probe import ProbeLimits, probe


async def test_the_facts_of_a_clip(clip: Path) -> None:
    facts = await probe(clip, mime_type="video/mp4")
    assert (facts.width, facts.height, facts.frame_rate, facts.sample_rate, facts.channels) == (
        320,
        240,
        25.0,
        48000,
        2,
    )
    assert (facts.has_video, facts.has_audio, facts.video_codec, facts.audio_codec) == (True, True, "h264", "aac")
    assert facts.duration == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize(
    ("suffix", "codec", "mime_type"),
    [
        ("mp3", "libmp3lame", "audio/mpeg"),
        ("wav", "pcm_s16le", "audio/wav"),
        ("flac", "flac", "audio/flac"),
        ("ogg", "libvorbis", "audio/ogg"),
        ("m4a", "aac", "audio/mp4"),
        ("webm", "libopus", "audio/webm"),
    ],
)
async def test_sound_files(tmp_path: Path, suffix: str, codec: str, mime_type: str) -> None:
    path = tmp_path / f"tone.{suffix}"
    await run_ffmpeg(["-f", "lavfi", "-i", "sine=sample_rate=48000:duration=3", "-c:a", codec, path])
    facts = await probe(path, mime_type=mime_type)
    assert (facts.has_video, facts.has_audio, facts.channels, facts.sample_rate) == (False, True, 1, 48000)
    assert facts.duration == pytest.approx(3.0, abs=0.1)


async def test_a_recording_without_a_stated_length_is_counted(tmp_path: Path) -> None:
    tone = ["-f", "lavfi", "-i", "sine=sample_rate=48000:duration=3", "-c:a", "libopus", "-f", "matroska"]
    path = tmp_path / "live.webm"
    path.write_bytes((await run_ffmpeg([*tone, "-live", "1", "pipe:1"])).stdout)
    facts = await probe(path, mime_type="audio/webm;codecs=opus")
    assert facts.duration == pytest.approx(3.0, abs=0.1)


async def test_an_unknown_type_is_rejected(clip: Path) -> None:
    with pytest.raises(MediaRejected, match="application/x-mpegurl"):
        await probe(clip, mime_type="application/x-mpegurl")


@pytest.mark.parametrize("mime_type", ["video/mp4", "video/webm", "audio/mpeg", "audio/ogg", "audio/flac", "audio/aac"])
async def test_a_playlist_under_another_name_is_refused(clip: Path, tmp_path: Path, mime_type: str) -> None:
    hls = f"#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.0,\n{clip}\n#EXT-X-ENDLIST\n"
    concat = f"ffconcat version 1.0\nfile '{clip}'\n"
    dash = '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"><Period/></MPD>'
    for text in (hls, concat, dash):
        path = tmp_path / "playlist.mp4"
        path.write_text(text)
        with pytest.raises(MediaRejected):
            await probe(path, mime_type=mime_type)


async def test_a_playlist_is_refused_even_where_the_format_is_guessed(clip: Path, tmp_path: Path) -> None:
    path = tmp_path / "playlist.mp4"
    for text in (
        f"ffconcat version 1.0\nfile '{clip.name}'\n",
        f"#EXTM3U\n#EXTINF:2.0,\n{clip.name}\n#EXT-X-ENDLIST\n",
    ):
        (tmp_path / clip.name).write_bytes(clip.read_bytes())
        path.write_text(text)
        with pytest.raises(MediaRejected):
            await run_ffmpeg(["-i", path, tmp_path / "out.mp4"])


async def test_claims_past_the_limits_are_refused_before_decoding(clip: Path) -> None:
    for limits, words in (
        (ProbeLimits(seconds=1), "too long"),
        (ProbeLimits(pixels=320 * 239), "320"),
        (ProbeLimits(frame_rate=24), "too many"),
        (ProbeLimits(total_pixels=320 * 240 * 49), "shorten it"),
    ):
        with pytest.raises(MediaRejected, match=words):
            await probe(clip, mime_type="video/mp4", limits=limits)


async def test_a_small_file_that_lasts_ten_hours_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.mp4"
    still = ["-f", "lavfi", "-i", "color=size=64x64:rate=1/3600:duration=36000"]
    await run_ffmpeg([*still, "-c:v", "mpeg4", path])
    assert path.stat().st_size < 10_000
    with pytest.raises(MediaRejected, match="36000 s are too long"):
        await probe(path, mime_type="video/mp4")


async def test_a_metadata_key_cannot_pose_as_a_header(clip: Path, tmp_path: Path) -> None:
    posing = tmp_path / "posing.mp4"
    key = "x\n  Duration: 00:00:00.10, start: 0.000000, bitrate: 1 kb/s\n  y"
    tags = ["-movflags", "+use_metadata_tags", "-metadata", f"{key}=v"]
    await run_ffmpeg(["-i", clip, "-c", "copy", *tags, posing])
    assert b"Duration: 00:00:00.10" in posing.read_bytes()
    with pytest.raises(MediaRejected, match="contradict"):
        await probe(posing, mime_type="video/mp4")


async def test_mutated_files_end_in_facts_or_in_a_rejection(clip: Path, tmp_path: Path) -> None:
    original = clip.read_bytes()
    path = tmp_path / "mutated.mp4"
    for seed in range(24):
        data = bytearray(original)
        for step in range(40):
            data[(seed * 7919 + step * step * 104729) % len(data)] = (seed * 31 + step) % 256
        path.write_bytes(data[: len(data) - seed * 200])
        try:
            facts = await probe(path, mime_type="video/mp4")
        except MediaRejected as refusal:
            assert str(refusal)  # noqa: PT017  both ends are right; anything else fails the test
        else:
            assert facts.duration >= 0


async def test_loudness_of_a_reference_tone(tmp_path: Path) -> None:
    # EBU Tech 3341, case 1: a stereo sine of 1 kHz at -23 dBFS measures -23 LUFS.
    path = tmp_path / "reference.wav"
    tone = "aevalsrc=exprs=0.0707946*sin(2*PI*1000*t)|0.0707946*sin(2*PI*1000*t):s=48000:d=20"
    await run_ffmpeg(["-f", "lavfi", "-i", tone, "-c:a", "pcm_s24le", path])
    measured = await measure_loudness(path, mime_type="audio/wav")
    assert measured.integrated == pytest.approx(-23.0, abs=0.1)
    assert measured.true_peak == pytest.approx(-23.0, abs=0.1)


async def test_silence_measures_as_silence(tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    await run_ffmpeg(["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo:d=2", path])
    measured = await measure_loudness(path)
    assert (measured.integrated, measured.true_peak) == (SILENCE, float("-inf"))


async def test_a_picture_without_sound_cannot_be_measured(tmp_path: Path) -> None:
    path = tmp_path / "mute.mp4"
    await run_ffmpeg(["-f", "lavfi", "-i", "testsrc2=duration=1", path])
    with pytest.raises(MediaRejected):
        await measure_loudness(path)
