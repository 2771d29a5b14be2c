"""Analyses over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Response

from datasay.core.answers import answer, answer_list
from datasay.core.dependencies import ResourcesDep
from datasay.core.errors import EngineAtFault, Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.schemas import KeyPath
from datasay.platform_integration.errors import PlatformKeyLost
from datasay.task_management.answers import accepted
from datasay.task_management.errors import KeyReused, TooManyTasks
from datasay.task_management.schemas import AskedFor, TaskRead
from datasay.text.analyse import making, queries, service
from datasay.text.analyse.errors import AnalyseNotFound
from datasay.text.analyse.models import TextAnalyseType
from datasay.text.analyse.schemas import AnalyseListed, AnalyseRead, AnalyseWanted
from datasay.text.content.errors import TextNotFound
from datasay.user_auth.dependencies import CurrentUser

router = APIRouter(
    prefix="/api/v1/texts/{text_id:key}/analyses",
    tags=["texts"],
    responses=problems(Unauthenticated, Invalid, Unavailable, TextNotFound),
)


@router.get("", response_model=Page[AnalyseListed])
async def list_text_analyses(
    resources: ResourcesDep,
    user: CurrentUser,
    text_id: KeyPath,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    analyse_type: TextAnalyseType | None = None,
) -> Response:
    """The analyses of a text, newest first, without their results."""
    if not await queries.has_text(resources.database, text_id, user.user_id):
        raise TextNotFound.of(text_id)
    filters = {"analyse_type": analyse_type}
    return await answer_list(
        resources.database, queries.KEYSET, queries.listing(text_id, user.user_id), page, filters=filters
    )


@router.post(
    "",
    status_code=201,
    response_model=AnalyseRead,
    responses={
        200: {"model": AnalyseRead, "description": "The same question about this version was answered before."},
        202: {
            "model": TaskRead,
            "description": "The text is long, or a model is asked; `task_result` is `{text_id, analyse_id, usage?}`.",
        },
        **problems(PlatformKeyLost, KeyReused, TooManyTasks, EngineAtFault),
    },
)
async def analyse_text(
    resources: ResourcesDep,
    user: CurrentUser,
    text_id: KeyPath,
    wanted: Annotated[AnalyseWanted, Body()],
    asked: AskedFor,
) -> Response:
    """Analyse a text: at once, or as a task beyond 20,000 characters (sentiment: 3,000) or when a model is asked."""
    database = resources.database
    async with database.transaction() as session:
        if await service.needs_task(session, resources, user.user_id, text_id, wanted, asked):
            task = await service.submit_analysis(session, resources, user.user_id, text_id, wanted, asked)
            return accepted(task)
    made = await making.analyse_text(resources, user.user_id, text_id, wanted)
    where = {"Location": f"/api/v1/texts/{text_id}/analyses/{made.row['analyse_id']}"}
    return answer(made.row, status=201 if made.new else 200, headers=where)


@router.get("/{analyse_id:key}", response_model=AnalyseRead, responses=problems(AnalyseNotFound))
async def get_text_analyse(
    resources: ResourcesDep, user: CurrentUser, text_id: KeyPath, analyse_id: KeyPath
) -> Response:
    """One analysis with its result."""
    row = await queries.find_read(resources.database, text_id, analyse_id, user.user_id)
    if row is None:
        raise AnalyseNotFound.of(analyse_id)
    return answer(row)
