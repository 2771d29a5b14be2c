"""The voice engine `local`: espeak-ng in a child process, sentence by sentence, with timings measured on the sound."""

import tempfile
from pathlib import Path

from datasay.engines.local.speaking.espeak_voices import VOICES
from datasay.engines.protocols import Desk, EngineInfo, Progress, Speech, SpeechRequest, VoiceEngine, VoiceInfo
from datasay.engines.speech_requests import check_request, engine_errors
from datasay.engines.usage import Unit


class LocalVoice(VoiceEngine):
    """Speaks Mandarin, English and both in one sentence, offline and always the same."""

    info = EngineInfo(
        name="local",
        kind="voice",
        version="1",
        description="espeak-ng 共振峰合成：离线、无需模型、明显的机器音、时间实测"
        " · Formant synthesis by espeak-ng: offline, no model, clearly artificial, with measured timings",
        options=tuple(VOICES),
        chinese_and_english_only=True,
    )

    def __init__(self, desk: Desk, data_path: Path | None = None) -> None:
        """`data_path`: a folder of espeak-ng's data other than the installed package's."""
        self._desk = desk
        self._data_path = data_path

    async def voices(self) -> tuple[VoiceInfo, ...]:
        """The built-in voices."""
        return tuple(voice.info for voice in VOICES.values())

    async def synthesize(self, request: SpeechRequest, progress: Progress) -> Speech:
        """Speak the whole text: 48 kHz mono at -16 LUFS (± volume), true peak at most -1.5 dBTP.

        Raises BadInput for an unknown voice or format, a factor out of range, or text with nothing to say;
        EngineBusy when the child process dies or the disk is full.
        """
        from datasay.engines.local.speaking.voice import speak  # noqa: PLC0415  loads dictionaries and numpy

        voice = check_request(request, self.info.name, VOICES)
        await progress(0.0)
        with tempfile.TemporaryDirectory(prefix="datasay-voice-") as folder:
            async with engine_errors():
                speech = await speak(request, voice, self._data_path, Path(folder), progress)
        made = {Unit.CHARACTERS: len(request.text), Unit.AUDIO_SECONDS: speech.duration, Unit.BYTES: len(speech.audio)}
        self._desk.meter.count(speech.model_version, made)
        await progress(1.0)
        return speech
