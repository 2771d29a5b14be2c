"""What holds of every command: JSON for programs, help in Chinese and English."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from datasay.cli.main import app

_RUN_ON = {"up", "serve", "worker", "beat"}  # until they are ended; they print what they do
_JSON_ALREADY = {"openapi"}
_IDEOGRAPH, _LETTERS, _VALUES = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"[A-Za-z]{2}"), re.compile(r"[\w, -]+")


Command = Any  # of typer's own copy of click, which has no public name


def _commands(command: Command, path: str = "") -> Iterator[tuple[str, Command]]:
    below: dict[str, Command] = getattr(command, "commands", {})
    if not below:
        yield path.strip(), command
    for name, child in below.items():
        yield from _commands(child, f"{path} {name}")


_ALL = dict(_commands(typer.main.get_command(app)))


@pytest.mark.parametrize("path", sorted(_ALL))
def test_it_prints_json_where_a_program_would_read_it(path: str) -> None:
    options = {name for parameter in _ALL[path].params for name in parameter.opts}
    assert ("--json" in options) == (path not in _RUN_ON | _JSON_ALREADY)


@pytest.mark.parametrize("path", sorted(_ALL))
def test_its_help_is_in_chinese_and_english(path: str) -> None:
    helps = {path: _ALL[path].help or ""}
    helps |= {parameter.opts[0]: getattr(parameter, "help", None) or "" for parameter in _ALL[path].params}
    for name, said in helps.items():
        values = _VALUES.fullmatch(said) and name != path
        both = _IDEOGRAPH.search(said) and _LETTERS.search(said)
        assert values or both, f"{name}: {said!r}"


@pytest.mark.parametrize("width", [40, 57, 80, 81, 110])
def test_its_help_is_whole_at_any_width(width: int) -> None:
    def bare(words: str) -> str:
        return "".join(words.split())

    for path, command in _ALL.items():
        shown = bare(CliRunner().invoke(app, [*path.split(), "--help"], env={"COLUMNS": str(width)}).output)
        said = [command.help, *(getattr(parameter, "help", None) for parameter in command.params)]
        assert [one for one in said if one and bare(one.replace("\n\n", "\n")) not in shown] == [], path
    for path in {"", *(path.rpartition(" ")[0] for path in _ALL)}:
        assert "..." not in CliRunner().invoke(app, [*path.split(), "--help"]).output.replace("[ARGS]...", "")
