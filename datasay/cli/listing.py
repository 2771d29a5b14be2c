"""`datasay engines` and `datasay openapi`: what is here, and how it is talked to."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datasay.cli.printing import AsJson, in_words, print_json, print_table, say
from datasay.wording.told import Told, said_by

_PATIENCE_SECONDS = 30.0
_CHOICES = {
    "text": "文本操作 Operations",
    "analysis": "分析 Analyses",
    "voice": "音色 --timbre",
    "image": "画风 --style",
}
_NO_ACCOUNT = (
    "没有大家共用的账号（个人账号不在此列） no account that serves everybody (users' own are not shown here):"
    " POST /api/v1/platforms, 或 or DATASAY_ENGINES__{}__…"
)
_UNTITLED = {"shared": "共用账号 a shared account", "operator": "管理员设置的账号 the operator's account"}

if TYPE_CHECKING:
    from datasay.platform_integration.engine_states import EngineState


def engines(as_json: AsJson = False) -> None:
    """列出引擎。 The engines, what each can do, by whose account, and the voices and styles to choose from."""
    states = _states()
    if as_json:
        import asyncio

        print_json({"items": asyncio.run(_rows(states))})
        return
    rows: list[tuple[str, ...]] = []
    below: list[str] = []  # outside the table, for it has to be typed
    for state in states:
        engine, info = state.engine, state.engine.info
        if info is None:
            rows.append((engine.kind, engine.name, "✗", engine.package))
        else:
            rows.append((engine.kind, engine.name, "✓" if state.configured else "—", info.description))
            if info.account is not None:
                told = ", ".join(account.title or _UNTITLED[account.owner] for account in state.accounts)
                below.append(f"{engine.kind} {engine.name}: {told or _NO_ACCOUNT.format(engine.name.upper())}")
            if info.options:
                label = _CHOICES.get(engine.kind, "可选 Options")
                below.append(f"{label} ({engine.name}): {', '.join(info.options)}")
        if state.problem is not None:
            below.append(f"✗ {engine.kind} {engine.name}: {in_words(state.problem)}")
    below += _of_no_engine(states)
    print_table(("类别 kind", "名称 name", "可用 ready", "说明 description"), rows, typed=2)
    typer.echo()
    for line in below:
        typer.echo(line)


def _of_no_engine(states: "list[EngineState]") -> list[str]:
    """The operator's accounts with what works without one."""
    from datasay.core.errors import DataSayError
    from datasay.core.settings import get_settings
    from datasay.platform_integration.service import operator_account

    settings, told = get_settings(), []
    with_one = {one.engine.name for one in states if one.engine.info is None or one.engine.info.account is not None}
    for name in sorted(set(settings.engines) - with_one):
        try:
            operator_account(settings, name)
        except DataSayError as problem:
            told.append(f"✗ {settings.account_variables(name)}: {in_words(problem.detail)}")
    return told


async def _rows(states: "list[EngineState]") -> list[dict[str, object]]:
    from datasay.platform_integration.engine_states import as_read

    return [as_read(state, in_words).model_dump(mode="json") | await _voices(state) for state in states]


async def _voices(state: "EngineState") -> dict[str, object]:
    """The voices of an engine that needs no account; one that does not tell them is shown without."""
    from dataclasses import asdict

    from datasay.engines.errors import EngineError
    from datasay.engines.protocols import Desk, VoiceEngine
    from datasay.engines.questions import ask

    info = state.engine.info
    if info is None or info.kind != "voice" or info.account is not None:
        return {}

    async def told(engine: VoiceEngine) -> list[dict[str, object]]:
        return [asdict(voice) for voice in await engine.voices()]

    try:
        voices = await ask("voice", info.name, Desk(), told, patience_seconds=_PATIENCE_SECONDS)
    except EngineError as error:
        return {"engine_voices": [], "engine_problem": in_words(error)}
    return {"engine_voices": voices}


def _states() -> "list[EngineState]":
    """The engines with the accounts that serve everybody: administrators', then the operator's.

    Accounts of users are theirs to see. Of a database that is away, or of a platform that does not run here, nothing
    is known.
    """
    import asyncio

    from sqlalchemy.exc import SQLAlchemyError

    from datasay.cli.embedded.connection import find_running
    from datasay.core.database import Database
    from datasay.core.errors import DataSayError
    from datasay.core.identity import OPERATOR
    from datasay.core.settings import get_settings
    from datasay.platform_integration.engine_states import engine_states

    settings = get_settings()

    async def ask(url: str) -> "list[EngineState]":
        database = Database(url, pool_size=1)
        try:
            async with asyncio.timeout(5), database.transaction(OPERATOR) as session:
                return await engine_states(session, settings, None)
        finally:
            await database.close()

    url = settings.database_url
    if url is None and (running := find_running()) is not None:
        url = running.database_url
    if url is not None:
        try:
            return asyncio.run(ask(url))
        except (DataSayError, SQLAlchemyError, OSError, TimeoutError) as error:
            say(
                Told(
                    "The database is away; shared accounts are not listed: {why}",
                    "数据库不可用，未列出共用账号：{why}",
                    why=said_by(error),
                )
            )
    return asyncio.run(engine_states(None, settings, None))


def openapi(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="写入文件。 Write to a file.")] = None,
) -> None:
    """输出 OpenAPI 文档。 The OpenAPI document."""
    from datasay.api.app import create_app
    from datasay.cli.saving import CannotSave, check_place, saved
    from datasay.core.settings import Settings

    try:
        if output is not None:
            check_place(output, force=True)
    except CannotSave as error:
        say(error)
        raise typer.Exit(1) from error
    # The document does not depend on the database; an address is needed only to build the application.
    app = create_app(Settings(database_url="postgresql+asyncpg://nobody@127.0.0.1:1/none"))
    text = json.dumps(app.openapi(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    if output is None:
        typer.echo(text, nl=False)
    else:
        try:
            with saved(output) as file:
                file.write(text.encode())
        except CannotSave as error:
            say(error)
            raise typer.Exit(1) from error
