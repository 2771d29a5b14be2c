"""The SQL of a search: what is indexed by windows of time, what still waits for its codes directly.

A search is always of the user who acts: it looks through a view of what is theirs. The codes come from one GIN index
over everybody's things, the window from the index on (kind, user, time); PostgreSQL puts the two bitmaps together, so
that neither a frequent pair of characters nor a large account is read from end to end. It is plain SQL for asyncpg:
putting it together from expressions would take longer than running it. Only names of our own columns are written into
it, never a value.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ARRAY, text

from datasay.search.cursor import Place
from datasay.search.query import Term, rough, runs_of
from datasay.search.sources import Source

MOST_PENDING = 500  # entries without codes that one search looks through; the housekeeping gets to the rest
# One plan per search: what is good for a rare word is bad for a frequent one. The memory keeps bitmaps exact.
PREPARE = text(
    "SELECT set_config('plan_cache_mode', 'force_custom_plan', true) AS plans,"
    " set_config('work_mem', '32MB', true) AS memory, timezone('UTC', clock_timestamp()) AS now,"
    " EXISTS (SELECT FROM system_search_own WHERE search_kind = :kind"
    "         AND search_tokens IS NULL) AS waiting,"
    " EXISTS (SELECT FROM system_search_own WHERE search_kind = :kind AND search_stale) AS stale,"
    " (SELECT search_time FROM system_search_own WHERE search_kind = :kind"
    "  ORDER BY search_time DESC, search_key DESC OFFSET :width LIMIT 1) AS first_bound,"
    " ARRAY(SELECT (datasay_words(word))[1] FROM unnest(CAST(:words AS text[])) WITH ORDINALITY AS w (word, n)"
    "       ORDER BY n) AS codes,"
    " ARRAY(SELECT coalesce((ts_lexize('pg_catalog.english_stem', word))[1], word)"
    "       FROM unnest(CAST(:words AS text[])) WITH ORDINALITY AS w (word, n) ORDER BY n) AS stems"
)
# Characters that NFKC turns into, or joins to, Chinese, Kana or Hangul, and marks that it joins to letters between.
COMPATIBLE = (
    r"[\u0300-\u036f\u1100-\u11ff\u2adc\u2e80-\u2fdf\u3038-\u303a\u3099-\u309f\u30ff\u3130-\u33ff\ua770\uab5c-\uab5f\uf900-\ufaff"
    r"\ufe30-\ufe4f\uff5f-\uffee\U00010780-\U000107ff\U0001d100-\U0001d7ff\U0001f100-\U0001f2ff\U0002f800-\U0002fa1f]"
)
# What folding turns into letters, digits or marks of ASCII.
WIDE_LETTERS = (
    r"[\u00a0-\u024f\u02b0-\u02e3\u0300-\u036f\u037a-\u0385\u1d2c-\u1dbf\u1e00-\u1eff"
    r"\u1fbd-\u1ffe\u2000-\u200a\u2017\u2024-\u2026\u202f-\u205f\u2070-\u209c\u20a8\u2100-\u218b\u2460-\u24ea"
    r"\u2a74-\u2a76\u2c7c-\u2c7d\u3000\u309b-\u309c\u3200-\u33ff\ua7f2-\ua7f4\ufb00-\ufb06\ufb29\ufc5e-\ufc63\ufdfa-\ufdfb"
    r"\ufe10-\ufe19\ufe30-\ufe7f\uff01-\uff5e\uffe3\U000107a5\U0001d400-\U0001d7ff\U0001f100-\U0001f1ff"
    r"\U0001fbf0-\U0001fbf9]"
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
    """What one search looks for, ready for SQL. `filters` are columns of the table and the values they must have."""

    source: Source
    terms: Sequence[Coded]
    excluded: Sequence[Coded]
    filters: Mapping[str, object]

    @property
    def is_single_character(self) -> bool:
        """One character is all that is looked for: most are in many texts."""
        return len(self.terms) == 1 and [len(one) for one in self.terms[0].term.spellings[:1]] == [1]

    @property
    def codes(self) -> list[int]:
        """What must all be there."""
        return sorted({code for term in self.terms for code in term.codes})


@dataclass(slots=True)
class Sql:
    """A statement and its values in order."""

    wanted: Wanted
    text: str = ""
    values: list[object] = field(default_factory=list)

    def value(self, value: object) -> str:
        """The placeholder of one more value."""
        self.values.append(value)
        return f"${len(self.values)}"


def bound(wanted: Wanted, before: Place | None, width: int) -> Sql:
    """The time of the thing `width` places further back, if there are as many."""
    sql = Sql(wanted)
    sql.text = (
        f"SELECT e.search_time FROM system_search_own e WHERE {_of_kind(sql, before)}"
        f" ORDER BY e.search_time DESC, e.search_key DESC OFFSET {sql.value(width)} LIMIT 1"
    )
    return sql


def indexed(
    wanted: Wanted,
    before: Place | None,
    since: datetime | None,
    rows: int,
    columns: str,
    heading: bool | None = None,
    walk: int | None = None,
) -> Sql:
    """The newest rows that have what is looked for; with `heading`, those that (do not) have it in title or tags.

    With `walk` only so many of the newest things are looked at, one by one, without the index of the codes.
    """
    sql = Sql(wanted)
    entries = "system_search_own e"
    conditions = [_of_kind(sql, before)]
    if walk is not None:
        entries = (
            f"(SELECT * FROM {entries} WHERE {conditions[0]} AND e.search_tokens IS NOT NULL"
            f" ORDER BY e.search_time DESC, e.search_key DESC LIMIT {sql.value(walk)}) e"
        )
    if not heading or len(wanted.terms) > 1:  # the codes of the heading are among those of the whole
        conditions.append(_holds(sql, "e.search_tokens", wanted.codes))
    else:
        conditions.append("e.search_tokens IS NOT NULL")
    if since is not None:
        conditions.append(f"e.search_time >= {sql.value(since)}")
    if heading is not None:
        inside = _in_heading(sql, "e.search_heading")
        conditions.append(inside if heading else f"NOT {inside}")
    if wanted.filters:
        filtered = f"SELECT t.{wanted.source.key.key} FROM {wanted.source.table} t WHERE {_filters(sql)}"
        conditions.append(f"e.search_key IN ({filtered})")
    conditions += [f"NOT {_holds(sql, 'e.search_tokens', term.codes)}" for term in _excluded_by_code(wanted)]
    # OFFSET 0 keeps the checks of the words themselves outside: they are made one by one until the page is full.
    found = (
        f"SELECT e.search_key, e.search_time FROM {entries} WHERE {' AND '.join(conditions)}"
        " ORDER BY e.search_time DESC, e.search_key DESC OFFSET 0"
    )
    entry = "SELECT FROM system_search_own x WHERE x.search_key = f.search_key AND"
    entry += f" x.search_kind = '{wanted.source.kind}'"
    _checked(
        sql, found, [], rows, columns, lambda term: f"EXISTS ({entry} AND {_holds(sql, 'x.search_tokens', term.codes)})"
    )
    return sql


def shown(wanted: Wanted, columns: str, keys: Sequence[int]) -> Sql:
    """Rows by their keys."""
    sql = Sql(wanted)
    source = wanted.source
    sql.text = (
        f"SELECT {columns} FROM {source.table} t"
        f" WHERE t.{source.key.key} = ANY({sql.value(list(keys))}) AND t.{source.deleted.key} IS NULL"
    )
    return sql


def pending(wanted: Wanted, before: Place | None, rows: int, columns: str, heading: bool | None = None) -> Sql:
    """The same of what still waits for its codes; they are made here, for what has the characters at all."""
    sql = Sql(wanted)
    source = wanted.source
    waiting = (
        f"SELECT e.search_key, e.search_time FROM system_search_own e WHERE {_of_kind(sql, before)}"
        f" AND e.search_tokens IS NULL ORDER BY e.search_key DESC LIMIT {MOST_PENDING}"
    )
    whole = f"datasay_search_tokens({source.whole()})"
    probes = [probe for term in wanted.terms for probe in _probes(term.term)]
    conditions = [f"datasay_fold({source.whole()}) LIKE {sql.value(_like(probe))}" for probe in probes]
    conditions.append(_holds(sql, whole, wanted.codes))  # PostgreSQL makes the dear check last
    conditions += [f"NOT {_holds(sql, whole, term.codes)}" for term in _excluded_by_code(wanted)]
    if heading is not None:
        inside = _in_heading(sql, f"datasay_search_tokens({source.heading()})")
        conditions.append(inside if heading else f"NOT {inside}")
    if wanted.filters:
        conditions.append(_filters(sql))
    _checked(sql, waiting, conditions, rows, columns, lambda term: _holds(sql, whole, term.codes))
    return sql


def _checked(
    sql: Sql, found: str, conditions: list[str], rows: int, columns: str, coded: Callable[[Coded], str]
) -> None:
    """Those found that really have what is looked for; `coded` says that a row has a term's codes."""
    source = sql.wanted.source
    checks = [f"t.{source.deleted.key} IS NULL", *conditions]
    checks += [_has(sql, term.term.spellings) for term in sql.wanted.terms if term.term.exact]
    for term in sql.wanted.excluded:
        if term.term.exact:  # without its words -"art" would keep parties out
            words = f" AND {coded(term)}" if term.term.words else ""
            checks.append(f"NOT ({_has(sql, term.term.spellings)}{words})")
    sql.text = (
        f"SELECT f.search_key, f.search_time, {columns} FROM ({found}) f"
        f" JOIN {source.table} t ON t.{source.key.key} = f.search_key WHERE {' AND '.join(checks)}"
        f" ORDER BY f.search_time DESC, f.search_key DESC LIMIT {sql.value(rows)}"
    )


def _of_kind(sql: Sql, before: Place | None) -> str:
    mine = f"e.search_kind = '{sql.wanted.source.kind}'"  # the view shows one's own only
    if before is None:
        return mine
    time, key = sql.value(before[0]), sql.value(before[1])
    # The pair alone gives no good estimate.
    return f"{mine} AND e.search_time <= {time} AND (e.search_time, e.search_key) < ({time}, {key})"


def _holds(sql: Sql, array: str, codes: Sequence[int]) -> str:
    return f"{array} @> {sql.value(list(codes))}::integer[]"


def _in_heading(sql: Sql, heading: str) -> str:
    return "(" + " OR ".join(_holds(sql, heading, term.codes) for term in sql.wanted.terms) + ")"


def _filters(sql: Sql) -> str:
    table = sql.wanted.source.key.class_

    def has(column: str, value: object) -> str:
        if isinstance(getattr(table, column).type, ARRAY):
            return f"t.{column} @> {sql.value(value)}::text[]"
        return f"t.{column} = {sql.value(value)}"

    return " AND ".join(has(column, value) for column, value in sql.wanted.filters.items())


def _excluded_by_code(wanted: Wanted) -> list[Coded]:
    return [term for term in wanted.excluded if not term.term.exact]


def _like(part: str) -> str:
    escaped = part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _has(sql: Sql, spellings: Sequence[str]) -> str:
    """One of the spellings, just so. Most texts have the first.

    Folding takes ten times as long as looking, so it is left out where it can change nothing.
    """
    patterns = sql.value([_like(one) for one in spellings])
    whole = sql.wanted.source.whole()
    folded = f"datasay_fold({whole}) LIKE ANY({patterns}::text[])"
    runs = runs_of(spellings[0])
    if runs == [spellings[0]]:
        as_it_is = " OR ".join(f"strpos({whole}, {sql.value(one)}) > 0" for one in spellings)
        return f"({as_it_is} OR ({whole} ~ '{COMPATIBLE}' AND {folded}))"
    if runs:  # what stands between them may be written in several ways
        roughly = sql.value([f"%{rough(one)}%" for one in spellings])
        # CASE, because PostgreSQL takes folding for cheap and would do it first.
        return f"CASE WHEN {whole} LIKE ANY({roughly}::text[]) OR {whole} ~ '{COMPATIBLE}' THEN {folded} ELSE false END"
    if spellings[0].isascii():
        return f"({whole} ILIKE ANY({patterns}::text[]) OR ({whole} ~ '{WIDE_LETTERS}' AND {folded}))"
    return folded


def _probes(term: Term) -> Sequence[str]:
    """Characters without which the term cannot be there, whatever the ending of a word."""
    if term.spellings:
        return term.spellings if len(term.spellings) == 1 else ()
    return [word[:2] for word in term.words]
