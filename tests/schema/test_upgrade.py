"""A database and files made by version 0.1.0 (tests/data/upgrade), brought to the present: nothing is lost."""

import asyncio
import lzma
import shutil
import tarfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from datasay.api.app import create_app
from datasay.core.settings import Settings
from datasay.migrations.runner import upgrade
from tests.conftest import PASSWORD
from tests.schema.conftest import connect

_RELEASED = Path(__file__).parent.parent / "data" / "upgrade"
# Columns whose value a migration changes on purpose, by table, each with the reason.
_CHANGED: dict[str, dict[str, str]] = {
    "alembic_version": {"version_num": "the revision itself"},
}
Rows = dict[str, list[dict[str, Any]]]  # Any: columns of many types, as JSON


@pytest.fixture
def released_home(tmp_path: Path) -> Path:
    """The home that the released version left: its files and its keys."""
    home = tmp_path / "home"
    home.mkdir()
    with tarfile.open(_RELEASED / "0.1.0-files.tar.xz") as archive:
        archive.extractall(home, filter="data")
    return home


async def _restore(url: str) -> Rows:
    connection = await connect(url)
    try:
        await connection.execute(lzma.decompress((_RELEASED / "0.1.0.sql.xz").read_bytes()).decode())
        await connection.execute("RESET search_path")
        return await _rows(url)
    finally:
        await connection.close()


async def _rows(url: str) -> Rows:
    """Every row of every table as JSON; of a partitioned table once, by its parent."""
    connection = await connect(url)
    try:
        await connection.execute("SET datasay.user_role = 'system'")  # the policies hold for the one role there is
        tables = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND NOT relispartition ORDER BY relname"
        )
        found: Rows = {}
        for (table,) in tables:
            every = f'SELECT to_jsonb(t)::text AS row FROM "{table}" t ORDER BY 1'
            rows = await connection.fetch(every)
            found[table] = [orjson.loads(row["row"]) for row in rows]
        return found
    finally:
        await connection.close()


@pytest.fixture
def upgraded(empty_database_url: str) -> tuple[Rows, str]:
    """The rows before, and the address of the database after."""
    before = asyncio.run(_restore(empty_database_url))
    upgrade(empty_database_url)
    return before, empty_database_url


def _kept(row: dict[str, Any], table: str, now: list[dict[str, Any]]) -> bool:
    same = {name: value for name, value in row.items() if name not in _CHANGED.get(table, {})}
    return any(all(name in new and new[name] == value for name, value in same.items()) for new in now)


def test_every_row_of_the_released_version_is_kept(upgraded: tuple[Rows, str]) -> None:
    before, url = upgraded
    after = asyncio.run(_rows(url))
    assert sum(len(rows) for rows in before.values()) > 150  # the fixture holds something
    lost = [
        f"{table}: {row}"
        for table, rows in before.items()
        for row in rows
        if not _kept(row, table, after.get(table, []))
    ]
    assert lost == []


@pytest.fixture
async def writer(
    upgraded: tuple[Rows, str], released_home: Path, redis_url: str
) -> AsyncIterator[tuple[httpx.AsyncClient, Rows]]:
    """The user `writer` of the released version, logged in with the password of then."""
    before, url = upgraded
    settings = Settings(
        home=released_home, database_url=url, redis_url=redis_url, log_level="ERROR", trusted_hosts=["testserver"]
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            body = {"user_name": "writer", "user_password": PASSWORD}
            answer = await client.post("/api/v1/auth/login", json=body)
            assert answer.status_code == 200, answer.text
            client.headers["Authorization"] = f"Bearer {answer.json()['session_token']}"
            yield client, before
    shutil.rmtree(released_home)


async def test_what_was_made_is_still_there_for_its_owner(writer: tuple[httpx.AsyncClient, Rows]) -> None:
    client, before = writer
    me = next(row["user_id"] for row in before["user_auth_basic"] if row["user_name"] == "writer")
    for path, table, prefix in (
        ("texts", "text_content_basic", "text"),
        ("audios", "voice_audio_basic", "audio"),
        ("images", "image_content_basic", "image"),
        ("mixalls", "mixall_content_basic", "mixall"),
    ):
        mine = [
            row
            for row in before[table]
            if row[f"{prefix}_created_user_id"] == me and row[f"{prefix}_deleted_time"] is None
        ]
        answer = await client.get(f"/api/v1/{path}", params={"limit": 100})
        listed = {item[f"{prefix}_id"] for item in answer.json()["items"]}
        assert mine
        assert listed == {row[f"{prefix}_id"] for row in mine}, path


async def test_every_file_is_served_with_its_bytes(writer: tuple[httpx.AsyncClient, Rows]) -> None:
    client, before = writer
    me = next(row["user_id"] for row in before["user_auth_basic"] if row["user_name"] == "writer")
    mine = [row for row in before["file_storage_basic"] if row["file_created_user_id"] == me]
    assert len(mine) > 5
    for row in mine:
        answer = await client.get(f"/api/v1/files/{row['file_id']}/content")
        assert answer.status_code == 200
        assert len(answer.content) == row["file_size"]


async def test_old_work_can_be_gone_on_with(writer: tuple[httpx.AsyncClient, Rows]) -> None:
    client, before = writer
    assert (await client.get("/api/v1/texts", params={"q": "父亲"})).json()["items"]
    deleted = next(row for row in before["text_content_basic"] if row["text_deleted_time"] is not None)
    restored = await client.post(f"/api/v1/texts/{deleted['text_id']}/restore")
    assert restored.status_code == 200, restored.text
    failed = next(row for row in before["task_management_queue"] if row["task_status"] == "failed")
    again = await client.post(f"/api/v1/tasks/{failed['task_uuid']}/retry")
    assert again.status_code == 202, again.text
    statistics = await client.get("/api/v1/statistics/total")
    assert statistics.status_code == 200, statistics.text
