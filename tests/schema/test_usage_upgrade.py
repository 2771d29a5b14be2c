"""Migration 0005 on usage that was counted before it: requests and tokens in columns become units, and back again."""

import asyncio
import json
from typing import Any

import pytest

from datasay.migrations.runner import downgrade, upgrade
from tests.schema.conftest import connect

_USER = (
    "INSERT INTO user_auth_basic (user_name, user_email, user_password_hash)"
    " VALUES ('li', 'li@example.com', 'x') RETURNING user_id"
)
_EVENT = """
    INSERT INTO system_usage_event (
        event_user_id, event_kind, event_engine, event_model, event_requests, event_prompt_tokens,
        event_completion_tokens, event_estimated, event_price, event_currency, event_seconds, event_succeeded,
        event_created_time)
    VALUES ($1, $2, 'openai', 'm-1', $3, $4, $5, $6, $7, $8, 12.34, $9, '2026-01-31 08:00:00')
"""
# kind, requests, tokens in and out, estimated, price, currency, succeeded → the units they are
_COUNTED: list[tuple[tuple[Any, ...], dict[str, int]]] = [  # Any: values of several columns
    (("text", 3, 1200, 340, False, 0.0123, "CNY", True), {"requests": 3, "tokens_in": 1200, "tokens_out": 340}),
    (("text", 1, 50, 0, True, None, None, False), {"requests": 1, "tokens_in": 50}),
    (("voice", 0, 0, 0, False, None, None, False), {}),
    (("image", 2**31 - 1, 2**31 - 1, 1, True, 9999999999.5, "USD", True),
     {"requests": 2**31 - 1, "tokens_in": 2**31 - 1, "tokens_out": 1}),
]  # fmt: skip
_STAYS = (
    "event_id, event_user_id, event_kind, event_engine, event_model, event_estimated, event_price, event_currency,"
    " event_seconds, event_succeeded, event_created_time"
)
_COLUMNS = "event_requests, event_prompt_tokens, event_completion_tokens"

Found = list[tuple[Any, ...]]  # Any: columns of several types


async def _insert(url: str) -> None:
    connection = await connect(url)
    try:
        user_id = await connection.fetchval(_USER)
        for row, _ in _COUNTED:
            await connection.execute(_EVENT, user_id, *row)
    finally:
        await connection.close()


async def _fetch(url: str, columns: str) -> Found:
    connection = await connect(url)
    try:
        return [tuple(row) for row in await connection.fetch(f"SELECT {columns} FROM system_usage_event ORDER BY 1")]
    finally:
        await connection.close()


@pytest.fixture
def counted_before(empty_database_url: str) -> str:
    """A database of the schema before, with usage in it."""
    upgrade(empty_database_url, "0004")
    asyncio.run(_insert(empty_database_url))
    return empty_database_url


def test_requests_and_tokens_become_units_and_nothing_else_changes(counted_before: str) -> None:
    before = asyncio.run(_fetch(counted_before, _STAYS))
    upgrade(counted_before, "0005")
    assert asyncio.run(_fetch(counted_before, _STAYS)) == before
    told = asyncio.run(_fetch(counted_before, "event_id, event_units, event_config_id"))
    assert [json.loads(units) for _, units, _ in told] == [units for _, units in _COUNTED]
    assert {config_id for _, _, config_id in told} == {None}


def test_going_back_brings_the_columns_back(counted_before: str) -> None:
    both = f"{_STAYS}, {_COLUMNS}"
    before = asyncio.run(_fetch(counted_before, both))
    upgrade(counted_before, "0005")
    downgrade(counted_before, "0004")
    assert asyncio.run(_fetch(counted_before, both)) == before


def test_of_the_newer_units_going_back_loses_those_that_have_no_column(counted_before: str) -> None:
    upgrade(counted_before, "0005")

    async def speak() -> None:
        connection = await connect(counted_before)
        try:
            await connection.execute(
                "INSERT INTO system_usage_event (event_user_id, event_kind, event_engine, event_model, event_units,"
                " event_estimated, event_seconds, event_succeeded) SELECT user_id, kind, 'far', 'm', $1, true, 1, true"
                " FROM user_auth_basic, unnest(ARRAY['voice', 'analysis']) AS kind",
                '{"requests": 2, "characters": 7, "audio_seconds": 1.5}',
            )
        finally:
            await connection.close()

    asyncio.run(speak())
    downgrade(counted_before, "0004")
    rows = asyncio.run(_fetch(counted_before, f"event_kind, event_engine, {_COLUMNS}"))
    assert ("voice", "far", 2, 0, 0) in rows
    assert not [kind for kind, *_ in rows if kind == "analysis"], "a kind that the older schema does not allow"
