"""What making a work would do: which parts are there and stay, which are made anew, why, how long and for how much."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.settings import Settings
from datasay.engines.registry import engine_info
from datasay.engines.usage import Unit
from datasay.file_storage.queries import find_file
from datasay.image.content.queries import list_images_by_ids
from datasay.language.pace import LOCAL, spoken_seconds
from datasay.mixall.content.drawing import missing_pictures
from datasay.mixall.content.fingerprints import voice_key
from datasay.mixall.content.models import MixallContentScene
from datasay.mixall.content.revisions import fields_of
from datasay.mixall.content.schemas import MixallPlan, PartPrice, PlannedPart, WorkPart
from datasay.mixall.content.service import get_mixall
from datasay.mixall.content.snapshot import Work, read_work
from datasay.mixall.content.speaking import audio_ids, is_as_recorded, is_said, laid_of, read_said, silent_scenes
from datasay.system_monitoring.prices import prices_of
from datasay.voice.audio.models import VoiceAudioBasic
from datasay.voice.audio.queries import list_audios_by_ids
from datasay.voice.timbre.service import ready_timbre

# Seconds that a second of speech, a picture and a second of video take on two cores: the first as measured for the
# natural voice (benchmarks/voice), the others a rough guess.
_VOICE, _PICTURE, _VIDEO = 0.38, 1.2, 0.45
VideoKey = Callable[[AsyncSession, int, Work], Awaitable[str]]


async def plan_mixall(
    session: AsyncSession, settings: Settings, user_id: int, mixall_id: int, video_key: VideoKey
) -> MixallPlan:
    """The plan of the next making. `video_key` tells what the video would depend on when all its parts are there.

    Raises MixallNotFound, MixallIncomplete, TimbreNotFound, TimbreNotReady.
    """
    mixall = await get_mixall(session, user_id, mixall_id)
    work = await read_work(session, user_id, mixall_id)
    voices, spoken = await _voices(session, settings, user_id, work)
    pictures = await _pictures(session, user_id, work)
    parts = [part for part in (*voices, *pictures) if part is not None]
    reused = len(voices) + len(pictures) - len(parts)
    video = await _video(session, user_id, work, mixall.mixall_final_file_id, made_anew=bool(parts), key=video_key)
    if video is None:
        reused += 1
    else:
        parts.append(video.model_copy(update={"seconds": round(spoken * _VIDEO, 1)}))
    return MixallPlan(
        mixall_id=mixall_id,
        mixall_revision=mixall.mixall_revision,
        reuse=reused,
        remake=parts,
        seconds=round(sum(part.seconds for part in parts), 1),
    )


async def _voices(
    session: AsyncSession, settings: Settings, user_id: int, work: Work
) -> tuple[list[PlannedPart | None], float]:
    """For each scene that is said: None where its speech stays. And how many seconds all of it lasts, about."""
    audios = await list_audios_by_ids(session, audio_ids(work), user_id)
    silent = await silent_scenes(session, settings, user_id, work)
    planned: list[PlannedPart | None] = []
    whole = 0.0
    for scene, says_nothing in zip(work.scenes, silent, strict=True):
        speed = float(scene.scene_speed or work.settings.audio_speed)
        seconds = spoken_seconds(scene.scene_narration, work.language, LOCAL) / speed
        whole += seconds
        if says_nothing:
            continue
        audio = audios.get(scene.scene_audio_id or 0)
        if audio is not None and is_said(scene, voice_key(fields_of(scene), work.settings)):
            planned.append(None)
            continue
        timbre_id = scene.scene_timbre_id or work.settings.audio_timbre_id
        timbre = await ready_timbre(session, settings, user_id, timbre_id, work.language)
        price = await _price(
            session, "voice", timbre.timbre_platform or "", Unit.CHARACTERS, len(scene.scene_narration)
        )
        planned.append(_part(scene, WorkPart.VOICE, _why_said(work, scene, audio), seconds * _VOICE, price))
    return planned, whole


def _why_said(work: Work, scene: MixallContentScene, audio: VoiceAudioBasic | None) -> str:
    if scene.scene_audio_id is None:
        return "missing"
    if audio is None:
        return "gone"
    if scene.scene_audio_start is None and audio.audio_text_content != scene.scene_narration:
        return "narration"
    if float(audio.audio_speed) != float(scene.scene_speed or work.settings.audio_speed):
        return "speed"
    wanted = scene.scene_timbre_id or work.settings.audio_timbre_id
    return "timbre" if wanted is not None and wanted != audio.audio_timbre_id else "narration"


async def _pictures(session: AsyncSession, user_id: int, work: Work) -> list[PlannedPart | None]:
    missing = await missing_pictures(session, user_id, work)
    ids = [scene.scene_image_id for scene in work.scenes if scene.scene_image_id is not None]
    there = {image.image_id for image in await list_images_by_ids(session, ids, user_id)}
    planned: list[PlannedPart | None] = []
    for position, scene in enumerate(work.scenes):
        if position not in missing:
            planned.append(None)
            continue
        price = await _price(session, "image", work.settings.image_engine, Unit.IMAGES, 1)
        planned.append(_part(scene, WorkPart.IMAGE, _why_drawn(work, scene, there), _PICTURE, price))
    return planned


def _why_drawn(work: Work, scene: MixallContentScene, there: set[int]) -> str:
    if scene.scene_image_id is None:
        return "missing"
    drawn = work.settings.drawn.get(scene.scene_image_id)
    if scene.scene_image_id not in there or drawn is None:
        return "gone"
    asked: Mapping[str, Any] = drawn.asked  # Any: JSON
    differs = {
        "size": (asked.get("width"), asked.get("height")) != work.size,
        "style": asked.get("style") != (scene.scene_style or work.settings.style),
        "seed": asked.get("seed") != (work.settings.seed if scene.scene_seed is None else scene.scene_seed),
        "engine": drawn.engine != work.settings.image_engine,
    }
    return next((name for name, is_other in differs.items() if is_other), "description")


async def _video(
    session: AsyncSession, user_id: int, work: Work, file_id: int | None, *, made_anew: bool, key: VideoKey
) -> PlannedPart | None:
    reason = "parts" if made_anew else None
    if reason is None and (file_id is None or await find_file(session, file_id, user_id) is None):
        reason = "missing" if file_id is None else "gone"
    if reason is None:
        said = await read_said(session, user_id, work)
        as_it_lies = is_as_recorded(work, said) or laid_of(work, said)[0] == work.settings.laid
        there = work.audio_id is not None and work.audio_id in await list_audios_by_ids(
            session, [work.audio_id], user_id
        )
        same = as_it_lies and there and await key(session, user_id, work) == work.settings.video_key
        reason = None if same else "settings"
    if reason is None:
        return None
    return PlannedPart(scene_id=None, scene_position=None, part=WorkPart.VIDEO, reason=reason, seconds=0, price=None)


def _part(
    scene: MixallContentScene, part: WorkPart, reason: str, seconds: float, price: PartPrice | None
) -> PlannedPart:
    return PlannedPart(
        scene_id=scene.scene_id,
        scene_position=scene.scene_position,
        part=part,
        reason=reason,
        seconds=round(seconds, 1),
        price=price,
    )


async def _price(session: AsyncSession, kind: str, engine: str, unit: Unit, count: int) -> PartPrice | None:
    """What so much of an engine's work costs by the operator's prices; None where that is not known beforehand."""
    if engine_info(kind, engine).account is None:
        return PartPrice(amount=0, currency="CNY")
    day = datetime.now(UTC).date()
    for price in await prices_of(session, engine):
        if price.model is None and price.holds_for("", unit, day):
            return PartPrice(amount=float(price.price * count / price.per), currency=price.currency)
    return None
