"""Versions of texts: kept, listed, compared, restored; and what If-Match protects."""

import asyncio
from collections import Counter

import httpx
import pytest
from sqlalchemy import select, text, update

from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.text.content.models import TextContentBasic, TextContentVersion
from datasay.user_auth.models import UserRole
from tests import factories
from tests.conftest import Login, MakeUser

TEXT = {"text_title": "背影", "text_content": "我与父亲不相见已二年余了。", "text_tags": ["散文"]}


@pytest.fixture
async def where(client: httpx.AsyncClient) -> str:
    """The address of a text in its third version."""
    address = (await client.post("/api/v1/texts", json=TEXT)).headers["Location"]
    for change in ({"text_content": "我与父亲不相见已三年余了。"}, {"text_title": "背影（节选）", "text_tags": []}):
        assert (await client.patch(address, json=change)).status_code == 200
    return address


async def test_every_edit_leaves_a_version_and_the_present_one_is_listed_first(
    client: httpx.AsyncClient, where: str
) -> None:
    answer = await client.get(f"{where}/versions")
    assert answer.status_code == 200
    items = answer.json()["items"]
    assert [(item["text_version"], item["version_title"], item["version_tags"]) for item in items] == [
        (3, "背影（节选）", []),
        (2, "背影", ["散文"]),
        (1, "背影", ["散文"]),
    ]
    assert {(item["version_word_count"], item["version_length"]) for item in items} == {(12, 13)}
    assert all("version_content" not in item for item in items)
    text_row = (await client.get(where)).json()
    assert items[2]["version_created_time"] == text_row["text_created_time"]
    assert items[0]["version_created_time"] > items[1]["version_created_time"] > items[2]["version_created_time"]
    assert {item["version_created_user_id"] for item in items} == {text_row["text_created_user_id"]}
    first = (await client.get(f"{where}/versions/1")).json()
    assert (first["version_content"], first["version_scenes"]) == (TEXT["text_content"], None)
    assert (await client.get(f"{where}/versions/3")).json()["version_title"] == "背影（节选）"


async def test_a_long_history_comes_in_pages_both_ways(client: httpx.AsyncClient) -> None:
    where = (await client.post("/api/v1/texts", json=TEXT)).headers["Location"]
    for number in range(6):
        await client.patch(where, json={"text_title": f"t{number}"})
    for sort, expected in (("-text_version", [7, 6, 5, 4, 3, 2, 1]), ("text_version", [1, 2, 3, 4, 5, 6, 7])):
        seen: list[int] = []
        cursor = None
        while True:
            params = {"limit": "3", "sort": sort} | ({"cursor": cursor} if cursor else {})
            page = (await client.get(f"{where}/versions", params=params)).json()
            seen += [item["text_version"] for item in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert seen == expected


async def test_what_changes_nothing_makes_no_version_and_keeps_the_etag(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/v1/texts", json=TEXT)
    where = made.headers["Location"]
    for same in ({}, TEXT, {"text_status": "draft"}, {"text_language": None}):
        answer = await client.patch(where, json=same)
        assert (answer.status_code, answer.headers["ETag"], answer.json()) == (200, '"1"', made.json())
    assert len((await client.get(f"{where}/versions")).json()["items"]) == 1


async def test_a_status_alone_is_no_new_version_but_another_revision(client: httpx.AsyncClient) -> None:
    where = (await client.post("/api/v1/texts", json=TEXT)).headers["Location"]
    for number, status in enumerate(("published", "archived", "draft", "archived", "published"), 2):
        answer = await client.patch(where, json={"text_status": status}, headers={"If-Match": f'"{number - 1}"'})
        body = answer.json()
        assert (answer.status_code, body["text_status"]) == (200, status)
        assert (body["text_version"], body["text_revision"], answer.headers["ETag"]) == (1, number, f'"{number}"')
    late = await client.patch(where, json={"text_title": "x"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["type"]) == (412, "/problems/text-changed")


async def test_of_twenty_editors_at_once_exactly_one_wins(client: httpx.AsyncClient) -> None:
    where = (await client.post("/api/v1/texts", json=TEXT)).headers["Location"]
    answers = await asyncio.gather(
        *(client.patch(where, json={"text_content": f"稿{n}"}, headers={"If-Match": '"1"'}) for n in range(20))
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 412: 19}
    [winner] = [answer.json() for answer in answers if answer.status_code == 200]
    assert (await client.get(where)).json() == winner
    assert (winner["text_version"], winner["text_revision"]) == (2, 2)


async def test_twenty_editors_who_do_not_ask_lose_nothing(client: httpx.AsyncClient) -> None:
    where = (await client.post("/api/v1/texts", json=TEXT)).headers["Location"]
    answers = await asyncio.gather(*(client.patch(where, json={"text_content": f"稿{n}"}) for n in range(20)))
    assert {answer.status_code for answer in answers} == {200}
    kept = [(await client.get(f"{where}/versions/{n}")).json()["version_content"] for n in range(1, 22)]
    assert set(kept) == {TEXT["text_content"], *(f"稿{n}" for n in range(20))}


@pytest.mark.parametrize("if_match", ['"1"', 'W/"3"', "3", '"x"', '"3", "4"', ""])
async def test_delete_and_restore_honour_if_match(client: httpx.AsyncClient, where: str, if_match: str) -> None:
    headers = {"If-Match": if_match}
    for method, address in (("DELETE", where), ("POST", f"{where}/versions/1/restore"), ("POST", f"{where}/restore")):
        answer = await client.request(method, address, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (412, "/problems/text-changed"), address
    for match in ('"3"', "*"):
        assert (await client.post(f"{where}/versions/3/restore", headers={"If-Match": match})).status_code == 200
    assert (await client.delete(where, headers={"If-Match": '"3"'})).status_code == 204


async def test_an_old_version_restored_is_a_new_version(client: httpx.AsyncClient, where: str) -> None:
    answer = await client.post(f"{where}/versions/1/restore", headers={"If-Match": '"3"'})
    body = answer.json()
    assert (answer.status_code, answer.headers["ETag"], body["text_version"]) == (200, '"4"', 4)
    assert {name: body[name] for name in TEXT} == TEXT
    assert (await client.get(where)).json() == body
    items = (await client.get(f"{where}/versions")).json()["items"]
    assert [(item["text_version"], item["version_title"]) for item in items] == [
        (4, "背影"),
        (3, "背影（节选）"),
        (2, "背影"),
        (1, "背影"),
    ]
    again = await client.post(f"{where}/versions/1/restore")
    assert (again.json()["text_version"], again.headers["ETag"]) == (4, '"4"')  # it is that already


async def test_a_scripts_scenes_come_back_with_its_words(client: httpx.AsyncClient, resources: Resources) -> None:
    user_id = (await client.get("/api/v1/auth/me")).json()["user_id"]
    scenes = [{"narration": "月台。", "headline": "月台", "keywords": ["父亲"]}]
    async with resources.database.transaction(OPERATOR) as session:
        script = await factories.make_text(session, user_id, text_content="月台。", text_scenes=scenes)
    where = f"/api/v1/texts/{script.text_id}"
    assert (await client.patch(where, json={"text_title": "x"})).json()["text_scenes"] == scenes
    assert (await client.patch(where, json={"text_content": "没有月台。"})).json()["text_scenes"] is None
    assert (await client.post(f"{where}/versions/1/restore")).json()["text_scenes"] == scenes


async def test_a_deleted_text_is_listed_apart_and_comes_back_whole(client: httpx.AsyncClient, where: str) -> None:
    before = (await client.get(where)).json()
    other = (await client.post("/api/v1/texts", json=TEXT | {"text_title": "另一篇"})).headers["Location"]
    for address in (where, other):
        assert (await client.delete(address)).status_code == 204
    for address in ("", "/versions", "/versions/1", "/versions/2/diff"):
        assert (await client.get(where + address)).status_code == 404
    assert (await client.patch(where, json={"text_title": "x"})).status_code == 404
    assert (await client.post(f"{where}/versions/1/restore")).status_code == 404
    assert (await client.delete(where)).status_code == 404
    page = (await client.get("/api/v1/texts/deleted", params={"limit": "1"})).json()
    assert [item["text_title"] for item in page["items"]] == ["另一篇"]
    page = (await client.get("/api/v1/texts/deleted", params={"limit": "1", "cursor": page["next_cursor"]})).json()
    assert [item["text_id"] for item in page["items"]] == [before["text_id"]]
    assert page["next_cursor"] is None
    revision = page["items"][0]["text_revision"]
    back = await client.post(f"{where}/restore", headers={"If-Match": f'"{revision}"'})
    assert (back.status_code, back.headers["ETag"]) == (200, f'"{revision + 1}"')
    changed = {"text_revision", "text_updated_time"}
    assert {k: v for k, v in back.json().items() if k not in changed} == {
        k: v for k, v in before.items() if k not in changed
    }
    assert (await client.get(where)).json() == back.json()
    assert len((await client.get(f"{where}/versions")).json()["items"]) == 3
    assert len((await client.get("/api/v1/texts/deleted")).json()["items"]) == 1
    again = await client.post(f"{where}/restore")
    assert (again.status_code, again.json()) == (200, back.json())


async def test_an_admin_restores_the_deleted_text_of_anybody_and_nothing_else(
    client: httpx.AsyncClient, where: str, make_user: MakeUser, login: Login
) -> None:
    await make_user("boss", UserRole.ADMIN)
    await make_user("stranger")
    boss, stranger = await login("boss"), await login("stranger")
    assert (await boss.post(f"{where}/restore")).status_code == 404  # not deleted, and not the admin's to read
    await client.delete(where)
    assert (await stranger.post(f"{where}/restore")).status_code == 404
    assert (await boss.get("/api/v1/texts/deleted")).json()["items"] == []
    assert (await boss.post(f"{where}/restore")).status_code == 200
    assert (await client.get(where)).status_code == 200
    assert (await boss.get(where)).status_code == 404


async def test_versions_of_a_stranger_do_not_exist(
    client: httpx.AsyncClient, where: str, make_user: MakeUser, login: Login
) -> None:
    await make_user("stranger")
    stranger = await login("stranger")
    tries = [("GET", ""), ("GET", "/1"), ("GET", "/2/diff"), ("GET", "/2/diff?against=1"), ("POST", "/1/restore")]
    for method, address in tries:
        answer = await stranger.request(method, f"{where}/versions{address}")
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/text-not-found"), address
    assert (await client.get(where)).json()["text_version"] == 3


@pytest.mark.parametrize("version", ["4", "2147483647"])
async def test_a_version_that_is_not_there_is_said_to_be_missing(
    client: httpx.AsyncClient, where: str, version: str
) -> None:
    tries = [("GET", version), ("GET", f"{version}/diff"), ("GET", f"1/diff?against={version}")]
    for method, address in [*tries, ("POST", f"{version}/restore")]:
        answer = await client.request(method, f"{where}/versions/{address}")
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/text-version-not-found"), address


@pytest.mark.parametrize("version", ["0", "-1", "2147483648", "99999999999999999999"])
async def test_a_version_that_cannot_be_is_refused_by_name(client: httpx.AsyncClient, where: str, version: str) -> None:
    for method, address, field in (
        ("GET", version, "path.text_version"),
        ("GET", f"{version}/diff", "path.text_version"),
        ("GET", f"2/diff?against={version}", "query.against"),
        ("POST", f"{version}/restore", "path.text_version"),
    ):
        answer = await client.request(method, f"{where}/versions/{address}")
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), address


async def test_two_versions_are_compared_word_by_word(client: httpx.AsyncClient, where: str) -> None:
    one = (await client.get(f"{where}/versions/2/diff")).json()
    assert (one["text_version"], one["against"], one["changed"], one["exact"]) == (2, 1, ["version_content"], True)
    assert one["title"] == [{"op": "equal", "text": "背影"}]
    assert one["content"] == [
        {"op": "equal", "text": "我与父亲不相见已"},
        {"op": "delete", "text": "二年"},
        {"op": "insert", "text": "三年"},
        {"op": "equal", "text": "余了。"},
    ]
    assert (one["inserted_word_count"], one["deleted_word_count"]) == (2, 2)
    back = (await client.get(f"{where}/versions/1/diff", params={"against": "3"})).json()
    assert back["changed"] == ["version_title", "version_content", "version_tags"]
    assert back["title"] == [{"op": "equal", "text": "背影"}, {"op": "delete", "text": "（节选）"}]
    assert (back["inserted_word_count"], back["deleted_word_count"]) == (2, 4)
    itself = (await client.get(f"{where}/versions/2/diff", params={"against": "2"})).json()
    assert (itself["changed"], itself["inserted_word_count"]) == ([], 0)
    first = (await client.get(f"{where}/versions/1/diff")).json()
    assert (first["against"], first["content"]) == (None, [{"op": "insert", "text": TEXT["text_content"]}])


async def test_whoever_updates_the_row_the_replaced_words_are_kept(
    client: httpx.AsyncClient, where: str, resources: Resources
) -> None:
    """The database itself keeps them; a bulk change by an operator is no exception, nor can it set the counters."""
    text_id = int(where.rsplit("/", 1)[1])
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(update(TextContentBasic).values(text_content="改了", text_version=1, text_revision=1))
        await session.execute(text("UPDATE text_content_basic SET text_updated_time = now()"))
    read = (await client.get(where)).json()
    assert (read["text_version"], read["text_revision"]) == (4, 4)
    async with resources.database.transaction(OPERATOR) as session:
        kept = (
            await session.scalars(
                select(TextContentVersion).where(TextContentVersion.text_id == text_id).order_by("text_version")
            )
        ).all()
    assert [row.text_version for row in kept] == [1, 2, 3]
    assert kept[2].version_content == "我与父亲不相见已三年余了。"
    assert [row.version_created_time for row in kept[1:]] == [row.version_replaced_time for row in kept[:-1]]


async def test_a_version_says_who_wrote_it(
    client: httpx.AsyncClient, where: str, make_user: MakeUser, resources: Resources
) -> None:
    owner_id = (await client.get("/api/v1/auth/me")).json()["user_id"]
    editor = await make_user("editor")
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(text(f"SELECT set_config('datasay.user_id', '{editor.user_id}', true)"))
        await session.execute(update(TextContentBasic).values(text_content="由编辑改过。"))
    await client.patch(where, json={"text_content": "作者又改了。"})
    items = (await client.get(f"{where}/versions", params={"sort": "text_version"})).json()["items"]
    assert [item["version_created_user_id"] for item in items] == [
        owner_id, owner_id, owner_id, editor.user_id, owner_id
    ]  # fmt: skip
