"""Single statements, fast: SQLAlchemy writes the SQL once, asyncpg runs it (docs/decisions/0009).

A SELECT runs in autocommit and says who acts in the same packet; what changes a row runs in a transaction of its own,
which says so as it begins. Both end with the statement, so that no connection carries anybody into the next.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Hashable, Mapping
from typing import Any

import asyncpg
import orjson
from sqlalchemy import CompoundSelect, Insert, Select, TextClause, Update, make_url
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg, PGDialect_asyncpg
from sqlalchemy.sql.cache_key import CacheKey

from datasay.core.binding import step_down
from datasay.core.identity import Actor, acting, request_id

Row = Mapping[str, Any]  # Any: a row has columns of many types
Statement = Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]] | TextClause
Change = Insert | Update
_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]  # SQLAlchemy has not typed its dialects
_MOST_STATEMENTS = 1000
_BEGIN_WITHOUT_WAITING = "BEGIN; SET LOCAL synchronous_commit = off;"
# The actor is set before the statement is begun: what is asked for hangs on it (LATERAL), and is no part of the outer
# query that could be put first (OFFSET). Policies look at the settings once a statement, when they are first needed.
_ASKED = """
SELECT asked.* FROM (
    SELECT set_config('datasay.user_id', ${0}, true) AS user_id,
           set_config('datasay.user_role', ${1}, true) AS user_role,
           set_config('datasay.request_id', ${2}, true) AS request_id
) AS acting, LATERAL (
    SELECT * FROM (
{sql}
    ) AS statement OFFSET (CASE WHEN acting IS NULL THEN 1 ELSE 0 END)
) AS asked
"""
_PLAIN = re.compile(r"[A-Za-z0-9_.-]*")
# InternalClientError: what an idle connection raises that was told of its end before it was used again.
LOST = (
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    OSError,
)


class ActingConnection(asyncpg.Connection):
    """Says who acts in the same breath as BEGIN, so that no transaction can forget it and none pays a round trip."""

    async def execute(self, query: str, *args: object, timeout: float | None = None) -> str:  # noqa: ASYNC109  its signature
        """BEGIN carries the actor; everything else goes through as it is."""
        if query.startswith("BEGIN"):
            query += _who_acts()
        return await super().execute(query, *args, timeout=timeout)


def _who_acts() -> str:
    who = acting.get()
    values = {"user_id": str(who.user_id), "user_role": who.user_role, "request_id": request_id.get()}
    if who.name:
        values["actor_name"] = who.name
    for value in values.values():  # written into the SQL: nothing here may come from outside unchecked
        assert _PLAIN.fullmatch(value), value
    return "".join(f" SET LOCAL datasay.{name} = '{value}';" for name, value in values.items())


class _Connection(ActingConnection):
    """Nothing done here outlives its transaction, so there is nothing to reset: one round trip less."""

    def get_reset_query(self) -> str:
        """Nothing."""
        return ""


async def _prepare(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    await step_down(connection)
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(
            kind, schema="pg_catalog", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads
        )


class _NotBegun(Exception):
    """The connection was dead before the transaction began: nothing has happened."""

    def __init__(self, why: Exception) -> None:
        super().__init__(str(why))
        self.why = why


class CommitUnheard(Exception):
    """The connection was lost while the change was being committed: it may have been kept or not."""


class Statements:
    """A pool of connections for statements of their own. Errors are asyncpg's, TimeoutError and OSError."""

    def __init__(self, url: str, *, size: int, server_settings: dict[str, str]) -> None:
        _, self._address = _DIALECT.create_connect_args(make_url(url))  # type: ignore[no-untyped-call]  # as above
        self._size = size
        self._server_settings = server_settings
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._opening = asyncio.Lock()
        self._written: dict[Hashable, tuple[PGCompiler_asyncpg, str]] = {}

    async def fetch(self, statement: Statement, params: Mapping[str, object], actor: Actor) -> list[dict[str, Any]]:
        """All rows this actor may see. A statement that finds its connection dead is tried once more on another."""
        sql, values = self._write(statement, params)
        values += [str(actor.user_id), actor.user_role, request_id.get()]
        try:
            return await self._run(sql, values)
        except LOST as error:
            if isinstance(error, asyncpg.DataError) or self._pool is None:  # the connection is well, or there is none
                raise
            await self._pool.expire_connections()  # one that died is rarely alone
            return await self._run(sql, values)

    async def change(
        self, statement: Change, params: Mapping[str, object], *, durable: bool = True
    ) -> list[dict[str, Any]]:
        """The rows that RETURNING gives, once they are committed. A connection that is found dead before anything
        was sent is replaced once. Raises CommitUnheard.
        """
        sql, values = self._write(statement, params)
        begin = "BEGIN;" if durable else _BEGIN_WITHOUT_WAITING
        pool = self._pool or await self._open()
        try:
            return await self._change(pool, begin, sql, values)
        except _NotBegun:
            await pool.expire_connections()  # one that died is rarely alone
        try:
            return await self._change(pool, begin, sql, values)
        except _NotBegun as error:
            raise error.why from error

    async def _change(
        self, pool: asyncpg.Pool[asyncpg.Record], begin: str, sql: str, values: list[object]
    ) -> list[dict[str, Any]]:
        async with pool.acquire(timeout=5) as connection:
            try:
                await connection.execute(begin)
            except LOST as error:
                raise _NotBegun(error) from error
            try:
                records = await connection.fetch(sql, *values)
            except BaseException:
                if not connection.is_closed():
                    await connection.execute("ROLLBACK;")
                raise
            try:
                await connection.execute("COMMIT;")
            except LOST as error:
                raise CommitUnheard from error
        return [dict(record) for record in records]

    async def close(self) -> None:
        """End the pool; what still runs is cut off."""
        if self._pool is not None:
            self._pool.terminate()
            self._pool = None

    async def _run(self, sql: str, values: list[object]) -> list[dict[str, Any]]:
        pool = self._pool or await self._open()
        async with pool.acquire(timeout=5) as connection:
            try:
                return [dict(record) for record in await connection.fetch(sql, *values)]
            except asyncpg.InternalClientError:
                connection.terminate()
                raise

    async def _open(self) -> asyncpg.Pool[asyncpg.Record]:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    **self._address,
                    min_size=0,
                    max_size=self._size,
                    timeout=5,
                    command_timeout=60,
                    server_settings=self._server_settings,
                    connection_class=_Connection,
                    init=_prepare,
                )
            return self._pool

    def _write(self, statement: Statement | Change, params: Mapping[str, object]) -> tuple[str, list[object]]:
        """SQL and its values in order. Statements of the same shape are written once, whatever their values."""
        shape = statement._generate_cache_key()  # the key under which SQLAlchemy itself caches
        assert shape is not None, "a statement of columns always has one"
        known = self._written.get(shape.key)
        if known is None:
            known = _compiled(statement, shape)
            if not known[0].post_compile_params:  # a list of values is written into the SQL itself
                if len(self._written) >= _MOST_STATEMENTS:
                    self._written.clear()
                self._written[shape.key] = known
        written, sql = known
        given = written.construct_params({**(shape.params or {}), **params}, extracted_parameters=shape.bindparams)
        return sql, [given[name] for name in written.positiontup or ()]


def _compiled(statement: Statement | Change, shape: CacheKey) -> tuple[PGCompiler_asyncpg, str]:
    written = PGCompiler_asyncpg(_DIALECT, statement, cache_key=shape, compile_kwargs={"render_postcompile": True})
    if isinstance(statement, Insert | Update):
        return written, written.string
    count = len(written.positiontup or ())
    return written, _ASKED.format(count + 1, count + 2, count + 3, sql=written.string)
