"""`datasay db` as an operator types it."""

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest
from sqlalchemy.engine import make_url

from datasay.cli.embedded.postgres import EmbeddedPostgres
from tests.schema.conftest import Connection

Db: TypeAlias = Callable[..., Awaitable[tuple[int, str, str]]]


async def _db(
    owner_url: str, *arguments: str, application_url: str | None = None, language: str = "en"
) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "datasay", "db"),
        *arguments,
        env={
            **os.environ,
            "DATASAY_DATABASE_URL": application_url or owner_url,
            "DATASAY_DATABASE_OWNER_URL": owner_url,
            "DATASAY_LANGUAGE": language,
        },
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await child.communicate()
    return child.returncode or 0, out.decode(), err.decode()


async def test_upgrade_then_check(empty_database_url: str) -> None:
    code, out, _ = await _db(empty_database_url, "check")
    assert code == 1
    assert "the database is at no revision" in out
    code, out, _ = await _db(empty_database_url, "check", language="zh")
    assert (code, "迁移：数据库在 没有版本" in out, "the" in out) == (1, True, False)
    assert "datasay db upgrade" in out
    code, out, _ = await _db(empty_database_url, "upgrade", "--json")
    told = json.loads(out)
    assert (code, told["revisions"], told["administrator"]["user_name"]) == (0, ["0013"], "admin")
    code, out, _ = await _db(empty_database_url, "upgrade", "--json")
    assert (code, json.loads(out)) == (0, {"revisions": ["0013"], "administrator": None})
    code, out, _ = await _db(empty_database_url, "check", "--json")
    assert (code, json.loads(out)) == (0, {"matches": True, "differences": []})


async def test_check_names_the_difference_and_refuses(database: Connection, owner_url: str, database_url: str) -> None:
    await database.execute("DROP INDEX idx_user_auth_basic_name")
    code, out, _ = await _db(owner_url, "check", "--json", application_url=database_url)
    told = json.loads(out)
    assert (code, told["matches"], len(told["differences"])) == (1, False, 1)
    assert "idx_user_auth_basic_name" in told["differences"][0]
    code, _, err = await _db(database_url, "audit-verify")
    assert (code, err.partition(":")[0]) == (2, "Failed")
    assert err.index("DATASAY_DATABASE_OWNER_URL") < err.index("permission denied"), "the cure comes first"


async def test_check_lists_files_that_are_damaged(database: Connection, owner_url: str, database_url: str) -> None:
    await database.execute(
        "INSERT INTO file_storage_basic (file_name, file_original_name, file_path, file_size, file_type,"
        " file_mime_type, file_hash_md5, file_damaged_time)"
        " VALUES ('a', '月台.png', '1/ab/a.png', 1, 'image', 'image/png', '', now())"
    )
    code, out, _ = await _db(owner_url, "check", application_url=database_url)
    assert (code, "月台.png: 1/ab/a.png" in out) == (1, True)
    code, out, _ = await _db(owner_url, "check", "--json", application_url=database_url)
    told = json.loads(out)
    assert (code, told["matches"], len(told["damaged_files"])) == (1, True, 1)


async def test_partitions_are_made_and_listed(owner_url: str) -> None:
    code, out, _ = await _db(owner_url, "partitions", "--months-ahead", "5", "--json")
    told = json.loads(out)
    assert (code, told["made"]) == (0, 4)
    names = {part["partition_name"] for part in told["partitions"]}
    assert {"file_storage_basic_audio", "system_usage_statistics_default"} <= names
    assert len(names) == 5 + 2 * (7 + 1)  # file types and default; of two tables months, default


@pytest.mark.parametrize("command", ["upgrade", "check", "partitions"])
async def test_a_database_that_is_away_is_a_clear_error(command: str) -> None:
    url = "postgresql+asyncpg://datasayai:hidden@127.0.0.1:9/datasay"
    code, out, err = await _db(url, command)
    assert (code, out) == (2 if command == "check" else 1, "")
    assert "DATASAY_DATABASE_URL" in err
    assert "hidden" not in err
    assert "Traceback" not in err


async def test_what_goes_wrong_is_told_in_a_sentence_with_its_cure(
    postgres: EmbeddedPostgres, empty_database_url: str
) -> None:
    application = postgres.url(make_url(empty_database_url).database or "")
    code, out, _ = await _db(empty_database_url, "check")
    assert (code, len(out.splitlines())) == (1, 3)
    told = {
        ("audit-verify", empty_database_url): "datasay db upgrade",
        ("upgrade", application): "DATASAY_DATABASE_OWNER_URL",
        ("upgrade", "nonsense"): "DATASAY_DATABASE_URL",
        ("upgrade", empty_database_url.replace("datasay_owner:", "datasay_owner:x")): "password authentication failed",
    }
    for (command, url), words in told.items():
        code, out, err = await _db(url, command)
        assert (code, out) == (1 if command == "upgrade" else 2, ""), command
        assert words in err
        assert "sqlalche" not in err.lower()
        assert len(err.splitlines()) == (2 if url == "nonsense" else 1)  # both settings name it
