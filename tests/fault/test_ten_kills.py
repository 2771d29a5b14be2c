"""Ten kills in one long step lose nothing with the settings as shipped (T15)."""

import os
import random
import signal
import time
from pathlib import Path
from uuid import uuid4

import httpx
import psutil
import pytest

from tests.e2e.running import Running, descendants

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(1800)]
ARTICLE = (Path(__file__).parent.parent / "data" / "beiying.zh.txt").read_text(encoding="utf-8")
VICTIMS = ("every process of the worker",) * 3 + ("one of them",) * 3 + ("its ffmpeg",) * 4


def test_ten_kills_within_one_long_step_lose_nothing(as_shipped: Running) -> None:
    seed = int(os.environ.get("DATASAY_TEST_SEED", str(random.randrange(10**6))))
    print(f"DATASAY_TEST_SEED={seed}")  # noqa: T201  the way to repeat a failure
    rng = random.Random(seed)
    with as_shipped.client_of("breaker") as client:
        wanted = {"article": ARTICLE, "target_seconds": 60}
        started = client.post("/creations", json=wanted, headers={"Idempotency-Key": uuid4().hex})
        task_uuid = started.json()["task_uuid"]
        for victim in rng.sample(VICTIMS, len(VICTIMS)):
            _kill(_once_it_renders(as_shipped, client, task_uuid, victim, rng))
        while (task := _look(client, task_uuid))["task_status"] in ("pending", "running"):
            time.sleep(0.2)
        assert task["task_status"] == "completed", task["task_error_message"]


def _once_it_renders(
    platform: Running, client: httpx.Client, task_uuid: str, victim: str, rng: random.Random
) -> list[psutil.Process]:
    """The victims, when the last kill has been noticed and the video is being made once more."""
    while True:
        task = _look(client, task_uuid)
        assert task["task_status"] in ("pending", "running"), task["task_error_message"] or "done before the tenth kill"
        ffmpeg = [one for one in descendants(platform.process.pid) if _is_ffmpeg(one)]
        workers = platform.processes("role", "worker")
        if (task["task_status"], task["task_step_name"]) == ("running", "video") and ffmpeg and workers:
            break
        time.sleep(0.1)
    if victim == "its ffmpeg":
        return ffmpeg[:1]
    return [rng.choice(workers)] if victim == "one of them" else workers


def _look(client: httpx.Client, task_uuid: str) -> dict[str, object]:
    while True:
        try:
            answer = client.get(f"/tasks/{task_uuid}")
        except httpx.TransportError:
            time.sleep(0.3)
            continue
        if answer.status_code == 200:
            return dict(answer.json())
        time.sleep(0.2)


def _is_ffmpeg(process: psutil.Process) -> bool:
    try:
        return "ffmpeg" in process.name()
    except psutil.Error:
        return False


def _kill(victims: list[psutil.Process]) -> None:
    for victim in victims:
        try:
            victim.send_signal(signal.SIGKILL)
        except psutil.Error:
            continue
