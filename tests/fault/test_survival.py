"""Kill any part at any moment: the job ends right, nothing is done twice, nothing is left behind."""

import contextlib
import os
import random
import signal
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest
import redis

from tests.e2e.running import Running, descendants
from tests.fault import invariants

# Ten kills and a whole job, also on a busy machine.
pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(900)]
_SURNAMES = iter("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛")
ARTICLE = (Path(__file__).parent.parent / "data" / "beiying.zh.txt").read_text(encoding="utf-8")
OPEN = ("pending", "running")


def _start(api: httpx.Client, seconds: int = 12) -> str:
    article = ARTICLE.replace("父亲", f"老{next(_SURNAMES)}")  # nothing of an earlier task may serve this one
    return _begin(api, "/creations", {"article": article, "target_seconds": seconds})


def _begin(api: httpx.Client, path: str, body: dict[str, object]) -> str:
    """Queue work as a client should: a connection that an earlier test killed costs a 503, then the same key again."""
    key = {"Idempotency-Key": uuid4().hex}
    for _ in range(20):
        answer = api.post(path, json=body, headers=key)
        if answer.status_code != 503:
            break
        time.sleep(0.5)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["task_uuid"])


def _look(api: httpx.Client, task_uuid: str) -> dict[str, Any]:
    """The task; while a part restarts, 503 is the only other answer there is."""
    while True:
        try:
            answer = api.get(f"/tasks/{task_uuid}")
        except httpx.TransportError:
            time.sleep(0.2)
            continue
        assert answer.status_code in {200, 503}, answer.text
        if answer.status_code == 200:
            return dict(answer.json())
        time.sleep(0.2)


def _finish(api: httpx.Client, task_uuid: str, seconds: float = 420) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        task = _look(api, task_uuid)
        if task["task_status"] not in OPEN:
            return task
        time.sleep(0.3)
    raise AssertionError(f"still {task['task_status']} at {task['task_step_name']} {task['task_progress']} %")


def _check(api: httpx.Client, running: Running, task: dict[str, Any]) -> None:
    """One work, one speech, one picture per scene, each once; nothing of the attempts that died."""
    assert task["task_status"] == "completed", task["task_error_message"]
    result = task["task_result"]
    mixall = api.get(f"/mixalls/{result['mixall_id']}").json()
    assert mixall["mixall_status"] == "completed"
    images = [scene["scene_image_id"] for scene in mixall["mixall_scenes"]]
    assert images == result["image_ids"]
    assert len(set(images)) == len(images)
    steps = [step["step_name"] for step in task["task_steps"]]
    assert len(steps) == len(set(steps))
    assert {step["step_status"] for step in task["task_steps"]} == {"completed"}
    parts = {kind: [f"{kind} {number + 1}" for number in range(len(images))] for kind in ("voice", "image")}
    assert steps == ["script", *parts["voice"], "narration", *parts["image"], "video"]
    assert len(api.get(f"/files/{result['file_id']}/content").content) > 100_000
    _nothing_left(running)


def _all(api: httpx.Client, path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = api.get(path, params={"limit": 100} | ({"cursor": cursor} if cursor else {})).json()
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def _nothing_left(running: Running) -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        folders = list((running.home / "tmp").glob("task-*"))
        ffmpeg = [one for one in descendants(running.process.pid) if "ffmpeg" in _name(one)]
        if not folders and not ffmpeg:
            invariants.check(running.addresses.database_url, running.addresses.redis_url, running.home)
            return
        time.sleep(0.2)
    raise AssertionError(f"left behind: {folders} {ffmpeg}")


def _name(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.Error:
        return ""


def _kill(processes: list[psutil.Process], how: signal.Signals = signal.SIGKILL) -> None:
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.send_signal(how)


def test_the_worker_killed_ten_times_at_random_moments(running: Running, api: httpx.Client) -> None:
    seed = int(os.environ.get("DATASAY_TEST_SEED", str(random.randrange(10**6))))
    print(f"DATASAY_TEST_SEED={seed}")  # noqa: T201  the way to repeat a failure
    rng = random.Random(seed)
    task_uuid = _start(api)
    kills = 0
    deadline = time.monotonic() + 240
    while kills < 10 and time.monotonic() < deadline:
        time.sleep(rng.uniform(0.2, 3.0))
        if _look(api, task_uuid)["task_status"] not in OPEN:
            task_uuid = _start(api)  # it was faster than the axe: the next job takes the rest
        workers = running.processes("role", "worker")
        if workers:
            _kill(rng.choice([workers, [rng.choice(workers)]]))
            kills += 1
    assert kills == 10
    _check(api, running, _finish(api, task_uuid))


def test_redis_killed_in_the_middle(running: Running, api: httpx.Client) -> None:
    task_uuid = _start(api)
    time.sleep(2)
    _kill(running.processes("redis-server"))
    _check(api, running, _finish(api, task_uuid))


def test_work_begun_while_redis_is_away_is_delayed_not_refused(running: Running, api: httpx.Client) -> None:
    body: dict[str, object] = {"audio_title": "等", "audio_text_content": "你好。"}
    _finish(api, _begin(api, "/audios/synthesize", body))  # all is well before
    _kill(running.processes("redis-server"))
    started = [api.post("/audios/synthesize", json=body) for _ in range(3)]
    assert [answer.status_code for answer in started] == [202] * 3, started[0].text
    ended = [_finish(api, str(answer.json()["task_uuid"])) for answer in started]
    assert {task["task_status"] for task in ended} == {"completed"}
    _nothing_left(running)


def test_postgresql_stopped_immediately_in_the_middle(running: Running, api: httpx.Client) -> None:
    task_uuid = _start(api)
    time.sleep(2)
    postmaster = running.processes("postgres", "-D")
    assert postmaster
    _kill(postmaster, signal.SIGQUIT)
    _check(api, running, _finish(api, task_uuid))


def test_fifty_tasks_wait_while_the_broker_forgets_everything(running: Running, api: httpx.Client) -> None:
    bodies = [{"audio_title": "短", "audio_text_content": f"你好，{number}。"} for number in range(50)]
    tasks = [_begin(api, "/audios/synthesize", dict(body)) for body in bodies]
    redis.Redis.from_url(running.addresses.redis_url).flushall()
    ended = [_finish(api, task_uuid) for task_uuid in tasks]
    assert {task["task_status"] for task in ended} == {"completed"}
    audio_ids = [task["task_result"]["audio_id"] for task in ended]
    assert len(set(audio_ids)) == 50
    kept = [audio for audio in _all(api, "/audios") if audio["audio_title"] == "短"]
    assert len(kept) == 50
    _nothing_left(running)


@pytest.mark.parametrize("step", ["script", "voice", "image", "video"])
def test_revoked_at_each_step_nothing_runs_and_nothing_is_half_written(
    running: Running, api: httpx.Client, step: str
) -> None:
    task_uuid = _start(api, 40)
    while (task := _look(api, task_uuid))["task_step_name"] != step and task["task_status"] in OPEN:
        time.sleep(0.02)
    if task["task_status"] in OPEN:
        answer = api.post(f"/tasks/{task_uuid}/revoke")
        assert answer.status_code in {200, 409}
    time.sleep(5)
    ended = _look(api, task_uuid)
    assert ended["task_status"] == "revoked"
    _nothing_left(running)
    assert "running" not in {one["step_status"] for one in ended["task_steps"]}
    found = api.get(f"/mixalls/{ended['task_params']['mixall_id']}")
    if found.status_code == 404:  # there was nothing in it yet
        assert step == "script"
        return
    mixall = found.json()
    assert (mixall["mixall_status"], mixall["mixall_final_file_id"]) == ("draft", None)
    assert mixall["mixall_scenes"] != []


def test_a_worker_frozen_past_its_lease_changes_nothing_when_it_wakes(running: Running, api: httpx.Client) -> None:
    task_uuid = _start(api)
    while _look(api, task_uuid)["task_status"] != "running":
        time.sleep(0.05)
    time.sleep(1)
    frozen = running.processes("role", "worker")
    _kill(frozen, signal.SIGSTOP)
    try:
        time.sleep(10)
        still = _look(api, task_uuid)
    finally:
        _kill(frozen, signal.SIGCONT)
    assert still["task_status"] in OPEN  # else it was not frozen in its work, and this proves nothing
    _check(api, running, _finish(api, task_uuid))
