"""A table that can be searched, described once: which of its columns are title, tags and body."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Text, case, func, literal
from sqlalchemy.orm import InstrumentedAttribute

from datasay.core.pages import Keyset
from datasay.search.models import SearchKind

Column = InstrumentedAttribute[Any]  # Any: columns of several types
_LINE = literal("\n")  # nothing is found across it
BODY_LIMIT = 20_000  # characters of a body that ranking looks at
BEST = "-rank"


class SearchKeyset(Keyset):
    """A list that can also be sorted by rank while something is looked for."""

    @property
    def sorts(self) -> list[str]:
        """What `sort` may be."""
        return [*super().sorts, BEST]


@dataclass(frozen=True, slots=True)
class Source:
    """One searchable table; its triggers keep `system_search_entry` in step."""

    kind: SearchKind
    key: InstrumentedAttribute[int]
    title: Column
    body: Column
    deleted: InstrumentedAttribute[datetime | None]
    keyset: Keyset
    tags: Column | None = None
    conditions: Sequence[ColumnElement[bool]] = field(default=())

    @property
    def fields(self) -> tuple[Column, ...]:
        """The columns something can be found in, the weightiest first."""
        return (self.title, self.body) if self.tags is None else (self.title, self.tags, self.body)

    def heading(self) -> ColumnElement[str]:
        """Title and tags."""
        if self.tags is None:
            return func.coalesce(self.title, "", type_=Text)
        return func.concat_ws(_LINE, self.title, func.array_to_string(self.tags, _LINE), type_=Text)

    def whole(self) -> ColumnElement[str]:
        """Title, tags and body, one after the other."""
        return func.concat_ws(_LINE, self.heading(), self.body, type_=Text)

    def seen(self) -> ColumnElement[bool]:
        """It is not deleted."""
        return self.deleted.is_(None)

    def ranked(self) -> list[ColumnElement[Any]]:
        """What ranking looks at."""
        body = case((func.length(self.body) > BODY_LIMIT, func.left(self.body, BODY_LIMIT)), else_=self.body)
        tags: ColumnElement[Any] = literal(None) if self.tags is None else self.tags.expression
        return [self.title.label("title"), tags.label("tags"), body.label("body")]
