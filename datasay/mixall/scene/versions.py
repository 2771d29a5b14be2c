"""The rules of versions: list them, read one, compare two, make an old one the present one again, keep the present."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.pages import PageQuery
from datasay.core.reading import Row
from datasay.mixall.content import queries as works
from datasay.mixall.content.errors import MixallNotFound
from datasay.mixall.content.models import MixallAspect, MixallContentBasic
from datasay.mixall.content.revisions import EDITABLE, begin_change, snapshot_of
from datasay.mixall.content.schemas import MixallDetail, MixallSettings, ShownSettings
from datasay.mixall.content.service import detail_of, get_mixall, lock_mixall
from datasay.mixall.scene import queries
from datasay.mixall.scene.errors import MixallVersionNotFound
from datasay.mixall.scene.schemas import MixallDifference, MixallVersionRead, SceneChange
from datasay.mixall.scene.service import replace_fields
from datasay.wording.told import Told

_Scenes = Sequence[Mapping[str, Any]]  # Any: JSON


@dataclass(frozen=True, slots=True)
class Version:
    """A work at one of its revisions."""

    revision: int
    title: str
    aspect: str
    settings: MixallSettings
    scenes: _Scenes
    is_kept: bool
    time: Any  # Any: a datetime that pydantic reads again


async def list_versions(
    database: Database, user_id: int, mixall_id: int, page: PageQuery
) -> tuple[Sequence[Row], str | None]:
    """A page of all versions of a work of this user, and the cursor of the next. Raises MixallNotFound, Invalid."""
    if not await queries.is_own(database, mixall_id, user_id):
        raise MixallNotFound.of(mixall_id)
    rows = await database.fetch(queries.KEYSET.page(queries.listing(mixall_id), page))
    return queries.KEYSET.cut(rows, page)


async def read_version(session: AsyncSession, user_id: int, mixall_id: int, revision: int) -> MixallVersionRead:
    """One version, whole. Raises MixallNotFound, MixallVersionNotFound."""
    version = await _find(session, await get_mixall(session, user_id, mixall_id), revision)
    return MixallVersionRead(
        mixall_id=mixall_id,
        mixall_revision=version.revision,
        version_title=version.title,
        version_aspect=MixallAspect(version.aspect),
        version_kept=version.is_kept,
        version_scene_count=len(version.scenes),
        version_created_time=version.time,
        version_settings=_shown(version.settings),
        version_scenes=[dict(scene) for scene in version.scenes],
    )


def _shown(settings: MixallSettings) -> dict[str, Any]:  # Any: JSON
    return ShownSettings.model_validate(settings.model_dump()).model_dump(mode="json")


async def _find(session: AsyncSession, mixall: MixallContentBasic, revision: int) -> Version:
    """A version of a work, the present one too. Raises MixallVersionNotFound."""
    if revision == mixall.mixall_revision:
        settings = MixallSettings.model_validate(mixall.mixall_settings or {})
        scenes = snapshot_of(await works.list_scenes(session, mixall.mixall_id))
        aspect, time = mixall.mixall_aspect or MixallAspect.PORTRAIT, mixall.mixall_updated_time
        kept = settings.kept_revision == revision
        return Version(revision, mixall.mixall_title, aspect, settings, scenes, kept, time)
    found = await queries.find_version(session, mixall.mixall_id, revision)
    if found is None:
        raise MixallVersionNotFound(
            Told(
                "Work {mixall_id} has no version {mixall_revision}; choose one from the list of its versions.",
                "作品 {mixall_id} 没有第 {mixall_revision} 版。请在它的版本列表里选。",
                mixall_id=mixall.mixall_id,
                mixall_revision=revision,
            )
        )
    settings = MixallSettings.model_validate(found.version_settings)
    aspect, time = found.version_aspect, found.version_created_time
    return Version(revision, found.version_title, aspect, settings, found.version_scenes, found.version_kept, time)


async def compare_versions(
    session: AsyncSession, user_id: int, mixall_id: int, revision: int, against: int | None
) -> MixallDifference:
    """What a version has that another, or the one before, has not. Raises MixallNotFound, MixallVersionNotFound."""
    mixall = await get_mixall(session, user_id, mixall_id)
    against = against or await queries.find_earlier(session, mixall_id, revision) or revision
    after, before = await _find(session, mixall, revision), await _find(session, mixall, against)
    settings = _shown(before.settings), _shown(after.settings)
    return MixallDifference(
        mixall_id=mixall_id,
        mixall_revision=revision,
        against=against,
        title=None if before.title == after.title else (before.title, after.title),
        aspect=None if before.aspect == after.aspect else (before.aspect, after.aspect),
        settings=_differing(*settings, settings[0].keys()),
        scenes=scene_changes(before.scenes, after.scenes),
    )


def _differing(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    names: Any,  # Any: JSON, and the names that are compared
) -> dict[str, tuple[Any, Any]]:
    pairs = {name: (before.get(name), after.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def scene_changes(before: _Scenes, after: _Scenes) -> list[SceneChange]:
    """What became of each scene, in the order of the new version, deleted ones last."""
    old, new = ({int(scene["scene_id"]): scene for scene in scenes} for scenes in (before, after))
    stayed = [scene_id for scene_id in old if scene_id in new]
    moved = _moved(stayed, [scene_id for scene_id in new if scene_id in old])
    changes = []
    for scene_id, scene in new.items():
        fields = _differing(old.get(scene_id, EDITABLE), scene, EDITABLE)
        what: Literal["added", "changed", "moved"] = "moved" if not fields else "changed"
        if scene_id not in old:
            what = "added"
        if what != "moved" or scene_id in moved:
            changes.append(SceneChange(scene_id=scene_id, change=what, fields=fields))
    gone = [SceneChange(scene_id=scene_id, change="deleted", fields={}) for scene_id in old if scene_id not in new]
    return changes + gone


def _moved(before: Sequence[int], after: Sequence[int]) -> set[int]:
    """Those that another place between the same neighbours tells apart: all but a longest run that kept its order."""
    places = {scene_id: place for place, scene_id in enumerate(before)}
    best: list[list[int]] = []  # of each length, the run that ends earliest
    for scene_id in after:
        longest = max((run for run in best if places[run[-1]] < places[scene_id]), key=len, default=[])
        run = [*longest, scene_id]
        if len(run) > len(best):
            best.append(run)
        elif places[scene_id] < places[best[len(run) - 1][-1]]:
            best[len(run) - 1] = run
    return set(after) - set(best[-1] if best else [])


async def restore_version(
    session: AsyncSession, user_id: int, mixall_id: int, revision: int, if_revision: int | None
) -> MixallDetail:
    """Make an old version the present one again, as a new revision; what it replaces is kept for good.

    Raises MixallNotFound, MixallVersionNotFound, MixallChanged.
    """
    mixall = await lock_mixall(session, user_id, mixall_id, if_revision)
    version = await _find(session, mixall, revision)
    if revision != mixall.mixall_revision:
        _keep_present(mixall)
        await begin_change(session, mixall)
        now = MixallSettings.model_validate(mixall.mixall_settings or {})
        own = {"cover_file_id": now.cover_file_id, "drawn": {**version.settings.drawn, **now.drawn}}
        settings = version.settings.model_copy(update=own)
        mixall.mixall_title, mixall.mixall_aspect = version.title, version.aspect
        mixall.mixall_settings = settings.model_dump(mode="json")
        await replace_fields(session, mixall, version.scenes)
    return await detail_of(session, mixall)


async def keep_version(session: AsyncSession, user_id: int, mixall_id: int) -> MixallDetail:
    """Keep the present version for good. Raises MixallNotFound."""
    mixall = await lock_mixall(session, user_id, mixall_id)
    _keep_present(mixall)
    await session.flush()
    return await detail_of(session, mixall)


def _keep_present(mixall: MixallContentBasic) -> None:
    settings = MixallSettings.model_validate(mixall.mixall_settings or {})
    kept = settings.model_copy(update={"kept_revision": mixall.mixall_revision})
    mixall.mixall_settings = kept.model_dump(mode="json")
