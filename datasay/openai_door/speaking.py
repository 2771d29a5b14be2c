"""Which voices can be named, and how a text is spoken by one of them while its sound is sent."""

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import dataclass
from typing import Any

from datasay.core.errors import Invalid
from datasay.core.resources import Resources
from datasay.engines import results
from datasay.engines.errors import EngineBusy
from datasay.engines.protocols import (
    PARTS_RATE,
    EngineInfo,
    SpeechRequest,
    VoiceEngine,
    VoiceInParts,
)
from datasay.engines.registry import open_engine
from datasay.language.counting import count_words
from datasay.language.detection import reading_language
from datasay.media.errors import MediaError
from datasay.media.sound_stream import ENCODINGS, raw_sound, through_ffmpeg
from datasay.openai_door.errors import ModelNotFound
from datasay.openai_door.schemas import ModelRead, SpeechCreate
from datasay.openai_door.under_way import UnderWay, under_way
from datasay.platform_integration.service import ChosenAccount, account_for, desk_for
from datasay.system_monitoring.metering import metered
from datasay.voice.timbre.service import (
    able_engines,
    called_timbre,
    check_sayable,
    speaking_engine,
    speaking_unasked,
)
from datasay.wording.told import Told, said_by

ANY_VOICE = "datasay-voice"  # the engine is that of the voice
_OF_ENGINE = "voice-"
_WAITING = 8  # pieces of sound that are ready before somebody has taken them
_WHOLE = ("-f", "wav", "-i", "pipe:0")


@dataclass(frozen=True, slots=True)
class ChosenVoice:
    """What to say, the engine that says it, and the account it works with."""

    info: EngineInfo
    account: ChosenAccount | None
    request: SpeechRequest


async def voice_models(resources: Resources, user_id: int) -> list[ModelRead]:
    """A model for each engine that speaks, and one for all of them."""
    async with resources.database.transaction() as session:
        engines = await able_engines(session, resources.settings, user_id)
    named = [ModelRead(id=f"{_OF_ENGINE}{name}", owned_by="datasay") for name in engines]
    return [ModelRead(id=ANY_VOICE, owned_by="datasay"), *named] if named else []


async def find_voice(resources: Resources, user_id: int, wanted: SpeechCreate) -> ChosenVoice:
    """Who is to say it. Raises ModelNotFound, Invalid, EngineNotConfigured."""
    if count_words(wanted.input) == 0:
        raise Invalid.field(
            "input",
            Told("The text holds nothing that can be said; it needs words.", "文本里没有可以念的内容，请写上文字。"),
        )
    settings, language = resources.settings, reading_language(wanted.input)
    async with resources.database.transaction() as session:
        able = await able_engines(session, settings, user_id)
        here = [name for name in able if wanted.model in {ANY_VOICE, f"{_OF_ENGINE}{name}"}]
        if not here:
            raise ModelNotFound(
                Told(
                    "No voice is of the model {model}; GET /v1/models lists those that speak ({any_voice} is any).",
                    "没有属于模型 {model} 的音色；能说话的模型见 GET /v1/models（{any_voice} 表示任一）。",
                    model=wanted.model,
                    any_voice=ANY_VOICE,
                )
            )
        first = speaking_unasked(settings)
        here.sort(key=lambda name: first.index(name) if name in first else len(first))
        timbre = await called_timbre(session, user_id, wanted.voice_name, language, here)
        if timbre is None:
            raise Invalid.field(
                "voice",
                Told(
                    "The model {model} has no voice {voice} that is ready; GET /api/v1/timbres lists all.",
                    "模型 {model} 没有可用的音色 {voice}；全部音色见 GET /api/v1/timbres。",
                    model=wanted.model,
                    voice=wanted.voice_name or language,
                ),
            )
        info = await speaking_engine(session, settings, user_id, timbre.timbre_platform)
        check_sayable(info, wanted.input, field="input")
        account = await account_for(session, settings, user_id, info)
        platform_id = timbre.timbre_platform_id or ""
    return ChosenVoice(info, account, SpeechRequest(wanted.input, platform_id, language, speed=wanted.speed))


def speaking(
    resources: Resources, user_id: int, chosen: ChosenVoice, audio_format: str
) -> AbstractAsyncContextManager[UnderWay[bytes, None]]:
    """The sound under way, in pieces of a file of this format; leaving the block ends it."""

    def work(hand_over: Callable[[bytes], Awaitable[None]]) -> Coroutine[Any, Any, None]:
        return _speak(resources, user_id, chosen, audio_format, hand_over)

    return under_way(chosen.info.name, work, waiting=_WAITING)


async def _speak(
    resources: Resources,
    user_id: int,
    chosen: ChosenVoice,
    audio_format: str,
    hand_over: Callable[[bytes], Awaitable[None]],
) -> None:
    """Say it. Raises EngineError."""
    name = chosen.info.name
    made = ("-ar", str(PARTS_RATE), "-ac", "1", *ENCODINGS[audio_format])
    async with (
        metered(resources.database, None, user_id=user_id, kind="voice", engine=name, account=chosen.account) as work,
        open_engine("voice", name, desk_for(chosen.account, meter=work.meter)) as engine,
    ):
        parted = isinstance(engine, VoiceInParts)
        parts = _parts(engine, chosen.request) if isinstance(engine, VoiceInParts) else _whole(engine, chosen.request)
        given = raw_sound(PARTS_RATE) if parted else _WHOLE
        try:
            async with aclosing(parts), aclosing(through_ffmpeg(parts, given, made)) as pieces:
                async for piece in pieces:
                    await hand_over(piece)
        except MediaError as error:
            raise EngineBusy(said_by(error)) from error


async def _parts(engine: VoiceInParts, request: SpeechRequest) -> AsyncGenerator[bytes, None]:
    async with aclosing(engine.speak_in_parts(request)) as parts:
        async for part in parts:
            yield results.sound_part(part, engine.info.name)


async def _whole(engine: VoiceEngine, request: SpeechRequest) -> AsyncGenerator[bytes, None]:
    """Of an engine that speaks in one go: nothing before the end."""

    async def unseen(_fraction: float) -> None:
        pass

    made = await engine.synthesize(request, unseen)
    yield results.speech(made, engine.info.name, request.text).audio


async def pieces_of(sound: UnderWay[bytes, None], first: bytes) -> AsyncIterator[bytes]:
    """The first piece and all others. Raises what ends the work before its end: half a file is none."""
    piece: bytes | None = first
    while piece is not None:
        yield piece
        piece = await sound.next_piece()
    await sound.result()
