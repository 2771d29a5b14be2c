"""The rules of accounts: who gets in, who may change whom, and what ends a session."""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import NoReturn

from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.auditing import AuditAction, note, plain
from datasay.core.clock import utc_now
from datasay.core.errors import Invalid
from datasay.core.identity import LOGIN
from datasay.core.resources import Resources
from datasay.user_auth import queries
from datasay.user_auth.addresses import network_of, storable
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
from datasay.user_auth.tokens import hash_token, looks_like_token, new_session_id, new_token
from datasay.wording.told import Told

_REMEMBERED = timedelta(days=30)  # places a user logged in from
_AGENT_LIMIT = 500
FIRST_ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session and its token, which nobody will see again."""

    row: UserAuthSession
    token: str
    user: UserAuthBasic
    replaced_user_id: int | None = None  # whose session ended because this one took its place


async def log_in(
    resources: Resources, wanted: LoginStart, *, address: str, agent: str, replaced_token: str | None = None
) -> NewSession:
    """Begin a session, in place of the one with `replaced_token`. Raises WrongLogin, TooManyLogins.

    No connection is held while the password is hashed; a name that does not exist costs the same work.
    """
    login = _typed_name(wanted.user_name)
    account = await queries.find_account(resources.database, login, network_of(address), utc_now() - _REMEMBERED)
    whose = login if account is None else _budget_of(account["user_id"])
    attempt = Attempt(whose, address, account is not None and account["familiar"])
    await attempt.begin(resources.broadcast)
    stored = account["user_password_hash"] if account is not None else None
    right = await verify_password(stored, wanted.user_password)
    if account is None or not right or account["user_status"] != UserStatus.ACTIVE:
        await _refuse(resources, None if account is None else account["user_id"], login, address, agent)
    await attempt.forgive(resources.broadcast)
    fresh_hash = await hash_password(wanted.user_password) if is_outdated(account["user_password_hash"]) else None
    async with resources.database.transaction(LOGIN) as session:
        user = await queries.find_user(session, account["user_id"], lock=True)
        if user is None or user.user_status != UserStatus.ACTIVE:
            raise WrongLogin
        if user.user_password_changed_time != account["user_password_changed_time"]:  # while we were hashing
            raise WrongLogin
        if fresh_hash is not None:
            user.user_password_hash = fresh_hash
        user.user_last_login_time = utc_now()
        replaced = await _end_session_of(session, replaced_token)
        new = await open_session(session, resources, user, address=address, agent=agent)
        await note(
            session,
            AuditAction.LOGIN,
            "user_auth_basic",
            {"user_id": user.user_id},
            user_id=user.user_id,
            session_id=new.row.session_id,
            session_ip_address=address,
            session_user_agent=agent,
        )
        return replace(new, replaced_user_id=replaced)


def _budget_of(user_id: int) -> str:
    """What failed logins of an account are counted by; no name that can be typed, which the space sees to."""
    return f"user {user_id}"


async def _refuse(resources: Resources, user_id: int | None, login: str, address: str, agent: str) -> NoReturn:
    """Note a failed login, then raise WrongLogin.

    Of a name that nobody has only a keyed hash is kept: people type their password there, or the name of another site.
    """
    key = (resources.settings.secret_keys or "").encode()
    typed = None if user_id is not None else hmac.new(key, login.encode(), hashlib.sha256).hexdigest()[:32]
    async with resources.database.transaction(LOGIN) as session:
        await note(
            session,
            AuditAction.LOGIN_FAILED,
            "user_auth_basic",
            None if user_id is None else {"user_id": user_id},
            user_name_hash=typed,
            session_ip_address=address,
            session_user_agent=agent,
        )
    raise WrongLogin


def _typed_name(typed: str) -> str:
    """What was typed, in the form names are kept in; empty when no name can look like it."""
    name = unicodedata.normalize("NFKC", typed.strip()).lower()
    return name if name.isprintable() else ""


async def _end_session_of(session: AsyncSession, token: str | None) -> int | None:
    if token is None or not looks_like_token(token):
        return None
    return await queries.end_session_of_token(session, hash_token(token), utc_now())


async def open_session(
    session: AsyncSession, resources: Resources, user: UserAuthBasic, *, address: str, agent: str
) -> NewSession:
    """Write a new session of this user, and forget what nobody needs of the old ones."""
    token = new_token()
    now = utc_now()
    await queries.forget_ended(session, now, now - _REMEMBERED, user.user_id)
    row = UserAuthSession(
        session_id=new_session_id(),
        user_id=user.user_id,
        session_token_hash=hash_token(token),
        session_expire_time=now + timedelta(days=resources.settings.session_days),
        session_created_time=now,
        session_last_used_time=now,
        session_ip_address=storable(address),
        session_user_agent=plain(agent, _AGENT_LIMIT) or None,  # it goes into logs and pages
    )
    session.add(row)
    await session.flush()
    return NewSession(row, token, user)


async def forget_ended_sessions(session: AsyncSession) -> int:
    """Delete sessions that are over and too old to tell a familiar place; returns how many."""
    now = utc_now()
    return await queries.forget_ended(session, now, now - _REMEMBERED)


async def end_session(session: AsyncSession, user_id: int, session_id: str) -> None:
    """End one session of this user. Raises SessionNotFound."""
    if not await queries.end_session(session, user_id, session_id, utc_now()):
        raise SessionNotFound.of(session_id)
    await note(session, AuditAction.LOGOUT, "user_auth_basic", {"user_id": user_id}, session_id=session_id)


async def change_password(
    resources: Resources, who: SessionUser, wanted: PasswordChange, *, address: str, agent: str
) -> NewSession:
    """Change one's own password: all sessions end, and a new one begins. Raises WrongLogin, Invalid, TooManyLogins."""
    async with resources.database.transaction() as session:
        user = await get_user(session, who.user_id)
    attempt = Attempt(_budget_of(user.user_id), address, familiar=True)
    await attempt.begin(resources.broadcast)
    if not await verify_password(user.user_password_hash, wanted.user_password):
        await _refuse(resources, user.user_id, user.user_name, address, agent)
    await attempt.forgive(resources.broadcast)
    _check_password("new_password", wanted.new_password, user.user_name, user.user_email)
    fresh_hash = await hash_password(wanted.new_password)
    async with resources.database.transaction() as session:
        locked = await get_user(session, who.user_id, lock=True)
        if locked.user_password_changed_time != user.user_password_changed_time:
            raise WrongLogin
        await _set_hash(session, locked, fresh_hash)
        return await open_session(session, resources, locked, address=address, agent=agent)


def _check_password(field: str, password: str, user_name: str, user_email: str) -> None:
    if unicodedata.normalize("NFKC", password).casefold() in {user_name.casefold(), user_email.casefold()}:
        raise Invalid.field(
            field, Told("A password must not be the user's own name or e-mail.", "密码不能和自己的用户名或邮箱相同。")
        )


async def _set_hash(session: AsyncSession, user: UserAuthBasic, password_hash: str) -> None:
    """Another password: whoever is logged in with the old one is out."""
    user.user_password_hash = password_hash
    user.user_password_changed_time = user.user_updated_time = utc_now()
    await queries.end_sessions(session, user.user_id, utc_now())


async def get_user(session: AsyncSession, user_id: int, *, lock: bool = False) -> UserAuthBasic:
    """One user. Raises UserNotFound."""
    user = await queries.find_user(session, user_id, lock=lock)
    if user is None:
        raise UserNotFound.of(user_id)
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
    session: AsyncSession, by: SessionUser | None, wanted: UserCreate
) -> tuple[UserAuthBasic, str | None]:
    """Add a user; returns the password too when one was made up. `by` None is the machine's operator.

    Raises UserExists, RoleTooLow, Invalid.
    """
    _check_may_grant(await _role_now(session, by), wanted.user_role)
    made_up = random_password() if wanted.user_password is None else None
    password = made_up or wanted.user_password
    assert password is not None
    _check_password("user_password", password, wanted.user_name, wanted.user_email)
    password_hash = await hash_password(password)  # before the lock on names, which everybody waits for
    if await queries.is_taken(session, wanted.user_name, wanted.user_email):
        raise UserExists(
            Told("Another user has this name or e-mail; take another.", "用户名或邮箱已被别人使用，请换一个。")
        )
    user = UserAuthBasic(
        user_name=wanted.user_name,
        user_email=wanted.user_email,
        user_password_hash=password_hash,
        user_password_changed_time=utc_now(),
        user_role=wanted.user_role,
        user_profile_nickname=wanted.user_profile_nickname,
    )
    session.add(user)
    await session.flush()
    await session.refresh(user)
    return user, made_up


async def _role_now(session: AsyncSession, by: SessionUser | None) -> UserRole | None:
    """The acting administrator's role at this moment: it may have been taken away since the request came in."""
    if by is None:
        return None
    role = await queries.find_active_role(session, by.user_id)
    if role not in {UserRole.ADMIN, UserRole.SUPER_ADMIN}:
        raise RoleTooLow(Told("You are no administrator any more.", "你已不再是管理员。"))
    return role


def _check_may_grant(by_role: UserRole | None, role: UserRole) -> None:
    if role != UserRole.USER and by_role not in {None, UserRole.SUPER_ADMIN}:
        raise RoleTooLow(
            Told(
                "Only a super_admin may make or change administrators.",
                "只有超级管理员（super_admin）可以新建或更改管理员。",
            )
        )


async def update_user(
    session: AsyncSession, by: SessionUser | None, user_id: int, changes: UserUpdate
) -> UserAuthBasic:
    """Change a user as an administrator; a new role or status ends the sessions.

    Raises UserNotFound, RoleTooLow, LastSuperAdmin, UserExists.
    """
    super_admins = await queries.lock_super_admins(session)
    by_role = await _role_now(session, by)
    user = await get_user(session, user_id, lock=True)
    _check_may_grant(by_role, UserRole(user.user_role))
    _check_may_grant(by_role, changes.user_role or UserRole.USER)
    role = changes.user_role or UserRole(user.user_role)
    status = changes.user_status or UserStatus(user.user_status)
    stays = role == UserRole.SUPER_ADMIN and status == UserStatus.ACTIVE
    if not stays and list(super_admins) == [user_id]:
        raise LastSuperAdmin(
            Told("Make another user super_admin first.", "请先把另一位用户设为超级管理员（super_admin）。")
        )
    if changes.user_email is not None and await queries.is_email_taken(session, changes.user_email, but=user_id):
        raise UserExists(Told("Another user has this e-mail; take another.", "这个邮箱已被别人使用，请换一个。"))
    if (role, status) != (user.user_role, user.user_status):
        await queries.end_sessions(session, user_id, utc_now())
    user.user_role, user.user_status = role, status
    user.user_email = changes.user_email or user.user_email
    if "user_profile_nickname" in changes.model_fields_set:
        user.user_profile_nickname = changes.user_profile_nickname
    user.user_updated_time = utc_now()
    await session.flush()
    return user


async def reset_password(
    session: AsyncSession, by: SessionUser | None, user_id: int, password: str | None = None
) -> str:
    """Give a user another password, a random one by default; ends the sessions.

    Raises UserNotFound, RoleTooLow, Invalid.
    """
    fresh = password or random_password()
    fresh_hash = await hash_password(fresh)
    await queries.lock_super_admins(session)
    by_role = await _role_now(session, by)
    user = await get_user(session, user_id, lock=True)
    _check_may_grant(by_role, UserRole(user.user_role))
    _check_password("user_password", fresh, user.user_name, user.user_email)
    await _set_hash(session, user, fresh_hash)
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
        raise UserNotFound(
            Told(
                "There is no super_admin; make one with `datasay user create`.",
                "还没有超级管理员（super_admin），请用 `datasay user create` 新建一位。",
            )
        )
    return owner
