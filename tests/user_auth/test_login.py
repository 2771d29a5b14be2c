"""Who gets in: the right password of an open account, and nobody can tell why the others do not."""

import statistics
import time
import unicodedata

import pytest
from argon2 import PasswordHasher
from sqlalchemy import event, select, update

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.user_auth import passwords
from datasay.user_auth.models import UserAuthBasic, UserAuthSession, UserStatus
from datasay.user_auth.tokens import csrf_token, hash_token
from tests.conftest import PASSWORD, MakeUser
from tests.user_auth.conftest import LOGIN, ME, Process, token_of, try_login


async def test_a_token_is_shown_once_and_kept_as_a_hash(
    process: Process, make_user: MakeUser, resources: Resources
) -> None:
    await make_user("writer")
    agent = "agent\x1b[31m " + "x" * 2000
    answer = await try_login(process.visitor("198.51.100.7"), **{"User-Agent": agent})
    body = answer.json()
    assert set(body) == {"session_id", "session_token", "session_expire_time", "user"}
    assert body["session_token"].startswith("ds_")
    assert len(body["session_token"]) == 3 + 43  # 32 random bytes
    assert not [name for name in body["user"] if "password" in name]
    assert body["user"]["user_last_login_time"] is not None
    async with resources.database.transaction(OPERATOR) as session:
        row = (await session.scalars(select(UserAuthSession))).one()
    assert row.session_token_hash == hash_token(body["session_token"])
    assert body["session_token"] not in (row.session_id, row.session_token_hash)
    assert str(row.session_ip_address) == "198.51.100.7"
    assert row.session_user_agent is not None
    assert row.session_user_agent.startswith("agent\\x1b[31m xxx")
    assert len(row.session_user_agent) == 500


@pytest.mark.parametrize(
    "typed", ["writer", "WRITER", " Writer ", "ｗｒｉｔｅｒ", "writer@example.org", "Writer@Example.ORG"]
)
async def test_the_name_may_be_typed_in_any_way_and_the_email_will_do(
    process: Process, make_user: MakeUser, typed: str
) -> None:
    await make_user("writer")
    assert (await try_login(process.visitor(), typed)).status_code == 200


async def test_a_password_is_the_same_however_a_keyboard_composes_it(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    client = process.visitor(token=await token_of(process))
    composed = unicodedata.normalize("NFC", "motdépasse 密码")
    body = {"user_password": PASSWORD, "new_password": composed}
    assert (await client.post("/api/v1/auth/password", json=body)).status_code == 200
    for typed in (composed, unicodedata.normalize("NFD", composed), "ｍｏｔｄépasse 密码"):
        assert (await try_login(process.visitor(), password=typed)).status_code == 200


async def test_every_reason_to_stay_outside_gets_the_same_answer(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    await make_user("suspended", user_status=UserStatus.SUSPENDED)
    await make_user("inactive", user_status=UserStatus.INACTIVE)
    tries = [
        ("writer", "wrong password"),
        ("no\x00body", PASSWORD),
        ("no\ud800body".encode("utf-8", "ignore").decode(), PASSWORD),
    ]
    tries += [
        (name, PASSWORD) for name in ("nobody", "suspended", "inactive", "nobody@example.org", "%", "' or 1=1 --")
    ]
    answers = [await try_login(process.visitor(), *each) for each in tries]
    assert {answer.status_code for answer in answers} == {401}
    assert len({str(answer.json() | {"request_id": ""}) for answer in answers}) == 1
    seen = [{name for name in answer.headers if name != "x-request-id"} for answer in answers]
    assert all(names == seen[0] for names in seen)
    assert not any("set-cookie" in answer.headers for answer in answers)


async def test_known_unknown_and_closed_names_cost_the_same_work(
    process: Process, make_user: MakeUser, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N4: the same statements and one check of the same kind of hash, so that time has nothing to tell."""
    await make_user("writer")
    await make_user("closed", user_status=UserStatus.SUSPENDED)
    done: list[object] = []
    verify = passwords._verify

    def noted(stored: str | None, password: str) -> bool:
        checked = stored if stored is not None else passwords._nobodys_hash()
        done.append(checked.rsplit("$", 2)[0])
        return verify(stored, password)

    monkeypatch.setattr(passwords, "_verify", noted)

    def note(_c: object, _cursor: object, statement: str, *_: object) -> None:
        done.append(statement)

    engine = process.resources.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    work = {}
    for name in ("writer", "nobody", "closed"):
        done.clear()
        assert (await try_login(process.visitor(), name, "wrong password")).status_code == 401
        work[name] = list(done)
    assert len(work["writer"]) > 1
    assert work["writer"] == work["nobody"] == work["closed"]


@pytest.mark.slow
async def test_known_unknown_and_closed_names_take_the_same_time(
    process: Process, make_user: MakeUser, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    """N4. Medians over interleaved tries, of processor time: how busy the machine is with others does not count.

    Without the same work, unknown names would be several times faster.
    """
    monkeypatch.delenv("DATASAY_ARGON2_KIB", raising=False)
    passwords._hasher.cache_clear()
    passwords._nobodys_hash.cache_clear()
    await make_user("writer")
    await make_user("closed", user_status=UserStatus.SUSPENDED)
    assert resources.broadcast.redis is not None
    taken: dict[str, list[float]] = {"writer": [], "nobody": [], "closed": []}
    client = process.visitor()
    for _ in range(40):
        for name, times in taken.items():
            await resources.broadcast.redis.flushall()
            started = time.process_time()
            await try_login(client, name, "wrong password")
            times.append(time.process_time() - started)
    medians = [statistics.median(times) for times in taken.values()]
    passwords._hasher.cache_clear()
    passwords._nobodys_hash.cache_clear()
    assert max(medians) / min(medians) < 1.5


async def test_a_hash_of_weaker_parameters_is_renewed_at_the_next_login(
    process: Process, make_user: MakeUser, resources: Resources
) -> None:
    await make_user("writer")
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(UserAuthBasic).values(user_password_hash=weak))
    assert (await try_login(process.visitor(), password="wrong password")).status_code == 401
    assert (await try_login(process.visitor())).status_code == 200
    async with resources.database.transaction(OPERATOR) as session:
        stored = (await session.scalars(select(UserAuthBasic.user_password_hash))).one()
    assert stored != weak
    assert "$argon2id$" in stored
    assert ",t=2,p=1$" in stored
    assert (await try_login(process.visitor())).status_code == 200


def test_passwords_cost_what_owasp_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATASAY_ARGON2_KIB", raising=False)
    passwords._hasher.cache_clear()
    made = passwords._hasher().hash(PASSWORD)
    passwords._hasher.cache_clear()
    assert made.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


async def test_a_login_takes_the_place_of_the_browsers_session_before(process: Process, make_user: MakeUser) -> None:
    """N1: neither a planted token nor the earlier session lives on."""
    await make_user("writer")
    planted = "ds_" + "a" * 43
    answer = await try_login(process.visitor(), Cookie=f"datasay_session={planted}")
    first = answer.json()["session_token"]
    assert first != planted
    assert (await process.visitor(token=planted).get(ME)).status_code == 401
    assert (await process.visitor(token=first).get(ME)).status_code == 200
    second = (await try_login(process.visitor(), Cookie=f"datasay_session={first}")).json()["session_token"]
    assert (await process.visitor(token=first).get(ME)).status_code == 401
    assert (await process.visitor(token=second).get(ME)).status_code == 200


async def test_a_failed_login_leaves_the_browsers_session_alone(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    token = await token_of(process)
    failed = await try_login(process.visitor(), password="wrong password", Cookie=f"datasay_session={token}")
    assert failed.status_code == 401
    assert (await process.visitor(token=token).get(ME)).status_code == 200


async def test_a_login_asks_for_exactly_two_fields(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    right = {"user_name": "writer", "user_password": PASSWORD}
    bodies: list[object] = [
        {"user_name": "writer"},
        right | {"user_role": "admin"},
        right | {"user_password": "x" * 201},
        [],
        None,
    ]
    for body in bodies:
        assert (await process.visitor().post(LOGIN, json=body)).status_code == 422
    form = await process.visitor().post(LOGIN, data=right)
    assert form.status_code == 415
    disguised = await process.visitor().post(
        LOGIN, content=b'{"user_name":"writer"}', headers={"Content-Type": "text/plain"}
    )
    assert disguised.status_code == 415


async def test_cookies_cannot_be_read_by_scripts_nor_sent_by_other_sites(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    answer = await try_login(process.visitor())
    token = answer.json()["session_token"]
    cookies = {line.split("=", 1)[0]: line for line in answer.headers.get_list("set-cookie")}
    assert set(cookies) == {"datasay_session", "datasay_csrf"}
    for line in cookies.values():
        assert "SameSite=lax" in line
        assert "Path=/" in line
        assert "Secure" not in line
    assert "HttpOnly" in cookies["datasay_session"]
    assert "HttpOnly" not in cookies["datasay_csrf"]
    assert csrf_token(token) in cookies["datasay_csrf"]
    assert token not in cookies["datasay_csrf"]
    secure = await try_login(process.visitor(base="https://testserver"))
    assert all("Secure" in line for line in secure.headers.get_list("set-cookie"))
