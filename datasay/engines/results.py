"""What an engine made, looked at before anything of it is kept: of the right sort, finite, within bounds.

Each raises EngineFailed for what it cannot believe; it returns what was made, with the types that its protocol names.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from datasay.analysis.shapes import Analysis
from datasay.engines.errors import EngineFailed, presentable
from datasay.engines.protocols import ChatAnswer, ImageRequest, Picture, Script, Speech, WrittenText
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
# The configuration of a tuple holds for what is in it; what engines make has none of its own.
_BELIEVED = ConfigDict(allow_inf_nan=False, revalidate_instances="always", defer_build=True)
_SPEECH = TypeAdapter(tuple[Speech], config=_BELIEVED)
_PICTURE = TypeAdapter(tuple[Picture], config=_BELIEVED)
_SERIES = TypeAdapter(tuple[list[ImageRequest]], config=_BELIEVED)
_SCRIPT = TypeAdapter(tuple[Script], config=_BELIEVED)
_WRITTEN = TypeAdapter(tuple[WrittenText], config=_BELIEVED)
_ANSWER = TypeAdapter(tuple[ChatAnswer], config=_BELIEVED)
_ANALYSIS = TypeAdapter(tuple[Analysis], config=_BELIEVED)


def speech(told: object, engine: str, text: str) -> Speech:
    """Speech of this text: some sound, and sentences whose times and places are within it."""
    made = _of_type(_SPEECH, told, engine)
    end = made.duration + _LEEWAY_SECONDS
    _must(engine, made.audio, "the speech has no sound")
    _must(engine, made.duration > 0 and made.sample_rate > 0, "the speech lasts no time")
    _must(engine, abs(made.loudness) <= _LOUDEST, "nothing is as loud as it says")
    _must(engine, len(made.sentences) <= _MOST_SENTENCES, "the speech has too many sentences")
    _bounded(engine, made, 4 * len(text) + _LONGEST_NAME)
    before = 0.0
    for sentence in made.sentences:
        inside = 0 <= sentence.text_start <= sentence.text_end <= len(text)
        _must(engine, inside, "a sentence is not where it is said to be in the text")
        _must(engine, before <= sentence.start <= sentence.end <= end, "the times of its sentences cannot be")
        before = sentence.start
        _must(
            engine, all(0 <= word.start <= word.end <= end for word in sentence.words), "the times of words cannot be"
        )
    return made


def lasts(made: Speech, engine: str, measured: float | None) -> None:
    """Whether the speech is as long as it is said to be; `measured` in seconds."""
    leeway = _LEEWAY_SECONDS + _LEEWAY_SHARE * made.duration
    same = measured is not None and abs(made.duration - measured) <= leeway
    _must(engine, same, f"a sound of {measured or 0:g} s is said to last {made.duration:g} s")


def picture(told: object, engine: str) -> Picture:
    """A picture with some bytes and a size, whose layers, if it has any, can be laid on one another."""
    made = _of_type(_PICTURE, told, engine)
    _must(engine, made.data, "the picture is empty")
    _must(engine, made.width > 0 and made.height > 0, "the picture has no size")
    _must(engine, abs(made.seed) <= _LARGEST, "the picture's seed cannot be")
    _must(engine, len(made.layers) <= _MOST_LAYERS, "the picture has too many layers")
    for layer in made.layers:
        _must(engine, layer.data and layer.role in _LAYER_ROLES, "a layer of the picture is empty or of no known role")
        _must(engine, max(abs(layer.x), abs(layer.y)) <= _FARTHEST, "a layer of the picture is nowhere near it")
        _must(engine, 0 <= layer.depth <= 1, "a layer of the picture moves further than the camera")
    _bounded(engine, made, _LONGEST_NAME)
    return made


def sized(made: Picture, engine: str, width: int | None, height: int | None) -> None:
    """Whether the picture is as large as it is said to be; pixels."""
    same = (made.width, made.height) == (width, height)
    _must(engine, same, f"a picture of {width} × {height} is said to have {made.width} × {made.height}")


def arranged(told: object, engine: str, series: Sequence[ImageRequest]) -> list[ImageRequest]:
    """The requests of a series, as many as there were."""
    made: list[ImageRequest] = _of_type(_SERIES, told, engine)
    _must(engine, len(made) == len(series), "the series has another number of pictures now")
    _bounded(engine, made, _LONGEST_ANSWER)
    return made


def script(told: object, engine: str, limit: int) -> Script:
    """A script of at most so many characters; each scene says something."""
    made = _of_type(_SCRIPT, told, engine)
    _must(
        engine, 0 < len(made.scenes) <= MOST_SCENES, f"a script has 1 to {MOST_SCENES} scenes, not {len(made.scenes)}"
    )
    _must(engine, all(scene.narration.strip() for scene in made.scenes), "a scene of the script says nothing")
    _must(engine, all(len(scene.keywords) <= _MOST_KEYWORDS for scene in made.scenes), "a scene has too many keywords")
    names = [made.title, made.language, made.model_version, *(scene.headline for scene in made.scenes)]
    _must(engine, all(len(name) <= _LONGEST_NAME for name in names), "a title is endless")
    _must(engine, len(made.language) <= 10, f"{presentable(made.language)[:50]!r} is no language")
    said = sum(len(scene.narration) for scene in made.scenes)
    _must(engine, said <= limit, f"the script has {said} characters, and {limit} can be kept")
    _bounded(engine, made, 4 * limit)
    return made


def written(told: object, engine: str, limit: int) -> WrittenText:
    """Words of at most so many characters, and some in each text."""
    made = _of_type(_WRITTEN, told, engine)
    _must(engine, made.texts, "no text was written")
    _must(engine, all(text.strip() for text in made.texts), "a text it wrote is empty")
    characters = sum(len(text) for text in made.texts) + len(made.texts)
    _must(engine, characters <= limit, f"it wrote {characters} characters, and {limit} can be kept")
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
    _must(engine, len(made.model_version) <= _LONGEST_NAME, "its version is endless")
    _bounded(engine, made, _LONGEST_ANSWER)
    return made


def _of_type(sort: TypeAdapter[tuple[Made]], told: object, engine: str) -> Made:
    try:
        (made,) = sort.validate_python((told,))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"][1:])
        raise _unbelieved(engine, f"{where}: {first['msg']}".removeprefix(": ")) from None
    return made


def _must(engine: str, holds: object, otherwise: str) -> None:
    if not holds:
        raise _unbelieved(engine, otherwise)


def _unbelieved(engine: str, why: str) -> EngineFailed:
    return EngineFailed(
        Told(
            "What the engine {engine} made cannot be used ({reason}): that is a fault of the engine, not of the"
            " request. Choose another one, or tell who made it.",
            "引擎 {engine} 做出的东西不能用（{reason}）：这是引擎的问题，不是请求的问题。"
            "请换一个引擎，或告诉它的作者。",
            engine=engine,
            reason=presentable(why)[:300],
        )
    )


def _bounded(engine: str, made: object, most: int) -> None:
    """Whether all its words together are no more characters than that, and such as can be kept."""
    total = 0
    for words in _words(made):
        total += len(words)
        _must(engine, total <= most, f"it has more than {most} characters")
        _must(engine, _UNKEEPABLE.search(words) is None, "it holds characters that no text may")


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
