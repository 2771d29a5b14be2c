"""Statistics over HTTP: one's own; for administrators everybody's."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from datasay.core.answers import answer, answer_page
from datasay.core.dependencies import ResourcesDep
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.schemas import KeyQuery
from datasay.system_monitoring import statistics
from datasay.system_monitoring.schemas import DateQuery, StatisticRead, StatisticTotal
from datasay.user_auth.dependencies import CurrentUser
from datasay.user_auth.errors import RoleTooLow
from datasay.user_auth.sessions import SessionUser

router = APIRouter(
    prefix="/api/v1/statistics",
    tags=["statistics"],
    responses=problems(Unauthenticated, Invalid, Unavailable, RoleTooLow),
)


def _whose(user: SessionUser, asked: int | None) -> int | None:
    """Whose figures are shown; None: everybody's. Raises RoleTooLow."""
    if user.is_admin:
        return asked
    if asked not in {None, user.user_id}:
        raise RoleTooLow("The statistics of others are for administrators.")
    return user.user_id


@router.get("", response_model=Page[StatisticRead])
async def list_statistics(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(statistics.KEYSET))],
    stat_user_id: KeyQuery | None = None,
    stat_date_from: DateQuery | None = None,
    stat_date_to: DateQuery | None = None,
) -> Response:
    """Your use of engines by day, with tokens and prices; an administrator sees everybody's."""
    statement = statistics.listing(_whose(user, stat_user_id), stat_date_from, stat_date_to)
    found = await resources.database.fetch(statistics.KEYSET.page(statement, page))
    rows, cursor = statistics.KEYSET.cut(found, page)
    async with resources.database.reading() as connection:
        return answer_page(await statistics.with_tokens(connection, rows), cursor)


@router.get("/total", response_model=StatisticTotal)
async def get_statistics_total(
    resources: ResourcesDep,
    user: CurrentUser,
    stat_user_id: KeyQuery | None = None,
    stat_date_from: DateQuery | None = None,
    stat_date_to: DateQuery | None = None,
) -> Response:
    """The sums of some days, by engine and model; the last thirty when left out. For an administrator, everybody's."""
    first, last = statistics.usual_range(stat_date_from, stat_date_to)
    async with resources.database.reading() as connection:
        return answer(await statistics.total(connection, _whose(user, stat_user_id), first, last))
