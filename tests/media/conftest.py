"""Small real media files, made by the real ffmpeg."""

from pathlib import Path

import pytest

from datasay.media.ffmpeg import run_ffmpeg


@pytest.fixture(scope="session")
async def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds of moving test picture, 320 × 240 at 25 fps, with a stereo tone of 48 kHz."""
    path = tmp_path_factory.mktemp("media") / "clip.mp4"
    picture = ["-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=2"]
    tone = ["-f", "lavfi", "-i", "sine=frequency=997:sample_rate=48000:duration=2"]
    await run_ffmpeg([*picture, *tone, "-pix_fmt", "yuv420p", "-ac", "2", "-ar", "48000", path])
    return path
