"""A table that can be searched, described once: which of its columns are title, tags and body."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import InstrumentedAttribute

from datasay.core.pages import Keyset
from datasay.search.models import SearchKind

Column = InstrumentedAttribute[Any]  # Any: columns of several types
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
    """One searchable table; its triggers keep `system_search_entry` in step.

    The methods give SQL in which the table is called `t`.
    """

    kind: SearchKind
    keyset: Keyset
    title: Column
    body: Column
    deleted: InstrumentedAttribute[datetime | None]
    tags: Column | None = None

    @property
    def table(self) -> str:
        """Its name."""
        return str(self.key.class_.__tablename__)

    @property
    def key(self) -> Column:
        """What identifies a row."""
        key: Column = self.keyset.key
        return key

    @property
    def fields(self) -> tuple[Column, ...]:
        """The columns something can be found in, the weightiest first."""
        return (self.title, self.body) if self.tags is None else (self.title, self.tags, self.body)

    def heading(self) -> str:
        """Title and tags; nothing is found across a line."""
        tags = "" if self.tags is None else rf", array_to_string(t.{self.tags.key}, E'\n')"
        return rf"concat_ws(E'\n', t.{self.title.key}{tags})"

    def whole(self) -> str:
        """Title, tags and body."""
        return rf"concat_ws(E'\n', {self.heading()}, t.{self.body.key})"

    def ranked(self) -> str:
        """What ranking looks at, as `title`, `tags` and `body`."""
        tags = "NULL" if self.tags is None else f"t.{self.tags.key}"
        body = f"CASE WHEN length(t.{self.body.key}) > {BODY_LIMIT} THEN left(t.{self.body.key}, {BODY_LIMIT})"
        return f"t.{self.title.key} AS title, {tags} AS tags, {body} ELSE t.{self.body.key} END AS body"
