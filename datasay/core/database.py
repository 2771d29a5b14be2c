"""The database: one pool for transactions, one for single statements; each says who acts."""

import errno
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from datasay.core.binding import step_down
from datasay.core.errors import Clash, DatabaseFull, Unavailable
from datasay.core.identity import Actor, acting, as_actor
from datasay.core.reading import LOST, ActingConnection, Change, CommitUnheard, Statement, Statements
from datasay.core.settings import Settings
from datasay.wording.told import Told

_GONE = ("57P01", "57P02", "57P03", "53300", "08000", "08001", "08003", "08004", "08006", "25006")
_CLASH = ("40001", "40P01", "55P03")
_FULL = ("53100",)
# What the server reports and only its operator can mend, and what its users are told meanwhile.
_IN_NEED = dict.fromkeys(
    ("53000", "53200"),
    Told(
        "The database has no memory left for this; nothing was changed. Try again in a few seconds; if it stays so, the"
        " operator has to give its machine more memory.",
        "数据库的内存不够，什么都没有改动。请过几秒再试；若仍然如此，要请管理员给那台机器加内存。",
    ),
) | dict.fromkeys(
    ("58000", "58030", "58P01", "58P02", "XX001", "XX002"),
    Told(
        "The database cannot read or write its disk; nothing was changed. The operator has to look at the disk and at"
        " the database's log.",
        "数据库读写不了磁盘，什么都没有改动。要请管理员检查磁盘和数据库日志。",
    ),
)
_OF_FILES = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
_CUT_SHORT = ("57014", "53400")
_AFTER_COMMIT = "after_commit"


def after_commit(session: AsyncSession, follow_up: Callable[[], None]) -> None:
    """Call this once the transaction has really committed; it must not block nor raise (wake someone, send)."""
    session.info.setdefault(_AFTER_COMMIT, []).append(follow_up)


def away() -> Unavailable:
    """The error for a database that cannot be reached."""
    return Unavailable(
        Told(
            "The database is away for the moment; nothing was changed. Try again in a few seconds.",
            "数据库暂时连不上，什么都没有改动。请过几秒再试。",
        )
    )


def _unheard() -> Unavailable:
    return Unavailable(
        Told(
            "The database went away while your change was being kept, so it may have been kept "
            "or not. Repeat the request with the same Idempotency-Key, or look before you "
            "repeat it.",
            "保存时数据库断开了，改动可能已保存，也可能没有。请用同一个 Idempotency-Key 重发，或先查看再重做。",
        )
    )


def database_problem(error: Exception) -> Unavailable | Clash | None:
    """What a driver's error means to a user; None for a bug of ours. (D1, D3 in the list of faults.)"""
    if isinstance(error, PoolTimeout | TimeoutError):
        return Unavailable(
            Told("All database connections are busy. Try again in a few seconds.", "数据库连接都在忙。请过几秒再试。")
        )
    state = _state(error)
    if state in _CLASH:
        return Clash()
    if state in _FULL:
        return DatabaseFull()
    if state in _CUT_SHORT:
        return Unavailable(
            Told(
                "The database gave this up because it took too long or too much room; nothing was changed. Try again,"
                " or ask for less at a time.",
                "这件事耗时太长或占用太多，数据库放弃了，什么都没有改动。请再试，或一次少要一些。",
            )
        )
    if state in _IN_NEED:
        return Unavailable(_IN_NEED[state], retry_after=30)
    return away() if state in _GONE or _is_lost(error) else None


def _state(error: Exception) -> str | None:
    """What PostgreSQL calls it; None where it said nothing."""
    return getattr(getattr(error, "orig", error), "sqlstate", None)


def _is_away(problem: Unavailable | Clash, error: Exception) -> bool:
    """Whether no answer came, rather than one that says that the server could not do it."""
    return isinstance(problem, Unavailable) and _state(error) not in (*_FULL, *_CUT_SHORT, *_IN_NEED)


def _is_lost(error: Exception) -> bool:
    state = _state(error)
    if isinstance(error, asyncpg.DataError):  # an InterfaceError to asyncpg, but the connection is well
        return False
    if isinstance(error, OSError) and error.errno in _OF_FILES:  # of a file that was written in the transaction
        return False
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, OperationalError) and not state:
        return True
    return isinstance(error, (InterfaceError, *LOST))


def _step_down(connection: AsyncAdapt_asyncpg_connection, _record: object) -> None:
    connection.run_async(step_down)


def _refuse_closed(connection: AsyncAdapt_asyncpg_connection, _record: object, _proxy: object) -> None:
    """What the server has closed meanwhile (it crashed, or ended the session) is opened anew, at no round trip."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


class Database:
    """The pool of one process. `close()` ends it."""

    def __init__(self, url: str, *, pool_size: int = 10) -> None:
        server_settings = {"timezone": "UTC", "application_name": "datasay", "jit": "off"}
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
                "server_settings": server_settings,
                "connection_class": ActingConnection,
            },
        )
        event.listen(self.engine.sync_engine, "connect", _step_down)
        event.listen(self.engine.sync_engine, "checkout", _refuse_closed)
        self._statements = Statements(url, size=pool_size, server_settings=server_settings)
        self._sessions = async_sessionmaker(self.engine, expire_on_commit=False)

    @classmethod
    def of(cls, settings: Settings) -> "Database":
        """The database of the settings. Raises Unavailable when none is configured."""
        if settings.database_url is None:
            raise Unavailable(
                Told(
                    "No database is configured: start one with `datasay up` or set DATASAY_DATABASE_URL.",
                    "没有设置数据库：用 `datasay up` 启动一个，或设置 DATASAY_DATABASE_URL。",
                )
            )
        return cls(settings.database_url, pool_size=settings.database_pool_size)

    @asynccontextmanager
    async def transaction(self, actor: Actor | None = None) -> AsyncIterator[AsyncSession]:
        """One transaction that commits at the end and carries who acts. Raises Unavailable, Clash."""
        committing = False
        try:
            with as_actor(actor):
                async with self._sessions.begin() as session:
                    yield session
                    await session.flush()
                    committing = True  # a connection that is lost from here on leaves open whether the commit arrived
        except (DBAPIError, PoolTimeout, *LOST) as error:
            problem = database_problem(error)
            if problem is None:
                raise
            raise _unheard() if committing and _is_away(problem, error) else problem from error
        for follow_up in session.info.pop(_AFTER_COMMIT, ()):
            follow_up()

    async def fetch(
        self, statement: Statement, params: Mapping[str, object] | None = None, *, actor: Actor | None = None
    ) -> list[dict[str, Any]]:
        """The rows of one SELECT that `actor` (left out: whoever acts) may see. Raises Unavailable."""
        try:
            return await self._statements.fetch(statement, params or {}, actor or acting.get())
        except (asyncpg.PostgresError, *LOST) as error:
            problem = database_problem(error)
            if problem is None:
                raise
            raise problem from error

    async def fetch_one(
        self, statement: Statement, params: Mapping[str, object] | None = None, *, actor: Actor | None = None
    ) -> dict[str, Any] | None:
        """The only row of a SELECT by key, or None. Raises Unavailable."""
        rows = await self.fetch(statement, params, actor=actor)
        assert len(rows) <= 1, "a key has one row"
        return rows[0] if rows else None

    async def fetch_value(
        self, statement: Statement, params: Mapping[str, object] | None = None, *, actor: Actor | None = None
    ) -> Any:  # Any: a column of any type
        """The only column of the only row, or None. Raises Unavailable."""
        row = await self.fetch_one(statement, params, actor=actor)
        return None if row is None else next(iter(row.values()))

    async def change(
        self, statement: Change, params: Mapping[str, object], *, durable: bool = True
    ) -> dict[str, Any] | None:
        """The row one INSERT or UPDATE returns, kept in a transaction of its own; None when it changed nothing.

        Without `durable` nobody waits for the disk: a server that crashes within the second may forget the change, with
        all that came later, but never keeps something later without it. For what is noted anew if it was forgotten.

        Raises Unavailable, Clash.
        """
        try:
            rows = await self._statements.change(statement, params, durable=durable)
        except CommitUnheard as error:
            raise _unheard() from error
        except (asyncpg.PostgresError, *LOST) as error:
            problem = database_problem(error)
            if problem is None:
                raise
            raise problem from error
        return rows[0] if rows else None

    async def close(self) -> None:
        """End the pools."""
        await self._statements.close()
        await self.engine.dispose()
