"""OpenAI's protocols as JSON: what is read of a request, and what is answered."""

from enum import StrEnum
from typing import Annotated, Any, Literal

import orjson
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from datasay.core.schemas import Flag, IsNumber, LongText, Storable
from datasay.wording.told import Told

_Words = Annotated[Storable, Field(max_length=1_000_000)]
_Stop = Annotated[Storable, Field(min_length=1, max_length=200)]

_TEXT_WANTED = 'must be a text, or a list of parts of the form {"type": "text", "text": "…"}'


def _sendable(value: dict[str, JsonValue]) -> dict[str, JsonValue]:
    try:
        orjson.dumps(value)
    except TypeError as error:
        raise ValueError(
            Told(
                "contains half a character (a lone surrogate) or a number that JSON has not",
                "含有半个字符（不成对的代理码），或 JSON 里没有的数",
            )
        ) from error
    return value


class TextPart(BaseModel):
    """A part of a message; pictures and sounds are not read here."""

    type: Literal["text"]
    text: _Words


def _readable(content: object) -> object:
    """What is no text, in words for whoever wrote the client. Raises ValueError."""
    parts = [content] if isinstance(content, str) else content
    if not isinstance(parts, list):
        raise ValueError(_TEXT_WANTED)
    for part in parts:
        if isinstance(part, str) and parts is not content:
            continue
        kind = part.get("type") if isinstance(part, dict) else None
        if isinstance(kind, str) and kind != "text":
            named = kind[:40].encode(errors="replace").decode()
            raise ValueError(f"parts of type {named} (pictures, sounds, files) are not read here; send text only")
        if kind is None or not isinstance(part, dict) or not isinstance(part.get("text"), str):
            raise ValueError(_TEXT_WANTED)
    return content


class ChatMessage(BaseModel):
    """One message of the conversation."""

    role: Literal["system", "developer", "user", "assistant"]
    content: Annotated[_Words | Annotated[list[TextPart], Field(max_length=100)], BeforeValidator(_readable)]

    @property
    def words(self) -> str:
        """All of it."""
        return self.content if isinstance(self.content, str) else "".join(part.text for part in self.content)


class StreamOptions(BaseModel):
    """How a stream ends."""

    include_usage: Flag | None = None


class ResponseFormat(BaseModel):
    """The form of the answer; passed on."""

    type: Literal["text", "json_object", "json_schema"]
    json_schema: Annotated[dict[str, JsonValue], AfterValidator(_sendable)] | None = None


class ChatRequest(BaseModel):
    """A request for an answer. Fields of the protocol that are not named here are not heeded."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "model": "datasay-local",
                    "messages": [{"role": "user", "content": "我与父亲不相见已二年余了。我最不能忘记的是他的背影。"}],
                }
            ]
        }
    )

    model: Annotated[Storable, Field(min_length=1, max_length=200)]
    messages: Annotated[list[ChatMessage], Field(min_length=1, max_length=500)]
    stream: Flag | None = None
    stream_options: StreamOptions | None = None
    temperature: Annotated[float, Field(ge=0, le=2), IsNumber] | None = None
    top_p: Annotated[float, Field(ge=0, le=1), IsNumber] | None = None
    presence_penalty: Annotated[float, Field(ge=-2, le=2), IsNumber] | None = None
    frequency_penalty: Annotated[float, Field(ge=-2, le=2), IsNumber] | None = None
    max_tokens: Annotated[int, Field(ge=1, le=1_000_000), IsNumber] | None = None
    max_completion_tokens: Annotated[int, Field(ge=1, le=1_000_000), IsNumber] | None = None
    seed: Annotated[int, Field(ge=-(2**53), le=2**53), IsNumber] | None = None
    stop: _Stop | Annotated[list[_Stop], Field(max_length=4)] | None = None
    response_format: ResponseFormat | None = None
    n: Annotated[int, Field(ge=1, le=1), IsNumber] | None = Field(None, description="One answer at a time.")
    tools: Annotated[list[dict[str, Any]], Field(max_length=0)] | None = Field(None, description="Not passed on.")

    def passed_on(self) -> dict[str, object]:
        """The fields that go to the model's server as they are."""
        names = ("top_p", "presence_penalty", "frequency_penalty", "seed", "stop")
        fields: dict[str, object] = {name: getattr(self, name) for name in names if getattr(self, name) is not None}
        if self.response_format is not None:
            fields["response_format"] = self.response_format.model_dump(exclude_none=True)
        return fields


class SpokenFormat(StrEnum):
    """What the sound is sent as; `pcm` is 24 kHz, 16 bits, little-endian, mono, without a header."""

    MP3 = "mp3"
    OPUS = "opus"
    AAC = "aac"
    FLAC = "flac"
    WAV = "wav"
    PCM = "pcm"


class VoiceNamed(BaseModel):
    """A voice by its `timbre_id`."""

    id: Annotated[Storable, Field(min_length=1, max_length=100)]


class SpeechCreate(BaseModel):
    """Something to say. Fields of the protocol that are not named here are not heeded."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"model": "datasay-voice", "input": "你好，世界。", "response_format": "mp3"}]}
    )

    model: Annotated[Storable, Field(min_length=1, max_length=200)]
    input: Annotated[LongText, Field(max_length=4096)]
    voice: Annotated[Storable, Field(min_length=1, max_length=100)] | VoiceNamed | None = Field(
        None,
        description="A timbre's name or a half of it (`晓晓 · Xiaoxiao`), its `timbre_platform_id` or `timbre_id`; "
        "when left out, the first of the text's language.",
    )
    response_format: SpokenFormat = SpokenFormat.MP3
    speed: Annotated[float, Field(ge=0.5, le=2.0), IsNumber] = 1.0
    stream_format: Literal["audio", "sse"] = "audio"

    @property
    def voice_name(self) -> str | None:
        """The voice as it is called."""
        return self.voice.id if isinstance(self.voice, VoiceNamed) else self.voice


class AnswerMessage(BaseModel):
    """The answer's words."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: str | None


class AnswerChoice(BaseModel):
    """One answer."""

    index: int
    message: AnswerMessage
    finish_reason: str


class AnswerUsage(BaseModel):
    """Tokens; estimated where the server does not count."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatAnswer(BaseModel):
    """A whole answer."""

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[AnswerChoice]
    usage: AnswerUsage


class ModelRead(BaseModel):
    """A model one may name."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str


class ModelList(BaseModel):
    """All models one may name."""

    object: Literal["list"] = "list"
    data: list[ModelRead]


class OpenAiErrorBody(BaseModel):
    """What is wrong."""

    message: str
    type: str
    param: str | None
    code: str | None


class OpenAiErrorRead(BaseModel):
    """An error in OpenAI's shape."""

    error: OpenAiErrorBody
