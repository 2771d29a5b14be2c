"""The voice engine `kokoro`: Kokoro-82M on this machine, sentence by sentence, timed by the model's own durations."""

import tempfile
from importlib.util import find_spec
from pathlib import Path

from datasay.engines.kokoro.packages import PARTS
from datasay.engines.kokoro.voices import VOICES
from datasay.engines.protocols import Desk, EngineInfo, Progress, Speech, SpeechRequest, VoiceEngine, VoiceInfo
from datasay.engines.speech_requests import check_request, engine_errors
from datasay.engines.usage import Unit

_missing = [name for name in ("onnxruntime", *PARTS) if find_spec(name) is None]
if _missing:
    raise ImportError(f"The natural voice needs the packages {', '.join(_missing).replace('_', '-')}; install them.")


class KokoroVoiceEngine(VoiceEngine):
    """Speaks Mandarin, English and both in one sentence, offline and always the same."""

    info = EngineInfo(
        name="kokoro",
        kind="voice",
        version="2",
        description="Kokoro-82M 神经网络合成：离线、自然、时间取自模型"
        " · Neural speech by Kokoro-82M: offline, natural, timed by the model",
        options=tuple(VOICES),
        chinese_and_english_only=True,
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

        voice = check_request(request, self.info.name, VOICES)
        await progress(0.0)
        with tempfile.TemporaryDirectory(prefix="datasay-voice-") as folder:
            async with engine_errors():
                speech = await speak(request, voice, Path(folder), progress)
        made = {Unit.CHARACTERS: len(request.text), Unit.AUDIO_SECONDS: speech.duration, Unit.BYTES: len(speech.audio)}
        self._desk.meter.count(speech.model_version, made)
        await progress(1.0)
        return speech
