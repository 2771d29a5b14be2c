"""`datasay`: the commands. Heavy imports wait until a command needs them, so that `--help` answers at once."""

from typing import Annotated

import typer

import datasay
from datasay.cli import database, templates, text_generation, texts, users
from datasay.cli.creation import create, demo
from datasay.cli.doctor import doctor
from datasay.cli.listing import engines, openapi
from datasay.cli.roles import beat, serve, worker
from datasay.cli.up import up

app = typer.Typer(
    name="datasay",
    help="文章进，带配音和字幕的视频出。 An article goes in; a narrated, subtitled video comes out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(up)
app.command()(demo)
app.command()(create)
app.command()(doctor)
app.command()(serve)
app.command()(worker)
app.command()(beat)
app.command()(engines)
app.command()(openapi)
app.command("login")(users.login_command)
app.command("logout")(users.logout_command)
app.add_typer(users.app, name="user")
texts.app.command("generate")(text_generation.generate_text)
app.add_typer(texts.app, name="text")
app.add_typer(templates.app, name="template")
app.add_typer(database.app, name="db")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"datasay {datasay.__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """DataSay."""
