"""Finding: the newest or the best of one user's things that have what is looked for, page by page.

Both walk windows of the newest 2,000, then 20,000, then all things, and stop as soon as the page is full: a frequent
word fills it from the first window, a rare one has few places to look at. The best are found in two phases, first what
has a term in its title or tags, then the rest, each in windows of the newest 100 matches, which are put in order by
rank: exact for up to 100 matches a phase, after that the best of the newest (docs/explanation/search.md).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import ARRAY, ColumnElement, Integer, any_, literal, select
from sqlalchemy.ext.asyncio import AsyncSession

from datasay.core.database import Database
from datasay.core.pages import PageQuery
from datasay.search import cursor, statements
from datasay.search.cursor import Place, RankPlace
from datasay.search.highlights import forms_of, highlight
from datasay.search.query import SearchQuery, Term, parse
from datasay.search.ranking import Needle, needles, score
from datasay.search.sources import BEST, Source
from datasay.search.statements import Coded, Sql, Wanted

if TYPE_CHECKING:
    import asyncpg

Row = dict[str, Any]  # Any: columns of several types
Columns = Sequence[ColumnElement[Any]]
FIRST_WIDTH = 2_000  # of the user's things, newest first, are looked at before all others
WINDOW = 100  # matches put in order at a time
_EVERYTHING = _LARGEST_KEY = 2**31 - 1
_WALK = 3  # things looked at for each one wanted, when a character may be frequent
_RARE = 4  # matches among the first 2,000
_NO_MORE = 2  # phases
# What is written or indexed between two statements of a search would be found twice, or not at all.
_ONE_SNAPSHOT = {"isolation_level": "REPEATABLE READ"}


@dataclass(frozen=True, slots=True)
class _Hit:
    """One thing found, with what a cursor behind it has to say."""

    key: int
    rank: float
    cursor: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    """One thing in a window."""

    place: Place
    score: float


class Search:
    """One search of one user, within one transaction."""

    def __init__(
        self,
        session: AsyncSession,
        connection: "asyncpg.Connection[asyncpg.Record]",
        wanted: Wanted,
        query: str,
        told: Mapping[str, Any],
        stems: dict[str, str],
    ) -> None:
        self._session = session
        self._connection = connection
        self._wanted = wanted
        self._query = query
        self._now: datetime = told["now"]
        self._is_waiting: bool = told["waiting"]
        self._first_bound: datetime | None = told["first_bound"]
        self.needles: list[Needle] = needles([coded.term for coded in wanted.terms], stems)

    @classmethod
    async def begin(
        cls,
        session: AsyncSession,
        source: Source,
        query: str,
        parsed: SearchQuery,
        filters: Mapping[str, object],
    ) -> "Search":
        """Ask the database for the stems and codes of the words, and set up the transaction."""
        connection = await session.connection(execution_options=_ONE_SNAPSHOT)
        words = list(dict.fromkeys(word for term in (*parsed.terms, *parsed.excluded) for word in term.words))
        asked = {"words": words, "kind": source.kind.value, "width": FIRST_WIDTH}
        told = (await session.execute(statements.PREPARE, asked)).mappings().one()
        raw = await connection.get_raw_connection()
        code = dict(zip(words, told["codes"], strict=True))

        def coded(term: Term) -> Coded:
            across = () if told["stale"] else term.across
            return Coded(term, term.codes + across + tuple(code[word] for word in term.words))

        terms, excluded = [coded(term) for term in parsed.terms], [coded(term) for term in parsed.excluded]
        return cls(
            session,
            cast("asyncpg.Connection[asyncpg.Record]", raw.driver_connection),
            Wanted(source, terms, excluded, filters),
            query,
            dict(told),
            dict(zip(words, told["stems"], strict=True)),
        )

    async def newest(self, columns: Columns, page: PageQuery) -> tuple[list[Row], str | None]:
        """A page, newest first. Raises Invalid for a wrong cursor."""
        sort = page.sort or ""
        before = None if page.cursor is None else cursor.read_newest(page.cursor, sort, self._query)
        rows = await self._window(before, page.limit + 1, _names(columns))
        shown = rows[: page.limit]
        places = [(row.pop("search_time"), row.pop("search_key")) for row in shown]
        next_cursor = cursor.write(sort, self._query, *places[-1]) if len(rows) > page.limit else None
        return [row | {"rank": None} for row in shown], next_cursor

    async def best(self, columns: Columns, page: PageQuery) -> tuple[list[Row], str | None]:
        """A page, best first. Raises Invalid for a wrong cursor."""
        at = RankPlace(0, None, self._now)
        if page.cursor is not None:
            at = cursor.read_rank(page.cursor, BEST, self._query)
        hits: list[_Hit] = []
        while at.phase < _NO_MORE and len(hits) <= page.limit:
            candidates = await self._candidates(at)
            end = _end(at, candidates)
            hits += [
                _hit(at, end, candidate)
                for candidate in candidates
                if (end is None or candidate.place >= end) and _after(at, candidate)
            ]
            at = RankPlace(at.phase + 1, None, at.now) if end is None else RankPlace(at.phase, end, at.now)
        last = hits[page.limit - 1] if len(hits) > page.limit else None
        next_cursor = None if last is None else cursor.write(BEST, self._query, *last.cursor)
        return await self._shown(columns, hits[: page.limit]), next_cursor

    async def sorted_by_column(self, columns: Columns, page: PageQuery) -> tuple[list[Row], str | None]:
        """Everything that matches, in the order of a column: as dear as there are matches."""
        source = self._wanted.source
        found = await self._window(None, _EVERYTHING, f"t.{source.key.key}", all_at_once=True)
        keys = literal([row["search_key"] for row in found], ARRAY(Integer))
        statement = source.keyset.page(select(*columns).where(source.key == any_(keys)), page)
        rows = [dict(row) for row in (await self._session.execute(statement)).mappings()]
        shown, next_cursor = source.keyset.cut(rows, page)
        return [{**row, "rank": None} for row in shown], next_cursor

    async def _shown(self, columns: Columns, hits: Sequence[_Hit]) -> list[Row]:
        """The rows of what was found, but for what was deleted in this very moment."""
        source = self._wanted.source
        rows = await self._fetch(statements.shown(self._wanted, _names(columns), [hit.key for hit in hits]))
        by_key = {row[source.key.key]: row for row in rows}
        return [by_key[hit.key] | {"rank": hit.rank} for hit in hits if hit.key in by_key]

    async def marks(self, rows: Sequence[Row]) -> list[Needle]:
        """What to mark in these rows: of words that begin alike only those with the stem that was looked for."""
        forms: set[str] = set()
        if any(needle.stem is not None for needle in self.needles):
            values = (row.get(column.key) for row in rows for column in self._wanted.source.fields)
            forms = set().union(*(forms_of(self.needles, value) for value in values))
        stems: dict[str, str] = {}
        if forms:
            told = await self._session.execute(statements.STEMS, {"words": sorted(forms)})
            stems = {row.word: row.stem for row in told}
        return [
            needle if needle.stem is None else needle.only(form for form in forms if stems[form] == needle.stem)
            for needle in self.needles
        ]

    async def _candidates(self, at: RankPlace) -> list[_Candidate]:
        before = at.window or (at.now, _LARGEST_KEY)
        rows = await self._window(before, WINDOW, self._wanted.source.ranked(), heading=at.phase == 0)
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

    async def _window(
        self,
        before: Place | None,
        rows: int,
        columns: str,
        *,
        heading: bool | None = None,
        all_at_once: bool = False,
    ) -> list[Row]:
        """At most `rows`, newest first, of what is indexed and what waits."""
        found: list[Row] = []
        if self._is_waiting:
            found = await self._fetch(statements.pending(self._wanted, before, rows, columns, heading))
        found += await self._indexed(before, rows, columns, heading, all_at_once=all_at_once)
        return sorted(found, key=lambda row: (row["search_time"], row["search_key"]), reverse=True)[:rows]

    async def _indexed(
        self, before: Place | None, rows: int, columns: str, heading: bool | None, *, all_at_once: bool
    ) -> list[Row]:
        # For the most frequent words the index itself is long; where few rows are wanted, the newest tell at once.
        if not all_at_once and (heading is None or (self._wanted.is_single_character and not heading)):
            walk = _WALK * rows
            among = await self._fetch(statements.indexed(self._wanted, before, None, rows, columns, heading, walk=walk))
            if len(among) >= rows:
                return among
        # Few things have it in the title: no need to look at the newest first.
        since = None if all_at_once or heading else await self._since(before, FIRST_WIDTH)
        found = await self._fetch(statements.indexed(self._wanted, before, since, rows, columns, heading))
        if since is not None and len(found) < rows:
            # A word that hardly turned up is rare: then it is cheaper to look at all its other places at once.
            before, since = (since, 0), None if len(found) < _RARE else await self._since(before, 10 * FIRST_WIDTH)
            left = rows - len(found)
            found += await self._fetch(statements.indexed(self._wanted, before, since, left, columns, heading))
        if since is not None and len(found) < rows:
            left = rows - len(found)
            found += await self._fetch(statements.indexed(self._wanted, (since, 0), None, left, columns, heading))
        return found

    async def _since(self, before: Place | None, width: int) -> datetime | None:
        """The time of the thing `width` places further back, if there are as many."""
        if width == FIRST_WIDTH and (before is None or before == (self._now, _LARGEST_KEY)):
            return self._first_bound
        bound = statements.bound(self._wanted, before, width)
        since: datetime | None = await self._connection.fetchval(bound.text, *bound.values)
        return since

    async def _fetch(self, sql: Sql) -> list[Row]:
        return [dict(row) for row in await self._connection.fetch(sql.text, *sql.values)]


def _names(columns: Columns) -> str:
    return ", ".join(f"t.{column.key}" for column in columns)


def _end(at: RankPlace, found: Sequence[_Candidate]) -> Place | None:
    """The oldest end of a window; None when nothing is behind it.

    A window that a cursor is in ends where it did when it was first looked at: else what is deleted before the next
    page is asked for would pull others into the window, with a rank that has been passed already.
    """
    last = min((candidate.place for candidate in found), default=None) if len(found) == WINDOW else None
    return at.until if at.until is not None and (last is None or last <= at.until) else last


def _hit(at: RankPlace, end: Place | None, candidate: _Candidate) -> _Hit:
    key = candidate.place[1]
    rank = round((0.5 if at.phase == 0 else 0.0) + candidate.score / 2, 6)
    return _Hit(key, rank, (at.phase, at.window, end, at.now, candidate.score, key))


def _after(at: RankPlace, candidate: _Candidate) -> bool:
    return at.score is None or (-candidate.score, -candidate.place[1]) > (-at.score, -at.key)


async def search_page(
    database: Database,
    source: Source,
    columns: Columns,
    query: str,
    page: PageQuery,
    filters: Mapping[str, object],
) -> tuple[list[Row], str | None]:
    """The rows of one page with `rank` and `highlights`, and the cursor of the next page.

    `columns` are what a row shows; `filters` are columns of the table and the values they must have, None leaving one
    out. The best come first unless another sort is asked for. Raises Invalid for a wrong sort or cursor, Unavailable.
    """
    parsed = parse(query)
    if not parsed.terms:
        return [], None
    given = {name: value for name, value in filters.items() if value is not None}
    async with database.transaction() as session:
        search = await Search.begin(session, source, query, parsed, given)
        if page.sort in (None, BEST):
            rows, next_cursor = await search.best(columns, page)
        elif page.sort == source.keyset.default:
            rows, next_cursor = await search.newest(columns, page)
        else:
            rows, next_cursor = await search.sorted_by_column(columns, page)
        marks = await search.marks(rows)
    return [row | {"highlights": _highlights(source, row, marks)} for row in rows], next_cursor


def _highlights(source: Source, row: Row, wanted: Sequence[Needle]) -> list[dict[str, object]]:
    made = [
        highlight(column.key, row.get(column.key), wanted, whole=column is not source.body) for column in source.fields
    ]
    return [one for one in made if one["fragments"]]
