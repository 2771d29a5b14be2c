"""N7: what a browser sends by itself changes nothing; only the studio's own pages can ask for a change."""

import httpx
import pytest

from tests.conftest import PASSWORD, MakeUser
from tests.user_auth.conftest import LOGIN, ME, Process, StartProcess, token_of, try_login

CHANGE = {"user_profile_nickname": "小文"}


async def _browser(process: Process, base: str = "http://testserver") -> httpx.AsyncClient:
    client = process.visitor(base=base)
    answer = await client.post(LOGIN, json={"user_name": "writer", "user_password": PASSWORD})
    assert answer.status_code == 200
    return client


async def _refused(client: httpx.AsyncClient, **headers: str) -> bool:
    answer = await client.patch(ME, json=CHANGE, headers=headers)
    if answer.status_code == 200:
        return False
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/csrf"), headers
    return True


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "http://testserver.evil.example",
        "http://eviltestserver",
        "http://testserver@evil.example",
        "http://testserver:81",
        "http://testserver/",
        "HTTP://TESTSERVER",
        "ftp://testserver",
        "http://[",
        "http://testserver, http://evil.example",
    ],
)
async def test_other_origins_are_refused(process: Process, make_user: MakeUser, origin: str) -> None:
    await make_user("writer")
    client = await _browser(process)
    csrf = client.cookies["datasay_csrf"]
    assert await _refused(client, **{"X-CSRF-Token": csrf, "Origin": origin})
    assert not await _refused(client, **{"X-CSRF-Token": csrf, "Origin": "http://testserver"})


async def test_a_change_by_cookie_needs_the_pages_own_token(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    client = await _browser(process)
    csrf = client.cookies["datasay_csrf"]
    assert (await client.get(ME)).status_code == 200  # reading needs none
    assert await _refused(client)
    assert await _refused(client, Origin="http://testserver")
    for wrong in ("", "wrong", csrf[:-1], csrf.upper(), client.cookies["datasay_session"], "é"):
        raw = httpx.Headers([(b"x-csrf-token", wrong.encode("latin-1"))])
        assert (await client.patch(ME, json=CHANGE, headers=raw)).status_code == 403, wrong
    other = await _browser(process)
    assert await _refused(client, **{"X-CSRF-Token": other.cookies["datasay_csrf"]})  # each session has its own
    assert not await _refused(client, **{"X-CSRF-Token": csrf})


async def test_the_browsers_own_word_counts_where_it_says_no_origin(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    client = await _browser(process)
    csrf = {"X-CSRF-Token": client.cookies["datasay_csrf"]}
    assert await _refused(client, **csrf, **{"Sec-Fetch-Site": "cross-site"})
    assert await _refused(client, **csrf, **{"Sec-Fetch-Site": "same-site"})
    assert not await _refused(client, **csrf, **{"Sec-Fetch-Site": "same-origin"})


async def test_every_way_to_change_by_cookie_is_guarded(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    client = await _browser(process)
    session_id = (await client.get("/api/v1/auth/sessions")).json()["items"][0]["session_id"]
    tries = [
        ("POST", "/api/v1/auth/logout"),
        ("POST", "/api/v1/auth/password"),
        ("DELETE", f"/api/v1/auth/sessions/{session_id}"),
        ("POST", "/api/v1/users"),
        ("PATCH", "/api/v1/users/1"),
        ("POST", "/api/v1/users/1/password"),
    ]
    for method, path in tries:
        body: dict[str, str] | None = {} if method != "DELETE" else None
        assert (await client.request(method, path, json=body)).json()["type"] == "/problems/csrf", path
    assert (await client.get(ME)).status_code == 200


async def test_a_program_needs_no_csrf_token_and_its_header_wins_over_a_cookie(
    process: Process, make_user: MakeUser
) -> None:
    await make_user("writer")
    await make_user("other")
    client = await _browser(process)
    bearer = {"Authorization": f"Bearer {await token_of(process, 'other')}"}
    assert (await client.get(ME, headers=bearer)).json()["user_name"] == "other"
    assert (await client.patch(ME, json=CHANGE, headers=bearer | {"Origin": "http://evil.example"})).status_code == 200
    assert (await client.get(ME, headers={"Authorization": "Bearer wrong"})).status_code == 401


async def test_further_origins_are_listed_by_the_operator(start_process: StartProcess, make_user: MakeUser) -> None:
    await make_user("writer")
    process = await start_process(allowed_origins=["https://studio.example"])
    client = await _browser(process)
    csrf = client.cookies["datasay_csrf"]
    studio = {"X-CSRF-Token": csrf, "Origin": "https://studio.example", "Sec-Fetch-Site": "cross-site"}
    assert not await _refused(client, **studio)
    for other in ("http://studio.example", "https://studio.example.evil.example", "https://a.studio.example", "null"):
        assert await _refused(client, **{"X-CSRF-Token": csrf, "Origin": other})


async def test_a_page_without_encryption_is_another_origin_than_one_with(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    client = await _browser(process, "https://testserver")
    csrf = client.cookies["datasay_csrf"]
    assert await _refused(client, **{"X-CSRF-Token": csrf, "Origin": "http://testserver"})
    assert not await _refused(client, **{"X-CSRF-Token": csrf, "Origin": "https://testserver"})


async def test_a_listed_proxy_says_that_the_browser_came_by_https(
    start_process: StartProcess, make_user: MakeUser
) -> None:
    await make_user("writer")
    process = await start_process(trusted_proxies=["10.0.0.1"])
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
    secure = await try_login(process.visitor("10.0.0.1"), **forwarded)
    plain = await try_login(process.visitor("10.0.0.2"), **forwarded)
    assert ["Secure" in answer.headers["set-cookie"] for answer in (secure, plain)] == [True, False]


async def test_another_site_cannot_log_a_visitor_in(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    answer = await try_login(process.visitor(), Origin="http://evil.example")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/csrf")
    assert "set-cookie" not in answer.headers
    assert (await try_login(process.visitor(), Origin="http://testserver")).status_code == 200


async def test_no_other_origin_may_read_an_answer(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    client = await _browser(process)
    for origin in ("http://evil.example", "null"):
        answer = await client.get(ME, headers={"Origin": origin})
        assert not [name for name in answer.headers if name.startswith("access-control-")]
        asked = {"Origin": origin, "Access-Control-Request-Method": "PATCH"}
        preflight = await client.options(ME, headers=asked)
        assert preflight.status_code == 405
        assert not [name for name in preflight.headers if name.startswith("access-control-")]


async def test_cookies_are_prolonged_with_the_session(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    client = await _browser(process)
    by_cookie = await client.get(ME)
    assert len(by_cookie.headers.get_list("set-cookie")) == 2
    assert by_cookie.cookies["datasay_session"] == client.cookies["datasay_session"]
    token = client.cookies["datasay_session"]
    assert "set-cookie" not in (await process.visitor(token=token).get(ME)).headers
