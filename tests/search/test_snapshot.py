"""What is written, indexed or deleted while somebody searches: everything is found once, by one page or the next."""

import asyncio
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import delete, select, update

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR, Actor, as_actor
from datasay.core.pages import PageQuery
from datasay.core.resources import Resources
from datasay.search.finding import Search, search_page
from datasay.search.indexing import index_pending
from datasay.search.query import parse
from datasay.text.content.models import TextContentBasic
from datasay.text.content.queries import READ_COLUMNS, SEARCHED
from datasay.user_auth.models import UserAuthBasic
from tests.conftest import MakeUser
from tests.factories import make_text

NEWEST = "-text_created_time"


async def _steady(resources: Resources, user_id: int, count: int) -> list[int]:
    """Texts that have the word, whatever is done to them."""
    async with resources.database.transaction(OPERATOR) as session:
        return [(await make_text(session, user_id, text_content=f"车站{n}")).text_id for n in range(count)]


async def _edit(resources: Resources, text_id: int, content: str) -> None:
    async with resources.database.transaction(OPERATOR) as session:
        change = update(TextContentBasic).where(TextContentBasic.text_id == text_id)
        await session.execute(change.values(text_content=content))


async def test_an_edit_in_the_middle_of_a_search_hides_nothing(resources: Resources, make_user: MakeUser) -> None:
    user = await make_user()
    (text_id,) = await _steady(resources, user.user_id, 1)
    await index_pending(resources.database, (SEARCHED,), seconds=60)
    async with resources.database.transaction(Actor(user.user_id, user.user_role)) as session:
        search = await Search.begin(session, SEARCHED, "车站", parse("车站"), {})  # nothing waits
        await _edit(resources, text_id, "车站，改过了")  # now it waits
        rows, _ = await search.newest(READ_COLUMNS, PageQuery(20, None, NEWEST))
    assert [row["text_id"] for row in rows] == [text_id]


async def test_everything_is_found_once_while_it_is_written_and_indexed(
    resources: Resources, make_user: MakeUser
) -> None:
    user = await make_user()
    steady = await _steady(resources, user.user_id, 20)
    rng = random.Random(6)
    over = asyncio.Event()

    async def write() -> None:
        while not over.is_set():
            await _edit(resources, rng.choice(steady), f"车站{rng.random()}")
            async with resources.database.transaction(OPERATOR) as session:
                gone = (await make_text(session, user.user_id, text_content="月台")).text_id
            async with resources.database.transaction(OPERATOR) as session:
                await session.execute(delete(TextContentBasic).where(TextContentBasic.text_id == gone))

    async def index() -> None:
        while not over.is_set():
            await index_pending(resources.database, (SEARCHED,), seconds=5)

    async def search() -> None:
        for number in range(40):
            page = PageQuery(100, None, ("-rank", NEWEST)[number % 2])
            with as_actor(Actor(user.user_id, user.user_role)):
                rows, _ = await search_page(resources.database, SEARCHED, READ_COLUMNS, "车站", page, {})
            assert sorted(row["text_id"] for row in rows) == steady

    async with asyncio.TaskGroup() as group:
        beside = [group.create_task(write()), group.create_task(write()), group.create_task(index())]
        try:
            await asyncio.gather(search(), search())
        finally:
            over.set()
    assert all(task.done() for task in beside)


async def test_what_is_deleted_between_two_pages_of_the_best_hides_nothing(
    client: httpx.AsyncClient, resources: Resources
) -> None:
    """The old ones, behind the first window, are the better ones."""
    start = utc_now() - timedelta(days=3)
    async with resources.database.transaction(OPERATOR) as session:
        mine = select(UserAuthBasic.user_id).where(UserAuthBasic.user_name == "writer")
        user_id = (await session.scalars(mine)).one()
        made = [
            await make_text(
                session,
                user_id,
                text_content="车站。" * max(1, 40 - number // 4) + "风" * number,
                text_created_time=start + timedelta(minutes=number),
            )
            for number in range(140)
        ]
    expected = {row.text_id for row in made}
    await index_pending(resources.database, (SEARCHED,), seconds=60)
    seen: Counter[int] = Counter()
    params: dict[str, Any] = {"q": "车站", "limit": 30}
    while True:
        page = (await client.get("/api/v1/texts", params=params)).json()
        keys = [item["text_id"] for item in page["items"]]
        seen.update(keys)
        for text_id in keys[-6:]:  # the very last ones, too
            assert (await client.delete(f"/api/v1/texts/{text_id}")).status_code == 204
        if page["next_cursor"] is None:
            break
        params["cursor"] = page["next_cursor"]
    assert seen == Counter(expected)
