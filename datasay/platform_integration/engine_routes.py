"""The engines over HTTP: what is installed, what each can do, and whether it can be used."""

from fastapi import APIRouter

from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.platform_integration.engine_states import as_read, engine_states
from datasay.platform_integration.schemas import EngineList
from datasay.user_auth.dependencies import CurrentUser

router = APIRouter(prefix="/api/v1/engines", tags=["platforms"], responses=problems(Unauthenticated, Unavailable))


@router.get("")
async def list_engines(session: Session, resources: ResourcesDep, user: CurrentUser) -> EngineList:
    """Every installed engine, with the form of its account and the accounts you can use it with."""
    states = await engine_states(session, resources.settings, user.user_id)
    return EngineList(items=[as_read(state) for state in states])
