"""The local voice, with the real library, the real ffmpeg, and ears made of numpy."""

import asyncio
import io
import os
import signal
import wave
from collections.abc import Awaitable, Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
import espeakng_loader
import numpy as np
import psutil
import pytest
from numpy.typing import NDArray

from datasay.engines.errors import BadInput, EngineBusy
from datasay.engines.local.speaking.engine import LocalVoice
from datasay.engines.protocols import Desk, Speech, SpeechRequest
from datasay.media.loudness import Loudness, measure_loudness

ZH = "我买了两张去徐州的票，他忙着照看行李。行李太多了！今天气温25℃，我们走了3.5公里。"
EN = "The brave men, living and dead, who struggled here, have consecrated it. The world will little note this day."
MIXED = "我用 Python 写代码，GPT-4 很好用。It works."
Sound = NDArray[np.float64]


async def _ignore(_fraction: float) -> None:
    pass


async def _speak(text: str, voice: str = "cmn-female", **wanted: Any) -> Speech:
    request = replace(SpeechRequest(text, voice), **wanted)
    return await LocalVoice(Desk()).synthesize(request, _ignore)


def _decode(speech: Speech) -> Sound:
    """The samples a player gets, -1 to 1."""
    resampler = av.AudioResampler("s16", "mono", 48_000)
    with av.open(io.BytesIO(speech.audio), "r") as container:
        frames = [made.to_ndarray()[0] for frame in container.decode(audio=0) for made in resampler.resample(frame)]
    return np.concatenate(frames).astype(np.float64) / 32768


def _sounding(sound: Sound, shortest_pause: float = 0.12) -> list[tuple[float, float]]:
    """The stretches between pauses, in seconds: an independent silence detector at -40 dB of the loudest 5 ms."""
    window = 240
    level = np.sqrt((sound[: len(sound) // window * window].reshape(-1, window) ** 2).mean(axis=1))
    edges = np.diff(np.concatenate(([0], (level > level.max() * 0.01).astype(np.int8), [0])))
    found: list[tuple[float, float]] = []
    for begin, end in zip(np.flatnonzero(edges == 1) / 200, np.flatnonzero(edges == -1) / 200, strict=True):
        if found and begin - found[-1][1] < shortest_pause:
            found[-1] = (found[-1][0], float(end))
        else:
            found.append((float(begin), float(end)))
    return found


def _pitch(sound: Sound) -> float:
    """The median fundamental of the voiced parts, in Hz, by autocorrelation."""
    size = 2400
    voiced: list[float] = []
    for begin in range(0, len(sound) - size, 960):
        frame = sound[begin : begin + size]
        if np.sqrt((frame**2).mean()) < 0.02:
            continue
        spectrum = np.fft.rfft((frame - frame.mean()) * np.hanning(size), 2 * size)
        echo = np.fft.irfft(np.abs(spectrum) ** 2)
        shortest, longest = 48_000 // 500, 48_000 // 45
        lag = shortest + int(np.argmax(echo[shortest:longest]))
        if echo[lag] > 0.4 * echo[0]:
            voiced.append(48_000 / lag)
    return float(np.median(voiced))


async def _loudness(speech: Speech, folder: Path) -> Loudness:
    path = folder / "speech"
    path.write_bytes(speech.audio)
    return await measure_loudness(path, mime_type=speech.mime_type)


@pytest.mark.parametrize("audio_format", ["wav", "mp3"])
@pytest.mark.parametrize(("text", "voice"), [(ZH, "cmn-male"), (EN, "en-gb-female"), (MIXED, "cmn-female-young")])
async def test_timings_are_those_of_the_delivered_sound(text: str, voice: str, audio_format: str) -> None:
    speech = await _speak(text, voice, audio_format=audio_format)
    sound = _decode(speech)
    stretches = _sounding(sound)
    assert len(sound) / 48_000 == pytest.approx(speech.duration, abs=0.03)
    for sentence in speech.sentences:
        assert min(abs(begin - sentence.start) for begin, _ in stretches) < 0.05
        assert min(abs(end - sentence.end) for _, end in stretches) < 0.05
        assert text[sentence.text_start : sentence.text_end] == sentence.text
    for one, other in pairwise(speech.sentences):
        assert 0.25 <= other.start - one.end <= 0.45


@pytest.mark.parametrize(("text", "voice"), [(ZH, "cmn-female"), (EN, "en-us-male"), (MIXED, "en-us-female")])
async def test_words_follow_one_another_within_their_sentence(text: str, voice: str) -> None:
    speech = await _speak(text, voice)
    for sentence in speech.sentences:
        place = 0
        now = sentence.start
        for word in sentence.words:
            assert now <= word.start < word.end <= sentence.end
            now = word.end
            place = sentence.text.index(word.text, place) + len(word.text)
        assert sentence.words[0].start == sentence.start
        assert sentence.words[-1].end == sentence.end


async def test_words_are_the_writing_not_the_speaking() -> None:
    speech = await _speak("气温25℃，GPT-4 用了3.5小时。")
    words = [word.text for word in speech.sentences[0].words]
    assert words == ["气", "温", "25℃", "GPT", "4", "用", "了", "3.5", "小", "时"]


@pytest.mark.parametrize("audio_format", ["wav", "mp3"])
@pytest.mark.parametrize(("text", "voice"), [(ZH, "cmn-male-deep"), (EN, "en-us-female-young"), ("好。", "cmn-female")])
async def test_loudness_and_peak(text: str, voice: str, audio_format: str, tmp_path: Path) -> None:
    speech = await _speak(text, voice, audio_format=audio_format)
    measured = await _loudness(speech, tmp_path)
    assert measured.integrated == pytest.approx(-16.0, abs=0.5)
    assert speech.loudness == pytest.approx(measured.integrated, abs=0.3)
    assert measured.true_peak <= -1.5


async def test_the_sound_is_48_khz_mono() -> None:
    speech = await _speak("你好。")
    with wave.open(io.BytesIO(speech.audio)) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (48_000, 1, 2)
        assert file.getnframes() / 48_000 == pytest.approx(speech.duration, abs=0.001)
    assert (speech.sample_rate, speech.mime_type) == (48_000, "audio/wav")
    assert speech.model_version.startswith("espeak-ng 1.")


@pytest.mark.parametrize(("text", "voice"), [(ZH, "cmn-female"), (EN, "en-us-male")])
async def test_speed_changes_how_long_it_takes(text: str, voice: str) -> None:
    spoken = {}
    for speed in (0.5, 1.0, 2.0):
        speech = await _speak(text, voice, speed=speed)
        spoken[speed] = sum(sentence.end - sentence.start for sentence in speech.sentences)
    assert spoken[2.0] / spoken[1.0] == pytest.approx(0.5, rel=0.15)
    assert spoken[0.5] / spoken[1.0] == pytest.approx(2.0, rel=0.15)


@pytest.mark.parametrize(("text", "voice"), [(ZH, "cmn-male"), (EN, "en-us-male")])
async def test_pitch_moves_the_voice_not_the_pace(text: str, voice: str) -> None:
    plain = await _speak(text, voice)
    base = _pitch(_decode(plain))
    for factor in (0.6, 1.5, 2.0):
        moved = await _speak(text, voice, pitch=factor)
        assert _pitch(_decode(moved)) / base == pytest.approx(factor, rel=0.12)
        assert moved.duration == pytest.approx(plain.duration, rel=0.05)


async def test_volume_is_relative_to_the_normal_loudness(tmp_path: Path) -> None:
    soft = await _loudness(await _speak(ZH, volume=0.5), tmp_path)
    loud = await _loudness(await _speak(ZH, volume=1.5), tmp_path)
    assert soft.integrated == pytest.approx(-22.0, abs=0.5)
    assert loud.integrated == pytest.approx(-12.5, abs=0.8)
    assert loud.true_peak <= -1.5
    silent = await _speak("好。", volume=0.0)
    assert np.abs(_decode(silent)).max() < 1e-4
    assert silent.sentences[0].end > silent.sentences[0].start


async def test_the_voices_are_different_people() -> None:
    for language, text in (("zh", ZH), ("en", EN)):
        voices = [voice for voice in await LocalVoice(Desk()).voices() if voice.language.startswith(language)]
        assert len(voices) >= 4
        heard = {voice.platform_id: _pitch(_decode(await _speak(text, voice.platform_id))) for voice in voices}
        men = [heard[voice.platform_id] for voice in voices if voice.gender == "male"]
        women = [heard[voice.platform_id] for voice in voices if voice.gender == "female"]
        assert max(men) * 1.05 < min(women)
        distinct = sorted({round(hertz) for hertz in heard.values()})
        apart = [b / a for a, b in pairwise(distinct)]
        assert sum(ratio > 1.08 for ratio in apart) >= 3  # at least four pitches that an ear tells apart


async def test_narration_has_a_natural_pace() -> None:
    text = "那年冬天，祖母死了，父亲的差使也交卸了，正是祸不单行的日子。我从北京到徐州，打算跟着父亲奔丧回家。"
    speech = await _speak(text)
    characters = sum("\u4e00" <= character <= "\u9fff" for character in text)
    assert 3.8 <= characters / (speech.sentences[-1].end - speech.sentences[0].start) <= 4.6


async def test_a_paragraph_takes_a_longer_breath_than_a_sentence() -> None:
    first, second, third = (await _speak("雨停了。太阳出来了。\n\n我们走吧。")).sentences
    assert third.start - second.end > second.start - first.end + 0.2


async def test_the_same_request_gives_the_same_bytes() -> None:
    for audio_format in ("wav", "mp3"):
        one, other = [await _speak(MIXED, audio_format=audio_format) for _ in range(2)]
        assert one == other


async def test_progress_rises_to_one() -> None:
    seen: list[float] = []

    async def note(fraction: float) -> None:
        seen.append(fraction)

    await LocalVoice(Desk()).synthesize(SpeechRequest(ZH, "cmn-male"), note)
    assert seen == sorted(seen)
    assert (seen[0], seen[-1]) == (0.0, 1.0)
    assert len(set(seen)) >= 5


@pytest.mark.parametrize("text", ["", " \n ", "😀🎉👍🏽", "。。。！？——", "***", "\u202e\u200b", "привет", "𠮷"])
async def test_nothing_to_say_is_bad_input(text: str) -> None:
    with pytest.raises(BadInput, match=r"nothing to say|Chinese and English only"):
        await _speak(text)


@pytest.mark.parametrize(
    ("wanted", "reason"),
    [
        ({"platform_id": "nobody"}, "cmn-female"),
        ({"speed": 0.4}, "speed factor must be between 0.5 and 2, not 0.4"),
        ({"pitch": 2.1}, "pitch factor"),
        ({"volume": float("nan")}, "volume factor"),
        ({"audio_format": "ogg"}, "wav and mp3"),
    ],
)
async def test_what_cannot_be_done_is_said(wanted: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        await _speak("你好。", **wanted)


async def test_signs_that_mean_something_to_the_synthesiser_are_only_text() -> None:
    plain = await _speak("He said hello to us.", "en-us-male")
    tricky = await _speak(
        "He said [[h@l'oU]] <break time='9s'/> hello to us. &amp; \x00\x01 -f /etc/passwd", "en-us-male"
    )
    assert tricky.duration < plain.duration + 6


def _children() -> list[psutil.Process]:
    return [child for child in psutil.Process().children(recursive=True) if child.status() != psutil.STATUS_ZOMBIE]


async def _speaking_until(moment: Callable[[asyncio.Task[Speech]], Awaitable[None]]) -> None:
    started = asyncio.Event()

    async def note(fraction: float) -> None:
        if fraction > 0:
            started.set()

    request = SpeechRequest(ZH * 40, "cmn-female")
    task = asyncio.create_task(LocalVoice(Desk()).synthesize(request, note))
    await started.wait()
    await moment(task)


async def test_cancelling_leaves_no_process_and_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    async def cancel(task: asyncio.Task[Speech]) -> None:
        assert _children()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    before = {child.pid for child in _children()}
    await _speaking_until(cancel)
    assert {child.pid for child in _children()} <= before
    assert list(tmp_path.iterdir()) == []


async def test_a_dead_child_is_worth_another_try() -> None:
    async def kill(task: asyncio.Task[Speech]) -> None:
        speaking = [
            child for child in _children() if "datasay.engines.local.speaking.espeak_process" in child.cmdline()
        ]
        assert speaking
        os.kill(speaking[0].pid, signal.SIGKILL)
        with pytest.raises(EngineBusy, match="ended unexpectedly"):
            await task

    await _speaking_until(kill)


@pytest.mark.parametrize("name", ["路 径 '\" with spaces", "a" * 200])
async def test_the_data_may_lie_anywhere(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    folder.mkdir()
    (folder / "espeak-ng-data").symlink_to(espeakng_loader.get_data_path(), target_is_directory=True)
    engine = LocalVoice(Desk(), folder / "espeak-ng-data")
    speech = await engine.synthesize(SpeechRequest("你好 world。", "cmn-male"), _ignore)
    assert speech == await _speak("你好 world。", "cmn-male")


async def test_data_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineBusy, match="espeakng-loader"):
        await LocalVoice(Desk(), tmp_path).synthesize(SpeechRequest("你好", "cmn-male"), _ignore)


@pytest.mark.slow
async def test_twenty_thousand_characters_keep_this_process_small() -> None:
    text = (ZH * 500)[:20_000]
    own = psutil.Process()
    highest = start = own.memory_info().rss

    async def watch(_fraction: float) -> None:
        nonlocal highest
        highest = max(highest, own.memory_info().rss)

    request = SpeechRequest(text, "cmn-female", speed=2.0, audio_format="mp3")
    speech = await LocalVoice(Desk()).synthesize(request, watch)
    assert speech.duration > 1800
    assert sum(len(sentence.text) for sentence in speech.sentences) >= 19_900
    assert highest - start < 160 * 1024**2  # the result itself and its 17,000 timed words included
