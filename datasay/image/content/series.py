"""The pictures of one work: they look like one family, neighbours differ, the user's own photos go where they fit."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any

from datasay.engines.protocols import Desk, ImageRequest
from datasay.engines.registry import engine_info, open_engine
from datasay.file_storage.queries import list_tagged_photos
from datasay.file_storage.service import open_local
from datasay.image.content.making import Drawing, draw_image
from datasay.image.content.photos import Photo, SceneWords, choose_photos
from datasay.image.content.steps import IMAGE
from datasay.task_management.run import TaskRun

_AT_ONCE = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """What one picture goes with."""

    narration: str
    headline: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Pictures in order; each is called after `title` and its number, all are about `subject`."""

    title: str
    subject: str
    language: str
    width: int
    height: int
    style: str | None
    seed: int
    engine: str
    scenes: tuple[Shown, ...]


async def draw_series(run: TaskRun, series: Series) -> list[int]:
    """Draw the pictures, some at once; returns their image_ids in order. Raises EngineError, BytesMissing."""
    async with run.transaction() as session:
        files = {file.file_id: file for file in await list_tagged_photos(session, run.user_id)}
    tagged = [Photo(file.file_id, file.file_hash_sha256, tuple(file.file_tags or ())) for file in files.values()]
    photos = choose_photos([SceneWords(scene.keywords, scene.narration) for scene in series.scenes], tagged)
    requests = await _arranged(series)
    gate = asyncio.Semaphore(_AT_ONCE)
    await run.plan_parts(IMAGE, len(requests))

    async def draw(request: ImageRequest, photo: Photo | None) -> int:
        async with gate:
            path = await open_local(run.resources, files[photo.file_id], run.work_folder) if photo else None
            drawing = Drawing(
                number=request.position,
                title=f"{series.title} {request.position + 1}",
                engine=series.engine,
                request=replace(request, photo=path),
                tags=request.keywords,
                photo_sha256=photo.sha256 if photo else None,
            )
            return await draw_image(run, drawing)

    return await _all_or_first_error([draw(*each) for each in zip(requests, photos, strict=True)])


async def _arranged(series: Series) -> list[ImageRequest]:
    """Each told what to show; an engine with an account decides that when it draws."""
    if engine_info("image", series.engine).account is not None:
        return _requests(series)
    async with open_engine("image", series.engine, Desk()) as engine:
        return await engine.arrange(_requests(series), series.subject)


def _requests(series: Series) -> list[ImageRequest]:
    return [
        ImageRequest(
            prompt=scene.narration,
            width=series.width,
            height=series.height,
            headline=scene.headline,
            keywords=scene.keywords,
            style=series.style,
            seed=series.seed,
            language=series.language,
            position=position,
            count=len(series.scenes),
        )
        for position, scene in enumerate(series.scenes)
    ]


async def _all_or_first_error(work: Sequence[Coroutine[Any, Any, int]]) -> list[int]:
    """All results in order; the first error cancels the rest and is raised itself, not in a group."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from several
    return [task.result() for task in tasks]
