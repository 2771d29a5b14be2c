"""Ports: the next free one is found, and a platform's port stays its own while its server is down."""

import socket
import sys
from pathlib import Path

import pytest

from datasay.cli.embedded.errors import PortTaken
from datasay.cli.embedded.ports import ServerPort, claim, is_free, next_free
from tests.embedded.observing import script_running, wait_until

FIRST = 21000  # below the ports that the system gives away by itself
OTHER_PLATFORM = """
import sys
from datasay.cli.embedded.ports import ServerPort
port = ServerPort(int(sys.argv[1]))
print(port.choose(), flush=True)
port.settle()
sys.stdin.read()
"""
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has abstract sockets")


@linux_only
def test_the_port_of_a_server_that_is_down_for_a_moment_is_not_taken_by_another_platform() -> None:
    with script_running(OTHER_PLATFORM, str(FIRST)) as other:
        assert other.stdout is not None
        port = int(other.stdout.readline())
        assert is_free(port)  # nothing listens there: its server has just crashed
        assert next_free(port) > port
        with pytest.raises(PortTaken, match=str(port)):
            ServerPort(FIRST, wanted=port).choose()
    wait_until(lambda: claim(port))  # the kernel let go of it with the process


def test_a_process_finds_its_own_port_again(tmp_path: Path) -> None:
    record = tmp_path / "port.json"
    before = ServerPort(FIRST, record=record)
    number = before.choose()
    before.settle()
    assert before.choose() == number
    assert ServerPort(FIRST, record=record).choose() == number


def test_a_port_that_is_listened_on_is_passed_over_and_refused_where_it_was_asked_for() -> None:
    port = next_free(FIRST)
    with socket.create_server(("127.0.0.1", port)):
        assert ServerPort(port).choose() > port
        with pytest.raises(PortTaken, match=str(port)):
            ServerPort(FIRST, wanted=port).choose()
    assert ServerPort(FIRST, wanted=port).choose() == port


def test_a_port_lost_at_the_last_moment_is_not_tried_again() -> None:
    port = ServerPort(FIRST)
    lost = port.choose()
    port.lost()
    assert port.choose() > lost
