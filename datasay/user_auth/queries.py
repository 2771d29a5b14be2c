"""The SQL of accounts and sessions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    bindparam,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import INET
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.identity import LOGIN
from datasay.core.pages import Keyset
from datasay.core.reading import Row
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


async def look_up(database: Database, token_hash: str, now: datetime) -> Row | None:
    """Session and user of a token, in one statement."""
    return await database.fetch_one(_LOOK_UP, {"token_hash": token_hash, "now": now}, actor=LOGIN)


def listing() -> Select[Any]:
    """All users."""
    return select(*READ_COLUMNS)


async def find_user(session: AsyncSession, user_id: int, *, lock: bool = False) -> User | None:
    """One user."""
    statement = select(User).where(User.user_id == user_id)
    return await session.scalar(statement.with_for_update() if lock else statement)


def _named(login: str) -> ColumnElement[bool]:
    return or_(func.lower(User.user_name) == func.lower(login), User.user_email == login.lower())


async def find_by_login(session: AsyncSession, login: str) -> User | None:
    """By name, however it is capitalised, or by e-mail."""
    return await session.scalar(select(User).where(_named(login)).order_by(User.user_id).limit(1))


async def find_account(database: Database, login: str, network: str | None, since: datetime) -> Row | None:
    """What a login needs to know of the account, `familiar` being whether it was used from this network lately.

    One statement, whether the account exists or not: its time must not tell.
    """
    seen_here = exists().where(
        Session.user_id == User.user_id,
        Session.session_ip_address.op("<<=")(cast(literal(network, String), INET)),
        or_(Session.session_created_time > since, Session.session_last_used_time > since),
    )
    columns = (User.user_id, User.user_password_hash, User.user_password_changed_time, User.user_status)
    statement = select(*columns, seen_here.label("familiar")).where(_named(login)).order_by(User.user_id).limit(1)
    return await database.fetch_one(statement, actor=LOGIN)


async def is_taken(session: AsyncSession, user_name: str, user_email: str) -> bool:
    """Whether name or e-mail belong to someone. Names that differ in capitals only are the same."""
    await session.execute(text("SELECT pg_advisory_xact_lock(7302, 0)"))
    statement = select(User.user_id).where(
        or_(func.lower(User.user_name) == func.lower(user_name), User.user_email == user_email.lower())
    )
    return await session.scalar(statement.limit(1)) is not None


async def is_email_taken(session: AsyncSession, user_email: str, *, but: int) -> bool:
    """Whether the e-mail belongs to another user than this one."""
    await session.execute(text("SELECT pg_advisory_xact_lock(7302, 0)"))
    statement = select(User.user_id).where(User.user_email == user_email.lower(), User.user_id != but)
    return await session.scalar(statement.limit(1)) is not None


async def count_users(session: AsyncSession) -> int:
    """How many there are; new ones wait until the transaction ends."""
    await session.execute(text("SELECT pg_advisory_xact_lock(7302, 0)"))
    return await session.scalar(select(func.count()).select_from(User)) or 0


async def lock_super_admins(session: AsyncSession) -> Sequence[int]:
    """The active super_admins, one change of roles at a time, so that two at once cannot remove the last two.

    An advisory lock and not one of the rows: a row that has ceased to match while it was waited for stays locked, and
    two changes that found different rows would then wait for each other.
    """
    await session.execute(text("SELECT pg_advisory_xact_lock(7303, 0)"))
    statement = (
        select(User.user_id)
        .where(User.user_role == UserRole.SUPER_ADMIN, User.user_status == UserStatus.ACTIVE)
        .order_by(User.user_id)
    )
    return (await session.scalars(statement)).all()


async def find_active_role(session: AsyncSession, user_id: int) -> UserRole | None:
    """The role of a user who may act."""
    statement = select(User.user_role).where(User.user_id == user_id, User.user_status == UserStatus.ACTIVE)
    role = await session.scalar(statement)
    return None if role is None else UserRole(role)


async def list_sessions(session: AsyncSession, user_id: int, now: datetime) -> Sequence[Session]:
    """The user's open sessions, the latest first."""
    statement = (
        select(Session)
        .where(Session.user_id == user_id, Session.session_expire_time > now)
        .order_by(Session.session_created_time.desc(), Session.session_id)
        .limit(100)
    )
    return (await session.scalars(statement)).all()


# A session that was ended stays for a while, long expired: by it the places are known a user logged in from.
_ENDED = {"session_expire_time": datetime(1970, 1, 1)}  # noqa: DTZ001  the columns hold naive UTC


async def end_session(session: AsyncSession, user_id: int, session_id: str, now: datetime) -> bool:
    """End one session of the user; whether it was alive."""
    statement = update(Session).where(
        Session.user_id == user_id, Session.session_id == session_id, Session.session_expire_time > now
    )
    return await session.scalar(statement.values(_ENDED).returning(Session.session_id)) is not None


async def end_session_of_token(session: AsyncSession, token_hash: str, now: datetime) -> int | None:
    """End the session of this token; returns whose it was."""
    statement = update(Session).where(Session.session_token_hash == token_hash, Session.session_expire_time > now)
    return await session.scalar(statement.values(_ENDED).returning(Session.user_id))


async def end_sessions(session: AsyncSession, user_id: int, now: datetime) -> None:
    """End all the user's sessions."""
    statement = update(Session).where(Session.user_id == user_id, Session.session_expire_time > now)
    await session.execute(statement.values(_ENDED))


async def forget_ended(session: AsyncSession, now: datetime, since: datetime, user_id: int | None = None) -> int:
    """Delete sessions, of one user or all, that are over and began before `since`; returns how many."""
    statement = delete(Session).where(Session.session_expire_time <= now, Session.session_created_time <= since)
    if user_id is not None:
        statement = statement.where(Session.user_id == user_id)
    return len((await session.scalars(statement.returning(Session.session_id))).all())


async def renew(session: AsyncSession, session_id: str, now: datetime, before: datetime, until: datetime) -> None:
    """A session that is used lives on, unless it was ended meanwhile or renewed already."""
    await session.execute(
        update(Session)
        .where(
            Session.session_id == session_id,
            Session.session_expire_time > now,
            or_(Session.session_last_used_time.is_(None), Session.session_last_used_time <= before),
        )
        .values(session_last_used_time=now, session_expire_time=until)
    )


async def find_first_super_admin(session: AsyncSession) -> int | None:
    """The oldest super_admin, whatever the status."""
    return await session.scalar(select(func.min(User.user_id)).where(User.user_role == UserRole.SUPER_ADMIN))
