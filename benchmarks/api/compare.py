"""Requests per second of get, list and create: DataSay, plain FastAPI and the database floor, in one run.

    python -m benchmarks.api.compare [--texts 200000] [--seconds 4] [--rounds 3]

One user more has another 100,100 texts, for pages at a depth of 100,000 against first pages of the same user. The same
process as the tables' owner, whom no policy binds, shows what row-level security costs. Server,
database and load generator share the machine, so only the ratios count, and two web processes can be twice as fast as
one only where there are cores left for them: on two cores the database and the load generator use up what is left.
The floor is raw asyncpg on as many connections as the web process has: session look-up and statement, no HTTP.
"""

import argparse
import asyncio
import hashlib
import json
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import httpx
from sqlalchemy.engine import make_url

from datasay.cli.embedded.ports import next_free
from datasay.cli.embedded.postgres import EmbeddedPostgres
from datasay.cli.embedded.redis import EmbeddedRedis
from datasay.migrations.runner import upgrade

CONNECTIONS = 16
USERS = 1000
DEPTH = 100_000
_SENTENCE = "那年冬天，祖母死了，父亲的差使也交卸了，正是祸不单行的日子，我从北京到徐州，打算跟着父亲奔丧回家。"
_SESSION = (
    "SELECT u.user_id, u.user_role FROM user_auth_session s JOIN user_auth_basic u USING (user_id)"
    " WHERE s.session_token_hash = $1"
)


async def _fill(dsn: str, texts: int) -> list[str]:
    """Users, sessions and texts of 756 characters on average; returns the tokens by user."""
    connection = await asyncpg.connect(dsn)
    tokens = [f"ds_{secrets.token_urlsafe(32)}" for _ in range(USERS + 1)]  # the last is of the one with a long list
    await connection.executemany(
        "INSERT INTO user_auth_basic (user_name, user_email, user_password_hash) VALUES ($1, $2, 'x')",
        [(f"bench{n}", f"bench{n}@example.org") for n in range(USERS + 1)],
    )
    await connection.executemany(
        "INSERT INTO user_auth_session (session_id, user_id, session_token_hash, session_expire_time)"
        " SELECT $1, user_id, $2, CURRENT_TIMESTAMP + interval '1 day' FROM user_auth_basic WHERE user_name = $3",
        [(f"s{n}", hashlib.sha256(t.encode()).hexdigest(), f"bench{n}") for n, t in enumerate(tokens)],
    )
    await connection.execute(
        "INSERT INTO text_content_basic (text_title, text_content, text_content_type, text_created_user_id,"
        " text_status, text_word_count, text_created_time)"
        " SELECT 'title ' || n, repeat($1, 4 + n % 23), 'article', u.first + n % $2,"
        " CASE WHEN n % 3 = 0 THEN 'published' ELSE 'draft' END, 700, CURRENT_TIMESTAMP - n * interval '1 second'"
        " FROM generate_series(1, $3) n,"
        " (SELECT min(user_id) AS first FROM user_auth_basic WHERE user_name LIKE 'bench%') u",
        _SENTENCE, USERS, texts,
    )  # fmt: skip
    await connection.execute(
        "INSERT INTO text_content_basic (text_title, text_content, text_content_type, text_created_user_id,"
        " text_status, text_created_time)"
        " SELECT 'title ' || n, repeat($1, 4 + n % 23), 'article', (SELECT max(user_id) FROM user_auth_basic),"
        " 'published', CURRENT_TIMESTAMP - n * interval '1 second' FROM generate_series(1, $2) n",
        _SENTENCE, DEPTH + 100,
    )  # fmt: skip
    await connection.execute("VACUUM ANALYZE")
    await connection.close()
    return tokens


async def _requests(dsn: str, tokens: list[str], texts: int) -> dict[str, list[str]]:
    connection = await asyncpg.connect(dsn)
    owned = await connection.fetch(
        "SELECT text_id, text_created_user_id FROM text_content_basic WHERE text_id <= $1", texts
    )
    owners: dict[int, int] = {row["text_id"]: row["text_created_user_id"] for row in owned}
    users = await connection.fetch("SELECT user_id, user_name FROM user_auth_basic")
    names: dict[int, str] = {row["user_id"]: row["user_name"] for row in users}
    await connection.close()
    rng = random.Random(7)
    sample = rng.sample(sorted(owners), min(2000, len(owners)))

    def head(method: str, path: str, user_id: int, more: str = "") -> str:
        token = tokens[int(names[user_id].removeprefix("bench"))]
        return f"{method} /api/v1{path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n{more}\r\n"

    body = json.dumps({"text_title": "背影", "text_content": _SENTENCE * 15}, ensure_ascii=False)
    posting = f"Content-Type: application/json\r\nContent-Length: {len(body.encode())}\r\n"
    return {
        "get": [head("GET", f"/texts/{key}", owners[key]) for key in sample],
        "list": [head("GET", "/texts?text_status=published&limit=20", owners[key]) for key in sample],
        "create": [head("POST", "/texts", owners[key], posting) + body for key in sample],
    }


def _deep_page(port: int, token: str) -> list[str]:
    """The first page of the long list, and the one `DEPTH` places further down, found by following the cursors."""
    cursor, query = "", "/api/v1/texts?text_status=published&limit="
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False) as client:
        for _ in range(DEPTH // 100):
            cursor = "&cursor=" + client.get(f"{query}100{cursor}").json()["next_cursor"]
    head = f"HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n\r\n"
    return [f"GET {query}20 {head}", f"GET {query}20{cursor} {head}"]


@contextmanager
def _server(application: str, first_port: int, environment: dict[str, str], *flags: str) -> Iterator[int]:
    port = next_free(first_port, "127.0.0.1")
    command = [
        sys.executable,
        "-m",
        "uvicorn",
        application,
        *flags,
        "--port",
        str(port),
        "--no-access-log",
        "--log-level",
        "warning",
    ]
    process = subprocess.Popen(command, env=os.environ | environment)
    try:
        for _ in range(200):
            time.sleep(0.1)
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/openapi.json", timeout=2).close()
                break
            except OSError:
                continue
        yield port
    finally:
        process.terminate()
        process.wait()


def _load(port: int, requests: list[str], seconds: float) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.api.load", "127.0.0.1", str(port), str(CONNECTIONS), str(seconds)]
    ran = subprocess.run(command, input=json.dumps(requests), stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(ran.stdout)
    if found["failures"]:
        raise SystemExit(f"{found['failures']:.0f} of the requests to port {port} were refused or failed")
    return found


async def _floor(dsn: str, tokens: list[str], seconds: float) -> dict[str, float]:
    """Session look-up and statement, prepared, on ten connections."""
    statements = {
        "get": "SELECT * FROM text_content_basic WHERE text_id = $1 AND text_created_user_id = $2",
        "list": "SELECT * FROM text_content_basic WHERE $1 > 0 AND text_created_user_id = $2"
        " AND text_status = 'published' ORDER BY text_created_time DESC, text_id DESC LIMIT 20",
        "create": "INSERT INTO text_content_basic (text_title, text_content, text_content_type, text_created_user_id)"
        f" SELECT '背影', repeat('{_SENTENCE}', 15), 'article', $2 WHERE $1 > 0 RETURNING *",
    }
    hashes = [hashlib.sha256(token.encode()).hexdigest() for token in tokens]
    found = {}
    async with asyncpg.create_pool(dsn, min_size=10, max_size=10) as pool:
        for name, statement in statements.items():
            until, count = time.perf_counter() + seconds, 0

            async def one(statement: str = statement, until: float = until) -> int:
                done = 0
                rng = random.Random()
                async with pool.acquire() as connection:
                    look, work = await connection.prepare(_SESSION), await connection.prepare(statement)
                    while time.perf_counter() < until:
                        who = await look.fetchrow(rng.choice(hashes))
                        assert who is not None
                        await work.fetch(rng.randrange(1, 200_000), who["user_id"])
                        done += 1
                return done

            count = sum(await asyncio.gather(*(one() for _ in range(10))))
            found[name] = count / seconds
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="datasay-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        postgres, redis = EmbeddedPostgres(folder / "postgres"), EmbeddedRedis(folder / "redis")
        postgres.start()
        redis.start()
        try:
            _measure(wanted, folder, postgres, redis.url)
        finally:
            redis.stop()
            postgres.erase()


def _measure(wanted: argparse.Namespace, folder: Path, postgres: EmbeddedPostgres, redis_url: str) -> None:
    upgrade(postgres.owner_url(), application_url=postgres.url())
    dsn = make_url(postgres.owner_url()).set(drivername="postgresql").render_as_string(hide_password=False)
    tokens = asyncio.run(_fill(dsn, wanted.texts))
    requests = asyncio.run(_requests(dsn, tokens, wanted.texts))
    environment = {
        "DATASAY_DATABASE_URL": postgres.url(),
        "DATASAY_REDIS_URL": redis_url,
        "DATASAY_HOME": str(folder),
        "DATASAY_LOG_LEVEL": "ERROR",
    }
    above = environment | {"DATASAY_DATABASE_URL": postgres.owner_url()}  # as the owner, whom no policy binds
    measured: dict[str, dict[str, list[dict[str, float]]]] = {name: {} for name in requests}
    priced: dict[str, list[float]] = {kind: [] for kind in requests}
    with (  # in two pairs: the connections of three would be more than the server has
        _server("datasay.api.app:create_app", 18000, environment, "--factory") as ours,
        _server("datasay.api.app:create_app", 18200, above, "--factory") as unbound,
    ):
        for kind in requests:
            for port in (ours, unbound):
                _load(port, requests[kind], 1)  # warm
            for _ in range(wanted.rounds):
                bound, free = (_load(port, requests[kind], wanted.seconds)["per_second"] for port in (ours, unbound))
                priced[kind].append(free / bound)
    with (
        _server("datasay.api.app:create_app", 18000, environment, "--factory") as ours,
        _server("benchmarks.api.plain:app", 18500, above) as plain,
    ):
        named = (("DataSay", ours), ("plain FastAPI + ORM", plain))
        for _, port in named:
            for kind in requests:
                _load(port, requests[kind], 1)  # warm
        for _ in range(wanted.rounds):
            for kind in requests:
                for name, port in named:
                    measured[kind].setdefault(name, []).append(_load(port, requests[kind], wanted.seconds))
        first, deep = _deep_page(ours, tokens[-1])
        pages = [[_load(ours, [page], wanted.seconds)["per_second"] for page in (first, deep)] for _ in range(3)]
        alone = [_load(ours, requests["get"], wanted.seconds)["per_second"] for _ in range(wanted.rounds)]
    with _server("datasay.api.app:create_app", 18000, environment, "--factory", "--workers", "2") as two:
        _load(two, requests["get"], 1)
        together = [_load(two, requests["get"], wanted.seconds)["per_second"] for _ in range(wanted.rounds)]
    floor = asyncio.run(_floor(dsn, tokens[:USERS], wanted.seconds))
    print(f"{wanted.texts:,} texts, {USERS} users, {CONNECTIONS} connections, one process, median of {wanted.rounds}")
    titles = f"{'request':8} {'DataSay/s':>10} {'p50 ms':>7} {'p99 ms':>7} {'plain/s':>8} {'floor/s':>8}"
    print(f"{titles} {'× plain':>8} {'of floor':>9}")
    for kind, by_name in measured.items():
        ours_best, plain_best = (
            statistics.median(run["per_second"] for run in by_name[name]) for name in ("DataSay", "plain FastAPI + ORM")
        )
        p50, p99 = (statistics.median(run[key] for run in by_name["DataSay"]) for key in ("p50_ms", "p99_ms"))
        print(
            f"{kind:8} {ours_best:10.0f} {p50:7.1f} {p99:7.1f} {plain_best:8.0f} {floor[kind]:8.0f}"
            f" {ours_best / plain_best:8.2f} {ours_best / floor[kind]:8.1%}"
        )
    for kind, prices in priced.items():
        print(f"{kind} with row-level security takes {statistics.median(prices):.2f} × the time without policies")
    depth = statistics.median(one / other for one, other in pages)
    print(f"page at depth {DEPTH:,}: {depth:.2f} × the time of the first page (at most 1.2)")
    ratio = statistics.median(together) / statistics.median(alone)
    print(f"two web processes on {os.cpu_count()} cores: {ratio:.2f} × the requests of one (1.7 where cores are free)")


if __name__ == "__main__":
    main()
