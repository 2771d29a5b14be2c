"""Whether the natural voice's lengths, times, pauses and levels are what is asked for and told.

    python -m benchmarks.voice.sound [--voice zf_xiaoxiao] [--levels]

Nothing here is a matter of time, so it may run beside other work. With --levels, one sentence by every voice instead:
nothing clips, and all are about as loud before mastering, which brings each to -16 LUFS. Exit code 1 when a goal is
missed.
"""

import argparse
import asyncio
import io
import re
import sys
import tempfile
import wave
from collections import defaultdict
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.voice.intelligibility import said
from datasay.engines.kokoro.engine import KokoroVoiceEngine
from datasay.engines.kokoro.model import SAMPLE_RATE
from datasay.engines.kokoro.voices import VOICES
from datasay.engines.protocols import Desk, Speech, SpeechRequest
from datasay.media.loudness import measure_loudness

_LENGTH, _START = 0.02, 0.045  # the goals
_SPEEDS = (0.5, 0.75, 1.25, 1.5, 2.0)
_PACE = (260, 300)  # characters a minute
_LEVELS = 2.0  # LU between the loudest voice and the softest, of one sentence each
_PAUSE = 0.1  # seconds without a word before what begins a phrase
_REACH, _STEP = 0.15, 0.005  # where the rise of a phrase is looked for, and how finely
_LOUD = 10 ** (-36 / 20)
_MARKS = {"、": (0.0, 0.30), "，": (0.0, 0.45), "；": (0.2, 0.6), "。": (0.4, 0.8), "？": (0.4, 0.8)}  # seconds, usual
_PAUSED = "他买了苹果、香蕉和梨，然后回家了；晚上下起了雨。你听见了吗？我听见了，声音很大。"
_SENTENCE = {"zh": "春天来了，河边的柳树发出了新芽。", "en": "The harbour was quiet when the first boats came home."}


async def main() -> int:
    """Print what was measured beside its goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voice", default="zf_xiaoxiao", help="a Mandarin one")
    parser.add_argument("--levels", action="store_true", help="the levels of every voice, and nothing else")
    wanted = parser.parse_args()
    if wanted.levels:
        return 0 if await _levels() else 1
    text = spoken_text()
    speech = await speak(text, wanted.voice)
    characters = len(re.findall(r"[\u4e00-\u9fff]", text)) / speech.duration * 60
    print(f"{characters:.0f} characters a minute")
    met = told(
        "pace, characters a minute out of the range", max(_PACE[0] - characters, characters - _PACE[1], 0), 0, ""
    )
    errors = _start_errors(speech)
    print(f"{len(errors)} phrase starts, half of them within {np.median(errors) * 1000:.0f} ms")
    met &= told("phrase starts, 95th of 100", float(np.percentile(errors, 95)), _START, "s")
    met &= _pauses(_PAUSED, await speak(_PAUSED, wanted.voice))
    short = text[:60]
    usual = await speak(short, wanted.voice)
    for speed in _SPEEDS:
        length = _seconds(await speak(short, wanted.voice, speed)) * speed / _seconds(usual)
        met &= told(f"length at speed {speed}, away from what is asked", abs(length - 1), _LENGTH, "")
    return 0 if met else 1


def spoken_text() -> str:
    """Some 220 characters of the sentences."""
    lines = files("benchmarks.voice").joinpath("sentences.txt").read_text("utf-8").splitlines()
    return "".join(line.split(" ", 1)[1] for line in lines if line.startswith(("plain", "long", "question")))[:220]


def told(what: str, measured: float, goal: float, unit: str) -> bool:
    """Print a figure beside its goal; whether it is met."""
    print(f"{what:48}{measured:10.3g} {unit:3} goal ≤ {goal:g}{'' if measured <= goal else '   MISSED'}", flush=True)
    return measured <= goal


async def speak(text: str, voice: str, speed: float = 1.0) -> Speech:
    """As the product speaks it."""
    return await KokoroVoiceEngine(Desk()).synthesize(SpeechRequest(text, voice, speed=speed), _ignore)


async def _levels() -> bool:
    loudness: dict[str, float] = {}
    clipped: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, voice in VOICES.items():
            samples = np.concatenate([one.samples for one in await said(_SENTENCE[voice.language], voice)])
            path = Path(folder, f"{name}.wav")
            with wave.open(str(path), "wb") as file:
                file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", ""))
                file.writeframes(np.clip(np.rint(samples * 32767), -32768, 32767).astype("<i2").tobytes())
            loudness[name] = (await measure_loudness(path, true_peak=False)).integrated
            peak = float(np.abs(samples).max())
            clipped += [name] if peak > 1 else []
            print(f"{name:14}{loudness[name]:8.1f} LUFS, peak {peak:.2f}", flush=True)
    met = told("loudest and softest voice, apart", max(loudness.values()) - min(loudness.values()), _LEVELS, "LU")
    return told("voices that clip", len(clipped), 0, "") and met


def _pauses(text: str, speech: Speech) -> bool:
    """The silence that is told behind each mark of a text."""
    words = [word for sentence in speech.sentences for word in sentence.words]
    found: defaultdict[str, list[float]] = defaultdict(list)
    place = 0
    for word, following in pairwise(words):
        place = text.index(word.text, place) + len(word.text)
        if text[place] in _MARKS:
            found[text[place]].append(following.start - word.end)
    met = True
    for mark, gaps in found.items():
        least, most = _MARKS[mark]
        print(f"pause behind {mark} " + " ".join(f"{gap:.2f}" for gap in gaps))
        met &= told(
            f"pauses behind {mark} out of {least}–{most} s", sum(not least <= gap <= most for gap in gaps), 0, ""
        )
    return met


def _samples(speech: Speech) -> NDArray[np.float32]:
    with wave.open(io.BytesIO(speech.audio)) as file:
        return np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float32)


def _seconds(speech: Speech) -> float:
    return len(_samples(speech)) / speech.sample_rate


def _start_errors(speech: Speech) -> list[float]:
    """For each word after a pause, how far its told start is from where the sound rises."""
    samples, rate = _samples(speech), speech.sample_rate
    step = round(_STEP * rate)
    level = np.sqrt(np.mean(samples[: len(samples) // step * step].reshape(-1, step) ** 2, axis=1))
    loud = level > level.max() * _LOUD
    words = [word for sentence in speech.sentences for word in sentence.words]
    errors = []
    for before, word in zip([None, *words], words, strict=False):
        if before is not None and word.start - before.end < _PAUSE:
            continue
        first = max(0, round((word.start - _REACH) / _STEP))
        rises = np.flatnonzero(loud[first : round((word.start + _REACH) / _STEP)])
        if len(rises):
            errors.append(abs((first + int(rises[0])) * _STEP - word.start))
    return errors


async def _ignore(_fraction: float) -> None:
    pass


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
