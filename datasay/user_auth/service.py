"""The rules of accounts: who gets in, who may change whom, and what ends a session."""

import ipaddress
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.clock import utc_now
from datasay.core.errors import Invalid
from datasay.core.identity import SYSTEM
from datasay.core.resources import Resources
from datasay.user_auth import queries
from datasay.user_auth.errors import (
    LastSuperAdmin,
    RoleTooLow,
    SessionNotFound,
    UserExists,
    UserNotFound,
    WrongLogin,
)
from datasay.user_auth.models import UserAuthBasic, UserAuthSession, UserRole, UserStatus
from datasay.user_auth.passwords import hash_password, is_outdated, random_password, verify_password
from datasay.user_auth.schemas import LoginStart, PasswordChange, ProfileUpdate, UserCreate, UserUpdate
from datasay.user_auth.sessions import SessionUser
from datasay.user_auth.throttle import Attempt
from datasay.user_auth.tokens import hash_token, new_session_id, new_token

_FAMILIAR = timedelta(days=30)
_AGENT_LIMIT = 500
FIRST_ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session and its token, which nobody will see again."""

    row: UserAuthSession
    token: str
    user: UserAuthBasic


async def log_in(resources: Resources, wanted: LoginStart, *, address: str, agent: str) -> NewSession:
    """Begin a session. Raises WrongLogin, TooManyLogins.

    The database is free while the password is hashed; a name that does not exist costs the same work.
    """
    login = wanted.user_name.strip()
    if "\x00" in login or not login.isprintable():
        login = ""
    async with resources.database.transaction(SYSTEM) as session:
        user = await queries.find_by_login(session, login)
        source = _storable_address(address)
        familiar = (
            user is not None
            and source is not None
            and await queries.knows_source(session, user.user_id, source, utc_now() - _FAMILIAR)
        )
    attempt = Attempt(user.user_name if user is not None else login, address, familiar)
    await attempt.count(resources.broadcast)
    right = await verify_password(user.user_password_hash if user is not None else None, wanted.user_password)
    if user is None or not right or user.user_status != UserStatus.ACTIVE:
        raise WrongLogin
    await attempt.forget(resources.broadcast)
    fresh_hash = await hash_password(wanted.user_password) if is_outdated(user.user_password_hash) else None
    async with resources.database.transaction(SYSTEM) as session:
        locked = await queries.find_user(session, user.user_id, lock=True)
        if locked is None or locked.user_status != UserStatus.ACTIVE:
            raise WrongLogin
        if locked.user_password_hash != user.user_password_hash:  # changed while we were hashing
            raise WrongLogin
        if fresh_hash is not None:
            locked.user_password_hash = fresh_hash
        locked.user_last_login_time = utc_now()
        await queries.forget_expired(session, locked.user_id, utc_now())
        return await open_session(session, resources, locked, address=address, agent=agent)


async def open_session(
    session: AsyncSession, resources: Resources, user: UserAuthBasic, *, address: str, agent: str
) -> NewSession:
    """Write a new session of this user."""
    token = new_token()
    now = utc_now()
    row = UserAuthSession(
        session_id=new_session_id(),
        user_id=user.user_id,
        session_token_hash=hash_token(token),
        session_expire_time=now + timedelta(days=resources.settings.session_days),
        session_created_time=now,
        session_last_used_time=now,
        session_ip_address=_storable_address(address),
        session_user_agent=_clean_agent(agent),
    )
    session.add(row)
    await session.flush()
    return NewSession(row, token, user)


def _storable_address(address: str) -> str | None:
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def _clean_agent(agent: str) -> str | None:
    return "".join(c if c.isprintable() else "�" for c in agent[:_AGENT_LIMIT]) or None


async def end_session(session: AsyncSession, user_id: int, session_id: str) -> None:
    """End one session of this user. Raises SessionNotFound."""
    if not await queries.end_session(session, user_id, session_id):
        raise SessionNotFound.of("session", session_id)


async def change_password(
    session: AsyncSession, resources: Resources, who: SessionUser, wanted: PasswordChange, *, address: str, agent: str
) -> NewSession:
    """Change one's own password: all sessions end, and a new one begins. Raises WrongLogin, Invalid, TooManyLogins."""
    user = await queries.find_user(session, who.user_id, lock=True)
    if user is None:
        raise UserNotFound.of("user", who.user_id)
    attempt = Attempt(user.user_name, address, familiar=True)
    await attempt.count(resources.broadcast)
    if not await verify_password(user.user_password_hash, wanted.user_password):
        raise WrongLogin
    await attempt.forget(resources.broadcast)
    await _set_password(user, wanted.new_password)
    await queries.end_sessions(session, user.user_id)
    return await open_session(session, resources, user, address=address, agent=agent)


async def _set_password(user: UserAuthBasic, password: str) -> None:
    if password.casefold() in {user.user_name.casefold(), user.user_email.casefold()}:
        raise Invalid.field("new_password", "A password must not be the user's own name.")
    user.user_password_hash = await hash_password(password)
    user.user_password_changed_time = user.user_updated_time = utc_now()


async def get_user(session: AsyncSession, user_id: int, *, lock: bool = False) -> UserAuthBasic:
    """One user. Raises UserNotFound."""
    user = await queries.find_user(session, user_id, lock=lock)
    if user is None:
        raise UserNotFound.of("user", user_id)
    return user


async def update_profile(session: AsyncSession, user_id: int, changes: ProfileUpdate) -> UserAuthBasic:
    """Change one's own profile."""
    user = await get_user(session, user_id, lock=True)
    for name in changes.model_fields_set:
        setattr(user, name, getattr(changes, name))
    user.user_updated_time = utc_now()
    await session.flush()
    return user


async def create_user(
    session: AsyncSession, by_role: UserRole | None, wanted: UserCreate
) -> tuple[UserAuthBasic, str | None]:
    """Add a user; returns the password too when one was made up. `by_role` None is the machine's operator.

    Raises UserExists, RoleTooLow.
    """
    _check_may_grant(by_role, wanted.user_role)
    if await queries.is_taken(session, wanted.user_name, wanted.user_email):
        raise UserExists("Another user has this name or e-mail.")
    made_up = random_password() if wanted.user_password is None else None
    password = made_up or wanted.user_password
    assert password is not None
    user = UserAuthBasic(
        user_name=wanted.user_name,
        user_email=wanted.user_email,
        user_password_hash="",
        user_role=wanted.user_role,
        user_profile_nickname=wanted.user_profile_nickname,
    )
    await _set_password(user, password)
    session.add(user)
    await session.flush()
    await session.refresh(user)
    return user, made_up


def _check_may_grant(by_role: UserRole | None, role: UserRole) -> None:
    if role != UserRole.USER and by_role not in {None, UserRole.SUPER_ADMIN}:
        raise RoleTooLow("Only a super_admin may make or change administrators.")


async def update_user(
    session: AsyncSession, by_role: UserRole | None, user_id: int, changes: UserUpdate
) -> UserAuthBasic:
    """Change a user as an administrator; a new role or status ends the sessions.

    Raises UserNotFound, RoleTooLow, LastSuperAdmin.
    """
    super_admins = await queries.lock_super_admins(session)
    user = await get_user(session, user_id, lock=True)
    _check_may_grant(by_role, UserRole(user.user_role))
    _check_may_grant(by_role, changes.user_role or UserRole.USER)
    role = changes.user_role or UserRole(user.user_role)
    status = changes.user_status or UserStatus(user.user_status)
    stays = role == UserRole.SUPER_ADMIN and status == UserStatus.ACTIVE
    if not stays and list(super_admins) == [user_id]:
        raise LastSuperAdmin("Make another user super_admin first.")
    if (role, status) != (user.user_role, user.user_status):
        await queries.end_sessions(session, user_id)
    user.user_role, user.user_status = role, status
    if "user_profile_nickname" in changes.model_fields_set:
        user.user_profile_nickname = changes.user_profile_nickname
    user.user_updated_time = utc_now()
    await session.flush()
    return user


async def reset_password(
    session: AsyncSession, by_role: UserRole | None, user_id: int, password: str | None = None
) -> str:
    """Give a user another password, a random one by default; ends the sessions. Raises UserNotFound, RoleTooLow."""
    user = await get_user(session, user_id, lock=True)
    _check_may_grant(by_role, UserRole(user.user_role))
    fresh = password or random_password()
    await _set_password(user, fresh)
    await queries.end_sessions(session, user_id)
    return fresh


async def ensure_first_admin(session: AsyncSession) -> tuple[UserAuthBasic, str] | None:
    """A super_admin with a random password when there is no user at all; two first starts at once make one."""
    if await queries.count_users(session) > 0:
        return None
    wanted = UserCreate(
        user_name=FIRST_ADMIN, user_email=f"{FIRST_ADMIN}@localhost.localdomain", user_role=UserRole.SUPER_ADMIN
    )
    user, password = await create_user(session, None, wanted)
    assert password is not None
    return user, password


async def find_owner(session: AsyncSession) -> int:
    """The user who owns what the platform itself brings along: the first super_admin. Raises UserNotFound."""
    owner = await queries.find_first_super_admin(session)
    if owner is None:
        raise UserNotFound("There is no super_admin; make one with `datasay user create`.")
    return owner
