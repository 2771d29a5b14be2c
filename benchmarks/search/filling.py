"""A database with texts, their codes and the index, loaded past the triggers by one process per core."""

from __future__ import annotations  # asyncpg's connection takes no parameter at run time

import asyncio
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import asyncpg

from benchmarks.search.corpus import Corpus
from datasay.core.clock import utc_now

OWNER, EACH = 1, 200
WHOLE = "concat_ws(E'\\n', text_title, array_to_string(text_tags, E'\\n'), text_content)"
_CHUNK = 2500
_COLUMNS = [
    "text_id",
    "text_title",
    "text_content",
    "text_tags",
    "text_content_type",
    "text_created_user_id",
    "text_created_time",
]
_INDEX = "idx_system_search_entry_tokens"


@dataclass(frozen=True, slots=True)
class Chunk:
    """Texts number `first` to `last`, of `every`; `texts` of all are the owner's, spread evenly over time."""

    dsn: str
    first: int
    last: int
    every: int
    texts: int
    crowd: int

    def user(self, number: int) -> int:
        """Whose the text is."""
        owned = number * self.texts // self.every != (number + 1) * self.texts // self.every
        return OWNER if owned else 2 + number % self.crowd


async def fill(dsn: str, texts: int, crowd: int) -> None:
    """Load everything and print what it took and how large it is."""
    connection = await asyncpg.connect(dsn)
    statement = await connection.fetchval("SELECT pg_get_indexdef(CAST($1 AS text)::regclass)", _INDEX)
    await connection.execute(f"SET maintenance_work_mem = '512MB'; DROP INDEX {_INDEX}")
    await connection.execute(
        "INSERT INTO user_auth_basic (user_name, user_email, user_password_hash)"
        " SELECT 'bench' || n, 'bench' || n || '@example.org', 'x' FROM generate_series(0, $1) n",
        crowd,
    )
    every = texts + crowd * EACH
    chunks = [Chunk(dsn, first, min(first + _CHUNK, every), every, texts, crowd) for first in range(0, every, _CHUNK)]
    began = time.perf_counter()
    cores = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), cores) as pool:
        loop = asyncio.get_running_loop()
        await asyncio.gather(*(loop.run_in_executor(pool, _load, chunk) for chunk in chunks))
    loaded = time.perf_counter()
    await connection.execute(statement)
    built = time.perf_counter()
    await connection.execute("SELECT setval(pg_get_serial_sequence('text_content_basic', 'text_id'), $1)", every)
    await connection.execute("VACUUM ANALYZE text_content_basic")
    await connection.execute("VACUUM ANALYZE system_search_entry")
    await connection.execute("CHECKPOINT")  # what loading left to write is written before anything is timed
    print(f"{every:,} texts and their codes {loaded - began:.0f} s, index {built - loaded:.0f} s", flush=True)
    await connection.close()


async def is_filled(dsn: str) -> bool:
    """Whether an earlier run filled it."""
    connection = await asyncpg.connect(dsn)
    filled = await connection.fetchval("SELECT EXISTS (SELECT FROM system_search_entry)")
    await connection.close()
    return bool(filled)


async def print_sizes(dsn: str) -> None:
    """How much room search takes, against the texts as written and as PostgreSQL keeps them."""
    connection = await asyncpg.connect(dsn)
    size = await connection.fetchrow(
        "SELECT count(*) AS texts, avg(length(text_content)) AS characters,"
        f" sum(octet_length({WHOLE})) / CAST(1e6 AS float8) AS written,"
        " pg_table_size('text_content_basic') / CAST(1e6 AS float8) AS kept,"
        " pg_table_size('system_search_entry') / CAST(1e6 AS float8) AS entries,"
        f" pg_relation_size('{_INDEX}') / CAST(1e6 AS float8) AS codes,"
        f" (pg_indexes_size('system_search_entry') - pg_relation_size('{_INDEX}')) / CAST(1e6 AS float8) AS others"
        " FROM text_content_basic"
    )
    await connection.close()
    assert size is not None
    search = size["entries"] + size["codes"] + size["others"]
    print(
        f"{size['texts']:,} texts of {size['characters']:.0f} characters: {size['written']:.0f} MB written,"
        f" {size['kept']:.0f} MB kept\nsearch: entries {size['entries']:.0f} MB, index {size['codes']:.0f} MB,"
        f" others {size['others']:.0f} MB: index {size['codes'] / size['written']:.2f} × the text,"
        f" all {search / size['written']:.2f} × the text, {search / size['kept']:.2f} × its table",
        flush=True,
    )


def _load(chunk: Chunk) -> None:
    asyncio.run(_load_chunk(chunk))


async def _load_chunk(chunk: Chunk) -> None:
    corpus = Corpus(part=1 + chunk.first)
    start = utc_now() - timedelta(days=600)
    rows = []
    for number in range(chunk.first, chunk.last):
        made = corpus.text()
        at = start + timedelta(minutes=number * 500_000 / chunk.every)
        rows.append((number + 1, made.title, made.content, made.tags, "article", chunk.user(number), at))
    connection = await asyncpg.connect(chunk.dsn)
    await connection.execute("SET session_replication_role = replica")
    await connection.copy_records_to_table("text_content_basic", records=rows, columns=_COLUMNS)
    await connection.execute(
        "INSERT INTO system_search_entry SELECT 'text', text_id, text_created_user_id, text_created_time,"
        " datasay_search_tokens(concat_ws(E'\\n', text_title, array_to_string(text_tags, E'\\n'))),"
        f" datasay_search_tokens({WHOLE}) FROM text_content_basic WHERE text_id BETWEEN $1 AND $2",
        chunk.first + 1,
        chunk.last,
    )
    await connection.close()
