"""Writing: scripts from articles, texts of any kind, and answers to conversations."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from datasay.engines.errors import BadInput
from datasay.engines.protocols.engine import Engine, Progress
from datasay.wording.told import Told

OnText = Callable[[str], Awaitable[None]]


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
    headline: str  # a few words for the picture; "" where none say enough by themselves
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
    """What is done with words; an engine names in `EngineInfo.options` what it can do."""

    SCRIPT = "script"
    ARTICLE = "article"
    REWRITE = "rewrite"
    SHORTEN = "shorten"
    EXPAND = "expand"
    TRANSLATE = "translate"
    TONE = "tone"
    VARIANTS = "variants"  # of a title
    CHAT = "chat"  # answers to a conversation, see `TextEngine.chat`


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


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """One message of a conversation."""

    role: str  # system, user, assistant
    text: str


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """A conversation to answer. `fields` are further ones of OpenAI's protocol, for engines that know them."""

    model: str
    messages: Sequence[ChatMessage]
    temperature: float | None = None
    max_tokens: int | None = None
    fields: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """A whole answer. `finish` is OpenAI's finish_reason: stop, length, content_filter."""

    text: str
    finish: str
    refusal: str
    model: str
    tokens_in: int
    tokens_out: int


class TextEngine(Engine, Protocol):
    """Writes. An engine that names this as its base need only say what it can do."""

    async def models(self) -> tuple[str, ...]:
        """The models one may name in `chat`; the first is the usual one."""
        return ()

    async def write_script(self, request: ScriptRequest, progress: Progress) -> Script:
        """Return the whole script. Raises BadInput when the article holds nothing that can be said."""
        raise BadInput(
            Told(
                "The engine {engine} writes no scripts; choose another.",
                "引擎 {engine} 不会写脚本，请换一个。",
                engine=self.info.name,
            )
        )

    async def write_text(self, request: TextRequest, progress: Progress) -> WrittenText:
        """Return the whole text. Raises ContentRefused with the model's own words when it will not write this."""
        raise BadInput(
            Told(
                "The engine {engine} only does {known}.",
                "引擎 {engine} 只会做 {known}。",
                engine=self.info.name,
                known=self.info.options,
            )
        )

    async def chat(self, request: ChatRequest, on_text: OnText | None = None) -> ChatAnswer:
        """Answer a conversation, telling `on_text`, where somebody listens, the words as they come."""
        raise BadInput(
            Told(
                "The engine {engine} answers no conversations; choose another.",
                "引擎 {engine} 不会对话，请换一个。",
                engine=self.info.name,
            )
        )
