"""JSON out of rows, fast: columns go straight to orjson, times with `Z`, decimals as numbers, bytes in hexadecimal."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address
from types import MappingProxyType
from typing import Any

import orjson
from fastapi import Response
from sqlalchemy import RowMapping, Select

from datasay.core.database import Database
from datasay.core.pages import Keyset, PageQuery
from datasay.core.reading import Row

_NOTHING: Mapping[str, object] = MappingProxyType({})
_OPTIONS = orjson.OPT_NAIVE_UTC | orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def _other(value: object) -> object:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, IPv4Address | IPv6Address):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def dumps(value: object) -> bytes:
    """JSON as it goes over the wire."""
    return orjson.dumps(value, default=_other, option=_OPTIONS)


def answer(row: Row | RowMapping, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """One object. The route's `response_model` documents it; building it here skips a second validation."""
    return Response(dumps(row if type(row) is dict else dict(row)), status, headers, "application/json")


def answer_all(rows: Sequence[Row], *, headers: dict[str, str] | None = None) -> Response:
    """All rows of something that has few."""
    return Response(dumps([dict(row) for row in rows]), 200, headers, "application/json")


def answer_page(rows: Sequence[Row], next_cursor: str | None) -> Response:
    """One page of a list."""
    return Response(
        dumps({"items": [row if type(row) is dict else dict(row) for row in rows], "next_cursor": next_cursor}),
        media_type="application/json",
    )


async def answer_list(
    database: Database,
    keyset: Keyset,
    statement: Select[Any],
    page: PageQuery,
    *,
    filters: Mapping[str, object] = _NOTHING,
    values: Mapping[str, object] | None = None,
) -> Response:
    """The page of the statement's rows that was asked for. Raises Invalid for a wrong sort or cursor.

    `filters` are columns and what they must equal; None leaves a column out. With `values` for its parameters the
    statement is taken for one that lives as long as the process.
    """
    given = {name: value for name, value in filters.items() if value is not None}
    if values is None:
        rows = await database.fetch(keyset.page(statement, page, given))
    else:
        rows = await database.fetch(
            keyset.prepared(statement, page, tuple(given)), {**values, **given, **keyset.values(page)}
        )
    return answer_page(*keyset.cut(rows, page))
