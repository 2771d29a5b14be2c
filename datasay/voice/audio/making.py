"""Speaking within a task: the sound and its row are kept together."""

from dataclasses import asdict
from decimal import Decimal

from datasay.engines import results
from datasay.engines.protocols import Speech
from datasay.engines.registry import engine_info, open_engine
from datasay.file_storage.models import FileType
from datasay.file_storage.service import add_file_row, made_by, store_bytes
from datasay.platform_integration.service import desk_for
from datasay.task_management.kinds import work_of
from datasay.task_management.run import TaskRun
from datasay.voice.audio.models import AudioStatus, VoiceAudioBasic
from datasay.voice.audio.schemas import AudioSynthesize
from datasay.voice.audio.service import Spoken, read_wish
from datasay.voice.audio.steps import VOICE
from datasay.voice.timbre.service import silence_note


async def make_audio(run: TaskRun, wanted: AudioSynthesize) -> dict[str, object]:
    """Speak the text; the result of the task, with which words the voice left out. Raises as synthesize_audio."""
    audio_id = await synthesize_audio(run, wanted)
    async with run.transaction() as session:
        spoken = await read_wish(session, run.resources.settings, run.user_id, wanted)
    note = silence_note(spoken.engine, spoken.request.text)
    return {"audio_id": audio_id} | ({"voice_note": note} if note else {})


async def synthesize_audio(run: TaskRun, wanted: AudioSynthesize, *, part: int | None = None) -> int:
    """Speak the text and keep the audio; returns its audio_id. Raises TimbreNotReady, EngineError.

    `part`: its number among those the task speaks, one for each scene of a work.
    """
    async with run.transaction() as session:
        spoken = await read_wish(session, run.resources.settings, run.user_id, wanted)
    info = engine_info("voice", spoken.engine)
    # Everything the row will say is an input: another wish is another audio, however it sounds. What a part is called
    # says only where it stands.
    wish = wanted.model_dump(mode="json", exclude=set() if part is None else {"audio_title"})
    inputs = [wish, asdict(spoken.request), info.name, info.version]
    step = await run.begin_step(VOICE, inputs, number=part, work=work_of(info))
    if step.kept is not None:
        return int(step.kept["audio_id"])
    account = await run.account(info)
    async with run.metered(step, info, account) as work:
        desk = desk_for(account, meter=work.meter, ledger=work.ledger())
        async with open_engine("voice", info.name, desk) as engine:
            made = await engine.synthesize(spoken.request, run.progress(step))
            speech = results.speech(made, info.name, spoken.request.text)
    with made_by(info.name, speech.mime_type):
        stored = await store_bytes(
            run.resources,
            user_id=run.user_id,
            data=speech.audio,
            file_type=FileType.AUDIO,
            mime_type=speech.mime_type,
            file_name=f"{wanted.audio_title}.{wanted.audio_format}",
        )
    results.lasts(speech, info.name, stored.content.duration)
    async with run.transaction() as session:
        file = await add_file_row(session, stored)
        audio = _audio(run.user_id, wanted, spoken, speech, file.file_id)
        audio.audio_is_part = part is not None
        session.add(audio)
        await session.flush()
        await run.complete_step(session, step, {"audio_id": audio.audio_id})
        return audio.audio_id


def _audio(user_id: int, wanted: AudioSynthesize, spoken: Spoken, speech: Speech, file_id: int) -> VoiceAudioBasic:
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
