"""The installed engines and by whose account each can work: for `GET /engines`, `datasay engines` and `doctor`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.errors import DataSayError, Invalid
from datasay.core.identity import for_reader
from datasay.core.settings import Settings
from datasay.engines.discretion import struck_out
from datasay.engines.errors import EngineError
from datasay.engines.protocols import AccountForm
from datasay.engines.questions import ask_form
from datasay.engines.registry import Listed, comes_along, list_engines
from datasay.platform_integration import queries
from datasay.platform_integration.forms import form_schema
from datasay.platform_integration.models import PlatformIntegrationConfig, PlatformVisibility
from datasay.platform_integration.schemas import EngineAccountRead, EngineRead
from datasay.platform_integration.service import opened_account, operator_account
from datasay.wording.told import Told, said_by

_FORM_SECONDS = 3.0
_LONGEST_TITLE = 300
_SHARED_BROKEN = Told(
    "The account shared with everybody is not valid any more; tell an administrator.",
    "大家共用的账号已经失效，请告诉管理员。",
)
_OPERATORS_BROKEN = Told(
    "The operator's account is not valid; `datasay engines` says why.",
    "管理员设置的账号有误，`datasay engines` 会说明原因。",
)


@dataclass(frozen=True, slots=True)
class UsableAccount:
    """An account an engine can work with: whose it is (own, shared, operator) and what it offers, in a word."""

    owner: str
    title: str
    config_id: int | None = None


@dataclass(frozen=True, slots=True)
class EngineState:
    """An engine, and the accounts it can work with, the first being the usual one."""

    engine: Listed
    accounts: tuple[UsableAccount, ...]
    problem: Told | None  # why it cannot be used although it is installed

    @property
    def configured(self) -> bool:
        """Whether it can be used now."""
        info = self.engine.info
        return info is not None and (info.account is None or bool(self.accounts))

    @property
    def account_schema(self) -> dict[str, Any] | None:  # Any: JSON schema
        """What an account with it looks like as it is sent; None where none is needed."""
        info = self.engine.info
        return form_schema(info.account) if info is not None and info.account is not None else None


async def engine_states(session: AsyncSession | None, settings: Settings, user_id: int | None) -> list[EngineState]:
    """Every engine for this user; without one, as it is for everybody; without a database, as the operator set it."""
    listed = list_engines()
    names = sorted({one.name for one in listed if one.info is not None and one.info.account is not None})
    kept: Sequence[PlatformIntegrationConfig] = ()
    if session is not None and names:
        kept = await queries.usable_by_name(session, user_id, names)
    return [await _state(settings, one, kept, user_id) for one in listed]


async def _state(
    settings: Settings, engine: Listed, kept: Sequence[PlatformIntegrationConfig], user_id: int | None
) -> EngineState:
    """One engine. A stranger's form is asked apart, once for all its accounts: it may block."""
    look = partial(_accounts, settings, engine, kept, user_id)
    if engine.info is None or engine.info.account is None or comes_along(engine.kind, engine.name):
        accounts, problem = look()
    else:
        try:
            accounts, problem = await ask_form(engine.kind, engine.name, look, patience_seconds=_FORM_SECONDS)
        except EngineError as error:
            accounts, problem = (), said_by(error)
    return EngineState(engine, accounts, engine.problem or problem)


def _accounts(
    settings: Settings, engine: Listed, kept: Sequence[PlatformIntegrationConfig], user_id: int | None
) -> tuple[tuple[UsableAccount, ...], Told | None]:
    if engine.info is None or engine.info.account is None:
        return (), None
    found: list[UsableAccount] = []
    problem: Told | None = None
    for config in kept:
        if config.platform_name != engine.name:
            continue
        own = config.platform_created_user_id == user_id
        try:
            title = _title(opened_account(settings, config, private=True).account, own=own)  # some need their key
        except DataSayError as error:
            problem = error.detail if own else _SHARED_BROKEN
            continue
        shared = "shared" if config.platform_visibility == PlatformVisibility.SHARED else "own"
        found.append(UsableAccount("own" if own else shared, title, config.config_id if own else None))
    try:
        operators = operator_account(settings, engine.name)
        if operators is not None:
            found.append(UsableAccount("operator", _title(operators.account, own=user_id is None)))
    except DataSayError as error:
        return tuple(found), error.detail if user_id is None else _OPERATORS_BROKEN
    return tuple(found), None if found else problem


def _title(form: AccountForm, *, own: bool) -> str:
    """What the form says it offers. Raises Invalid for what cannot be shown."""
    try:
        told: object = form.title
    except BaseException as error:  # nothing is awaited here: whatever comes is the form's own
        raise Invalid(
            Told(
                "The account cannot say what it offers. Check how it is filled in.",
                "账号说不出它能提供什么，请检查账号的填写。",
            )
        ) from error
    if not isinstance(told, str) or len(told) > _LONGEST_TITLE or not told.isprintable():
        raise Invalid(
            Told(
                "The account does not say what it offers in a line of at most {most} characters.",
                "账号没有用不超过 {most} 个字符的一行说明它能提供什么。",
                most=_LONGEST_TITLE,
            )
        )
    return struck_out(told, form, address=not own)


def as_read(state: EngineState, told: Callable[[Told], str] = for_reader) -> EngineRead:
    """An engine as it is shown; its problem in the words of whoever asked."""
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
        engine_problem=None if state.problem is None else told(state.problem),
    )
