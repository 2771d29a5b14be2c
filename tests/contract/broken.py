"""A package of engines each of which breaks the contract in one way: the suite must be seen to catch it."""

import asyncio
import io
import random
import socket
import subprocess
import tempfile
import wave
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

from datasay.engines.errors import BadInput, EngineBusy, EngineRejected
from datasay.engines.protocols import (
    AccountForm,
    Checked,
    Desk,
    EngineInfo,
    Progress,
    ServerAddress,
    Speech,
    SpeechRequest,
    SpokenSentence,
    VendorAnswer,
    VendorRequest,
    VoiceEngine,
    VoiceInfo,
    asked_of_vendor,
    bought_of_vendor,
)
from datasay.engines.usage import Unit

ENGINES: dict[str, type["Sound"]] = {}
SAMPLES = b"\x10\x20" * 8000
VOICE = VoiceInfo("v", "音 · Voice", "zh-CN", "female", "一个 · One")


class Account(AccountForm):
    """An account with the vendor of the strangers' engines."""

    platform_app_id: ServerAddress
    flavour: str


class Sound(VoiceEngine):
    """Keeps the whole contract; `breaks` are the properties that a derived one does not keep."""

    breaks: ClassVar[set[str]] = set()
    account_form: ClassVar[type[AccountForm] | None] = Account
    info = EngineInfo(name="sound", kind="voice", version="1", description="好 · Sound", account=Account)

    def __init_subclass__(cls) -> None:
        if cls.__name__.startswith("_"):
            return
        name = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in cls.__name__)[1:]
        cls.info = EngineInfo(name=name, kind="voice", version="1", description="坏 · Broken", account=cls.account_form)
        ENGINES[name] = cls

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def request(self, path: str) -> VendorRequest:
        """One that the vendor takes."""
        account = self.desk.account
        assert account is not None
        key = account.platform_app_secret
        headers = {"Authorization": f"Bearer {key}"}
        return VendorRequest(account.platform_app_id + path, headers=headers, secret=key)

    async def check(self) -> Checked:
        if self.desk.account is not None:
            await asked_of_vendor(self.desk, self.request("/check"))
        return Checked(True, "answers")

    async def voices(self) -> tuple[VoiceInfo, ...]:
        return (VOICE,)

    async def synthesize(self, request: SpeechRequest, progress: Progress) -> Speech:
        if request.platform_id != VOICE.platform_id:
            raise BadInput("There is one voice only.")
        await progress(0.0)
        sound, seconds = await self.speak(request)
        await progress(1.0)
        sentence = SpokenSentence(request.text, 0, len(request.text), 0.0, seconds)
        return Speech(sound, "audio/wav", seconds, 8000, (sentence,), -16.0, "v-1")

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        """The sound and its length."""
        units = {Unit.CHARACTERS: len(request.text)}
        async with bought_of_vendor(self.desk, "speech", "v", self.request("/voice"), units) as (answer, _):
            return answer.body, length(answer.body)


def sounding(samples: bytes) -> bytes:
    """They as a file."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(samples)
    return made.getvalue()


def length(sound: bytes) -> float:
    """Seconds. Raises ValueError."""
    try:
        with wave.open(io.BytesIO(sound)) as file:
            return float(file.getnframes() / file.getframerate())
    except (wave.Error, EOFError) as error:
        raise ValueError("no sound") from error


class WrongLength(Sound):
    """Says that the sound is longer than it is."""

    breaks: ClassVar = {"result"}

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        sound, seconds = await super().speak(request)
        return sound, seconds + 1


class _Here(Sound):
    """Works on this machine."""

    account_form: ClassVar = None

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        self.desk.meter.count("v", {Unit.CHARACTERS: len(request.text)})
        return sounding(self.samples()), 1.0

    def samples(self) -> bytes:
        """A second of them."""
        return SAMPLES


class SoundHere(_Here):
    """Keeps the whole contract on this machine."""


class NeverTheSame(_Here):
    """Makes something else each time."""

    breaks: ClassVar = {"result"}

    def samples(self) -> bytes:
        return random.randbytes(len(SAMPLES))


class FallingProgress(Sound):
    """Tells progress that falls."""

    breaks: ClassVar = {"progress"}

    async def synthesize(self, request: SpeechRequest, progress: Progress) -> Speech:
        await progress(0.5)
        return await super().synthesize(request, progress)


class NeverDone(Sound):
    """Is done and says that it is nearly done."""

    breaks: ClassVar = {"progress"}

    async def synthesize(self, request: SpeechRequest, progress: Progress) -> Speech:
        async def nearly(fraction: float) -> None:
            await progress(min(fraction, 0.99))

        return await super().synthesize(request, nearly)


class KeepsCancelling(Sound):
    """Takes being cancelled for a failure of its own."""

    breaks: ClassVar = {"cancel", "metered"}  # the second needs the first to see what is counted

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        try:
            return await super().speak(request)
        except asyncio.CancelledError as error:
            raise EngineBusy("Something stopped it.") from error


class LeavesProcess(Sound):
    """Starts a process and lets it run when it is cancelled."""

    breaks: ClassVar = {"cancel"}
    left: ClassVar[list[subprocess.Popen[bytes]]] = []

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        process = await asyncio.to_thread(subprocess.Popen, ["sleep", "40"])
        self.left.append(process)
        spoken = await super().speak(request)
        process.kill()
        process.wait()
        return spoken


class LeavesFile(Sound):
    """Leaves what it needed on the way."""

    breaks: ClassVar = {"cancel"}

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        sound, seconds = await super().speak(request)
        Path(tempfile.mkdtemp(), "sound.wav").write_bytes(sound)
        return sound, seconds


class LeavesTask(Sound):
    """Has something done behind its back."""

    breaks: ClassVar = {"cancel"}
    left: ClassVar[list[asyncio.Task[None]]] = []

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        self.left.append(asyncio.create_task(asyncio.sleep(40)))
        return await super().speak(request)


class AnyVoice(Sound):
    """Speaks with another voice than the one that was asked for."""

    breaks: ClassVar = {"errors"}

    async def synthesize(self, request: SpeechRequest, progress: Progress) -> Speech:
        return await super().synthesize(SpeechRequest(request.text, VOICE.platform_id), progress)


class _Reading(Sound):
    """Asks by hand, as one does who has not read about `bought_of_vendor`."""

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        async with self.desk.purchase("speech", "v", {Unit.CHARACTERS: len(request.text)}) as purchase:
            try:
                answer = await asked_of_vendor(self.desk, self.request("/voice"))
            except (EngineRejected, EngineBusy) as error:
                if error.__cause__ is None:
                    purchase.refused()
                raise
            return self.read(answer)

    def read(self, answer: VendorAnswer) -> tuple[bytes, float]:
        """What the answer holds."""
        return answer.body, length(answer.body)


class RawError(_Reading):
    """Lets the error of whatever reads the answer through."""

    breaks: ClassVar = {"errors", "metered", "noted"}  # the others need an engine's error to go on


class GivesUp(Sound):
    """Takes a busy server for a refusal."""

    breaks: ClassVar = {"retries"}

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        try:
            return await super().speak(request)
        except EngineBusy as error:
            raise EngineRejected(str(error)) from error


class NeverGivesUp(Sound):
    """Takes a refusal for a busy server."""

    breaks: ClassVar = {"retries", "noted"}  # and so asks for attempts without end

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        try:
            return await super().speak(request)
        except EngineRejected as error:
            raise EngineBusy(str(error)) from error


class ForgetsTheWish(Sound):
    """Does not pass on how long the vendor wants to be left alone."""

    breaks: ClassVar = {"retries"}

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        try:
            return await super().speak(request)
        except EngineBusy as error:
            raise EngineBusy(str(error)) from error


class CountsNothing(Sound):
    """Buys by what costs nothing."""

    breaks: ClassVar = {"metered", "noted"}

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        del request
        answer = await asked_of_vendor(self.desk, self.request("/voice"))
        try:
            return answer.body, length(answer.body)
        except ValueError as error:
            raise EngineBusy("no sound") from error


class CountsWhatItCanRead(CountsNothing):
    """Counts a request when its answer was of use."""

    breaks: ClassVar = {"metered"}

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        await self.desk.ledger.buy("speech", "v")
        spoken = await super().speak(request)
        self.desk.meter.send("v", {Unit.CHARACTERS: len(request.text)})
        return spoken


class CountsHereNothing(_Here):
    """Works here and counts nothing."""

    breaks: ClassVar = {"metered"}

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        del request
        return sounding(SAMPLES), 1.0


class NotesNothing(Sound):
    """Counts on the meter alone, which dies with the process."""

    breaks: ClassVar = {"noted"}

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        self.desk = Desk(account=self.desk.account, private=self.desk.private, meter=self.desk.meter)
        return await super().speak(request)


class BuysWithoutEnd(Sound):
    """Calls what it buys by another name each time."""

    breaks: ClassVar = {"noted"}

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        units = {Unit.CHARACTERS: len(request.text)}
        async with bought_of_vendor(self.desk, uuid4().hex, "v", self.request("/voice"), units) as (answer, _):
            return answer.body, length(answer.body)


class AlwaysReady(Sound):
    """Says that all is well without looking."""

    breaks: ClassVar = {"check"}

    async def check(self) -> Checked:
        return Checked(True, "surely")


class BuysToCheck(Sound):
    """Lets a check cost something."""

    breaks: ClassVar = {"check"}

    async def check(self) -> Checked:
        await self.speak(SpeechRequest("一", "v"))
        return Checked(True, "answers")


class PastTheGate(Sound):
    """Looks whether its server is there, by itself."""

    breaks: ClassVar = {"gate"}

    async def speak(self, request: SpeechRequest) -> tuple[bytes, float]:
        host, port = self.request("").url.removeprefix("http://").split(":")
        await asyncio.to_thread(_look, host, int(port))
        return await super().speak(request)


class ChecksPastTheGate(Sound):
    """Works through the gate and is checked past it."""

    breaks: ClassVar = {"gate"}

    async def check(self) -> Checked:
        host, port = self.request("").url.removeprefix("http://").split(":")
        try:
            _, writer = await asyncio.open_connection(host, int(port))
        except OSError as error:
            raise EngineBusy("nobody there") from error
        writer.close()
        await writer.wait_closed()
        return await super().check()


def _look(host: str, port: int) -> None:
    try:
        socket.create_connection((host, port), timeout=5).close()
    except ConnectionRefusedError:
        return
