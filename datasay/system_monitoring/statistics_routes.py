"""Statistics over HTTP: one's own; for administrators everybody's."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from datasay.core.answers import answer, answer_list, answer_page
from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, in_order, page_query
from datasay.core.schemas import KeyPath
from datasay.system_monitoring import prices, statistics
from datasay.system_monitoring.errors import PriceNotFound
from datasay.system_monitoring.schemas import (
    DateQuery,
    EngineName,
    PriceCreate,
    PriceRead,
    PriceUpdate,
    StatisticRead,
    StatisticTotal,
    WhoseQuery,
)
from datasay.user_auth.dependencies import AdminUser, CurrentUser
from datasay.user_auth.errors import RoleTooLow
from datasay.user_auth.sessions import SessionUser
from datasay.wording.told import Told

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
        raise RoleTooLow(Told("The statistics of others are for administrators.", "别人的统计只有管理员可以看。"))
    return user.user_id


@router.get("", response_model=Page[StatisticRead])
async def list_statistics(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(statistics.KEYSET))],
    stat_user_id: WhoseQuery | None = None,
    stat_date_from: DateQuery | None = None,
    stat_date_to: DateQuery | None = None,
) -> Response:
    """Your use of engines by day, with units and prices; an administrator sees everybody's."""
    whose = _whose(user, stat_user_id)
    in_order("stat_date", stat_date_from, stat_date_to)
    return answer_page(*await statistics.list_days(resources.database, whose, stat_date_from, stat_date_to, page))


@router.get("/total", response_model=StatisticTotal)
async def get_statistics_total(
    resources: ResourcesDep,
    user: CurrentUser,
    stat_user_id: WhoseQuery | None = None,
    stat_date_from: DateQuery | None = None,
    stat_date_to: DateQuery | None = None,
) -> Response:
    """The sums of some days, by engine and model; the last thirty when left out. For an administrator, everybody's."""
    in_order("stat_date", stat_date_from, stat_date_to)
    first, last = statistics.usual_range(stat_date_from, stat_date_to)
    return answer(await statistics.total(resources.database, _whose(user, stat_user_id), first, last))


@router.get("/prices", response_model=Page[PriceRead])
async def list_prices(
    resources: ResourcesDep,
    _user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(prices.KEYSET))],
    price_engine: EngineName | None = None,
) -> Response:
    """What use is billed with where the account has no price of its own; the newest first."""
    filters = {"price_engine": price_engine}
    return await answer_list(resources.database, prices.KEYSET, prices.listing(), page, filters=filters)


@router.post("/prices", status_code=201)
async def create_price(session: Session, user: AdminUser, wanted: PriceCreate, response: Response) -> PriceRead:
    """Keep a price; what is used from now on, on days it holds for, is billed with it. For administrators."""
    price = await prices.create_price(session, user.user_id, wanted)
    response.headers["Location"] = f"/api/v1/statistics/prices/{price.price_id}"
    return PriceRead.model_validate(price)


@router.patch("/prices/{price_id:key}", responses=problems(PriceNotFound))
async def update_price(session: Session, _user: AdminUser, price_id: KeyPath, changes: PriceUpdate) -> PriceRead:
    """Change the days a price holds for. For administrators."""
    return PriceRead.model_validate(await prices.update_price(session, price_id, changes))


@router.delete("/prices/{price_id:key}", status_code=204, responses=problems(PriceNotFound))
async def delete_price(session: Session, _user: AdminUser, price_id: KeyPath) -> None:
    """Forget a price; what was billed with it stays as it was. For administrators."""
    await prices.delete_price(session, price_id)
