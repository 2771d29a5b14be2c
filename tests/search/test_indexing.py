"""The codes against the truth, and that none is ever older than the words it stands for."""

import asyncio
import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR, Actor, as_actor
from datasay.core.pages import PageQuery
from datasay.core.resources import Resources
from datasay.search import finding, indexing
from datasay.search.models import SystemSearchEntry
from datasay.search.query import parse
from datasay.text.content.models import TextContentBasic
from datasay.text.content.queries import READ_COLUMNS, SEARCHED
from tests.conftest import MakeUser
from tests.factories import make_text

_CHARACTERS = "车站背影月台。， \n👍𠮷ｶガｶﾞA1é々〆〇・「」한"


async def _index(resources: Resources) -> int:
    return await indexing.index_pending(resources.database, (SEARCHED,), seconds=60)


async def _found(resources: Resources, user_id: int, query: str) -> set[int]:
    page = PageQuery(100, None, "-text_created_time")
    with as_actor(Actor(user_id, "user")):
        rows, _ = await finding.search_page(resources.database, SEARCHED, READ_COLUMNS, query, page, {})
    return {row["text_id"] for row in rows}


async def _entries(resources: Resources) -> Sequence[SystemSearchEntry]:
    async with resources.database.transaction(OPERATOR) as session:
        return (await session.scalars(select(SystemSearchEntry))).all()


async def test_every_substring_is_found_and_nothing_else(resources: Resources, make_user: MakeUser) -> None:
    user = await make_user()
    rng = random.Random(3)
    contents: dict[int, str] = {}
    async with resources.database.transaction(OPERATOR) as session:
        for _ in range(60):
            content = "".join(rng.choices("车站背影月台，", k=rng.randint(3, 12)))
            row = await make_text(session, user.user_id, text_title="t", text_content=content)
            contents[row.text_id] = content
    await _index(resources)
    queries = {"".join(rng.choices("车站背影月台", k=length)) for length in (1, 2, 3, 4) for _ in range(12)}
    for query in queries:
        assert await _found(resources, user.user_id, query) == {
            key for key, content in contents.items() if query in content
        }, query


async def test_every_phrase_is_found_across_punctuation_also_by_old_codes(
    resources: Resources, make_user: MakeUser
) -> None:
    user = await make_user()
    rng = random.Random(5)
    contents: dict[int, str] = {}
    async with resources.database.transaction(OPERATOR) as session:
        for _ in range(60):
            content = "".join(rng.choices("车站背影月台，。！學", k=rng.randint(6, 30)))
            row = await make_text(session, user.user_id, text_title="t", text_content=content)
            contents[row.text_id] = content
    phrases = {content[at : at + 5] for content in contents.values() for at in (0, 3)}
    wanted = {phrase: {key for key, one in contents.items() if phrase in one} for phrase in phrases if phrase[0] > "z"}

    async def all_found() -> bool:
        return all([await _found(resources, user.user_id, f'"{one}"') == wanted[one] for one in wanted])

    assert await all_found()  # before they are indexed
    await _index(resources)
    assert await all_found()
    across = {code for phrase in wanted for term in parse(f'"{phrase}"').terms for code in term.across}
    complete = {entry.search_key: set(entry.search_tokens or ()) for entry in await _entries(resources)}
    assert len(across & {code for tokens in complete.values() for code in tokens}) > 20
    async with resources.database.transaction(OPERATOR) as session:
        for entry in (await session.scalars(select(SystemSearchEntry))).all():
            assert entry.search_tokens is not None
            entry.search_tokens = [code for code in entry.search_tokens if code not in across]
            entry.search_stale = True
    assert await all_found()
    assert await _index(resources) == len(contents)
    assert {entry.search_key: set(entry.search_tokens or ()) for entry in await _entries(resources)} == complete
    assert not any(entry.search_stale for entry in await _entries(resources))
    assert await _index(resources) == 0


async def test_the_windows_of_time_leave_nothing_out_and_repeat_nothing(
    resources: Resources, make_user: MakeUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows of 20, 200 and all things, whose borders fall among things of the same time."""
    monkeypatch.setattr(finding, "FIRST_WIDTH", 20)
    user = await make_user()
    start = utc_now() - timedelta(days=9)
    words = {3: "车站", 7: "背影里", 40: "月台", 111: "朱红橘"}
    whole: dict[int, tuple[datetime, str]] = {}
    async with resources.database.transaction(OPERATOR) as session:
        for number in range(500):
            content = "走，" + "，".join(word for every, word in words.items() if number % every == 0)
            made = start + timedelta(minutes=number // 13)
            row = await make_text(session, user.user_id, text_title="题", text_content=content, text_created_time=made)
            whole[row.text_id] = (made, content)
    await _index(resources)
    for query in ("走", *words.values(), "车站 背影里", "不在"):
        true = [key for key, (_, content) in whole.items() if all(part in content for part in query.split())]
        true.sort(key=lambda key: (whole[key][0], key), reverse=True)
        for sort in ("-text_created_time", "-rank"):
            seen: list[int] = []
            cursor = None
            while True:
                page = PageQuery(30, cursor, sort)
                with as_actor(Actor(user.user_id, user.user_role)):
                    rows, cursor = await finding.search_page(
                        resources.database, SEARCHED, READ_COLUMNS, query, page, {}
                    )
                seen += [row["text_id"] for row in rows]
                if cursor is None:
                    break
            assert sorted(seen, reverse=True) == sorted(true, reverse=True), (query, sort)
            if sort != "-rank":
                assert seen == true, query


async def test_the_database_makes_the_codes_the_query_asks_for(resources: Resources) -> None:
    rng = random.Random(4)
    runs = ["".join(rng.choices(_CHARACTERS, k=rng.randint(1, 8))) for _ in range(300)]
    async with resources.database.transaction(OPERATOR) as session:
        for run in runs:
            codes = set(await session.scalar(text("SELECT datasay_search_tokens(:run)"), {"run": run}) or ())
            for term in parse(f'"{run}"').terms:
                assert set(term.codes) <= codes, run


async def test_a_change_while_the_codes_are_made_is_not_lost(resources: Resources, make_user: MakeUser) -> None:
    user = await make_user()
    async with resources.database.transaction(OPERATOR) as session:
        text_id = (await make_text(session, user.user_id, text_content="月台")).text_id

    async def edit() -> None:
        async with resources.database.transaction(OPERATOR) as session:
            change = update(TextContentBasic).where(TextContentBasic.text_id == text_id)
            await session.execute(change.values(text_content="车站", text_updated_time=utc_now()))

    async with resources.database.transaction(OPERATOR) as session:
        assert await indexing._index_batch(session, SEARCHED, SystemSearchEntry.search_tokens.is_(None)) == 1
        editing = asyncio.create_task(edit())
        await asyncio.sleep(0.3)
        assert not editing.done()  # it waits for the entry
    await editing
    assert [entry.search_tokens for entry in await _entries(resources)] == [None]
    for _ in range(2):
        assert await _found(resources, user.user_id, "车站") == {text_id}
        assert await _found(resources, user.user_id, "月台") == set()
        await _index(resources)


async def test_a_batch_leaves_alone_what_a_writer_holds(resources: Resources, make_user: MakeUser) -> None:
    user = await make_user()
    async with resources.database.transaction(OPERATOR) as session:
        text_id = (await make_text(session, user.user_id, text_content="月台")).text_id
    async with resources.database.transaction(OPERATOR) as session:
        change = update(TextContentBasic).where(TextContentBasic.text_id == text_id)
        await session.execute(change.values(text_content="车站"))
        assert await _index(resources) == 0
    assert await _index(resources) == 1
    assert await _found(resources, user.user_id, "车站") == {text_id}


async def test_what_is_gone_leaves_no_entry(resources: Resources, make_user: MakeUser) -> None:
    user = await make_user()
    async with resources.database.transaction(OPERATOR) as session:
        kept, gone = [(await make_text(session, user.user_id)).text_id for _ in range(2)]
    await _index(resources)
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(text("DELETE FROM text_content_basic WHERE text_id = :gone"), {"gone": gone})
    assert [entry.search_key for entry in await _entries(resources)] == [kept]
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(text("UPDATE system_search_entry SET search_tokens = NULL"))
        session.add(
            SystemSearchEntry(search_kind="text", search_key=gone, search_user_id=user.user_id, search_time=utc_now())
        )
    assert await _index(resources) == 2
    assert [entry.search_key for entry in await _entries(resources)] == [kept]


async def test_a_change_of_status_makes_no_new_codes(resources: Resources, make_user: MakeUser) -> None:
    user = await make_user()
    async with resources.database.transaction(OPERATOR) as session:
        row = await make_text(session, user.user_id)
    await _index(resources)
    async with resources.database.transaction(OPERATOR) as session:
        change = update(TextContentBasic).where(TextContentBasic.text_id == row.text_id)
        await session.execute(change.values(text_status="archived"))
    assert await _index(resources) == 0


async def test_half_a_million_characters_are_no_obstacle(resources: Resources, make_user: MakeUser) -> None:
    user = await make_user()
    rng = random.Random(5)
    content = "".join(chr(rng.randint(0x4E00, 0x9FA5)) for _ in range(250_000)) + " ".join(
        f"{rng.randrange(16**6):06x}" for _ in range(40_000)
    )
    async with resources.database.transaction(OPERATOR) as session:
        text_id = (await make_text(session, user.user_id, text_content=content)).text_id
    for _ in range(2):
        assert await _found(resources, user.user_id, content[200_000:200_004]) == {text_id}
        assert await _found(resources, user.user_id, content[-6:]) == {text_id}
        await _index(resources)
