"""N3: guessing is slowed where it happens, and nobody can lock anybody else out."""

import asyncio

import pytest

from datasay.core.resources import Resources
from datasay.user_auth.addresses import source_of
from tests.conftest import MakeUser
from tests.user_auth.conftest import Process, StartProcess, try_login

WRONG = "wrong password"


async def _statuses(process: Process, tries: int, address: str = "203.0.113.9", name: str = "writer") -> list[int]:
    client = process.visitor(address)
    return [(await try_login(client, name, f"guess {number}")).status_code for number in range(tries)]


async def _pass_the_time(resources: Resources) -> None:
    """As if every wait were over."""
    redis = resources.broadcast.redis
    assert redis is not None
    for key in await redis.keys("login:*"):
        await redis.hset(key, "closed_until", 0)


async def _stretch_the_waits(resources: Resources) -> None:
    """Whoever has to wait now will have to while the rest of the test runs."""
    redis = resources.broadcast.redis
    assert redis is not None
    for key in await redis.keys("login:*"):
        if await redis.hexists(key, "closed_until"):
            await redis.hset(key, "closed_until", 10**14)


async def test_after_five_failures_one_waits_ever_longer(
    process: Process, make_user: MakeUser, resources: Resources
) -> None:
    await make_user("writer")
    client = process.visitor("203.0.113.9")
    assert await _statuses(process, 5) == [401] * 5
    waits = []
    for _ in range(10):
        refused = await try_login(client)  # even the right password, or a guesser would know that it is right
        assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-logins")
        waits.append(int(refused.headers["Retry-After"]))
        await _pass_the_time(resources)
        assert (await try_login(client, password=WRONG)).status_code == 401
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


async def test_a_wait_ends_by_itself_and_the_right_password_wipes_the_slate(
    process: Process, make_user: MakeUser
) -> None:
    await make_user("writer")
    client = process.visitor("203.0.113.9")
    assert await _statuses(process, 6) == [401] * 5 + [429]
    await asyncio.sleep(2.1)
    assert (await try_login(client)).status_code == 200
    assert await _statuses(process, 6) == [401] * 5 + [429]


async def test_strangers_cannot_keep_the_owner_out(process: Process, make_user: MakeUser, resources: Resources) -> None:
    await make_user("writer")
    owner = process.visitor("192.0.2.1")
    token = (await try_login(owner)).json()["session_token"]
    assert (await process.visitor(token=token).post("/api/v1/auth/logout")).status_code == 204
    from_many_places = [
        (await try_login(process.visitor(f"198.51.100.{number}"), password=WRONG)).status_code for number in range(80)
    ]
    assert from_many_places[:50] == [401] * 50
    assert from_many_places[50:].count(401) <= 3  # as many as waits may end while this test runs
    await _stretch_the_waits(resources)
    assert (await try_login(process.visitor("198.51.100.200"))).status_code == 429  # a new place is no proof
    assert (await try_login(owner)).status_code == 200  # although the owner had logged out there


async def test_an_office_with_one_address_is_slowed_by_its_guessers_but_not_its_members(
    process: Process, make_user: MakeUser, resources: Resources
) -> None:
    await make_user("writer")
    await make_user("other")
    assert (await try_login(process.visitor("192.0.2.1"))).status_code == 200
    spray = [
        (await try_login(process.visitor("192.0.2.1"), f"name{number}", WRONG)).status_code for number in range(70)
    ]
    assert spray[:49] == [401] * 49
    assert 429 in spray
    await _stretch_the_waits(resources)
    assert (await try_login(process.visitor("192.0.2.1"))).status_code == 200
    assert (await try_login(process.visitor("192.0.2.1"), "other")).status_code == 429
    assert (await try_login(process.visitor("192.0.2.2"), "other")).status_code == 200


async def test_logging_in_often_is_no_failure(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    for number in range(60):
        assert (await try_login(process.visitor(f"198.51.100.{number}"))).status_code == 200
    assert (await try_login(process.visitor("203.0.113.9"))).status_code == 200


async def test_names_that_do_not_exist_are_slowed_all_the_same(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    assert await _statuses(process, 8) == await _statuses(process, 8, "203.0.113.10", "nobody")


async def test_name_and_email_of_an_account_have_one_budget(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    await make_user("other")
    client = process.visitor("203.0.113.9")
    names = ["writer", "writer@example.org", "WRITER", " Writer@Example.org", "writer", "writer@example.org", "writer"]
    statuses = [(await try_login(client, name, WRONG)).status_code for name in names]
    assert statuses == [401] * 5 + [429] * 2
    assert (await try_login(client, "other@example.org")).status_code == 200


async def test_changing_the_password_has_no_budget_of_its_own(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    client = process.visitor("203.0.113.9")
    client.headers["Authorization"] = f"Bearer {(await try_login(client)).json()['session_token']}"
    client.cookies.clear()
    for _ in range(5):
        body = {"user_password": WRONG, "new_password": "another horse battery"}
        assert (await client.post("/api/v1/auth/password", json=body)).status_code == 401
    assert (await try_login(process.visitor("203.0.113.9"), "writer@example.org", WRONG)).status_code == 429


async def test_capitals_and_wide_letters_are_no_new_name(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    names = ["writer", "WRITER", "Writer", "ｗｒｉｔｅｒ", " writer ", "wRiTeR", "writeR"]
    statuses = [(await try_login(process.visitor(), name, WRONG)).status_code for name in names]
    assert statuses == [401] * 5 + [429] * 2


async def test_of_fifty_guesses_at_once_five_are_looked_at(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    client = process.visitor("203.0.113.9")
    answers = await asyncio.gather(*(try_login(client, "writer", f"guess {number}") for number in range(50)))
    looked_at = [answer.status_code for answer in answers].count(401)
    assert 5 <= looked_at <= 6  # a sixth when the machine needs more than two seconds for fifty requests
    assert {answer.status_code for answer in answers} == {401, 429}


async def test_a_thousand_tries_with_made_up_forwarded_addresses_are_one_source(
    process: Process, make_user: MakeUser
) -> None:
    await make_user("writer")
    client = process.visitor("203.0.113.9")
    looked_at = 0
    for number in range(1000):
        forwarded = {"X-Forwarded-For": f"198.51.{number % 250}.{number // 250}", "X-Real-IP": "198.51.100.1"}
        looked_at += (await try_login(client, "writer", f"guess {number}", **forwarded)).status_code == 401
    assert 5 <= looked_at <= 10  # waits of 2, 4, 8, 16 s


async def test_a_listed_proxy_is_believed_as_far_as_it_wrote_itself(
    start_process: StartProcess, make_user: MakeUser
) -> None:
    await make_user("writer")
    process = await start_process(trusted_proxies=["10.0.0.0/8", "nonsense"])
    proxy = process.visitor("10.1.2.3")
    for number in range(5):
        forwarded = {"X-Forwarded-For": f"198.51.100.{number}, 203.0.113.7, 10.9.9.9"}
        assert (await try_login(proxy, password=WRONG, **forwarded)).status_code == 401
    forged = {"X-Forwarded-For": "192.0.2.77, 203.0.113.7"}
    assert (await try_login(proxy, password=WRONG, **forged)).status_code == 429
    elsewhere = {"X-Forwarded-For": "203.0.113.8"}
    assert (await try_login(proxy, password=WRONG, **elsewhere)).status_code == 401
    two_headers = [("X-Forwarded-For", "203.0.113.8"), ("X-Forwarded-For", "203.0.113.7")]  # the second is the proxy's
    body = {"user_name": "writer", "user_password": WRONG}
    assert (await proxy.post("/api/v1/auth/login", json=body, headers=two_headers)).status_code == 429


async def test_without_redis_each_process_counts_for_itself(start_process: StartProcess, make_user: MakeUser) -> None:
    await make_user("alone")
    process = await start_process(redis_url="redis://127.0.0.1:1/0")
    statuses = await _statuses(process, 8, "203.0.113.99", "alone")
    assert statuses == [401] * 5 + [429] * 3
    assert (await try_login(process.visitor("203.0.113.98"), "alone")).status_code == 200


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::1", "::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("nonsense", "unknown"),
        ("", "unknown"),
    ],
)
def test_one_subscriber_is_one_source(address: str, source: str) -> None:
    assert source_of(address) == source


async def test_an_ipv6_household_is_one_place(process: Process, make_user: MakeUser, resources: Resources) -> None:
    await make_user("writer")
    assert (await try_login(process.visitor("2001:db8:1:2::1"))).status_code == 200
    for number in range(80):
        await try_login(process.visitor(f"198.51.100.{number}"), password=WRONG)
    await _stretch_the_waits(resources)
    assert (await try_login(process.visitor("2001:db8:1:2:aaaa::9%eth0"))).status_code == 200
    assert (await try_login(process.visitor("2001:db8:1:3::1"))).status_code == 429
