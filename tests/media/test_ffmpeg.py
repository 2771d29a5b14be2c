"""The gate: what it lets through, what it refuses, and that nothing survives it."""

import asyncio
import contextlib
import os
import signal
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from datasay.media.child import BoundedText, child_environment
from datasay.media.errors import MediaDiskFull, MediaRejected, MediaToolFailed, MediaToolKilled, MediaToolMissing
from datasay.media.ffmpeg import Limits, ffmpeg_command, ffmpeg_path, raise_for_exit, run_ffmpeg

ENDLESS: list[str | Path] = ["-re", "-f", "lavfi", "-i", "testsrc2=size=640x480:rate=30", "-c:v", "libx264"]


def _descendants() -> set[int]:
    return {child.pid for child in psutil.Process().children(recursive=True) if child.status() != "zombie"}


async def _until_gone(pids: set[int]) -> set[int]:
    for _ in range(100):
        left = {pid for pid in pids if psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie"}
        if not left:
            return left
        await asyncio.sleep(0.05)
    return left


async def _until_there(path: Path) -> None:
    for _ in range(500):
        if path.exists():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{path.name} never appeared")


async def test_progress_rises_to_the_whole_length(tmp_path: Path) -> None:
    heard: list[float] = []

    async def hear(seconds: float) -> None:
        heard.append(seconds)

    source = ["-f", "lavfi", "-i", "sine=duration=5"]
    await run_ffmpeg([*source, tmp_path / "tone.wav"], on_seconds=hear)
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(5.0, abs=0.05)


async def test_standard_input_and_output_carry_data() -> None:
    silence = bytes(2 * 8000)
    raw = ["-f", "s16le", "-ar", "8000", "-ac", "1", "-i", "pipe:0", "-f", "s16le", "-ar", "16000", "pipe:1"]
    result = await run_ffmpeg(raw, stdin=silence)
    assert abs(len(result.stdout) - 2 * 16000) <= 64


@pytest.mark.parametrize(
    "arguments",
    [
        ["-i", "http://127.0.0.1:9/a.mp4", "out.mp4"],
        ["-i", "/etc/passwd", "out.mp4"],
        ["-i", "concat:a|b", "out.mp4"],
        ["-i", "-y"],
        ["-f", "lavfi", "-i", "amovie=/etc/passwd", "out.wav"],
        ["-f", "lavfi", "-i", "movie=a.mp4", "out.mp4"],
        ["-i"],
    ],
)
def test_an_input_that_is_no_file_of_ours_is_a_fault_of_the_caller(arguments: list[str]) -> None:
    with pytest.raises(ValueError, match="An input of ffmpeg must be"):
        ffmpeg_command(arguments)


def test_a_file_named_like_an_option_stays_a_file(tmp_path: Path) -> None:
    command = ffmpeg_command(["-i", tmp_path / "-f lavfi:'%{}.mp4", Path("http:") / "x.mp4"])
    assert command[-2] == f"file:{tmp_path}/-f lavfi:'%{{}}.mp4"
    assert command[-1].startswith("file:/")
    assert command[command.index("-i") - 4 : command.index("-i") : 2] == ["-protocol_whitelist", "-format_whitelist"]


async def test_a_broken_file_is_rejected_with_the_reason(tmp_path: Path) -> None:
    broken = tmp_path / "secret-folder" / "broken.mp4"
    broken.parent.mkdir()
    broken.write_bytes(os.urandom(5000))
    with pytest.raises(MediaRejected, match="cannot process this media") as caught:
        await run_ffmpeg(["-f", "mov", "-i", broken, tmp_path / "out.mp4"])
    assert "secret-folder" not in str(caught.value)


async def test_cancelling_leaves_no_process(tmp_path: Path) -> None:
    before = _descendants()
    running = asyncio.create_task(run_ffmpeg([*ENDLESS, tmp_path / "endless.mp4"]))
    await _until_there(tmp_path / "endless.mp4")
    started = _descendants() - before
    assert started
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert await _until_gone(started) == set()


async def test_a_second_cancel_during_the_first_still_leaves_no_process(tmp_path: Path) -> None:
    before = _descendants()
    running = asyncio.create_task(run_ffmpeg([*ENDLESS, tmp_path / "endless.mp4"]))
    await _until_there(tmp_path / "endless.mp4")
    started = _descendants() - before
    running.cancel()
    await asyncio.sleep(0)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    assert await _until_gone(started) == set()


async def test_a_killed_parent_leaves_no_ffmpeg(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import asyncio, sys
        from pathlib import Path
        from datasay.media.ffmpeg import run_ffmpeg
        source = ["-re", "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=30"]
        asyncio.run(run_ffmpeg([*source, "-c:v", "libx264", Path(sys.argv[1])]))
        """
    )
    output = tmp_path / "endless.mp4"
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", program, str(output))
    await _until_there(output)
    children = {child.pid for child in psutil.Process(parent.pid).children(recursive=True)}
    assert children
    os.kill(parent.pid, signal.SIGKILL)
    await parent.wait()
    assert await _until_gone(children) == set()


async def test_a_killed_ffmpeg_is_reported_as_probably_out_of_memory(tmp_path: Path) -> None:
    before = _descendants()
    running = asyncio.create_task(run_ffmpeg([*ENDLESS, tmp_path / "endless.mp4"]))
    await _until_there(tmp_path / "endless.mp4")
    for pid in _descendants() - before:
        os.kill(pid, signal.SIGKILL)
    with pytest.raises(MediaToolFailed, match="killed, probably out of memory"):
        await running


async def test_too_little_address_space_is_a_failure_that_may_pass(tmp_path: Path) -> None:
    source = ["-f", "lavfi", "-i", "testsrc2=size=3840x2160:rate=30:duration=2"]
    with pytest.raises(MediaToolFailed):
        await run_ffmpeg([*source, "-c:v", "libx264", tmp_path / "out.mp4"], limits=Limits(address_space=512 * 1024**2))


async def test_processor_time_is_limited(tmp_path: Path) -> None:
    source = ["-f", "lavfi", "-i", "testsrc2=size=1920x1080:rate=60:duration=600"]
    with pytest.raises(MediaRejected, match="more processor time"):
        await run_ffmpeg([*source, "-c:v", "libx264", tmp_path / "out.mp4"], limits=Limits(cpu_seconds=1))


async def test_the_size_of_a_written_file_is_limited(tmp_path: Path) -> None:
    source = ["-f", "lavfi", "-i", "sine=duration=60"]
    with pytest.raises(MediaRejected, match="larger than is allowed"):
        await run_ffmpeg([*source, tmp_path / "out.wav"], limits=Limits(file_size=100_000))
    assert (tmp_path / "out.wav").stat().st_size <= 100_000


async def test_the_size_of_standard_output_is_limited() -> None:
    source = ["-f", "lavfi", "-i", "sine=duration=60", "-f", "s16le", "pipe:1"]
    with pytest.raises(MediaRejected, match="larger than the allowed"):
        await run_ffmpeg(source, limits=Limits(output_size=10_000))


async def test_the_wall_clock_is_limited(tmp_path: Path) -> None:
    with pytest.raises(MediaToolFailed, match="without an end"):
        await run_ffmpeg([*ENDLESS, tmp_path / "out.mp4"], limits=Limits(wall_seconds=0.5))


async def test_a_full_disk_is_told_apart() -> None:
    source = ["-f", "lavfi", "-i", "sine=duration=60", "-f", "wav"]
    with pytest.raises(MediaDiskFull):
        await run_ffmpeg([*source, Path("/dev/full")])


def test_exit_codes_and_words_decide_the_error() -> None:
    raise_for_exit(0, "anything")
    with pytest.raises(MediaToolFailed, match="signal 11"):
        raise_for_exit(-11, "x264 [info]: hello")
    with pytest.raises(MediaDiskFull):
        raise_for_exit(1, "av_interleaved_write_frame(): No space left on device\nConversion failed!")
    with pytest.raises(MediaRejected, match=r"moov atom not found\. Convert"):
        raise_for_exit(1, "[mov,mp4 @ 0x55ab] moov atom not found\nConversion failed!\n")


def test_children_are_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATASAY_SECRET_KEYS", "canary")
    assert "canary" not in child_environment({"FONTCONFIG_FILE": "fonts.conf"}).values()


def test_an_unusable_ffmpeg_names_the_cure(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ffmpeg_path.cache_clear()
    try:
        monkeypatch.setenv("DATASAY_FFMPEG", str(tmp_path / "none"))
        with pytest.raises(MediaToolMissing, match="imageio-ffmpeg"):
            ffmpeg_path()
        monkeypatch.setenv("DATASAY_FFMPEG", "/bin/true")
        with pytest.raises(MediaToolMissing, match="without libx264, libass"):
            ffmpeg_path()
    finally:
        ffmpeg_path.cache_clear()


def test_long_reports_keep_their_two_ends() -> None:
    kept = BoundedText(20)
    for number in range(1000):
        kept.add(f"{number:03d}|".encode())
    assert kept.text().startswith("000|001|00")
    assert kept.text().endswith("998|999|")
    assert len(kept.text()) < 40


@pytest.mark.parametrize("carried", [False, True], ids=["configured", "of the wheel"])
def test_an_ffmpeg_killed_as_it_starts_is_asked_again(
    carried: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "imageio_ffmpeg"
    (package / "binaries").mkdir(parents=True)
    (package / "__init__.py").touch()
    killed_once = package / "binaries" / "ffmpeg-linux-v9"
    dies = f"[ -e {tmp_path}/seen ] || {{ touch {tmp_path}/seen; kill -9 $$; }}"
    killed_once.write_text(f"#!/bin/sh\n{dies}\necho libx264 libass fontconfig\n")
    killed_once.chmod(0o700)
    monkeypatch.setenv("DATASAY_FFMPEG", "" if carried else str(killed_once))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "imageio_ffmpeg", raising=False)
    ffmpeg_path.cache_clear()
    try:
        with pytest.raises(MediaToolKilled, match="killed"):
            ffmpeg_path()
        assert ffmpeg_path() == killed_once
    finally:
        ffmpeg_path.cache_clear()
        sys.modules.pop("imageio_ffmpeg", None)
