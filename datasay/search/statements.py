"""The SQL of a search: what is indexed by windows of time, what still waits for its codes directly.

A search is always of one user. The codes come from one GIN index over everybody's things, the window from the index
on (kind, user, time); PostgreSQL puts the two bitmaps together, so that neither a frequent pair of characters nor a
large account is read from end to end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    SQLColumnExpression,
    Subquery,
    Text,
    func,
    literal,
    not_,
    or_,
    select,
    text,
    tuple_,
    union_all,
)

from datasay.search.cursor import Place
from datasay.search.models import SystemSearchEntry as Entry
from datasay.search.query import Term
from datasay.search.sources import Source

MOST_PENDING = 500  # entries without codes that one search looks through; the housekeeping gets to the rest
# One plan per search: what is good for a rare word is bad for a frequent one. The memory keeps bitmaps exact.
PREPARE = text(
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true) AS plans,"
    " set_config('work_mem', '32MB', true) AS memory, timezone('UTC', clock_timestamp()) AS now,"
    " ARRAY(SELECT (datasay_words(word))[1] FROM unnest(CAST(:words AS text[])) WITH ORDINALITY AS w (word, n)"
    "       ORDER BY n) AS codes,"
    " ARRAY(SELECT coalesce((ts_lexize('pg_catalog.english_stem', word))[1], word)"
    "       FROM unnest(CAST(:words AS text[])) WITH ORDINALITY AS w (word, n) ORDER BY n) AS stems"
)


STEMS = text(
    "SELECT word, coalesce((ts_lexize('pg_catalog.english_stem', word))[1], word) AS stem"
    " FROM unnest(CAST(:words AS text[])) AS word"
)


@dataclass(frozen=True, slots=True)
class Coded:
    """A term with the codes of all its characters and words."""

    term: Term
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one search looks for, ready for SQL."""

    source: Source
    user_id: int
    terms: Sequence[Coded]
    excluded: Sequence[Coded]

    @property
    def codes(self) -> list[int]:
        """What must all be there."""
        return sorted({code for term in self.terms for code in term.codes})


def in_heading(wanted: Wanted, heading: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Title and tags have one of the terms."""
    return or_(*(_has_codes(heading, term.codes) for term in wanted.terms))


def bound(wanted: Wanted, before: Place | None, width: int) -> Select[Any]:
    """The time of the thing `width` places further back."""
    return (
        select(Entry.search_time)
        .where(*_of_user(wanted, before))
        .order_by(Entry.search_time.desc(), Entry.search_key.desc())
        .offset(width)
        .limit(1)
    )


def indexed(wanted: Wanted, before: Place | None, since: datetime | None, heading: bool | None = None) -> Subquery:
    """Keys and times of what has all codes, newest first; with `heading`, those (not) in the title or a tag."""
    conditions = [*_of_user(wanted, before), _has_codes(Entry.search_tokens, wanted.codes)]
    if since is not None:
        conditions.append(Entry.search_time >= since)
    if heading is not None:
        inside = in_heading(wanted, Entry.search_heading)
        conditions.append(inside if heading else not_(inside))
    if wanted.source.conditions:
        conditions.append(Entry.search_key.in_(select(wanted.source.key).where(*wanted.source.conditions)))
    conditions += [not_(_has_codes(Entry.search_tokens, term.codes)) for term in wanted.excluded if _coded(term)]
    # OFFSET 0 keeps the checks of the words themselves outside: they are made one by one until the page is full.
    return (
        select(Entry.search_key, Entry.search_time)
        .where(*conditions)
        .order_by(Entry.search_time.desc(), Entry.search_key.desc())
        .offset(0)
        .subquery("found")
    )


def pending(wanted: Wanted, before: Place | None) -> Subquery:
    """Keys and times of what still waits for its codes, and whether the title or a tag has one of the terms."""
    source = wanted.source
    whole = source.whole()
    waiting = (
        select(Entry.search_key, Entry.search_time)
        .where(*_of_user(wanted, before), Entry.search_tokens.is_(None))
        .order_by(Entry.search_key.desc())
        .limit(MOST_PENDING)
        .subquery("waiting")
    )
    tokens = func.datasay_search_tokens(whole, type_=ARRAY(Integer))
    heading = in_heading(wanted, func.datasay_search_tokens(source.heading(), type_=ARRAY(Integer)))
    folded = func.datasay_fold(whole, type_=Text)
    conditions = [folded.contains(probe, autoescape=True) for term in wanted.terms for probe in _probes(term.term)]
    conditions.append(_has_codes(tokens, wanted.codes))  # PostgreSQL makes the dear check last
    conditions += [not_(_has_codes(tokens, term.codes)) for term in wanted.excluded if _coded(term)]
    return (
        select(waiting.c.search_key, waiting.c.search_time, heading.label("heading"))
        .join(source.key.parent.local_table, source.key == waiting.c.search_key)
        .where(*conditions, *source.conditions)
        .subquery("found")
    )


def page(wanted: Wanted, found: Subquery, rows: int | None, *more: ColumnElement[Any]) -> Select[Any]:
    """The newest of those found that really have what is looked for."""
    source = wanted.source
    whole = source.whole()
    checks = [_has(whole, term.term.exact) for term in wanted.terms if term.term.exact]
    checks += [not_(_has(whole, term.term.exact)) for term in wanted.excluded if term.term.exact]
    return (
        select(found.c.search_key, found.c.search_time, *more)
        .join(source.key.parent.local_table, source.key == found.c.search_key)
        .where(source.seen(), *checks)
        .order_by(found.c.search_time.desc(), found.c.search_key.desc())
        .limit(rows)
    )


def matching(wanted: Wanted) -> ColumnElement[bool]:
    """The condition that a row of the table has what is looked for."""
    among = [page(wanted, found, None) for found in (indexed(wanted, None, None), pending(wanted, None))]
    keys = (select(each.order_by(None).subquery().c.search_key) for each in among)
    return wanted.source.key.in_(union_all(*keys))


def _of_user(wanted: Wanted, before: Place | None) -> list[ColumnElement[bool]]:
    conditions = [Entry.search_kind == wanted.source.kind.value, Entry.search_user_id == wanted.user_id]
    if before is not None:
        time, key = before
        conditions.append(Entry.search_time <= time)  # the tuple alone gives no good estimate
        conditions.append(tuple_(Entry.search_time, Entry.search_key) < tuple_(literal(time), literal(key)))
    return conditions


def _coded(term: Coded) -> bool:
    """Its codes say it all."""
    return term.term.exact is None


def _has_codes(array: SQLColumnExpression[Any], codes: Sequence[int]) -> ColumnElement[bool]:
    return array.bool_op("@>")(literal(list(codes), ARRAY(Integer)))


def _has(whole: ColumnElement[str], exact: str) -> ColumnElement[bool]:
    """Most texts have it as it is; only the others are folded, which takes ten times as long."""
    folded = func.datasay_fold(whole, type_=Text)
    return or_(whole.contains(exact, autoescape=True), folded.contains(exact, autoescape=True))


def _probes(term: Term) -> list[str]:
    """Characters without which the term cannot be there, whatever the ending of a word."""
    return [*term.shown, *(word[:2] for word in term.words)] if term.exact is None else [term.exact]
