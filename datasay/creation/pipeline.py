"""The main job, step by step: script, voice, pictures, video. What is made is kept for a later attempt."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.creation.photos import Photo, SceneWords, choose_photos
from datasay.creation.schemas import CreationParams
from datasay.engines.protocols import ImageRequest
from datasay.engines.registry import image_engine
from datasay.file_storage.queries import list_tagged_photos
from datasay.file_storage.service import open_local
from datasay.image.content.making import Drawing, draw_image
from datasay.image.content.steps import IMAGE
from datasay.mixall.content import making
from datasay.mixall.content import queries as mixall_queries
from datasay.mixall.content.models import MixallAspect, MixallContentBasic, MixallContentScene
from datasay.mixall.content.schemas import SIZES
from datasay.mixall.content.service import lock_mixall, place_on_audio
from datasay.mixall.content.timeline import join_narrations
from datasay.task_management.run import TaskRun
from datasay.text.content.models import TextContentBasic, TextContentType
from datasay.text.content.service import get_text
from datasay.text.generation.making import generate_text
from datasay.text.generation.schemas import TextGenerate
from datasay.text.generation.steps import SCRIPT
from datasay.voice.audio.making import synthesize_audio
from datasay.voice.audio.schemas import AudioSynthesize
from datasay.voice.audio.service import get_audio

_AT_ONCE = 2


async def run_creation(run: TaskRun, wanted: CreationParams) -> dict[str, object]:
    """Make the video; returns the ids of all its parts. Raises EngineError, MediaError, DataSayError."""
    text_id = await make_script(run, wanted)
    audio_id = await make_voice(run, wanted, text_id)
    image_ids = await make_images(run, wanted)
    made = await making.compose_mixall(run, wanted.mixall_id)
    return {**made, "text_id": text_id, "audio_id": audio_id, "image_ids": image_ids}


async def make_script(run: TaskRun, wanted: CreationParams) -> int:
    """A script of the wanted length, and the storyboard planned from its scenes; a ready script is taken as it is."""
    async with run.transaction() as session:
        source = await get_text(session, run.user_id, wanted.text_id)
    if source.text_content_type == TextContentType.SCRIPT and source.text_scenes:
        text_id = source.text_id
        await run.skip(SCRIPT)
    else:
        request = TextGenerate(
            engine=wanted.engine, source_text_id=wanted.text_id, target_seconds=wanted.target_seconds
        )
        text_id = await generate_text(run, request)
    async with run.transaction() as session:
        mixall = await lock_mixall(session, run.user_id, wanted.mixall_id)
        if mixall.mixall_text_id != text_id:
            await _plan_storyboard(session, mixall, await get_text(session, run.user_id, text_id))
    return text_id


async def _plan_storyboard(session: AsyncSession, mixall: MixallContentBasic, script: TextContentBasic) -> None:
    await mixall_queries.delete_scenes(session, mixall.mixall_id)
    settings: dict[str, Any] = mixall.mixall_settings or {}
    if not settings.get("titled"):
        mixall.mixall_title = script.text_title
    mixall.mixall_text_id = script.text_id
    mixall.mixall_image_ids = None
    mixall.mixall_updated_time = utc_now()
    scenes = cast("list[dict[str, Any]]", script.text_scenes or [])
    for position, scene in enumerate(scenes):
        session.add(
            MixallContentScene(
                scene_mixall_id=mixall.mixall_id,
                scene_position=position,
                scene_narration=scene["narration"],
                scene_headline=scene["headline"][:200],
                scene_keywords=scene["keywords"],
            )
        )


async def make_voice(run: TaskRun, wanted: CreationParams, text_id: int) -> int:
    """The narration of all scenes, and their times on it."""
    async with run.transaction() as session:
        scenes = await mixall_queries.list_scenes(session, wanted.mixall_id)
        script = await get_text(session, run.user_id, text_id)
    request = AudioSynthesize(
        audio_title=script.text_title,
        audio_text_content=join_narrations([scene.scene_narration for scene in scenes]),
        audio_timbre_id=wanted.audio_timbre_id,
        audio_language=script.text_language,
    )
    audio_id = await synthesize_audio(run, request)
    async with run.transaction() as session:
        mixall = await lock_mixall(session, run.user_id, wanted.mixall_id)
        if mixall.mixall_audio_id != audio_id:
            audio = await get_audio(session, run.user_id, audio_id)
            if audio.audio_text_id is None:  # one that was taken over has its text already
                audio.audio_text_id = text_id
            mixall.mixall_audio_id = audio_id
            await place_on_audio(session, mixall, audio)
    return audio_id


async def make_images(run: TaskRun, wanted: CreationParams) -> list[int]:
    """A picture for each scene, some at once; the user's own photos where their tags match."""
    async with run.transaction() as session:
        mixall = await lock_mixall(session, run.user_id, wanted.mixall_id)
        scenes = await mixall_queries.list_scenes(session, wanted.mixall_id)
        files = {file.file_id: file for file in await list_tagged_photos(session, run.user_id)}
        script = await get_text(session, run.user_id, mixall.mixall_text_id or 0)
    tagged = [Photo(file.file_id, file.file_hash_sha256, tuple(file.file_tags or ())) for file in files.values()]
    photos = choose_photos(
        [SceneWords(tuple(scene.scene_keywords or ()), scene.scene_narration) for scene in scenes], tagged
    )
    width, height = SIZES[MixallAspect(mixall.mixall_aspect or MixallAspect.PORTRAIT)]
    await run.plan_parts(IMAGE, len(scenes))
    requests = await asyncio.to_thread(
        image_engine("local").arrange,
        [
            ImageRequest(
                prompt=scene.scene_narration,
                width=width,
                height=height,
                headline=scene.scene_headline or "",
                keywords=tuple(scene.scene_keywords or ()),
                style=wanted.style,
                seed=wanted.seed,
                language=script.text_language or "zh-CN",
                position=scene.scene_position,
                count=len(scenes),
            )
            for scene in scenes
        ],
        script.text_title,
    )
    gate = asyncio.Semaphore(_AT_ONCE)

    async def draw(request: ImageRequest, photo: Photo | None) -> int:
        async with gate:
            path = await open_local(run.resources, files[photo.file_id], run.work_folder) if photo else None
            drawing = Drawing(
                number=request.position,
                title=f"{mixall.mixall_title[:190]} {request.position + 1}",
                engine="local",
                request=replace(request, photo=path),
                tags=request.keywords,
                photo_sha256=photo.sha256 if photo else None,
            )
            return await draw_image(run, drawing)

    image_ids = await _all_or_first_error(
        [draw(request, photo) for request, photo in zip(requests, photos, strict=True)]
    )
    async with run.transaction() as session:
        mixall = await lock_mixall(session, run.user_id, wanted.mixall_id)
        for scene, image_id in zip(await mixall_queries.list_scenes(session, wanted.mixall_id), image_ids, strict=True):
            scene.scene_image_id = image_id
        mixall.mixall_image_ids = image_ids
    return image_ids


async def _all_or_first_error(work: Sequence[Any]) -> list[int]:
    """All results in order; the first error cancels the rest and is raised itself, not in a group."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from several
    return [task.result() for task in tasks]
