"""The main job, step by step: script, voice, pictures, video. What is made is kept for a later attempt."""

import asyncio

from datasay.creation.schemas import CreationParams
from datasay.image.content.series import DrawnSeries, draw_series
from datasay.language.detection import reading_language
from datasay.language.pace import LOCAL, spoken_seconds
from datasay.mixall.content import storyboard
from datasay.mixall.content.making import compose_mixall
from datasay.task_management.run import TaskRun
from datasay.text.content.service import get_text
from datasay.text.generation.making import write_script
from datasay.voice.audio.making import synthesize_audio
from datasay.voice.audio.schemas import AudioSynthesize
from datasay.voice.timbre.service import pace_of, ready_timbre, silence_note, stand_in_note

_LONGEST_SCRIPT = 1800.0  # seconds at the usual pace
_TELLING = 10_000  # characters of a text that tell how it is written


async def run_creation(run: TaskRun, wanted: CreationParams) -> dict[str, object]:
    """Make the video; returns the ids of all its parts. Raises EngineError, MediaError, DataSayError."""
    text_id = await make_script(run, wanted)
    condensed = text_id != wanted.text_id  # its user's own words are spoken as the voice speaks
    audio_id = await make_voice(run, wanted, seconds=_length(wanted) if condensed else None)
    drawn = await make_images(run, wanted)
    made = await compose_mixall(run, wanted.mixall_id)
    ids = {**made, "text_id": text_id, "audio_id": audio_id, "image_ids": drawn.image_ids}
    stands_in = stand_in_note(run.resources.settings) if wanted.audio_timbre_id is None else None
    note = " ".join(filter(None, (stands_in, await _silence(run, wanted))))
    return ids | ({"photos": drawn.photos} if drawn.photos else {}) | ({"voice_note": note} if note else {})


async def _silence(run: TaskRun, wanted: CreationParams) -> str | None:
    """Which words of the narration the voice left out."""
    async with run.transaction() as session:
        narration = await storyboard.read_narration(session, run.user_id, wanted.mixall_id)
        language = narration.language or reading_language(narration.text)
        timbre = await ready_timbre(session, run.resources.settings, run.user_id, wanted.audio_timbre_id, language)
    return silence_note(timbre.timbre_platform, narration.text)


async def make_script(run: TaskRun, wanted: CreationParams) -> int:
    """A script of the wanted length, and the storyboard planned from it; a ready script is taken as it stands."""
    seconds = min(wanted.target_seconds * await _haste(run, wanted), _LONGEST_SCRIPT)  # who speaks faster says more
    text_id = await write_script(run, wanted.text_id, engine=wanted.engine, target_seconds=seconds)
    async with run.transaction() as session:
        await storyboard.plan_storyboard(session, run.user_id, wanted.mixall_id, text_id)
    return text_id


async def _haste(run: TaskRun, wanted: CreationParams) -> float:
    """How much more is said in a second than scripts are planned by: at the wanted speed, by the voice that speaks."""
    async with run.transaction() as session:
        source = await get_text(session, run.user_id, wanted.text_id)
        language = source.text_language or reading_language(source.text_content)
        settings = run.resources.settings
        timbre = await ready_timbre(session, settings, run.user_id, wanted.audio_timbre_id, language)
    pace = await pace_of(timbre)
    part = source.text_content[:_TELLING]
    usual, own = [await asyncio.to_thread(spoken_seconds, part, language, one) for one in (LOCAL, pace)]
    return wanted.audio_speed * usual / own


def _length(wanted: CreationParams) -> float | None:
    """What the voice may fit its pauses to: not where the user chose how fast it is spoken."""
    return wanted.target_seconds if wanted.audio_speed == 1.0 else None


async def make_voice(run: TaskRun, wanted: CreationParams, seconds: float | None = None) -> int:
    """The narration of all scenes, and their times on it; `seconds` is the length it was written for."""
    async with run.transaction() as session:
        narration = await storyboard.read_narration(session, run.user_id, wanted.mixall_id)
    request = AudioSynthesize(
        audio_title=narration.title,
        audio_text_content=narration.text,
        audio_timbre_id=wanted.audio_timbre_id,
        audio_language=narration.language,
        audio_speed=wanted.audio_speed,
    )
    audio_id = await synthesize_audio(run, request, seconds)
    async with run.transaction() as session:
        await storyboard.keep_narration(session, run.user_id, wanted.mixall_id, audio_id)
    return audio_id


async def make_images(run: TaskRun, wanted: CreationParams) -> DrawnSeries:
    """A picture for each scene."""
    async with run.transaction() as session:
        series = await storyboard.read_series(
            session,
            run.user_id,
            wanted.mixall_id,
            engine=wanted.image_engine,
            style=wanted.style,
            seed=wanted.seed,
            photos=wanted.photos,
        )
    drawn = await draw_series(run, series)
    async with run.transaction() as session:
        await storyboard.keep_pictures(session, run.user_id, wanted.mixall_id, drawn)
    return drawn
