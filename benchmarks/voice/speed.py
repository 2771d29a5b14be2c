"""How fast the natural voice speaks, what memory that takes, and whether lengths and times are what is asked and told.

    python -m benchmarks.voice.speed [--voice zf_xiaoxiao]

Times mean something on an idle machine only. Exit code 1 when a goal of issue 9 is missed.
"""

import argparse
import asyncio
import io
import os
import re
import resource
import sys
import time
import wave
from importlib.resources import files

import numpy as np
import psutil
from numpy.typing import NDArray

from datasay.engines.kokoro.engine import KokoroVoiceEngine
from datasay.engines.kokoro.phrases import plan_calls
from datasay.engines.kokoro.saying import say_call
from datasay.engines.kokoro.voices import VOICES
from datasay.engines.protocols import Desk, Speech, SpeechRequest
from datasay.language.sentences import split_sentences

_WALL, _FIRST, _MEGABYTES, _LENGTH, _START = 0.40, 1.0, 700, 0.02, 0.045  # the goals
_GROWTH = 40  # MB from the second time the same is said to the last
_SPEEDS = (0.5, 0.75, 1.25, 1.5, 2.0)
_PACE = (260, 300)  # characters a minute
_PAUSE = 0.1  # seconds without a word before what begins a phrase
_REACH, _STEP = 0.15, 0.005  # where the rise of a phrase is looked for, and how finely
_LOUD = 10 ** (-36 / 20)


async def main() -> int:
    """Print what was measured beside its goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voice", default="zf_xiaoxiao", help="a Mandarin one")
    voice = parser.parse_args().voice
    text = _text()
    met = await _first_sound(text, voice)
    resident: list[int] = []
    for _ in range(4):
        begun = time.monotonic()
        speech = await _speak(text, voice)
        wall = (time.monotonic() - begun) / speech.duration
        resident.append(psutil.Process().memory_info().rss >> 20)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    met &= _told(f"wall for a second of sound, {len(os.sched_getaffinity(0))} cores", wall, _WALL, "s")
    met &= _told("memory, highest", peak, _MEGABYTES, "MB")
    met &= _told("memory, growth over four times the same", resident[-1] - resident[1], _GROWTH, "MB")
    characters = len(re.findall(r"[\u4e00-\u9fff]", text)) / speech.duration * 60
    met &= _told(
        "characters a minute, away from the range", max(_PACE[0] - characters, characters - _PACE[1], 0), 0, ""
    )
    met &= _told("phrase starts, 95th of 100", float(np.percentile(_start_errors(speech), 95)), _START, "s")
    short = text[:60]
    usual = await _speak(short, voice)
    for speed in _SPEEDS:
        length = _seconds(await _speak(short, voice, speed)) * speed / _seconds(usual)
        met &= _told(f"length at speed {speed}, away from what is asked", abs(length - 1), _LENGTH, "")
    return 0 if met else 1


def _text() -> str:
    lines = files("benchmarks.voice").joinpath("sentences.txt").read_text("utf-8").splitlines()
    return "".join(line.split(" ", 1)[1] for line in lines if line.startswith(("plain", "long", "question")))[:220]


def _told(what: str, measured: float, goal: float, unit: str) -> bool:
    print(f"{what:48}{measured:10.3g} {unit:3} goal ≤ {goal:g}{'' if measured <= goal else '   MISSED'}", flush=True)
    return measured <= goal


async def _speak(text: str, voice: str, speed: float = 1.0) -> Speech:
    return await KokoroVoiceEngine(Desk()).synthesize(SpeechRequest(text, voice, speed=speed), _ignore)


async def _first_sound(text: str, voice: str) -> bool:
    """The time until the first call of a text can be heard, the model being loaded."""
    await _speak("好的，谢谢。", voice)
    begun = time.monotonic()
    sentences = split_sentences(text)
    calls = await plan_calls(sentences, ["zh-CN"] * len(sentences), [0.45] * len(sentences), False)
    await asyncio.to_thread(say_call, calls[0], VOICES[voice])
    return _told("first sound of a text", time.monotonic() - begun, _FIRST, "s")


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
