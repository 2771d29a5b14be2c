"""The SQL of accounts and sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Result, RowMapping, Select, bindparam, delete, func, or_, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from datasay.core.pages import Keyset
from datasay.user_auth.models import UserAuthBasic, UserAuthSession, UserRole, UserStatus
from datasay.user_auth.schemas import UserRead

User = UserAuthBasic
Session = UserAuthSession

READ_COLUMNS = [getattr(User, name) for name in UserRead.model_fields]
KEYSET = Keyset(
    User.user_id,
    {"user_created_time": User.user_created_time, "user_name": User.user_name, "user_id": User.user_id},
    "-user_created_time",
)
_LOOK_UP = (
    select(
        Session.session_id,
        Session.session_expire_time,
        Session.session_last_used_time,
        User.user_id,
        User.user_name,
        User.user_role,
    )
    .join(User, User.user_id == Session.user_id)
    .where(
        Session.session_token_hash == bindparam("token_hash"),
        Session.session_expire_time > bindparam("now"),
        User.user_status == UserStatus.ACTIVE,
    )
)


async def look_up(connection: AsyncConnection, token_hash: str, now: datetime) -> RowMapping | None:
    """Session and user of a token, in one statement."""
    found: Result[Any] = await connection.execute(_LOOK_UP, {"token_hash": token_hash, "now": now})
    return found.mappings().one_or_none()


def listing() -> Select[Any]:
    """All users."""
    return select(*READ_COLUMNS)


async def find_user(session: AsyncSession, user_id: int, *, lock: bool = False) -> User | None:
    """One user."""
    statement = select(User).where(User.user_id == user_id)
    return await session.scalar(statement.with_for_update() if lock else statement)


async def find_by_login(session: AsyncSession, login: str) -> User | None:
    """By name, however it is capitalised, or by e-mail."""
    statement = select(User).where(or_(func.lower(User.user_name) == login.lower(), User.user_email == login.lower()))
    return await session.scalar(statement.order_by(User.user_id).limit(1))


async def is_taken(session: AsyncSession, user_name: str, user_email: str) -> bool:
    """Whether name or e-mail belong to someone. Names that differ in capitals only are the same."""
    await session.execute(text("SELECT pg_advisory_xact_lock(7302, 0)"))
    statement = select(User.user_id).where(
        or_(func.lower(User.user_name) == user_name.lower(), func.lower(User.user_email) == user_email.lower())
    )
    return await session.scalar(statement.limit(1)) is not None


async def count_users(session: AsyncSession) -> int:
    """How many there are; new ones wait until the transaction ends."""
    await session.execute(text("SELECT pg_advisory_xact_lock(7302, 0)"))
    return await session.scalar(select(func.count()).select_from(User)) or 0


async def lock_super_admins(session: AsyncSession) -> Sequence[int]:
    """The active super_admins, locked, so that two changes at once cannot remove the last two."""
    statement = (
        select(User.user_id)
        .where(User.user_role == UserRole.SUPER_ADMIN, User.user_status == UserStatus.ACTIVE)
        .order_by(User.user_id)
        .with_for_update()
    )
    return (await session.scalars(statement)).all()


async def list_sessions(session: AsyncSession, user_id: int, now: datetime) -> Sequence[Session]:
    """The user's open sessions, the latest first."""
    statement = (
        select(Session)
        .where(Session.user_id == user_id, Session.session_expire_time > now)
        .order_by(Session.session_created_time.desc(), Session.session_id)
        .limit(100)
    )
    return (await session.scalars(statement)).all()


async def end_session(session: AsyncSession, user_id: int, session_id: str) -> bool:
    """Delete one session of the user."""
    statement = delete(Session).where(Session.user_id == user_id, Session.session_id == session_id)
    return await session.scalar(statement.returning(Session.session_id)) is not None


async def end_sessions(session: AsyncSession, user_id: int, *, but: str | None = None) -> None:
    """Delete the user's sessions, all or all but one."""
    statement = delete(Session).where(Session.user_id == user_id)
    await session.execute(statement if but is None else statement.where(Session.session_id != but))


async def forget_expired(session: AsyncSession, user_id: int, now: datetime) -> None:
    """Delete sessions of the user that have ended by themselves."""
    await session.execute(delete(Session).where(Session.user_id == user_id, Session.session_expire_time <= now))


async def renew(session: AsyncSession, session_id: str, now: datetime, until: datetime) -> None:
    """A session that is used lives on."""
    await session.execute(
        update(Session)
        .where(Session.session_id == session_id)
        .values(session_last_used_time=now, session_expire_time=until)
    )


async def knows_source(session: AsyncSession, user_id: int, source: str, since: datetime) -> bool:
    """Whether this account logged in from this address lately."""
    statement = select(Session.session_id).where(
        Session.user_id == user_id, Session.session_ip_address == source, Session.session_created_time > since
    )
    return await session.scalar(statement.limit(1)) is not None


async def find_first_super_admin(session: AsyncSession) -> int | None:
    """The oldest super_admin, whatever the status."""
    return await session.scalar(select(func.min(User.user_id)).where(User.user_role == UserRole.SUPER_ADMIN))
