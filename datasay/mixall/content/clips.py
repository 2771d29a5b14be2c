"""The scenes of a work as clips: picture and layers fetched, its page, what is said when, the way to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.composition.layer import LayerFile
from datasay.composition.movement import Movement
from datasay.composition.pages.look import Look
from datasay.composition.segment import Crop
from datasay.composition.timeline import Clip
from datasay.composition.transition import Transition
from datasay.core.errors import DataSayError
from datasay.digest.pages.page import ScenePage
from datasay.engines.protocols import ImageRequest, SpokenSentence
from datasay.file_storage.models import FileStorageBasic
from datasay.file_storage.queries import find_file
from datasay.file_storage.service import open_local
from datasay.image.content.layers import DrawnPage, find_layers
from datasay.mixall.content.models import MixallContentScene
from datasay.mixall.content.scene_pages import beats_of, enters_at, moments_of, page_as_drawn, transitions_of
from datasay.mixall.content.timeline import SCENE_BREAK
from datasay.task_management.run import TaskRun


@dataclass(frozen=True, slots=True)
class ShownScene:
    """A scene with its picture: what it says, where that stands in the speech's text, its page, and when it plays."""

    image_id: int
    file: FileStorageBasic
    narration: str
    headline: str
    keywords: tuple[str, ...]
    offset: int
    start: float
    end: float
    page: ScenePage | None
    drawn: DrawnPage | None
    photo: FileStorageBasic | None
    transition: Transition | None = None
    movement: Movement | None = None
    crop: Crop | None = None

    def wishes(self) -> list[object]:
        """How it is shown beside what the scene says, for the step's hash."""
        return [self.transition, self.movement, self.crop and astuple(self.crop)]


async def read_shown(
    session: AsyncSession,
    user_id: int,
    scenes: Sequence[tuple[MixallContentScene, FileStorageBasic]],
    pages: Sequence[ScenePage],
    drawn: Mapping[int, DrawnPage],
) -> tuple[ShownScene, ...]:
    """The scenes, each with what is known of how its picture was drawn; scenes have pictures and times."""
    shown = []
    offset = 0
    for (scene, file), page in zip(scenes, pages, strict=True):
        assert scene.scene_image_id is not None, "looked at before"
        how = drawn.get(scene.scene_image_id)
        photo_id = how.photo_file_id if how else None
        shown.append(
            ShownScene(
                image_id=scene.scene_image_id,
                file=file,
                narration=scene.scene_narration,
                headline=scene.scene_headline or "",
                keywords=tuple(scene.scene_keywords or ()),
                offset=offset,
                start=float(scene.scene_start_seconds or 0),
                end=float(scene.scene_end_seconds or 0),
                page=page_as_drawn(page, how.layout) if how else None,
                drawn=how,
                photo=await find_file(session, photo_id, user_id) if photo_id else None,
                transition=Transition(scene.scene_transition) if scene.scene_transition else None,
                movement=Movement(scene.scene_motion) if scene.scene_motion else None,
                crop=Crop(**scene.scene_crop) if scene.scene_crop else None,  # type: ignore[arg-type]  # JSON, checked when it came
            )
        )
        offset += len(scene.scene_narration) + len(SCENE_BREAK)
    return tuple(shown)


async def make_clips(
    run: TaskRun, scenes: Sequence[ShownScene], pictures: Mapping[str, Path], sentences: Sequence[SpokenSentence]
) -> tuple[Clip, ...]:
    """A clip for each scene; `pictures` are the local files by their SHA-256."""
    clips = []
    ways = transitions_of([scene.page for scene in scenes], [scene.narration for scene in scenes])
    for number, (scene, way) in enumerate(zip(scenes, ways, strict=True)):
        clip = Clip(
            pictures[scene.file.file_hash_sha256],
            scene.start,
            scene.end,
            seed=number,
            transition=scene.transition or way,
            movement=scene.movement,
            crop=scene.crop,
        )
        if scene.page is not None and scene.drawn is not None:
            look = scene.drawn.look
            entering = scene.narration, scene.keywords, scene.offset, sentences, scene.start
            clip = replace(
                clip,
                page=scene.page,
                look=Look(**look) if look else None,
                moments=moments_of(scene.page, scene.offset, sentences),
                enters=enters_at(*entering) if number else None,
                beats=beats_of(scene.narration, scene.offset, sentences, scene.start, scene.end),
                layers=() if scene.crop else await _layers(run, scene),
            )
        clips.append(clip)
    return tuple(clips)


async def _layers(run: TaskRun, scene: ShownScene) -> tuple[LayerFile, ...]:
    if scene.drawn is None or not scene.drawn.layered:
        return ()
    photo = None
    if scene.photo is not None:
        try:
            photo = await open_local(run.resources, scene.photo, run.work_folder)
        except DataSayError:
            return ()  # the photo is gone; the picture drawn with it is there
    said = ImageRequest(
        prompt=scene.narration,
        width=0,
        height=0,
        headline=scene.headline,
        keywords=scene.keywords,
        words=scene.narration,
    )
    return await find_layers(run.work_folder, scene.image_id, scene.drawn, said, photo)
