"""Sealing accounts' secrets anew with the first of the platform's keys, so that an old key can be thrown away."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.identity import OPERATOR
from datasay.core.secrets import SecretBox, SecretUnreadable
from datasay.core.settings import Settings
from datasay.platform_integration.models import PlatformIntegrationConfig
from datasay.platform_integration.service import secret_box

Config = PlatformIntegrationConfig
_SEALED = ("platform_app_secret", "platform_access_token", "platform_refresh_token")
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many secrets there are, how many were sealed anew, and the accounts whose key none of ours opens."""

    secrets: int
    renewed: int
    unreadable: tuple[int, ...]


async def rotate_keys(database: Database, settings: Settings) -> Rotated:
    """Seal every secret that another key than the first has sealed; can be run while the platform works, and again."""
    box = secret_box(settings)
    after, secrets, renewed, unreadable = 0, 0, 0, list[int]()
    while True:
        async with database.transaction(OPERATOR) as session:
            accounts = await _locked(session, after)
            for account in accounts:
                try:
                    found, changed = _sealed_anew(box, account)
                except SecretUnreadable:
                    unreadable.append(account.config_id)
                    continue
                secrets, renewed = secrets + found, renewed + changed
        if len(accounts) < _BATCH:
            return Rotated(secrets, renewed, tuple(unreadable))
        after = accounts[-1].config_id


async def _locked(session: AsyncSession, after: int) -> list[PlatformIntegrationConfig]:
    """The next accounts, kept from being changed meanwhile."""
    statement = select(Config).where(Config.config_id > after).order_by(Config.config_id).limit(_BATCH)
    return list(await session.scalars(statement.with_for_update()))


def _sealed_anew(box: SecretBox, account: PlatformIntegrationConfig) -> tuple[int, int]:
    """How many secrets the account has and how many of them were sealed anew. Raises SecretUnreadable."""
    stored = {name: value for name in _SEALED if (value := getattr(account, name)) is not None}
    fresh: dict[str, str] = {}
    for name, value in stored.items():
        place = {"table": Config.__tablename__, "column": name, "row": str(account.config_id)}
        plain = box.decrypt(value, **place)  # also of current ones: what cannot be read shall be told
        if not box.is_current(value):
            fresh[name] = box.encrypt(plain, **place)
    for name, value in fresh.items():
        setattr(account, name, value)
    return len(stored), len(fresh)
