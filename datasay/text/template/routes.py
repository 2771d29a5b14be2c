"""Text templates over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from datasay.core.answers import answer, answer_list
from datasay.core.dependencies import ResourcesDep, Session, take_place
from datasay.core.errors import Clash, Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.places import Thing, TooManyOpen
from datasay.core.schemas import KeyPath, Line
from datasay.core.tables import TemplateStatus
from datasay.text.template import queries, service
from datasay.text.template.errors import TemplateInactive, TemplateNotFound, TemplateReadOnly
from datasay.text.template.models import TemplateVisibility, TextTemplateType
from datasay.text.template.schemas import (
    Language,
    TemplateCreate,
    TemplatePreview,
    TemplateRead,
    TemplateRender,
    TemplateSaved,
    TemplateText,
    TemplateUpdate,
)
from datasay.user_auth.dependencies import CurrentUser
from datasay.user_auth.sessions import SessionUser

router = APIRouter(
    prefix="/api/v1/text-templates",
    tags=["text-templates"],
    responses=problems(Unauthenticated, Invalid, Unavailable),
)


async def _who_renders(request: Request, user: CurrentUser) -> SessionUser:
    take_place(request, Thing.RENDERING, user.user_id)
    return user


Rendering = Annotated[SessionUser, Depends(_who_renders)]
_rendering = problems(TooManyOpen)


@router.get("", response_model=Page[TemplateRead])
async def list_text_templates(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    template_type: TextTemplateType | None = None,
    template_status: TemplateStatus | None = None,
    template_visibility: TemplateVisibility | None = None,
    template_language: Language | None = None,
    q: Annotated[Line | None, Query(max_length=100, description="A part of the name.")] = None,
) -> Response:
    """The templates you may use: the built-in ones and your own."""
    filters = {
        "template_type": template_type,
        "template_status": template_status,
        "template_visibility": template_visibility,
        "template_language": template_language,
    }
    statement = queries.listing(user.user_id, named=q)
    return await answer_list(resources.database, queries.KEYSET, statement, page, filters=filters)


def _saved(template: queries.Template, warnings: list[str], status: int = 200) -> Response:
    row = {name: getattr(template, name) for name in TemplateRead.model_fields}
    where = f"/api/v1/text-templates/{template.template_id}"
    headers = {"Location": where} if status == 201 else None
    return answer(row | {"warnings": warnings}, status=status, headers=headers)


@router.post("", status_code=201, response_model=TemplateSaved, responses=_rendering)
async def create_text_template(session: Session, user: Rendering, wanted: TemplateCreate) -> Response:
    """Keep a template."""
    return _saved(*await service.create_template(session, user.user_id, wanted), status=201)


@router.post("/preview", responses=_rendering)
async def preview_text_template(_user: Rendering, wanted: TemplatePreview) -> TemplateText:
    """Render a template without keeping it."""
    outcome = await service.preview_template(wanted)
    return TemplateText(template_id=None, text=outcome.text, warnings=list(outcome.warnings))


@router.get("/{template_id:key}", response_model=TemplateRead, responses=problems(TemplateNotFound))
async def get_text_template(resources: ResourcesDep, user: CurrentUser, template_id: KeyPath) -> Response:
    """One template."""
    row = await queries.find_read(resources.database, template_id, user.user_id)
    if row is None:
        raise TemplateNotFound.of(template_id)
    return answer(row)


@router.patch(
    "/{template_id:key}",
    response_model=TemplateSaved,
    responses=problems(TemplateNotFound, TemplateReadOnly, Clash, TooManyOpen),
)
async def update_text_template(
    resources: ResourcesDep, user: Rendering, template_id: KeyPath, changes: TemplateUpdate
) -> Response:
    """Change a template of your own."""
    return _saved(*await service.update_template(resources.database, user.user_id, template_id, changes))


@router.delete("/{template_id:key}", status_code=204, responses=problems(TemplateNotFound, TemplateReadOnly))
async def delete_text_template(session: Session, user: CurrentUser, template_id: KeyPath) -> None:
    """Delete a template of your own; texts made from it keep it."""
    await service.delete_template(session, user.user_id, template_id)


@router.post("/{template_id:key}/render", responses=problems(TemplateNotFound, TemplateInactive, TooManyOpen))
async def render_text_template(
    resources: ResourcesDep, session: Session, user: Rendering, template_id: KeyPath, wanted: TemplateRender
) -> TemplateText:
    """Render a template; each time counts in `template_usage_count`."""
    row = await queries.find_read(resources.database, template_id, user.user_id)
    if row is None:
        raise TemplateNotFound.of(template_id)
    outcome = await service.render_row(row, wanted.variables)
    await service.count_usage(session, template_id)
    return TemplateText(template_id=template_id, text=outcome.text, warnings=list(outcome.warnings))
