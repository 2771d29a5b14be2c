"""The speech of a work: each scene said once and kept, then laid one after another as the work's one narration."""

import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.settings import Settings
from datasay.file_storage.models import FileStorageBasic, FileType
from datasay.file_storage.service import add_file_row, get_file, open_local, store_bytes
from datasay.language.counting import count_words
from datasay.language.pace import LOCAL, spoken_seconds
from datasay.language.sayable import MOSTLY, unsaid_share
from datasay.media.joining import Piece, join_pieces
from datasay.media.loudness import measure_loudness
from datasay.mixall.content.errors import MixallIncomplete
from datasay.mixall.content.fingerprints import fingerprint, voice_key
from datasay.mixall.content.models import MixallContentScene
from datasay.mixall.content.revisions import fields_of
from datasay.mixall.content.schemas import MixallSettings
from datasay.mixall.content.snapshot import Work, lock_work, still_so
from datasay.mixall.content.steps import NARRATION
from datasay.mixall.content.timeline import (
    PAUSE,
    SAMPLE_RATE,
    SCENE_BREAK,
    TAIL_SECONDS,
    Block,
    fit_scale,
    join_narrations,
    lay_blocks,
)
from datasay.task_management.run import TaskRun
from datasay.voice.audio.errors import AudioNotFound
from datasay.voice.audio.making import synthesize_audio
from datasay.voice.audio.models import AudioStatus, VoiceAudioBasic
from datasay.voice.audio.queries import list_audios_by_ids
from datasay.voice.audio.schemas import AudioSynthesize
from datasay.voice.audio.steps import VOICE
from datasay.voice.timbre.service import ready_timbre, silence_note
from datasay.wording.told import Told

_TITLE_LIMIT = 190  # of an audio's, whose number follows
_SILENT_SECONDS = 1.0  # the least that a scene without words is shown
_REVISION = 1  # grows when the same pieces would be laid otherwise
_SAID = ("scene_narration", "scene_timbre_id", "scene_speed")
_PLACED = (*_SAID, "scene_pause_seconds")


@dataclass(frozen=True, slots=True)
class Said:
    """What a scene is heard with: a stretch of an audio, with the sentences in it; nothing for a silent one."""

    audio: VoiceAudioBasic | None
    file: FileStorageBasic | None
    sentences: tuple[dict[str, Any], ...]  # Any: JSON
    silence: float = 0.0  # seconds, where there is no audio

    @property
    def start(self) -> float:
        """Where the first of it sounds, in seconds of the audio."""
        return float(self.sentences[0]["start"]) if self.sentences else 0.0

    @property
    def end(self) -> float:
        """Where the last of it has sounded."""
        return float(self.sentences[-1]["end"]) if self.sentences else self.silence


async def speak_work(run: TaskRun, work: Work, seconds: float | None = None) -> int:
    """Say what is not said yet, lay all of it and give the scenes their times; the narration's audio_id.

    `seconds` is the length the script was written for: the pauses between scenes bring the speech nearer to it. Raises
    MixallIncomplete, TimbreNotFound, TimbreNotReady, EngineError, MediaError.
    """
    await _say(run, work)
    async with run.transaction() as session:
        said = await read_said(session, run.user_id, work)
    if is_as_recorded(work, said):
        assert work.audio_id is not None, "looked at there"
        await run.skip(NARRATION)
        return work.audio_id
    if seconds is not None:
        spoken = [one.end - one.start for one in said]
        work.settings.pause_scale = fit_scale(spoken, _pauses(work, said, 1.0), seconds)
    laid, blocks = laid_of(work, said)
    if work.settings.laid != laid or work.audio_id is None or not await _is_there(run, work.audio_id):
        work.audio_id = await _lay(run, work, said, blocks, laid)
        work.settings.laid = laid
        for scene, block in zip(work.scenes, blocks, strict=True):
            scene.scene_start_seconds, scene.scene_end_seconds = _moment(block.begin), _moment(block.end)
        work.scenes[-1].scene_end_seconds = _moment(blocks[-1].end + round(TAIL_SECONDS * SAMPLE_RATE))
    else:
        await run.skip(NARRATION)
    await _keep(run, work)
    return work.audio_id


def is_said(scene: MixallContentScene, key: str) -> bool:
    """Whether what a scene says is spoken already, by the `key` of what it has to be."""
    return scene.scene_audio_id is not None and (scene.scene_locked or scene.scene_voice_key == key)


async def _say(run: TaskRun, work: Work) -> None:
    """Give each scene that needs it an audio of its own."""
    async with run.transaction() as session:
        there = await list_audios_by_ids(session, audio_ids(work), run.user_id)
        silent = await silent_scenes(session, run.resources.settings, run.user_id, work)
    if all(silent):
        raise MixallIncomplete(
            Told(
                "Work {mixall_id} holds nothing that can be said; it needs words.",
                "作品 {mixall_id} 里没有可以念的内容，请写上文字。",
                mixall_id=work.mixall_id,
            )
        )
    wanted: list[tuple[MixallContentScene, str]] = []
    for scene, says_nothing in zip(work.scenes, silent, strict=True):
        key = voice_key(fields_of(scene), work.settings)
        if says_nothing:
            scene.scene_audio_id = scene.scene_audio_start = scene.scene_audio_end = None
        elif is_said(scene, key) and scene.scene_audio_id not in there and scene.scene_audio_start is not None:
            raise AudioNotFound.of(scene.scene_audio_id)  # a recording is not replaced unasked
        elif scene.scene_audio_id not in there or not is_said(scene, key):
            wanted.append((scene, key))
    if not wanted:
        await run.skip(VOICE)
        return
    await run.plan_parts(VOICE, len(wanted))
    gate = asyncio.Semaphore(len(os.sched_getaffinity(0)))

    async def say(number: int, scene: MixallContentScene, key: str) -> None:
        async with gate:
            request = AudioSynthesize(
                audio_title=f"{work.title[:_TITLE_LIMIT]} {(scene.scene_position or 0) + 1}",
                audio_text_content=scene.scene_narration,
                audio_timbre_id=scene.scene_timbre_id or work.settings.audio_timbre_id,
                audio_language=work.language,
                audio_speed=float(scene.scene_speed or work.settings.audio_speed),
            )
            scene.scene_audio_id = await synthesize_audio(run, request, part=number)
            scene.scene_audio_start = scene.scene_audio_end = None
            scene.scene_voice_key = key

    try:
        async with asyncio.TaskGroup() as group:
            for number, (scene, key) in enumerate(wanted):
                group.create_task(say(number, scene, key))
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from several


async def silent_scenes(session: AsyncSession, settings: Settings, user_id: int, work: Work) -> list[bool]:
    """Of each scene whether there is nothing in it that its voice could say. Raises TimbreNotFound, TimbreNotReady."""
    silent = []
    for scene in work.scenes:
        says = bool(count_words(scene.scene_narration))
        if says and unsaid_share(scene.scene_narration) >= MOSTLY:
            timbre_id = scene.scene_timbre_id or work.settings.audio_timbre_id
            timbre = await ready_timbre(session, settings, user_id, timbre_id, work.language)
            says = silence_note(timbre.timbre_platform, scene.scene_narration) is None
        silent.append(not says)
    return silent


def audio_ids(work: Work) -> list[int]:
    """The audios that scenes are heard with."""
    return [scene.scene_audio_id for scene in work.scenes if scene.scene_audio_id is not None]


async def read_said(session: AsyncSession, user_id: int, work: Work) -> list[Said]:
    """What each scene is heard with, once all are said."""
    audios = await list_audios_by_ids(session, audio_ids(work), user_id)
    said = []
    for scene in work.scenes:
        audio = audios.get(scene.scene_audio_id or 0)
        if audio is None:
            shown = spoken_seconds(scene.scene_narration, work.language, LOCAL)
            said.append(Said(None, None, (), max(shown, _SILENT_SECONDS)))
            continue
        file = await get_file(session, user_id, audio.audio_file_id)
        said.append(Said(audio, file, _sentences(audio, scene)))
    return said


def laid_of(work: Work, said: Sequence[Said]) -> tuple[str, list[Block]]:
    """How the scenes lie in the narration, and a hash of all of that."""
    spoken = [one.end - one.start for one in said]
    blocks = lay_blocks(spoken, _pauses(work, said, work.settings.pause_scale))
    return fingerprint(
        [_REVISION, [_piece(one) for one in said], [[block.lead, block.length] for block in blocks]]
    ), blocks


def _sentences(audio: VoiceAudioBasic, scene: MixallContentScene) -> tuple[dict[str, Any], ...]:  # Any: JSON
    """What of an audio a scene uses, sentence by sentence."""
    begin = float(scene.scene_audio_start or 0)
    end = float(scene.scene_audio_end or audio.audio_duration or 0)
    found = [dict(timing) for timing in audio.audio_timings or []]
    inside = [one for one in found if begin <= (float(one["start"]) + float(one["end"])) / 2 <= end]  # type: ignore[arg-type]  # numbers in JSON
    whole = {"text": scene.scene_narration, "text_start": 0, "text_end": len(scene.scene_narration), "words": []}
    return tuple(inside) or (whole | {"start": begin, "end": max(end, begin + 0.1)},)


def is_as_recorded(work: Work, said: Sequence[Said]) -> bool:
    """Whether the scenes follow the work's own recording from end to end, as they did when they were planned on it."""
    if work.audio_id is None or any(one.audio is None or one.audio.audio_id != work.audio_id for one in said):
        return False
    if any(scene.scene_pause_seconds is not None or scene.scene_end_seconds is None for scene in work.scenes):
        return False
    heard = [float(sentence["start"]) for one in said for sentence in one.sentences]
    assert said[0].audio is not None, "looked at above"
    return heard == [float(str(timing["start"])) for timing in said[0].audio.audio_timings or []]


def _pauses(work: Work, said: Sequence[Said], scale: float) -> list[float]:
    """The silence behind each scene: as wished, as in the recording both come from, or as a speaker pauses."""
    pauses = []
    for number, (scene, one) in enumerate(zip(work.scenes, said, strict=True)):
        following = said[number + 1] if number + 1 < len(said) else None
        if scene.scene_pause_seconds is not None:
            pauses.append(float(scene.scene_pause_seconds))
        elif following is not None and one.audio is following.audio and one.audio and following.start >= one.end:
            pauses.append(following.start - one.end)
        else:
            pauses.append(PAUSE * scale / float(scene.scene_speed or work.settings.audio_speed))
    return pauses


def _piece(said: Said) -> list[Any]:  # Any: JSON
    return [said.file.file_hash_sha256 if said.file else None, round(said.start, 4), round(said.end, 4)]


async def _is_there(run: TaskRun, audio_id: int) -> bool:
    async with run.transaction() as session:
        return audio_id in await list_audios_by_ids(session, [audio_id], run.user_id)


async def _lay(run: TaskRun, work: Work, said: Sequence[Said], blocks: Sequence[Block], laid: str) -> int:
    """Make the narration of its pieces; its audio_id."""
    step = await run.begin_step(NARRATION, [laid, work.title, work.narrations])
    if step.kept is not None:
        return int(step.kept["audio_id"])
    folder = run.work_folder / "narration"
    folder.mkdir(exist_ok=True)
    pieces: list[Piece | int] = []
    for one, block in zip(said, blocks, strict=True):
        if one.file is None:
            pieces.append(block.length)
            continue
        path = await open_local(run.resources, one.file, run.work_folder)
        pieces.append(Piece(path, one.file.file_mime_type or "audio/wav", one.start, one.end, block.lead, block.length))
    made = folder / "narration.wav"
    await join_pieces(pieces, made)
    loudness = await measure_loudness(made, mime_type="audio/wav", true_peak=False)
    duration = blocks[-1].end / SAMPLE_RATE
    stored = await store_bytes(
        run.resources, user_id=run.user_id, data=made, file_type=FileType.AUDIO, mime_type="audio/wav",
        file_name=f"{work.title}.wav",
    )  # fmt: skip
    async with run.transaction() as session:
        file = await add_file_row(session, stored)
        first = next(one.audio for one in said if one.audio is not None)
        audio = VoiceAudioBasic(
            audio_title=work.title,
            audio_text_content=join_narrations(work.narrations),
            audio_text_id=work.text_id,
            audio_file_id=file.file_id,
            audio_duration=Decimal(str(round(duration, 2))),
            audio_timbre_id=first.audio_timbre_id,
            audio_language=work.language,
            audio_speed=Decimal(str(work.settings.audio_speed)),
            audio_pitch=Decimal(1),
            audio_volume=Decimal(1),
            audio_status=AudioStatus.COMPLETED,
            audio_tags=[],
            audio_timings=list(_timings(work, said, blocks)),
            audio_loudness=Decimal(str(round(loudness.integrated, 2))),
            audio_model_version=first.audio_model_version,
            audio_created_user_id=run.user_id,
        )
        session.add(audio)
        await session.flush()
        await run.complete_step(session, step, {"audio_id": audio.audio_id})
        return audio.audio_id


def _timings(work: Work, said: Sequence[Said], blocks: Sequence[Block]) -> list[dict[str, Any]]:  # Any: JSON
    """The sentences of all scenes at their times in the narration and their places in its text."""
    timings: list[dict[str, Any]] = []
    offset = 0
    for narration, one, block in zip(work.narrations, said, blocks, strict=True):
        later = (block.begin + block.lead) / SAMPLE_RATE - one.start
        at = offset
        for sentence in one.sentences if one.audio is not None else ():
            text = str(sentence["text"])
            found = narration.find(text, at - offset)
            at = offset + found if found >= 0 else at
            words = [_later(word, later) for word in sentence["words"]]
            timings.append({**_later(sentence, later), "text_start": at, "text_end": at + len(text), "words": words})
            at += len(text)
        offset += len(narration) + len(SCENE_BREAK)
    return timings


def _later(timed: Mapping[str, Any], seconds: float) -> dict[str, Any]:  # Any: JSON
    moved = {name: round(float(timed[name]) + seconds, 4) for name in ("start", "end")}
    return {**timed, **moved}


async def _keep(run: TaskRun, work: Work) -> None:
    """Write what was said to the scenes that still say it, and the times when nothing else changed either."""
    async with run.transaction() as session:
        mixall, rows = await lock_work(session, run.user_id, work)
        for copy, row in still_so(work, rows, _SAID):
            row.scene_audio_id, row.scene_voice_key = copy.scene_audio_id, copy.scene_voice_key
            row.scene_audio_start, row.scene_audio_end = copy.scene_audio_start, copy.scene_audio_end
        placed = still_so(work, rows, _PLACED)
        if [row.scene_id for row in rows] != [copy.scene_id for copy, _ in placed]:
            return
        for copy, row in placed:
            row.scene_start_seconds, row.scene_end_seconds = copy.scene_start_seconds, copy.scene_end_seconds
        mixall.mixall_audio_id = work.audio_id
        kept = MixallSettings.model_validate(mixall.mixall_settings or {})
        laid = {"laid": work.settings.laid, "pause_scale": work.settings.pause_scale}
        mixall.mixall_settings = kept.model_copy(update=laid).model_dump(mode="json")


def _moment(sample: int) -> Decimal:
    return Decimal(str(round(sample / SAMPLE_RATE, 3)))
