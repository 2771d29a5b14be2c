"""Log in, stay in, get out; and everyone who should not get in."""

import asyncio
import statistics
import time
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select, update

from datasay.core.clock import utc_now
from datasay.core.identity import SYSTEM
from datasay.core.resources import Resources
from datasay.user_auth.addresses import source_of
from datasay.user_auth.models import UserAuthSession, UserRole, UserStatus
from datasay.user_auth.tokens import hash_token
from tests.conftest import PASSWORD, Login, MakeUser

ME = "/api/v1/auth/me"


async def _log_in(client: httpx.AsyncClient, user_name: str = "writer", password: str = PASSWORD) -> httpx.Response:
    answer = await client.post("/api/v1/auth/login", json={"user_name": user_name, "user_password": password})
    client.cookies.clear()
    return answer


async def test_a_token_is_shown_once_and_kept_as_a_hash(
    anonymous: httpx.AsyncClient, make_user: MakeUser, resources: Resources
) -> None:
    await make_user("writer")
    answer = await anonymous.post(
        "/api/v1/auth/login",
        json={"user_name": "Writer", "user_password": PASSWORD},
        headers={"User-Agent": "agent\x1b[31m " + "x" * 2000},
    )
    body = answer.json()
    assert set(body) == {"session_id", "session_token", "session_expire_time", "user"}
    assert "user_password_hash" not in body["user"]
    async with resources.database.transaction(SYSTEM) as session:
        row = (await session.scalars(select(UserAuthSession))).one()
    assert row.session_token_hash == hash_token(body["session_token"])
    assert body["session_token"] not in (row.session_id, row.session_token_hash)
    assert str(row.session_ip_address) == "127.0.0.1"
    assert row.session_user_agent is not None
    assert len(row.session_user_agent) <= 500
    assert "\x1b" not in row.session_user_agent


async def test_wrong_password_unknown_name_and_closed_account_get_the_same_answer(
    anonymous: httpx.AsyncClient, make_user: MakeUser
) -> None:
    await make_user("writer")
    await make_user("closed", user_status=UserStatus.SUSPENDED)
    answers = [
        await _log_in(anonymous, "writer", "wrong password"),
        await _log_in(anonymous, "nobody", PASSWORD),
        await _log_in(anonymous, "closed", PASSWORD),
        await _log_in(anonymous, "no\x00body", PASSWORD),
    ]
    bodies = [{**answer.json(), "request_id": ""} for answer in answers]
    assert [answer.status_code for answer in answers] == [401] * 4
    assert all(body == bodies[0] for body in bodies)


@pytest.mark.slow
async def test_known_and_unknown_names_take_the_same_time(
    anonymous: httpx.AsyncClient, make_user: MakeUser, resources: Resources
) -> None:
    await make_user("writer")
    taken: dict[str, list[float]] = {"writer": [], "nobody": []}
    assert resources.broadcast.redis is not None
    for _ in range(25):
        for name, times in taken.items():
            await resources.broadcast.redis.flushall()
            started = time.perf_counter()
            await _log_in(anonymous, name, "wrong password")
            times.append(time.perf_counter() - started)
    known, unknown = (statistics.median(times) for times in taken.values())
    assert 0.8 < known / unknown < 1.25  # without the same work it would be a factor of five


async def test_a_session_ends_by_logout_at_once_everywhere(
    anonymous: httpx.AsyncClient, make_user: MakeUser, login: Login
) -> None:
    await make_user("writer")
    first, second = await login("writer"), await login("writer")
    assert (await first.get(ME)).status_code == 200
    listed = (await first.get("/api/v1/auth/sessions")).json()["items"]
    assert [session["current"] for session in listed] == [False, True]
    assert (await first.post("/api/v1/auth/logout")).status_code == 204
    assert (await first.get(ME)).status_code == 401
    assert (await second.get(ME)).status_code == 200


async def test_a_user_ends_own_sessions_and_nobody_elses(make_user: MakeUser, login: Login) -> None:
    await make_user("writer")
    await make_user("other")
    mine, phone, other = await login("writer"), await login("writer"), await login("other")
    theirs = (await other.get("/api/v1/auth/sessions")).json()["items"][0]["session_id"]
    assert (await mine.delete(f"/api/v1/auth/sessions/{theirs}")).status_code == 404
    sessions = (await mine.get("/api/v1/auth/sessions")).json()["items"]
    lost = next(session["session_id"] for session in sessions if not session["current"])
    assert (await mine.delete(f"/api/v1/auth/sessions/{lost}")).status_code == 204
    assert (await phone.get(ME)).status_code == 401
    assert (await other.get(ME)).status_code == 200


async def test_a_new_password_ends_every_session_and_gives_a_new_one(make_user: MakeUser, login: Login) -> None:
    await make_user("writer")
    mine, phone = await login("writer"), await login("writer")
    assert (await phone.get(ME)).status_code == 200
    body = {"user_password": PASSWORD, "new_password": "another good one"}
    wrong = await mine.post("/api/v1/auth/password", json=body | {"user_password": "wrong password"})
    assert wrong.status_code == 401
    changed = await mine.post("/api/v1/auth/password", json=body)
    assert changed.status_code == 200
    assert [(await client.get(ME)).status_code for client in (mine, phone)] == [401, 401]
    mine.headers["Authorization"] = f"Bearer {changed.json()['session_token']}"
    assert (await mine.get(ME)).status_code == 200
    await login("writer", "another good one")


async def test_a_session_in_use_lives_on_and_an_unused_one_ends(
    make_user: MakeUser, login: Login, resources: Resources, anonymous: httpx.AsyncClient
) -> None:
    await make_user("writer")
    mine = await login("writer")
    soon = utc_now() + timedelta(minutes=1)
    async with resources.database.transaction(SYSTEM) as session:
        await session.execute(
            update(UserAuthSession).values(
                session_expire_time=soon, session_last_used_time=utc_now() - timedelta(days=1)
            )
        )
    assert (await mine.get(ME)).status_code == 200
    async with resources.database.transaction(SYSTEM) as session:
        expires = (await session.scalars(select(UserAuthSession.session_expire_time))).one()
        assert expires > soon + timedelta(days=1)
        await session.execute(update(UserAuthSession).values(session_expire_time=utc_now() - timedelta(seconds=1)))
    await resources.broadcast.publish("sessions", str((await make_user("x")).user_id - 1))
    await asyncio.sleep(0.2)
    assert (await mine.get(ME)).status_code == 401


async def test_a_login_never_continues_a_session_that_was_there_before(
    anonymous: httpx.AsyncClient, make_user: MakeUser
) -> None:
    await make_user("writer")
    planted = "ds_" + "a" * 43
    answer = await anonymous.post(
        "/api/v1/auth/login",
        json={"user_name": "writer", "user_password": PASSWORD},
        headers={"Cookie": f"datasay_session={planted}"},
    )
    anonymous.cookies.clear()
    assert answer.json()["session_token"] != planted
    assert (await anonymous.get(ME, headers={"Authorization": f"Bearer {planted}"})).status_code == 401


async def test_guessing_is_slowed_where_it_happens_and_locks_nobody_out(
    make_user: MakeUser, settings: object, anonymous: httpx.AsyncClient, resources: Resources
) -> None:
    await make_user("writer")
    assert resources.broadcast.redis is not None
    await resources.broadcast.redis.flushall()
    assert (await _log_in(anonymous)).status_code == 200  # from here the owner is known
    transport = anonymous._transport
    assert isinstance(transport, httpx.ASGITransport)
    statuses = []
    for number in range(80):
        transport.client = (f"198.51.100.{number}", 1)
        statuses.append((await _log_in(anonymous, "writer", f"guess {number}")).status_code)
    transport.client = ("203.0.113.9", 1)
    many = [(await _log_in(anonymous, "writer", f"guess {number}")) for number in range(8)]
    transport.client = ("127.0.0.1", 1)
    assert statuses[:50] == [401] * 50
    assert statuses[60:] == [429] * 20
    assert many[-1].status_code == 429
    assert int(many[-1].headers["Retry-After"]) > 0
    assert (await _log_in(anonymous)).status_code == 200


async def test_a_forwarded_address_is_not_believed(make_user: MakeUser, anonymous: httpx.AsyncClient) -> None:
    await make_user("writer")
    statuses = []
    for number in range(12):
        answer = await anonymous.post(
            "/api/v1/auth/login",
            json={"user_name": "writer", "user_password": "wrong password"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )
        statuses.append(answer.status_code)
    assert 429 in statuses


async def test_of_parallel_guesses_only_a_few_are_looked_at(
    make_user: MakeUser, anonymous: httpx.AsyncClient, resources: Resources
) -> None:
    await make_user("writer")
    assert resources.broadcast.redis is not None
    await resources.broadcast.redis.flushall()
    answers = await asyncio.gather(*(_log_in(anonymous, "writer", f"guess {number}") for number in range(30)))
    assert [answer.status_code for answer in answers].count(401) == 5


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("nonsense", "unknown"),
    ],
)
def test_one_subscriber_is_one_source(address: str, source: str) -> None:
    assert source_of(address) == source


async def test_a_cookie_changes_nothing_without_the_pages_own_token(
    anonymous: httpx.AsyncClient, make_user: MakeUser
) -> None:
    await make_user("writer")
    await anonymous.post("/api/v1/auth/login", json={"user_name": "writer", "user_password": PASSWORD})
    csrf = anonymous.cookies["datasay_csrf"]
    body = {"text_title": "t", "text_content": "c"}
    assert (await anonymous.get(ME)).status_code == 200
    refused: list[dict[str, str]] = [
        {},
        {"X-CSRF-Token": "wrong"},
        {"X-CSRF-Token": csrf, "Origin": "null"},
        {"X-CSRF-Token": csrf, "Origin": "http://evil.example"},
        {"X-CSRF-Token": csrf, "Origin": "http://testserver.evil.example"},
        {"X-CSRF-Token": csrf, "Sec-Fetch-Site": "cross-site"},
    ]
    for headers in refused:
        answer = await anonymous.post("/api/v1/texts", json=body, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/csrf"), headers
    allowed = await anonymous.post(
        "/api/v1/texts", json=body, headers={"X-CSRF-Token": csrf, "Origin": "http://testserver"}
    )
    assert allowed.status_code == 201


async def test_cookies_cannot_be_read_by_scripts_nor_sent_by_other_sites(
    anonymous: httpx.AsyncClient, make_user: MakeUser
) -> None:
    await make_user("writer")
    answer = await anonymous.post("/api/v1/auth/login", json={"user_name": "writer", "user_password": PASSWORD})
    by_name = {cookie.split("=", 1)[0]: cookie for cookie in answer.headers.get_list("set-cookie")}
    assert "HttpOnly" in by_name["datasay_session"]
    assert "SameSite=lax" in by_name["datasay_session"]
    assert answer.json()["session_token"] not in by_name["datasay_csrf"]


async def test_an_administrator_suspends_a_user_who_is_out_at_once(make_user: MakeUser, login: Login) -> None:
    user = await make_user("writer")
    await make_user("boss", UserRole.ADMIN)
    mine, boss = await login("writer"), await login("boss")
    assert (await mine.get(ME)).status_code == 200
    answer = await boss.patch(f"/api/v1/users/{user.user_id}", json={"user_status": "suspended"})
    assert answer.json()["user_status"] == "suspended"
    assert (await mine.get(ME)).status_code == 401


async def test_only_a_super_admin_makes_administrators(make_user: MakeUser, login: Login) -> None:
    user = await make_user("writer")
    await make_user("boss", UserRole.ADMIN)
    root = await make_user("root", UserRole.SUPER_ADMIN)
    boss, top = await login("boss"), await login("root")
    body = {"user_name": "second", "user_email": "second@example.org", "user_role": "admin"}
    assert (await boss.post("/api/v1/users", json=body)).status_code == 403
    assert (await boss.patch(f"/api/v1/users/{user.user_id}", json={"user_role": "admin"})).status_code == 403
    assert (await boss.patch(f"/api/v1/users/{root.user_id}", json={"user_status": "suspended"})).status_code == 403
    assert (await boss.post(f"/api/v1/users/{root.user_id}/password")).status_code == 403
    made = await top.post("/api/v1/users", json=body)
    assert made.status_code == 201
    assert len(made.json()["user_password"]) > 20
    await login("second", made.json()["user_password"])
    again = await top.post("/api/v1/users", json=body | {"user_name": "SECOND", "user_email": "x@example.org"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/user-exists")


async def test_the_last_super_admin_stays_even_under_parallel_requests(make_user: MakeUser, login: Login) -> None:
    admins = [await make_user(f"root{number}", UserRole.SUPER_ADMIN) for number in range(2)]
    clients = [await login(f"root{number}") for number in range(2)]
    answers = await asyncio.gather(
        *(
            clients[number % 2].patch(f"/api/v1/users/{admins[number % 2].user_id}", json={"user_role": "user"})
            for number in range(10)
        )
    )
    assert [answer.status_code for answer in answers].count(200) == 1
    listed = [client for client in clients if (await client.get(ME)).status_code == 200]
    assert len(listed) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"user_name": "ab"},
        {"user_name": "has space"},
        {"user_email": "nonsense"},
        {"user_email": "a@b"},
        {"user_password": "short"},
        {"user_password": "writer-two"},
        {"user_role": "god"},
        {"user_id": 5},
    ],
)
async def test_a_wrong_account_is_refused(make_user: MakeUser, login: Login, change: dict[str, object]) -> None:
    await make_user("root", UserRole.SUPER_ADMIN)
    root = await login("root")
    body = {"user_name": "writer-two", "user_email": "two@example.org", "user_password": "long enough"} | change
    assert (await root.post("/api/v1/users", json=body)).status_code == 422


async def test_a_session_is_not_believed_from_memory_while_revocations_cannot_be_heard(
    make_user: MakeUser, login: Login, anonymous: httpx.AsyncClient, resources: Resources
) -> None:
    user = await make_user("writer")
    mine = await login("writer")
    assert (await mine.get(ME)).status_code == 200
    transport = anonymous._transport
    assert isinstance(transport, httpx.ASGITransport)
    broadcast = transport.app.state.resources.broadcast  # type: ignore[attr-defined]  # the application's own
    async with resources.database.transaction(SYSTEM) as session:
        await session.execute(update(UserAuthSession).values(session_expire_time=utc_now() - timedelta(seconds=1)))
    broadcast._connection_lost()
    assert (await mine.get(ME)).status_code == 401
    assert user.user_id
