"""Tasks over HTTP, and the stream that tells how far they are."""

import asyncio
import json

import httpx
from sqlalchemy import func, select, update

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.task_management import attempt_queries
from datasay.task_management.failures import error_columns
from datasay.task_management.models import TaskManagementOutbox, TaskManagementQueue, TaskQueue
from datasay.user_auth.models import UserRole
from datasay.wording.told import Told
from tests import factories
from tests.conftest import Login, MakeUser

_LATER, _FIRST = {"task_priority": -9}, {"task_priority": 9}


async def _user_id(client: httpx.AsyncClient) -> int:
    return int((await client.get("/api/v1/auth/me")).json()["user_id"])


async def _task(client: httpx.AsyncClient, resources: Resources, **values: object) -> TaskManagementQueue:
    user_id = await _user_id(client)
    async with resources.database.transaction(OPERATOR) as session:
        return await factories.make_task(session, user_id, **values)


async def test_a_task_is_listed_read_revoked_and_tried_again(client: httpx.AsyncClient, resources: Resources) -> None:
    task = await _task(client, resources)
    where = f"/api/v1/tasks/{task.task_uuid}"
    assert [one["task_uuid"] for one in (await client.get("/api/v1/tasks")).json()["items"]] == [task.task_uuid]
    assert (await client.get("/api/v1/tasks", params={"task_status": "failed"})).json()["items"] == []
    assert (await client.post(f"{where}/retry")).json()["type"] == "/problems/task-not-retryable"
    revoked = await client.post(f"{where}/revoke")
    assert (revoked.status_code, revoked.json()["task_status"]) == (200, "revoked")
    assert (await client.post(f"{where}/revoke")).status_code == 200
    again = await client.post(f"{where}/retry")
    assert (again.status_code, again.json()["task_status"], again.json()["task_retry_count"]) == (202, "pending", 1)
    detail = (await client.get(where)).json()
    assert detail["task_event_number"] == 2
    assert [(one["step_name"], one["step_status"], one["step_progress"]) for one in detail["task_steps"]] == [
        ("script", "pending", 0),
        ("voice", "pending", 0),
        ("video", "pending", 0),
    ]
    assert [one["step_share"] for one in detail["task_steps"]] == [0.2, 0.4, 0.4]


async def test_why_a_task_failed_is_told_in_the_readers_language(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    said = Told("The article has {most:,} characters.", "文章有 {most:,} 个字符。", most=2_000_000)
    task = await _task(client, resources, task_status="failed", **error_columns(said, "bad-input"))
    old = await _task(client, resources, task_status="failed", task_error_message="Only English was kept.")
    where = f"/api/v1/tasks/{task.task_uuid}"
    chinese, english = {"Accept-Language": "zh-CN"}, {"Accept-Language": "en"}
    for asked, headers, words in ((where, chinese, "文章有 2,000,000 个字符。"), (where, english, str(said))):
        read = (await client.get(asked, headers=headers)).json()
        assert (read["task_error_message"], read["task_error_params"]) == (words, {"most": 2_000_000})
        listed = (await client.get("/api/v1/tasks", headers=headers)).json()["items"]
        assert words in {one["task_error_message"] for one in listed}
        async with client.stream("GET", f"{where}/events", headers=headers) as events:
            assert words in (await events.aread()).decode()
    untold = (await client.get(f"/api/v1/tasks/{old.task_uuid}", headers=chinese)).json()
    assert (untold["task_error_message"], untold["task_error_params"]) == ("Only English was kept.", None)
    again = (await client.post(f"{where}/retry", headers=chinese)).json()
    assert (again["task_error_message"], again["task_error_params"]) == (None, None)


async def test_a_waiting_task_is_put_elsewhere_in_its_queue(
    client: httpx.AsyncClient, stranger: httpx.AsyncClient, make_user: MakeUser, login: Login, resources: Resources
) -> None:
    task = await _task(client, resources)
    where = f"/api/v1/tasks/{task.task_uuid}"
    moved = await client.patch(where, json={"task_priority": -3})
    assert (moved.status_code, moved.json()["task_priority"], moved.json()["task_event_number"]) == (200, -3, 1)
    assert (await client.get(where)).json()["task_priority"] == -3
    refused = await client.patch(where, json={"task_priority": 1})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "task_priority")
    for wrong in (10, -10, 0.5, "high", None):
        assert (await client.patch(where, json={"task_priority": wrong})).status_code == 422, wrong
    assert (await stranger.patch(where, json={"task_priority": 0})).status_code == 404
    await make_user("boss", UserRole.ADMIN)
    first = await (await login("boss")).patch(where, json={"task_priority": 9})
    assert (first.status_code, first.json()["task_priority"]) == (200, 9)
    await client.post(f"{where}/revoke")
    late = await client.patch(where, json={"task_priority": 0})
    assert (late.status_code, late.json()["type"]) == (409, "/problems/task-not-waiting")


async def test_an_administrator_sees_how_the_work_of_others_goes_and_not_their_words(
    client: httpx.AsyncClient, make_user: MakeUser, login: Login
) -> None:
    wanted = {"audio_title": "私语一则", "audio_text_content": "我的私语。", "audio_speed": 1.5}
    where = (await client.post("/api/v1/audios/synthesize", json=wanted)).headers["Location"]
    await make_user("boss", UserRole.ADMIN)
    boss = await login("boss")
    await boss.patch(where, json={"task_priority": 5})
    await client.post(f"{where}/revoke")
    answers = [
        await boss.get(where),
        await boss.post(f"{where}/retry"),
        await boss.post(f"{where}/revoke"),
        await boss.get(f"{where}/events"),
    ]
    assert [answer.status_code for answer in answers] == [200, 202, 200, 200]
    assert not any("私语" in answer.text for answer in answers)
    assert answers[0].json()["task_params"] == {"audio_speed": 1.5} | answers[0].json()["task_params"]
    assert "私语" in (await client.get(where)).text


async def test_work_is_asked_for_with_its_priority(client: httpx.AsyncClient) -> None:
    wanted = {"audio_title": "晚", "audio_text_content": "不急。"}
    asked = [await client.post("/api/v1/audios/synthesize", params=how, json=wanted) for how in ({}, _LATER, _FIRST)]
    assert [answer.status_code for answer in asked] == [202, 202, 422]
    assert [answer.json()["task_priority"] for answer in asked[:2]] == [0, -9]
    assert asked[2].json()["errors"][0]["field"] == "query.task_priority"


async def test_a_retry_whose_answer_was_lost_is_repeated_with_its_key(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    task = await _task(client, resources, task_status="failed")
    where, key = f"/api/v1/tasks/{task.task_uuid}/retry", {"Idempotency-Key": "again"}
    answers = [await client.post(where, headers=key) for _ in range(2)]
    assert [(answer.status_code, answer.json()["task_retry_count"]) for answer in answers] == [(202, 1)] * 2
    assert (await client.post(where, headers={"Idempotency-Key": "other"})).status_code == 409
    assert (await client.post(where)).status_code == 409
    async with resources.database.transaction(OPERATOR) as session:
        messages = await session.scalar(select(func.count()).select_from(TaskManagementOutbox))
        await session.execute(update(TaskManagementQueue).values(task_status="failed"))
    assert messages == 1
    assert (await client.post(where, headers=key)).json()["task_status"] == "failed"  # that try has been
    fresh = await client.post(where, headers={"Idempotency-Key": "other"})
    assert (fresh.status_code, fresh.json()["task_retry_count"]) == (202, 2)


async def test_an_ended_task_cannot_be_revoked(client: httpx.AsyncClient, resources: Resources) -> None:
    task = await _task(client, resources, task_status="completed")
    answer = await client.post(f"/api/v1/tasks/{task.task_uuid}/revoke")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/task-ended")


async def _events(
    client: httpx.AsyncClient, task_uuid: str, headers: dict[str, str] | None = None
) -> list[dict[str, str]]:
    answer = await client.get(f"/api/v1/tasks/{task_uuid}/events", headers=headers or {})
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    found = []
    for block in answer.text.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if fields:
            found.append(fields)
    return found


async def test_the_stream_tells_every_change_and_ends_with_the_task(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    task = await _task(client, resources)
    listening = asyncio.create_task(_events(client, task.task_uuid))
    await asyncio.sleep(0.3)
    until = utc_now()
    claimed = await attempt_queries.claim_next(
        resources.database,
        TaskQueue.SHORT,
        None,
        now=until,
        lease_id="l",
        lease_until=until.replace(year=until.year + 1),
        worker="w",
    )
    assert claimed is not None
    await resources.broadcast.publish(f"task:{task.task_uuid}")
    await asyncio.sleep(0.3)
    async with resources.database.transaction(OPERATOR) as session:
        await attempt_queries.finish(session, task.task_id, "l", {"task_status": "completed", "task_progress": 100})
    await resources.broadcast.publish(f"task:{task.task_uuid}")
    events = await asyncio.wait_for(listening, 10)
    assert [event["event"] for event in events] == ["pending", "running", "completed"]
    numbers = [int(event["id"]) for event in events]
    assert numbers == sorted(set(numbers))
    assert json.loads(events[-1]["data"])["task_progress"] == 100


async def test_a_stream_taken_up_again_sends_only_what_is_newer(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    task = await _task(client, resources, task_event_number=5)
    listening = asyncio.create_task(_events(client, task.task_uuid, {"Last-Event-ID": "5"}))
    await asyncio.sleep(0.3)
    await client.post(f"/api/v1/tasks/{task.task_uuid}/revoke")
    events = await asyncio.wait_for(listening, 10)
    assert [(event["event"], event["id"]) for event in events] == [("revoked", "6")]


async def test_a_stream_ends_with_the_session_that_opened_it(
    client: httpx.AsyncClient, resources: Resources, login: Login
) -> None:
    """A4: a session that has ended opens nothing, and what it had opened is closed."""
    task = await _task(client, resources)
    listening = asyncio.create_task(_events(client, task.task_uuid))
    other = await login("writer")
    others = asyncio.create_task(_events(other, task.task_uuid))
    await asyncio.sleep(0.3)
    assert (await client.post("/api/v1/auth/logout")).status_code == 204
    events = await asyncio.wait_for(listening, 10)
    assert [event["event"] for event in events] == ["pending"]
    assert not others.done()
    await other.post(f"/api/v1/tasks/{task.task_uuid}/revoke")
    assert [event["event"] for event in await asyncio.wait_for(others, 10)] == ["pending", "revoked"]


async def test_a_queued_task_repeats_for_the_same_key_and_refuses_another_request(client: httpx.AsyncClient) -> None:
    body = {"audio_title": "问候", "audio_text_content": "你好，世界。"}
    headers = {"Idempotency-Key": "one"}
    first = await client.post("/api/v1/audios/synthesize", json=body, headers=headers)
    second = await client.post("/api/v1/audios/synthesize", json=body, headers=headers)
    assert (first.status_code, first.headers["Location"]) == (202, second.headers["Location"])
    other = await client.post("/api/v1/audios/synthesize", json=body | {"audio_title": "x"}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert len((await client.get("/api/v1/tasks")).json()["items"]) == 1
