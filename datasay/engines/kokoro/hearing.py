"""Listening to what was said: what a recogniser hears of it, and how far that is what was written."""

import asyncio
import json
import operator
import re
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import numpy as np
import structlog
from numpy.typing import NDArray
from pypinyin import Style, lazy_pinyin

from datasay.engines.kokoro.packages import can_hear
from datasay.language.readings import teach_readings
from datasay.language.simplified import simplified
from datasay.language.speakable import speakable
from datasay.media.child import Limits, start_child

logger = structlog.get_logger(__name__)
_MODULE = "datasay.engines.kokoro.hearing_process"
_LIMITS = Limits(wall_seconds=None, cpu_seconds=36_000, file_size=1024**2, address_space=6 * 1024**3)
_ANSWER_SECONDS = 300.0
_CHINESE = re.compile(r"[^\u4e00-\u9fff]")
_SAME = str.maketrans("她它两", "他他二")
_GONE = (asyncio.IncompleteReadError, BrokenPipeError, ConnectionResetError, TimeoutError, ValueError)


class Ear:
    """The listening child. It hears one thing at a time; once it has failed it hears nothing more."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._turn = asyncio.Lock()
        self._deaf = False

    async def hear(self, samples: NDArray[np.float32], language: str, *, figures: bool = True) -> str | None:
        """What is heard in samples at 24 kHz, in the language `zh` or `en`; None when nobody listens any more.

        `figures`: numbers may be written in figures, which is where a recogniser drops a zero; else in words.
        """
        async with self._turn:
            if self._deaf:
                return None
            assert self._process.stdin is not None
            try:
                header = json.dumps({"language": language, "samples": len(samples), "figures": figures}).encode()
                self._process.stdin.write(header + b"\n" + samples.astype("<f4").tobytes())
                await self._process.stdin.drain()
                return await self._answer()
            except _GONE as error:  # speech is not worse for not being checked
                self._deaf = True
                logger.warning("speech_not_checked", error=f"{type(error).__name__}: {error}"[:300])
                return None

    async def greet(self) -> None:
        """Wait until the model is loaded."""
        async with self._turn:
            try:
                await self._answer()
            except _GONE as error:
                self._deaf = True
                logger.warning("speech_not_checked", error=f"{type(error).__name__}: {error}"[:300])

    async def _answer(self) -> str:
        assert self._process.stdout is not None
        async with asyncio.timeout(_ANSWER_SECONDS):
            return str(json.loads(await self._process.stdout.readuntil(b"\n")))


@asynccontextmanager
async def open_ear() -> AsyncIterator[Ear | None]:
    """Somebody who listens, as long as the block lasts; None where the extra `hear` is not installed."""
    if not can_hear():
        yield None
        return
    async with start_child([sys.executable, "-P", "-m", _MODULE], limits=_LIMITS, feed=True) as process:
        assert process.stderr is not None
        reading = asyncio.create_task(process.stderr.read())  # a full pipe would stop the child
        try:
            ear = Ear(process)
            greeting = asyncio.create_task(ear.greet())
            yield ear
            await greeting
        finally:
            reading.cancel()
            greeting.cancel()
            await asyncio.gather(reading, greeting, return_exceptions=True)


def wrong_part(written: str, heard: str, language: str) -> float:
    """The share of what was written (syllables without their tones; words in English) that was not heard so."""
    parts = syllables if language == "zh" else words
    said = parts(written)
    return differences(said, parts(heard)) / max(len(said), 1)


def differences(said: Sequence[str], heard: Sequence[str], same: Callable[[str, str], bool] = operator.eq) -> int:
    """The fewest insertions, deletions and exchanges that turn one into the other; `same`: what is no exchange."""
    row = list(range(len(heard) + 1))
    for number, one in enumerate(said, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(heard, 1):
            exchanged = before + (not same(one, other))
            before, row[place] = row[place], min(exchanged, row[place] + 1, row[place - 1] + 1)
    return row[-1]


def syllables(text: str, style: Style = Style.NORMAL) -> list[str]:
    """The syllables of a Chinese text, numbers read out; 儿, which often only colours, is left out."""
    teach_readings()
    written = _CHINESE.sub("", speakable(simplified(text), "zh-CN").translate(_SAME)).replace("儿", "")
    found: list[str] = lazy_pinyin(written, style=style, neutral_tone_with_five=True)
    return found


def words(text: str) -> list[str]:
    """The words of an English text, numbers read out."""
    plain = speakable(text, "en-US").lower().replace("’", "'").replace("-", " ")
    return re.findall(r"[a-z']+", plain)
