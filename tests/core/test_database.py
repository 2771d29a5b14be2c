"""Transactions: who acts is in each, and no request holds a connection while it waits for another."""

import asyncio

import asyncpg
import httpx
import pytest
from sqlalchemy import text

from datasay.api.app import create_app
from datasay.core.database import Database
from datasay.core.errors import Unavailable
from datasay.core.identity import Actor
from datasay.core.resources import Resources
from datasay.core.settings import Settings
from tests.conftest import PASSWORD, MakeUser

_WHO = text("SELECT current_setting('datasay.user_id', true), current_setting('datasay.user_role', true)")


async def test_every_transaction_says_who_acts_and_forgets_it(resources: Resources) -> None:
    async with resources.database.transaction(Actor(7, "admin")) as session:
        assert (await session.execute(_WHO)).one() == ("7", "admin")
    async with resources.database.transaction() as session:
        assert (await session.execute(_WHO)).one() == ("0", "anonymous")


async def test_connections_the_server_has_closed_are_opened_anew(settings: Settings) -> None:
    database = Database.of(settings.model_copy(update={"database_pool_size": 3}))
    held = asyncio.Barrier(3)

    async def pid() -> int:
        async with database.transaction(Actor(7, "user")) as session:
            found = int(await session.scalar(text("SELECT pg_backend_pid()")) or 0)
            await held.wait()
            return found

    pids = await asyncio.gather(pid(), pid(), pid())
    assert settings.database_url is not None
    other = await asyncpg.connect(settings.database_url.replace("+asyncpg", ""))
    for each in pids:
        await other.execute("SELECT pg_terminate_backend($1)", each)
    while await other.fetchval("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY($1)", pids):  # noqa: ASYNC110  no event tells of it
        await asyncio.sleep(0.01)
    await other.close()
    await asyncio.sleep(0.05)  # the loop hears of it
    assert not set(pids) & set(await asyncio.gather(pid(), pid(), pid()))
    async with database.transaction(Actor(7, "admin")) as session:
        assert (await session.execute(_WHO)).one() == ("7", "admin")
    await database.close()


async def test_many_requests_never_wait_for_each_others_connections(settings: Settings, make_user: MakeUser) -> None:
    await make_user("writer")
    app = create_app(settings.model_copy(update={"database_pool_size": 2}))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            body = {"user_name": "writer", "user_password": PASSWORD}
            tokens = []
            for _ in range(8):
                tokens.append((await client.post("/api/v1/auth/login", json=body)).json()["session_token"])
                client.cookies.clear()  # a login ends the session whose cookie it carries
            text_body = {"text_title": "t", "text_content": "c"}
            answers = await asyncio.gather(
                *(
                    client.post("/api/v1/texts", json=text_body, headers={"Authorization": f"Bearer {token}"})
                    for token in tokens
                )
            )
    assert [answer.status_code for answer in answers] == [201] * 8, [a.text for a in answers if a.status_code != 201][
        :1
    ]


@pytest.mark.parametrize(
    ("state", "status", "cure"),
    [
        ("53100", 507, "free space"),  # disk full
        ("53200", 503, "more memory"),  # out of memory
        ("58030", 503, "look at the disk"),  # I/O error
        ("XX001", 503, "look at the disk"),  # a page that cannot be read
        ("57014", 503, "ask for less"),  # cancelled
    ],
)
async def test_what_the_server_cannot_do_is_no_fault_of_ours(
    resources: Resources, state: str, status: int, cure: str
) -> None:
    with pytest.raises(Unavailable, match=cure) as caught:
        async with resources.database.transaction() as session:
            await session.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'in need' USING ERRCODE = '{state}'; END $$"))
    assert caught.value.status == status
    assert int(caught.value.headers["Retry-After"]) > 0


async def test_a_statement_that_is_cancelled_is_told_as_one_that_took_too_long(resources: Resources) -> None:
    cancel = text("SELECT pg_cancel_backend(pg_backend_pid()) FROM generate_series(1, 2)")
    with pytest.raises(Unavailable, match="too long"):
        async with resources.database.transaction() as session:
            await session.execute(cancel)
    with pytest.raises(Unavailable, match="too long"):
        await resources.database.fetch(cancel)
