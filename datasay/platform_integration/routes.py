"""Accounts over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from datasay.core.answers import answer, answer_list
from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.schemas import KeyPath
from datasay.platform_integration import queries, service
from datasay.platform_integration.checking import check_account
from datasay.platform_integration.errors import PlatformKeyLost, PlatformNotFound, SharingRefused
from datasay.platform_integration.followers import follow
from datasay.platform_integration.models import PlatformStatus
from datasay.platform_integration.schemas import (
    PlatformChecked,
    PlatformCreate,
    PlatformName,
    PlatformRead,
    PlatformUpdate,
)
from datasay.user_auth.dependencies import CurrentUser

router = APIRouter(
    prefix="/api/v1/platforms", tags=["platforms"], responses=problems(Unauthenticated, Invalid, Unavailable)
)


@router.get("", response_model=Page[PlatformRead])
async def list_platforms(
    resources: ResourcesDep,
    user: CurrentUser,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    platform_name: PlatformName | None = None,
    platform_status: PlatformStatus | None = None,
) -> Response:
    """Your accounts with engines and platforms; keys are not shown."""
    filters = {"platform_name": platform_name, "platform_status": platform_status}
    return await answer_list(resources.database, queries.KEYSET, queries.listing(user.user_id), page, filters=filters)


@router.post("", status_code=201, responses=problems(SharingRefused))
async def create_platform(
    resources: ResourcesDep, user: CurrentUser, wanted: PlatformCreate, response: Response
) -> PlatformRead:
    """Keep an account with an engine; `GET /engines` shows the form of each. `…/check` asks its server."""
    async with resources.database.transaction() as session:
        config = await service.create_platform(session, resources.settings, user, wanted)
        kept = PlatformRead.model_validate(config)
        account = await service.open_account(session, resources.settings, user, config.config_id)
    await follow(resources, account)
    response.headers["Location"] = f"/api/v1/platforms/{kept.config_id}"
    return kept


@router.get("/{config_id:key}", response_model=PlatformRead, responses=problems(PlatformNotFound))
async def get_platform(resources: ResourcesDep, user: CurrentUser, config_id: KeyPath) -> Response:
    """One account of yours."""
    row = await queries.find_read(resources.database, config_id, user.user_id)
    if row is None:
        raise PlatformNotFound.of(config_id)
    return answer(row)


@router.patch("/{config_id:key}", responses=problems(PlatformNotFound, SharingRefused))
async def update_platform(
    resources: ResourcesDep, user: CurrentUser, config_id: KeyPath, changes: PlatformUpdate
) -> PlatformRead:
    """Change an account, or replace its key."""
    async with resources.database.transaction() as session:
        config = await service.update_platform(session, resources.settings, user, config_id, changes)
        kept = PlatformRead.model_validate(config)
        account = None
        if kept.platform_status is PlatformStatus.ACTIVE and changes.model_fields_set - {"platform_options"}:
            account = await service.open_account(session, resources.settings, user, config_id)
    if account is not None:
        await follow(resources, account)
    return kept


@router.delete("/{config_id:key}", status_code=204, responses=problems(PlatformNotFound))
async def delete_platform(session: Session, user: CurrentUser, config_id: KeyPath) -> None:
    """Forget an account and its key for good."""
    await service.delete_platform(session, user.user_id, config_id)


@router.post("/{config_id:key}/check", responses=problems(PlatformNotFound, PlatformKeyLost))
async def check_platform(resources: ResourcesDep, user: CurrentUser, config_id: KeyPath) -> PlatformChecked:
    """Ask the account's server what it has: costs nothing and shows whether address and key are right."""
    async with resources.database.transaction() as session:  # not held while a stranger's server takes its time
        chosen = await service.open_account(session, resources.settings, user, config_id)
    checked = await check_account(chosen)
    if checked.ready:
        await follow(resources, chosen)
    return checked
