"""From a planned work to its video: fetch the parts, render, keep video and subtitles, finish the row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.composition.burning import LABEL_FADE
from datasay.composition.cue_events import burnable
from datasay.composition.cutting import transition_sounds
from datasay.composition.music import as_bed, compose_bed
from datasay.composition.render import Rendering, render
from datasay.composition.subtitles import cues_from_sentences, srt
from datasay.composition.timeline import Clip, Cue, Effect, Label, Timeline
from datasay.core.clock import utc_now
from datasay.core.labels import hidden_label, visible_label
from datasay.digest.mood import find_mood
from datasay.digest.moods import Mood
from datasay.engines.protocols import Progress, SpokenSentence, SpokenWord
from datasay.file_storage.errors import BytesMissing, FileBroken
from datasay.file_storage.models import FileStorageBasic, FileType
from datasay.file_storage.queries import find_file
from datasay.file_storage.service import add_file_row, get_file, open_local, store_bytes
from datasay.image.content.service import get_image
from datasay.media.errors import MediaRejected
from datasay.mixall.content.clips import ShownScene, make_clips, read_shown
from datasay.mixall.content.credits import Credit, bed_credit, own_music_credit, read_credits
from datasay.mixall.content.drawing import draw_work
from datasay.mixall.content.fingerprints import fingerprint
from datasay.mixall.content.models import MixallContentBasic, MixallStatus
from datasay.mixall.content.scene_pages import read_pages
from datasay.mixall.content.schemas import MixallSettings, Music
from datasay.mixall.content.service import lock_mixall
from datasay.mixall.content.snapshot import Work, read_work
from datasay.mixall.content.speaking import speak_work
from datasay.mixall.content.steps import VIDEO
from datasay.mixall.content.timeline import join_narrations
from datasay.task_management.run import BegunStep, TaskRun
from datasay.typography.fonts import sans_font
from datasay.voice.audio.service import get_audio
from datasay.voice.timbre.service import ready_timbre, silence_note

logger = structlog.get_logger(__name__)

LABEL_SECONDS = 4.0
_TOLD = ("file_id", "subtitle_file_id", "cover_file_id", "credits")
_NOT_SHOWN = (
    "titled",
    "text_version",
    "cover_file_id",
    "kept_revision",
    "laid",
    "pause_scale",
    "photos",
    "drawn_for",
    "video_key",
)
_LEAST_LABEL_SECONDS = 2.2  # the rule asks for 2


@dataclass(frozen=True, slots=True)
class _Parts:
    """Everything a rendering needs, read from the rows."""

    title: str
    size: tuple[int, int]
    language: str
    settings: MixallSettings
    own_music: FileStorageBasic | None
    audio_id: int
    speech: FileStorageBasic
    sentences: tuple[SpokenSentence, ...]
    scenes: tuple[ShownScene, ...]

    @property
    def duration(self) -> float:
        return self.scenes[-1].end

    @property
    def narrations(self) -> tuple[str, ...]:
        return tuple(scene.narration for scene in self.scenes)

    def inputs(self) -> list[object]:
        """What the video depends on, for the step's hash."""
        pictures = [
            (scene.file.file_hash_sha256, scene.start, scene.end, scene.headline, scene.narration, *scene.wishes())
            for scene in self.scenes
        ]
        music = self.own_music.file_hash_sha256 if self.own_music else None
        wished = self.settings.model_dump(mode="json", exclude=set(_NOT_SHOWN))
        made_of = [self.title, self.size, self.language, wished, music, self.speech.file_hash_sha256, pictures]
        return [*made_of, f"datasay {version('datasay')}"]


async def make_mixall(run: TaskRun, mixall_id: int, seconds: float | None = None) -> dict[str, Any]:  # Any: JSON
    """Say and draw what a work lacks, and render it; the ids of its parts, as `task_result` tells them.

    `seconds`: the length its script was written for. Raises MixallNotFound, MixallIncomplete, EngineError, MediaError.
    """
    async with run.transaction() as session:
        work = await read_work(session, run.user_id, mixall_id)
    audio_id = await speak_work(run, work, seconds)
    photos = await draw_work(run, work)
    made = await _compose(run, work)
    made |= {"audio_id": audio_id, "image_ids": [scene.scene_image_id for scene in work.scenes]}
    note = await _silence(run, work, audio_id)
    return made | ({"photos": photos} if photos else {}) | ({"voice_note": note} if note else {})


async def _silence(run: TaskRun, work: Work, audio_id: int) -> str | None:
    """Which words of the narration the voice left out."""
    text = join_narrations(work.narrations)
    async with run.transaction() as session:
        audio = await get_audio(session, run.user_id, audio_id)
        settings = run.resources.settings
        timbre = await ready_timbre(session, settings, run.user_id, audio.audio_timbre_id, work.language)
    return silence_note(timbre.timbre_platform, text)


async def _compose(run: TaskRun, work: Work) -> dict[str, Any]:  # Any: JSON
    async with run.transaction() as session:
        parts = await _read(session, run.user_id, work)
    step = await run.begin_step(VIDEO, parts.inputs())
    made = step.kept or await _make(run, step, parts)
    async with run.transaction() as session:
        mixall = await lock_mixall(session, run.user_id, work.mixall_id)
        _finish(mixall, made, fingerprint(parts.inputs()))
    told = {name: made[name] for name in _TOLD if name in made}
    return told | {"mixall_id": work.mixall_id}


async def _make(run: TaskRun, step: BegunStep, parts: _Parts) -> dict[str, Any]:  # Any: JSON
    video, cues, music = await _render(run, parts, run.progress(step))
    assert video.cover is not None, "every work has a title"
    stored_video = await store_bytes(
        run.resources, user_id=run.user_id, data=video.path, file_type=FileType.VIDEO, mime_type="video/mp4",
        file_name=f"{parts.title}.mp4", width=video.width, height=video.height, duration=video.duration,
    )  # fmt: skip
    stored_srt = await store_bytes(
        run.resources, user_id=run.user_id, data=srt(cues).encode(), file_type=FileType.TEXT,
        mime_type="application/x-subrip", file_name=f"{parts.title}.srt",
    )  # fmt: skip
    stored_cover = await store_bytes(
        run.resources, user_id=run.user_id, data=video.cover.read_bytes(), file_type=FileType.IMAGE,
        mime_type="image/jpeg", file_name=f"{parts.title}.jpg",
    )  # fmt: skip
    async with run.transaction() as session:
        final = await add_file_row(session, stored_video)
        cover = await add_file_row(session, stored_cover)
        audio = await get_audio(session, run.user_id, parts.audio_id)
        credited = await read_credits(session, run.user_id, audio, parts.scenes, music)
        subtitles = await add_file_row(session, stored_srt)
        made = {
            "file_id": final.file_id,
            "subtitle_file_id": subtitles.file_id,
            "cover_file_id": cover.file_id,
            "credits": [credit.as_json() for credit in credited],
            "duration": round(video.duration, 2),
        }
        await run.complete_step(session, step, made)
    return made


async def video_key(session: AsyncSession, user_id: int, work: Work) -> str:
    """What the video of a work depends on, all of whose parts are there, as a hash."""
    return fingerprint((await _read(session, user_id, work)).inputs())


def _finish(mixall: MixallContentBasic, made: Mapping[str, Any], key: str) -> None:  # Any: JSON
    """The files are the work's, whichever task made them."""
    mixall.mixall_final_file_id = made["file_id"]
    mixall.mixall_subtitle_file_id = made["subtitle_file_id"]
    mixall.mixall_duration = Decimal(str(made["duration"]))
    kept = MixallSettings.model_validate(mixall.mixall_settings or {})
    mixall.mixall_settings = kept.model_copy(
        update={"cover_file_id": made.get("cover_file_id"), "video_key": key}
    ).model_dump(mode="json")
    mixall.mixall_status = MixallStatus.COMPLETED
    mixall.mixall_updated_time = utc_now()


async def _read(session: AsyncSession, user_id: int, work: Work) -> _Parts:
    assert work.audio_id is not None, "said before"
    audio = await get_audio(session, user_id, work.audio_id)
    pictures = []
    for scene in work.scenes:
        assert scene.scene_image_id is not None, "drawn before"
        image = await get_image(session, user_id, scene.scene_image_id)
        pictures.append((scene, await get_file(session, user_id, image.image_file_id)))
    settings = work.settings
    own_music = settings.music_file_id and await find_file(session, settings.music_file_id, user_id)
    pages = await read_pages(work.scenes, work.title, work.language)
    return _Parts(
        title=work.title,
        size=work.size,
        language=work.language,
        settings=settings,
        own_music=own_music or None,
        audio_id=audio.audio_id,
        speech=await get_file(session, user_id, audio.audio_file_id),
        sentences=tuple(_sentence(timing) for timing in audio.audio_timings or []),
        scenes=await read_shown(session, user_id, pictures, pages, settings.drawn),
    )


def _sentence(timing: dict[str, Any]) -> SpokenSentence:
    words = tuple(SpokenWord(**word) for word in timing["words"])
    return SpokenSentence(**{**timing, "words": words})


def label_seconds(first_scene_ends: float) -> float:
    """How long the label stands: gone before the second picture, whose headline may be where it is."""
    return min(LABEL_SECONDS, max(_LEAST_LABEL_SECONDS, first_scene_ends - LABEL_FADE))


async def _music(run: TaskRun, parts: _Parts, folder: Path) -> tuple[Path | None, Credit | None]:
    """What plays under the speech: the user's own file, else a bed in the wished mood or the text's; whose it is."""
    wished = parts.settings
    if wished.music is Music.NONE or wished.music_volume == 0:
        return None, None
    if parts.own_music is not None:
        own = await _own_music(run, parts.own_music, parts.duration, folder / "music.wav")
        if own is not None:
            return own, own_music_credit(parts.own_music.file_original_name)
    mood = find_mood(parts.title, "\n".join(parts.narrations)) if wished.music is Music.AUTO else Mood(wished.music)
    bed = await compose_bed(folder / "music.wav", duration=parts.duration, seed=wished.seed, mood=mood)
    return bed, bed_credit(mood)


async def _own_music(run: TaskRun, file: FileStorageBasic, seconds: float, target: Path) -> Path | None:
    """The user's sound as a plain WAV; None when it is gone or cannot be read, which ends no video."""
    try:
        return await as_bed(await open_local(run.resources, file, run.work_folder), target, seconds=seconds)
    except (BytesMissing, FileBroken, MediaRejected) as error:
        logger.warning("music_left_out", file_id=file.file_id, error=str(error))
        return None


def _effects(parts: _Parts, clips: Sequence[Clip]) -> tuple[Effect, ...]:
    if not parts.settings.effects:
        return ()
    spoken = parts.sentences[-1].end if parts.sentences else parts.duration
    return transition_sounds(clips, spoken, parts.duration)


async def _render(run: TaskRun, parts: _Parts, progress: Progress) -> tuple[Rendering, tuple[Cue, ...], Credit | None]:
    """The video, what is burned into it, and whose its music is."""
    folder = run.work_folder / "video"
    folder.mkdir()
    local: dict[str, Path] = {}
    for file in (parts.speech, *(scene.file for scene in parts.scenes)):
        if file.file_hash_sha256 not in local:
            local[file.file_hash_sha256] = await open_local(run.resources, file, run.work_folder)
    width, height = parts.size
    music, credit = await _music(run, parts, folder)
    clips = await make_clips(run, parts.scenes, local, parts.sentences)
    style = parts.settings.subtitle_style
    cues = cues_from_sentences(
        parts.sentences,
        width=width,
        height=height,
        language=parts.language,
        style=style,
        shown=lambda text: burnable(text, sans_font()),
    )
    producer = run.resources.settings.producer_name
    timeline = Timeline(
        width=width,
        height=height,
        clips=clips,
        cues=cues,
        speech=local[parts.speech.file_hash_sha256],
        duration=parts.duration,
        music=music,
        music_volume=parts.settings.music_volume,
        effects=_effects(parts, clips),
        movement=parts.settings.motion,
        subtitle_style=style,
        cover_title=parts.settings.cover_title or parts.title,
        label=Label(visible_label(parts.language), label_seconds(parts.scenes[0].end)),
        metadata={
            "title": parts.title,
            "AIGC": hidden_label(producer=producer, produce_id=f"{run.task_uuid}/video"),
            "comment": "Made with DataSay",
        },
        language=parts.language,
    )
    video = await render(timeline, output=run.work_folder / "final.mp4", work_folder=folder, progress=progress)
    return video, cues, credit
