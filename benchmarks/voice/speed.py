"""How fast the natural voice speaks, and what memory that takes.

    python -m benchmarks.voice.speed [--voice zf_xiaoxiao]

Means something on an idle machine only. Exit code 1 when a goal of issue 9 is missed. Whether lengths, times and levels
are right is measured by `benchmarks.voice.sound`.
"""

import argparse
import asyncio
import os
import resource
import sys
import time

import psutil

from benchmarks.voice.sound import speak, spoken_text, told
from datasay.engines.kokoro.phrases import plan_calls
from datasay.engines.kokoro.saying import say_call
from datasay.engines.kokoro.voices import VOICES
from datasay.language.sentences import split_sentences

_WALL, _FIRST, _MEGABYTES = 0.40, 1.0, 700  # the goals
_GROWTH = 40  # MB from the second time the same is said to the last


async def main() -> int:
    """Print what was measured beside its goal."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voice", default="zf_xiaoxiao", help="a Mandarin one")
    voice = parser.parse_args().voice
    text = spoken_text()
    met = await _first_sound(text, voice)
    resident: list[int] = []
    wall = 0.0
    for _ in range(4):
        begun = time.monotonic()
        speech = await speak(text, voice)
        wall = (time.monotonic() - begun) / speech.duration
        resident.append(psutil.Process().memory_info().rss >> 20)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    met &= told(f"wall for a second of sound, {len(os.sched_getaffinity(0))} cores", wall, _WALL, "s")
    met &= told("memory, highest", peak, _MEGABYTES, "MB")
    met &= told("memory, growth over four times the same", resident[-1] - resident[1], _GROWTH, "MB")
    return 0 if met else 1


async def _first_sound(text: str, voice: str) -> bool:
    """The time until the first call of a text can be heard, the model being loaded."""
    await speak("好的，谢谢。", voice)
    begun = time.monotonic()
    sentences = split_sentences(text)
    calls = await plan_calls(sentences, ["zh-CN"] * len(sentences), [0.45] * len(sentences), False)
    await asyncio.to_thread(say_call, calls[0], VOICES[voice])
    return told("first sound of a text", time.monotonic() - begun, _FIRST, "s")


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
