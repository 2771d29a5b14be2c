"""Speech laid piece by piece: to the sample, faded where it is cut, silent where nothing is."""

import wave
from pathlib import Path

import numpy as np
import pytest

from datasay.media.ffmpeg import run_ffmpeg
from datasay.media.joining import Piece, join_pieces
from datasay.media.speech import DELIVERED_RATE


def _tone(path: Path, *, seconds: float = 1.0, rate: int = DELIVERED_RATE) -> Path:
    times = np.arange(round(seconds * rate)) / rate
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, rate, 0, "NONE", ""))
        file.writeframes((np.sin(2 * np.pi * 440 * times) * 16000).astype("<i2").tobytes())
    return path


def _read(path: Path) -> "np.typing.NDArray[np.int16]":
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getframerate()) == (1, DELIVERED_RATE)
        return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")


@pytest.mark.parametrize("kind", ["wav", "slow", "mp3"])
async def test_a_stretch_begins_at_its_sample_and_silence_is_exact(tmp_path: Path, kind: str) -> None:
    source, mime = _tone(tmp_path / "tone.wav", rate=24_000 if kind == "slow" else DELIVERED_RATE), "audio/wav"
    if kind == "mp3":
        made = tmp_path / "tone.mp3"
        await run_ffmpeg(["-f", "wav", "-i", source, "-c:a", "libmp3lame", "-write_xing", "1", made])
        source, mime = made, "audio/mpeg"
    piece = Piece(source, mime, start=0.2, end=0.7, lead=4800, length=48_000)
    await join_pieces([piece, 9600, piece], tmp_path / "made.wav")
    sound = _read(tmp_path / "made.wav").astype(np.int32)
    assert len(sound) == 48_000 * 2 + 9600
    assert not sound[48_000 : 48_000 + 9600].any()
    assert (sound[:48_000] == sound[-48_000:]).all()
    heard = np.flatnonzero(np.abs(sound[:48_000]) > 3000)
    assert abs(heard[0] - (4800 - 0.03 * DELIVERED_RATE)) < 400, "a breath before the first sound is kept"
    assert abs(heard[-1] - (4800 + 0.62 * DELIVERED_RATE)) < 400
    assert np.abs(np.diff(sound)).max() < 2500, "no click where it is cut"
    assert list(tmp_path.glob("*.raw")) == []


async def test_a_block_that_is_too_short_for_its_stretch_is_still_its_length(tmp_path: Path) -> None:
    piece = Piece(_tone(tmp_path / "tone.wav"), "audio/wav", start=0.0, end=1.0, lead=0, length=1600)
    await join_pieces([piece], tmp_path / "made.wav")
    assert len(_read(tmp_path / "made.wav")) == 1600
