"""Timbres over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from datasay.core.answers import answer, answer_list
from datasay.core.dependencies import ResourcesDep
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.schemas import KeyPath, Line
from datasay.user_auth.dependencies import CurrentUser
from datasay.voice.timbre import queries
from datasay.voice.timbre.errors import TimbreNotFound
from datasay.voice.timbre.models import TimbreStatus
from datasay.voice.timbre.schemas import TimbreRead
from datasay.voice.timbre.service import able_engines

router = APIRouter(
    prefix="/api/v1/timbres", tags=["timbres"], responses=problems(Unauthenticated, Invalid, Unavailable)
)


@router.get("", response_model=Page[TimbreRead])
async def list_timbres(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    timbre_language: Annotated[Line | None, Query(max_length=10)] = None,
    timbre_platform: Annotated[Line | None, Query(max_length=50)] = None,
    timbre_status: TimbreStatus | None = None,
) -> Response:
    """The timbres you may speak with: the built-in ones, your own, and those of shared accounts."""
    filters = {"timbre_language": timbre_language, "timbre_platform": timbre_platform, "timbre_status": timbre_status}
    async with resources.database.transaction() as session:
        engines = await able_engines(session, resources.settings, user.user_id)
    listing = queries.listing(user.user_id, engines)
    return await answer_list(resources.database, queries.KEYSET, listing, page, filters=filters)


@router.get("/{timbre_id}", response_model=TimbreRead, responses=problems(TimbreNotFound))
async def get_timbre(resources: ResourcesDep, user: CurrentUser, timbre_id: KeyPath) -> Response:
    """One timbre."""
    row = await queries.find_read(resources.database, timbre_id, user.user_id)
    if row is None:
        raise TimbreNotFound.of(timbre_id)
    return answer(row)
