"""One mechanism for four tables: a trigger, a Source, and everything is found as texts are."""

from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg
import pytest
from sqlalchemy import update

from datasay.core.clock import utc_now
from datasay.core.identity import OPERATOR, Actor, as_actor
from datasay.core.pages import PageQuery
from datasay.core.resources import Resources
from datasay.image.content import queries as image_queries
from datasay.image.content.models import ImageContentBasic as Image
from datasay.mixall.content import queries as mixall_queries
from datasay.mixall.content.models import MixallContentBasic as Mixall
from datasay.search.finding import search_page
from datasay.search.indexing import index_pending
from datasay.search.models import SearchKind
from datasay.search.sources import Source
from datasay.voice.audio import queries as audio_queries
from datasay.voice.audio.models import VoiceAudioBasic as Audio
from tests.conftest import MakeUser
from tests.factories import make_audio, make_image, make_mixall

SOURCES = [
    Source(
        SearchKind.AUDIO,
        audio_queries.KEYSET,
        title=Audio.audio_title,
        tags=Audio.audio_tags,
        body=Audio.audio_text_content,
        deleted=Audio.audio_deleted_time,
    ),
    Source(
        SearchKind.IMAGE,
        image_queries.KEYSET,
        title=Image.image_title,
        body=Image.image_prompt,
        deleted=Image.image_deleted_time,
    ),
    Source(
        SearchKind.MIXALL,
        mixall_queries.KEYSET,
        title=Mixall.mixall_title,
        tags=Mixall.mixall_tags,
        body=Mixall.mixall_description,
        deleted=Mixall.mixall_deleted_time,
    ),
]
MAKERS: dict[SearchKind, Callable[..., Awaitable[Any]]] = {
    SearchKind.AUDIO: make_audio,
    SearchKind.IMAGE: make_image,
    SearchKind.MIXALL: make_mixall,
}


async def _follow(owner_url: str, source: Source) -> None:
    """What a migration does for another table: the trigger of texts in its words."""
    connection = await asyncpg.connect(owner_url.replace("+asyncpg", ""))
    made = await connection.fetchval("SELECT pg_get_functiondef('datasay_search_text'::regproc)")
    kind = source.kind.value
    function = str(made).replace("'text'", f"'{kind}'").replace("datasay_search_text", f"datasay_search_{kind}")
    columns = {"title": source.title, "content": source.body, "tags": source.tags or source.title, "id": source.key}
    for name, column in columns.items():
        function = function.replace(f".text_{name}", f".{column.key}")
    await connection.execute(function.replace(".text_created", f".{kind}_created"))
    await connection.execute(
        f"CREATE TRIGGER {source.table}_search AFTER INSERT OR UPDATE OR DELETE ON {source.table}"
        f" FOR EACH ROW EXECUTE FUNCTION datasay_search_{kind}()"
    )
    await connection.close()


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.kind.value)
async def test_another_table_is_searched_in_the_same_way(
    resources: Resources, make_user: MakeUser, owner_url: str, source: Source
) -> None:
    await _follow(owner_url, source)
    owner, stranger = await make_user("owner"), await make_user("stranger")
    table, make = source.key.class_, MAKERS[source.kind]
    columns = [column for column in table.__table__.columns if column.key != "mixall_settings"]

    async def found(user_id: int, query: str, sort: str | None = None) -> list[int]:
        page = PageQuery(20, None, sort)
        with as_actor(Actor(user_id, "user")):
            rows, _ = await search_page(resources.database, source, columns, query, page, {})
        assert all(row["highlights"] for row in rows)
        return [row[source.key.key] for row in rows]

    async with resources.database.transaction(OPERATOR) as session:
        titled = await make(session, owner.user_id, **{source.title.key: "短视频配音", source.body.key: "Learning"})
        kept = [column.key for column in columns if not column.primary_key and column.computed is None]
        values = {name: getattr(titled, name) for name in kept}
        bodied = table(**values | {source.title.key: "Dubbing", source.body.key: "给短视频配音"})
        session.add(bodied)
        await session.flush()
        first, second = (getattr(row, source.key.key) for row in (titled, bodied))
    for _ in range(2):
        assert await found(owner.user_id, "视频") == [first, second]
        assert await found(owner.user_id, "视频", source.keyset.default) == [second, first]
        assert await found(owner.user_id, "learned 配音") == [first]
        assert await found(owner.user_id, '"短视频" -learn') == [second]
        assert await found(stranger.user_id, "视频") == []
        await index_pending(resources.database, (source,), seconds=60)
    async with resources.database.transaction(OPERATOR) as session:
        change = update(table).where(source.key == first)
        await session.execute(change.values({source.deleted.key: utc_now()}))
    assert await found(owner.user_id, "视频") == [second]
