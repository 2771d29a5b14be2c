"""The sound is as loud as promised, exactly as long, and the music keeps out of the voice's way."""

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from datasay.composition.music import MOODS, SAMPLE_RATE, compose_bed
from datasay.composition.sound import PEAK, Mix, plan_mix, render_sound
from datasay.composition.timeline import Clip, Timeline
from datasay.media.errors import MediaRejected
from datasay.media.ffmpeg import run_ffmpeg
from datasay.media.loudness import SILENCE, measure_loudness
from tests.composition.conftest import MakeSpeech


def _timeline(speech: Path, seconds: float, music: Path | None = None) -> Timeline:
    clip = Clip(Path("picture.png"), 0.0, seconds, 0)
    return Timeline(1080, 1920, [clip], [], speech, seconds, music=music)


async def _decoded(path: Path) -> NDArray[np.float32]:
    made = await run_ffmpeg(["-i", path, "-f", "f32le", "-ar", "48000", "-ac", "2", "pipe:1"])
    return np.frombuffer(made.stdout, np.float32).reshape(-1, 2)


async def _wav(path: Path, source: str) -> Path:
    await run_ffmpeg(["-f", "lavfi", "-i", source, "-c:a", "pcm_s16le", path])
    return path


@pytest.mark.parametrize(
    "source",
    [
        "sine=frequency=300:sample_rate=16000:duration=6",
        "anoisesrc=color=pink:amplitude=0.002:sample_rate=24000:duration=6:seed=1",
        "anoisesrc=color=white:amplitude=0.9:sample_rate=44100:duration=6:seed=2",
        # Clicks on a murmur: nothing is harder to make loud without clipping.
        "aevalsrc=exprs='0.02*sin(2*PI*200*t)+0.9*lt(mod(t\\,0.7)\\,0.0004)':s=22050:d=6",
    ],
)
async def test_any_voice_is_brought_to_the_platforms_loudness(tmp_path: Path, source: str) -> None:
    speech = await _wav(tmp_path / "speech.wav", source)
    reported = await render_sound(_timeline(speech, 6.4), tmp_path / "sound.m4a")
    measured = await measure_loudness(tmp_path / "sound.m4a", mime_type="audio/mp4")
    assert measured == reported
    assert measured.integrated == pytest.approx(-14.0, abs=0.5)
    assert measured.true_peak <= PEAK


async def test_the_length_is_exact_and_the_tail_is_silent(tmp_path: Path, make_speech: MakeSpeech) -> None:
    await render_sound(_timeline(await make_speech(3.0), 4.7), tmp_path / "sound.m4a")
    samples = await _decoded(tmp_path / "sound.m4a")
    assert len(samples) == pytest.approx(4.7 * 48000, abs=1024)
    assert float(np.abs(samples[round(3.2 * 48000) :]).max()) < 0.002


async def test_a_silent_speech_stays_silent(tmp_path: Path) -> None:
    speech = await _wav(tmp_path / "speech.wav", "anullsrc=r=22050:cl=mono:d=2")
    measured = await render_sound(_timeline(speech, 2.5), tmp_path / "sound.m4a")
    assert measured.integrated == SILENCE


async def test_a_speech_that_is_no_sound_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "speech.wav").write_bytes(b"RIFF" + bytes(100))
    with pytest.raises(MediaRejected):
        await render_sound(_timeline(tmp_path / "speech.wav", 2.5), tmp_path / "sound.m4a")


async def test_music_lies_at_least_twelve_decibels_under_the_voice(tmp_path: Path, make_speech: MakeSpeech) -> None:
    # The music alone, ducked by the voice, is what is left when the dry voice is taken from the mix.
    music = await compose_bed(tmp_path / "music.wav", duration=9.0, seed=3)
    mix = await plan_mix(_timeline(await make_speech(9.0), 9.0, music))
    dry = Mix(mix.speech, None, mix.speech_gain, 0.0, mix.samples)
    both = []
    for one in (mix, dry):
        graph = ["-filter_complex", one.graph(), "-map", "[mix]", "-f", "f32le", "pipe:1"]
        made = await run_ffmpeg([*one.inputs(), *graph])
        both.append(np.frombuffer(made.stdout, np.float32).reshape(-1, 2))
    voice, bed = both[1], both[0] - both[1]
    block = 4800
    loud = [
        (float(np.sqrt((voice[at : at + block] ** 2).mean())), float(np.sqrt((bed[at : at + block] ** 2).mean())))
        for at in range(48000, len(voice) - 3 * 48000, block)
    ]
    spoken = [(a, b) for a, b in loud if a > 0.05]
    quiet = [b for a, b in loud if a < 0.001]
    apart = 20 * np.log10(np.array([a / b for a, b in spoken]))
    assert float(np.median(apart)) > 18
    assert float(np.percentile(apart, 5)) > 12
    # It comes back in the pauses, and is heard at all.
    assert np.mean(quiet) > 1.25 * np.mean([b for _, b in spoken])
    assert np.mean(quiet) > 0.003


async def test_short_music_is_repeated_to_the_end(tmp_path: Path, make_speech: MakeSpeech) -> None:
    music = await _wav(tmp_path / "music.wav", "sine=frequency=500:duration=1.3")
    await render_sound(_timeline(await make_speech(1.0), 8.0, music), tmp_path / "sound.m4a")
    samples = await _decoded(tmp_path / "sound.m4a")
    for second in range(2, 6):
        assert float(np.abs(samples[second * 48000 : (second + 1) * 48000]).mean()) > 0.001


def _read(path: Path) -> NDArray[np.float64]:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, SAMPLE_RATE)
        data = file.readframes(file.getnframes())
    return np.frombuffer(data, "<i2").reshape(-1, 2) / 32768.0


def _brightest(sound: NDArray[np.float64]) -> float:
    """The largest share above 8 kHz in any hundredth of a second: a click is broad, this music is not."""
    blocks = sound.mean(axis=1)[: len(sound) // 480 * 480].reshape(-1, 480) * np.hanning(480)
    power = np.abs(np.fft.rfft(blocks, axis=1)) ** 2
    sounding = power.sum(axis=1) > 1e-3 * power.sum(axis=1).mean()
    return float((power[sounding, 80:].sum(axis=1) / power[sounding].sum(axis=1)).max())


@pytest.mark.parametrize("mood", MOODS)
async def test_the_bed_is_soft_wide_and_without_clicks(tmp_path: Path, mood: str) -> None:
    path = await compose_bed(tmp_path / "bed.wav", duration=30.0, seed=7, mood=mood)
    sound = _read(path)
    assert len(sound) == 30 * SAMPLE_RATE
    assert 0.1 < float(np.abs(sound).max()) < 0.3
    assert _brightest(sound) < 0.001
    spectrum = np.abs(np.fft.rfft(sound.mean(axis=1))) ** 2
    frequencies = np.fft.rfftfreq(len(sound), 1 / SAMPLE_RATE)
    whole = float(spectrum.sum())
    assert spectrum[frequencies > 4000].sum() / whole < 0.001
    assert spectrum[frequencies < 40].sum() / whole < 0.01
    assert 0.3 < float(np.corrcoef(sound[:, 0], sound[:, 1])[0, 1]) < 0.98
    assert abs(float(sound.mean())) < 0.001


async def test_a_whole_turn_has_no_seam(tmp_path: Path) -> None:
    sound = _read(await compose_bed(tmp_path / "bed.wav", duration=3600.0, seed=2))
    assert 60 < len(sound) / SAMPLE_RATE < 150
    across = np.concatenate([sound[-4800:], sound[:4800]])
    assert _brightest(across) < 0.001
    before, after = np.sqrt((across[:4800] ** 2).mean()), np.sqrt((across[4800:] ** 2).mean())
    assert 0.5 < before / after < 2.0


async def test_the_same_seed_gives_the_same_bed(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.wav" for number in range(3)]
    for path, seed in zip(paths, (5, 5, 6), strict=True):
        await compose_bed(path, duration=6.0, seed=seed)
    same, again, other = (path.read_bytes() for path in paths)
    assert same == again != other


async def test_an_unknown_mood_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Known: calm"):
        await compose_bed(tmp_path / "bed.wav", duration=6.0, seed=1, mood="grim")


async def test_a_sound_without_anything_to_hear_but_its_edges_is_refused_for_good(tmp_path: Path) -> None:
    path = tmp_path / "shifted.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x10\x20" * 8000)  # a constant: a speaker would click twice
    with pytest.raises(MediaRejected, match="fewer loud peaks"):
        await render_sound(_timeline(path, 1.0), tmp_path / "sound.mp4")
