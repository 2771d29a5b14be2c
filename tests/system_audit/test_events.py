"""Logins, failed ones, logouts, exports: events that change no row of the design, or say more than the row does."""

from typing import Any, cast

import httpx
import pytest
from sqlalchemy import select

from datasay.core.auditing import AuditAction, note, plain
from datasay.core.identity import OPERATOR, Actor
from datasay.core.resources import Resources
from datasay.system_audit.models import SystemAuditLog
from datasay.user_auth.models import UserRole
from datasay.user_auth.schemas import UserUpdate
from datasay.user_auth.service import update_user
from tests.conftest import PASSWORD, Login, MakeUser

LOGIN = "/api/v1/auth/login"


async def _events(resources: Resources, *actions: str) -> list[SystemAuditLog]:
    statement = select(SystemAuditLog).order_by(SystemAuditLog.audit_id)
    async with resources.database.transaction(OPERATOR) as session:
        found = (await session.scalars(statement.where(SystemAuditLog.audit_action.in_(actions)))).all()
    return list(found)


async def test_a_login_and_its_end_are_told(
    anonymous: httpx.AsyncClient, make_user: MakeUser, resources: Resources
) -> None:
    user = await make_user("writer", UserRole.ADMIN)
    agent = "Studio/1\x1b[31m"
    body = {"user_name": "writer", "user_password": PASSWORD}
    answer = await anonymous.post(LOGIN, json=body, headers={"User-Agent": agent})
    session_id = answer.json()["session_id"]
    bearer = {"Authorization": f"Bearer {answer.json()['session_token']}"}
    anonymous.cookies.clear()
    ended = await anonymous.post("/api/v1/auth/logout", headers=bearer)
    assert ended.status_code == 204
    login, logout = await _events(resources, "login", "logout")
    for event, reply in ((login, answer), (logout, ended)):
        assert (event.audit_user_id, event.audit_user_role) == (user.user_id, "admin")
        assert (event.audit_table, event.audit_key) == ("user_auth_basic", {"user_id": user.user_id})
        assert event.audit_request_id == reply.headers["x-request-id"]
        assert event.audit_after is not None
        assert event.audit_after["session_id"] == session_id
    assert login.audit_after is not None
    assert login.audit_after["session_user_agent"] == r"Studio/1\x1b[31m"
    assert login.audit_after["session_ip_address"]


async def test_a_failed_login_names_the_account_or_nobody(
    anonymous: httpx.AsyncClient, make_user: MakeUser, resources: Resources
) -> None:
    user = await make_user("writer")
    wrong = {"user_name": "writer", "user_password": "canary-password"}
    typed = {"user_name": "canary-typed\nname", "user_password": "canary-password"}
    known = await anonymous.post(LOGIN, json=wrong)
    unknown = await anonymous.post(LOGIN, json=typed)
    again = await anonymous.post(LOGIN, json=typed)
    assert {answer.status_code for answer in (known, unknown, again)} == {401}
    first, second, third = await _events(resources, "login_failed")
    assert (first.audit_user_id, first.audit_key) == (None, {"user_id": user.user_id})
    assert first.audit_request_id == known.json()["request_id"]
    assert (second.audit_user_id, second.audit_key) == (None, None)
    assert second.audit_after is not None
    assert third.audit_after is not None
    assert second.audit_after["user_name_hash"] == third.audit_after["user_name_hash"]
    told = [str(vars(event)) for event in await _events(resources, *AuditAction)]
    assert told
    assert not any("canary" in event for event in told)


async def test_a_login_of_a_closed_account_and_a_wrong_old_password_are_failures(
    anonymous: httpx.AsyncClient, login: Login, make_user: MakeUser, resources: Resources
) -> None:
    user = await make_user("writer")
    client = await login("writer")
    body = {"user_password": "not it", "new_password": "another good one"}
    assert (await client.post("/api/v1/auth/password", json=body)).status_code == 401
    async with resources.database.transaction(OPERATOR) as session:
        await update_user(session, None, user.user_id, UserUpdate.model_validate({"user_status": "suspended"}))
    answer = await anonymous.post(LOGIN, json={"user_name": "writer", "user_password": PASSWORD})
    assert answer.status_code == 401
    assert [event.audit_key for event in await _events(resources, "login_failed")] == [{"user_id": user.user_id}] * 2


async def test_a_try_that_comes_too_early_fills_no_log(
    anonymous: httpx.AsyncClient, make_user: MakeUser, resources: Resources
) -> None:
    await make_user("guessed")  # another name: the next test may log `writer` in
    body = {"user_name": "guessed", "user_password": "guess"}
    statuses = [(await anonymous.post(LOGIN, json=body)).status_code for _ in range(9)]
    assert statuses == [401] * 5 + [429] * 4
    assert len(await _events(resources, "login_failed")) == 5


async def test_a_change_of_role_and_password_says_who_made_it(
    client: httpx.AsyncClient, make_user: MakeUser, login: Login, resources: Resources
) -> None:
    boss = await make_user("boss", UserRole.SUPER_ADMIN)
    root = await login("boss")
    me = (await client.get("/api/v1/auth/me")).json()["user_id"]
    await root.patch(f"/api/v1/users/{me}", json={"user_role": "admin"})
    await root.post(f"/api/v1/users/{me}/password")
    role, password = await _events(resources, "role_change", "password_change")
    assert (role.audit_user_id, role.audit_user_role, role.audit_key) == (boss.user_id, "super_admin", {"user_id": me})
    assert (role.audit_before, role.audit_after) == ({"user_role": "user"}, {"user_role": "admin"})
    assert (password.audit_user_id, password.audit_key) == (boss.user_id, {"user_id": me})
    assert password.audit_after is not None
    assert set(cast("dict[str, object]", password.audit_after["user_password_hash"])) == {"sha256", "length"}


async def test_an_export_is_told(client: httpx.AsyncClient, resources: Resources) -> None:
    made = (await client.post("/api/v1/texts", json={"text_title": "背影", "text_content": "短"})).json()
    answer = await client.get(f"/api/v1/texts/{made['text_id']}/export?format=txt")
    assert answer.status_code == 200
    assert (await client.get("/api/v1/texts/2000000000/export")).status_code == 404
    (event,) = await _events(resources, "export")
    assert (event.audit_user_id, event.audit_key) == (made["text_created_user_id"], {"text_id": made["text_id"]})
    assert (event.audit_request_id, event.audit_after) == (answer.headers["x-request-id"], {"format": "txt"})


async def test_an_event_is_there_exactly_if_its_transaction_is(resources: Resources) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        await note(session, AuditAction.LABEL_SWITCH, "mixall_content_basic", {"mixall_id": 1})
        await session.rollback()
    assert await _events(resources, "label_switch") == []
    async with resources.database.transaction(Actor(5, "user")) as session:
        await note(session, AuditAction.LABEL_SWITCH, "mixall_content_basic", {"mixall_id": 1}, label="off", n=None)
    (event,) = await _events(resources, "label_switch")
    assert (event.audit_user_id, event.audit_before, event.audit_after) == (5, None, {"label": "off"})


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\nb", r"a\nb"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\u202eevil", r"\u202eevil"),
        ("x" * 1_000_000, "x" * 200),
        ("\n" * 1000, r"\n" * 100),
        ("背影", "背影"),
    ],
)
async def test_what_comes_from_outside_stays_one_short_line(resources: Resources, given: str, shown: str) -> None:
    """O3 of the list of risks."""
    assert plain(given) == shown
    async with resources.database.transaction(OPERATOR) as session:
        await note(session, AuditAction.LOGIN_FAILED, "user_auth_basic", None, session_user_agent=given)
    (event,) = await _events(resources, "login_failed")
    after: dict[str, Any] = event.audit_after or {}  # Any: JSON
    assert after["session_user_agent"] == shown
