"""Search against ILIKE and against exact truth, and what it costs to keep a text, in one run.

    python -m benchmarks.search.compare [--texts 200000] [--crowd 1000] [--words 40] [--home FOLDER]

One user has all of `--texts`, each of the `--crowd` 200 more. Server and client share the machine, so only the
ratios count; the line "floor" is an empty transaction. With `--home` the data are kept there for the next run. The
data are loaded past the triggers; what the housekeeping needs per text is measured on its own.
"""

from __future__ import annotations  # asyncpg's connection takes no parameter at run time

import argparse
import asyncio
import json
import random
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import asyncpg
from sqlalchemy import text

from benchmarks.search.corpus import Corpus
from datasay.cli.embedded.postgres import EmbeddedPostgres
from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.pages import PageQuery
from datasay.migrations.models import load_models
from datasay.migrations.runner import upgrade
from datasay.search.finding import search_page
from datasay.search.indexing import index_pending
from datasay.text_content import service
from datasay.text_content.queries import READ_COLUMNS, SEARCHED
from datasay.text_content.schemas import TextCreate

OWNER, EACH = 1, 200
NEWEST = "-text_created_time"
_COLUMNS = ["text_title", "text_content", "text_tags", "text_content_type", "text_created_user_id", "text_created_time"]
_WHOLE = "concat_ws(E'\\n', text_title, array_to_string(text_tags, E'\\n'), text_content)"
_INDEX = (
    "CREATE INDEX idx_system_search_entry_tokens ON system_search_entry USING gin (search_tokens, search_heading)"
    " WHERE search_tokens IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Queries of one kind, and the text that truth is looked up by, if it has one."""

    name: str
    queries: Sequence[str]
    is_literal: bool


async def _fill(dsn: str, texts: int, crowd: int, corpus: Corpus) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute("SET session_replication_role = replica; SET maintenance_work_mem = '512MB'")
    await connection.execute("DROP INDEX idx_system_search_entry_tokens")
    await connection.execute(
        "INSERT INTO user_auth_basic (user_name, user_email, user_password_hash)"
        " SELECT 'bench' || n, 'bench' || n || '@example.org', 'x' FROM generate_series(0, $1) n",
        crowd,
    )
    start = utc_now() - timedelta(days=600)
    every = texts + crowd * EACH
    for first in range(0, every, 5000):
        rows = []
        for number in range(first, min(first + 5000, every)):
            made = corpus.text()
            # Spread evenly over time, so that the owner's newest are not all at the end of the table.
            user = OWNER if number * texts // every != (number + 1) * texts // every else 2 + number % crowd
            rows.append(
                (
                    made.title,
                    made.content,
                    made.tags,
                    "article",
                    user,
                    start + timedelta(minutes=number * 500_000 / every),
                )
            )
        await connection.copy_records_to_table("text_content_basic", records=rows, columns=_COLUMNS)
    await connection.execute("VACUUM ANALYZE text_content_basic")
    began = time.perf_counter()
    await asyncio.gather(*(_codes(dsn, part) for part in range(2)))
    coded = time.perf_counter()
    await connection.execute(_INDEX)
    built = time.perf_counter()
    await connection.execute("VACUUM ANALYZE system_search_entry")
    sizes = await connection.fetchrow(
        "SELECT pg_total_relation_size('text_content_basic') >> 20, pg_table_size('system_search_entry') >> 20,"
        " pg_indexes_size('system_search_entry') >> 20, avg(length(text_content)) FROM text_content_basic"
    )
    print(
        f"{every:,} texts of {sizes[3]:.0f} characters, {sizes[0]} MB;"
        f" codes {coded - began:.0f} s and {sizes[1]} MB, index {built - coded:.0f} s and {sizes[2]} MB",
        flush=True,
    )
    await connection.close()


async def _is_filled(dsn: str) -> bool:
    connection = await asyncpg.connect(dsn)
    filled = await connection.fetchval("SELECT EXISTS (SELECT FROM system_search_entry)")
    await connection.close()
    return bool(filled)


async def _codes(dsn: str, part: int) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        "INSERT INTO system_search_entry SELECT 'text', text_id, text_created_user_id, text_created_time,"
        " datasay_search_tokens(concat_ws(E'\\n', text_title, array_to_string(text_tags, E'\\n'))),"
        f" datasay_search_tokens({_WHOLE}) FROM text_content_basic WHERE text_id % 2 = $1",
        part,
    )
    await connection.close()


async def _asked(connection: asyncpg.Connection[asyncpg.Record], corpus: Corpus, count: int) -> list[Asked]:
    rng = random.Random(11)
    highest = await connection.fetchval("SELECT max(text_id) FROM text_content_basic")
    some = [
        row["text_content"]
        for row in await connection.fetch(
            "SELECT text_content FROM text_content_basic WHERE text_id = ANY($1)",
            [rng.randint(1, highest) for _ in range(count * 12)],
        )
    ]

    def drawn(pattern: str, shown: Callable[[str], str] = str) -> list[str]:
        found = []
        for content in some:
            matches = re.findall(pattern, content)
            if matches:
                found.append(shown(rng.choice(matches)))
        rng.shuffle(found)
        return found[:count]

    asked = [Asked("1 character", drawn(r"[一-龥]"), True)]
    for length in (2, 3, 4):
        words = [word for word in corpus.words if len(word) == length]
        asked.append(Asked(f"{length}-character words", rng.sample(words, count), True))
        asked.append(Asked(f"{length} characters of a text", drawn(rf"(?=([一-龥]{{{length}}}))"), True))
    asked.append(Asked("frequent words", ["父亲", "背影", "我们", "自己", "一个", "车站", "番茄", "鸡蛋"], True))
    asked.append(Asked("phrases", drawn(r"[一-龥]{3}，[一-龥]{3}", '"{}"'.format), False))
    asked.append(Asked("English words", drawn(r"[a-z]{4,}"), False))
    asked.append(Asked("mixed", drawn(r"[一-龥]{2}[a-z]{4,}"), False))
    return asked


async def _timed(database: Database, user: int, queries: Sequence[str], sort: str | None) -> list[float]:
    times = []
    for query in queries:
        began = time.perf_counter()
        await search_page(database, SEARCHED, READ_COLUMNS, user, query, PageQuery(20, None, sort), {})
        times.append((time.perf_counter() - began) * 1000)
    return times


async def _floor(database: Database, count: int) -> list[float]:
    """An empty transaction with one statement: what nothing can be faster than here and now."""
    times = []
    for _ in range(count):
        began = time.perf_counter()
        async with database.transaction() as session:
            await session.execute(text("SELECT 1"))
        times.append((time.perf_counter() - began) * 1000)
    return times


async def _ilike(connection: asyncpg.Connection[asyncpg.Record], queries: Sequence[str]) -> float:
    times = []
    for query in queries:
        began = time.perf_counter()
        await connection.fetch(
            f"SELECT * FROM text_content_basic WHERE text_created_user_id = $1 AND {_WHOLE} ILIKE $2"
            " AND text_deleted_time IS NULL ORDER BY text_created_time DESC, text_id DESC LIMIT 20",
            OWNER,
            f"%{query}%",
        )
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


async def _truth(
    database: Database, connection: asyncpg.Connection[asyncpg.Record], queries: Sequence[str], most: int = 300
) -> tuple[float, float]:
    """Recall and precision of the newest `most`, all of them for most words."""
    right = found_all = true_all = 0
    for query in queries:
        true = {
            row["text_id"]
            for row in await connection.fetch(
                f"SELECT text_id FROM text_content_basic WHERE text_created_user_id = $1 AND {_WHOLE} LIKE $2"
                f" ORDER BY text_created_time DESC, text_id DESC LIMIT {most}",
                OWNER,
                f"%{query}%",
            )
        }
        found: set[int] = set()
        cursor = None
        while len(found) < most:
            page = PageQuery(100, cursor, NEWEST)
            rows, cursor = await search_page(database, SEARCHED, READ_COLUMNS, OWNER, query, page, {})
            found |= {row["text_id"] for row in rows}
            if cursor is None:
                break
        right += len(true & found)
        found_all += len(found)
        true_all += len(true)
    return right / max(1, true_all), right / max(1, found_all)


def _share(times: Sequence[float], part: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


async def _searches(database: Database, dsn: str, corpus: Corpus, count: int, crowd: int) -> None:
    connection = await asyncpg.connect(dsn)
    rng = random.Random(5)
    everything: dict[str, list[float]] = {}
    print(f"{'':28}{'newest':>14}{'best':>14}{'crowd best':>14}{'ILIKE':>10}{'recall':>9}{'precision':>10}")
    floor = await _floor(database, 200)
    print(f"{'floor':28}{_share(floor, 0.5):7.1f}/{_share(floor, 0.99):6.1f}", flush=True)
    for asked in await _asked(connection, corpus, count):
        await _timed(database, OWNER, asked.queries, None)  # the caches of a server that is at work are warm
        newest = await _timed(database, OWNER, asked.queries, NEWEST)
        best = await _timed(database, OWNER, asked.queries, None)
        others = []
        for query in asked.queries:
            others += await _timed(database, 2 + rng.randrange(crowd), [query], None)
        slow = await _ilike(connection, asked.queries[:2]) if asked.is_literal else None
        quality = await _truth(database, connection, asked.queries[:6]) if asked.is_literal else None
        row = "".join(f"{_share(t, 0.5):7.1f}/{_share(t, 0.99):6.1f}" for t in (newest, best, others))
        row += f"{slow:10.0f}" if slow is not None else f"{'':10}"
        row += f"{quality[0]:9.4f}{quality[1]:10.4f}" if quality is not None else ""
        print(f"{asked.name:28}{row}", flush=True)
        for name, times in (("newest", newest), ("best", best), ("crowd", others)):
            everything.setdefault(name, []).extend(times)
    print(
        "all " + json.dumps({n: f"p50 {_share(t, 0.5):.1f} p99 {_share(t, 0.99):.1f}" for n, t in everything.items()})
    )
    await connection.close()


async def _creates(database: Database, dsn: str, corpus: Corpus, rounds: int = 8, each: int = 40) -> None:
    """Texts kept one by one: without the triggers, with them, and with the housekeeping at work beside."""
    connection = await asyncpg.connect(dsn)
    times: dict[str, list[float]] = {"without": [], "with": [], "with, indexing": []}
    last = await connection.fetchval("SELECT max(text_id) FROM text_content_basic")
    busy = 0.0
    done = 0
    for _ in range(rounds):
        for mode, kept in times.items():
            verb = "DISABLE" if mode == "without" else "ENABLE"
            await connection.execute(f"ALTER TABLE text_content_basic {verb} TRIGGER text_content_basic_search")
            wanted = [_create(corpus) for _ in range(each)]
            began = time.perf_counter()
            beside = asyncio.create_task(_index(database)) if mode == "with, indexing" else None
            for one in wanted:
                start = time.perf_counter()
                async with database.transaction() as session:
                    await service.create_text(session, OWNER, one)
                kept.append((time.perf_counter() - start) * 1000)
            if beside is not None:
                done += await beside
                busy += time.perf_counter() - began
    # The texts kept without triggers are not found by search, and kept data must be as they were.
    await connection.execute("DELETE FROM text_content_basic WHERE text_id > $1", last)
    middle = {mode: statistics.fmean(kept) for mode, kept in times.items()}
    print(
        "create, mean ms: "
        + ", ".join(f"{mode} {value:.2f} ({value / middle['without']:.2f})" for mode, value in middle.items())
        + f"; housekeeping {busy / max(1, done) * 1000:.1f} ms a text"
    )
    await connection.close()


async def _index(database: Database) -> int:
    return await index_pending(database, (SEARCHED,), seconds=5)


def _create(corpus: Corpus) -> TextCreate:
    made = corpus.text()
    return TextCreate(text_title=made.title, text_content=made.content, text_tags=made.tags, text_language="zh-CN")


async def _run(server: EmbeddedPostgres, texts: int, crowd: int, count: int) -> None:
    corpus = Corpus()
    dsn = server.admin_url("datasay").replace("+asyncpg", "")
    if not await _is_filled(dsn):
        await _fill(dsn, texts, crowd, corpus)
    database = Database(server.url())
    await _searches(database, dsn, corpus, count, crowd)
    await _creates(database, dsn, corpus)
    await database.close()


def main() -> None:
    """Run the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=200_000)
    parser.add_argument("--crowd", type=int, default=1000, help="further users")
    parser.add_argument("--words", type=int, default=40, help="queries of each kind")
    parser.add_argument("--home", type=Path, help="keep the data in this folder")
    given = parser.parse_args()
    load_models()
    with tempfile.TemporaryDirectory(prefix="datasay-bench-") as name:
        folder = given.home or Path(name)
        folder.chmod(0o711)
        server = EmbeddedPostgres(folder / "postgres")
        server.start()
        try:
            upgrade(server.url())
            asyncio.run(_run(server, given.texts, given.crowd, given.words))
        finally:
            if given.home is None:
                server.erase()
            else:
                server.stop()


if __name__ == "__main__":
    main()
