"""A database with a row of every table, and a connection of the application's role that acts as whom the test names."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.schema.conftest import Connection, connect
from tests.system_audit.conftest import opened
from tests.system_audit.rows import NEEDS, Rows

# What the audit's tests need no row of.
NEEDS |= {
    "task_management_step": {
        "step_task_id": ("task_management_queue", "task_id"),
        "step_name": "script",
        "step_position": 0,
        "step_input_hash": "h",
        "step_user_id": ("user_auth_basic", "user_id"),
    },
    "task_management_outbox": {"outbox_task_id": ("task_management_queue", "task_id")},
    "system_usage_event": {
        "event_user_id": ("user_auth_basic", "user_id"),
        "event_kind": "text",
        "event_engine": "local",
        "event_model": "m",
        "event_estimated": False,
        "event_seconds": 1,
        "event_succeeded": True,
    },
    "system_search_entry": {
        "search_kind": "audio",
        "search_key": 1,
        "search_user_id": ("user_auth_basic", "user_id"),
        "search_time": "2026-01-01",
    },
}
# Tables without rows of anybody, each with the reason.
NOBODYS = {
    "alembic_version": "The number of the schema.",
    "system_audit_chain": "Heads of hashes; the application has no right to it at all.",
}
# The column of a row's owner, or the table it is a part of with the column of both; None: nobody's in particular.
OWNED: dict[str, str | tuple[str, str, str] | None] = {
    "user_auth_basic": "user_id",
    "user_auth_session": "user_id",
    "file_storage_basic": "file_created_user_id",
    "text_content_basic": "text_created_user_id",
    "text_content_version": ("text_content_basic", "text_id", "text_id"),
    "text_analyse_result": ("text_content_basic", "text_id", "text_id"),
    "text_template_basic": "template_created_user_id",
    "voice_timbre_basic": "timbre_created_user_id",
    "voice_timbre_clone": "clone_created_user_id",
    "voice_timbre_template": "template_created_user_id",
    "voice_audio_basic": "audio_created_user_id",
    "voice_audio_analyse": ("voice_audio_basic", "audio_id", "audio_id"),
    "voice_audio_template": "template_created_user_id",
    "image_content_basic": "image_created_user_id",
    "image_analyse_result": ("image_content_basic", "image_id", "image_id"),
    "image_template_basic": "template_created_user_id",
    "mixall_content_basic": "mixall_created_user_id",
    "mixall_content_scene": ("mixall_content_basic", "scene_mixall_id", "mixall_id"),
    "mixall_content_version": ("mixall_content_basic", "mixall_id", "mixall_id"),
    "task_management_queue": "task_created_user_id",
    "task_management_step": "step_user_id",
    "task_management_outbox": ("task_management_queue", "outbox_task_id", "task_id"),
    "platform_integration_config": "platform_created_user_id",
    "platform_publish_record": "publish_created_user_id",
    "system_usage_statistics": "stat_user_id",
    "system_usage_event": "event_user_id",
    "system_usage_price": None,
    "system_search_entry": "search_user_id",
    "system_audit_log": None,
}
ADMINISTERED = {
    "user_auth_basic",
    "user_auth_session",
    "file_storage_basic",
    "text_content_basic",
    "text_content_version",
    "text_analyse_result",
    "task_management_queue",
    "task_management_step",
    "task_management_outbox",
    "system_usage_statistics",
    "system_usage_event",
    "system_usage_price",
    "system_audit_log",
}


async def tables_of(connection: Connection) -> list[str]:
    """Every table there is, whoever made it; partitions apart."""
    found = await connection.fetch(
        "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        " AND NOT relispartition ORDER BY relname"
    )
    return [row["relname"] for row in found]


@asynccontextmanager
async def acting(connection: Connection, user_id: int | str = "", user_role: str = "") -> AsyncIterator[None]:
    """A transaction that acts as somebody and leaves nothing behind."""
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(
            "SELECT set_config('datasay.user_id', $1, true), set_config('datasay.user_role', $2, true)",
            str(user_id),
            user_role,
        )
        yield
    finally:
        await transaction.rollback()


@pytest.fixture
async def filled(owner_url: str) -> dict[str, int]:
    """A row of each table, and whose it is (0: nobody's in particular)."""
    owner = await opened(owner_url)
    owners: dict[str, int] = {}
    try:
        await owner.execute("SET datasay.user_role = 'system'")
        rows = Rows(owner)
        for table in await tables_of(owner):
            if table in NOBODYS or table == "system_audit_log":  # the log fills itself
                continue
            made = await rows.make(table)
            column = OWNED[table]
            if isinstance(column, tuple):
                whole, mine, theirs = column
                sql = f"SELECT {OWNED[whole]} FROM {whole} WHERE {theirs} = $1"  # noqa: S608  our own names
                owners[table] = await owner.fetchval(sql, made[mine])
            else:
                owners[table] = made[column] if column else 0
    finally:
        await owner.close()
    return owners | {"system_audit_log": 0}


@pytest.fixture
async def bound(database_url: str) -> AsyncIterator[Connection]:
    """A bare connection of the application's role."""
    connection = await connect(database_url)
    yield connection
    await connection.close()
