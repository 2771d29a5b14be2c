"""The rules of timbres: the built-in ones are rows like any other, shared with everybody."""

from collections.abc import Sequence

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.errors import Invalid
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.engines import questions
from datasay.engines.errors import BadInput, EngineError
from datasay.engines.protocols import EngineInfo, VoiceEngine, VoiceInfo
from datasay.engines.registry import DEFAULT_ENGINE, working_engines
from datasay.language.pace import LOCAL, Pace
from datasay.language.sayable import TOO_MUCH, refusal, unsaid_note, unsaid_share
from datasay.platform_integration.engine_states import engine_states
from datasay.platform_integration.followers import follows_accounts
from datasay.platform_integration.service import ChosenAccount, desk_for, operator_account, usable_engine
from datasay.voice.timbre import queries
from datasay.voice.timbre.errors import TimbreNotFound, TimbreNotReady
from datasay.voice.timbre.models import (
    TimbreAgeRange,
    TimbreGender,
    TimbreStatus,
    TimbreVisibility,
    VoiceTimbreBasic,
)
from datasay.wording.told import Told

logger = structlog.get_logger(__name__)
NATURAL = "kokoro"  # who speaks where nobody chooses, with DEFAULT_ENGINE behind it where its packages are missing
_STANDS_IN = (
    "这台机器没有装好自然人声，由 {engine} 的机器音代替；原因见 datasay doctor。 The natural voice is not installed "
    "here, and the plainly artificial one of {engine} speaks instead; datasay doctor says why."
)
_PATIENCE_SECONDS = 10.0
_MOST_VOICES = 5000


async def ensure_builtin_timbres(session: AsyncSession, settings: Settings, owner_id: int) -> None:
    """Give every voice that the installed engines offer by themselves, or by the operator's account, a row.

    An engine that misbehaves is left out, and the log says why: it must not keep the platform from starting.
    """
    for info in working_engines("voice"):
        try:
            account = operator_account(settings, info.name) if info.account is not None else None
        except Invalid as error:
            logger.warning("voices_not_asked", engine=info.name, error=str(error))
            continue
        if info.account is not None and account is None:
            continue
        voices = await _voices(info.name, account)
        await queries.add_shared(session, [_row(info.name, voice, owner_id) for voice in voices])


@follows_accounts
async def keep_account_timbres(resources: Resources, account: ChosenAccount) -> None:
    """The voices of an account become timbres: of a shared one everybody's, else its owner's."""
    if account.owner_id is None or account.engine not in {info.name for info in working_engines("voice")}:
        return
    voices = await _voices(account.engine, account)
    rows = [_row(account.engine, voice, account.owner_id, shared=account.shared) for voice in voices]
    async with resources.database.transaction() as session:
        if account.shared:
            await queries.add_shared(session, rows)
        else:
            await queries.add_private(session, account.owner_id, account.engine, rows)


async def _voices(engine_name: str, account: ChosenAccount | None) -> list[VoiceInfo]:
    """What the engine offers; nothing when it misbehaves, which the log tells."""
    try:
        return await questions.ask(
            "voice", engine_name, desk_for(account), _fitting, patience_seconds=_PATIENCE_SECONDS
        )
    except EngineError as error:  # its voices are not vital
        logger.warning("voices_not_asked", engine=engine_name, error=f"{type(error).__name__}: {error}")
        return []


async def _fitting(engine: VoiceEngine) -> list[VoiceInfo]:
    voices = list(await engine.voices())
    wrong = next((voice for voice in voices if not _fits(voice)), None)
    if wrong is not None:
        raise BadInput(
            Told(
                "its voice {voice} cannot be kept",
                "它的音色 {voice} 无法保存",
                voice=str(getattr(wrong, "platform_id", ""))[:100],
            )
        )
    if len(voices) > _MOST_VOICES:
        raise BadInput(Told("it has more than {most} voices", "它的音色超过 {most} 个", most=_MOST_VOICES))
    return voices


def _fits(voice: object) -> bool:
    return (
        isinstance(voice, VoiceInfo)
        and 0 < len(voice.platform_id) <= 100
        and 0 < len(voice.language) <= 10
        and voice.gender in set(TimbreGender)
        and voice.age_range in set(TimbreAgeRange)
        and len(voice.style) <= 50
        and "\x00" not in voice.name + voice.description + voice.platform_id
    )


def _row(engine: str, voice: VoiceInfo, owner_id: int, *, shared: bool = True) -> dict[str, object]:
    return {
        "timbre_name": voice.name[:100],
        "timbre_description": voice.description,
        "timbre_platform_id": voice.platform_id,
        "timbre_platform": engine,
        "timbre_language": voice.language,
        "timbre_gender": voice.gender,
        "timbre_age_range": voice.age_range,
        "timbre_style": voice.style,
        "timbre_status": TimbreStatus.READY,
        "timbre_visibility": TimbreVisibility.SHARED if shared else TimbreVisibility.PRIVATE,
        "timbre_created_user_id": owner_id,
    }


async def speaking_engine(
    session: AsyncSession, settings: Settings, user_id: int, timbre_platform: str | None
) -> EngineInfo:
    """The engine that speaks such timbres, where this user can work with it. Raises Invalid, EngineNotConfigured."""
    name = timbre_platform or DEFAULT_ENGINE
    if name not in {info.name for info in working_engines("voice")}:
        raise Invalid.field(
            "audio_timbre_id",
            Told(
                "The timbre's engine {engine} is not installed any more, or cannot be loaded: take another timbre, or"
                " have the engine's package installed again.",
                "这个音色的引擎 {engine} 已不再安装，或无法载入：请换一个音色，或让管理员重新安装引擎的包。",
                engine=name,
            ),
        )
    return await usable_engine(session, settings, user_id, "voice", name, field="audio_timbre_id")


def check_sayable(info: EngineInfo, text: str, *, field: str) -> None:
    """Raises Invalid where too much of the text would stay silent with this engine."""
    if info.chinese_and_english_only and unsaid_share(text) >= TOO_MUCH:
        raise Invalid.field(field, refusal(text))


def silence_note(engine: str | None, text: str) -> str | None:
    """What to say where this engine leaves single words of the text out; None where it does not."""
    info = next((info for info in working_engines("voice") if info.name == (engine or DEFAULT_ENGINE)), None)
    return unsaid_note(text) if info is not None and info.chinese_and_english_only else None


async def able_engines(session: AsyncSession, settings: Settings, user_id: int) -> list[str]:
    """The voice engines that are here and that this user has an account with, or that need none."""
    states = await engine_states(session, settings, user_id)
    return [one.engine.name for one in states if one.engine.kind == "voice" and one.configured]


def speaking_unasked(settings: Settings) -> list[str]:
    """The engines that may speak where no timbre is chosen, the best first."""
    first = (settings.voice_engine, NATURAL, DEFAULT_ENGINE)
    here = [info.name for info in working_engines("voice") if info.account is None or info.name == first[0]]
    return sorted(here, key=lambda name: first.index(name) if name in first else len(first))


def stand_in_note(settings: Settings) -> str | None:
    """What to say where the natural voice should speak and cannot: who does instead."""
    here = speaking_unasked(settings)
    if settings.voice_engine is not None or not here or here[0] == NATURAL:
        return None
    return _STANDS_IN.format(engine=here[0])


async def called_timbre(
    session: AsyncSession, user_id: int, name: str | None, language: str, engines: Sequence[str]
) -> VoiceTimbreBasic | None:
    """The timbre of these engines that is called so; without a name, the first of the language."""
    if name is not None:
        return await queries.find_called(session, user_id, name, engines)
    return await queries.find_default(session, language, engines) or await queries.find_default(session, "en", engines)


async def pace_of(timbre: VoiceTimbreBasic) -> Pace:
    """How fast this timbre speaks: `local`'s pace where its engine does not say, or would have to ask its vendor."""
    info = next((info for info in working_engines("voice") if info.name == timbre.timbre_platform), None)
    if info is None or info.account is not None:
        return LOCAL
    voices = await _voices(info.name, None)
    told = next((voice.pace for voice in voices if voice.platform_id == timbre.timbre_platform_id), None)
    return told or LOCAL


async def ready_timbre(
    session: AsyncSession, settings: Settings, user_id: int, timbre_id: int | None, language: str
) -> VoiceTimbreBasic:
    """The wanted timbre, or the default of the language. Raises TimbreNotFound, TimbreNotReady, Invalid."""
    if timbre_id is None:
        here = speaking_unasked(settings)
        timbre = await queries.find_default(session, language, here) or await queries.find_default(session, "en", here)
        if timbre is None:
            raise Invalid.field(
                "audio_timbre_id",
                Told(
                    "There is no built-in timbre for {language}; name one yourself.",
                    "没有 {language} 的内置音色，请自己指定一个。",
                    language=language,
                ),
            )
        return timbre
    timbre = await queries.find_timbre(session, timbre_id, user_id)
    if timbre is None:
        raise TimbreNotFound.of(timbre_id)
    if timbre.timbre_status != TimbreStatus.READY:
        raise TimbreNotReady(
            Told(
                "Timbre {timbre_id} is {timbre_status}; wait until it is ready or take another.",
                "音色 {timbre_id} 的状态是 {timbre_status}，请等它就绪，或换一个。",
                timbre_id=timbre_id,
                timbre_status=timbre.timbre_status,
            )
        )
    return timbre
