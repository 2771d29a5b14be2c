"""What the settings as shipped survive: strangers' messages, one user's five hundred videos."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
import redis

from datasay.core.queue import TASK_QUEUE
from tests.e2e.running import Running

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(1800)]
ARTICLE = (Path(__file__).parent.parent / "data" / "beiying.zh.txt").read_text(encoding="utf-8")
SMALL = {"audio_title": "小", "audio_text_content": "你好。"}


Client = Callable[[str], httpx.Client]


@pytest.fixture
def client_of(as_shipped: Running) -> Iterator[Client]:
    """Makes a user of this name and logs in."""
    with contextlib.ExitStack() as opened:
        yield lambda name: opened.enter_context(as_shipped.client_of(name))


def _wait(client: httpx.Client, task_uuid: str, *statuses: str) -> dict[str, object]:
    while True:
        try:
            answer = client.get(f"/tasks/{task_uuid}")
        except httpx.TransportError:
            time.sleep(0.3)
            continue
        if answer.status_code == 200 and answer.json()["task_status"] in statuses:
            return dict(answer.json())
        time.sleep(0.2)


def test_what_is_no_message_ends_no_worker(as_shipped: Running, client_of: Client) -> None:
    broker = redis.Redis.from_url(as_shipped.addresses.redis_url)
    workers = {process.pid for process in as_shipped.processes("role", "worker")}
    for junk in (b"no json", b"\xff\xfe", b"7", b"null", b'{"a": 1}', b'{"body": 1, "headers": {}, "properties": {}}'):
        broker.lpush(TASK_QUEUE, junk)
    client = client_of("writer")
    task_uuid = client.post("/audios/synthesize", json=SMALL).json()["task_uuid"]
    assert _wait(client, task_uuid, "completed", "failed")["task_status"] == "completed"
    while broker.llen(TASK_QUEUE):  # what is read last may have been sent after the work was done
        time.sleep(0.2)
    broker.close()
    assert {process.pid for process in as_shipped.processes("role", "worker")} >= workers


def test_a_small_task_does_not_wait_behind_five_hundred_heavy_ones_of_another(client_of: Client) -> None:
    """T14."""
    eager, modest = client_of("eager"), client_of("modest")
    heavy = [
        eager.post("/creations", json={"article": ARTICLE, "target_seconds": 60}).json()["task_uuid"]
        for _ in range(500)
    ]
    _wait(eager, heavy[0], "running", "completed")
    small = modest.post("/audios/synthesize", json=SMALL).json()["task_uuid"]
    assert _wait(modest, small, "completed", "failed")["task_status"] == "completed"
    ended = eager.get("/tasks", params={"task_status": "completed"}).json()["items"]
    assert len(ended) <= 2
