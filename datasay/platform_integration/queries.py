"""The SQL of accounts."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, String, and_, delete, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.pages import Keyset
from datasay.core.reading import Row
from datasay.platform_integration.models import PlatformIntegrationConfig, PlatformStatus, PlatformVisibility
from datasay.platform_integration.schemas import PlatformRead
from datasay.user_auth.models import UserRole

Config = PlatformIntegrationConfig
TABLE, SECRET_COLUMN = Config.__tablename__, "platform_app_secret"
READ_COLUMNS = [getattr(Config, name) for name in PlatformRead.model_fields]
KEYSET = Keyset(
    Config.config_id,
    {
        "platform_created_time": Config.platform_created_time,
        "platform_name": Config.platform_name,
        "config_id": Config.config_id,
    },
    "-platform_created_time",
)
ADMINS = (UserRole.ADMIN, UserRole.SUPER_ADMIN)
# Asked of the database as a whole: who acts does not see the accounts of other users.
_ROLE = func.datasay_active_role(Config.platform_created_user_id, type_=String)
_SHARED = and_(Config.platform_visibility == PlatformVisibility.SHARED, _ROLE.in_(ADMINS))


def listing(user_id: int) -> Select[Any]:
    """The accounts of one user."""
    return select(*READ_COLUMNS).where(Config.platform_created_user_id == user_id)


async def find_read(database: Database, config_id: int, user_id: int) -> Row | None:
    """One account, as it is shown."""
    return await database.fetch_one(listing(user_id).where(Config.config_id == config_id))


async def find_config(
    session: AsyncSession, config_id: int, user_id: int, *, lock: bool = False
) -> PlatformIntegrationConfig | None:
    """One account of this user."""
    statement = select(Config).where(Config.config_id == config_id, Config.platform_created_user_id == user_id)
    return await session.scalar(statement.with_for_update() if lock else statement)


async def next_id(session: AsyncSession) -> int:
    """The id of an account that is about to be kept: its secret is sealed to it."""
    made = await session.scalar(select(func.nextval(func.pg_get_serial_sequence(TABLE, "config_id"))))
    assert made is not None
    return int(made)


async def usable(
    session: AsyncSession, user_id: int, platform_name: str
) -> list[tuple[PlatformIntegrationConfig, str]]:
    """The active accounts this user may work with and their owners' roles: own ones first, the newest first."""
    own = Config.platform_created_user_id == user_id
    statement = (
        select(Config, _ROLE)
        .where(
            Config.platform_name == platform_name,
            Config.platform_status == PlatformStatus.ACTIVE,
            or_(own, _SHARED),
        )
        .order_by(own.desc(), Config.platform_created_time.desc(), Config.config_id.desc())
        .limit(50)
    )
    return [(config, role) for config, role in await session.execute(statement)]


async def find_inactive(session: AsyncSession, user_id: int, platform_name: str) -> int | None:
    """The newest account of this user with this engine that is not active."""
    statement = select(Config.config_id).where(
        Config.platform_name == platform_name,
        Config.platform_status != PlatformStatus.ACTIVE,
        Config.platform_created_user_id == user_id,
    )
    return await session.scalar(statement.order_by(Config.config_id.desc()).limit(1))


async def usable_by_name(
    session: AsyncSession, user_id: int | None, names: Sequence[str]
) -> Sequence[PlatformIntegrationConfig]:
    """The active accounts with these engines a user may work with, without one those that serve everybody: own ones
    first, the newest first.
    """
    own = Config.platform_created_user_id == (user_id or 0)  # nobody has the number 0
    statement = (
        select(Config)
        .where(Config.platform_name.in_(names), Config.platform_status == PlatformStatus.ACTIVE, or_(own, _SHARED))
        .order_by(own.desc(), Config.platform_created_time.desc(), Config.config_id.desc())
        .limit(200)
    )
    return (await session.scalars(statement)).all()


async def remove(session: AsyncSession, config_id: int, user_id: int) -> bool:
    """Delete the row: a key that is no longer wanted must be gone. False when there is none."""
    statement = delete(Config).where(Config.config_id == config_id, Config.platform_created_user_id == user_id)
    return await session.scalar(statement.returning(Config.config_id)) is not None
