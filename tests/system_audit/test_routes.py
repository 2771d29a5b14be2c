"""`GET /api/v1/audit`: administrators see who did what, in which request."""

from typing import Any

import httpx
import pytest

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.user_auth.models import UserRole
from tests import factories
from tests.conftest import Login, MakeUser


@pytest.fixture
async def boss(make_user: MakeUser, login: Login) -> httpx.AsyncClient:
    """An administrator."""
    await make_user("boss", UserRole.ADMIN)
    return await login("boss")


async def _audit(boss: httpx.AsyncClient, **filters: object) -> list[dict[str, Any]]:  # Any: JSON
    answer = await boss.get("/api/v1/audit", params={name: str(value) for name, value in filters.items()})
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def test_a_change_is_found_by_its_request(client: httpx.AsyncClient, boss: httpx.AsyncClient) -> None:
    made = await client.post("/api/v1/texts", json={"text_title": "背影", "text_content": "短"})
    text_id, request_id = made.json()["text_id"], made.headers["x-request-id"]
    (row,) = await _audit(boss, audit_request_id=request_id)
    assert (row["audit_table"], row["audit_action"], row["audit_key"]) == (
        "text_content_basic",
        "insert",
        {"text_id": text_id},
    )
    assert (row["audit_user_id"], row["audit_user_role"], row["audit_actor"]) == (
        made.json()["text_created_user_id"],
        "user",
        None,
    )
    assert row["audit_after"]["text_title"] == "背影"
    assert len(row["audit_hash"]) == len(row["audit_previous_hash"]) == 64
    changed = await client.patch(
        f"/api/v1/texts/{text_id}", json={"text_title": "父亲"}, headers={"X-Request-ID": "mine-12345678"}
    )
    assert changed.status_code == 200
    told = await _audit(boss, audit_table="text_content_basic", audit_key=f'{{"text_id": {text_id}}}')
    assert [(row["audit_action"], row["audit_request_id"]) for row in told] == [
        ("update", "mine-12345678"),
        ("insert", request_id),
    ]
    assert told[0]["audit_before"] == {"text_title": "背影", "text_version": 1}
    assert told[0]["audit_after"] == {"text_title": "父亲", "text_version": 2}


async def test_a_refused_change_leaves_its_request_nowhere(client: httpx.AsyncClient, boss: httpx.AsyncClient) -> None:
    """The id in the problem document is the one a row would have."""
    refused = await client.patch("/api/v1/texts/2000000000", json={"text_title": "x"})
    assert refused.json()["request_id"] == refused.headers["x-request-id"]
    assert await _audit(boss, audit_request_id=refused.json()["request_id"]) == []


async def test_pages_follow_each_other_newest_first(client: httpx.AsyncClient, boss: httpx.AsyncClient) -> None:
    for number in range(5):
        await client.post("/api/v1/texts", json={"text_title": f"t{number}", "text_content": "c"})
    seen: list[dict[str, Any]] = []
    cursor = ""
    while True:
        answer = await boss.get(f"/api/v1/audit?audit_table=text_content_basic&limit=2{cursor}")
        seen += answer.json()["items"]
        if answer.json()["next_cursor"] is None:
            break
        cursor = "&cursor=" + answer.json()["next_cursor"]
    assert [row["audit_after"]["text_title"] for row in seen] == ["t4", "t3", "t2", "t1", "t0"]
    oldest = (await boss.get("/api/v1/audit?audit_table=text_content_basic&sort=audit_time&limit=1")).json()
    assert oldest["items"] == seen[-1:]


async def test_a_range_of_time_holds_its_beginning_and_not_its_end(
    client: httpx.AsyncClient, boss: httpx.AsyncClient
) -> None:
    for title in "abc":
        await client.post("/api/v1/texts", json={"text_title": title, "text_content": "c"})
    times = [row["audit_time"] for row in reversed(await _audit(boss, audit_table="text_content_basic"))]
    told = await _audit(boss, audit_table="text_content_basic", audit_time_from=times[0], audit_time_to=times[2])
    assert [row["audit_after"]["text_title"] for row in told] == ["b", "a"]


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("audit_key", "7"),
        ("audit_key", '{"text_id": [1]}'),
        ("audit_key", '{"a": "\\u0000"}'),
        ("audit_time_from", "5"),
        ("audit_time_from", "2026-01-31T08:00:00"),
        ("audit_time_to", "0001-01-01T00:00:00+14:00"),
        ("audit_action", "nothing"),
        ("audit_table", "x;"),
        ("audit_user_id", "0"),
        ("sort", "audit_id"),
        ("cursor", "x"),
    ],
)
async def test_a_wrong_filter_is_named(boss: httpx.AsyncClient, parameter: str, value: str) -> None:
    answer = await boss.get("/api/v1/audit", params={parameter: value})
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == f"query.{parameter}"


async def test_what_the_log_is_not_asked_for_is_told_with_what_it_may_be(boss: httpx.AsyncClient) -> None:
    answer = await boss.get("/api/v1/audit", params={"sort": "nope"})
    assert answer.json()["errors"][0]["params"]["known"] == ["audit_time", "-audit_time"]
    backwards = {"audit_time_from": "2026-02-01T00:00:00Z", "audit_time_to": "2026-01-01T00:00:00Z"}
    answer = await boss.get("/api/v1/audit", params=backwards)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.audit_time_to")


async def test_a_table_that_is_not_recorded_is_no_table_that_nobody_changed(boss: httpx.AsyncClient) -> None:
    for table in ("text_content_basics", "task_management_step"):
        answer = await boss.get("/api/v1/audit", params={"audit_table": table})
        assert answer.status_code == 422, table
        assert "text_content_basic" in answer.json()["errors"][0]["params"]["known"]


async def test_it_is_for_administrators(client: httpx.AsyncClient, anonymous: httpx.AsyncClient) -> None:
    assert (await client.get("/api/v1/audit")).status_code == 403
    assert (await anonymous.get("/api/v1/audit")).status_code == 401


async def test_the_platform_is_told_apart_from_users(resources: Resources, boss: httpx.AsyncClient) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        made = await factories.make_text(session, 1)
    (row,) = await _audit(boss, audit_table="text_content_basic", audit_key=f'{{"text_id": {made.text_id}}}')
    assert (row["audit_user_id"], row["audit_user_role"]) == (None, "system")
