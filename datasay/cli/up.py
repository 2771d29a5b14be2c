"""`datasay up`: the whole platform until Ctrl-C."""

import typer


def up() -> None:
    """运行整个平台，直到 Ctrl-C。 Run the whole platform until Ctrl-C: database, queue, worker, scheduler and web.

    Exit code 0 after an orderly end, 1 when it cannot start or a part keeps crashing.
    """
    # Imported when called: `datasay --help` must not wait for what only this command needs.
    import asyncio

    from rich.console import Console

    from datasay.cli.embedded.foreground import run_until_stopped
    from datasay.core.settings import get_settings

    raise typer.Exit(asyncio.run(run_until_stopped(get_settings(), Console(), Console(stderr=True))))
