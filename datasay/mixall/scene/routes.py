"""Editing a storyboard over HTTP."""

from fastapi import APIRouter, Response

from datasay.core.answers import answer_all
from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.etags import IfMatch, etag_of, revision_of
from datasay.core.http import problems
from datasay.core.schemas import KeyPath
from datasay.file_storage.errors import FileNotFound
from datasay.image.content.errors import ImageNotFound
from datasay.mixall.content.errors import MixallChanged, MixallNotFound
from datasay.mixall.content.schemas import SceneRead
from datasay.mixall.content.service import read_detail
from datasay.mixall.scene import service
from datasay.mixall.scene.errors import SceneLocked, SceneNotFound
from datasay.mixall.scene.schemas import SceneEdit, SceneEdited, SceneImage
from datasay.user_auth.dependencies import CurrentUser
from datasay.voice.audio.errors import AudioNotFound
from datasay.voice.timbre.errors import TimbreNotFound, TimbreNotReady

router = APIRouter(
    prefix="/api/v1/mixalls/{mixall_id:key}/scenes",
    tags=["mixalls"],
    responses=problems(Unauthenticated, Invalid, Unavailable, MixallNotFound),
)


@router.get("", response_model=list[SceneRead])
async def list_scenes(resources: ResourcesDep, user: CurrentUser, mixall_id: KeyPath) -> Response:
    """The scenes of a work in order; the `ETag` is the work's."""
    row = await read_detail(resources.database, user.user_id, mixall_id)
    return answer_all(row["mixall_scenes"], headers=etag_of(row["mixall_revision"]))


@router.patch(
    "",
    responses=problems(
        MixallNotFound, SceneNotFound, ImageNotFound, AudioNotFound, TimbreNotFound, TimbreNotReady, SceneLocked,
        MixallChanged,
    ),
)  # fmt: skip
async def edit_scenes(
    session: Session,
    resources: ResourcesDep,
    user: CurrentUser,
    mixall_id: KeyPath,
    wanted: SceneEdit,
    response: Response,
    if_match: IfMatch = None,
) -> SceneEdited:
    """Edit the storyboard: `update`, `insert`, `delete`, `restore`, `move`, `split`, `merge`, all of them or none.

    With `If-Match`, only the revision you read is changed: else 412, whose `params.conflicts` has the fields that both
    sides changed with what each made of them. With `base_revision` instead, what others changed in other scenes and
    fields stays beside yours. `inverse` in the answer undoes the request when it is sent as its `operations`.
    """
    revision = revision_of(if_match)
    edited = await service.edit_scenes(session, resources, user.user_id, mixall_id, wanted, revision)
    response.headers.update(etag_of(edited.mixall_revision))
    return edited


@router.put(
    "/{scene_id:key}/image",
    responses=problems(MixallNotFound, SceneNotFound, ImageNotFound, FileNotFound, SceneLocked, MixallChanged),
)
async def replace_scene_image(
    session: Session,
    resources: ResourcesDep,
    user: CurrentUser,
    mixall_id: KeyPath,
    scene_id: KeyPath,
    wanted: SceneImage,
    response: Response,
    if_match: IfMatch = None,
) -> SceneEdited:
    """Give a scene another picture: one of your library, or a file of yours. It stays until you change it."""
    edited = await service.replace_image(
        session, resources, user.user_id, mixall_id, scene_id, wanted, revision_of(if_match)
    )
    response.headers.update(etag_of(edited.mixall_revision))
    return edited
