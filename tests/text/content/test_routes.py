"""Texts over HTTP."""

import asyncio

import httpx
import pytest

TEXT = {
    "text_title": "背影",
    "text_content": "我与父亲不相见已二年余了，我最不能忘记的是他的背影。",
    "text_tags": ["散文"],
}


async def test_a_text_is_kept_read_changed_and_deleted(client: httpx.AsyncClient) -> None:
    made = await client.post("/api/v1/texts", json=TEXT)
    assert made.status_code == 201
    text = made.json()
    assert made.headers["Location"] == f"/api/v1/texts/{text['text_id']}"
    assert (text["text_language"], text["text_word_count"], text["text_version"]) == ("zh-CN", 24, 1)
    assert text["text_created_time"].endswith("Z")
    read = await client.get(made.headers["Location"])
    assert read.json() == text
    changed = await client.patch(
        made.headers["Location"], json={"text_content": "Hello brave new world"}, headers={"If-Match": '"1"'}
    )
    assert (changed.json()["text_word_count"], changed.headers["ETag"]) == (4, '"2"')
    late = await client.patch(made.headers["Location"], json={"text_title": "x"}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["type"]) == (412, "/problems/text-changed")
    assert (await client.delete(made.headers["Location"])).status_code == 204
    assert (await client.get(made.headers["Location"])).status_code == 404
    assert (await client.get("/api/v1/texts")).json()["items"] == []


async def test_two_editors_never_overwrite_each_other_silently(client: httpx.AsyncClient) -> None:
    where = (await client.post("/api/v1/texts", json=TEXT)).headers["Location"]
    answers = await asyncio.gather(
        *(client.patch(where, json={"text_title": f"t{n}"}, headers={"If-Match": '"1"'}) for n in range(6))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412, 412]


async def test_pages_follow_each_other_without_gap_or_repeat(client: httpx.AsyncClient) -> None:
    for number in range(7):
        await client.post("/api/v1/texts", json=TEXT | {"text_title": f"t{number}"})
    for sort in ("-text_created_time", "text_title", "-text_title", "text_id"):
        seen: list[str] = []
        cursor = None
        while True:
            params = {"limit": "3", "sort": sort} | ({"cursor": cursor} if cursor else {})
            page = (await client.get("/api/v1/texts", params=params)).json()
            seen += [text["text_title"] for text in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        expected = [f"t{number}" for number in range(7)]
        assert seen == (expected[::-1] if sort.startswith("-") else expected), sort


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"limit": "0"}, "query.limit"),
        ({"limit": "101"}, "query.limit"),
        ({"sort": "user_password_hash"}, "query.sort"),
        ({"cursor": "nonsense"}, "query.cursor"),
        ({"cursor": "WyJ4IiwxLDJd"}, "query.cursor"),
        ({"text_status": "burnt"}, "query.text_status"),
    ],
)
async def test_a_wrong_query_names_the_parameter(client: httpx.AsyncClient, params: dict[str, str], field: str) -> None:
    answer = await client.get("/api/v1/texts", params=params)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"text_title": "", "text_content": "c"}, "text_title"),
        ({"text_title": "背" * 201, "text_content": "c"}, "text_title"),
        ({"text_title": "t", "text_content": " \n "}, "text_content"),
        ({"text_title": "t", "text_content": "a\x00b"}, "text_content"),
        ({"text_title": "t", "text_content": "c", "text_content_type": "poem"}, "text_content_type"),
        ({"text_title": "t", "text_content": "c", "text_tags": ["x" * 51]}, "text_tags.0"),
        ({"text_title": "t"}, "text_content"),
    ],
)
async def test_a_wrong_text_names_the_field_and_is_not_kept(
    client: httpx.AsyncClient, body: dict[str, object], field: str
) -> None:
    answer = await client.post("/api/v1/texts", json=body)
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["field"] == field
    assert (await client.get("/api/v1/texts")).json()["items"] == []


async def test_a_title_is_measured_in_characters_not_bytes(client: httpx.AsyncClient) -> None:
    assert (await client.post("/api/v1/texts", json=TEXT | {"text_title": "背" * 200})).status_code == 201


async def test_broken_json_and_lone_surrogates_are_refused(client: httpx.AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    for raw in (b"{", b'{"text_title": "t", "text_content": "\\ud800"}', b"\xff\xfe", b"[]", b"null"):
        answer = await client.post("/api/v1/texts", content=raw, headers=headers)
        assert answer.status_code == 422, raw
        assert answer.json()["errors"][0]["field"] == ("text_content" if b"ud800" in raw else "body"), raw


@pytest.mark.parametrize("q", [None, "今天"])
async def test_texts_are_filtered_by_language_and_by_all_of_their_tags(
    client: httpx.AsyncClient, q: str | None
) -> None:
    for title, language, tags in (
        ("甲", "zh-CN", ["春", "夏"]),
        ("乙", "zh-CN", ["春"]),
        ("丙", "zh-TW", ["春", "夏"]),
    ):
        text = {"text_title": title, "text_content": "今天。", "text_language": language, "text_tags": tags}
        assert (await client.post("/api/v1/texts", json=text)).status_code == 201

    async def titles(**filters: str | list[str]) -> list[str]:
        asked = {"sort": "text_id", "q": q or ""} | filters
        answer = await client.get("/api/v1/texts", params=asked)
        return [item["text_title"] for item in answer.json()["items"]]

    assert await titles(text_tags=["春"]) == ["甲", "乙", "丙"]
    assert await titles(text_tags=["春", "夏"]) == ["甲", "丙"]
    assert await titles(text_tags=["春", "夏"], text_language="zh-CN") == ["甲"]
    assert await titles(text_tags=["秋"]) == []
    assert await titles(text_language="en") == []
