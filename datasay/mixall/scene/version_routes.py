"""The versions of a work over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from datasay.core.answers import answer_page
from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.etags import IfMatch, etag_of, revision_of
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.schemas import KeyPath, KeyQuery
from datasay.mixall.content.errors import MixallChanged, MixallNotFound
from datasay.mixall.content.schemas import MixallDetail
from datasay.mixall.scene import queries, versions
from datasay.mixall.scene.errors import MixallVersionNotFound
from datasay.mixall.scene.schemas import MixallDifference, MixallVersionItem, MixallVersionRead
from datasay.user_auth.dependencies import CurrentUser

router = APIRouter(
    prefix="/api/v1/mixalls/{mixall_id:key}/versions",
    tags=["mixalls"],
    responses=problems(Unauthenticated, Invalid, Unavailable, MixallNotFound),
)


@router.get("", response_model=Page[MixallVersionItem])
async def list_mixall_versions(
    resources: ResourcesDep,
    user: CurrentUser,
    mixall_id: KeyPath,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
) -> Response:
    """What a work was after each of its changes, the present first; those not kept for good are thinned out in time."""
    return answer_page(*await versions.list_versions(resources.database, user.user_id, mixall_id, page))


@router.post("", status_code=201)
async def keep_mixall_version(
    session: Session, user: CurrentUser, mixall_id: KeyPath, response: Response
) -> MixallDetail:
    """Keep the present version for good."""
    kept = await versions.keep_version(session, user.user_id, mixall_id)
    response.headers["Location"] = f"/api/v1/mixalls/{mixall_id}/versions/{kept.mixall_revision}"
    response.headers.update(etag_of(kept.mixall_revision))
    return kept


@router.get("/{mixall_revision:key}", responses=problems(MixallNotFound, MixallVersionNotFound))
async def get_mixall_version(
    session: Session, user: CurrentUser, mixall_id: KeyPath, mixall_revision: KeyPath
) -> MixallVersionRead:
    """One version, with its settings and scenes."""
    return await versions.read_version(session, user.user_id, mixall_id, mixall_revision)


@router.get("/{mixall_revision:key}/diff", responses=problems(MixallNotFound, MixallVersionNotFound))
async def compare_mixall_versions(
    session: Session,
    user: CurrentUser,
    mixall_id: KeyPath,
    mixall_revision: KeyPath,
    against: Annotated[
        KeyQuery | None, Query(description="The version to compare with; left out, the one before.")
    ] = None,
) -> MixallDifference:
    """What a version has that another has not: title, shape, settings, and what became of each scene."""
    return await versions.compare_versions(session, user.user_id, mixall_id, mixall_revision, against)


@router.post("/{mixall_revision:key}/restore", responses=problems(MixallNotFound, MixallVersionNotFound, MixallChanged))
async def restore_mixall_version(
    session: Session,
    user: CurrentUser,
    mixall_id: KeyPath,
    mixall_revision: KeyPath,
    response: Response,
    if_match: IfMatch = None,
) -> MixallDetail:
    """Make an old version the present one again. It becomes a new revision; what it replaces is kept for good."""
    revision = revision_of(if_match)
    restored = await versions.restore_version(session, user.user_id, mixall_id, mixall_revision, revision)
    response.headers.update(etag_of(restored.mixall_revision))
    return restored
