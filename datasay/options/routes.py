"""What can be chosen, over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Header, Path, Query, Response

from datasay.core.dependencies import ResourcesDep
from datasay.core.errors import EngineAtFault, Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.engines.protocols import ENGINE_NAME
from datasay.options import service, specimens
from datasay.options.schemas import OptionsRead
from datasay.user_auth.dependencies import CurrentUser

router = APIRouter(prefix="/api/v1/options", tags=["options"], responses=problems(Unauthenticated, Unavailable))


@router.get("")
async def read_options(resources: ResourcesDep, user: CurrentUser) -> OptionsRead:
    """Everything you can choose now: languages, shapes, formats, limits, the fields of requests, and of each engine
    that you can use its operations, models, styles and timbres, with the account your work would be done with.

    A vendor that is asked for its models or styles and does not answer soon has none, and `engine_problem` says why.
    """
    return await service.read_options(resources, user.user_id)


@router.get(
    "/specimens/{engine}/{style:path}",
    response_class=Response,
    responses={
        200: {"content": {mime_type: {} for mime_type in specimens.MIME_TYPES}},
        **problems(specimens.SpecimenNotFound, Invalid, EngineAtFault),
    },
)
async def read_specimen(
    resources: ResourcesDep,
    _user: CurrentUser,
    engine: Annotated[str, Path(pattern=ENGINE_NAME)],
    style: Annotated[str, Path(max_length=100)],
    _version: Annotated[str | None, Query(alias="v", max_length=50, description="Of the engine, for caches.")] = None,
    if_none_match: Annotated[str | None, Header(max_length=200)] = None,
) -> Response:
    """A small picture in a style of an engine that costs nothing."""
    specimen = await specimens.draw_specimen(resources, engine, style)
    headers = {"ETag": specimen.etag, "Cache-Control": "private, max-age=31536000, immutable"}
    if if_none_match == specimen.etag:
        return Response(status_code=304, headers=headers)
    return Response(specimen.picture.data, media_type=specimen.picture.mime_type, headers=headers)
