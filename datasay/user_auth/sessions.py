"""Whose token is it? Answered from the process's memory for a few seconds, and at once anew when anything changed."""

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as time_of_day

from datasay.core.clock import utc_now
from datasay.core.errors import Unavailable
from datasay.core.identity import LOGIN
from datasay.core.resources import Resources
from datasay.user_auth import queries
from datasay.user_auth.models import UserRole
from datasay.user_auth.tokens import hash_token, looks_like_token

CHANNEL = "sessions"
_FRESH_SECONDS = 10.0
_MOST = 20_000
_RENEW_EVERY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class SessionUser:
    """The user of a request."""

    user_id: int
    user_name: str
    user_role: UserRole
    session_id: str

    @property
    def is_admin(self) -> bool:
        """admin or super_admin."""
        return self.user_role in (UserRole.ADMIN, UserRole.SUPER_ADMIN)


class SessionCache:
    """One per process. Believed only while the broadcast is connected: a revocation must be heard."""

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._known: dict[str, tuple[SessionUser, float]] = {}
        self._heard = 0  # revocations so far: what was read before the latest one must not be kept after it
        resources.broadcast.on(CHANNEL, self._forget)
        resources.broadcast.on_lost(self._forget_all)

    def _forget(self, user_id: str) -> None:
        self._heard += 1
        self._known = {key: value for key, value in self._known.items() if str(value[0].user_id) != user_id}

    def _forget_all(self) -> None:
        self._heard += 1
        self._known.clear()

    async def find(self, token: str) -> SessionUser | None:
        """The user of this token, if the session is alive. Raises Unavailable."""
        if not looks_like_token(token):
            return None
        key = hash_token(token)
        known = self._known.get(key)
        if known is not None and known[1] > time.monotonic() and self._resources.broadcast.connected:
            return known[0]
        asked, heard, was_connected = time.monotonic(), self._heard, self._resources.broadcast.connected
        now = utc_now()
        row = await queries.look_up(self._resources.database, key, now)
        if row is None:
            return None
        user = SessionUser(row["user_id"], row["user_name"], UserRole(row["user_role"]), row["session_id"])
        await self._renew(row["session_id"], row["session_last_used_time"], now)
        if was_connected and self._resources.broadcast.connected and heard == self._heard:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[key] = (user, asked + _FRESH_SECONDS)
        return user

    async def _renew(self, session_id: str, last_used: datetime | None, now: datetime) -> None:
        before = now - _RENEW_EVERY
        if last_used is not None and last_used > before:
            return
        # To the end of a day: a session in use is changed once a day, and its audit log has as many rows.
        until = datetime.combine(
            now.date() + timedelta(days=self._resources.settings.session_days + 1), time_of_day.min
        )
        try:
            async with self._resources.database.transaction(LOGIN) as session:
                await queries.renew(session, session_id, now, before, until)
        except Unavailable:  # a database that can be read but not written: the session is good all the same
            return

    async def tell(self, user_id: int) -> None:
        """Something about this user's sessions changed: forget here and everywhere, before the answer goes out."""
        self._forget(str(user_id))
        await self._resources.broadcast.publish(CHANNEL, str(user_id))
