"""What an engine made, looked at before anything of it is kept: of the right sort, finite, within bounds.

Each raises EngineFailed for what it cannot believe; it returns what was made, with the types that its protocol names.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from datasay.analysis.shapes import Analysis
from datasay.engines.discretion import told_without_keys
from datasay.engines.errors import EngineFailed, presentable
from datasay.engines.protocols import ChatAnswer, ImageRequest, Method, Picture, Script, Speech, WrittenText
from datasay.wording.forms import LANGUAGE_CODE
from datasay.wording.told import Told

Made = TypeVar("Made")
MOST_SCENES = 5_000
_MOST_SENTENCES = 100_000
_MOST_KEYWORDS = 1_000  # of a scene
_LONGEST_NAME = 10_000  # characters of a title, a headline, a model's version
_LONGEST_ANSWER = 10_000_000  # characters of an answer in a conversation or an analysis
_UNKEEPABLE = re.compile(r"[\x00\ud800-\udfff]")
_MOST_LAYERS = 40
_LAYER_ROLES = ("ground", "ridge", "object")
_FARTHEST = 100_000  # pixels, of a layer's place
_LOUDEST = 200.0  # LUFS, either way
_LARGEST = 2**63 - 1  # of a seed
_LEEWAY_SECONDS, _LEEWAY_SHARE = 1.0, 0.05  # between the length that is told and the one that is measured
_LEEWAY_SENTENCES = 0.25  # seconds, of a sentence over the one before and over the end
_SAMPLE_RATES = range(8_000, 192_001)  # Hz
_MOST_PARTS = 100_000
_LONGEST_METHOD = 50
_SAID = frozenset("LNS")
_SAYS = frozenset("LNPS")  # letters, numbers, punctuation, symbols: what is no space and no mark alone
_MISPLACED = Told("a sentence is not where it is said to be in the text", "有一句不在它说的那段文字里")
_OTHER_WORDS = Told("a sentence has other words than the text", "有一句和文字不一样")
_NO_METHOD = Told("it does not say by which method, in 50 characters", "它没有用不超过 50 个字符说明方法")
_PARTS = Told("the number of its parts cannot be", "它的分段数不可能")
# The configuration of a tuple holds for what is in it; what engines make has none of its own.
_BELIEVED = ConfigDict(allow_inf_nan=False, revalidate_instances="always", defer_build=True)
_SPEECH = TypeAdapter(tuple[Speech], config=_BELIEVED)
_PICTURE = TypeAdapter(tuple[Picture], config=_BELIEVED)
_SERIES = TypeAdapter(tuple[list[ImageRequest]], config=_BELIEVED)
_SCRIPT = TypeAdapter(tuple[Script], config=_BELIEVED)
_WRITTEN = TypeAdapter(tuple[WrittenText], config=_BELIEVED)
_ANSWER = TypeAdapter(tuple[ChatAnswer], config=_BELIEVED)
_ANALYSIS = TypeAdapter(tuple[Analysis], config=_BELIEVED)
_METHOD = TypeAdapter(tuple[Method], config=_BELIEVED)


def speech(told: object, engine: str, text: str) -> Speech:
    """Speech of this text: some sound, and sentences whose times and places are within it."""
    made = _of_type(_SPEECH, told, engine)
    end = made.duration + _LEEWAY_SENTENCES
    _must(engine, made.audio, Told("the speech has no sound", "语音没有声音"))
    _must(engine, made.duration > 0, Told("the speech lasts no time", "语音没有时长"))
    _must(engine, made.sample_rate in _SAMPLE_RATES, Told("no sound has its sample rate", "没有声音用它的采样率"))
    _must(engine, abs(made.loudness) <= _LOUDEST, Told("nothing is as loud as it says", "没有声音有它说的那么响"))
    _must(engine, len(made.sentences) <= _MOST_SENTENCES, Told("the speech has too many sentences", "语音的句子太多"))
    _bounded(engine, made, 4 * len(text) + _LONGEST_NAME)
    _must(engine, made.sentences, Told("it does not say when its sentences sound", "它没有说各句在什么时候"))
    place, before = 0, 0.0
    for sentence in made.sentences:
        inside = place <= sentence.text_start < sentence.text_end <= len(text)
        _must(engine, inside, _MISPLACED)
        written = text[sentence.text_start : sentence.text_end]
        _must(engine, sentence.text.strip() == written.strip(), _OTHER_WORDS)
        in_order = sentence.start >= max(before - _LEEWAY_SENTENCES, 0.0)
        _must(
            engine,
            in_order and sentence.start <= sentence.end <= end,
            Told("the times of its sentences cannot be", "句子的时间不可能"),
        )
        place, before = sentence.text_end, sentence.end
        _must(
            engine,
            all(0 <= word.start <= word.end <= end for word in sentence.words),
            Told("the times of words cannot be", "词的时间不可能"),
        )
    return made


def sound_part(told: object, engine: str) -> bytes:
    """Whole samples of 16 bits."""
    fits = isinstance(told, bytes) and len(told) % 2 == 0
    _must(engine, fits, Told("a part of the speech is no sound", "语音有一段不是声音"))
    assert isinstance(told, bytes)
    return told


def lasts(made: Speech, engine: str, measured: float | None) -> None:
    """Whether the speech is as long as it is said to be; `measured` in seconds."""
    leeway = _LEEWAY_SECONDS + _LEEWAY_SHARE * made.duration
    same = measured is not None and abs(made.duration - measured) <= leeway
    _must(
        engine,
        same,
        Told(
            "a sound of {measured:g} s is said to last {told:g} s",
            "{measured:g} 秒的声音自称长 {told:g} 秒",
            measured=measured or 0.0,
            told=made.duration,
        ),
    )


def picture(told: object, engine: str) -> Picture:
    """A picture with some bytes and a size, whose layers, if it has any, can be laid on one another."""
    made = _of_type(_PICTURE, told, engine)
    _must(engine, made.data, Told("the picture is empty", "图片是空的"))
    _must(engine, made.width > 0 and made.height > 0, Told("the picture has no size", "图片没有大小"))
    _must(engine, abs(made.seed) <= _LARGEST, Told("the picture's seed cannot be", "图片的种子不可能"))
    _must(engine, len(made.layers) <= _MOST_LAYERS, Told("the picture has too many layers", "图片的图层太多"))
    for layer in made.layers:
        _must(
            engine,
            layer.data and layer.role in _LAYER_ROLES,
            Told("a layer of the picture is empty or of no known role", "图片有一层是空的或角色不明"),
        )
        _must(
            engine,
            max(abs(layer.x), abs(layer.y)) <= _FARTHEST,
            Told("a layer of the picture is nowhere near it", "图片有一层远在图外"),
        )
        _must(
            engine,
            0 <= layer.depth <= 1,
            Told("a layer of the picture moves further than the camera", "图片有一层移动得比镜头还远"),
        )
    _bounded(engine, made, _LONGEST_NAME)
    return made


def sized(made: Picture, engine: str, width: int | None, height: int | None) -> None:
    """Whether the picture is as large as it is said to be; pixels."""
    same = (made.width, made.height) == (width, height)
    _must(
        engine,
        same,
        Told(
            "a picture of {width} × {height} is said to have {said_width} × {said_height}",
            "{width} × {height} 的图片自称 {said_width} × {said_height}",
            width=width,
            height=height,
            said_width=made.width,
            said_height=made.height,
        ),
    )


def arranged(told: object, engine: str, series: Sequence[ImageRequest]) -> list[ImageRequest]:
    """The requests of a series, as many as there were."""
    made: list[ImageRequest] = _of_type(_SERIES, told, engine)
    _must(
        engine, len(made) == len(series), Told("the series has another number of pictures now", "这一组图片的数目变了")
    )
    _bounded(engine, made, _LONGEST_ANSWER)
    return made


def script(told: object, engine: str, limit: int) -> Script:
    """A script of at most so many characters; each scene says something."""
    made = _of_type(_SCRIPT, told, engine)
    _must(
        engine,
        0 < len(made.scenes) <= MOST_SCENES,
        Told(
            "a script has 1 to {most} scenes, not {number}",
            "文稿有 1 到 {most} 个场景，不是 {number} 个",
            most=MOST_SCENES,
            number=len(made.scenes),
        ),
    )
    _must(
        engine,
        all(_can_be_said(scene.narration) for scene in made.scenes),
        Told("a scene of the script says nothing", "文稿有一个场景什么也没说"),
    )
    _must(
        engine,
        all(len(scene.keywords) <= _MOST_KEYWORDS for scene in made.scenes),
        Told("a scene has too many keywords", "有一个场景的关键词太多"),
    )
    _must(engine, 1 <= made.parts <= _MOST_PARTS, _PARTS)
    names = [made.title, made.language, made.model_version, *(scene.headline for scene in made.scenes)]
    _must(engine, all(len(name) <= _LONGEST_NAME for name in names), Told("a title is endless", "标题没完没了"))
    _must(
        engine,
        re.fullmatch(LANGUAGE_CODE, made.language),
        Told("“{name}” is no language", "“{name}”不是语言", name=presentable(made.language)[:50]),
    )
    said = sum(len(scene.narration) for scene in made.scenes)
    _must(engine, said <= limit, _too_long(said, limit))
    _bounded(engine, made, 4 * limit)
    return made


def written(told: object, engine: str, limit: int) -> WrittenText:
    """Words of at most so many characters, and some in each text."""
    made = _of_type(_WRITTEN, told, engine)
    _must(engine, made.texts, Told("no text was written", "什么也没写"))
    _must(engine, all(_says(text) for text in made.texts), Told("a text it wrote says nothing", "写出的一段文字是空的"))
    _must(engine, 1 <= made.parts <= _MOST_PARTS and 0 <= made.continued <= _MOST_PARTS, _PARTS)
    characters = sum(len(text) for text in made.texts) + len(made.texts)
    _must(engine, characters <= limit, _too_long(characters, limit))
    _bounded(engine, made, limit + _LONGEST_NAME)
    return made


def answer(told: object, engine: str) -> ChatAnswer:
    """An answer in a conversation."""
    made = _of_type(_ANSWER, told, engine)
    _bounded(engine, made, _LONGEST_ANSWER)
    return made


def piece(told: object) -> str:
    """Words while they are written, such as can be shown."""
    return told.encode("utf-8", "replace").decode().replace("\x00", "") if isinstance(told, str) else ""


def analysis(told: object, engine: str) -> Analysis:
    """What was found in a text."""
    made = _of_type(_ANALYSIS, told, engine)
    _must(engine, 0 < len(made.model_version) <= _LONGEST_METHOD, _NO_METHOD)
    _bounded(engine, made, _LONGEST_ANSWER)
    return made


def method(told: object, engine: str) -> Method:
    """How an analysis is made: kept with it, and compared."""
    made = _of_type(_METHOD, told, engine)
    _must(engine, 0 < len(made.version) <= _LONGEST_METHOD and made.version.isprintable(), _NO_METHOD)
    try:
        size = len(json.dumps(dict(made.details), allow_nan=False, ensure_ascii=False).encode())
    except (TypeError, ValueError, RecursionError):
        size = _LONGEST_NAME + 1
    _must(engine, size <= _LONGEST_NAME, _NO_METHOD)
    _bounded(engine, made, _LONGEST_NAME)
    return made


def _of_type(sort: TypeAdapter[tuple[Made]], told: object, engine: str) -> Made:
    try:
        (made,) = sort.validate_python((told,))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        raise _unbelieved(engine, _no_such_thing(presentable(where)[:100], first["type"])) from None
    return told_without_keys(made)


def _no_such_thing(where: str, wrong: str) -> Told:
    """What is wrong there, in words of our own."""
    if not where:
        return Told("it is not what the protocol names", "它不是协议规定的东西")
    if wrong == "finite_number":
        return Told("{where} is no finite number", "{where} 不是有限的数", where=where)
    return Told("{where} is not of the kind the protocol names", "{where} 不是协议规定的类型", where=where)


def _too_long(characters: int, limit: int) -> Told:
    return Told(
        "it wrote {characters} characters, and {limit} can be kept",
        "它写了 {characters} 个字符，最多能保存 {limit} 个",
        characters=characters,
        limit=limit,
    )


def unreadable(engine: str, mime_type: str) -> EngineFailed:
    """The engine's sound or picture is not what it says, or is broken."""
    said = Told(
        "it cannot be read as {mime_type}", "它不能当作 {mime_type} 读出来", mime_type=presentable(mime_type)[:100]
    )
    return _unbelieved(engine, said)


def _can_be_said(words: str) -> bool:
    """Whether there is anything to say: signs between words are not."""
    return any(unicodedata.category(letter)[0] in _SAID for letter in words)


def _says(words: str) -> bool:
    """Whether there is anything to read."""
    return any(unicodedata.category(letter)[0] in _SAYS for letter in words)


def _must(engine: str, holds: object, otherwise: Told) -> None:
    if not holds:
        raise _unbelieved(engine, otherwise)


def _unbelieved(engine: str, why: Told) -> EngineFailed:
    return EngineFailed(
        Told(
            "What the engine {engine} made cannot be used ({reason}): that is a fault of the engine, not of the"
            " request. Choose another one, or tell who made it.",
            "引擎 {engine} 做出的东西不能用（{reason}）：这是引擎的问题，不是请求的问题。"
            "请换一个引擎，或告诉它的作者。",
            engine=engine,
            reason=why,
        )
    )


def _bounded(engine: str, made: object, most: int) -> None:
    """Whether all its words together are no more characters than that, and such as can be kept."""
    total = 0
    for words in _words(made):
        total += len(words)
        _must(engine, total <= most, Told("it has more than {most} characters", "它超过 {most} 个字符", most=most))
        _must(
            engine,
            _UNKEEPABLE.search(words) is None,
            Told("it holds characters that no text may", "它含有文字里不能有的字符"),
        )


def _words(part: object) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, BaseModel):
        yield from _words(part.model_dump(mode="json"))
    elif is_dataclass(part):
        for each in fields(part):
            yield from _words(getattr(part, each.name))
    elif isinstance(part, tuple | list):
        for one in part:
            yield from _words(one)
    elif isinstance(part, dict):
        for name, one in part.items():
            yield from _words(name)
            yield from _words(one)
