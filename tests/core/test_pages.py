"""A deep page costs what the first one costs: counted in pages that the database touches, so no clock is asked."""

from typing import Any

import pytest
from sqlalchemy import Select, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ClauseElement, Executable
from sqlalchemy.sql.compiler import SQLCompiler

from datasay.core.identity import OPERATOR, Actor
from datasay.core.pages import Keyset, PageQuery
from datasay.core.resources import Resources
from datasay.file_storage import queries as files
from datasay.task_management import queries as tasks
from datasay.text.content import queries as texts
from tests.conftest import MakeUser
from tests.factories import make_text

_ROWS = 20_000
_FILL = {
    "tasks": "INSERT INTO task_management_queue (task_uuid, task_name, task_type, task_params, task_created_user_id,"
    " task_created_time) SELECT gen_random_uuid()::text, 'x', 'text_generate', '{}', :user_id,"
    " now() - n * interval '1 second' FROM generate_series(1, :rows) n",
    "texts": "INSERT INTO text_content_basic (text_title, text_content, text_content_type, text_created_user_id,"
    " text_created_time) SELECT 'x', 'x', 'article', :user_id, now() - n * interval '1 second'"
    " FROM generate_series(1, :rows) n",
    "files": "INSERT INTO file_storage_basic (file_name, file_original_name, file_path, file_size, file_type,"
    " file_mime_type, file_hash_md5, file_created_user_id, file_created_time) SELECT 'x', 'x', 'x', 1,"
    " (ARRAY['image', 'audio'])[1 + n % 2], 'image/png', repeat('0', 32), :user_id, now() - n * interval '1 second'"
    " FROM generate_series(1, :rows) n",
}
_TABLES = {"tasks": "task_management_queue", "texts": "text_content_basic", "files": "file_storage_basic"}


class _Explained(Executable, ClauseElement):
    """How the database goes about a statement."""

    inherit_cache = False

    def __init__(self, statement: Select[Any]) -> None:
        self.statement = statement


@compiles(_Explained)
def _explain(element: _Explained, compiler: SQLCompiler, **options: Any) -> str:  # Any: whatever SQLAlchemy passes on
    return f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {compiler.process(element.statement, **options)}"


async def _touched(resources: Resources, statement: Select[Any]) -> int:
    async with resources.database.transaction(OPERATOR) as session:
        plan = (await session.execute(_Explained(statement))).scalar_one()
    whole = plan[0]["Plan"]
    return int(whole["Shared Hit Blocks"] + whole["Shared Read Blocks"])


@pytest.mark.parametrize(
    ("name", "keyset"), [("tasks", tasks.KEYSET), ("texts", texts.KEYSET), ("files", files.KEYSET)]
)
async def test_a_deep_page_costs_what_the_first_costs(
    resources: Resources, make_user: MakeUser, name: str, keyset: Keyset
) -> None:
    user = await make_user()
    async with resources.database.transaction(OPERATOR) as session:
        await session.execute(text(_FILL[name]), {"user_id": user.user_id, "rows": _ROWS})
        await session.execute(text(f"ANALYZE {_TABLES[name]}"))
    listing = {
        "tasks": tasks.listing(user.user_id),
        "texts": texts.LIST.params(user_id=user.user_id),
        "files": files.listing(user.user_id),
    }[name]
    cursor, seen, cost = None, 0, []
    while seen < _ROWS:
        query = PageQuery(100, cursor, None)
        statement = keyset.page(listing, query)
        if seen in {0, _ROWS // 2, _ROWS - 200}:
            cost.append(await _touched(resources, statement))
        rows = await resources.database.fetch(statement, actor=Actor(user.user_id, user.user_role))
        page, cursor = keyset.cut(rows, query)
        assert page, "rows are missing"
        seen += len(page)
        assert (cursor is None) == (seen == _ROWS)
    first, *deep = cost
    assert len(deep) == 2
    assert max(deep) <= first * 2 + 20, cost
    assert first < 400, cost


@pytest.mark.parametrize("sort", ["text_created_time", "-text_created_time", "text_title", "-text_title"])
async def test_rows_that_sort_alike_are_each_listed_once(resources: Resources, make_user: MakeUser, sort: str) -> None:
    user = await make_user()
    async with resources.database.transaction(OPERATOR) as session:
        made = [(await make_text(session, user.user_id)).text_id for _ in range(10)]  # one moment, one title
    listed: list[int] = []
    cursor = None
    while cursor is not None or not listed:
        query = PageQuery(3, cursor, sort)
        statement = texts.KEYSET.page(texts.LIST.params(user_id=user.user_id), query)
        rows = await resources.database.fetch(statement, actor=Actor(user.user_id, user.user_role))
        page, cursor = texts.KEYSET.cut(rows, query)
        listed += [row["text_id"] for row in page]
        assert page, "rows are missing"
        assert len(listed) <= len(made), "rows come twice"
    assert listed == (made[::-1] if sort.startswith("-") else made)
