"""The children's logs: rotated by size, without passwords, and never a reason to fail."""

import subprocess
import sys
from pathlib import Path

import pytest

from datasay.cli.embedded.rotation import OutputPump, RotatedFile


def test_past_its_size_a_log_is_set_aside_and_only_some_are_kept(tmp_path: Path) -> None:
    log = RotatedFile(tmp_path / "web.log", max_bytes=100, kept=3)
    for number in range(50):
        log.write(f"line {number:02} of the log, 32 bytes long\n".encode()[:32])
    log.close()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["web.log", "web.log.1", "web.log.2", "web.log.3"]
    assert all(each.stat().st_size <= 100 for each in tmp_path.iterdir())
    assert "line 49" in (tmp_path / "web.log").read_text()
    assert "line 46" in (tmp_path / "web.log.1").read_text()


def test_a_log_goes_on_where_the_last_run_ended(tmp_path: Path) -> None:
    for text in (b"one\n", b"two\n"):
        log = RotatedFile(tmp_path / "web.log")
        log.write(text)
        log.close()
    assert (tmp_path / "web.log").read_text() == "one\ntwo\n"


def test_a_log_that_cannot_be_written_stops_nobody() -> None:
    log = RotatedFile(Path("/dev/full"), max_bytes=10)  # every write fails for want of space
    log.write(b"a line\n")
    log.close()


def _pumped(code: str, log: Path, *secrets: str) -> OutputPump:
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        pump = OutputPump(child.stdout, log, secrets=secrets)
        pump.start()
        pump.join()
    return pump


def test_passwords_are_struck_out(tmp_path: Path) -> None:
    pump = _pumped("print('postgresql://datasayai:S3cr-et_@host/db')", tmp_path / "web.log", "S3cr-et_")
    assert (tmp_path / "web.log").read_text() == "postgresql://datasayai:***@host/db\n"
    assert "S3cr-et_" not in pump.last_lines()


@pytest.mark.parametrize("size", [10, 200_000])
def test_a_line_without_end_is_taken_in_pieces(tmp_path: Path, size: int) -> None:
    _pumped(f"print('x' * {size})", tmp_path / "web.log")
    assert len((tmp_path / "web.log").read_text()) == size + 1
