"""Texts over HTTP."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response

from datasay.core.answers import answer, answer_list, answer_page
from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.etags import IfMatch, etag_of, revision_of
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.schemas import KeyPath, KeyQuery, Tags
from datasay.search.finding import search_page
from datasay.search.schemas import Q
from datasay.search.sources import BEST
from datasay.text.content import queries, service
from datasay.text.content.errors import TextChanged, TextNotFound
from datasay.text.content.models import TextContentType, TextStatus
from datasay.text.content.schemas import Language, TextCreate, TextDeletedRead, TextFound, TextRead, TextUpdate
from datasay.user_auth.dependencies import CurrentUser

router = APIRouter(prefix="/api/v1/texts", tags=["texts"], responses=problems(Unauthenticated, Invalid, Unavailable))


@router.get("", response_model=Page[TextFound], response_model_exclude_unset=True)
async def list_texts(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    q: Q = None,
    text_content_type: TextContentType | None = None,
    text_status: TextStatus | None = None,
    text_source_text_id: KeyQuery | None = None,
    text_template_id: KeyQuery | None = None,
    text_language: Annotated[Language, Query()] | None = None,
    text_tags: Annotated[Tags | None, Query(description="Texts that carry all of these tags.")] = None,
) -> Response:
    """Your texts, newest first; with `q` those that have what it asks for, best first."""
    filters = {
        "text_content_type": text_content_type,
        "text_status": text_status,
        "text_source_text_id": text_source_text_id,
        "text_template_id": text_template_id,
        "text_language": text_language,
        "text_tags": text_tags,
    }
    if q is not None and q.strip():
        return answer_page(
            *await search_page(resources.database, queries.SEARCHED, queries.READ_COLUMNS, q, page, filters)
        )
    if page.sort == BEST:
        page = replace(page, sort=None)  # nothing to rank by
    own = {"user_id": user.user_id}
    return await answer_list(resources.database, queries.KEYSET, queries.LIST, page, filters=filters, values=own)


@router.post("", status_code=201, response_model=TextRead)
async def create_text(resources: ResourcesDep, user: CurrentUser, wanted: TextCreate) -> Response:
    """Keep a text."""
    row = await service.keep_text(resources.database, user.user_id, wanted)
    headers = {"Location": f"/api/v1/texts/{row['text_id']}", **etag_of(row["text_revision"])}
    return answer(row, status=201, headers=headers)


@router.get("/{text_id:key}", response_model=TextRead, responses=problems(TextNotFound))
async def get_text(resources: ResourcesDep, user: CurrentUser, text_id: KeyPath) -> Response:
    """One text."""
    row = await queries.find_read(resources.database, text_id, user.user_id)
    if row is None:
        raise TextNotFound.of(text_id)
    return answer(row, headers=etag_of(row["text_revision"]))


@router.patch("/{text_id:key}", responses=problems(TextNotFound, TextChanged))
async def update_text(
    session: Session,
    user: CurrentUser,
    text_id: KeyPath,
    changes: TextUpdate,
    response: Response,
    if_match: IfMatch = None,
) -> TextRead:
    """Change a text. The words it replaces stay as a version; nothing new makes no new version."""
    text = await service.update_text(session, user.user_id, text_id, changes, revision_of(if_match))
    response.headers.update(etag_of(text.text_revision))
    return TextRead.model_validate(text)


@router.delete("/{text_id:key}", status_code=204, responses=problems(TextNotFound, TextChanged))
async def delete_text(session: Session, user: CurrentUser, text_id: KeyPath, if_match: IfMatch = None) -> None:
    """Delete a text; works made from it keep it, and it can be restored."""
    await service.delete_text(session, user.user_id, text_id, revision_of(if_match))


@router.get("/deleted", response_model=Page[TextDeletedRead])
async def list_deleted_texts(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(queries.DELETED_KEYSET))],
) -> Response:
    """Your deleted texts, the last deleted first."""
    return await answer_list(resources.database, queries.DELETED_KEYSET, queries.deleted_listing(user.user_id), page)


@router.post("/{text_id:key}/restore", responses=problems(TextNotFound, TextChanged))
async def restore_text(
    session: Session, user: CurrentUser, text_id: KeyPath, response: Response, if_match: IfMatch = None
) -> TextRead:
    """Bring a deleted text back; an admin that of any user. One that is not deleted stays as it is."""
    text = await service.restore_text(session, user, text_id, revision_of(if_match))
    response.headers.update(etag_of(text.text_revision))
    return TextRead.model_validate(text)
