"""The private Redis: closed to strangers, small, and gone with its owner."""

import os
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from datasay.cli.embedded.redis import EmbeddedRedis
from tests.embedded.observing import all_gone, script_running, wait_until


@pytest.fixture
def server(home: Path) -> Iterator[EmbeddedRedis]:
    """A running Redis."""
    redis = EmbeddedRedis(home / "redis")
    redis.start()
    yield redis
    redis.stop()


def test_it_answers_to_its_password_only(server: EmbeddedRedis) -> None:
    with Redis.from_url(server.url) as client:
        assert client.ping()
    with Redis(port=server.port) as stranger, pytest.raises(AuthenticationError):
        stranger.ping()


def test_it_never_evicts_and_keeps_nothing_on_disk(server: EmbeddedRedis) -> None:
    with Redis.from_url(server.url) as client:
        known = {
            **client.config_get("maxmemory-policy"),
            **client.config_get("save"),
            **client.config_get("appendonly"),
        }
    assert known == {"maxmemory-policy": "noeviction", "save": "", "appendonly": "no"}


def test_its_password_shows_nowhere(server: EmbeddedRedis) -> None:
    password = server.url.split(":")[2].split("@")[0]
    for process in psutil.process_iter(["cmdline"]):
        assert password not in " ".join(process.info["cmdline"] or [])
    assert password not in server.log.read_text()
    assert stat.S_IMODE((server.folder / "credentials.json").stat().st_mode) == 0o600


def test_it_listens_on_the_loopback_address_and_nowhere_else(server: EmbeddedRedis) -> None:
    connections = psutil.Process(server.pid).net_connections("all")
    listening = [each.laddr for each in connections if each.status == "LISTEN"]
    assert [(each.ip, each.port) for each in listening] == [("127.0.0.1", server.port)]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_as_root_it_runs_as_someone_else(server: EmbeddedRedis) -> None:
    assert psutil.Process(server.pid).uids().effective != 0


def test_after_a_crash_it_comes_back_on_its_port(server: EmbeddedRedis) -> None:
    port, url = server.port, server.url
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: server.exit_code() is not None)
    server.stop()
    server.start()
    assert (server.port, server.url) == (port, url)
    with Redis.from_url(url) as client:
        assert client.ping()


def test_two_run_side_by_side(server: EmbeddedRedis, home: Path) -> None:
    other = EmbeddedRedis(home / "other")
    other.start()
    try:
        assert other.port != server.port
        with Redis.from_url(other.url) as client:
            assert client.ping()
    finally:
        other.stop()


@pytest.mark.fault
def test_it_ends_by_itself_when_its_owner_is_killed(home: Path) -> None:
    holder = """
import sys, time
from pathlib import Path
from datasay.cli.embedded.redis import EmbeddedRedis
server = EmbeddedRedis(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
time.sleep(600)
"""
    with script_running(holder, str(home / "redis")) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        owner.kill()
        wait_until(lambda: all_gone(pid))
