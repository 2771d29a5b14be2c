"""What rows, leases and steps cost: our tasks against bare Celery on the same broker, in one run.

    python -m benchmarks.tasks.compare [--tasks 10000] [--requests 100]

First the way of one task, from sending the POST to the first step in a worker: on an idle platform, then while another
user's thousand videos wait and are made. Then two queues of
small tasks, filled beforehand and drained by one worker of as many processes as the machine has cores: ours (claim,
lease, one recorded step, result, each committed to PostgreSQL with fsync) and Celery's own (the same work, late
acknowledgement, nothing kept). "Empty" tasks hash nothing; "small" ones take about five milliseconds.
"""

import argparse
import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import httpx
from redis import Redis
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from benchmarks.tasks import BARE_TASK
from benchmarks.tasks.kinds import KIND
from datasay.cli.embedded.connection import find_running
from datasay.cli.embedded.postgres import EmbeddedPostgres
from datasay.cli.embedded.redis import EmbeddedRedis
from datasay.core.identity import OPERATOR
from datasay.core.queue import TASK_QUEUE, celery_app
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.migrations.models import load_models
from datasay.migrations.runner import upgrade
from datasay.task_management import relay, service
from datasay.task_management.models import TaskManagementQueue, TaskManagementStep
from datasay.task_management.schemas import Asked
from datasay.user_auth.models import UserAuthBasic
from datasay.worker.roles import worker_arguments

_ROUNDS = {"empty": 0, "small": 5000}
_REACH_MS = {"p50": 50.0, "p99": 250.0}
_REACH_RATIO = 2.0
_CROWD = 1000
_ARTICLE = "那年冬天，祖母死了，父亲的差使也交卸了，正是祸不单行的日子，我从北京到徐州，打算跟着父亲奔丧回家。" * 8
_AS_PLATFORM = {"datasay.user_role": "system"}


def latencies(home: Path, requests: int) -> Iterator[tuple[str, list[float]]]:
    """Milliseconds from sending the request to the first step in the worker, one task after the other, by condition."""
    environment = os.environ | {"DATASAY_HOME": str(home), "DATASAY_TASK_USER_LIMIT": str(2 * _CROWD)}
    platform = subprocess.Popen(
        [sys.executable, "-m", "datasay", "up"], env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    )
    try:
        while (running := find_running(home)) is None:
            time.sleep(0.1)

        def logged_in(name: str) -> dict[str, str]:
            command = [sys.executable, "-m", "datasay", "user", "create", name, "--email", f"{name}@example.org"]
            said = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
            login = {"user_name": name, "user_password": said.stdout.strip().rsplit(" ", 1)[-1]}
            answer = httpx.post(f"{running.web_url}/api/v1/auth/login", json=login, trust_env=False, timeout=30)
            return {"Authorization": f"Bearer {answer.json()['session_token']}"}

        def measured(headers: dict[str, str]) -> list[float]:
            sent = asyncio.run(_ask(running.web_url, headers, requests))
            return sorted((begun - at) * 1000 for at, begun in asyncio.run(_begun(running.database_url, sent)))

        modest = logged_in("modest")
        yield "idle", measured(modest)
        with httpx.Client(
            base_url=f"{running.web_url}/api/v1", headers=logged_in("eager"), trust_env=False, timeout=60
        ) as client:
            for _ in range(_CROWD):
                client.post("/creations", json={"article": _ARTICLE, "target_seconds": 60}).raise_for_status()
        yield f"{_CROWD:,} videos of another wait", measured(modest)
    finally:
        platform.send_signal(signal.SIGTERM)
        platform.wait(60)


async def _ask(web_url: str, headers: dict[str, str], requests: int) -> dict[str, float]:
    sent: dict[str, float] = {}
    async with httpx.AsyncClient(base_url=f"{web_url}/api/v1", headers=headers, trust_env=False, timeout=60) as client:
        body = {"audio_title": "延迟", "audio_text_content": "你好。"}
        for number in range(requests + 5):  # the first five warm up and are not counted
            at = time.time()
            answer = await client.post("/audios/synthesize", json=body)
            task_uuid = answer.json()["task_uuid"]
            if number >= 5:
                sent[task_uuid] = at
            async with client.stream("GET", f"/tasks/{task_uuid}/events") as events:
                async for _ in events.aiter_bytes():
                    pass  # the stream ends with the task: the next request finds an idle platform
    return sent


async def _begun(database_url: str, sent: dict[str, float]) -> list[tuple[float, float]]:
    resources = Resources.of(Settings(database_url=database_url, redis_url=None))
    statement = (
        select(TaskManagementQueue.task_uuid, func.min(TaskManagementStep.step_started_time).label("begun"))
        .join(TaskManagementStep, TaskManagementStep.step_task_id == TaskManagementQueue.task_id)
        .where(TaskManagementQueue.task_uuid.in_(sent))
        .group_by(TaskManagementQueue.task_uuid)
    )
    rows = await resources.database.fetch(statement, actor=OPERATOR)
    await resources.close()
    return [(sent[row["task_uuid"]], row["begun"].replace(tzinfo=UTC).timestamp()) for row in rows]


@contextmanager
def servers(folder: Path) -> Iterator[Settings]:
    """A migrated database with fsync on, and a broker."""
    postgres, redis = EmbeddedPostgres(folder / "postgres"), EmbeddedRedis(folder / "redis")
    postgres.start()
    redis.start()
    try:
        upgrade(postgres.owner_url(), application_url=postgres.url())
        yield Settings(
            home=folder / "home",
            database_url=postgres.url(),
            redis_url=redis.url,
            task_user_limit=10**9,
            log_level="ERROR",
        )
    finally:
        redis.stop()
        postgres.erase()


async def _nothing_to_check() -> service.Planned:
    return service.Planned("benchmark")


async def fill(settings: Settings, tasks: int, rounds: int) -> None:
    """Queue tasks of ours as the API does: row, outbox, message."""
    resources = Resources.of(settings)
    name = f"bench{rounds}"
    user = UserAuthBasic(user_name=name, user_email=f"{name}@example.org", user_password_hash="-", user_role="user")
    async with resources.database.transaction(OPERATOR) as session:
        session.add(user)
    for begin in range(0, tasks, 100):
        async with resources.database.transaction(OPERATOR) as session:
            for _ in range(begin, min(begin + 100, tasks)):
                await service.submit_task(
                    session,
                    resources,
                    user_id=user.user_id,
                    kind=KIND,
                    request={"rounds": rounds},
                    asked=Asked(),
                    check=_nothing_to_check,
                )
        await relay.drain()
    await resources.close()


def drain(settings: Settings, left: Callable[[], int]) -> float:
    """Start a worker on the full queue; tasks per second from when a twentieth is done to the end.

    It looks so seldom because looking costs the database what the tasks are measured by.
    """
    arguments = worker_arguments(concurrency=os.cpu_count() or 1, log_level="ERROR")
    arguments[arguments.index("-A") + 1] = "benchmarks.tasks.worker"
    environment = os.environ | {
        "DATASAY_HOME": str(settings.home),
        "DATASAY_DATABASE_URL": str(settings.database_url),
        "DATASAY_REDIS_URL": str(settings.redis_url),
        "DATASAY_LOG_LEVEL": "ERROR",
    }
    worker = subprocess.Popen([sys.executable, "-m", *arguments], env=environment)
    try:
        tasks = left()
        while left() > tasks * 0.95:
            time.sleep(0.25)
        started, first = time.perf_counter(), left()
        while still := left():
            if worker.poll() is not None:
                raise SystemExit(f"the worker ended with {still} tasks left")
            time.sleep(min(0.5, max(0.02, still / first)))
        return first / (time.perf_counter() - started)
    finally:
        worker.terminate()
        worker.wait()


@contextmanager
def counting(settings: Settings) -> Iterator[Callable[[], int]]:
    """Counts the tasks that have not completed."""
    address = make_url(settings.database_url or "").set(drivername="postgresql")
    with asyncio.Runner() as runner:
        connection = runner.run(
            asyncpg.connect(address.render_as_string(hide_password=False), server_settings=_AS_PLATFORM)
        )
        query = "SELECT count(*) FROM task_management_queue WHERE task_status <> 'completed'"
        yield lambda: int(runner.run(connection.fetchval(query)))
        runner.run(connection.close())


def throughput(folder: Path, tasks: int) -> bool:
    """Print tasks per second of both, and whether ours stay within the factor."""
    met = True
    print(f"\n{tasks:,} queued tasks, {os.cpu_count()} worker processes")
    print(f"{'tasks':<8}{'Celery/s':>10}{'DataSay/s':>11}{'more ms a task':>16}{'× the time':>12}")
    with servers(folder) as settings:
        celery, redis = celery_app(settings.redis_url), Redis.from_url(settings.redis_url or "")
        for name, rounds in _ROUNDS.items():
            for _ in range(tasks):
                celery.send_task(BARE_TASK, args=[rounds], queue=TASK_QUEUE)
            bare = drain(settings, lambda: int(redis.llen(TASK_QUEUE)) + int(redis.hlen("unacked")))
            asyncio.run(fill(settings, tasks, rounds))
            with counting(settings) as unfinished:
                ours = drain(settings, unfinished)
            extra = (1 / ours - 1 / bare) * 1000
            print(f"{name:<8}{bare:>10.0f}{ours:>11.0f}{extra:>16.2f}{bare / ours:>12.2f}", flush=True)
            if name == "small":
                met = bare / ours <= _REACH_RATIO
    return met


def main() -> int:
    """Exit code 0 when the targets hold."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=100)
    wanted = parser.parse_args()
    load_models()
    print(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores", flush=True)
    with tempfile.TemporaryDirectory(prefix="datasay-tasks-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        quick = True
        for condition, taken in latencies(folder / "latency", wanted.requests):
            found = {"p50": statistics.median(taken), "p99": taken[min(int(len(taken) * 0.99), len(taken) - 1)]}
            told = ", ".join(f"{key} {value:.1f}" for key, value in found.items())
            print(f"POST to first step, ms, {condition}: {told}", flush=True)
            quick = quick and all(found[key] <= most for key, most in _REACH_MS.items())
        lean = throughput(folder, wanted.tasks)
    print("targets met" if quick and lean else "TARGETS MISSED (p50 ≤ 50 ms, p99 ≤ 250 ms, small tasks ≤ 2 × Celery's)")
    return 0 if quick and lean else 1


if __name__ == "__main__":
    sys.exit(main())
