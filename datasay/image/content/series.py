"""The pictures of one work: they look like one family, neighbours differ, the user's own photos go where they fit."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import structlog

from datasay.engines import results
from datasay.engines.protocols import Desk, ImageRequest
from datasay.engines.registry import engine_info, open_engine
from datasay.file_storage.errors import BytesMissing, FileBroken
from datasay.file_storage.models import FileStorageBasic
from datasay.file_storage.queries import list_tagged_photos
from datasay.file_storage.service import open_local
from datasay.image.content.layers import DrawnPage, asked_of
from datasay.image.content.making import Drawing, Drawn, draw_image
from datasay.image.content.photos import Photo, SceneWords, choose_photos
from datasay.image.content.steps import IMAGE
from datasay.task_management.run import TaskRun

logger = structlog.get_logger(__name__)

PHOTO_LAYOUTS = ("photo_full", "photo_framed")
_AT_ONCE = 2
_LEFT_OUT = (
    "照片“{name}”用不了（已损坏、太小或太大），第 {scene} 个画面没有用它；请换一张，或去掉它的标签。 "
    "The photo {name} cannot be used (damaged, too small or too large); picture {scene} was drawn without it. "
    "Replace it or take its tags away."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What one picture goes with; `layout` is the page it is the ground of.

    `prompt` is what it shall show instead of what is said; `style` and `seed`, where they are not those of the series.
    """

    narration: str
    headline: str
    keywords: tuple[str, ...]
    layout: str = ""
    prompt: str | None = None
    style: str | None = None
    seed: int | None = None


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
    photos: bool = False  # whether the user's tagged photos may enter
    only: frozenset[int] | None = None  # the positions that are to be drawn; the others have pictures


@dataclass(frozen=True, slots=True)
class DrawnSeries:
    """The pictures by position, and what became of the user's photos that go with them, as `task_result` tells it."""

    image_ids: dict[int, int]
    photos: list[dict[str, object]]
    pages: dict[int, DrawnPage]


async def draw_series(run: TaskRun, series: Series) -> DrawnSeries:
    """Draw the pictures, some at once. A photo that cannot be used is left out and said. Raises EngineError."""
    async with run.transaction() as session:
        kept = await list_tagged_photos(session, run.user_id) if series.photos else []
    files = {file.file_id: file for file in kept}
    tagged = [Photo(file.file_id, file.file_hash_sha256, tuple(file.file_tags or ())) for file in files.values()]
    chosen = choose_photos([SceneWords(scene.keywords, scene.narration) for scene in series.scenes], tagged)
    requests = await _arranged(series, [photo is not None for photo in chosen])
    wanted = range(len(requests)) if series.only is None else sorted(series.only)
    gate = asyncio.Semaphore(_AT_ONCE)
    await run.plan_parts(IMAGE, len(wanted))

    async def draw(number: int, position: int) -> Drawn:
        request, photo = requests[position], chosen[position]
        async with gate:
            path = await _photo_path(run, files[photo.file_id]) if photo else None
            drawing = Drawing(
                number=number,
                title=f"{series.title} {position + 1}",
                engine=series.engine,
                request=replace(request, photo=path),
                tags=request.keywords,
                photo_sha256=photo.sha256 if photo and path else None,
            )
            drawn = await draw_image(run, drawing)
            return replace(drawn, photo_refused=True) if photo and not path else drawn

    drawn = dict(zip(wanted, await _all_or_first_error([draw(*each) for each in enumerate(wanted)]), strict=True))
    told = [
        _told(files[photo.file_id], position, used=not picture.photo_refused)
        for position, picture in drawn.items()
        if (photo := chosen[position]) is not None
    ]
    pages = {
        position: _page(series, requests[position], picture, chosen[position]) for position, picture in drawn.items()
    }
    return DrawnSeries({position: picture.image_id for position, picture in drawn.items()}, told, pages)


def _page(series: Series, request: ImageRequest, picture: Drawn, photo: Photo | None) -> DrawnPage:
    return DrawnPage(
        layout="type" if request.layout == "map" and not picture.layered else request.layout,  # names need land
        look=picture.look,
        layered=picture.layered,
        engine=series.engine,
        asked=asked_of(request),
        photo_file_id=photo.file_id if photo and not picture.photo_refused else None,
        drawing=picture.drawing,
        drawing_source=picture.drawing_source,
    )


async def _photo_path(run: TaskRun, file: FileStorageBasic) -> Path | None:
    """Where the photo lies; None when its bytes are gone or are no longer those that were sent."""
    try:
        return await open_local(run.resources, file, run.work_folder)
    except (BytesMissing, FileBroken) as error:
        logger.warning("photo_left_out", file_id=file.file_id, error=str(error))
        return None


def _told(file: FileStorageBasic, position: int, *, used: bool) -> dict[str, object]:
    told: dict[str, object] = {
        "file_id": file.file_id,
        "file_original_name": file.file_original_name,
        "scene_position": position,
        "photo_used": used,
    }
    if not used:
        told["photo_note"] = _LEFT_OUT.format(name=file.file_original_name, scene=position + 1)
    return told


async def _arranged(series: Series, photographed: Sequence[bool]) -> list[ImageRequest]:
    """Each told what to show; an engine with an account decides that when it draws."""
    if engine_info("image", series.engine).account is not None:
        return _requests(series, photographed)
    async with open_engine("image", series.engine, Desk()) as engine:
        requests = _requests(series, photographed)
        return results.arranged(await engine.arrange(requests, series.subject), series.engine, requests)


def _requests(series: Series, photographed: Sequence[bool]) -> list[ImageRequest]:
    requests = []
    shown = 0
    for position, (scene, has_photo) in enumerate(zip(series.scenes, photographed, strict=True)):
        layout = scene.layout
        if has_photo and layout:
            layout = PHOTO_LAYOUTS[shown % len(PHOTO_LAYOUTS)]
            shown += 1
        requests.append(
            ImageRequest(
                prompt=scene.prompt or scene.narration,
                width=series.width,
                height=series.height,
                headline=scene.headline,
                keywords=() if scene.prompt else scene.keywords,
                style=scene.style or series.style,
                seed=series.seed if scene.seed is None else scene.seed,
                language=series.language,
                position=position,
                count=len(series.scenes),
                layout=layout,
                words=scene.prompt or scene.narration,
            )
        )
    return requests


async def _all_or_first_error(work: Sequence[Coroutine[Any, Any, Drawn]]) -> list[Drawn]:
    """All results in order; the first error cancels the rest and is raised itself, not in a group."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except BaseExceptionGroup as several:
        raise several.exceptions[0] from several
    return [task.result() for task in tasks]
