"""What is asked of the engines of each kind, and how what they make is judged."""

import io
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import av
from PIL import Image

from datasay.analysis.shapes import Analysis, Shape, Span
from datasay.engines.protocols import (
    AnalysisRequest,
    ChatAnswer,
    ChatMessage,
    ChatRequest,
    EngineInfo,
    ImageRequest,
    Picture,
    Progress,
    Script,
    ScriptRequest,
    Speech,
    SpeechRequest,
    TextOperation,
    TextRequest,
    WrittenText,
)

ARTICLE = (
    "我与父亲不相见已二年余了。那年冬天，祖母死了，父亲的差使也交卸了。我从北京到徐州，打算跟着父亲奔丧回家。"
    "他走到那边月台，去买橘子。我看见他的背影，眼泪很快地流下来了。"
)
SPOKEN = "我与父亲不相见已二年余了。他走到那边月台，去买橘子。"
_LONGEST_VERSION = 50  # what the tables keep
Engine = Any  # Any: the protocol of its kind
Work = Callable[[Engine, Progress], Awaitable[object]]
Judge = Callable[[Any], None]  # Any: the result of its kind


class Broken(AssertionError):
    """An engine does not keep the contract; the text says in what."""


def must(kept: object, otherwise: str) -> None:
    """Raises Broken when it is not kept."""
    if not kept:
        raise Broken(otherwise)


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to make. `typical`: the first of those that are made in the same way."""

    name: str
    work: Work
    judge: Judge
    typical: bool = True
    tells_progress: bool = True


async def pieces_of(info: EngineInfo, engine: Engine) -> list[Piece]:
    """Everything the engine says it can do. Raises Broken for a kind that nobody has written pieces for."""
    must(info.kind in _PIECES, f"there are no pieces of work for engines of the kind {info.kind}: see {__name__}")
    found = await _PIECES[info.kind](info, engine)
    must(found, "it offers nothing")
    return found


def impossible(info: EngineInfo) -> Mapping[str, Work]:
    """What no engine of the kind can do, by name: BadInput."""
    return _IMPOSSIBLE[info.kind]


# --- text ---


async def _text(info: EngineInfo, engine: Engine) -> list[Piece]:
    found = []
    written = False
    for option in info.options:
        operation = TextOperation(option)
        if operation is TextOperation.SCRIPT:
            found.append(Piece("script", _script, _judge_script))
        elif operation is TextOperation.CHAT:
            model = (await engine.models())[0]
            found.append(Piece("chat", _chat(model), _judge_chat, tells_progress=False))
        else:
            found.append(Piece(operation, _write(operation), _judge_written, typical=not written))
            written = True
    return found


async def _script(engine: Engine, progress: Progress) -> object:
    return await engine.write_script(ScriptRequest(ARTICLE, target_seconds=15), progress)


def _judge_script(made: Script) -> None:
    must(isinstance(made, Script), f"a script is {type(made).__name__}")
    must(made.scenes and all(scene.narration.strip() for scene in made.scenes), "scenes without a word")
    must(made.title.strip() and made.estimated_seconds > 0, "a script without a title or a length")
    _judge_version(made.model_version)


def _write(operation: TextOperation) -> Work:
    async def work(engine: Engine, progress: Progress) -> object:
        return await engine.write_text(TextRequest(operation, ARTICLE, language="zh-CN", count=2), progress)

    return work


def _judge_written(made: WrittenText) -> None:
    must(isinstance(made, WrittenText), f"a text is {type(made).__name__}")
    must(made.texts and all(text.strip() for text in made.texts), "a text without a word")
    _judge_version(made.model_version)


def _chat(model: str) -> Work:
    async def work(engine: Engine, _progress: Progress) -> object:
        heard: list[str] = []

        async def hear(piece: str) -> None:
            heard.append(piece)

        answer = await engine.chat(ChatRequest(model, [ChatMessage("user", ARTICLE)]), hear)
        must("".join(heard) == answer.text, "what was heard is not what was answered")
        return answer

    return work


def _judge_chat(made: ChatAnswer) -> None:
    must(isinstance(made, ChatAnswer), f"an answer is {type(made).__name__}")
    must(made.text.strip() and made.finish and made.model, "an answer without words, end or model")
    must(made.tokens_in > 0 and made.tokens_out > 0, "an answer of no tokens")


def _judge_version(version: str) -> None:
    must(0 < len(version) <= _LONGEST_VERSION, f"the model's version {version!r} cannot be kept")


# --- analysis ---


async def _analysis(info: EngineInfo, _engine: Engine) -> list[Piece]:
    return [
        Piece(kind, _analyse(kind), _judge_analysis(kind), typical=not number)
        for number, kind in enumerate(info.options)
    ]


def _analyse(analyse_type: str) -> Work:
    async def work(engine: Engine, progress: Progress) -> object:
        must(len(engine.method(analyse_type).version) <= _LONGEST_VERSION, "the method's version cannot be kept")
        return await engine.analyse(AnalysisRequest(ARTICLE, analyse_type, limit=5, sentences=1), progress)

    return work


def _judge_analysis(analyse_type: str) -> Judge:
    def judge(made: Analysis) -> None:
        must(isinstance(made, Analysis), f"an analysis is {type(made).__name__}")
        must(made.result.analyse_type == analyse_type, f"{analyse_type} was asked, {made.result.analyse_type} came")
        for place in _spans(made.result):
            must(ARTICLE[place.start : place.end] == place.text, f"{place.text!r} does not stand where it is said to")
        _judge_version(made.model_version)

    return judge


def _spans(value: object) -> list[Span]:
    within = value if isinstance(value, list) else vars(value).values() if isinstance(value, Shape) else ()
    inner = [span for one in within for span in _spans(one)]
    return [value, *inner] if isinstance(value, Span) else inner


# --- voice ---


async def _voice(_info: EngineInfo, engine: Engine) -> list[Piece]:
    voices = await engine.voices()
    must(voices, "it has no voice")
    return [
        Piece(f"{voice.platform_id} {form}", _speak(voice.platform_id, form), _judge_speech, typical=number == 0)
        for number, (voice, form) in enumerate([(voices[0], "wav"), (voices[0], "mp3"), (voices[-1], "wav")])
    ]


def _speak(platform_id: str, audio_format: str) -> Work:
    async def work(engine: Engine, progress: Progress) -> object:
        return await engine.synthesize(SpeechRequest(SPOKEN, platform_id, audio_format=audio_format), progress)

    return work


def _judge_speech(made: Speech) -> None:
    must(isinstance(made, Speech), f"speech is {type(made).__name__}")
    must(made.mime_type in {"audio/wav", "audio/mpeg", "audio/ogg"}, f"sound of the type {made.mime_type}")
    try:
        with av.open(io.BytesIO(made.audio), "r") as sound:
            rate = sound.streams.audio[0].rate
            samples = sum(frame.samples for frame in sound.decode(sound.streams.audio[0]))
    except (av.FFmpegError, IndexError) as error:
        raise Broken(f"its sound cannot be decoded: {error}") from error
    must(rate == made.sample_rate, f"{made.sample_rate} Hz are told, {rate} are there")
    must(abs(samples / rate - made.duration) < 0.15, f"{made.duration} s are told, {samples / rate:.2f} are there")
    must(made.sentences, "it tells no sentence")
    for sentence in made.sentences:
        said = SPOKEN[sentence.text_start : sentence.text_end]
        must(said == sentence.text, f"{sentence.text!r} does not stand where it is said to")
        must(0 <= sentence.start <= sentence.end <= made.duration + 0.01, f"{sentence.text!r} sounds outside the sound")
    for one, following in pairwise(made.sentences):
        must(one.end <= following.start + 0.01, f"{one.text!r} ends after the next begins")
    _judge_version(made.model_version)


# --- image ---


async def _image(_info: EngineInfo, engine: Engine) -> list[Piece]:
    styles = await engine.styles()
    return [
        Piece(f"style {style}", _draw(style), _judge_picture, typical=not number)
        for number, style in enumerate([None, *styles])
    ]


def _draw(style: str | None) -> Work:
    async def work(engine: Engine, progress: Progress) -> object:
        request = ImageRequest("冬天的车站，橘子", 256, 256, headline="月台", keywords=("橘子",), style=style, seed=7)
        (arranged,) = await engine.arrange([request], "背影")
        return await engine.draw(arranged, progress)

    return work


def _judge_picture(made: Picture) -> None:
    must(isinstance(made, Picture), f"a picture is {type(made).__name__}")
    try:
        with Image.open(io.BytesIO(made.data)) as opened:
            opened.load()
            size, kind = opened.size, Image.MIME.get(opened.format or "")
    except (OSError, SyntaxError) as error:
        raise Broken(f"its picture cannot be opened: {error}") from error
    must(size == (made.width, made.height), f"{made.width}×{made.height} is told, {size} is there")
    must(kind == made.mime_type, f"{made.mime_type} is told, {kind} is there")
    _judge_version(made.model_version)


_PIECES = {"text": _text, "analysis": _analysis, "voice": _voice, "image": _image}
_IMPOSSIBLE: Mapping[str, Mapping[str, Work]] = {
    "text": {
        "a script as a text": lambda engine, progress: engine.write_text(
            TextRequest(TextOperation.SCRIPT, ARTICLE), progress
        ),
        "a script of nothing": lambda engine, progress: engine.write_script(ScriptRequest(" \n"), progress),
    },
    "analysis": {
        "an unknown analysis": lambda engine, progress: engine.analyse(AnalysisRequest(ARTICLE, "horoscope"), progress),
    },
    "voice": {
        "an unknown voice": lambda engine, progress: engine.synthesize(
            SpeechRequest(ARTICLE, "nobody's voice"), progress
        ),
    },
    "image": {
        "a picture of no size": lambda engine, progress: engine.draw(ImageRequest("山", 0, 256), progress),
    },
}
