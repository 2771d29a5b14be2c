"""The rules of audios: speak, keep, change, delete."""

from dataclasses import asdict, dataclass
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.errors import Invalid
from datasay.core.resources import Resources
from datasay.engines.local.sentences import detect_language
from datasay.engines.protocols import Progress, Speech, SpeechRequest
from datasay.engines.registry import voice_engine
from datasay.file_storage.models import FileType
from datasay.file_storage.service import add_file_row, store_bytes
from datasay.task_management.models import TaskManagementQueue, TaskType
from datasay.task_management.run import TaskRun
from datasay.task_management.service import find_submitted, hash_request, submit_task
from datasay.text_content.counting import count_words
from datasay.text_content.service import get_text
from datasay.voice_audio import queries
from datasay.voice_audio.errors import AudioNotFound
from datasay.voice_audio.models import AudioStatus, VoiceAudioBasic
from datasay.voice_audio.schemas import SPOKEN_LIMIT, AudioSynthesize, AudioUpdate
from datasay.voice_timbre.service import ready_timbre

STEP = "voice"


@dataclass(frozen=True, slots=True)
class _Spoken:
    """What to say with which voice, read from the rows."""

    engine: str
    request: SpeechRequest
    timbre_id: int


async def get_audio(session: AsyncSession, user_id: int, audio_id: int) -> VoiceAudioBasic:
    """One audio of this user. Raises AudioNotFound."""
    audio = await queries.find_audio(session, audio_id, user_id)
    if audio is None:
        raise AudioNotFound.of("audio", audio_id)
    return audio


async def update_audio(session: AsyncSession, user_id: int, audio_id: int, changes: AudioUpdate) -> VoiceAudioBasic:
    """Change title or tags. Raises AudioNotFound."""
    audio = await queries.find_audio(session, audio_id, user_id, lock=True)
    if audio is None:
        raise AudioNotFound.of("audio", audio_id)
    for name, value in changes.model_dump(exclude_unset=True).items():
        setattr(audio, name, value)
    audio.audio_updated_time = utc_now()
    await session.flush()
    return audio


async def delete_audio(session: AsyncSession, user_id: int, audio_id: int) -> None:
    """Hide an audio; works made with it keep it. Raises AudioNotFound."""
    audio = await queries.find_audio(session, audio_id, user_id, lock=True)
    if audio is None:
        raise AudioNotFound.of("audio", audio_id)
    audio.audio_deleted_time = utc_now()


async def submit_synthesis(
    session: AsyncSession, resources: Resources, user_id: int, wanted: AudioSynthesize, key: str | None
) -> TaskManagementQueue:
    """Queue the synthesis of one audio. Raises TextNotFound, TimbreNotFound, TimbreNotReady, Invalid."""
    params = wanted.model_dump(mode="json")
    digest = hash_request(TaskType.VOICE_SYNTHESIZE, params)
    earlier = await find_submitted(session, user_id, key, digest)
    if earlier is not None:
        return earlier
    await _read(session, user_id, wanted)
    return await submit_task(
        session,
        resources,
        user_id=user_id,
        task_type=TaskType.VOICE_SYNTHESIZE,
        task_name=wanted.audio_title,
        params=params,
        key=key,
        request_hash=digest,
    )


async def synthesize_audio(run: TaskRun, wanted: AudioSynthesize, progress: Progress, *, position: int = 0) -> int:
    """Speak the text and keep the audio; returns its audio_id. Raises TimbreNotReady, EngineError."""
    async with run.transaction() as session:
        spoken = await _read(session, run.user_id, wanted)
    kept = await run.begin_step(STEP, position, [spoken.engine, asdict(spoken.request)])
    if kept is not None:
        return int(kept["audio_id"])
    speech = await voice_engine(spoken.engine).synthesize(spoken.request, progress)
    stored = await store_bytes(
        run.resources,
        user_id=run.user_id,
        data=speech.audio,
        file_type=FileType.AUDIO,
        mime_type=speech.mime_type,
        file_name=f"{wanted.audio_title}.{wanted.audio_format}",
    )
    async with run.transaction() as session:
        file = await add_file_row(session, stored)
        audio = _audio(run.user_id, wanted, spoken, speech, file.file_id)
        session.add(audio)
        await session.flush()
        await run.complete_step(session, STEP, {"audio_id": audio.audio_id})
        return audio.audio_id


async def _read(session: AsyncSession, user_id: int, wanted: AudioSynthesize) -> _Spoken:
    text, language = wanted.audio_text_content, wanted.audio_language
    if wanted.text_id is not None:
        kept = await get_text(session, user_id, wanted.text_id)
        text, language = kept.text_content, language or kept.text_language
    assert text is not None
    if len(text) > SPOKEN_LIMIT:
        raise Invalid.field("text_id", f"The text has more than {SPOKEN_LIMIT} characters; speak it in parts.")
    if count_words(text) == 0:
        field = "audio_text_content" if wanted.text_id is None else "text_id"
        raise Invalid.field(field, "The text holds nothing that can be said; it needs words.")
    language = language or detect_language(text)
    timbre = await ready_timbre(session, user_id, wanted.audio_timbre_id, language)
    request = SpeechRequest(
        text=text,
        platform_id=timbre.timbre_platform_id or "",
        language=language,
        speed=wanted.audio_speed,
        pitch=wanted.audio_pitch,
        volume=wanted.audio_volume,
        audio_format=wanted.audio_format,
    )
    return _Spoken(timbre.timbre_platform or "local", request, timbre.timbre_id)


def _audio(user_id: int, wanted: AudioSynthesize, spoken: _Spoken, speech: Speech, file_id: int) -> VoiceAudioBasic:
    return VoiceAudioBasic(
        audio_title=wanted.audio_title,
        audio_text_content=spoken.request.text,
        audio_text_id=wanted.text_id,
        audio_file_id=file_id,
        audio_duration=Decimal(str(round(speech.duration, 2))),
        audio_timbre_id=spoken.timbre_id,
        audio_language=spoken.request.language,
        audio_speed=Decimal(str(wanted.audio_speed)),
        audio_pitch=Decimal(str(wanted.audio_pitch)),
        audio_volume=Decimal(str(wanted.audio_volume)),
        audio_status=AudioStatus.COMPLETED,
        audio_tags=wanted.audio_tags,
        audio_timings=[asdict(sentence) for sentence in speech.sentences],
        audio_loudness=Decimal(str(round(speech.loudness, 2))),
        audio_model_version=speech.model_version[:50],
        audio_created_user_id=user_id,
    )
