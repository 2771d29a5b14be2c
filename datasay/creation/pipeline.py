"""The main job, step by step: script, voice, pictures, video. What is made is kept for a later attempt."""

import asyncio
from typing import Any

from datasay.creation.schemas import CreationParams
from datasay.language.detection import reading_language
from datasay.language.pace import LOCAL, spoken_seconds
from datasay.mixall.content import storyboard
from datasay.mixall.content.making import make_mixall
from datasay.task_management.run import TaskRun
from datasay.text.content.service import get_text
from datasay.text.generation.making import write_script
from datasay.voice.timbre.service import pace_of, ready_timbre, stand_in_note

_LONGEST_SCRIPT = 1800.0  # seconds at the usual pace
_TELLING = 10_000  # characters of a text that tell how it is written


async def run_creation(run: TaskRun, wanted: CreationParams) -> dict[str, Any]:  # Any: JSON
    """Make the video; returns the ids of all its parts. Raises EngineError, MediaError, DataSayError."""
    text_id = await make_script(run, wanted)
    condensed = text_id != wanted.text_id  # its user's own words are spoken as the voice speaks
    made = await make_mixall(run, wanted.mixall_id, _length(wanted) if condensed else None)
    stands_in = stand_in_note(run.resources.settings) if wanted.audio_timbre_id is None else None
    note = " ".join(filter(None, (stands_in, made.get("voice_note"))))
    return made | {"text_id": text_id} | ({"voice_note": note} if note else {})


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
