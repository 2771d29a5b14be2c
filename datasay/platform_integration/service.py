"""The rules of accounts: keys are sealed to their row, and which account a piece of work is done with."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.errors import DataSayError, FieldError, Invalid
from datasay.core.secrets import SecretBox, SecretUnreadable, load_or_make_keys
from datasay.core.settings import Settings
from datasay.engines.errors import BadInput, EngineError
from datasay.engines.protocols import AccountForm, Desk, EngineInfo
from datasay.engines.registry import account_form, engine_info
from datasay.platform_integration import queries
from datasay.platform_integration.errors import EngineNotConfigured, PlatformKeyLost, PlatformNotFound, SharingRefused
from datasay.platform_integration.forms import fill_in, options_of
from datasay.platform_integration.models import PlatformIntegrationConfig, PlatformStatus, PlatformVisibility
from datasay.platform_integration.schemas import PlatformCreate, PlatformUpdate
from datasay.user_auth.sessions import SessionUser
from datasay.wording.told import Told, said_by

_HINTED = 12  # a shorter key would be half told by its last four characters


@dataclass(frozen=True, slots=True)
class ChosenAccount:
    """An account to work with: the engine's form, filled in. `config_id` and `owner_id` are None for the operator's."""

    engine: str
    account: AccountForm
    private: bool  # whether its server may be on this machine or its own network
    config_id: int | None = None
    owner_id: int | None = None
    shared: bool = True
    inactive: bool = False  # switched off by its owner: it can be looked at, and no work is done with it

    def desk(self, **more: Any) -> Desk:  # Any: the further fields of a desk
        """A desk to open the engine with; of an account of everybody's the address is for nobody to see."""
        return Desk(account=self.account, private=self.private, hidden_address=self.shared, **more)


@lru_cache(maxsize=8)
def _box(secret_keys: str) -> SecretBox:
    return SecretBox.from_setting(secret_keys)


def secret_box(settings: Settings) -> SecretBox:
    """What seals and opens secrets: with the operator's keys, else with those of the home."""
    return _box(settings.secret_keys or load_or_make_keys(settings.home))


def _sealed(settings: Settings, secret: str, config_id: int) -> str:
    return secret_box(settings).encrypt(secret, table=queries.TABLE, column=queries.SECRET_COLUMN, row=str(config_id))


def _hint(secret: str) -> str:
    if not secret:
        return ""
    return "…" + (secret[-4:] if len(secret) >= _HINTED else "")


def _check_sharing(user: SessionUser, visibility: PlatformVisibility | None) -> None:
    if visibility is PlatformVisibility.SHARED and not user.is_admin:
        raise SharingRefused(
            Told(
                "Only an administrator's account can serve everybody; leave platform_visibility private.",
                "只有管理员的账号可以给所有人用，请把 platform_visibility 留为 private。",
            )
        )


async def create_platform(
    session: AsyncSession, settings: Settings, user: SessionUser, wanted: PlatformCreate
) -> PlatformIntegrationConfig:
    """Keep an account. Raises Invalid for what the engine's form does not take, SharingRefused."""
    _check_sharing(user, wanted.platform_visibility)
    form = fill_in(
        wanted.platform_name,
        wanted.platform_app_id,
        wanted.platform_app_secret,
        wanted.platform_options,
        private=user.is_admin or settings.private_engines,
    )
    config_id = await queries.next_id(session)
    config = PlatformIntegrationConfig(
        config_id=config_id,
        platform_name=wanted.platform_name,
        platform_app_id=form.platform_app_id,
        platform_app_secret=_sealed(settings, wanted.platform_app_secret, config_id),
        platform_secret_hint=_hint(wanted.platform_app_secret),
        platform_options=options_of(wanted.platform_name, form),
        platform_visibility=wanted.platform_visibility,
        platform_created_user_id=user.user_id,
    )
    session.add(config)
    await session.flush()
    await session.refresh(config)
    return config


async def update_platform(
    session: AsyncSession, settings: Settings, user: SessionUser, config_id: int, changes: PlatformUpdate
) -> PlatformIntegrationConfig:
    """Change an account. Raises PlatformNotFound, Invalid, SharingRefused, PlatformKeyLost."""
    config = await queries.find_config(session, config_id, user.user_id, lock=True)
    if config is None:
        raise PlatformNotFound.of(config_id)
    _check_sharing(user, changes.platform_visibility)
    if {"platform_app_id", "platform_app_secret", "platform_options"} & changes.model_fields_set:
        _change_form(settings, user, config, changes)
    if changes.platform_status is not None:
        config.platform_status = changes.platform_status
    if changes.platform_visibility is not None:
        config.platform_visibility = changes.platform_visibility
    config.platform_updated_time = utc_now()
    await session.flush()
    return config


def _change_form(
    settings: Settings, user: SessionUser, config: PlatformIntegrationConfig, changes: PlatformUpdate
) -> None:
    """Fill in the form anew and keep what it says.

    A new address needs its key anew: the old one is not for whoever answers there.
    """
    secret = changes.platform_app_secret
    given = secret if secret is not None else _unsealed(settings, config)
    app_id = config.platform_app_id if changes.platform_app_id is None else changes.platform_app_id
    options = config.platform_options if changes.platform_options is None else changes.platform_options
    private = user.is_admin or settings.private_engines
    form = fill_in(config.platform_name, app_id, given, options or {}, private=private)
    if form.platform_app_id != config.platform_app_id and config.platform_secret_hint and secret is None:
        raise Invalid.field(
            "platform_app_secret", Told("give the key again when the address changes.", "更改地址时请重新填写密钥。")
        )
    config.platform_app_id = form.platform_app_id
    if secret is not None:
        config.platform_app_secret = _sealed(settings, secret, config.config_id)
        config.platform_secret_hint = _hint(secret)
    if changes.platform_options is not None:
        config.platform_options = options_of(config.platform_name, form)


async def delete_platform(session: AsyncSession, user_id: int, config_id: int) -> None:
    """Forget an account and its key for good. Raises PlatformNotFound."""
    if not await queries.remove(session, config_id, user_id):
        raise PlatformNotFound.of(config_id)


async def open_account(session: AsyncSession, settings: Settings, user: SessionUser, config_id: int) -> ChosenAccount:
    """One account of one's own, ready to work with. Raises PlatformNotFound, PlatformKeyLost."""
    config = await queries.find_config(session, config_id, user.user_id)
    if config is None:
        raise PlatformNotFound.of(config_id)
    return opened_account(settings, config, private=user.is_admin or settings.private_engines)


def _unsealed(settings: Settings, config: PlatformIntegrationConfig) -> str:
    try:
        return secret_box(settings).decrypt(
            config.platform_app_secret, table=queries.TABLE, column=queries.SECRET_COLUMN, row=str(config.config_id)
        )
    except SecretUnreadable as error:
        raise PlatformKeyLost(
            Told(
                "The key of account {config_id} cannot be read any more (DATASAY_SECRET_KEYS has "
                "changed): enter it again.",
                "账号 {config_id} 的密钥已读不出来（DATASAY_SECRET_KEYS 改过），请重新填写。",
                config_id=config.config_id,
            )
        ) from error


def _stored_form(config: PlatformIntegrationConfig, secret: str) -> AccountForm:
    """The form of a kept account. Raises Invalid when the engine's form has changed and it no longer fits."""
    options = config.platform_options or {}
    _must_be_installed(config)
    try:
        return fill_in(config.platform_name, config.platform_app_id, secret, options, private=True)
    except Invalid as error:
        raise Invalid(
            Told(
                "The options of account {config_id} are not valid any more; keep them anew. {reason}",
                "账号 {config_id} 的选项已不再有效，请重新填写。{reason}",
                config_id=config.config_id,
                reason=error.detail,
            )
        ) from error


def _must_be_installed(config: PlatformIntegrationConfig) -> None:
    try:
        account_form(config.platform_name)
    except BadInput as error:
        raise Invalid(
            Told(
                "The engine {engine} of account {config_id} is not installed any more, or cannot be loaded (`datasay"
                " engines` says why): install its package again, or delete the account.",
                "账号 {config_id} 的引擎 {engine} 已不再安装，或无法载入（`datasay engines` 会说明原因）："
                "请重新安装它的包，或删除该账号。",
                engine=config.platform_name,
                config_id=config.config_id,
            )
        ) from error


def opened_account(settings: Settings, config: PlatformIntegrationConfig, *, private: bool) -> ChosenAccount:
    """A kept account with its key, ready to work with. Raises PlatformKeyLost, Invalid."""
    form = _stored_form(config, _unsealed(settings, config))
    return ChosenAccount(
        config.platform_name,
        form,
        private,
        config.config_id,
        config.platform_created_user_id,
        shared=config.platform_visibility == PlatformVisibility.SHARED,
        inactive=config.platform_status != PlatformStatus.ACTIVE,
    )


async def usable_accounts(session: AsyncSession, settings: Settings, user_id: int, engine: str) -> list[ChosenAccount]:
    """The accounts a user may work with, the first being the usual one: own ones, shared ones, the operator's.

    Raises PlatformKeyLost or Invalid when there are some and none can be read.
    """
    found: list[ChosenAccount] = []
    lost: DataSayError | None = None
    for config, role in await queries.usable(session, user_id, engine):
        try:
            found.append(opened_account(settings, config, private=role in queries.ADMINS or settings.private_engines))
        except (PlatformKeyLost, Invalid) as error:
            lost = error
    operators = operator_account(settings, engine)
    found += [operators] if operators else []
    if lost is not None and not found:
        raise lost
    return found


def operator_account(settings: Settings, engine: str) -> ChosenAccount | None:
    """The operator's default from the environment; it may lead to the operator's own network. Raises Invalid."""
    given = settings.operator_account(engine)
    if given is None:
        return None
    try:
        form = fill_in(engine, given.platform_app_id, given.platform_app_secret, given.platform_options, private=True)
    except Invalid as error:
        raise Invalid(
            Told(
                "The operator's account with {engine} ({variables}) is not valid. {reason}",
                "管理员设置的 {engine} 账号（{variables}）有误。{reason}",
                engine=engine,
                variables=settings.account_variables(engine),
                reason=error.detail,
            )
        ) from error
    return ChosenAccount(engine, form, private=True)


async def choose_account(session: AsyncSession, settings: Settings, user_id: int, engine: str) -> ChosenAccount:
    """The account this user's work is done with. Raises EngineNotConfigured, PlatformKeyLost."""
    found = await usable_accounts(session, settings, user_id, engine)
    if not found:
        raise EngineNotConfigured(engine, await queries.find_inactive(session, user_id, engine))
    return found[0]


async def account_for(
    session: AsyncSession, settings: Settings, user_id: int, info: EngineInfo
) -> ChosenAccount | None:
    """The same for any engine; None for one that needs no account."""
    if info.account is None:
        return None
    return await choose_account(session, settings, user_id, info.name)


async def usable_engine(
    session: AsyncSession, settings: Settings, user_id: int, kind: str, name: str, *, field: str = "engine"
) -> EngineInfo:
    """An engine this user can work with. Raises Invalid for an unknown or broken one, EngineNotConfigured."""
    try:
        info = engine_info(kind, name)
    except EngineError as error:
        raise Invalid.field(field, said_by(error)) from error
    try:
        await account_for(session, settings, user_id, info)
    except EngineNotConfigured as error:
        error.errors = [FieldError(field, error.detail)]
        raise
    return info


def desk_for(account: ChosenAccount | None, **more: Any) -> Desk:  # Any: the further fields of a desk
    """The desk of an engine that works with this account, or with none."""
    return Desk(**more) if account is None else account.desk(**more)
