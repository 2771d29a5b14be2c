"""What a command prints: one JSON document for programs; lines and tables for people, messages on standard error."""

import json
import os
import re
import shlex
import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datasay.wording.languages import language_of_environment
from datasay.wording.system import of_system
from datasay.wording.told import Told, said_by

if TYPE_CHECKING:
    from rich.console import Console

AsJson = Annotated[bool, typer.Option("--json", help="只输出 JSON。 Print JSON only.")]
_OURS = re.compile(
    r"(?<![\w/.-])datasay"
    r"(?= (?:up|demo|create|doctor|engines|login|logout|user|task|mixall|text|template|audio|image|file|db)\b)"
)
_ENDLESS = 10_000  # columns of what reads us through a pipe


def print_json(document: object) -> None:
    """The one document of a command with `--json`."""
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2))


class Refused(Exception):
    """Why a command ends: a sentence that names the cure, told in the language of whoever typed it."""

    def __init__(self, said: Told) -> None:
        super().__init__(said)

    def __str__(self) -> str:
        return in_words(self)


def in_words(said: Told | BaseException | str) -> str:
    """A sentence, or what an error says, in the language of whoever typed the command."""
    if isinstance(said, OSError) and said.errno is not None:
        why = of_system(said)
        said = Told("{path}: {why}", "{path}：{why}", path=str(said.filename), why=why) if said.filename else why
    elif isinstance(said, BaseException):
        said = said_by(said)
    return as_typed(said.told(language_of_environment()) if isinstance(said, Told) else said)


def as_typed(words: str) -> str:
    """The words with each command of ours written as the shell here finds it: `.venv/bin/datasay up` in a clone."""
    return _OURS.sub(_own_command(), words)


@cache
def _own_command() -> str:
    program = Path(sys.argv[0])
    if program.stem != "datasay":  # started as a module
        program = Path(sys.executable).with_name("datasay")
    found = shutil.which("datasay")
    if not program.is_file() or (found is not None and program.samefile(found)):
        return "datasay"
    here, place = Path.cwd(), program.absolute()
    return shlex.quote(str(place.relative_to(here) if place.is_relative_to(here) else place))


def say(message: Told | BaseException | str) -> None:
    """Tell a person something that is no result."""
    typer.echo(in_words(message), err=True)


def console() -> "Console":
    """Standard output, as wide as it is; a pipe has no edge at which lines would be broken."""
    from rich.console import Console

    known = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(width=None if known else _ENDLESS, highlight=False, markup=False)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, typed: int = 1) -> None:
    """A table whose cells are broken into lines where there is no room, never cut off.

    The first `typed` columns hold what people type again: those stay in one piece.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for number, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", no_wrap=number < typed)
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    console().print(table)


def print_fields(fields: Iterable[tuple[str, object]]) -> None:
    """One line for each field that has a value, under the name it has everywhere."""
    told = [(name, at_home(value) if name.endswith("_time") else value) for name, value in fields]
    shown = [(name, value) for name, value in told if value not in (None, "", [], {})]
    width = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        typer.echo(f"{name:<{width}}  {_plain(value)}")


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def measured(unit: str, amount: float) -> str:
    """So many of a unit of use: whole numbers whole, bytes in the size that fits."""
    if unit == "bytes":
        for size, name in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
            if amount >= size:
                return f"{amount / size:.1f} {name}"
    return decimal(amount)


def decimal(number: float) -> str:
    """A number as it is written by hand: no exponent, no zeros behind the last digit."""
    whole = f"{number:,.8f}".rstrip("0").rstrip(".")
    return whole if float(whole.replace(",", "")) else "0"


def at_home(moment: object) -> str:
    """A moment of the API, in UTC, as the clock here shows it; nothing for none."""
    return f"{datetime.fromisoformat(moment).astimezone():%Y-%m-%d %H:%M:%S}" if isinstance(moment, str) else ""
