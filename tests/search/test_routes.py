"""Searching texts over HTTP: what is found, in which order, page by page, before and after the codes are filled in."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR
from datasay.core.resources import Resources
from datasay.search.indexing import index_pending
from datasay.text.content.queries import SEARCHED
from datasay.user_auth.models import UserAuthBasic
from tests.conftest import Login, MakeUser
from tests.factories import make_text

Json = dict[str, Any]
Index = Callable[[], Awaitable[int]]
TEXTS = {
    "短视频配音": "用 AI 给短视频配音，三步就够。",
    "人工智能": "人工智能改变了视频的制作，机器学习是它的一部分。",
    "Machine learning": "Machines learn from data; the learner generalizes. Happy users.",
    "广告": "短视频里的广告，越来越多。100%好_用\\吧",
    "ＦＵＬＬ ＷＩＤＴＨ": "全角：ＧＰＴ－４模型，ｶﾒﾗ。",
    "表情": "今天👍🎉很好，𠮷野家开业☕，送米5㎏。",
    "背影": "我与父亲不相见已二年余了，我最不能忘记的是他的背影。",
}


@pytest.fixture
def index(resources: Resources) -> Index:
    """Fill in the codes, as the housekeeping does."""

    async def run() -> int:
        return await index_pending(resources.database, (SEARCHED,), seconds=60)

    return run


@pytest.fixture(params=["waiting", "indexed"])
async def texts(request: pytest.FixtureRequest, client: httpx.AsyncClient, index: Index) -> httpx.AsyncClient:
    """A client whose seven texts are all indexed, or all still wait to be."""
    for title, content in TEXTS.items():
        tags = ["散文", "Father"] if title == "背影" else []
        body = {"text_title": title, "text_content": content, "text_tags": tags}
        assert (await client.post("/api/v1/texts", json=body)).status_code == 201
    if request.param == "indexed":
        assert await index() == len(TEXTS)
        assert await index() == 0
    return client


async def _found(client: httpx.AsyncClient, q: str, **params: str) -> list[Json]:
    answer = await client.get("/api/v1/texts", params={"q": q, **params})
    assert answer.status_code == 200, answer.text
    items: list[Json] = answer.json()["items"]
    return items


async def _titles(client: httpx.AsyncClient, q: str, **params: str) -> set[str]:
    return {item["text_title"] for item in await _found(client, q, **params)}


FOUND: list[tuple[str, set[str]]] = [
    ("视频", {"短视频配音", "人工智能", "广告"}),
    ("短视频", {"短视频配音", "广告"}),
    ("频制", set()),  # the two characters stand apart
    ("不相见已", {"背影"}),
    ("忘", {"背影"}),
    ("我", {"背影"}),
    ("短视频 -广告", {"短视频配音"}),
    ("视频 -学习", {"短视频配音", "广告"}),
    ("视频 -短视频", {"人工智能"}),
    ("AI配音", {"短视频配音"}),  # the space that typographers put between is none to a writer
    ('"AI 给短"', {"短视频配音"}),
    ('"AI 配音"', set()),
    ("learning", {"Machine learning"}),
    ("LEARNS machine", {"Machine learning"}),
    ("happiness", {"Machine learning"}),
    ('"learn from data"', {"Machine learning"}),
    ('"learning from data"', set()),
    ('"LEARN FROM data;"', {"Machine learning"}),
    ('"全角:ＧＰＴ"', {"ＦＵＬＬ ＷＩＤＴＨ"}),
    ('"模型，ｶﾒﾗ"', {"ＦＵＬＬ ＷＩＤＴＨ"}),
    ('"full width"', {"ＦＵＬＬ ＷＩＤＴＨ"}),
    ("learn -generalize", set()),
    ('learn -"earn"', {"Machine learning"}),
    ('learn -"learn from"', set()),
    ("配音 -AI给", {"短视频配音"}),
    ("☕", {"表情"}),
    ("☕👍", set()),
    ('"5kg"', {"表情"}),
    ("full width", {"ＦＵＬＬ ＷＩＤＴＨ"}),
    ("gpt 4", {"ＦＵＬＬ ＷＩＤＴＨ"}),
    ("GPT-4模型", {"ＦＵＬＬ ＷＩＤＴＨ"}),
    ("カメラ", {"ＦＵＬＬ ＷＩＤＴＨ"}),
    ("ｶﾒﾗ", {"ＦＵＬＬ ＷＩＤＴＨ"}),
    ("👍", {"表情"}),
    ("👍🎉", {"表情"}),
    ("𠮷野家", {"表情"}),
    ("𠮷", {"表情"}),
    ('"100%好_"', {"广告"}),
    ('"100%_"', set()),
    ('"_用\\吧"', {"广告"}),
    ("散文", {"背影"}),
    ("father", {"背影"}),
    ("影我", set()),  # no match across fields
    ("机器学习改变视频制作", {"人工智能"}),  # a long run is cut into words
    ("!!!", set()),
    ('"', set()),
    ("-", set()),
    ("-视频", set()),
    ("没有这个", set()),
]


async def test_what_is_found(texts: httpx.AsyncClient) -> None:
    for q, titles in FOUND:
        for sort in ("-rank", "-text_created_time", "text_title"):
            assert await _titles(texts, q, sort=sort) == titles, (q, sort)


async def test_the_title_comes_before_the_body(texts: httpx.AsyncClient) -> None:
    found = await _found(texts, "广告")
    assert [item["text_title"] for item in found] == ["广告"]
    found = await _found(texts, "短视频")
    assert [item["text_title"] for item in found] == ["短视频配音", "广告"]
    assert found[0]["rank"] >= 0.5 > found[1]["rank"] > 0
    assert (await _found(texts, "短视频", sort="-text_created_time"))[0]["text_title"] == "广告"


async def test_of_what_fits_alike_the_newer_comes_first(
    client: httpx.AsyncClient, resources: Resources, index: Index
) -> None:
    user = await _user(resources, "writer")
    days = (200, 0, 400, 30)  # the newest was neither written first nor last
    async with resources.database.transaction(OPERATOR) as session:
        for age in days:
            made = utc_now() - timedelta(days=age)
            await make_text(session, user, text_title=f"{age}", text_content="去车站。", text_created_time=made)
    await index()
    found = await _found(client, "车站", sort="-rank")
    assert [item["text_title"] for item in found] == ["0", "30", "200", "400"]
    assert len({item["rank"] for item in found}) == len(days)


async def test_what_was_found_is_marked(texts: httpx.AsyncClient) -> None:
    found = (await _found(texts, "背影 father 忘记"))[0]
    marked = {
        part["field"]: [[piece["text"][start:end] for start, end in piece["marks"]] for piece in part["fragments"]]
        for part in found["highlights"]
    }
    assert marked == {"text_title": [["背影"]], "text_tags": [["Father"]], "text_content": [["忘记", "背影"]]}
    body = (await _found(texts, "learning"))[0]["highlights"][-1]["fragments"][0]
    assert [body["text"][start:end] for start, end in body["marks"]] == ["learn"]


async def test_without_q_a_list_is_as_it_was(texts: httpx.AsyncClient) -> None:
    for params in ({}, {"q": " "}, {"q": "", "sort": "-rank"}):
        items = (await texts.get("/api/v1/texts", params=params)).json()["items"]
        assert [item["text_title"] for item in items] == list(TEXTS)[::-1]
        assert not {"rank", "highlights"} & items[0].keys()


@pytest.mark.parametrize("sort", ["-rank", "-text_created_time", "text_title", "-text_id"])
async def test_pages_follow_each_other_without_gap_or_repeat(
    client: httpx.AsyncClient, resources: Resources, index: Index, sort: str
) -> None:
    """More than a window of each phase, some of it indexed, some not."""
    user = await _user(resources, "writer")
    start = utc_now() - timedelta(days=100)
    for number in range(470):
        if number == 430:
            await index()
        async with resources.database.transaction(OPERATOR) as session:
            await make_text(
                session,
                user,
                text_title=f"车站{number}" if number % 2 else f"月台{number}",
                text_content="风。" * (number % 7) + "冬天的车站。" * (1 + number % 3),
                text_created_time=start + timedelta(minutes=number // 3),
            )
    seen: list[Json] = []
    cursor = None
    while True:
        params = {"q": "车站", "limit": "100", "sort": sort} | ({"cursor": cursor} if cursor else {})
        page = (await client.get("/api/v1/texts", params=params)).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len({item["text_id"] for item in seen}) == 470
    if sort == "-rank":
        assert [item["text_title"][0] for item in seen] == ["车"] * 235 + ["月"] * 235
        ranks = [item["rank"] for item in seen]
        assert ranks[:100] == sorted(ranks[:100], reverse=True)
    if sort == "-text_created_time":
        assert [item["text_id"] for item in seen] == sorted((item["text_id"] for item in seen), reverse=True)


async def test_filters_and_owner_hold(texts: httpx.AsyncClient, make_user: MakeUser, login: Login) -> None:
    everything = {item["text_title"]: item for item in (await texts.get("/api/v1/texts")).json()["items"]}
    await texts.patch(f"/api/v1/texts/{everything['广告']['text_id']}", json={"text_status": "published"})
    assert await _titles(texts, "视频", text_status="published") == {"广告"}
    assert await _titles(texts, "视频", text_status="published", sort="-text_created_time") == {"广告"}
    assert await _titles(texts, "视频", text_content_type="script") == set()
    await make_user("stranger")
    assert await _titles(await login("stranger"), "视频") == set()
    assert (await texts.delete(f"/api/v1/texts/{everything['广告']['text_id']}")).status_code == 204
    assert await _titles(texts, "视频") == {"短视频配音", "人工智能"}


async def test_a_change_is_found_at_once_and_the_old_words_no_more(texts: httpx.AsyncClient, index: Index) -> None:
    item = (await _found(texts, "背影"))[0]
    where = f"/api/v1/texts/{item['text_id']}"
    await texts.patch(where, json={"text_title": "月台", "text_content": "橘子", "text_tags": []})
    for _ in range(2):
        assert (await _titles(texts, "背影"), await _titles(texts, "橘子")) == (set(), {"月台"})
        await index()


@pytest.mark.parametrize(
    "params", [{"q": "长" * 201}, {"q": " ".join("abcdefghijk")}, {"q": "车", "cursor": "WyItcmFuayIsIui9piJd"}]
)
async def test_too_much_is_refused_by_name(client: httpx.AsyncClient, params: dict[str, str]) -> None:
    answer = await client.get("/api/v1/texts", params=params)
    field = "query.cursor" if "cursor" in params else "query.q"
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_a_cursor_of_another_search_is_refused(texts: httpx.AsyncClient) -> None:
    first = (await texts.get("/api/v1/texts", params={"q": "视频", "limit": "1"})).json()
    for params in ({"q": "短视"}, {"q": "视频", "sort": "-text_created_time"}, {}):
        answer = await texts.get("/api/v1/texts", params={**params, "cursor": first["next_cursor"]})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "query.cursor")


async def _user(resources: Resources, name: str) -> int:
    async with resources.database.transaction(OPERATOR) as session:
        return (await session.scalars(select(UserAuthBasic.user_id).where(UserAuthBasic.user_name == name))).one()
