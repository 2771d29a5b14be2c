"""The sound is as loud as promised, exactly as long, and the music keeps out of the voice's way."""

import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from datasay.composition.effects import write_effects
from datasay.composition.music import compose_bed
from datasay.composition.sound import PEAK, Mix, plan_mix, render_sound
from datasay.composition.timeline import Clip, Effect, EffectKind, Timeline
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


async def test_effects_are_heard_at_their_moment_and_far_below_the_voice(
    tmp_path: Path, make_speech: MakeSpeech
) -> None:
    effects = [Effect(1.3, EffectKind.SWEEP), Effect(4.0, EffectKind.TICK), Effect(5.5, EffectKind.CHIME)]
    write_effects(tmp_path / "effects.wav", effects, 9.0)
    alone = await _decoded(tmp_path / "effects.wav")
    assert len(alone) == 9 * 48000
    energy = (alone[: 6 * 48000].astype(np.float64) ** 2).mean(axis=1).reshape(-1, 4800).mean(axis=1)  # tenths of a s
    assert 11 <= int(energy[:30].argmax()) <= 14
    assert energy[39] < energy[40] * 1e-6
    clip = Clip(Path("picture.png"), 0.0, 9.0, 0)
    timeline = Timeline(1080, 1920, [clip], [], await make_speech(9.0), 9.0, effects=effects)
    mix = await plan_mix(timeline, tmp_path / "effects.wav")
    graph = ["-filter_complex", mix.graph(), "-map", "[mix]", "-f", "f32le", "pipe:1"]
    both = np.frombuffer((await run_ffmpeg([*mix.inputs(), *graph])).stdout, np.float32).reshape(-1, 2)
    quiet = both[round(1.05 * 48000) : round(1.45 * 48000)]  # the voice pauses there
    assert 0.01 < float(np.abs(quiet).max()) < 0.1
    assert float(np.abs(both).max()) > 0.3
    measured = await render_sound(timeline, tmp_path / "sound.m4a")
    assert measured.integrated == pytest.approx(-14.0, abs=0.5)


async def test_short_music_is_repeated_to_the_end(tmp_path: Path, make_speech: MakeSpeech) -> None:
    music = await _wav(tmp_path / "music.wav", "sine=frequency=500:duration=1.3")
    await render_sound(_timeline(await make_speech(1.0), 8.0, music), tmp_path / "sound.m4a")
    samples = await _decoded(tmp_path / "sound.m4a")
    for second in range(2, 6):
        assert float(np.abs(samples[second * 48000 : (second + 1) * 48000]).mean()) > 0.001


async def test_a_sound_without_anything_to_hear_but_its_edges_is_refused_for_good(tmp_path: Path) -> None:
    path = tmp_path / "shifted.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x10\x20" * 8000)  # a constant: a speaker would click twice
    with pytest.raises(MediaRejected, match="fewer loud peaks"):
        await render_sound(_timeline(path, 1.0), tmp_path / "sound.mp4")
