"""The versions of a text over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from datasay.core.answers import answer, answer_page
from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.etags import IfMatch, etag_of, revision_of
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.schemas import KeyPath, KeyQuery
from datasay.text.content import version_queries as queries
from datasay.text.content import versions
from datasay.text.content.errors import TextChanged, TextNotFound, TextVersionNotFound
from datasay.text.content.schemas import TextDifference, TextRead, TextVersionItem, TextVersionRead
from datasay.user_auth.dependencies import CurrentUser

router = APIRouter(
    prefix="/api/v1/texts/{text_id:key}/versions",
    tags=["texts"],
    responses=problems(Unauthenticated, Invalid, Unavailable, TextNotFound),
)


@router.get("", response_model=Page[TextVersionItem])
async def list_text_versions(
    resources: ResourcesDep,
    user: CurrentUser,
    text_id: KeyPath,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
) -> Response:
    """Everything a text has been, the present version first, without the content."""
    return answer_page(*await versions.list_versions(resources.database, user.user_id, text_id, page))


@router.get(
    "/{text_version:key}", response_model=TextVersionRead, responses=problems(TextNotFound, TextVersionNotFound)
)
async def get_text_version(
    resources: ResourcesDep, user: CurrentUser, text_id: KeyPath, text_version: KeyPath
) -> Response:
    """One version, with its words."""
    [version] = await versions.get_versions(resources.database, user.user_id, text_id, text_version)
    return answer(version)


@router.get(
    "/{text_version:key}/diff", response_model=TextDifference, responses=problems(TextNotFound, TextVersionNotFound)
)
async def compare_text_versions(
    resources: ResourcesDep,
    user: CurrentUser,
    text_id: KeyPath,
    text_version: KeyPath,
    against: Annotated[
        KeyQuery | None, Query(description="The version to compare with; left out, the one before.")
    ] = None,
) -> Response:
    """What a version has that another has not, word by word."""
    older = against if against is not None else text_version - 1
    wanted = [text_version, older] if older else [text_version]
    found = await versions.get_versions(resources.database, user.user_id, text_id, *wanted)
    difference = await versions.compare_versions(found[0], found[1] if older else None)
    return answer(difference.model_dump())


@router.post("/{text_version:key}/restore", responses=problems(TextNotFound, TextVersionNotFound, TextChanged))
async def restore_text_version(
    session: Session,
    user: CurrentUser,
    text_id: KeyPath,
    text_version: KeyPath,
    response: Response,
    if_match: IfMatch = None,
) -> TextRead:
    """Make an old version the present one again. It becomes a new version; what it replaces is kept as well."""
    text = await versions.restore_version(session, user.user_id, text_id, text_version, revision_of(if_match))
    response.headers.update(etag_of(text.text_revision))
    return TextRead.model_validate(text)
