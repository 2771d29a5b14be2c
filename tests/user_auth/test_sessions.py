"""What a session is good for, and everything that ends one: at once, in every process."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import event, select, text, update

from datasay.core.clock import utc_now
from datasay.core.database import Database
from datasay.core.identity import OPERATOR
from datasay.core.reading import Row
from datasay.core.resources import Resources
from datasay.migrations.runner import connected
from datasay.user_auth import queries, service
from datasay.user_auth.models import UserAuthSession, UserRole
from datasay.user_auth.sessions import SessionCache
from datasay.user_auth.tokens import hash_token
from tests.conftest import PASSWORD, MakeUser, until
from tests.user_auth.conftest import ME, Process, StartProcess, token_of, try_login

SESSIONS = "/api/v1/auth/sessions"


async def _status(process: Process, token: str) -> int:
    return (await process.visitor(token=token).get(ME)).status_code


async def _change_sessions(resources: Resources, **values: object) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(UserAuthSession).values(**values))


async def test_a_logout_ends_this_session_and_no_other(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    first, second = await token_of(process), await token_of(process)
    assert await _status(process, first) == 200
    answer = await process.visitor(token=first).post("/api/v1/auth/logout")
    assert (answer.status_code, answer.content) == (204, b"")
    assert all('=""' in line and "Max-Age=0" in line for line in answer.headers.get_list("set-cookie"))
    assert await _status(process, first) == 401
    assert await _status(process, second) == 200
    assert (await process.visitor(token=first).post("/api/v1/auth/logout")).status_code == 401


async def test_a_logout_in_one_process_is_heard_in_the_others(
    process: Process, start_process: StartProcess, make_user: MakeUser
) -> None:
    await make_user("writer")
    other = await start_process()
    await until(lambda: other.resources.broadcast.connected and process.resources.broadcast.connected)
    token = await token_of(process)
    assert [await _status(other, token) for _ in range(3)] == [200] * 3
    cached: SessionCache = other.app.state.sessions
    assert hash_token(token) in cached._known
    assert (await process.visitor(token=token).post("/api/v1/auth/logout")).status_code == 204
    await until(lambda: hash_token(token) not in cached._known)
    assert await _status(other, token) == 401


async def test_own_sessions_are_listed_and_ended_and_nobody_elses(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    await make_user("other")
    mine, phone, other = await token_of(process), await token_of(process), await token_of(process, "other")
    client = process.visitor(token=mine)
    theirs = (await process.visitor(token=other).get(SESSIONS)).json()["items"]
    assert len(theirs) == 1
    refused = await client.delete(f"{SESSIONS}/{theirs[0]['session_id']}")
    absent = await client.delete(f"{SESSIONS}/{'x' * 22}")
    assert [refused.status_code, absent.status_code] == [404, 404]
    listed = (await client.get(SESSIONS)).json()["items"]
    assert [session["current"] for session in listed] == [False, True]  # the latest first
    assert not [name for session in listed for name in session if "token" in name]
    assert (await client.delete(f"{SESSIONS}/{listed[0]['session_id']}")).status_code == 204
    assert [await _status(process, token) for token in (mine, phone, other)] == [200, 401, 200]
    assert [session["current"] for session in (await client.get(SESSIONS)).json()["items"]] == [True]
    assert (await client.delete(f"{SESSIONS}/{listed[0]['session_id']}")).status_code == 404


async def test_a_new_password_ends_every_session_and_begins_one(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    mine, phone = await token_of(process), await token_of(process)
    assert await _status(process, phone) == 200
    client = process.visitor(token=mine)
    body = {"user_password": PASSWORD, "new_password": "another good one"}
    wrong = await client.post("/api/v1/auth/password", json=body | {"user_password": "wrong password"})
    assert (wrong.status_code, wrong.json()["type"]) == (401, "/problems/wrong-login")
    for bad in ("short", "writer@example.org", "WRITER@example.org", "x" * 201):
        assert (await client.post("/api/v1/auth/password", json=body | {"new_password": bad})).status_code == 422
    changed = await client.post("/api/v1/auth/password", json=body)
    assert changed.status_code == 200
    assert [await _status(process, token) for token in (mine, phone)] == [401, 401]
    assert await _status(process, changed.json()["session_token"]) == 200
    assert (await try_login(process.visitor())).status_code == 401
    assert (await try_login(process.visitor(), password="another good one")).status_code == 200


async def test_a_stolen_session_cannot_guess_the_password(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    client = process.visitor(token=await token_of(process))
    bodies = [{"user_password": f"guess {number}", "new_password": "another good one"} for number in range(8)]
    statuses = [(await client.post("/api/v1/auth/password", json=body)).status_code for body in bodies]
    assert statuses == [401] * 5 + [429] * 3


async def test_a_session_in_use_lives_on_and_an_unused_one_ends(
    process: Process, make_user: MakeUser, resources: Resources
) -> None:
    user = await make_user("writer")
    token = await token_of(process)
    soon = utc_now() + timedelta(minutes=1)
    await _change_sessions(resources, session_expire_time=soon, session_last_used_time=utc_now() - timedelta(minutes=6))
    assert await _status(process, token) == 200
    async with resources.database.transaction(OPERATOR) as session:
        row = (await session.scalars(select(UserAuthSession))).one()
    assert row.session_expire_time > soon + timedelta(days=13)
    await _change_sessions(resources, session_expire_time=utc_now() - timedelta(seconds=1))
    process.app.state.sessions._forget(str(user.user_id))
    assert await _status(process, token) == 401
    assert (await process.visitor(token=token).get(SESSIONS)).status_code == 401


async def test_many_requests_look_once_and_renew_once(
    process: Process, make_user: MakeUser, resources: Resources, monkeypatch: pytest.MonkeyPatch
) -> None:
    await make_user("writer")
    await until(lambda: process.resources.broadcast.connected)
    token = await token_of(process)
    await _change_sessions(resources, session_last_used_time=utc_now() - timedelta(hours=1))
    statements: list[str] = []
    look_up = queries.look_up

    async def noted_look_up(database: Database, token_hash: str, now: datetime) -> Row | None:
        statements.append("SELECT")
        return await look_up(database, token_hash, now)

    monkeypatch.setattr(queries, "look_up", noted_look_up)

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:  # Any: SQLAlchemy's own hook
        if "user_auth_session" in statement:
            statements.append(statement.split(maxsplit=1)[0])

    engine = process.resources.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    assert [await _status(process, token) for _ in range(20)] == [200] * 20
    event.remove(engine, "before_cursor_execute", note)
    assert statements == ["SELECT", "UPDATE"]


async def test_memory_is_not_believed_while_revocations_cannot_be_heard(
    start_process: StartProcess, process: Process, make_user: MakeUser, resources: Resources
) -> None:
    await make_user("writer")
    deaf = await start_process(redis_url="redis://127.0.0.1:1/0")
    token = await token_of(process)
    assert await _status(deaf, token) == 200
    assert (await process.visitor(token=token).post("/api/v1/auth/logout")).status_code == 204
    assert await _status(deaf, token) == 401
    assert deaf.app.state.sessions._known == {}


async def test_a_lost_connection_empties_the_memory(
    process: Process, make_user: MakeUser, resources: Resources
) -> None:
    await make_user("writer")
    await until(lambda: process.resources.broadcast.connected)
    token = await token_of(process)
    assert await _status(process, token) == 200
    cached: SessionCache = process.app.state.sessions
    assert len(cached._known) == 1
    assert resources.broadcast.redis is not None
    await resources.broadcast.redis.client_kill_filter(_type="pubsub")
    await until(lambda: not cached._known)
    assert await _status(process, token) == 200


async def test_a_session_that_ends_while_it_is_looked_up_is_not_remembered(
    process: Process, make_user: MakeUser, resources: Resources
) -> None:
    """The look-up has read the living row and waits to renew it; then the logout commits."""
    user = await make_user("writer")
    await until(lambda: process.resources.broadcast.connected)
    token = await token_of(process)
    await _change_sessions(resources, session_last_used_time=utc_now() - timedelta(hours=1))
    cache = SessionCache(process.resources)
    async with resources.database.transaction(OPERATOR) as session:
        session_id = (await session.scalars(select(UserAuthSession.session_id))).one()
        await service.end_session(session, user.user_id, session_id)
        finding = asyncio.create_task(cache.find(token))
        await asyncio.sleep(0.3)
        assert not finding.done()
    await cache.tell(user.user_id)
    await finding
    assert cache._known == {}
    assert await cache.find(token) is None


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Basic eDp5",
        "bearer ds_" + "a" * 43,
        "Bearer ds_" + "a" * 5000,
        "Bearer ds_é",
    ],
)
async def test_what_is_no_token_is_nobody(process: Process, make_user: MakeUser, header: str) -> None:
    await make_user("writer")
    raw = [(b"authorization", header.encode("latin-1"))]
    answer = await process.visitor().get(ME, headers=httpx.Headers(raw))
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


async def test_a_session_id_is_no_key(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    session_id = (await try_login(process.visitor())).json()["session_id"]
    for tried in (session_id, f"ds_{session_id}"):
        assert await _status(process, tried) == 401


async def test_ended_sessions_are_kept_a_month_and_then_forgotten(
    process: Process, make_user: MakeUser, resources: Resources
) -> None:
    await make_user("writer")
    tokens = [await token_of(process) for _ in range(3)]
    assert (await process.visitor(token=tokens[0]).post("/api/v1/auth/logout")).status_code == 204
    async with resources.database.transaction(OPERATOR) as session:
        assert await service.forget_ended_sessions(session) == 0
    await _change_sessions(resources, session_created_time=utc_now() - timedelta(days=31))
    async with resources.database.transaction(OPERATOR) as session:
        assert await service.forget_ended_sessions(session) == 1
    assert [await _status(process, token) for token in tokens] == [401, 200, 200]


async def test_the_database_knows_who_acts(process: Process, make_user: MakeUser, owner_url: str) -> None:
    """Row-level security and audit stand on it: every transaction carries the user of the request."""
    boss = await make_user("boss", UserRole.SUPER_ADMIN)
    user = await make_user("writer")
    async with connected(owner_url) as owner:
        for statement in (
            "CREATE TABLE witness (line text)",
            "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
            " INSERT INTO witness VALUES (current_setting('datasay.user_id') || ' '"
            " || current_setting('datasay.user_role') || ' '"
            " || current_setting('datasay.request_id')); RETURN NEW; END $$",
            "CREATE TRIGGER note AFTER UPDATE OF user_profile_nickname ON user_auth_basic FOR EACH ROW"
            " EXECUTE FUNCTION note()",
        ):
            await owner.execute(text(statement))
        await owner.commit()
    client = process.visitor(token=await token_of(process, "boss"))
    body = {"user_profile_nickname": "小文"}
    answer = await client.patch(f"/api/v1/users/{user.user_id}", json=body, headers={"X-Request-ID": "request-12345"})
    assert answer.json()["user_profile_nickname"] == "小文"
    async with connected(owner_url) as owner:
        lines = (await owner.scalars(text("SELECT line FROM witness"))).all()
    assert lines == [f"{boss.user_id} super_admin request-12345"]
