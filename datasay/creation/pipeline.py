"""The main job, step by step: script, voice, pictures, video. What is made is kept for a later attempt."""

from datasay.creation.schemas import CreationParams
from datasay.image.content.series import DrawnSeries, draw_series
from datasay.mixall.content import storyboard
from datasay.mixall.content.making import compose_mixall
from datasay.task_management.run import TaskRun
from datasay.text.generation.making import write_script
from datasay.voice.audio.making import synthesize_audio
from datasay.voice.audio.schemas import AudioSynthesize

_LONGEST_SCRIPT = 1800.0  # seconds at the usual pace


async def run_creation(run: TaskRun, wanted: CreationParams) -> dict[str, object]:
    """Make the video; returns the ids of all its parts. Raises EngineError, MediaError, DataSayError."""
    text_id = await make_script(run, wanted)
    audio_id = await make_voice(run, wanted)
    drawn = await make_images(run, wanted)
    made = await compose_mixall(run, wanted.mixall_id)
    ids = {**made, "text_id": text_id, "audio_id": audio_id, "image_ids": drawn.image_ids}
    return ids | ({"photos": drawn.photos} if drawn.photos else {})


async def make_script(run: TaskRun, wanted: CreationParams) -> int:
    """A script of the wanted length, and the storyboard planned from it; a ready script is taken as it stands."""
    seconds = min(wanted.target_seconds * wanted.audio_speed, _LONGEST_SCRIPT)  # who speaks faster says more in it
    text_id = await write_script(run, wanted.text_id, engine=wanted.engine, target_seconds=seconds)
    async with run.transaction() as session:
        await storyboard.plan_storyboard(session, run.user_id, wanted.mixall_id, text_id)
    return text_id


async def make_voice(run: TaskRun, wanted: CreationParams) -> int:
    """The narration of all scenes, and their times on it."""
    async with run.transaction() as session:
        narration = await storyboard.read_narration(session, run.user_id, wanted.mixall_id)
    request = AudioSynthesize(
        audio_title=narration.title,
        audio_text_content=narration.text,
        audio_timbre_id=wanted.audio_timbre_id,
        audio_language=narration.language,
        audio_speed=wanted.audio_speed,
    )
    audio_id = await synthesize_audio(run, request)
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
        await storyboard.keep_pictures(session, run.user_id, wanted.mixall_id, drawn.image_ids)
    return drawn
