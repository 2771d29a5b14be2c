"""Works over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from datasay.core.answers import answer, answer_list
from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.etags import IfMatch, etag_of, revision_of
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.schemas import KeyPath, Tags
from datasay.image.content.errors import ImageNotFound
from datasay.mixall.content import plan, queries, service
from datasay.mixall.content.errors import MixallBusy, MixallChanged, MixallIncomplete, MixallNotFound
from datasay.mixall.content.making import video_key
from datasay.mixall.content.models import MixallStatus, MixallType
from datasay.mixall.content.schemas import (
    MixallCreate,
    MixallDeletedRead,
    MixallDetail,
    MixallPlan,
    MixallRead,
    MixallUpdate,
)
from datasay.task_management.answers import accepted
from datasay.task_management.errors import KeyReused, TooManyTasks
from datasay.task_management.schemas import AskedFor, TaskRead
from datasay.text.content.errors import TextNotFound
from datasay.user_auth.dependencies import CurrentUser
from datasay.voice.audio.errors import AudioNotFound
from datasay.voice.timbre.errors import TimbreNotFound, TimbreNotReady

router = APIRouter(
    prefix="/api/v1/mixalls", tags=["mixalls"], responses=problems(Unauthenticated, Invalid, Unavailable)
)


@router.get("", response_model=Page[MixallRead])
async def list_mixalls(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    mixall_type: MixallType | None = None,
    mixall_status: MixallStatus | None = None,
    mixall_tags: Annotated[Tags | None, Query(description="Works that carry all of these tags.")] = None,
) -> Response:
    """Your works, newest first."""
    filters = {"mixall_type": mixall_type, "mixall_status": mixall_status, "mixall_tags": mixall_tags}
    return await answer_list(resources.database, queries.KEYSET, queries.listing(user.user_id), page, filters=filters)


@router.post("", status_code=201, responses=problems(AudioNotFound, ImageNotFound, TextNotFound, MixallIncomplete))
async def create_mixall(session: Session, user: CurrentUser, wanted: MixallCreate, response: Response) -> MixallRead:
    """Plan a work from a speech and pictures you have; render it with `POST /mixalls/{mixall_id}/render`."""
    mixall = await service.create_mixall(session, user.user_id, wanted)
    response.headers["Location"] = f"/api/v1/mixalls/{mixall.mixall_id}"
    return MixallRead.model_validate(mixall)


@router.get("/deleted", response_model=Page[MixallDeletedRead])
async def list_deleted_mixalls(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(queries.DELETED_KEYSET))],
) -> Response:
    """Your deleted works, the last deleted first."""
    return await answer_list(resources.database, queries.DELETED_KEYSET, queries.deleted_listing(user.user_id), page)


@router.post("/{mixall_id:key}/restore", responses=problems(MixallNotFound))
async def restore_mixall(session: Session, user: CurrentUser, mixall_id: KeyPath, response: Response) -> MixallDetail:
    """Bring a deleted work of yours back. One that is not deleted stays as it is."""
    mixall = await service.restore_mixall(session, user.user_id, mixall_id)
    response.headers.update(etag_of(mixall.mixall_revision))
    return await service.detail_of(session, mixall)


@router.post("/{mixall_id:key}/copy", status_code=201, responses=problems(MixallNotFound))
async def copy_mixall(session: Session, user: CurrentUser, mixall_id: KeyPath, response: Response) -> MixallDetail:
    """A new draft with the same scenes, speech and pictures; the video is not copied, and only it is to be made."""
    copy = await service.copy_mixall(session, user.user_id, mixall_id)
    response.headers["Location"] = f"/api/v1/mixalls/{copy.mixall_id}"
    response.headers.update(etag_of(copy.mixall_revision))
    return await service.detail_of(session, copy)


@router.get("/{mixall_id:key}", response_model=MixallDetail, responses=problems(MixallNotFound))
async def get_mixall(resources: ResourcesDep, user: CurrentUser, mixall_id: KeyPath) -> Response:
    """One work with its storyboard."""
    row = await service.read_detail(resources.database, user.user_id, mixall_id)
    return answer(row, headers=etag_of(row["mixall_revision"]))


@router.get(
    "/{mixall_id:key}/plan", responses=problems(MixallNotFound, MixallIncomplete, TimbreNotFound, TimbreNotReady)
)
async def plan_mixall(session: Session, resources: ResourcesDep, user: CurrentUser, mixall_id: KeyPath) -> MixallPlan:
    """What the next making of a work would make anew and why, what it would take as it is, how long, for how much."""
    return await plan.plan_mixall(session, resources.settings, user.user_id, mixall_id, video_key)


@router.patch("/{mixall_id:key}", responses=problems(MixallNotFound, MixallChanged, TimbreNotFound, TimbreNotReady))
async def update_mixall(
    session: Session,
    resources: ResourcesDep,
    user: CurrentUser,
    mixall_id: KeyPath,
    changes: MixallUpdate,
    response: Response,
    if_match: IfMatch = None,
) -> MixallDetail:
    """Change title, description, tags, shape or settings; what it was stays among the versions."""
    revision = revision_of(if_match)
    mixall = await service.update_mixall(session, resources, user.user_id, mixall_id, changes, revision)
    response.headers.update(etag_of(mixall.mixall_revision))
    return await service.detail_of(session, mixall)


@router.delete("/{mixall_id:key}", status_code=204, responses=problems(MixallNotFound, MixallBusy))
async def delete_mixall(session: Session, user: CurrentUser, mixall_id: KeyPath) -> None:
    """Delete a work; its parts stay."""
    await service.delete_mixall(session, user.user_id, mixall_id)


@router.post(
    "/{mixall_id:key}/render",
    status_code=202,
    response_model=TaskRead,
    responses=problems(MixallNotFound, MixallBusy, MixallIncomplete, KeyReused, TooManyTasks),
)
async def render_mixall(
    session: Session,
    resources: ResourcesDep,
    user: CurrentUser,
    mixall_id: KeyPath,
    asked: AskedFor,
) -> Response:
    """Make a work: say and draw what it lacks, then the video. What was made of the same before is taken again.

    `task_result` is `{"mixall_id", "file_id", "subtitle_file_id", "cover_file_id", "audio_id", "image_ids",
    "credits"}`.
    The work can be edited meanwhile; what is changed goes into the next making.
    """
    task = await service.submit_render(session, resources, user.user_id, mixall_id, asked)
    return accepted(task)
