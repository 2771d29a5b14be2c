"""`datasay engines` and `datasay openapi`: what is here, and how it is talked to."""

import json
from pathlib import Path
from typing import Annotated

import typer

_CHOICES = {"text": "文本操作 Operations", "voice": "音色 --timbre", "image": "画风 --style"}
_NO_ACCOUNT = "需要账号 needs an account (DATASAY_OPENAI__MODEL, /api/v1/platforms)"


def engines(
    json_output: Annotated[bool, typer.Option("--json", help="只输出 JSON。 Print JSON only.")] = False,
) -> None:
    """列出引擎。 The engines, what each can do, and the voices and styles to choose from."""
    from dataclasses import asdict

    from rich.console import Console
    from rich.table import Table

    from datasay.engines.registry import list_engines, voice_engine

    found = list_engines()
    models = _models_for_everybody()  # accounts of users are theirs to see
    voices = {engine.name: voice_engine(engine.name).voices() for engine in found if engine.kind == "voice"}
    if json_output:
        rows = [
            asdict(engine)
            | {"configured": not engine.needs_account or engine.name in models, "models": models.get(engine.name, [])}
            | ({"voices": [asdict(v) for v in voices[engine.name]]} if engine.kind == "voice" else {})
            for engine in found
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    table = Table("类别 kind", "名称 name", "可用 configured", "版本 version", "说明 description")
    console = Console()
    choices: list[str] = []
    for engine in found:
        options = [voice.platform_id for voice in voices[engine.name]] if engine.kind == "voice" else engine.options
        if options:
            choices.append(f"{_CHOICES[engine.kind]} ({engine.name}): {', '.join(options)}")
        state = "✓"
        if engine.needs_account:
            state = ", ".join(models.get(engine.name, [])) or _NO_ACCOUNT
        table.add_row(engine.kind, engine.name, state, engine.version, engine.description)
    console.print(table)
    for line in choices:  # outside the table, whose columns would cut the names that have to be typed
        console.print(line, soft_wrap=True, highlight=False)


def _models_for_everybody() -> dict[str, list[str]]:
    """By engine, the models of the accounts that serve everybody: administrators', then the operator's.

    Of a database that is away, or of a platform that does not run here, nothing is known.
    """
    import asyncio

    from sqlalchemy.exc import SQLAlchemyError

    from datasay.cli.embedded.connection import find_running
    from datasay.core.database import Database
    from datasay.core.errors import DataSayError
    from datasay.core.settings import get_settings
    from datasay.platform_integration.queries import shared_models

    async def ask(url: str) -> dict[str, list[str]]:
        database = Database(url, pool_size=1)
        try:
            async with asyncio.timeout(5), database.reading() as connection:
                return await shared_models(connection)
        finally:
            await database.close()

    settings = get_settings()
    url = settings.database_url
    if url is None and (running := find_running()) is not None:
        url = running.database_url
    models: dict[str, list[str]] = {}
    if url is not None:
        try:
            models = asyncio.run(ask(url))
        except (DataSayError, SQLAlchemyError, OSError, TimeoutError) as error:
            typer.echo(f"数据库不可用 The database is away; shared accounts are not listed: {error}", err=True)
    if settings.openai.model is not None:
        models["openai"] = [*models.get("openai", []), settings.openai.model]
    return models


def openapi(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="写入文件。 Write to a file.")] = None,
) -> None:
    """输出 OpenAPI 文档。 The OpenAPI document."""
    from datasay.api.app import create_app
    from datasay.core.settings import Settings

    # The document does not depend on the database; an address is needed only to build the application.
    app = create_app(Settings(database_url="postgresql+asyncpg://nobody@127.0.0.1:1/none"))
    text = json.dumps(app.openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
