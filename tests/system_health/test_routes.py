"""Health and metrics: what an operator's monitoring sees."""

import re

import httpx

from datasay.api.app import create_app
from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from datasay.system_health.service import note_seen
from tests import factories
from tests.conftest import MakeUser


def _value(page: str, line: str) -> float:
    found = re.search(rf"^{re.escape(line)} (\S+)$", page, re.MULTILINE)
    assert found is not None, f"{line} is not in\n{page}"
    return float(found.group(1))


async def test_readyz_names_each_part_and_says_which_is_away(
    anonymous: httpx.AsyncClient, resources: Resources, make_user: MakeUser
) -> None:
    """Redis away: `tests/api/test_faults.py`."""

    async def states() -> tuple[int, dict[str, bool]]:
        answer = await anonymous.get("/readyz")
        return answer.status_code, {part["name"]: part["ready"] for part in answer.json()["parts"]}

    parts = {"database": True, "redis": True, "worker": False, "waiting": False, "housekeeping": False}
    assert await states() == (503, parts)
    await note_seen(resources, "housekeeping")
    assert await states() == (503, parts | {"housekeeping": True})
    await note_seen(resources, "worker")
    assert await states() == (503, dict.fromkeys(parts, True) | {"waiting": False})
    await note_seen(resources, "waiting")
    assert await states() == (200, dict.fromkeys(parts, True))
    assert resources.broadcast.redis is not None
    await resources.broadcast.redis.delete("datasay:seen:worker")
    user, now = await make_user(), utc_now()
    async with resources.database.transaction(OPERATOR) as session:  # all workers are busy with long tasks
        busy = {"task_lease_id": "x", "task_lease_expire_time": now.replace(year=now.year + 1)}
        await factories.make_task(session, user.user_id, task_status="running", **busy)
    assert await states() == (200, dict.fromkeys(parts, True))


async def test_metrics_count_requests_by_route_and_tasks_by_status(
    anonymous: httpx.AsyncClient, resources: Resources, make_user: MakeUser
) -> None:
    user = await make_user()
    async with resources.database.transaction(OPERATOR) as session:
        for number in range(3):
            await factories.make_task(session, user.user_id, task_params={"number": number})
    counted = 'datasay_http_requests_total{method="GET",route="/api/v1/texts/{text_id}",status="401"}'
    assert (await anonymous.get("/api/v1/texts/1")).status_code == 401
    before = (await anonymous.get("/metrics")).text
    for key in range(5):
        assert (await anonymous.get(f"/api/v1/texts/{key}")).status_code in {401, 422}
    page = await anonymous.get("/metrics")
    assert page.headers["Content-Type"].startswith("text/plain")
    assert _value(page.text, counted) >= _value(before, counted) + 4  # one line for the route, not one for each text
    assert _value(page.text, 'datasay_tasks{task_status="pending"}') == 3
    assert _value(page.text, 'datasay_tasks{task_status="running"}') == 0


async def test_metrics_are_for_this_machine_or_for_who_has_the_token(settings: Settings, make_user: MakeUser) -> None:
    async def ask(settings: Settings, client: str = "127.0.0.1", **headers: str) -> int:
        app = create_app(settings)
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app=app, client=(client, 1), raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as asking:
                return (await asking.get("/metrics", headers=headers)).status_code

    await make_user()
    assert await ask(settings) == 200
    assert await ask(settings, "::1") == 200
    assert await ask(settings, "192.0.2.7") == 403
    assert await ask(settings, "127.0.0.1", **{"X-Forwarded-For": "127.0.0.1"}) == 403  # a proxy nobody told us of
    behind = settings.model_copy(update={"trusted_proxies": ["127.0.0.1"]})
    assert await ask(behind, **{"X-Forwarded-For": "192.0.2.7"}) == 403
    assert await ask(behind, **{"X-Forwarded-For": "127.0.0.1, 192.0.2.7"}) == 403
    with_token = settings.model_copy(update={"metrics_token": "a-token"})
    assert await ask(with_token) == 401
    assert await ask(with_token, "192.0.2.7", Authorization="Bearer a-token") == 200
    assert await ask(with_token, "192.0.2.7", Authorization="Bearer another") == 401
