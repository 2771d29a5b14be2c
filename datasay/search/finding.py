"""Finding: the newest or the best of one user's things that have what is looked for, page by page.

Both walk windows of the newest 2,000, then 20,000, then all things, and stop as soon as the page is full: a frequent
word fills it from the first window, a rare one has few places to look at. The best are found in two phases, first what
has a term in its title or tags, then the rest, each in windows of the newest 200 matches, which are put in order by
rank: exact for up to 200 matches a phase, after that the best of the newest (docs/explanation/search.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.pages import PageQuery
from datasay.search import cursor, statements
from datasay.search.cursor import Place, RankPlace
from datasay.search.highlights import forms_of, highlight
from datasay.search.query import SearchQuery, Term, parse
from datasay.search.ranking import Needle, needles, score
from datasay.search.sources import BEST, Source
from datasay.search.statements import Coded, Wanted

Row = dict[str, Any]  # Any: columns of several types
WINDOW = 200  # matches put in order at a time
_STAGES = (2_000, 20_000, None)  # how many of the user's things are looked at
_NO_MORE = 2  # phases


@dataclass(frozen=True, slots=True)
class _Hit:
    """One thing found, with what a cursor behind it has to say."""

    key: int
    rank: float | None
    cursor: str


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One thing in a window."""

    place: Place
    score: float


class Search:
    """One search of one user, within one transaction."""

    def __init__(
        self, session: AsyncSession, wanted: Wanted, query: str, stems: Mapping[str, str], now: datetime
    ) -> None:
        self._session = session
        self._wanted = wanted
        self._query = query
        self._now = now
        self.needles: list[Needle] = needles([coded.term for coded in wanted.terms], dict(stems))

    @classmethod
    async def begin(
        cls, session: AsyncSession, source: Source, user_id: int, query: str, parsed: SearchQuery
    ) -> "Search":
        """Ask the database for the stems and codes of the words, and set up the transaction."""
        words = list(dict.fromkeys(word for term in (*parsed.terms, *parsed.excluded) for word in term.words))
        told = (await session.execute(statements.PREPARE, {"words": words})).mappings().one()
        code = dict(zip(words, told["codes"], strict=True))

        def coded(term: Term) -> Coded:
            return Coded(term, (*term.codes, *(code[word] for word in term.words)))

        wanted = Wanted(
            source, user_id, [coded(term) for term in parsed.terms], [coded(term) for term in parsed.excluded]
        )
        return cls(session, wanted, query, dict(zip(words, told["stems"], strict=True)), told["now"])

    async def newest(self, page: PageQuery) -> list[_Hit]:
        """One more than the page holds, newest first. Raises Invalid for a wrong cursor."""
        sort = page.sort or ""
        before = None if page.cursor is None else cursor.read_newest(page.cursor, sort, self._query)
        rows = await self._window(before, page.limit + 1)
        return [
            _Hit(row["search_key"], None, cursor.write(sort, self._query, row["search_time"], row["search_key"]))
            for row in rows
        ]

    async def best(self, page: PageQuery) -> list[_Hit]:
        """One more than the page holds, best first. Raises Invalid for a wrong cursor."""
        at = RankPlace(0, None, self._now)
        if page.cursor is not None:
            at = cursor.read_rank(page.cursor, BEST, self._query)
        hits: list[_Hit] = []
        while at.phase < _NO_MORE and len(hits) <= page.limit:
            candidates = await self._candidates(at)
            hits += [self._hit(at, candidate) for candidate in candidates if _after(at, candidate)]
            if len(candidates) == WINDOW:
                at = RankPlace(at.phase, min(candidate.place for candidate in candidates), at.now)
            else:
                at = RankPlace(at.phase + 1, None, at.now)
        return hits[: page.limit + 1]

    async def sorted_by_column(
        self, columns: Sequence[ColumnElement[Any]], page: PageQuery
    ) -> tuple[list[Row], str | None]:
        """Everything that matches, in the order of a column: as dear as there are matches."""
        keyset = self._wanted.source.keyset
        statement = select(*columns).where(statements.matching(self._wanted))
        rows, next_cursor = keyset.cut(await self._fetch(keyset.page(statement, page)), page)
        return [{**row, "rank": None} for row in rows], next_cursor

    async def shown(self, columns: Sequence[ColumnElement[Any]], hits: Sequence[_Hit]) -> list[Row]:
        """The rows of what was found, but for what was deleted in this very moment."""
        source = self._wanted.source
        found = await self._fetch(select(*columns).where(source.key.in_([hit.key for hit in hits]), source.seen()))
        by_key = {row[source.key.key]: row for row in found}
        return [by_key[hit.key] | {"rank": hit.rank} for hit in hits if hit.key in by_key]

    async def marks(self, rows: Sequence[Row]) -> list[Needle]:
        """What to mark in these rows: of words that begin alike only those with the stem that was looked for."""
        forms = {
            form
            for needle in self.needles
            if needle.stem is not None
            for row in rows
            for column in self._wanted.source.fields
            for form in forms_of(needle, row.get(column.key))
        }
        stems: dict[str, str] = {}
        if forms:
            told = await self._session.execute(statements.STEMS, {"words": sorted(forms)})
            stems = {row.word: row.stem for row in told}
        return [
            needle if needle.stem is None else needle.only(form for form in forms if stems[form] == needle.stem)
            for needle in self.needles
        ]

    def _hit(self, at: RankPlace, candidate: _Candidate) -> _Hit:
        key = candidate.place[1]
        written = cursor.write(BEST, self._query, at.phase, at.window, at.now, candidate.score, key)
        return _Hit(key, round((0.5 if at.phase == 0 else 0.0) + candidate.score / 2, 6), written)

    async def _candidates(self, at: RankPlace) -> list[_Candidate]:
        before = at.window or (at.now, 2**31 - 1)
        rows = await self._window(before, WINDOW, heading=at.phase == 0)
        found = [
            _Candidate(
                (row["search_time"], row["search_key"]),
                score(
                    row["title"] or "", row["tags"] or (), row["body"] or "", self.needles, row["search_time"], at.now
                ),
            )
            for row in rows
        ]
        return sorted(found, key=lambda candidate: (-candidate.score, -candidate.place[1]))

    async def _window(self, before: Place | None, rows: int, *, heading: bool | None = None) -> list[Row]:
        """At most `rows`, newest first, of what is indexed and what waits; with what ranking reads if it is asked."""
        more: Sequence[ColumnElement[Any]] = () if heading is None else self._wanted.source.ranked()
        waiting = statements.pending(self._wanted, before)
        statement = statements.page(self._wanted, waiting, rows, *more)
        if heading is not None:
            statement = statement.where(waiting.c.heading.is_(heading))
        found = await self._fetch(statement)
        found += await self._indexed(before, rows, heading, more)
        return sorted(found, key=lambda row: (row["search_time"], row["search_key"]), reverse=True)[:rows]

    async def _indexed(
        self, before: Place | None, rows: int, heading: bool | None, more: Sequence[ColumnElement[Any]]
    ) -> list[Row]:
        found: list[Row] = []
        for width in _STAGES:
            since = None if width is None else await self._session.scalar(statements.bound(self._wanted, before, width))
            among = statements.indexed(self._wanted, before, since, heading)
            found = await self._fetch(statements.page(self._wanted, among, rows, *more))
            if len(found) >= rows or since is None:
                break
        return found

    async def _fetch(self, statement: Select[Any]) -> list[Row]:
        return [dict(row) for row in (await self._session.execute(statement)).mappings()]


def _after(at: RankPlace, candidate: _Candidate) -> bool:
    return at.score is None or (-candidate.score, -candidate.place[1]) > (-at.score, -at.key)


async def search_page(
    database: Database,
    source: Source,
    columns: Sequence[ColumnElement[Any]],
    user_id: int,
    query: str,
    page: PageQuery,
    conditions: Sequence[ColumnElement[bool]] = (),
) -> tuple[list[Row], str | None]:
    """The rows of one page with `rank` and `highlights`, and the cursor of the next page.

    `columns` are what a row shows; `conditions` are further filters on the table. The best come first unless another
    sort is asked for. Raises Invalid for a wrong sort or cursor, Unavailable.
    """
    parsed = parse(query)
    if not parsed.terms:
        return [], None
    source = replace(source, conditions=tuple(conditions))
    async with database.transaction() as session:
        search = await Search.begin(session, source, user_id, query, parsed)
        if page.sort not in (None, BEST, source.keyset.default):
            rows, next_cursor = await search.sorted_by_column(columns, page)
        else:
            hits = await (search.newest(page) if page.sort == source.keyset.default else search.best(page))
            next_cursor = hits[page.limit - 1].cursor if len(hits) > page.limit else None
            rows = await search.shown(columns, hits[: page.limit])
        marks = await search.marks(rows)
    return [row | {"highlights": _highlights(source, row, marks)} for row in rows], next_cursor


def _highlights(source: Source, row: Row, wanted: Sequence[Needle]) -> list[dict[str, object]]:
    made = [
        highlight(column.key, row.get(column.key), wanted, whole=column is not source.body) for column in source.fields
    ]
    return [one for one in made if one["fragments"]]
