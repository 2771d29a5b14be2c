"""The pictures of a work: those that are missing or stale are drawn, the others stay."""

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.image.content.queries import list_images_by_ids
from datasay.image.content.series import Series, Shown, draw_series
from datasay.image.content.steps import IMAGE
from datasay.mixall.content.fingerprints import image_key
from datasay.mixall.content.models import MixallContentScene
from datasay.mixall.content.revisions import fields_of
from datasay.mixall.content.scene_pages import read_pages
from datasay.mixall.content.schemas import MixallSettings
from datasay.mixall.content.snapshot import Work, lock_work, still_so
from datasay.task_management.run import TaskRun

_TITLE_LIMIT = 190  # of a picture's, whose number follows
_SHOWN = ("scene_image_id", "scene_image_prompt", "scene_style", "scene_layout", "scene_seed")


async def draw_work(run: TaskRun, work: Work) -> list[dict[str, object]]:
    """Draw what is not there; what became of the user's photos. Raises EngineError."""
    async with run.transaction() as session:
        missing = await missing_pictures(session, run.user_id, work)
    if not missing:
        await run.skip(IMAGE)
        return []
    drawn = await draw_series(run, await _series(work, missing))
    for position, image_id in drawn.image_ids.items():
        scene = work.scenes[position]
        scene.scene_image_id, scene.scene_image_key = image_id, _key(work, scene)
        work.settings.drawn[image_id] = drawn.pages[position]
    async with run.transaction() as session:
        mixall, rows = await lock_work(session, run.user_id, work)
        for copy, row in still_so(work, rows, _SHOWN):
            row.scene_image_id, row.scene_image_key = copy.scene_image_id, copy.scene_image_key
        mixall.mixall_image_ids = [row.scene_image_id for row in rows if row.scene_image_id is not None]
        kept = MixallSettings.model_validate(mixall.mixall_settings or {})
        for position, image_id in drawn.image_ids.items():
            kept.drawn[image_id] = drawn.pages[position]
            scene = work.scenes[position]
            kept.drawn_for[image_id] = f"{scene.scene_id}:{scene.scene_image_key}"
        mixall.mixall_settings = kept.model_dump(mode="json")
    return drawn.photos


def _key(work: Work, scene: MixallContentScene) -> str:
    return image_key(fields_of(scene), work.settings, work.size)


def is_shown(scene: MixallContentScene, key: str) -> bool:
    """Whether a scene has its picture: one that was chosen, or one drawn of what it shall show."""
    return scene.scene_image_id is not None and (scene.scene_locked or scene.scene_image_key in {None, key})


async def missing_pictures(session: AsyncSession, user_id: int, work: Work) -> frozenset[int]:
    """The positions of the scenes whose picture is to be drawn; one that was chosen and is gone is not replaced."""
    ids = [scene.scene_image_id for scene in work.scenes if scene.scene_image_id is not None]
    there = {image.image_id for image in await list_images_by_ids(session, ids, user_id)}
    return frozenset(
        position
        for position, scene in enumerate(work.scenes)
        if not is_shown(scene, _key(work, scene))
        or (scene.scene_image_key is not None and scene.scene_image_id not in there)
    )


async def _series(work: Work, missing: frozenset[int]) -> Series:
    width, height = work.size
    pages = await read_pages(work.scenes, work.title, work.language)
    return Series(
        title=work.title[:_TITLE_LIMIT],
        subject=work.subject,
        language=work.language,
        width=width,
        height=height,
        engine=work.settings.image_engine,
        style=work.settings.style,
        seed=work.settings.seed,
        photos=work.settings.photos,
        only=missing,
        scenes=tuple(
            Shown(
                scene.scene_narration,
                scene.scene_headline or "",
                tuple(scene.scene_keywords or ()),
                scene.scene_layout or page.layout,
                prompt=scene.scene_image_prompt,
                style=scene.scene_style,
                seed=scene.scene_seed,
            )
            for scene, page in zip(work.scenes, pages, strict=True)
        ),
    )
