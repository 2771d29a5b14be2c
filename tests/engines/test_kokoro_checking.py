"""What the natural voice said is looked at, and listened to where somebody can, before it is kept."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import numpy as np
import pytest

from datasay.engines.kokoro.checking import faults_of, say_well
from datasay.engines.kokoro.hearing import Ear, differences, open_ear, wrong_part
from datasay.engines.kokoro.model import SAMPLE_RATE
from datasay.engines.kokoro.packages import can_hear
from datasay.engines.kokoro.phrases import Call, Clause, Unit, plan_calls
from datasay.engines.kokoro.saying import SaidClause
from datasay.engines.kokoro.voices import VOICES
from datasay.language.sentences import split_sentences
from datasay.media.child import Limits, start_child

TEXT = "我们去海边看日出。"
_ANSWERS = """
import json, sys
sys.stdout.write('""\\n'); sys.stdout.flush()
for answer in sys.argv[1:]:
    asked = json.loads(sys.stdin.buffer.readline())
    sys.stdin.buffer.read(4 * asked["samples"])
    sys.stdout.write(json.dumps(answer) + "\\n"); sys.stdout.flush()
"""


async def _call(text: str) -> Call:
    sentences = split_sentences(text)
    [call] = await plan_calls(sentences, ["zh-CN"] * len(sentences), [0.45] * len(sentences), False)
    return call


@asynccontextmanager
async def _ear(*answers: str) -> AsyncIterator[Ear]:
    """Somebody who listens, and says that they heard this, one after another, and then dies."""
    command = [sys.executable, "-c", _ANSWERS, *answers]
    async with start_child(command, limits=Limits(wall_seconds=None), feed=True) as process:
        ear = Ear(process)
        await ear.greet()
        yield ear


def _said(samples: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> SaidClause:
    units = [Unit(number, number + 1, "xau↓", "zh") for number in range(10)]
    return SaidClause(Clause(0, units, ".", 0.45), samples.astype(np.float32), [0] * 10)


def test_sound_that_is_clipped_silent_hurried_or_endless_is_noticed() -> None:
    second = np.sin(np.arange(SAMPLE_RATE * 2) / 20) * 0.5
    assert faults_of([_said(second)]) == ()
    assert faults_of([_said(second * 2.1)]) == ("clipped",)
    assert faults_of([_said(second), _said(second * 0.01)]) == ("silent",)
    assert faults_of([_said(second[: SAMPLE_RATE // 4])]) == ("length",)
    assert faults_of([_said(np.tile(second, 5))]) == ("length",)


@pytest.mark.parametrize(
    ("written", "heard", "language", "wrong"),
    [
        ("仓库里还剩2308箱。", "倉库里还剩两千三百零八箱", "zh", 0.0),
        ("他在信里写道。", "她在新里写到", "zh", 0.0),
        ("我们去看海。", "我们去看", "zh", 0.2),
        ("It grew by 15 percent.", "it grew by fifteen percent", "en", 0.0),
        ("A short walk.", "a short work", "en", 1 / 3),
        ("……", "好", "zh", 1.0),
    ],
)
def test_what_was_heard_is_compared_with_what_was_written(
    written: str, heard: str, language: str, wrong: float
) -> None:
    assert wrong_part(written, heard, language) == pytest.approx(wrong)


def test_differences_are_the_fewest_changes() -> None:
    assert differences("kitten", "sitting") == 3
    assert differences("abc", "ABC", lambda one, other: one == other.lower()) == 0


async def test_a_sentence_that_is_not_understood_is_said_again_alone_and_the_best_is_kept() -> None:
    call, voice = await _call(TEXT), VOICES["zf_xiaoxiao"]
    async with _ear("咿呀咿呀咿呀咿呀", TEXT) as ear:
        made = await say_well(call, voice, TEXT, ear)
        assert (made.clarity, made.passes) == (1.0, True)
        first = await say_well(call, voice, TEXT, None)
    assert first.clarity is None
    assert len(first.said[0].samples) != len(made.said[0].samples), "the second was said at another pace"


async def test_speech_is_made_although_who_listens_has_died() -> None:
    async with _ear() as ear:
        made = await say_well(await _call("去看海，好不好？"), VOICES["zf_xiaoxiao"], "去看海，好不好？", ear)
        assert await ear.hear(np.zeros(10, np.float32), "zh") is None
    assert (made.clarity, made.passes) == (None, True)


@pytest.mark.skipif(not can_hear(), reason="the extra `hear` is not installed")
async def test_the_recogniser_hears_what_is_said() -> None:
    async with open_ear() as ear:
        assert ear is not None
        made = await say_well(await _call(TEXT), VOICES["zf_xiaoxiao"], TEXT, ear)
    assert made.clarity is not None
    assert made.clarity >= 0.8
