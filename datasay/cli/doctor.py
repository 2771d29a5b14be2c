"""`datasay doctor`: what the platform needs, what was found, what is missing and how to get it."""

from typing import Annotated

import typer

from datasay.cli.printing import AsJson


def doctor(
    as_json: AsJson = False,
    memory: Annotated[
        bool, typer.Option("--memory", help="运行中平台的内存。 The memory of the running platform.")
    ] = False,
) -> None:
    """检查运行环境。 Say what is found, what is missing and how to fix it.

    Exit code 1 when something needed is missing.
    """
    # Imported when called: `datasay --help` must not wait for what only this command needs.
    from datasay.cli.embedded import report
    from datasay.core.settings import get_settings
    from datasay.core.wrong_settings import WrongSettings

    show = report.print_memory if memory else report.print_findings
    try:
        settings = get_settings()
    except WrongSettings as wrong:
        raise typer.Exit(report.print_wrong_settings(wrong.problems, as_json=as_json)) from wrong
    raise typer.Exit(show(settings, as_json=as_json))
