"""What was used, told to whom it concerns: a user the own days, an administrator everybody's and the totals."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.engines.usage import Bill, Unit, Usage
from datasay.migrations.runner import connected
from datasay.system_monitoring.models import SystemUsageEvent, SystemUsageStatistics
from datasay.system_monitoring.statistics import measure_storage
from datasay.system_monitoring.usage import record_usage
from datasay.user_auth.models import UserRole
from tests import factories
from tests.conftest import Login, MakeUser
from tests.simulators.openai import MODEL, OpenAISimulator, Reply
from tests.text.generation.conftest import Generate, generate, shared_account, simulator

__all__ = ["generate", "shared_account", "simulator"]


async def _use(resources: Resources, user_id: int, *, price: str | None = "0.5", **more: Any) -> None:
    """One use of a model."""
    units = {Unit.REQUESTS: 2, Unit.TOKENS_IN: 1000, Unit.TOKENS_OUT: 200}
    usage = Usage(more.pop("model", "m-1"), units, estimated=False)
    bill = Bill(None if price is None else Decimal(price), more.pop("currency", "CNY"))
    async with resources.database.transaction(OPERATOR) as session:
        await record_usage(
            session, user_id=user_id, kind="text", engine="openai", usage=usage, bill=bill, seconds=1.5, succeeded=True
        )


async def _put_back(owner_url: str, days: int) -> None:
    """Let what was used be so many days ago; the application may not change what was used."""
    then = utc_now() - timedelta(days=days)
    async with connected(owner_url) as owner:
        await owner.execute(update(SystemUsageEvent).values(event_created_time=then))
        await owner.execute(update(SystemUsageStatistics).values(stat_date=then.date()))
        await owner.commit()


async def test_what_a_model_cost_is_in_the_statistics_of_the_user_and_of_the_administrator(
    client: httpx.AsyncClient, generate: Generate, simulator: OpenAISimulator, shared_account: int, login: Login
) -> None:
    simulator.replies.append(Reply("新的说法。"))
    task = await generate(engine="openai", operation="rewrite", prompt="我与父亲不相见已二年余了。")
    usage = task["task_result"]["usage"]
    units = usage["units"]
    assert usage["price"] == pytest.approx((units["tokens_in"] + 2 * units["tokens_out"]) / 1e6)
    day = (await client.get("/api/v1/statistics")).json()["items"][0]
    assert day["stat_units"] == {"requests": 1, "tokens_in": units["tokens_in"], "tokens_out": 5}
    assert day["stat_prices"]["CNY"] == pytest.approx(usage["price"])
    assert day["stat_api_calls_text"] == 1
    total = (await (await login("boss")).get("/api/v1/statistics/total")).json()
    assert (total["stat_users"], total["stat_user_id"]) == (1, None)
    (line,) = total["usage"]
    assert (line["event_engine"], line["event_model"], line["events"], line["events_failed"]) == ("openai", MODEL, 1, 0)
    assert line["event_price"] == pytest.approx(usage["price"])


async def test_everyone_sees_the_own_days_and_administrators_everybodys(
    resources: Resources, make_user: MakeUser, login: Login, owner_url: str
) -> None:
    users = [await make_user(name) for name in ("first", "second")]
    await make_user("boss", UserRole.ADMIN)
    await _use(resources, users[0].user_id)
    await _put_back(owner_url, 40)
    for user in users:
        await _use(resources, user.user_id)
        await _use(resources, user.user_id, price="0.25", currency="USD", model="m-2")
        await _use(resources, user.user_id, price=None, currency=None, model="m-3")
    own, boss = await login("first"), await login("boss")
    days = (await own.get("/api/v1/statistics")).json()["items"]
    assert [day["stat_date"] for day in days] == [str(utc_now().date() - timedelta(days=ago)) for ago in (0, 40)]
    assert days[0]["stat_prices"] == {"CNY": 0.5, "USD": 0.25}
    assert (days[0]["stat_api_calls_text"], days[0]["stat_units"]["tokens_in"]) == (6, 3000)
    assert days[0]["stat_processing_time_seconds"] == 4.5
    assert {day["stat_user_id"] for day in days} == {users[0].user_id}
    refused = await own.get("/api/v1/statistics", params={"stat_user_id": users[1].user_id})
    assert refused.status_code == 403
    assert (await own.get("/api/v1/statistics/total", params={"stat_user_id": users[1].user_id})).status_code == 403

    everybody = (await boss.get("/api/v1/statistics")).json()["items"]
    assert len(everybody) == 3
    total = (await boss.get("/api/v1/statistics/total")).json()
    assert (total["stat_users"], total["stat_api_calls_text"]) == (2, 12), "of the last thirty days"
    assert total["stat_prices"] == {"CNY": 1.0, "USD": 0.5}
    assert {line["event_model"]: line["event_price"] for line in total["usage"]} == {"m-1": 1, "m-2": 0.5, "m-3": None}
    assert '"stat_units":{"requests":12,' in (await boss.get("/api/v1/statistics/total")).text, (
        "what is counted is whole"
    )
    since = {"stat_date_from": str(utc_now().date() - timedelta(days=40)), "stat_user_id": str(users[0].user_id)}
    assert (await boss.get("/api/v1/statistics/total", params=since)).json()["stat_prices"]["CNY"] == 1.0
    mine = (await own.get("/api/v1/statistics/total")).json()
    assert (mine["stat_users"], mine["stat_user_id"], mine["stat_prices"]["CNY"]) == (1, users[0].user_id, 0.5)


async def test_days_are_listed_page_by_page(resources: Resources, make_user: MakeUser, login: Login) -> None:
    user = await make_user("first")
    async with resources.database.transaction(OPERATOR) as session:
        session.add_all(
            SystemUsageStatistics(stat_date=date(2026, 1, day), stat_user_id=user.user_id) for day in range(1, 8)
        )
    own = await login("first")
    for sort in ("stat_date", "-stat_date", "-stat_id"):
        seen: list[str] = []
        params: dict[str, str] = {"limit": "3", "sort": sort}
        while True:
            page = (await own.get("/api/v1/statistics", params=params)).json()
            seen += [day["stat_date"] for day in page["items"]]
            if page["next_cursor"] is None:
                break
            params["cursor"] = page["next_cursor"]
        assert sorted(seen, reverse=sort.startswith("-")) == seen
        assert len(seen) == 7
    within = {"stat_date_from": "2026-01-03", "stat_date_to": "2026-01-04"}
    assert len((await own.get("/api/v1/statistics", params=within)).json()["items"]) == 2


@pytest.mark.parametrize("wrong", ["1", "2026-13-01", "2026-1-1", "today", "1700000000", "2026-01-31T00:00:00"])
async def test_what_is_no_date_is_refused(client: httpx.AsyncClient, wrong: str) -> None:
    for path in ("/api/v1/statistics", "/api/v1/statistics/total"):
        answer = await client.get(path, params={"stat_date_from": wrong})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.stat_date_from")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_the_ends_of_time_are_days_like_others(client: httpx.AsyncClient, day: str) -> None:
    for path in ("/api/v1/statistics", "/api/v1/statistics/total"):
        for name in ("stat_date_from", "stat_date_to"):
            assert (await client.get(path, params={name: day})).status_code == 200


async def test_the_storage_a_user_takes_is_measured(
    client: httpx.AsyncClient, resources: Resources, login: Login
) -> None:
    user_id = int((await client.get("/api/v1/auth/me")).json()["user_id"])
    async with resources.database.transaction(OPERATOR) as session:
        kept = await factories.make_file(session, user_id, file_name="a", file_size=700)
        await factories.make_file(session, user_id, file_name="b", file_size=300)
        await measure_storage(session)
    assert (await client.get("/api/v1/statistics")).json()["items"][0]["stat_storage_used_bytes"] == 1000
    assert (await client.delete(f"/api/v1/files/{kept.file_id}")).status_code == 204
    async with resources.database.transaction(OPERATOR) as session:
        await measure_storage(session)
    assert (await client.get("/api/v1/statistics")).json()["items"][0]["stat_storage_used_bytes"] == 300


async def test_use_without_a_price_is_told_as_it_began(client: httpx.AsyncClient, resources: Resources) -> None:
    user_id = int((await client.get("/api/v1/auth/me")).json()["user_id"])
    for model in ("z", "a", "m"):
        await _use(resources, user_id, price=None, currency=None, model=model)
    total = (await client.get("/api/v1/statistics/total")).json()
    assert [line["event_model"] for line in total["usage"]] == ["z", "a", "m"]


async def test_what_ends_before_it_begins_is_refused_where_it_ends(
    client: httpx.AsyncClient, make_user: MakeUser, login: Login
) -> None:
    for path in ("/api/v1/statistics", "/api/v1/statistics/total"):
        answer = await client.get(path, params={"stat_date_from": "2026-12-31", "stat_date_to": "2026-01-01"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.stat_date_to")
    await make_user("boss", UserRole.ADMIN)
    boss = await login("boss")
    price = {"price_engine": "openai", "price_unit": "characters", "price_amount": 2, "price_valid_from": "2026-12-31"}
    wrong = (
        (price | {"price_valid_to": "2026-01-01"}, "price_valid_to"),
        (price | {"price_engine": "opennai"}, "price_engine"),
    )
    for wanted, field in wrong:
        answer = await boss.post("/api/v1/statistics/prices", json=wanted)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    made = await boss.post("/api/v1/statistics/prices", json=price)
    where = f"/api/v1/statistics/prices/{made.json()['price_id']}"
    answer = await boss.patch(where, json={"price_valid_to": "2026-01-01"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "price_valid_to")
