"""`datasay db`: the schema of the database, its partitions, its audit log, and the secrets in it."""

from pathlib import Path
from typing import Annotated

import typer

from datasay.cli.printing import AsJson

app = typer.Typer(
    no_args_is_help=True, help="数据库：迁移、检查、分区、密钥。 The database: migrations, checks, partitions, keys."
)


@app.command()
def upgrade(as_json: AsJson = False) -> None:
    """执行迁移，补齐内置音色与模板。 Bring the database to the present schema, with the built-in voices and templates.

    Where nobody is yet, an administrator is made and the password printed once.
    """
    # Imported when called, here and below: `datasay --help` must not wait for SQLAlchemy.
    from datasay.cli import database_report

    raise typer.Exit(database_report.run(database_report.upgraded(), as_json=as_json))


@app.command()
def check(as_json: AsJson = False) -> None:
    """检查结构与文件。 Compare the database with the models and the migrations, and list files known to be damaged.

    Exit code 1 when anything differs or is damaged, 2 when the database could not be looked at.
    """
    from datasay.cli import database_report

    raise typer.Exit(database_report.run(database_report.checked(), as_json=as_json, refused=2))


@app.command()
def partitions(
    months_ahead: Annotated[
        int, typer.Option(min=0, max=120, help="提前几个月。 Make the partitions of so many months ahead.")
    ] = 3,
    as_json: AsJson = False,
) -> None:
    """补建并列出分区。 Make the monthly partitions that are missing, and list all partitions."""
    from datasay.cli import database_report

    raise typer.Exit(database_report.run(database_report.partitioned(months_ahead), as_json=as_json))


@app.command("rotate-keys")
def rotate_keys(as_json: AsJson = False) -> None:
    """用第一把密钥重新加密。 Encrypt stored secrets with the first of DATASAY_SECRET_KEYS; older keys may go then.

    Exit code 1 when some cannot be read with any of the keys, 2 when the database is away.
    """
    from datasay.cli import database_report

    raise typer.Exit(database_report.run(database_report.keys_rotated(), as_json=as_json, refused=2))


@app.command("audit-verify")
def audit_verify(
    against: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="以前保存的链首。 Heads kept earlier: what `--json` printed then."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """核验审计日志。 Find rows of the audit log that were removed, changed or put in.

    Exit code 1 when there are any, 2 when the log could not be looked at. Keep what `--json` prints in another place:
    compared with it, a log that was written anew as a whole is found too.
    """
    from datasay.cli import database_report

    raise typer.Exit(database_report.run(database_report.audit_verified(against), as_json=as_json, refused=2))
