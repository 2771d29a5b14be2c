"""Accounts and sessions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from datasay.core.answers import answer_list
from datasay.core.clock import utc_now
from datasay.core.dependencies import ResourcesDep, Session
from datasay.core.errors import Invalid, Unauthenticated, Unavailable
from datasay.core.http import problems
from datasay.core.pages import Page, PageQuery, page_query
from datasay.core.schemas import KeyPath
from datasay.user_auth import queries, service
from datasay.user_auth.addresses import came_by_https, client_address
from datasay.user_auth.dependencies import (
    CSRF_COOKIE,
    SESSION_COOKIE,
    AdminUser,
    CurrentUser,
    check_origin,
    session_cache,
)
from datasay.user_auth.errors import (
    CsrfRefused,
    LastSuperAdmin,
    RoleTooLow,
    SessionNotFound,
    TooManyLogins,
    UserExists,
    UserNotFound,
    WrongLogin,
)
from datasay.user_auth.models import UserRole, UserStatus
from datasay.user_auth.schemas import (
    LoginStart,
    PasswordChange,
    PasswordReset,
    ProfileUpdate,
    SessionList,
    SessionRead,
    SessionStarted,
    UserCreate,
    UserCreated,
    UserRead,
    UserUpdate,
)
from datasay.user_auth.service import NewSession
from datasay.user_auth.tokens import csrf_token

router = APIRouter(prefix="/api/v1", responses=problems(Invalid, Unavailable))
_known = problems(Unauthenticated, CsrfRefused)


def _set_cookies(request: Request, response: Response, token: str) -> None:
    """Two cookies: one the page cannot read, one it must send back as a header."""
    settings = request.app.state.resources.settings
    age = settings.session_days * 86400
    secure = came_by_https(request, settings)
    response.set_cookie(SESSION_COOKIE, token, max_age=age, path="/", secure=secure, httponly=True, samesite="lax")
    response.set_cookie(CSRF_COOKIE, csrf_token(token), max_age=age, path="/", secure=secure, samesite="lax")


def _started(request: Request, response: Response, new: NewSession) -> SessionStarted:
    _set_cookies(request, response, new.token)
    return SessionStarted(
        session_id=new.row.session_id,
        session_token=new.token,
        session_expire_time=new.row.session_expire_time,
        user=UserRead.model_validate(new.user),
    )


@router.post("/auth/login", tags=["auth"], responses=problems(WrongLogin, TooManyLogins, CsrfRefused))
async def log_in(request: Request, resources: ResourcesDep, wanted: LoginStart, response: Response) -> SessionStarted:
    """Begin a session. The token is shown now and never again; browsers get it as an HttpOnly cookie too.

    A session this browser had before ends.
    """
    check_origin(request)  # or another site could log a visitor in as somebody else
    new = await service.log_in(
        resources,
        wanted,
        address=client_address(request, resources.settings),
        agent=request.headers.get("user-agent", ""),
        replaced_token=request.cookies.get(SESSION_COOKIE),
    )
    if new.replaced_user_id is not None:
        await session_cache(request).tell(new.replaced_user_id)
    return _started(request, response, new)


@router.post("/auth/logout", status_code=204, tags=["auth"], responses=_known)
async def log_out(request: Request, resources: ResourcesDep, user: CurrentUser, response: Response) -> None:
    """End this session."""
    async with resources.database.transaction() as session:
        await service.end_session(session, user.user_id, user.session_id)
    await session_cache(request).tell(user.user_id)
    response.delete_cookie(SESSION_COOKIE, path="/")
    response.delete_cookie(CSRF_COOKIE, path="/")


@router.get("/auth/me", tags=["auth"], responses=_known)
async def get_me(request: Request, session: Session, user: CurrentUser, response: Response) -> UserRead:
    """Who you are. A session in use is prolonged, and with it the cookies of a browser that asks."""
    token = request.cookies.get(SESSION_COOKIE)
    if token is not None and "authorization" not in request.headers:
        _set_cookies(request, response, token)
    return UserRead.model_validate(await service.get_user(session, user.user_id))


@router.patch("/auth/me", tags=["auth"], responses=_known)
async def update_me(session: Session, user: CurrentUser, changes: ProfileUpdate) -> UserRead:
    """Change your profile."""
    return UserRead.model_validate(await service.update_profile(session, user.user_id, changes))


@router.get("/auth/sessions", tags=["auth"], responses=_known)
async def list_sessions(session: Session, user: CurrentUser) -> SessionList:
    """Your open sessions, the latest first (100 at most)."""
    rows = await queries.list_sessions(session, user.user_id, utc_now())
    return SessionList(
        items=[
            SessionRead(
                session_id=row.session_id,
                session_created_time=row.session_created_time,
                session_expire_time=row.session_expire_time,
                session_last_used_time=row.session_last_used_time,
                session_ip_address=str(row.session_ip_address) if row.session_ip_address is not None else None,
                session_user_agent=row.session_user_agent,
                current=row.session_id == user.session_id,
            )
            for row in rows
        ]
    )


@router.delete(
    "/auth/sessions/{session_id}", status_code=204, tags=["auth"], responses=_known | problems(SessionNotFound)
)
async def delete_session(request: Request, resources: ResourcesDep, user: CurrentUser, session_id: str) -> None:
    """End one of your sessions."""
    async with resources.database.transaction() as session:
        await service.end_session(session, user.user_id, session_id)
    await session_cache(request).tell(user.user_id)


@router.post("/auth/password", tags=["auth"], responses=_known | problems(WrongLogin, TooManyLogins))
async def change_password(
    request: Request, resources: ResourcesDep, user: CurrentUser, wanted: PasswordChange, response: Response
) -> SessionStarted:
    """Change your password. All your sessions end; the answer is a new one."""
    new = await service.change_password(
        resources,
        user,
        wanted,
        address=client_address(request, resources.settings),
        agent=request.headers.get("user-agent", ""),
    )
    await session_cache(request).tell(user.user_id)
    return _started(request, response, new)


_admin = _known | problems(RoleTooLow)


@router.get("/users", response_model=Page[UserRead], tags=["users"], responses=_admin)
async def list_users(
    resources: ResourcesDep,
    _user: AdminUser,
    page: Annotated[PageQuery, Depends(page_query(queries.KEYSET))],
    user_status: UserStatus | None = None,
    user_role: UserRole | None = None,
) -> Response:
    """All users, newest first. For administrators."""
    filters = {"user_status": user_status, "user_role": user_role}
    return await answer_list(resources.database, queries.KEYSET, queries.listing(), page, filters=filters)


@router.post("/users", status_code=201, tags=["users"], responses=_admin | problems(UserExists))
async def create_user(user: AdminUser, session: Session, wanted: UserCreate, response: Response) -> UserCreated:
    """Add a user. Without a password a random one is made and shown in this answer only. For administrators."""
    made, password = await service.create_user(session, user, wanted)
    response.headers["Location"] = f"/api/v1/users/{made.user_id}"
    return UserCreated(**UserRead.model_validate(made).model_dump(), user_password=password)


@router.get("/users/{user_id}", tags=["users"], responses=_admin | problems(UserNotFound))
async def get_user(_user: AdminUser, session: Session, user_id: KeyPath) -> UserRead:
    """One user. For administrators."""
    return UserRead.model_validate(await service.get_user(session, user_id))


@router.patch("/users/{user_id}", tags=["users"], responses=_admin | problems(UserNotFound, LastSuperAdmin, UserExists))
async def update_user(
    request: Request, resources: ResourcesDep, user: AdminUser, user_id: KeyPath, changes: UserUpdate
) -> UserRead:
    """Change a user's status, role, e-mail or nickname. For administrators.

    A new status or role ends the user's sessions at once.
    """
    async with resources.database.transaction() as session:
        changed = await service.update_user(session, user, user_id, changes)
    await session_cache(request).tell(user_id)
    return UserRead.model_validate(changed)


@router.post("/users/{user_id}/password", tags=["users"], responses=_admin | problems(UserNotFound))
async def reset_password(
    request: Request, resources: ResourcesDep, user: AdminUser, user_id: KeyPath, wanted: PasswordReset | None = None
) -> UserCreated:
    """Give a user another password: a random one, shown in this answer only, or the one that is sent.

    Ends the user's sessions. For administrators.
    """
    given = wanted.user_password if wanted is not None else None
    async with resources.database.transaction() as session:
        password = await service.reset_password(session, user, user_id, given)
        changed = await service.get_user(session, user_id)
    await session_cache(request).tell(user_id)
    shown = password if given is None else None
    return UserCreated(**UserRead.model_validate(changed).model_dump(), user_password=shown)
