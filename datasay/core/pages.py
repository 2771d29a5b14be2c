"""Keyset pagination: a page knows where the last one ended, so a deep page costs what the first one costs."""

import base64
import binascii
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Any, Generic, TypeVar

import orjson
from fastapi import Query
from pydantic import BaseModel
from sqlalchemy import ARRAY, BigInteger, ColumnElement, Integer, Select, and_, bindparam, or_
from sqlalchemy.orm import InstrumentedAttribute

from datasay.core.errors import Invalid
from datasay.core.reading import Row
from datasay.wording.told import Told

Item = TypeVar("Item")
_NOTHING: Mapping[str, object] = MappingProxyType({})
_ROWS, _VALUE, _KEY = "page_rows", "page_value", "page_key"  # parameters of every statement of a page
_prepared: dict[tuple[object, ...], Select[Any]] = {}
_LONGEST_CURSOR = 2000  # a name of 255 characters of four bytes each takes 1,400


class Page(BaseModel, Generic[Item]):
    """One page of a list; `next_cursor` is null on the last one."""

    items: list[Item]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class PageQuery:
    """What a client asks of a list."""

    limit: int
    cursor: str | None
    sort: str | None


@dataclass(frozen=True, slots=True)
class Keyset:
    """How one table is listed: its key, the columns one may sort by (all NOT NULL in practice), the default."""

    key: InstrumentedAttribute[int]
    columns: Mapping[str, InstrumentedAttribute[Any]]  # Any: columns of several types live in one mapping
    default: str

    @property
    def sorts(self) -> list[str]:
        """What `sort` may be."""
        return [sign + name for name in sorted(self.columns) for sign in ("", "-")]

    def order(self, query: PageQuery) -> tuple[InstrumentedAttribute[Any], bool]:
        """The column and whether it is descending. Raises Invalid for a column one may not sort by."""
        wanted = query.sort or self.default
        name, descending = wanted.removeprefix("-"), wanted.startswith("-")
        column = self.columns.get(name)
        if column is None:
            raise Invalid.field(
                "query.sort",
                Told(
                    "cannot be {sort}; it is one of {known}",
                    "不能按 {sort} 排序，只能用 {known}",
                    sort=wanted,
                    known=self.sorts,
                ),
            )
        return column, descending

    def page(self, statement: Select[Any], query: PageQuery, filters: Mapping[str, object] = _NOTHING) -> Select[Any]:
        """The statement of one page, with one row more than asked, which tells whether there is a next page.

        `filters` are columns of the table and what they must equal; lists must hold all of it.
        """
        return self._shaped(statement, query, tuple(filters)).params({**filters, **self.values(query)})

    def prepared(self, statement: Select[Any], query: PageQuery, filters: Sequence[str]) -> Select[Any]:
        """The same for a statement that is always the same one, and the columns that must have what is given under
        their names: put together once for each combination, which takes longer than the database needs to answer.
        """
        shape = (statement, query.sort, query.cursor is None, *filters)  # the statement itself: an id may come again
        made = _prepared.get(shape)
        if made is None:
            made = _prepared[shape] = self._shaped(statement, query, filters)
        return made

    def values(self, query: PageQuery) -> dict[str, object]:
        """What a statement of a page is to be run with. Raises Invalid for a wrong sort or cursor."""
        column, _ = self.order(query)
        if query.cursor is None:
            return {_ROWS: query.limit + 1}
        value, key = _decode(query.cursor, query.sort or self.default, column, self.key)
        return {_ROWS: query.limit + 1, _VALUE: value, _KEY: key}

    def _shaped(self, statement: Select[Any], query: PageQuery, filters: Sequence[str]) -> Select[Any]:
        column, descending = self.order(query)
        table = self.key.class_
        statement = statement.where(*(_has(getattr(table, name), name) for name in filters))
        if query.cursor is not None:
            statement = statement.where(self._beyond(column, descending))
        ordering = (column.desc(), self.key.desc()) if descending else (column.asc(), self.key.asc())
        return statement.order_by(*ordering).limit(bindparam(_ROWS, type_=Integer))

    def _beyond(self, column: InstrumentedAttribute[Any], descending: bool) -> ColumnElement[bool]:
        value, key = bindparam(_VALUE, type_=column.type), bindparam(_KEY, type_=self.key.type)
        if descending:
            return and_(column <= value, or_(column < value, self.key < key))
        return and_(column >= value, or_(column > value, self.key > key))

    def cut(self, rows: Sequence[Row], query: PageQuery) -> tuple[list[Row], str | None]:
        """The rows of the page and the cursor of the next one."""
        if len(rows) <= query.limit:
            return list(rows), None
        column, _ = self.order(query)
        last = rows[query.limit - 1]
        return list(rows[: query.limit]), _encode(query.sort or self.default, last[column.key], last[self.key.key])


def _has(column: InstrumentedAttribute[Any], name: str) -> ColumnElement[bool]:
    """Whether the column equals the parameter; a list, whether it holds all of it."""
    wanted = bindparam(name, type_=column.type)
    return column.contains(wanted) if isinstance(column.type, ARRAY) else column == wanted


def page_query(keyset: Keyset) -> Callable[..., Coroutine[Any, Any, PageQuery]]:
    """The query parameters of a list, as a dependency; the API's description says what this one may be sorted by."""

    async def asked(  # async: a plain function would be run in a thread
        limit: Annotated[int, Query(ge=1, le=100, description="Rows of a page.")] = 20,
        cursor: Annotated[
            str | None,
            Query(
                max_length=_LONGEST_CURSOR,
                description="`next_cursor` of the page before, with the same `sort`.",
                json_schema_extra={"format": "cursor"},
            ),
        ] = None,
        sort: str | None = Query(
            None,
            description="A column to sort by; with a leading `-`, descending.",
            json_schema_extra={"enum": list(keyset.sorts), "default": keyset.default},
        ),
    ) -> PageQuery:
        return PageQuery(limit, cursor, sort)

    return asked


def in_order(name: str, first: date | None, last: date | None) -> None:
    """Raises Invalid for a range, asked for by the parameters `…_from` and `…_to`, that ends before it begins."""
    if first is not None and last is not None and last < first:
        said = Told("must not be before {first}", "不能早于 {first}", first=f"{name}_from")
        raise Invalid.field(f"query.{name}_to", said)


def _holds(column: InstrumentedAttribute[Any], number: int) -> bool:
    largest = 2**63 if isinstance(column.type, BigInteger) else 2**31
    return -largest <= number < largest


def _encode(sort: str, value: object, key: int) -> str:
    raw = orjson.dumps([sort, value, key], default=str)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decode(
    cursor: str, sort: str, column: InstrumentedAttribute[Any], key_column: InstrumentedAttribute[int]
) -> tuple[object, int]:
    wrong = Invalid.field(
        "query.cursor",
        Told(
            "This is not a cursor of this list; start from the first page.", "这不是本列表的游标，请从第一页重新开始。"
        ),
    )
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        was_sorted_by, value, key = orjson.loads(base64.b64decode(padded.encode(), b"-_", validate=True))
        if was_sorted_by != sort or type(key) is not int or not _holds(key_column, key):
            raise wrong
        kind = column.type.python_type
        if kind is datetime:
            value = datetime.fromisoformat(value)
            if value.tzinfo is not None:
                raise wrong
        elif kind is date:
            value = date.fromisoformat(value)
        elif type(value) is not kind or (kind is int and not _holds(column, value)):
            raise wrong
        if isinstance(value, str) and "\x00" in value:
            raise wrong
    except (ValueError, TypeError, binascii.Error, UnicodeEncodeError) as error:
        raise wrong from error
    return value, key
