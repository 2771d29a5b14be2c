"""Strange articles, and texts that vanish while they wait, through a real worker: a video or a clear failure."""

import time
from typing import Any

import httpx
import pytest

from tests.e2e.running import Running

pytestmark = pytest.mark.fault
_SENTENCE = "公园里有很多树，也有一个小湖，湖边的人都在笑"
_OPEN = ("pending", "running")


def _finish(api: httpx.Client, task_uuid: str) -> dict[str, Any]:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        task: dict[str, Any] = api.get(f"/tasks/{task_uuid}").json()
        if task["task_status"] not in _OPEN:
            return task
        time.sleep(0.3)
    raise AssertionError(f"still {task['task_status']} at {task['task_step_name']} {task['task_progress']} %")


_STRANGE = {
    "no sentence end": _SENTENCE,
    "one word": "park",
    "everything": (
        "🎉 今天天气很好 🎉🎉 我们去公园 👨‍👩‍👧‍👦\n\u202e公园里有很多树。\u202c اليوم جميل. שלום עולם.\n"
        "<script>alert(1)</script> %{metadata} {\\an8} @file:/etc/passwd -i x.mp4 '; DROP TABLE。\n龘靐齉爩麤䲜𪚥𠔻"
    ),
    "as long as may be": "。".join(f"第{number}棵树站在湖边" for number in range(30_000))[:200_000],
}


def test_whatever_has_words_becomes_a_video(running: Running, api: httpx.Client) -> None:
    """The same limits from the other side: tests/api/test_bad_input.py."""
    started = {
        name: api.post("/creations", json={"article": article, "target_seconds": 10})
        for name, article in _STRANGE.items()
    }
    assert {name: answer.status_code for name, answer in started.items()} == dict.fromkeys(_STRANGE, 202)
    ended = {name: _finish(api, answer.json()["task_uuid"]) for name, answer in started.items()}
    assert {name: task["task_error_message"] for name, task in ended.items()} == dict.fromkeys(_STRANGE, None)
    for name, task in ended.items():
        video = api.get(f"/files/{task['task_result']['file_id']}/content")
        assert video.headers["Content-Type"] == "video/mp4", name
        assert len(video.content) > 50_000, name
    assert list((running.home / "tmp").glob("task-*")) == []


def test_a_text_deleted_while_its_task_waits_is_named(running: Running, api: httpx.Client) -> None:
    made = api.post("/texts", json={"text_title": "湖", "text_content": f"{_SENTENCE}。"})
    text_id = made.json()["text_id"]
    busy = [
        api.post("/creations", json={"article": f"{_SENTENCE}。", "target_seconds": 10}).json()["task_uuid"]
        for _ in range(4)
    ]
    started = api.post("/creations", json={"text_id": text_id, "target_seconds": 10})
    assert api.delete(f"/texts/{text_id}").status_code == 204
    for task_uuid in busy:
        api.post(f"/tasks/{task_uuid}/revoke")
    task = _finish(api, started.json()["task_uuid"])
    assert (task["task_status"], task["task_error_type"]) == ("failed", "text-not-found")
    assert f"There is no text {text_id}" in task["task_error_message"]
    mixall = api.get(f"/mixalls/{task['task_params']['mixall_id']}").json()
    assert (mixall["mixall_status"], mixall["mixall_final_file_id"]) == ("failed", None)
    assert list((running.home / "tmp").glob(f"task-{task['task_uuid']}*")) == []


def test_words_that_cannot_be_spoken_fail_with_the_reason(api: httpx.Client) -> None:
    """A text that only its engine can tell is nothing to work with."""
    started = api.post("/texts/generate", json={"prompt": "🎉🎉", "target_seconds": 10})
    if started.status_code == 422:
        assert "prompt" in {wrong["field"] for wrong in started.json()["errors"]}
        return
    task = _finish(api, started.json()["task_uuid"])
    assert (task["task_status"], task["task_error_type"]) == ("failed", "bad-input")
    assert "Something went wrong" not in task["task_error_message"]
