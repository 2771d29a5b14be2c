"""The rules of accounts: keys are sealed to their row, and which account a piece of work is done with."""

from dataclasses import dataclass
from functools import lru_cache

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.errors import Invalid
from datasay.core.secrets import SecretBox, SecretUnreadable, load_or_make_keys
from datasay.core.settings import Settings
from datasay.core.tables import JsonObject
from datasay.engines.openai.options import OpenAiOptions
from datasay.engines.protocols import EngineAccount
from datasay.outgoing.addresses import check_base_url
from datasay.outgoing.errors import OutgoingRefused
from datasay.platform_integration import queries
from datasay.platform_integration.errors import EngineNotConfigured, PlatformKeyLost, PlatformNotFound, SharingRefused
from datasay.platform_integration.models import PlatformIntegrationConfig, PlatformVisibility
from datasay.platform_integration.schemas import PlatformCreate, PlatformName, PlatformUpdate
from datasay.user_auth.sessions import SessionUser

_HINTED = 12  # a shorter key would be half told by its last four characters


@dataclass(frozen=True, slots=True)
class ChosenAccount:
    """An account to work with; `config_id` is None for the operator's."""

    account: EngineAccount
    config_id: int | None

    @property
    def options(self) -> OpenAiOptions:
        """Its options. Raises Invalid when they no longer are what they must be."""
        try:
            return OpenAiOptions.model_validate(self.account.options)
        except ValidationError as error:
            if self.config_id is None:
                raise Invalid(
                    "The options of the operator's account (DATASAY_OPENAI__OPTIONS) are not valid."
                ) from error
            raise Invalid(f"The options of account {self.config_id} are not valid any more; keep them anew.") from error


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


def _checked_url(settings: Settings, user: SessionUser, url: str) -> str:
    try:
        return check_base_url(url, private=user.is_admin or settings.private_engines)
    except OutgoingRefused as error:
        raise Invalid.field("platform_app_id", str(error)) from error


def _check_sharing(user: SessionUser, visibility: PlatformVisibility | None) -> None:
    if visibility is PlatformVisibility.SHARED and not user.is_admin:
        raise SharingRefused("Only an administrator's account can serve everybody; leave platform_visibility private.")


def _options(options: OpenAiOptions) -> JsonObject:
    return options.model_dump(mode="json", exclude_unset=True)


async def create_platform(
    session: AsyncSession, settings: Settings, user: SessionUser, wanted: PlatformCreate
) -> PlatformIntegrationConfig:
    """Keep an account. Raises Invalid for an address that may not be asked, SharingRefused."""
    _check_sharing(user, wanted.platform_visibility)
    url = _checked_url(settings, user, wanted.platform_app_id)
    config_id = await queries.next_id(session)
    config = PlatformIntegrationConfig(
        config_id=config_id,
        platform_name=wanted.platform_name,
        platform_app_id=url,
        platform_app_secret=_sealed(settings, wanted.platform_app_secret, config_id),
        platform_secret_hint=_hint(wanted.platform_app_secret),
        platform_options=_options(wanted.platform_options),
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
    """Change an account. Raises PlatformNotFound, Invalid, SharingRefused.

    A new address needs its key anew: the old one is not for whoever answers there.
    """
    config = await queries.find_config(session, config_id, user.user_id, lock=True)
    if config is None:
        raise PlatformNotFound.of("account", config_id)
    _check_sharing(user, changes.platform_visibility)
    if changes.platform_app_id is not None:
        url = _checked_url(settings, user, changes.platform_app_id)
        if url != config.platform_app_id and config.platform_secret_hint and changes.platform_app_secret is None:
            raise Invalid.field("platform_app_secret", "give the key again when the address changes.")
        config.platform_app_id = url
    if changes.platform_app_secret is not None:
        config.platform_app_secret = _sealed(settings, changes.platform_app_secret, config_id)
        config.platform_secret_hint = _hint(changes.platform_app_secret)
    if changes.platform_options is not None:
        config.platform_options = _options(changes.platform_options)
    if changes.platform_status is not None:
        config.platform_status = changes.platform_status
    if changes.platform_visibility is not None:
        config.platform_visibility = changes.platform_visibility
    config.platform_updated_time = utc_now()
    await session.flush()
    return config


async def delete_platform(session: AsyncSession, user_id: int, config_id: int) -> None:
    """Forget an account and its key for good. Raises PlatformNotFound."""
    if not await queries.remove(session, config_id, user_id):
        raise PlatformNotFound.of("account", config_id)


async def open_account(session: AsyncSession, settings: Settings, user: SessionUser, config_id: int) -> ChosenAccount:
    """One account of one's own, ready to work with. Raises PlatformNotFound, PlatformKeyLost."""
    config = await queries.find_config(session, config_id, user.user_id)
    if config is None:
        raise PlatformNotFound.of("account", config_id)
    return _opened(settings, config, private=user.is_admin or settings.private_engines)


def _opened(settings: Settings, config: PlatformIntegrationConfig, *, private: bool) -> ChosenAccount:
    try:
        secret = secret_box(settings).decrypt(
            config.platform_app_secret, table=queries.TABLE, column=queries.SECRET_COLUMN, row=str(config.config_id)
        )
    except SecretUnreadable as error:
        raise PlatformKeyLost(
            f"The key of account {config.config_id} cannot be read any more (DATASAY_SECRET_KEYS has changed):"
            " enter it again."
        ) from error
    account = EngineAccount(config.platform_app_id, secret, config.platform_options or {}, private=private)
    return ChosenAccount(account, config.config_id)


async def usable_accounts(session: AsyncSession, settings: Settings, user_id: int, engine: str) -> list[ChosenAccount]:
    """The accounts a user may work with, the first being the usual one: own ones, shared ones, the operator's.

    Raises PlatformKeyLost when there are some and the key of none can be read.
    """
    found: list[ChosenAccount] = []
    lost: PlatformKeyLost | None = None
    for config, role in await queries.usable(session, user_id, engine):
        try:
            found.append(_opened(settings, config, private=role in queries.ADMINS or settings.private_engines))
        except PlatformKeyLost as error:
            lost = error
    operators = operator_account(settings) if engine == PlatformName.OPENAI else None
    found += [operators] if operators else []
    if lost is not None and not found:
        raise lost
    return found


def operator_account(settings: Settings) -> ChosenAccount | None:
    """The operator's default from the environment; it may lead to the operator's own network."""
    given = settings.openai
    if given.model is None:
        return None
    options = given.options | {"model": given.model}
    return ChosenAccount(EngineAccount(given.base_url, given.api_key, options, private=True), None)


async def choose_account(session: AsyncSession, settings: Settings, user_id: int, engine: str) -> ChosenAccount:
    """The account this user's work is done with. Raises EngineNotConfigured, PlatformKeyLost."""
    found = await usable_accounts(session, settings, user_id, engine)
    if not found:
        raise EngineNotConfigured(engine)
    return found[0]
