"""Who asks, and what their role allows: the one place where it is checked."""

from typing import Annotated, cast
from urllib.parse import urlsplit

from fastapi import Depends, Request

from datasay.core.errors import Unauthenticated
from datasay.core.identity import Actor, acting
from datasay.core.settings import Settings
from datasay.user_auth.errors import CsrfRefused, RoleTooLow
from datasay.user_auth.models import UserRole
from datasay.user_auth.sessions import SessionCache, SessionUser
from datasay.user_auth.tokens import is_csrf_token

SESSION_COOKIE = "datasay_session"
CSRF_COOKIE = "datasay_csrf"
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def session_cache(request: Request) -> SessionCache:
    """The process's sessions."""
    found = getattr(request.app.state, "sessions", None)
    if found is None:
        found = request.app.state.sessions = SessionCache(request.app.state.resources)
    return cast("SessionCache", found)


def _own_origins(request: Request, settings: Settings) -> set[str]:
    host = request.headers.get("host", "")
    return {f"http://{host}", f"https://{host}", *settings.allowed_origins}


def _check_csrf(request: Request, token: str) -> None:
    """A cookie is sent by any page; only the studio's own can read the second cookie and say its origin."""
    origin = request.headers.get("origin")
    settings: Settings = request.app.state.resources.settings
    if origin is not None and (not urlsplit(origin).netloc or origin not in _own_origins(request, settings)):
        raise CsrfRefused("The request comes from another site.")
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"} and origin is None:
        raise CsrfRefused("The request comes from another site.")
    if not is_csrf_token(token, request.headers.get("x-csrf-token", "")):
        raise CsrfRefused(f"Send the value of the cookie {CSRF_COOKIE} as the header X-CSRF-Token.")


async def _current_user(request: Request) -> SessionUser:
    header = request.headers.get("authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        token = token.strip() if scheme.lower() == "bearer" else ""
    else:
        token = request.cookies.get(SESSION_COOKIE, "")
        if token and request.method not in _SAFE_METHODS:
            _check_csrf(request, token)
    user = await session_cache(request).find(token) if token else None
    if user is None:
        raise Unauthenticated
    acting.set(Actor(user.user_id, user.user_role))
    return user


CurrentUser = Annotated[SessionUser, Depends(_current_user)]


async def _admin(user: CurrentUser) -> SessionUser:
    if not user.is_admin:
        raise RoleTooLow("This needs the role admin or super_admin.")
    return user


async def _super_admin(user: CurrentUser) -> SessionUser:
    if user.user_role != UserRole.SUPER_ADMIN:
        raise RoleTooLow("This needs the role super_admin.")
    return user


AdminUser = Annotated[SessionUser, Depends(_admin)]
SuperAdminUser = Annotated[SessionUser, Depends(_super_admin)]


def client_address(request: Request) -> str:
    """Where the request comes from; X-Forwarded-For is believed only when a listed proxy sent it."""
    settings: Settings = request.app.state.resources.settings
    address = request.client.host if request.client is not None else ""
    if address in settings.trusted_proxies:
        for hop in reversed(request.headers.get("x-forwarded-for", "").split(",")):
            if hop.strip() and hop.strip() not in settings.trusted_proxies:
                return hop.strip()
    return address
