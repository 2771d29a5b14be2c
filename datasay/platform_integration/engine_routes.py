"""The engines over HTTP: what is installed, what each can do, and whether it can be used."""

from fastapi import APIRouter

from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.platform_integration.engine_states import EngineState, engine_states
from datasay.platform_integration.schemas import EngineAccountRead, EngineList, EngineRead
from datasay.user_auth.dependencies import CurrentUser

router = APIRouter(prefix="/api/v1/engines", tags=["platforms"], responses=problems(Unauthenticated, Unavailable))


@router.get("")
async def list_engines(session: Session, resources: ResourcesDep, user: CurrentUser) -> EngineList:
    """Every installed engine, with the form of its account and the accounts you can use it with."""
    states = await engine_states(session, resources.settings, user.user_id)
    return EngineList(items=[_read(state) for state in states])


def _read(state: EngineState) -> EngineRead:
    engine, info = state.engine, state.engine.info
    return EngineRead(
        engine_kind=engine.kind,
        engine_name=engine.name,
        engine_version=info.version if info else None,
        engine_description=info.description if info else None,
        engine_options=[str(option) for option in info.options] if info else [],
        engine_package=engine.package,
        engine_configured=state.configured,
        engine_accounts=[
            EngineAccountRead(owner=one.owner, title=one.title, config_id=one.config_id) for one in state.accounts
        ],
        engine_account_form=state.account_schema,
        engine_problem=state.problem or None,
    )
