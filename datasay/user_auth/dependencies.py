"""Who asks, and what their role allows: the one place where it is checked."""

from collections.abc import Awaitable, Callable
from typing import Annotated, cast

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from datasay.core.dependencies import take_place
from datasay.core.errors import Unauthenticated
from datasay.core.identity import Actor, acting
from datasay.core.places import Thing
from datasay.core.settings import Settings
from datasay.user_auth.addresses import came_by_https
from datasay.user_auth.errors import CsrfRefused, RoleTooLow
from datasay.user_auth.sessions import SessionCache, SessionUser
from datasay.user_auth.tokens import is_csrf_token
from datasay.wording.told import Told

SESSION_COOKIE = "datasay_session"
CSRF_COOKIE = "datasay_csrf"
StillOpen = Callable[[], Awaitable[bool]]
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def session_cache(request: Request) -> SessionCache:
    """The process's sessions."""
    found = getattr(request.app.state, "sessions", None)
    if found is None:
        found = request.app.state.sessions = SessionCache(request.app.state.resources)
    return cast("SessionCache", found)


def check_origin(request: Request) -> None:
    """Refuse what a browser sends for another site's page. Programs say no origin. Raises CsrfRefused."""
    settings: Settings = request.app.state.resources.settings
    origin = request.headers.get("origin")
    if origin is None:
        if request.headers.get("sec-fetch-site", "none") not in {"same-origin", "none"}:
            raise CsrfRefused(
                Told(
                    "The request comes from another site. Do it in the studio itself.",
                    "请求来自别的网站。请在工作台里操作。",
                )
            )
        return
    host = request.headers.get("host", "")
    own = {f"https://{host}"} if came_by_https(request, settings) else {f"https://{host}", f"http://{host}"}
    if origin == "null" or origin not in own | set(settings.allowed_origins):
        raise CsrfRefused(
            Told(
                "The request comes from another site. Do it in the studio itself.",
                "请求来自别的网站。请在工作台里操作。",
            )
        )


def _check_csrf(request: Request, token: str) -> None:
    """A cookie is sent by any page; only the studio's own can read the second cookie and has its origin."""
    check_origin(request)
    if not is_csrf_token(token, request.headers.get("x-csrf-token", "")):
        raise CsrfRefused(
            Told(
                "Send the value of the cookie {csrf_cookie} as the header X-CSRF-Token.",
                "请把 Cookie {csrf_cookie} 的值放进请求头 X-CSRF-Token。",
                csrf_cookie=CSRF_COOKIE,
            )
        )


def _token_of(request: Request) -> str:
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        return token.strip() if scheme.lower() == "bearer" else ""
    token = request.cookies.get(SESSION_COOKIE, "")
    if token and request.method not in _SAFE_METHODS:
        _check_csrf(request, token)
    return token


class _SessionScheme(HTTPBearer):
    """Finds the user of a request; being a security scheme, it also tells OpenAPI which routes need one."""

    async def __call__(self, request: Request) -> SessionUser:  # type: ignore[override]  # not the bare header
        token = _token_of(request)
        user = await session_cache(request).find(token) if token else None
        if user is None:
            raise Unauthenticated
        take_place(request, Thing.REQUEST, user.user_id)
        acting.set(Actor(user.user_id, user.user_role))
        return user


_current_user = _SessionScheme(
    scheme_name="session", description="`session_token` of `POST /api/v1/auth/login`; browsers send it as a cookie."
)
CurrentUser = Annotated[SessionUser, Depends(_current_user)]


async def _still_open(request: Request, _user: CurrentUser) -> StillOpen:
    token, sessions = _token_of(request), session_cache(request)

    async def still_open() -> bool:
        return await sessions.find(token) is not None

    return still_open


# For answers that go on for long: whether the session has not ended since. Raises Unavailable.
SessionStillOpen = Annotated[StillOpen, Depends(_still_open)]


async def _admin(user: CurrentUser) -> SessionUser:
    if not user.is_admin:
        raise RoleTooLow(
            Told(
                "This needs the role admin or super_admin; ask an administrator.",
                "只有管理员（admin 或 super_admin）可以这样做。",
            )
        )
    return user


AdminUser = Annotated[SessionUser, Depends(_admin)]
ADMINISTRATORS_ONLY = frozenset({_admin})
