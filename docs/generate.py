"""Writes the reference pages that follow from the code: settings, command line, HTTP API.

python docs/generate.py            write them
python docs/generate.py --check    exit code 1 when a page is not what the code says
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import typer.main
from pydantic_core import PydanticUndefined

from datasay.cli.main import app
from datasay.core.settings import Settings

REFERENCE = Path(__file__).parent / "reference"
_NOTE = "<!-- Written by docs/generate.py; change the code instead. -->\n"


def settings_page() -> Iterator[str]:
    """Every setting with its default and meaning."""
    yield "# Settings\n"
    yield "Read once at start from the environment, or from a file `.env` in the folder the command runs in.\n"
    yield "| variable | default | meaning |\n|---|---|---|"
    for name, field in Settings.model_fields.items():
        default: object = field.default
        if default is PydanticUndefined:
            default = {
                "home": "the user data folder of the system",
                "worker_concurrency": "the number of cores",
            }.get(name, "empty")
        shown = "unset" if default is None else f"`{default}`" if not isinstance(default, str) else default or "empty"
        yield f"| `DATASAY_{name.upper()}` | {shown} | {field.description or ''} |"
    yield "\nRead from the environment only:\n"
    yield "| variable | meaning |\n|---|---|"
    yield "| `DATASAY_POSTGRES_BIN` | Folder of the PostgreSQL programs (≥ 15) for the embedded database. |"
    yield "| `DATASAY_REDIS_BIN` | `redis-server` (≥ 6.2) for the embedded queue. |"
    yield "| `DATASAY_SERVER`, `DATASAY_TOKEN` | Platform and session token of commands that ask one. |"
    yield "| `DATASAY_LANGUAGE` | `zh` or `en`: language of errors; else that of `LC_ALL`, `LC_MESSAGES`, `LANG`. |"


def cli_page() -> Iterator[str]:
    """Every command with its help."""
    yield "# Command line\n"
    yield "What is marked as required must be given; all else may be left out.\n"
    yield (
        "Exit codes: 0 done; 1 refused or failed, or the task that was watched ended without a result (the reason is "
        "on standard error); 2 misused.\n"
    )
    yield (
        "With `--json`, standard output holds one JSON document and nothing else: what the API answers, with its field "
        'names. Lists are `{"items": [...], "next_cursor": ...}`; `--cursor` takes the latter. Commands that save a '
        "file add its `path`. Times are UTC in JSON, this machine's in tables.\n"
    )
    yield (
        "Files are written beside their place and moved there whole. A place that cannot be written, or a name that "
        "does not fit the bytes, is refused before anything is fetched or made.\n"
    )
    root = typer.main.get_command(app)
    yield from _command(root, "datasay", 2)


def _command(command: click.Command, path: str, level: int) -> Iterator[str]:
    commands: dict[str, Any] = getattr(command, "commands", {})
    if path != "datasay":
        yield f"{'#' * level} `{path}`\n"
        yield " ".join((command.help or "").split()) + "\n"
        if not commands:
            yield from _parameters(command)
    for name, child in commands.items():
        yield from _command(child, f"{path} {name}", level if path == "datasay" else level + 1)


def _parameters(command: click.Command) -> Iterator[str]:
    rows = []
    for parameter in command.params:
        if parameter.name == "help":
            continue
        names = " ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])
        help_text = getattr(parameter, "help", None) or ""
        default = parameter.default
        plain = default is not None and not callable(default) and str(default) not in {"", "False", "Sentinel.UNSET"}
        shown = f"`{getattr(default, 'value', default)}`" if plain else ""
        if default is True:
            shown = f"`{parameter.opts[0]}`"
        if getattr(parameter, "required", False):
            shown = "required"
        argument = names.upper() if getattr(parameter, "param_type_name", "") == "argument" else names
        rows.append(f"| {argument} | {shown} | {' '.join(str(help_text).split())} |")
    if rows:
        yield "| option | default | meaning |\n|---|---|---|"
        yield from rows
        yield ""


def api_page() -> Iterator[str]:
    """Every route with its summary."""
    run = subprocess.run(
        [sys.executable, "-m", "datasay", "openapi"], check=True, capture_output=True, text=True, encoding="utf-8"
    )
    document: dict[str, Any] = json.loads(run.stdout)
    yield "# HTTP API\n"
    yield (
        "The interactive version is at `/docs` of a running platform, the machine-readable one at `/openapi.json`. "
        "Send `Authorization: Bearer <session_token>`. Lists answer "
        '`{"items": [...], "next_cursor": ... }` and take `limit`, `cursor`, `sort` and filters named after columns; '
        "fields and parameters that a route does not know are refused. "
        "POSTs that start work take an `Idempotency-Key` header and answer `202` with a task.\n"
    )
    yield (
        "Errors are `application/problem+json` in Chinese or English by `Accept-Language`: a stable `type`, in `detail`"
        " a sentence with what to do, in `params` the values it speaks of (limits, known values, keys), and in `errors`"
        " each wrong field with its own `message` and `params`. Why a task failed is told the same way in "
        "`task_error_type` (the same types, and those of engines, like `engine-busy`), `task_error_message` and "
        "`task_error_params`.\n"
    )
    yield "| method | path | does |\n|---|---|---|"
    for path, operations in sorted(document["paths"].items()):
        for method, operation in operations.items():
            text = str(operation.get("description") or operation.get("summary") or "").strip().split("\n\n")[0]
            yield f"| {method.upper()} | `{path}` | {' '.join(text.split())} |"


PAGES = {"settings.md": settings_page, "cli.md": cli_page, "api.md": api_page}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only say which pages are out of date")
    check = parser.parse_args().check
    stale = []
    for name, page in PAGES.items():
        text = _NOTE + "\n" + "\n".join(page()).rstrip() + "\n"
        path = REFERENCE / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not check:
                path.write_text(text, encoding="utf-8")
    verb = "out of date; run `make docs`" if check else "written"
    sys.stdout.write("".join(f"docs/reference/{name}: {verb}\n" for name in stale))
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
