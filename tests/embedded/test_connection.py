"""How commands reach a home's database: alone, in turn, and while a platform runs."""

import asyncio
import json
import os
import stat
from pathlib import Path

import asyncpg
import pytest

from datasay.cli.embedded.connection import HomeLock, RunningPlatform, await_running, database, find_running
from datasay.cli.embedded.errors import InUse
from datasay.cli.embedded.locations import open_home
from tests.embedded.observing import nothing_in, script_running

OF_OTHER_SERVERS = {
    "PGHOST": "db.example",
    "PGHOSTADDR": "192.0.2.7",
    "PGPORT": "1",
    "PGUSER": "somebody",
    "PGPASSFILE": "/no/passfile",
    "PGSERVICE": "elsewhere",
    "PGSERVICEFILE": "/no/services",
    "PGSSLMODE": "verify-full",
    "PGSSLROOTCERT": "/no/root.crt",
    "PGSSLNEGOTIATION": "direct",
    "PGTARGETSESSIONATTRS": "standby",
    "PGGSSLIB": "none",
    "PGOPTIONS": "-c default_transaction_read_only=on",
    "PGDATA": "/no/data",
}


async def one(url: str) -> object:
    """The answer to SELECT 1."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval("SELECT 1")
    finally:
        await connection.close()


async def test_without_a_platform_a_command_gets_a_database_of_its_own_for_as_long_as_it_needs(home: Path) -> None:
    async with database(home) as addresses:
        assert await one(addresses.url) == await one(addresses.owner_url) == 1
        assert find_running(home) is None
    assert nothing_in(home / "postgres" / "data")
    async with database(home) as again:
        assert await one(again.url) == 1


async def test_what_leads_clients_to_other_servers_does_not_reach_the_private_one(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in OF_OTHER_SERVERS.items():
        monkeypatch.setenv(name, value)
    broken = tmp_path / ".postgresql" / "postgresql.crt"
    broken.parent.mkdir()
    broken.write_text("no certificate")
    monkeypatch.setenv("HOME", str(tmp_path))
    async with database(home) as addresses:
        assert await one(addresses.url) == await one(addresses.owner_url) == 1
        HomeLock(open_home(home)).announce(RunningPlatform("", addresses.url, "", 1, private_database=True))
        for name, value in OF_OTHER_SERVERS.items():
            monkeypatch.setenv(name, value)
        running = find_running(home)
        assert running is not None
        assert await one(running.database_url) == 1


async def test_they_hold_for_a_database_that_is_not_ours(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    lock = HomeLock(open_home(home))
    lock.take()
    lock.announce(RunningPlatform("", "postgresql+asyncpg://a:b@db.example/c", "", os.getpid()))
    assert find_running(home) is not None
    assert os.environ["PGSSLMODE"] == "verify-full"
    lock.release()


async def test_a_running_platform_is_found_and_its_database_used(home: Path) -> None:
    lock = HomeLock(open_home(home))
    lock.take()
    platform = RunningPlatform(
        "http://127.0.0.1:8000", "postgresql+asyncpg://a:b@127.0.0.1:1/c", "redis://", os.getpid()
    )
    assert find_running(home) is None  # it is still starting
    lock.announce(platform)
    assert find_running(home) == platform
    assert stat.S_IMODE(open_home(home).addresses.stat().st_mode) == 0o600
    async with database(home) as addresses:
        assert addresses.url == addresses.owner_url == platform.database_url
    lock.release()
    assert find_running(home) is None


async def test_a_platform_that_is_starting_is_waited_for(home: Path) -> None:
    assert await await_running(home) is None  # nobody is there
    lock = HomeLock(open_home(home))
    lock.take()
    platform = RunningPlatform("http://127.0.0.1:8000", "postgresql+asyncpg://a", "redis://", os.getpid())
    waiting = asyncio.create_task(await_running(home))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    lock.announce(platform)
    assert await waiting == platform
    lock.release()
    lock.take()
    gone = asyncio.create_task(await_running(home))
    await asyncio.sleep(0.3)
    lock.release()  # it did not get up
    assert await gone is None


def test_a_second_owner_is_refused_and_told_of_the_first(home: Path) -> None:
    first, second = HomeLock(open_home(home)), HomeLock(open_home(home))
    first.take()
    first.announce(RunningPlatform("http://127.0.0.1:8123", "", "", os.getpid()))
    with pytest.raises(InUse, match=rf"process {os.getpid()}\) runs on .* at http://127.0.0.1:8123"):
        second.take(seconds=0.1)
    first.release()
    second.take()
    second.release()


def test_addresses_left_by_a_killed_platform_are_not_believed(home: Path) -> None:
    place = open_home(home)
    code = """
import sys, time
from pathlib import Path
from datasay.cli.embedded.connection import HomeLock, RunningPlatform
from datasay.cli.embedded.locations import open_home
lock = HomeLock(open_home(Path(sys.argv[1])))
lock.take()
lock.announce(RunningPlatform("http://127.0.0.1:8000", "a", "b", 1))
print("announced", flush=True)
time.sleep(600)
"""
    with script_running(code, str(home)) as owner:
        assert owner.stdout is not None
        owner.stdout.readline()
        assert find_running(home) is not None
        owner.kill()
        owner.wait()
    assert json.loads(place.addresses.read_text())["database_url"] == "a"
    assert find_running(home) is None
    HomeLock(place).take()
    assert not place.addresses.exists()


def test_an_unknown_home_runs_nothing_and_is_not_made(home: Path) -> None:
    assert find_running(home) is None
    assert not home.exists()
