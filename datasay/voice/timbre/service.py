"""The rules of timbres: the built-in ones are rows like any other, shared with everybody."""

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.errors import Invalid
from datasay.engines.registry import list_engines, voice_engine
from datasay.voice.timbre import queries
from datasay.voice.timbre.errors import TimbreNotFound, TimbreNotReady
from datasay.voice.timbre.models import TimbreStatus, TimbreVisibility, VoiceTimbreBasic


async def ensure_builtin_timbres(session: AsyncSession, owner_id: int) -> None:
    """Give every voice that the installed engines offer by themselves a row."""
    values: list[dict[str, object]] = [
        {
            "timbre_name": voice.name[:100],
            "timbre_description": voice.description,
            "timbre_platform_id": voice.platform_id,
            "timbre_platform": engine.name,
            "timbre_language": voice.language,
            "timbre_gender": voice.gender,
            "timbre_age_range": voice.age_range,
            "timbre_style": voice.style,
            "timbre_status": TimbreStatus.READY,
            "timbre_visibility": TimbreVisibility.SHARED,
            "timbre_created_user_id": owner_id,
        }
        for engine in list_engines()
        if engine.kind == "voice"
        for voice in voice_engine(engine.name).voices()
    ]
    if values:
        await queries.add_shared(session, values)


async def ready_timbre(session: AsyncSession, user_id: int, timbre_id: int | None, language: str) -> VoiceTimbreBasic:
    """The wanted timbre, or the default of the language. Raises TimbreNotFound, TimbreNotReady, Invalid."""
    if timbre_id is None:
        timbre = await queries.find_default(session, language) or await queries.find_default(session, "en")
        if timbre is None:
            raise Invalid.field("audio_timbre_id", f"There is no built-in timbre for {language}; name one yourself.")
        return timbre
    timbre = await queries.find_timbre(session, timbre_id, user_id)
    if timbre is None:
        raise TimbreNotFound.of("timbre", timbre_id)
    if timbre.timbre_status != TimbreStatus.READY:
        raise TimbreNotReady(f"Timbre {timbre_id} is {timbre.timbre_status}; wait until it is ready or take another.")
    return timbre
