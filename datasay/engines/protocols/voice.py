"""Speaking: a text with one voice, and when each word of it sounds."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from datasay.engines.protocols.engine import Engine, Progress
from datasay.language.pace import Pace

PARTS_RATE = 24_000  # Hz, of speech that comes in parts


@dataclass(frozen=True, slots=True)
class VoiceInfo:
    """A voice an engine offers without training; becomes a `voice_timbre_basic` row."""

    platform_id: str
    name: str  # Chinese and English, e.g. "普通话男声 · Mandarin male"
    language: str
    gender: str  # male, female, neutral
    description: str
    age_range: str = "middle"  # young, middle, elder
    style: str = "professional"
    pace: Pace | None = None  # of its speech; scripts are written for it. None: that of the `local` voices


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """Say `text` with one voice. Factors are 1.0 for normal and run from 0.5 to 2.0 (volume: 0.0 to 2.0)."""

    text: str
    platform_id: str
    language: str = "zh-CN"
    speed: float = 1.0
    pitch: float = 1.0
    volume: float = 1.0
    audio_format: str = "wav"  # wav, mp3


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word (a Chinese character or word, a Latin word, a number) and when it sounds."""

    text: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """A sentence of the request's text, `text == request.text[text_start:text_end]`, and when it sounds."""

    text: str
    text_start: int
    text_end: int
    start: float  # first audible sound
    end: float  # last audible sound
    words: tuple[SpokenWord, ...] = ()
    clarity: float | None = None  # the share of it that a recogniser heard as written; None where none listened


@dataclass(frozen=True, slots=True)
class Speech:
    """Finished speech. Timings are measured on the sound that is delivered, not estimated."""

    audio: bytes = field(repr=False)  # a log line or an asyncio message must not spell out megabytes
    mime_type: str  # audio/wav, audio/mpeg
    duration: float
    sample_rate: int
    sentences: tuple[SpokenSentence, ...]
    loudness: float  # integrated, LUFS (EBU R 128)
    model_version: str


class VoiceEngine(Engine, Protocol):
    """Speaks."""

    async def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices one can speak with: the engine's own, or those of the account. May ask the vendor."""
        ...

    async def synthesize(self, request: SpeechRequest, progress: Progress) -> Speech:
        """Return the whole speech. Raises BadInput for an unknown voice or text without anything to say."""
        ...


@runtime_checkable
class VoiceInParts(VoiceEngine, Protocol):
    """Speaks so that the beginning can be heard while the rest is still being made; a voice engine need not."""

    def speak_in_parts(self, request: SpeechRequest) -> AsyncGenerator[bytes, None]:
        """The sound as it is made: samples of 16 bits, little-endian, mono, at PARTS_RATE.

        Raises as `synthesize`; formats and wished lengths are not heeded. What was made until it is closed is counted.
        """
        ...
