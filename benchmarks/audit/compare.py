"""What the audit log costs: the same changes with its triggers and without them, in one run.

    python -m benchmarks.audit.compare [--seconds 3] [--rounds 5]

One connection, one change after the other, on a private PostgreSQL that waits for the disk as the shipped one does.
"Create" is what POST /texts does below HTTP; a task's "status" is written to the log, its "progress" is not. "Request"
is a whole POST of a text, routing, session and JSON included, in this process. Rounds with and without alternate, and
the medians are compared. Then how fast `datasay db audit-verify` reads what was written.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import asyncpg
import httpx
from sqlalchemy.engine import make_url

from datasay.api.app import create_app
from datasay.cli.embedded.postgres import EmbeddedPostgres
from datasay.cli.embedded.redis import EmbeddedRedis
from datasay.core.database import Database
from datasay.core.identity import Actor, acting
from datasay.core.settings import Settings
from datasay.migrations.runner import connected, upgrade
from datasay.system_audit.audited import LEFT_OUT
from datasay.system_audit.verification import verify
from datasay.text.content.schemas import TextCreate
from datasay.text.content.service import keep_text
from datasay.user_auth.schemas import UserCreate
from datasay.user_auth.service import create_user

PASSWORD = "correct horse battery"
_SENTENCE = "那年冬天，祖母死了，父亲的差使也交卸了，正是祸不单行的日子，我从北京到徐州，打算跟着父亲奔丧回家。"
_BULK = (
    "INSERT INTO text_template_basic (template_name, template_content, template_type, template_created_user_id)"
    " SELECT 'bulk ' || n, 'c', 'format', $1 FROM generate_series(1, 1000) AS n"
)
_STATUS = (
    "UPDATE task_management_queue SET task_status = CASE task_status WHEN 'pending' THEN 'failed' ELSE 'pending' END"
)
_PROGRESS = "UPDATE task_management_queue SET task_progress = (task_progress + 1) % 100"
Change = Callable[[], Awaitable[object]]


async def _rate(change: Change, seconds: float) -> float:
    """Changes per second, one after the other."""
    until, done, began = time.perf_counter() + seconds, 0, time.perf_counter()
    while time.perf_counter() < until:
        await change()
        done += 1
    return done / (time.perf_counter() - began)


async def _switch(owner: "asyncpg.Connection[asyncpg.Record]", state: str) -> None:
    for table in ("text_content_basic", "text_template_basic", "task_management_queue"):
        await owner.execute(f"ALTER TABLE {table} {state} TRIGGER datasay_audit")


async def _compare(
    owner: "asyncpg.Connection[asyncpg.Record]", name: str, change: Change, seconds: float, rounds: int
) -> None:
    rates: dict[str, list[float]] = {"DISABLE": [], "ENABLE": []}
    for _ in range(rounds):
        for state, measured in rates.items():
            await _switch(owner, state)
            await _rate(change, 0.3)
            measured.append(await _rate(change, seconds))
    without, audited = (statistics.median(measured) for measured in rates.values())
    print(
        f"{name:10} without {without:8,.0f}/s   audited {audited:8,.0f}/s   {without / audited:.2f} x as long"
        f"   (+{1e6 / audited - 1e6 / without:,.0f} µs)"
    )


async def _measure(settings: Settings, owner_dsn: str, seconds: float, rounds: int) -> None:
    assert settings.database_url is not None
    owner = await asyncpg.connect(owner_dsn)
    database = Database(settings.database_url, pool_size=1)
    async with database.transaction(Actor(0, "system")) as session:
        wanted = UserCreate(user_name="writer", user_email="w@example.org", user_password=PASSWORD)
        user, _ = await create_user(session, None, wanted)
    user_id = user.user_id
    acting.set(Actor(user_id, "user"))
    await owner.execute(
        "INSERT INTO task_management_queue (task_uuid, task_name, task_type, task_params, task_created_user_id)"
        " VALUES ('a', 'a', 'creation_run', '{}', $1)",
        user_id,
    )
    text = TextCreate(text_title="背影", text_content=_SENTENCE * 15)
    await _compare(owner, "create", lambda: keep_text(database, user_id, text), seconds, rounds)
    await _compare(owner, "status", lambda: owner.execute(_STATUS), seconds, rounds)
    await _compare(owner, "progress", lambda: owner.execute(_PROGRESS), seconds, rounds)
    await _compare(owner, "1000 rows", lambda: owner.execute(_BULK, user_id), seconds, rounds)
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
            login = {"user_name": "writer", "user_password": PASSWORD}
            token = (await client.post("/api/v1/auth/login", json=login)).json()["session_token"]
            client.cookies.clear()
            headers, body = {"Authorization": f"Bearer {token}"}, text.model_dump(exclude_none=True)
            await _compare(
                owner,
                "request",
                lambda: client.post("/api/v1/texts", json=body, headers=headers),
                seconds,
                rounds,
            )
    began = time.perf_counter()
    async with connected(owner_dsn) as connection:
        verdict = await verify(connection, tuple(LEFT_OUT))
    took = time.perf_counter() - began
    print(
        f"verify     {verdict.rows:,} rows in {took:.1f} s, {verdict.rows / took:,.0f} rows/s, faults: {verdict.faults}"
    )
    bytes_each = await owner.fetchval(
        "SELECT sum(pg_total_relation_size(relid)) / $1::bigint FROM pg_partition_tree('system_audit_log')",
        verdict.rows,
    )
    print(f"size       {int(bytes_each):,} bytes a row, indexes included")
    await database.close()
    await owner.close()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="datasay-bench-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        postgres, redis = EmbeddedPostgres(home / "postgres"), EmbeddedRedis(home / "redis")
        try:
            postgres.start()
            redis.start()
            url = postgres.url("datasay")
            upgrade(postgres.owner_url(), application_url=url)
            settings = Settings(home=home / "home", database_url=url, redis_url=redis.url, log_level="ERROR")
            owner = make_url(postgres.owner_url()).set(drivername="postgresql").render_as_string(hide_password=False)
            asyncio.run(_measure(settings, owner, options.seconds, options.rounds))
        finally:
            redis.stop()
            postgres.erase()


if __name__ == "__main__":
    main()
