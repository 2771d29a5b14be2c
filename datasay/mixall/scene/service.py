"""The rules of editing a storyboard: all operations or none, for the revision that was read; what it was is kept."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.errors import DataSayError, Invalid
from datasay.core.resources import Resources
from datasay.engines.protocols import LAYOUTS
from datasay.image.content.schemas import ImageTake
from datasay.image.content.service import check_style, take_image
from datasay.language.detection import reading_language
from datasay.mixall.content import queries as works
from datasay.mixall.content.errors import MixallChanged
from datasay.mixall.content.fingerprints import image_key, voice_key
from datasay.mixall.content.models import MixallAspect, MixallContentBasic, MixallContentScene, MixallContentVersion
from datasay.mixall.content.revisions import EDITABLE, begin_change, fields_of
from datasay.mixall.content.schemas import SIZES, MixallSettings
from datasay.mixall.content.service import check_images, detail_of, lock_mixall
from datasay.mixall.scene import queries
from datasay.mixall.scene.board import WHOLE, Board, Fields, apply, makes_scene
from datasay.mixall.scene.schemas import Operation, SceneEdit, SceneEdited, SceneImage
from datasay.voice.audio.service import get_audio
from datasay.voice.timbre.service import ready_timbre
from datasay.wording.told import Told


async def edit_scenes(
    session: AsyncSession,
    resources: Resources,
    user_id: int,
    mixall_id: int,
    wanted: SceneEdit,
    if_revision: int | None,
) -> SceneEdited:
    """Do the operations; the new storyboard, and what takes them back.

    Raises MixallNotFound, MixallChanged, SceneNotFound, SceneLocked, ImageNotFound, AudioNotFound, TimbreNotFound,
    TimbreNotReady, Invalid.
    """
    mixall = await lock_mixall(session, user_id, mixall_id)
    rows = {scene.scene_id: scene for scene in await works.list_all_scenes(session, mixall_id)}
    await _check_revision(session, mixall, rows, wanted, if_revision)
    board = _board(rows)
    new_ids = await queries.new_ids(session, sum(map(makes_scene, wanted.operations)))
    edited = apply(board, wanted.operations, new_ids)
    if edited.inverse:
        await _check_fields(session, resources, mixall, rows, board)
        await begin_change(session, mixall)
        _write(session, mixall, rows, board)
        await session.flush()
    detail = await detail_of(session, mixall)
    return SceneEdited(**detail.model_dump(), inverse=edited.inverse)


async def replace_image(
    session: AsyncSession,
    resources: Resources,
    user_id: int,
    mixall_id: int,
    scene_id: int,
    wanted: SceneImage,
    if_revision: int | None,
) -> SceneEdited:
    """Give a scene another picture; one of the user's files becomes one of the library first.

    Raises MixallNotFound, MixallChanged, SceneNotFound, SceneLocked, ImageNotFound, FileNotFound, Invalid.
    """
    image_id = wanted.scene_image_id
    if wanted.file_id is not None:
        image_id = (await take_image(session, user_id, ImageTake(file_id=wanted.file_id))).image_id
    crop = None if wanted.crop is None else wanted.crop.model_dump()
    fields = {"scene_image_id": image_id, "scene_crop": crop}
    edit = SceneEdit.model_validate({"operations": [{"op": "update", "scene_id": scene_id, **fields}]})
    return await edit_scenes(session, resources, user_id, mixall_id, edit, if_revision)


def _board(rows: Mapping[int, MixallContentScene]) -> Board:
    shown = [scene for scene in rows.values() if scene.scene_position is not None]
    shown.sort(key=lambda scene: scene.scene_position or 0)
    return Board({key: fields_of(scene) for key, scene in rows.items()}, [scene.scene_id for scene in shown])


async def _check_revision(
    session: AsyncSession,
    mixall: MixallContentBasic,
    rows: Mapping[int, MixallContentScene],
    wanted: SceneEdit,
    if_revision: int | None,
) -> None:
    """Refuse operations that were made for another revision, unless only other fields changed since.

    Raises MixallChanged, which tells what both sides made of the fields that both changed.
    """
    base = if_revision if if_revision is not None else wanted.base_revision
    if base is None or base == mixall.mixall_revision:
        return
    version = await queries.find_version(session, mixall.mixall_id, base)
    try:
        conflicts = None if version is None else _conflicts(version, _board(rows), wanted.operations)
    except DataSayError:  # they do not even fit what they say they were made for
        conflicts = None
    if if_revision is None and conflicts == []:
        return
    raise MixallChanged(mixall.mixall_revision, conflicts or ())


def _conflicts(
    version: MixallContentVersion, now: Board, operations: Sequence[Operation]
) -> list[dict[str, Any]]:  # Any: JSON
    """The fields that both these operations and somebody else have changed since a version, with both values."""
    before: dict[int, Fields] = {
        int(str(scene["scene_id"])): {name: scene.get(name, value) for name, value in EDITABLE.items()}
        for scene in version.version_scenes
    }
    mine = Board({key: dict(fields) for key, fields in {**now.scenes, **before}.items()}, list(before))
    edited = apply(mine, operations, [-number for number in range(1, len(operations) + 1)])
    return [
        {
            "scene_id": scene_id,
            "field": name,
            "mine": _value(mine, scene_id, name),
            "theirs": _value(now, scene_id, name),
        }
        for scene_id, name in sorted(edited.touched)
        if scene_id in before and _changed(before[scene_id], now, scene_id, name)
    ]


def _changed(before: Fields, now: Board, scene_id: int, name: str) -> bool:
    """Whether somebody else has changed this field, or whether the scene is there."""
    if scene_id not in now.order:
        return True
    return now.scenes[scene_id] != before if name == WHOLE else now.scenes[scene_id][name] != before[name]


def _value(board: Board, scene_id: int, name: str) -> Any:  # Any: JSON
    """What a field is on this side; null for a scene that is deleted."""
    if scene_id not in board.order:
        return None
    return board.scenes[scene_id] if name == WHOLE else board.scenes[scene_id][name]


async def _check_fields(
    session: AsyncSession,
    resources: Resources,
    mixall: MixallContentBasic,
    rows: Mapping[int, MixallContentScene],
    board: Board,
) -> None:
    """What the changed scenes refer to is there and the user's."""
    settings = MixallSettings.model_validate(mixall.mixall_settings or {})
    known = {scene_id: fields_of(scene) for scene_id, scene in rows.items()}
    new: dict[str, set[Any]] = {name: set() for name in EDITABLE}  # Any: JSON
    spoken: dict[int, str] = {}
    for scene_id in board.order:
        fields, before = board.scenes[scene_id], known.get(scene_id, dict(EDITABLE))
        for name in ("scene_image_id", "scene_audio_id", "scene_timbre_id", "scene_style", "scene_layout"):
            if fields[name] not in {None, before[name]}:
                new[name].add(fields[name])
                spoken[scene_id] = fields["scene_narration"]
    await check_images(session, mixall.mixall_created_user_id, sorted(new["scene_image_id"]), field="scene_image_id")
    for audio_id in new["scene_audio_id"]:
        await get_audio(session, mixall.mixall_created_user_id, audio_id)
    for timbre_id in new["scene_timbre_id"]:
        language = reading_language(" ".join(spoken.values()))
        await ready_timbre(session, resources.settings, mixall.mixall_created_user_id, timbre_id, language)
    for style in new["scene_style"]:
        await check_style(session, resources, mixall.mixall_created_user_id, settings.image_engine, style)
    _check_layouts(new["scene_layout"])


def _check_layouts(wanted: Iterable[str]) -> None:
    for layout in wanted:
        if layout not in LAYOUTS:
            raise Invalid.field(
                "scene_layout",
                Told(
                    "There is no layout {layout}. Known: {known}.",
                    "没有版式 {layout}，可选：{known}。",
                    layout=layout,
                    known=LAYOUTS,
                ),
            )


def _write(
    session: AsyncSession, mixall: MixallContentBasic, rows: dict[int, MixallContentScene], board: Board
) -> None:
    """Make the rows what the board says."""
    now = utc_now()
    places = {scene_id: position for position, scene_id in enumerate(board.order)}
    settings = MixallSettings.model_validate(mixall.mixall_settings or {})
    size = SIZES[MixallAspect(mixall.mixall_aspect or MixallAspect.PORTRAIT)]
    for scene_id, fields in board.scenes.items():
        position = places.get(scene_id)
        scene = rows.get(scene_id)
        if scene is None:
            scene = MixallContentScene(scene_id=scene_id, scene_mixall_id=mixall.mixall_id)
            session.add(scene)
            rows[scene_id] = scene
        elif (position, fields) == (scene.scene_position, fields_of(scene)):
            continue
        if fields["scene_audio_id"] is not None and fields["scene_audio_id"] != scene.scene_audio_id:
            scene.scene_voice_key = voice_key(fields, settings)
        if fields["scene_image_id"] != scene.scene_image_id:
            key = image_key(fields, settings, size)  # one that was drawn for another scene is chosen by hand
            drawn_for = settings.drawn_for.get(fields["scene_image_id"] or 0)
            scene.scene_image_key = key if drawn_for == f"{scene_id}:{key}" else None
        for name, value in fields.items():
            setattr(scene, name, value)
        scene.scene_position = position
        scene.scene_deleted_time = (scene.scene_deleted_time or now) if position is None else None
        scene.scene_updated_time = now
    shown = [board.scenes[scene_id]["scene_image_id"] for scene_id in board.order]
    mixall.mixall_image_ids = [image_id for image_id in shown if image_id is not None]


async def replace_fields(
    session: AsyncSession,
    mixall: MixallContentBasic,
    scenes: Sequence[Mapping[str, Any]],  # Any: JSON
) -> None:
    """Make the storyboard of a locked work what a version says; scenes it does not have are deleted."""
    rows = {scene.scene_id: scene for scene in await works.list_all_scenes(session, mixall.mixall_id)}
    board = _board(rows)
    board.order = [int(scene["scene_id"]) for scene in scenes]
    for scene in scenes:
        board.scenes[int(scene["scene_id"])] = {name: scene.get(name, value) for name, value in EDITABLE.items()}
    _write(session, mixall, rows, board)
    for scene in scenes:
        row = rows[int(scene["scene_id"])]
        row.scene_start_seconds = _moment(scene.get("scene_start_seconds"))
        row.scene_end_seconds = _moment(scene.get("scene_end_seconds"))
    await session.flush()


def _moment(seconds: float | None) -> Decimal | None:
    return None if seconds is None else Decimal(str(seconds))
