"""Single SELECTs, fast: SQLAlchemy writes the SQL once, asyncpg runs it without a transaction (docs/decisions/0009)."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Mapping
from typing import Any

import asyncpg
import orjson
from sqlalchemy import Select, make_url
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg, PGDialect_asyncpg

Row = Mapping[str, Any]  # Any: a row has columns of many types
Statement = Select[*tuple[Any, ...]]
_DIALECT = PGDialect_asyncpg()  # type: ignore[no-untyped-call]  # SQLAlchemy has not typed its dialects
_MOST_STATEMENTS = 1000
# InternalClientError: what an idle connection raises that was told of its end before it was used again.
LOST = (
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    OSError,
)


class _Connection(asyncpg.Connection):
    """Nothing done here outlives its statement, so there is nothing to reset: one round trip less."""

    def get_reset_query(self) -> str:
        """Nothing."""
        return ""


async def _read_json(connection: asyncpg.Connection[asyncpg.Record]) -> None:
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(
            kind, schema="pg_catalog", encoder=lambda value: orjson.dumps(value).decode(), decoder=orjson.loads
        )


class Reader:
    """A pool of connections for statements of their own. Errors are asyncpg's, TimeoutError and OSError."""

    def __init__(self, url: str, *, size: int, server_settings: dict[str, str]) -> None:
        _, self._address = _DIALECT.create_connect_args(make_url(url))  # type: ignore[no-untyped-call]
        self._size = size
        self._server_settings = server_settings
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._opening = asyncio.Lock()
        self._written: dict[Hashable, PGCompiler_asyncpg] = {}

    async def fetch(self, statement: Statement, params: Mapping[str, object]) -> list[dict[str, Any]]:
        """All rows. A statement that finds its connection dead is tried once more on another."""
        sql, values = self._write(statement, params)
        try:
            return await self._run(sql, values)
        except LOST as error:
            if isinstance(error, asyncpg.DataError) or self._pool is None:  # the connection is well, or there is none
                raise
            await self._pool.expire_connections()  # one that died is rarely alone
            return await self._run(sql, values)

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
                    init=_read_json,
                )
            return self._pool

    def _write(self, statement: Statement, params: Mapping[str, object]) -> tuple[str, list[object]]:
        """SQL and its values in order. Statements of the same shape are written once, whatever their values."""
        shape = statement._generate_cache_key()  # the key under which SQLAlchemy itself caches
        assert shape is not None, "a SELECT of columns always has one"
        written = self._written.get(shape.key)
        if written is None:
            written = PGCompiler_asyncpg(
                _DIALECT, statement, cache_key=shape, compile_kwargs={"render_postcompile": True}
            )
            if not written.post_compile_params:  # a list of values is written into the SQL itself
                if len(self._written) >= _MOST_STATEMENTS:
                    self._written.clear()
                self._written[shape.key] = written
        given = written.construct_params({**(shape.params or {}), **params}, extracted_parameters=shape.bindparams)
        return written.string, [given[name] for name in written.positiontup or ()]
