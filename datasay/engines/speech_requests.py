"""What the voices of this machine have in common: what may be asked of them, and how a failure of a tool is told."""

import errno
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

from datasay.engines.errors import BadInput, EngineBusy, EngineRejected
from datasay.engines.protocols import SpeechRequest
from datasay.language.detection import reading_language
from datasay.language.sayable import MOSTLY, refusal, unsaid_share
from datasay.language.sentences import Sentence
from datasay.language.words import CJK
from datasay.media.errors import MediaDiskFull, MediaError, MediaToolMissing
from datasay.wording.told import Told, said_by

MIME_TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg"}
_FACTORS = {"speed": (0.5, 2.0), "pitch": (0.5, 2.0), "volume": (0.0, 2.0)}
_NOTHING = Told(
    "There is nothing to say in this text. It needs words in Chinese or English, or digits.",
    "文本里没有可以念的内容，要有中文、英文或数字。",
)
_SILENT = Told("Nothing in this text makes a sound; write it with words.", "文本里没有能发出声音的内容，请写上文字。")
_Voice = TypeVar("_Voice")
_Planned = TypeVar("_Planned")


def check_request(request: SpeechRequest, engine: str, voices: Mapping[str, _Voice]) -> _Voice:
    """The voice that is asked for.

    Raises BadInput for an unknown one, another format, a factor out of range, or text in another script.
    """
    voice = voices.get(request.platform_id)
    if voice is None:
        raise BadInput(
            Told(
                "The engine {engine} has no voice {platform_id}. Known: {known}.",
                "引擎 {engine} 没有音色 {platform_id}，可选：{known}。",
                engine=engine,
                platform_id=request.platform_id,
                known=voices,
            )
        )
    if request.audio_format not in MIME_TYPES:
        raise BadInput(
            Told(
                "The engine {engine} makes wav and mp3, not {audio_format}.",
                "引擎 {engine} 只能做 wav 和 mp3，不能做 {audio_format}。",
                engine=engine,
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
    if unsaid_share(request.text) >= MOSTLY:
        raise BadInput(refusal(request.text))
    return voice


def needing_words(planned: Sequence[_Planned]) -> Sequence[_Planned]:
    """What is planned to be said. Raises BadInput when that is nothing."""
    if not planned:
        raise BadInput(_NOTHING)
    return planned


def needing_sound(spoken: Sequence[_Planned]) -> tuple[_Planned, ...]:
    """What was heard. Raises BadInput when that is nothing."""
    if not spoken:
        raise BadInput(_SILENT)
    return tuple(spoken)


def sentence_language(text: str, wanted: str) -> str:
    """How numbers and signs in a sentence are read: by its own letters, and where it has none, as was asked for."""
    if CJK.search(text) or any(c.isalpha() for c in text):
        return reading_language(text)
    return wanted


def pauses_behind(text: str, sentences: Sequence[Sentence], lengths: tuple[float, float, float]) -> list[float]:
    """The silence behind each sentence of a text; `lengths`: behind one in a line, in a paragraph, and behind that."""
    pauses = []
    for number, sentence in enumerate(sentences):
        following = sentences[number + 1].start if number + 1 < len(sentences) else len(text)
        lines = text[sentence.end : following].count("\n")
        pauses.append(lengths[min(lines, 2)])
    return pauses


@asynccontextmanager
async def engine_errors() -> AsyncIterator[None]:
    """What the tools say went wrong, in the words of an engine."""
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
