"""A command that a person is told to type is written so that this shell finds it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from datasay.cli import printing
from datasay.cli.tasks import how_to_go_on

WORDS = "see `datasay task list`, then datasay up; /srv/datasay up and datasay_admin stay"


@pytest.fixture
def program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """A clone with its own environment, which the shell does not know."""
    made = tmp_path / ".venv" / "bin" / "datasay"
    made.parent.mkdir(parents=True)
    made.touch(0o755)
    monkeypatch.setattr("sys.argv", [str(made)])
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    printing._own_command.cache_clear()
    yield made
    printing._own_command.cache_clear()


def test_in_a_clone_it_is_told_with_its_path(
    program: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    told = "see `.venv/bin/datasay task list`, then .venv/bin/datasay up; /srv/datasay up and datasay_admin stay"
    assert printing.as_typed(WORDS) == told
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    printing._own_command.cache_clear()
    assert f"`{program} task list`" in printing.as_typed(WORDS)


def test_where_the_shell_finds_it_its_name_is_enough(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(program.parent))
    assert printing.as_typed(WORDS) == WORDS


def test_started_as_a_module_it_is_the_one_beside_the_interpreter(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["/srv/datasay/__main__.py"])
    monkeypatch.setattr("sys.executable", str(program.with_name("python")))
    assert "`.venv/bin/datasay task list`" in printing.as_typed(WORDS)


@pytest.mark.parametrize(
    ("why", "ways"), [("bad-input", []), ("too-long", []), ("engine-busy", ["datasay task retry 1 --follow"])]
)
def test_trying_again_is_told_only_where_it_may_help(why: str, ways: list[str]) -> None:
    task = {"task_uuid": "1", "task_status": "failed", "task_result": None, "task_error_type": why}
    assert how_to_go_on(task) == ways
