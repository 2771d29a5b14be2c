"""`datasay`: the commands. Heavy imports wait until a command needs them, so that `--help` answers at once."""

import errno
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

import datasay
from datasay.cli import database, pieces, tasks, templates, text_generation, texts, users, works
from datasay.cli.creation import create, demo
from datasay.cli.doctor import doctor
from datasay.cli.listing import engines, openapi
from datasay.cli.misuse import told_plainly
from datasay.cli.printing import say
from datasay.cli.roles import beat, serve, worker
from datasay.cli.up import up
from datasay.core.wrong_settings import WrongSettings
from datasay.wording.told import Told


class _Commands(TyperGroup):
    """Tells whichever command is called what is wrong with how it was typed (exit code 2) or with the settings (1)."""

    def make_context(self, *args: Any, **more: Any) -> Any:  # Any: of typer's own copy of click
        """Read the options that stand before any command."""
        with told_plainly():
            return super().make_context(*args, **more)

    def invoke(self, ctx: Any) -> object:  # Any: as above
        """Run the command. What no command has told better is told here: files, the network, an end by Ctrl+C."""
        try:
            with told_plainly():
                return super().invoke(ctx)
        except WrongSettings as wrong:
            typer.echo(str(wrong), err=True)
            raise typer.Exit(1) from wrong
        except OSError as error:
            if error.errno == errno.EPIPE:  # who read us has gone, which typer ends quietly
                raise
            say(error)
            raise typer.Exit(1) from error
        except (KeyboardInterrupt, EOFError, typer.Abort) as stopped:
            say(Told("Stopped.", "已停止。"))
            raise typer.Exit(1) from stopped


app = typer.Typer(
    name="datasay",
    cls=_Commands,
    help="文章进，带配音和字幕的视频出。 An article goes in; a narrated, subtitled video comes out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # typer's panels cut letters where lines hold wide characters
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
app.add_typer(tasks.app, name="task")
app.add_typer(works.app, name="mixall")
texts.app.command("generate")(text_generation.generate_text)
app.add_typer(texts.app, name="text")
app.add_typer(templates.app, name="template")
app.add_typer(pieces.audio_app, name="audio")
app.add_typer(pieces.image_app, name="image")
app.add_typer(pieces.file_app, name="file")
app.add_typer(database.app, name="db")


def _list_whole(commands: typer.Typer) -> None:
    """In lists of commands each one's sentence stands whole; typer would cut it after half a line."""
    for info in commands.registered_commands:
        sentence = info.help or (info.callback.__doc__ if info.callback else "") or ""
        info.short_help = info.short_help or sentence.strip().partition("\n\n")[0]
    for group in commands.registered_groups:
        if group.typer_instance is not None:
            _list_whole(group.typer_instance)
            group.short_help = group.typer_instance.info.help


_list_whole(app)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"datasay {datasay.__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="显示版本。 Show the version.")
    ] = False,
) -> None:
    """DataSay."""
