"""The rules of audios: speak, keep, change, delete."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.errors import Invalid
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.engines.protocols import SpeechRequest
from datasay.language.counting import count_words
from datasay.language.detection import reading_language
from datasay.task_management.kinds import work_of
from datasay.task_management.models import TaskManagementQueue
from datasay.task_management.schemas import Asked
from datasay.task_management.service import Planned, submit_task
from datasay.text.content.service import get_text
from datasay.voice.audio import queries
from datasay.voice.audio.errors import AudioNotFound
from datasay.voice.audio.models import VoiceAudioBasic
from datasay.voice.audio.schemas import SPOKEN_LIMIT, AudioSynthesize, AudioUpdate
from datasay.voice.audio.steps import KIND
from datasay.voice.timbre.service import check_sayable, ready_timbre, speaking_engine
from datasay.wording.told import Told


@dataclass(frozen=True, slots=True)
class Spoken:
    """What to say with which voice, read from the rows."""

    engine: str
    request: SpeechRequest
    timbre_id: int


async def get_audio(session: AsyncSession, user_id: int, audio_id: int) -> VoiceAudioBasic:
    """One audio of this user. Raises AudioNotFound."""
    audio = await queries.find_audio(session, audio_id, user_id)
    if audio is None:
        raise AudioNotFound.of(audio_id)
    return audio


async def lock_audio(session: AsyncSession, user_id: int, audio_id: int) -> VoiceAudioBasic:
    """One audio of this user, for changing. Raises AudioNotFound."""
    audio = await queries.find_audio(session, audio_id, user_id, lock=True)
    if audio is None:
        raise AudioNotFound.of(audio_id)
    return audio


async def update_audio(session: AsyncSession, user_id: int, audio_id: int, changes: AudioUpdate) -> VoiceAudioBasic:
    """Change title or tags. Raises AudioNotFound."""
    audio = await lock_audio(session, user_id, audio_id)
    for name, value in changes.model_dump(exclude_unset=True).items():
        setattr(audio, name, value)
    audio.audio_updated_time = utc_now()
    await session.flush()
    return audio


async def delete_audio(session: AsyncSession, user_id: int, audio_id: int) -> None:
    """Hide an audio; works made with it keep it. Raises AudioNotFound."""
    audio = await lock_audio(session, user_id, audio_id)
    audio.audio_deleted_time = utc_now()


async def submit_synthesis(
    session: AsyncSession, resources: Resources, user_id: int, wanted: AudioSynthesize, asked: Asked
) -> TaskManagementQueue:
    """Queue the synthesis of one audio. Raises TextNotFound, TimbreNotFound, TimbreNotReady, Invalid."""

    async def check() -> Planned:
        spoken = await read_wish(session, resources.settings, user_id, wanted)
        voice = await speaking_engine(session, resources.settings, user_id, spoken.engine)
        check_sayable(voice, spoken.request.text, field="audio_text_content" if wanted.text_id is None else "text_id")
        return Planned(wanted.audio_title, work=work_of(voice))

    return await submit_task(
        session,
        resources,
        user_id=user_id,
        kind=KIND,
        request=wanted.model_dump(mode="json"),
        asked=asked,
        check=check,
    )


async def read_wish(session: AsyncSession, settings: Settings, user_id: int, wanted: AudioSynthesize) -> Spoken:
    """What to say with which voice. Raises TextNotFound, TimbreNotFound, TimbreNotReady, Invalid."""
    text, language = wanted.audio_text_content, wanted.audio_language
    if wanted.text_id is not None:
        kept = await get_text(session, user_id, wanted.text_id)
        text, language = kept.text_content, language or kept.text_language
    assert text is not None
    if len(text) > SPOKEN_LIMIT:
        raise Invalid.field(
            "text_id",
            Told(
                "The text has more than {most:,} characters; speak it in parts.",
                "文本超过 {most:,} 个字符，请分段合成。",
                most=SPOKEN_LIMIT,
            ),
        )
    if count_words(text) == 0:
        field = "audio_text_content" if wanted.text_id is None else "text_id"
        raise Invalid.field(
            field,
            Told("The text holds nothing that can be said; it needs words.", "文本里没有可以念的内容，请写上文字。"),
        )
    language = language or reading_language(text)
    timbre = await ready_timbre(session, settings, user_id, wanted.audio_timbre_id, language)
    request = SpeechRequest(
        text=text,
        platform_id=timbre.timbre_platform_id or "",
        language=language,
        speed=wanted.audio_speed,
        pitch=wanted.audio_pitch,
        volume=wanted.audio_volume,
        audio_format=wanted.audio_format,
    )
    return Spoken(timbre.timbre_platform or "local", request, timbre.timbre_id)
