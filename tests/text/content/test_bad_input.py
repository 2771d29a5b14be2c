"""What a text may not hold, and what it may although it looks odd."""

from collections.abc import AsyncIterator

import httpx
import pytest

TEXT = {"text_title": "背影", "text_content": "我与父亲不相见已二年余了。"}
JSON = {"Content-Type": "application/json"}


@pytest.fixture
async def where(client: httpx.AsyncClient) -> str:
    """The address of a text."""
    return str((await client.post("/api/v1/texts", json=TEXT)).headers["Location"])


@pytest.mark.parametrize(
    ("raw", "field"),
    [
        (rb'{"text_title": "t", "text_content": "a\u0000b"}', "text_content"),
        (rb'{"text_title": "a\u0000b", "text_content": "c"}', "text_title"),
        (rb'{"text_title": "t", "text_content": "c", "text_tags": ["a\u0000b"]}', "text_tags.0"),
        (rb'{"text_title": "t", "text_content": "c", "text_language": "zh\u0000"}', "text_language"),
        (rb'{"text_title": "t", "text_content": "c", "text_language": "Chinese, please"}', "text_language"),
        (rb'{"text_title": "t", "text_content": "c", "text_content_type": "poem"}', "text_content_type"),
        (rb'{"text_title": "t", "text_content": "c", "text_content_type": null}', "text_content_type"),
        (rb'{"text_title": "t", "text_content": "c", "text_status": "deleted"}', "text_status"),
        (rb'{"text_title": "t", "text_content": "c", "text_status": 1}', "text_status"),
        (rb'{"text_title": "t", "text_content": ["c"]}', "text_content"),
        (rb'{"text_title": 5, "text_content": "c"}', "text_title"),
        (rb'{"text_title": "\u202eevil", "text_content": "c"}', "text_title"),
        (rb'{"text_title": "\n\u3000", "text_content": "c"}', "text_title"),
        (rb'{"text_title": "t", "text_content": "c", "text_revision": 7}', "text_revision"),
        (rb'{"text_title": "t", "text_content": "c", "text_deleted_time": null}', "text_deleted_time"),
    ],
)
async def test_a_wrong_field_is_named_and_nothing_is_written(
    client: httpx.AsyncClient, where: str, raw: bytes, field: str
) -> None:
    before = (await client.get(where)).json()
    for method, address in (("POST", "/api/v1/texts"), ("PATCH", where)):
        answer = await client.request(method, address, content=raw, headers=JSON)
        assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json"), method
        assert [wrong["field"] for wrong in answer.json()["errors"]] == [field], method
        assert field in answer.json()["detail"]
    assert (await client.get(where)).json() == before
    assert len((await client.get("/api/v1/texts")).json()["items"]) == 1


@pytest.mark.parametrize("half", [rb"\ud800", rb"\udfff", rb"\ud83d", rb"a\udc00\ud800b"])
@pytest.mark.parametrize("field", ["text_title", "text_content", "text_language"])
async def test_half_characters_are_refused_in_every_field(
    client: httpx.AsyncClient, where: str, field: str, half: bytes
) -> None:
    body = b'{"text_title": "t", "text_content": "c", "%s": "%s"}' % (field.encode(), half)
    for method, address in (("POST", "/api/v1/texts"), ("PATCH", where)):
        answer = await client.request(method, address, content=body, headers=JSON)
        assert answer.status_code == 422, answer.text
    assert (await client.get(where)).json()["text_version"] == 1


async def test_pairs_of_surrogates_are_one_character(client: httpx.AsyncClient) -> None:
    body = rb'{"text_title": "\ud83d\udc4d", "text_content": "\ud840\udc00"}'
    made = (await client.post("/api/v1/texts", content=body, headers=JSON)).json()
    assert (made["text_title"], made["text_content"], made["text_word_count"]) == ("👍", "𠀀", 1)


@pytest.mark.parametrize("character", ["背", "👍", "𠀀", "é", "a"])
async def test_a_title_of_200_characters_fits_and_of_201_does_not(
    client: httpx.AsyncClient, where: str, character: str
) -> None:
    fits, too_long = {"text_title": character * 200}, {"text_title": character * 201}
    assert (await client.post("/api/v1/texts", json=TEXT | fits)).json()["text_title"] == character * 200
    assert (await client.patch(where, json=fits)).status_code == 200
    for method, address in (("POST", "/api/v1/texts"), ("PATCH", where)):
        answer = await client.request(method, address, json=TEXT | too_long)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "text_title")
        assert "may have at most 200 characters; it has 201" in answer.json()["detail"]


@pytest.mark.parametrize(
    "content",
    [
        "\u200fمرحبا\u200e (DataSay) \u202bעברית\u202c \u2067x\u2069",
        "👨‍👩‍👧‍👦 🇨🇳 1️⃣ 👍🏽 ❤️",
        "  leading, trailing \r\n\ttabs \x0b\x0c\x1b[31m  ",
        "e\u0301 \ufeffbom \u200bzero \ufffd \uffff \ue000",
    ],
)
async def test_odd_characters_are_kept_as_they_are(client: httpx.AsyncClient, content: str) -> None:
    made = await client.post("/api/v1/texts", json=TEXT | {"text_content": content})
    assert (made.status_code, made.json()["text_content"]) == (201, content)
    where = made.headers["Location"]
    await client.patch(where, json={"text_content": "x"})
    assert (await client.get(f"{where}/versions/1")).json()["version_content"] == content
    assert (await client.post(f"{where}/versions/1/restore")).json()["text_content"] == content


async def test_marks_of_direction_stay_in_titles_but_not_overrides(client: httpx.AsyncClient) -> None:
    title = "\u200fمرحبا\u200e 背影"
    assert (await client.post("/api/v1/texts", json=TEXT | {"text_title": title})).json()["text_title"] == title


async def test_a_content_of_a_million_characters_fits_and_one_more_does_not(
    client: httpx.AsyncClient, where: str
) -> None:
    most = "我" * 1_000_000
    made = await client.post("/api/v1/texts", json=TEXT | {"text_content": most})
    assert (made.status_code, made.json()["text_word_count"]) == (201, 1_000_000)
    for method, address in (("POST", "/api/v1/texts"), ("PATCH", where)):
        answer = await client.request(method, address, json=TEXT | {"text_content": most + "我"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "text_content")
        assert len(answer.content) < 2000  # what was sent is not sent back


async def test_ten_megabytes_are_refused_whether_announced_or_not(client: httpx.AsyncClient, where: str) -> None:
    raw = b'{"text_title": "t", "text_content": "' + b"a" * 10_000_000 + b'"}'

    async def unannounced() -> AsyncIterator[bytes]:
        for begin in range(0, len(raw), 1 << 16):
            yield raw[begin : begin + (1 << 16)]

    for method, address in (("POST", "/api/v1/texts"), ("PATCH", where)):
        for body in (raw, unannounced()):
            answer = await client.request(method, address, content=body, headers=JSON)
            assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large"), method
            assert [wrong["field"] for wrong in answer.json()["errors"]] == ["body"]
    assert len((await client.get("/api/v1/texts")).json()["items"]) == 1


@pytest.mark.parametrize("text_id", ["0", "-1", "2147483648", "99999999999999999999"])
async def test_an_id_that_cannot_be_is_refused_by_name(client: httpx.AsyncClient, text_id: str) -> None:
    for method, rest in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("POST", "/restore"), ("GET", "/versions")):
        answer = await client.request(method, f"/api/v1/texts/{text_id}{rest}", json={} if method == "PATCH" else None)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "path.text_id"), method


async def test_null_is_refused_for_what_must_be_there(client: httpx.AsyncClient, where: str) -> None:
    for field in ("text_title", "text_content", "text_content_type", "text_status", "text_tags"):
        answer = await client.patch(where, json={field: None})
        assert answer.status_code == 422
        assert [wrong["field"] for wrong in answer.json()["errors"]] == [field]
