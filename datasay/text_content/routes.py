"""Texts over HTTP."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Response

from datasay.core.answers import answer, answer_list
from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.schemas import KeyPath, KeyQuery
from datasay.text_content import queries, service
from datasay.text_content.errors import TextChanged, TextNotFound
from datasay.text_content.models import TextContentType, TextStatus
from datasay.text_content.schemas import TextCreate, TextRead, TextUpdate
from datasay.user_auth.dependencies import CurrentUser

router = APIRouter(prefix="/api/v1/texts", tags=["texts"], responses=problems(Unauthenticated, Invalid, Unavailable))

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", max_length=200, description="The ETag you read: only that version is changed."),
]


_NO_VERSION = 0  # versions begin with 1


def _version_of(if_match: str | None) -> int | None:
    if if_match is None or if_match.strip() == "*":
        return None
    etag = re.fullmatch(r'"([0-9]{1,9})"', if_match.strip())
    return int(etag[1]) if etag is not None else _NO_VERSION


@router.get("", response_model=Page[TextRead])
async def list_texts(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    text_content_type: TextContentType | None = None,
    text_status: TextStatus | None = None,
    text_source_text_id: KeyQuery | None = None,
) -> Response:
    """Your texts, newest first."""
    statement = queries.listing(user.user_id)
    if text_content_type is not None:
        statement = statement.where(queries.Text.text_content_type == text_content_type)
    if text_status is not None:
        statement = statement.where(queries.Text.text_status == text_status)
    if text_source_text_id is not None:
        statement = statement.where(queries.Text.text_source_text_id == text_source_text_id)
    return await answer_list(resources.database, queries.KEYSET, statement, page)


@router.post("", status_code=201)
async def create_text(session: Session, user: CurrentUser, wanted: TextCreate, response: Response) -> TextRead:
    """Keep a text."""
    text = await service.create_text(session, user.user_id, wanted)
    response.headers["Location"] = f"/api/v1/texts/{text.text_id}"
    response.headers["ETag"] = f'"{text.text_version}"'
    return TextRead.model_validate(text)


@router.get("/{text_id:key}", response_model=TextRead, responses=problems(TextNotFound))
async def get_text(resources: ResourcesDep, user: CurrentUser, text_id: KeyPath) -> Response:
    """One text."""
    async with resources.database.reading() as connection:
        row = await queries.find_read(connection, text_id, user.user_id)
    if row is None:
        raise TextNotFound.of("text", text_id)
    return answer(row, headers={"ETag": f'"{row["text_version"]}"'})


@router.patch("/{text_id:key}", responses=problems(TextNotFound, TextChanged))
async def update_text(
    session: Session,
    user: CurrentUser,
    text_id: KeyPath,
    changes: TextUpdate,
    response: Response,
    if_match: IfMatch = None,
) -> TextRead:
    """Change a text."""
    text = await service.update_text(session, user.user_id, text_id, changes, _version_of(if_match))
    response.headers["ETag"] = f'"{text.text_version}"'
    return TextRead.model_validate(text)


@router.delete("/{text_id:key}", status_code=204, responses=problems(TextNotFound))
async def delete_text(session: Session, user: CurrentUser, text_id: KeyPath) -> None:
    """Delete a text; works made from it keep it."""
    await service.delete_text(session, user.user_id, text_id)
