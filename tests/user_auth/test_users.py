"""A3, A4, A7: what each role may do to accounts, also when many do it at once."""

import asyncio

import httpx
import pytest
from sqlalchemy import select

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.user_auth.models import UserAuthBasic, UserRole, UserStatus
from datasay.user_auth.service import FIRST_ADMIN, ensure_first_admin, find_owner
from tests.conftest import PASSWORD, MakeUser
from tests.user_auth.conftest import ME, Process, token_of, try_login

USERS = "/api/v1/users"


async def _client(process: Process, user_name: str) -> httpx.AsyncClient:
    return process.visitor(token=await token_of(process, user_name))


@pytest.mark.parametrize("role", [UserRole.USER, UserRole.ADMIN, UserRole.SUPER_ADMIN])
async def test_administration_is_for_administrators(process: Process, make_user: MakeUser, role: UserRole) -> None:
    user = await make_user("subject")
    await make_user("actor", role)
    client = await _client(process, "actor")
    body = {"user_name": "made", "user_email": "made@example.org"}
    answers = [
        await client.get(USERS),
        await client.get(f"{USERS}/{user.user_id}"),
        await client.post(USERS, json=body),
        await client.patch(f"{USERS}/{user.user_id}", json={"user_profile_nickname": "x"}),
        await client.post(f"{USERS}/{user.user_id}/password"),
    ]
    allowed = [200, 200, 201, 200, 200]
    assert [answer.status_code for answer in answers] == ([403] * 5 if role == UserRole.USER else allowed)


async def test_a_plain_user_does_not_learn_which_users_exist(process: Process, make_user: MakeUser) -> None:
    other = await make_user("other")
    await make_user("writer")
    client = await _client(process, "writer")
    bodies = [(await client.get(f"{USERS}/{key}")).json() | {"request_id": ""} for key in (other.user_id, 999_999)]
    assert bodies[0] == bodies[1]


async def test_only_a_super_admin_makes_or_changes_administrators(process: Process, make_user: MakeUser) -> None:
    user = await make_user("writer")
    admin = await make_user("second", UserRole.ADMIN)
    await make_user("boss", UserRole.ADMIN)
    root = await make_user("root", UserRole.SUPER_ADMIN)
    boss, top = await _client(process, "boss"), await _client(process, "root")
    body = {"user_name": "third", "user_email": "third@example.org", "user_role": "admin"}
    refused = [
        await boss.post(USERS, json=body),
        await boss.post(USERS, json=body | {"user_role": "super_admin"}),
        await boss.patch(f"{USERS}/{user.user_id}", json={"user_role": "admin"}),
        await boss.patch(f"{USERS}/{admin.user_id}", json={"user_role": "user"}),
        await boss.patch(f"{USERS}/{admin.user_id}", json={"user_profile_nickname": "x"}),
        await boss.patch(f"{USERS}/{root.user_id}", json={"user_status": "suspended"}),
        await boss.post(f"{USERS}/{root.user_id}/password"),
        await boss.post(f"{USERS}/{admin.user_id}/password"),
    ]
    assert {(answer.status_code, answer.json()["type"]) for answer in refused} == {(403, "/problems/role-too-low")}
    made = await top.post(USERS, json=body)
    assert (made.status_code, made.json()["user_role"]) == (201, "admin")
    assert made.headers["Location"] == f"{USERS}/{made.json()['user_id']}"
    assert (await top.patch(f"{USERS}/{admin.user_id}", json={"user_role": "user"})).status_code == 200


async def test_a_random_password_is_shown_once_and_works(process: Process, make_user: MakeUser) -> None:
    await make_user("boss", UserRole.ADMIN)
    boss = await _client(process, "boss")
    made = (await boss.post(USERS, json={"user_name": "小文", "user_email": "Wen@Example.org"})).json()
    assert (made["user_name"], made["user_email"], made["user_role"]) == ("小文", "wen@example.org", "user")
    first = made["user_password"]
    token = await token_of(process, "小文", first)
    assert "user_password" not in (await boss.get(f"{USERS}/{made['user_id']}")).json()
    agreed = {"user_password": "agreed upon between us two"}
    told = await boss.post(f"{USERS}/{made['user_id']}/password", json=agreed)
    assert (told.status_code, told.json()["user_password"]) == (200, None), "it is known"
    assert (await boss.post(f"{USERS}/{made['user_id']}/password", json={"user_password": "short"})).status_code == 422
    await token_of(process, "小文", agreed["user_password"])
    reset = (await boss.post(f"{USERS}/{made['user_id']}/password")).json()["user_password"]
    assert reset != first
    assert (await process.visitor(token=token).get(ME)).status_code == 401
    assert (await try_login(process.visitor(), "小文", first)).status_code == 401
    await token_of(process, "小文", reset)
    chosen = {"user_name": "chosen", "user_email": "c@example.org", "user_password": "long enough"}
    assert (await boss.post(USERS, json=chosen)).json()["user_password"] is None
    await token_of(process, "chosen", "long enough")


@pytest.mark.parametrize("status", [UserStatus.SUSPENDED, UserStatus.INACTIVE])
async def test_who_is_suspended_is_out_at_once(process: Process, make_user: MakeUser, status: UserStatus) -> None:
    user = await make_user("writer")
    await make_user("boss", UserRole.ADMIN)
    mine, boss = await _client(process, "writer"), await _client(process, "boss")
    assert (await mine.get(ME)).status_code == 200
    answer = await boss.patch(f"{USERS}/{user.user_id}", json={"user_status": status})
    assert answer.json()["user_status"] == status
    assert (await mine.get(ME)).status_code == 401
    assert (await boss.patch(f"{USERS}/{user.user_id}", json={"user_status": "active"})).status_code == 200
    assert (await mine.get(ME)).status_code == 401  # the old session is over for good
    await token_of(process)


async def test_another_role_ends_the_sessions_of_the_old_one(process: Process, make_user: MakeUser) -> None:
    user = await make_user("writer")
    await make_user("root", UserRole.SUPER_ADMIN)
    mine, root = await _client(process, "writer"), await _client(process, "root")
    assert (await mine.get(USERS)).status_code == 403
    assert (await root.patch(f"{USERS}/{user.user_id}", json={"user_role": "admin"})).status_code == 200
    assert (await mine.get(ME)).status_code == 401
    promoted = await _client(process, "writer")
    assert (await promoted.get(USERS)).status_code == 200
    assert (await root.patch(f"{USERS}/{user.user_id}", json={"user_role": "user"})).status_code == 200
    assert (await promoted.get(USERS)).status_code == 401


async def test_what_changes_no_role_ends_no_session(process: Process, make_user: MakeUser) -> None:
    user = await make_user("writer")
    await make_user("root", UserRole.SUPER_ADMIN)
    mine, root = await _client(process, "writer"), await _client(process, "root")
    same = {"user_role": "user", "user_status": "active", "user_profile_nickname": "小文"}
    assert (await root.patch(f"{USERS}/{user.user_id}", json=same)).status_code == 200
    assert (await mine.get(ME)).json()["user_profile_nickname"] == "小文"


async def test_one_of_fifty_wins_when_two_super_admins_remove_each_other(
    process: Process, make_user: MakeUser, resources: Resources
) -> None:
    roots = [await make_user(f"root{number}", UserRole.SUPER_ADMIN) for number in range(2)]
    clients = [await _client(process, f"root{number}") for number in range(2)]
    changes: list[dict[str, str]] = [{"user_role": "user"}, {"user_status": "suspended"}]
    answers = await asyncio.gather(
        *(
            clients[number % 2].patch(f"{USERS}/{roots[1 - number % 2].user_id}", json=changes[number // 2 % 2])
            for number in range(50)
        )
    )
    statuses = [answer.status_code for answer in answers]
    async with resources.database.transaction(OPERATOR) as session:
        users = (await session.scalars(select(UserAuthBasic))).all()
    left = [user for user in users if user.user_role == "super_admin" and user.user_status == "active"]
    assert len(left) == 1
    assert set(statuses) <= {200, 401, 403}  # no deadlock either, which would be a 409
    assert 200 in statuses


async def test_the_last_super_admin_cannot_step_down(process: Process, make_user: MakeUser) -> None:
    root = await make_user("root", UserRole.SUPER_ADMIN)
    await make_user("sleeping", UserRole.SUPER_ADMIN, UserStatus.INACTIVE)
    client = await _client(process, "root")
    for change in ({"user_role": "admin"}, {"user_status": "suspended"}, {"user_status": "inactive"}):
        answer = await client.patch(f"{USERS}/{root.user_id}", json=change)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/last-super-admin")
    await make_user("next", UserRole.SUPER_ADMIN)
    assert (await client.patch(f"{USERS}/{root.user_id}", json={"user_role": "admin"})).status_code == 200


async def test_one_of_twenty_gets_a_name_however_it_is_capitalised(process: Process, make_user: MakeUser) -> None:
    await make_user("boss", UserRole.ADMIN)
    boss = await _client(process, "boss")
    bodies = [
        {"user_name": "Writer" if number % 2 else "writer", "user_email": f"w{number}@example.org"}
        for number in range(20)
    ]
    answers = await asyncio.gather(*(boss.post(USERS, json=body) for body in bodies))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    assert {answer.json()["type"] for answer in answers if answer.status_code == 409} == {"/problems/user-exists"}
    taken = next(answer.json()["user_email"] for answer in answers if answer.status_code == 201)
    same_email = await boss.post(USERS, json={"user_name": "another", "user_email": taken.upper()})
    assert same_email.status_code == 409


async def test_an_email_belongs_to_one_user(process: Process, make_user: MakeUser) -> None:
    user = await make_user("writer")
    await make_user("other")
    await make_user("boss", UserRole.ADMIN)
    boss = await _client(process, "boss")
    path = f"{USERS}/{user.user_id}"
    assert (await boss.patch(path, json={"user_email": "OTHER@example.org"})).status_code == 409
    assert (await boss.patch(path, json={"user_email": "writer@example.org"})).status_code == 200
    assert (await boss.patch(path, json={"user_email": "new@example.org"})).json()["user_email"] == "new@example.org"
    await token_of(process, "new@example.org")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"user_name": "ab"}, "user_name"),
        ({"user_name": "has space"}, "user_name"),
        ({"user_name": "x" * 51}, "user_name"),
        ({"user_name": "аdmin"}, "user_name"),  # a Cyrillic a
        ({"user_name": "wri\u200bter"}, "user_name"),
        ({"user_name": "writer\n"}, "user_name"),
        ({"user_email": "nonsense"}, "user_email"),
        ({"user_email": "a@b"}, "user_email"),
        ({"user_email": "a@b.c\r\nBcc: x@y.z"}, "user_email"),
        ({"user_password": "short"}, "user_password"),
        ({"user_password": "x" * 201}, "user_password"),
        ({"user_password": "WRITER-two"}, "user_password"),
        ({"user_role": "god"}, "user_role"),
        ({"user_id": 5}, "user_id"),
        ({"user_status": "active"}, "user_status"),
        ({"user_password_hash": "x"}, "user_password_hash"),
    ],
)
async def test_a_wrong_account_is_refused_and_the_field_is_named(
    process: Process, make_user: MakeUser, change: dict[str, object], field: str
) -> None:
    await make_user("root", UserRole.SUPER_ADMIN)
    root = await _client(process, "root")
    body = {"user_name": "writer-two", "user_email": "two@example.org", "user_password": "long enough"}
    answer = await root.post(USERS, json=body | change)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert "long enough" not in answer.text


async def test_users_change_their_own_profile_and_nothing_else(process: Process, make_user: MakeUser) -> None:
    await make_user("writer")
    client = await _client(process, "writer")
    body = {
        "user_profile_nickname": "小文",
        "user_phone": "+86 138 0000 0000",
        "user_profile_avatar": "/api/v1/files/3/content",
    }
    answer = await client.patch(ME, json=body)
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in body} == body
    assert (await client.patch(ME, json={"user_phone": None})).json()["user_phone"] is None
    hidden = {
        "user_role",
        "user_status",
        "user_id",
        "user_name",
        "user_email",
        "user_password_hash",
        "user_created_time",
    }
    for name in hidden:
        refused = await client.patch(ME, json={"user_profile_nickname": "x", name: "admin"})
        assert refused.status_code == 422
    for avatar in ("javascript:alert(1)", "http://plain.example/a.png", "//evil.example/a.png", "/api/v1/users/1"):
        assert (await client.patch(ME, json={"user_profile_avatar": avatar})).status_code == 422
    me = (await client.get(ME)).json()
    assert (me["user_profile_nickname"], me["user_role"], me["user_status"]) == ("小文", "user", "active")
    assert not {name for name in me if "password" in name or "hash" in name}


async def test_users_are_listed_in_pages_by_status_and_role(process: Process, make_user: MakeUser) -> None:
    await make_user("boss", UserRole.ADMIN)
    for number in range(7):
        await make_user(f"user{number}", user_status=UserStatus.SUSPENDED if number % 2 else UserStatus.ACTIVE)
    boss = await _client(process, "boss")
    names, cursor = [], None
    while True:
        page = (await boss.get(USERS, params={"limit": 3} | ({"cursor": cursor} if cursor else {}))).json()
        names += [user["user_name"] for user in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert names == [f"user{number}" for number in reversed(range(7))] + ["boss"]
    suspended = (await boss.get(USERS, params={"user_status": "suspended", "sort": "user_name"})).json()["items"]
    assert [user["user_name"] for user in suspended] == ["user1", "user3", "user5"]
    admins = (await boss.get(USERS, params={"user_role": "admin"})).json()["items"]
    assert [user["user_name"] for user in admins] == ["boss"]
    assert "password" not in str(admins)
    assert (await boss.get(USERS, params={"user_status": "gone"})).status_code == 422


async def test_a_new_platform_gets_one_administrator_even_when_started_twice(
    resources: Resources, process: Process
) -> None:
    async def first_start() -> str | None:
        async with resources.database.transaction(OPERATOR) as session:
            made = await ensure_first_admin(session)
            await asyncio.sleep(0.05)
            return None if made is None else made[1]

    passwords = [password for password in await asyncio.gather(first_start(), first_start()) if password is not None]
    assert len(passwords) == 1
    client = process.visitor(token=await token_of(process, FIRST_ADMIN, passwords[0]))
    me = (await client.get(ME)).json()
    assert (me["user_name"], me["user_role"]) == ("admin", "super_admin")
    async with resources.database.transaction(OPERATOR) as session:
        assert await ensure_first_admin(session) is None
        assert await find_owner(session) == me["user_id"]


async def test_openapi_says_which_routes_need_a_session(process: Process) -> None:
    document = process.app.openapi()
    assert document["components"]["securitySchemes"]["session"]["scheme"] == "bearer"
    assert document["paths"][ME]["get"]["security"] == [{"session": []}]
    assert document["paths"][USERS]["get"]["security"] == [{"session": []}]
    assert "security" not in document["paths"]["/api/v1/auth/login"]["post"]
    assert PASSWORD not in str(document)
