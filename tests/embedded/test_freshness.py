"""When the first steps may be left out: only when nothing changed, neither in the code nor in the database."""

import json
import os
from pathlib import Path

import asyncpg
import pytest

import datasay
from datasay.cli.embedded.freshness import is_fresh, note_done


async def execute(url: str, statement: str) -> None:
    """Run one statement."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


ADD_USER = "INSERT INTO user_auth_basic (user_name, user_email, user_password_hash) VALUES ('a', 'a@example.org', 'x')"


@pytest.fixture
async def record(owner_url: str, tmp_path: Path) -> Path:
    """The record of first steps that were just done on the database."""
    await execute(owner_url, ADD_USER)
    record = tmp_path / "first-steps.json"
    await note_done(record, owner_url)
    return record


async def test_unchanged_they_are_left_out(record: Path, owner_url: str) -> None:
    assert await is_fresh(record, owner_url)


async def test_without_a_record_they_are_done(tmp_path: Path, owner_url: str) -> None:
    assert not await is_fresh(tmp_path / "first-steps.json", owner_url)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"code": 1, "revision": null}'])
async def test_with_a_damaged_record_they_are_done(record: Path, owner_url: str, text: str) -> None:
    record.write_text(text)
    assert not await is_fresh(record, owner_url)


async def test_after_a_change_of_the_code_they_are_done(record: Path, owner_url: str) -> None:
    record.write_text(json.dumps(json.loads(record.read_text()) | {"code": "of another version"}))
    assert not await is_fresh(record, owner_url)


@pytest.mark.parametrize("file", ["text/template/service.py", "text/template/starters/recipe.toml"])
async def test_after_a_change_of_a_file_they_are_done(record: Path, owner_url: str, file: str) -> None:
    changed = Path(datasay.__file__).parent / file
    before = changed.stat()
    try:
        os.utime(changed, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000))
        assert not await is_fresh(record, owner_url)
    finally:
        os.utime(changed, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize(
    "change",
    ["UPDATE alembic_version SET version_num = 'older'", "DELETE FROM user_auth_basic", "DROP TABLE alembic_version"],
)
async def test_after_a_change_of_the_database_they_are_done(record: Path, owner_url: str, change: str) -> None:
    await execute(owner_url, change)
    assert not await is_fresh(record, owner_url)


async def test_for_another_database_they_are_done(record: Path, owner_url: str) -> None:
    assert not await is_fresh(record, f"{owner_url}_other")
