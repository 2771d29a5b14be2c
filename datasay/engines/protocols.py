"""The shape of every engine: one frozen request in, one frozen result out, progress on the way.

Rules that hold for every engine, local or remote:

* `progress(fraction)` is awaited with values that never fall, 0.0 to 1.0, the last one exactly 1.0.
* Cancelling the awaiting task stops the work and its child processes; nothing is left running.
* Failures are `datasay.engines.errors`; anything else is a bug.
* Heavy work runs in a thread or a child process: the event loop keeps turning.
* The same request gives the same bytes from a local engine.
* Times are seconds, sizes are pixels, text offsets count Python characters.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from datasay.engines.usage import UsageMeter

Progress = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """What an engine says of itself, for listings and for the record of what made a piece."""

    name: str
    kind: str
    version: str
    description: str
    options: tuple[str, ...] = ()
    needs_account: bool = False  # then it is made anew for each piece of work, see `WritingDesk`


@dataclass(frozen=True, slots=True)
class EngineAccount:
    """With whom and as whom a remote engine works."""

    base_url: str
    secret: str = field(repr=False)
    options: Mapping[str, object] = field(default_factory=dict)  # what they are, each engine says for itself
    private: bool = False  # whether the server may be on this machine or its own network


# --- text -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ScriptRequest:
    """Turn an article into a script of about `target_seconds` of speech."""

    article: str
    language: str | None = None  # "zh-CN", "en-US"; None: detected
    title: str | None = None
    target_seconds: float = 60.0
    tone: str | None = None
    instructions: str | None = None


@dataclass(frozen=True, slots=True)
class ScriptScene:
    """One picture's worth of script."""

    narration: str  # what is said and subtitled, as a person would write it
    headline: str  # a few words for the picture
    keywords: tuple[str, ...]  # most telling words first; choose palette, motif and the user's photos
    picture: str = ""  # what the picture shows, where the engine says so


@dataclass(frozen=True, slots=True)
class Script:
    """Scenes in order; the first opens with the hook, the last closes with the ending."""

    title: str
    scenes: tuple[ScriptScene, ...]
    language: str
    estimated_seconds: float
    model_version: str
    parts: int = 1  # in how many parts a long article was read


class TextOperation(StrEnum):
    """What is done with words. Every text engine writes scripts; the rest needs a model."""

    SCRIPT = "script"
    ARTICLE = "article"
    REWRITE = "rewrite"
    SHORTEN = "shorten"
    EXPAND = "expand"
    TRANSLATE = "translate"
    TONE = "tone"
    VARIANTS = "variants"  # of a title


@dataclass(frozen=True, slots=True)
class TextRequest:
    """Write or change a text. `source` is the text, for ARTICLE the subject or notes."""

    operation: TextOperation
    source: str
    language: str | None = None  # of the answer; None: the source's
    tone: str | None = None
    instructions: str | None = None
    target_words: int | None = None
    target_seconds: float | None = None
    count: int = 5  # of VARIANTS
    prompt: str | None = None  # of ARTICLE: the writer's own, sent as it is instead of ours


@dataclass(frozen=True, slots=True)
class WrittenText:
    """The finished words: one text, or for VARIANTS the titles in order."""

    texts: tuple[str, ...]
    model_version: str
    parts: int = 1  # in how many parts a long source was worked on
    continued: int = 0  # how often the model stopped at its limit and was asked to go on


class TextSink(Protocol):
    """Where words go while they are being written."""

    async def begin(self) -> None:
        """A text begins; whatever was written before is void."""
        ...

    async def write(self, piece: str) -> None:
        """More of it."""
        ...


Prompts = Callable[[str, Mapping[str, object]], Awaitable[str]]  # name and variables → the prompt, ready to send


@dataclass(frozen=True, slots=True)
class WritingDesk:
    """What a text engine with an account works with: it is made as `Engine(account, desk)`."""

    prompts: Prompts
    sink: TextSink
    meter: UsageMeter


class TextEngine(Protocol):
    """Writes scripts."""

    info: EngineInfo

    async def write_script(self, request: ScriptRequest, progress: Progress) -> Script:
        """Return the whole script. Raises BadInput when the article holds nothing that can be said."""
        ...


class WritingEngine(TextEngine, Protocol):
    """Writes and changes texts of any kind."""

    async def write_text(self, request: TextRequest, progress: Progress) -> WrittenText:
        """Return the whole text. Raises ContentRefused with the model's own words when it will not write this."""
        ...


# --- voice ----------------------------------------------------------------------------------------


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


class VoiceEngine(Protocol):
    """Speaks."""

    info: EngineInfo

    def voices(self) -> tuple[VoiceInfo, ...]:
        """The voices this engine offers by itself."""
        ...

    async def synthesize(self, request: SpeechRequest, progress: Progress) -> Speech:
        """Return the whole speech. Raises BadInput for an unknown voice or text without anything to say."""
        ...


# --- image ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """Draw one picture. `headline` is set in type on it when not empty; `prompt` decides look and motif."""

    prompt: str
    width: int
    height: int
    headline: str = ""
    keywords: tuple[str, ...] = ()
    style: str | None = None  # one of the engine's options; None: the engine's default
    seed: int = 0
    language: str = "zh-CN"
    position: int = 0  # 0-based place in a series, and its length: a series looks like one family
    count: int = 1
    theme: str = ""  # what to show, chosen for the series by `ImageEngine.arrange`; empty: the words decide
    motif: str = ""
    photo: Path | None = None  # the user's own photograph to build the picture on
    aigc_label: str | None = None  # JSON of the hidden label, written into the file's XMP


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished picture."""

    data: bytes = field(repr=False)
    mime_type: str  # image/png, image/jpeg
    width: int
    height: int
    seed: int
    style: str
    model_version: str
    details: dict[str, str] = field(default_factory=dict)


class ImageEngine(Protocol):
    """Draws."""

    info: EngineInfo  # options: the names of its styles

    def arrange(self, series: Sequence[ImageRequest], subject: str) -> list[ImageRequest]:
        """The requests of one work, each told what to show, so that neighbours differ; `subject` is the work's title.

        An engine that decides by the prompt alone returns them as they are.
        """
        ...

    async def draw(self, request: ImageRequest, progress: Progress) -> Picture:
        """Return one picture. Raises BadInput for an impossible size or an unknown style."""
        ...
