"""The database: one pool for transactions, the same pool in autocommit for single reads, the actor in each."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, SessionTransaction

from datasay.core.errors import Clash, Unavailable
from datasay.core.identity import Actor, acting, request_id
from datasay.core.settings import Settings

_SET_ACTOR = text(
    "SELECT set_config('datasay.user_id', :user_id, true),"
    " set_config('datasay.user_role', :user_role, true),"
    " set_config('datasay.request_id', :request_id, true)"
)
_GONE = ("57P01", "57P02", "57P03", "53300", "08000", "08001", "08003", "08004", "08006", "25006")
_CLASH = ("40001", "40P01", "55P03")


_AFTER_COMMIT = "after_commit"
_ACTOR = "actor"


class _ActingSession(Session):
    """Takes a connection at its first statement, not before, and says who acts before anything else is said.

    A request's session is opened before it is known who asks, and asking needs a connection too: holding one here
    already would let as many requests as there are connections wait for each other.
    """


@event.listens_for(_ActingSession, "after_begin")
def _say_who_acts(session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
    who: Actor = session.info.get(_ACTOR) or acting.get()
    connection.execute(
        _SET_ACTOR, {"user_id": str(who.user_id), "user_role": who.user_role, "request_id": request_id.get()}
    )


def after_commit(session: AsyncSession, follow_up: Callable[[], None]) -> None:
    """Call this once the transaction has really committed; it must not block nor raise (wake someone, send)."""
    session.info.setdefault(_AFTER_COMMIT, []).append(follow_up)


def away() -> Unavailable:
    """The error for a database that cannot be reached."""
    return Unavailable("The database is away for the moment; nothing was changed. Try again in a few seconds.")


def _unheard() -> Unavailable:
    return Unavailable(
        "The database went away while your change was being kept, so it may have been kept or not. "
        "Repeat the request with the same Idempotency-Key, or look before you repeat it."
    )


def database_problem(error: Exception) -> Unavailable | Clash | None:
    """What a driver's error means to a user; None for a bug of ours. (D1, D3 in the list of faults.)"""
    if isinstance(error, PoolTimeout):
        return Unavailable("All database connections are busy. Try again in a few seconds.")
    if isinstance(error, OSError | InterfaceError):
        return away()
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None)
        if state in _CLASH:
            return Clash()
        if state in _GONE or error.connection_invalidated or (isinstance(error, OperationalError) and not state):
            return away()
    return None


class Database:
    """The pool of one process. `close()` ends it."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        self.engine: AsyncEngine = create_async_engine(
            url,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=5,
            pool_recycle=1800,
            pool_use_lifo=True,
            connect_args={
                "timeout": 5,
                "command_timeout": 60,
                "server_settings": {"timezone": "UTC", "application_name": "datasay", "jit": "off"},
            },
        )
        # Reads of one statement need no BEGIN and no ROLLBACK: two round trips less (docs/decisions/0009).
        self._reading: AsyncEngine = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._sessions = async_sessionmaker(self.engine, sync_session_class=_ActingSession, expire_on_commit=False)

    @classmethod
    def of(cls, settings: Settings) -> "Database":
        """The database of the settings. Raises Unavailable when none is configured."""
        if settings.database_url is None:
            raise Unavailable("No database is configured: start one with `datasay up` or set DATASAY_DATABASE_URL.")
        return cls(settings.database_url, pool_size=settings.database_pool_size)

    @asynccontextmanager
    async def transaction(self, actor: Actor | None = None) -> AsyncIterator[AsyncSession]:
        """One transaction that commits at the end and carries who acts. Raises Unavailable, Clash."""
        committing = False
        try:
            async with self._sessions.begin() as session:
                session.info[_ACTOR] = actor
                yield session
                await session.flush()
                committing = True  # a connection that is lost from here on leaves open whether the commit arrived
        except (DBAPIError, PoolTimeout, OSError) as error:
            problem = database_problem(error)
            if problem is None:
                raise
            raise _unheard() if committing and isinstance(problem, Unavailable) else problem from error
        for follow_up in session.info.pop(_AFTER_COMMIT, ()):
            follow_up()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection in autocommit for single SELECTs. Raises Unavailable."""
        try:
            async with self._reading.connect() as connection:
                yield connection
        except (DBAPIError, PoolTimeout, OSError) as error:
            problem = database_problem(error)
            if problem is None:
                raise
            raise problem from error

    async def close(self) -> None:
        """End the pool."""
        await self.engine.dispose()
