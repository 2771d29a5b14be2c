"""A conversation with the speaking child process, which lives as long as the block that started it."""

import asyncio
import dataclasses
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import BaseModel

from datasay.engines.errors import EngineBusy
from datasay.engines.local.speaking.espeak_library import Said, Utterance
from datasay.media.child import BoundedText, Limits, start_child
from datasay.wording.told import Told

_MODULE = "datasay.engines.local.speaking.espeak_process"
_GIBIBYTE = 1024**3
_LIMITS = Limits(wall_seconds=None, cpu_seconds=3600, file_size=1024**2, address_space=2 * _GIBIBYTE)
_ANSWER_SECONDS = 120.0  # a sentence takes milliseconds; a child that is silent for this long hangs


class _Hello(BaseModel):
    version: str
    sample_rate: int


class _Header(BaseModel):
    words: tuple[tuple[int, int], ...]
    phonemes: tuple[tuple[int, int, str], ...]


class EspeakClient:
    """The child, ready to speak: `version` of its library, `sample_rate` of its sound in Hz."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._said = BoundedText()
        self._listening = asyncio.create_task(self._listen())
        self.version = ""
        self.sample_rate = 0

    async def say(self, utterance: Utterance) -> Said:
        """Have one utterance spoken. Raises EngineBusy when the child has died or hangs."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(dataclasses.asdict(utterance)).encode() + b"\n")
            await self._process.stdin.drain()
        except (BrokenPipeError, ConnectionResetError) as error:
            raise await self._death() from error
        text, samples = await self._answer()
        header = _Header.model_validate_json(text)
        return Said(samples, header.words, header.phonemes)

    async def greet(self) -> None:
        """Wait until the child has loaded the library. Raises EngineBusy when it cannot."""
        hello = _Hello.model_validate_json((await self._answer())[0])
        self.version, self.sample_rate = hello.version, hello.sample_rate

    async def close(self) -> None:
        """Stop listening."""
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)

    async def _listen(self) -> None:
        """Keep the end of what the child says on stderr, for the text of an error."""
        assert self._process.stderr is not None
        while chunk := await self._process.stderr.read(65536):
            self._said.add(chunk)

    async def _answer(self) -> tuple[bytes, bytes]:
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                sizes = (await self._process.stdout.readuntil(b"\n")).split()
                text = await self._process.stdout.readexactly(int(sizes[0]))
                return text, await self._process.stdout.readexactly(int(sizes[1]))
        except asyncio.IncompleteReadError as error:
            raise await self._death() from error
        except TimeoutError as error:
            raise EngineBusy(
                Told(
                    "The local voice does not answer; try again when the machine is less busy.",
                    "本地语音没有回应，请等机器空闲一些再试。",
                )
            ) from error

    async def _death(self) -> EngineBusy:
        code = await self._process.wait()
        await asyncio.wait({self._listening}, timeout=1.0)  # its last words may still be on the way
        lines = self._said.text().strip().splitlines()
        reason = f" It said: {lines[-1][:300]}" if lines else ""
        return EngineBusy(
            Told(
                "The local voice's process ended unexpectedly (exit {code}); try again.{reason}",
                "本地语音的进程意外结束（退出码 {code}），请再试一次。{reason}",
                code=code,
                reason=reason,
            )
        )


@asynccontextmanager
async def open_espeak(data_path: Path | None = None) -> AsyncIterator[EspeakClient]:
    """Start the child and end it with the block, cancelled or not. Raises EngineBusy when it cannot start."""
    command = [sys.executable, "-P", "-m", _MODULE, *([str(data_path)] if data_path else [])]
    async with start_child(command, limits=_LIMITS, feed=True) as process:
        client = EspeakClient(process)
        try:
            await client.greet()
            yield client
        finally:
            await client.close()
