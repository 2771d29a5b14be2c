"""`datasay text …`: import, export and list texts on a running platform, through its public API."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

if TYPE_CHECKING:
    from datasay.cli.api_client import ApiClient

app = typer.Typer(help="文本。 Texts.", no_args_is_help=True)
Result = TypeVar("Result")


class ExportKind(StrEnum):
    """What a text can be saved as."""

    MD = "md"
    DOCX = "docx"
    TXT = "txt"
    SRT = "srt"


class TextKind(StrEnum):
    """What a text is for."""

    ARTICLE = "article"
    SCRIPT = "script"
    PROMPT = "prompt"
    DIALOGUE = "dialogue"


Server = Annotated[
    str | None,
    typer.Option(help="平台地址。 A running platform; else this machine's own.", envvar="DATASAY_SERVER"),
]
AsJson = Annotated[bool, typer.Option("--json", help="只输出 JSON。 Print JSON only.")]


@asynccontextmanager
async def _client(server: str | None) -> "AsyncIterator[ApiClient]":
    """A session with the given server, or with the platform that runs on this machine. Raises ApiRefused."""
    from datasay.cli.api_client import ApiClient, ApiRefused
    from datasay.cli.embedded.connection import await_running
    from datasay.cli.users import local_session, stored_token
    from datasay.core.settings import get_settings

    if server is None:
        running = await await_running()
        if running is None:
            raise ApiRefused(
                "没有运行中的平台。 No platform runs here: start one with `datasay up`, or name one with --server."
            )
        server, token = running.web_url, await local_session(running.database_url)
    else:
        kept = os.environ.get("DATASAY_TOKEN") or stored_token(get_settings().home, server)
        if kept is None:
            raise ApiRefused(f"请先登录。 Log in first: `datasay login NAME --server {server}`, or set DATASAY_TOKEN.")
        token = kept
    async with ApiClient(server, token) as client:
        yield client


def on_platform(server: str | None, work: "Callable[[ApiClient], Awaitable[Result]]") -> Result:
    """Do this as a user of the platform; what it refuses is printed, and the command ends with 1."""
    import httpx

    from datasay.cli.api_client import ApiRefused
    from datasay.core.errors import DataSayError

    async def run() -> Result:
        async with _client(server) as client:
            return await work(client)

    try:
        return asyncio.run(run())
    except (ApiRefused, DataSayError, OSError) as error:
        typer.echo(str(error), err=True)
    except httpx.TransportError as error:
        where = server or "The platform"
        typer.echo(f"平台没有应答。 {where} does not answer ({error}); see that it runs: `datasay up`.", err=True)
    raise typer.Exit(1)


@app.command("import")
def import_texts(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="文件。 .txt .md .docx .html .epub .srt .vtt .lrc .ass", metavar="FILE...", exists=True, dir_okay=False
        ),
    ],
    kind: Annotated[TextKind, typer.Option("--type", help="文本类型。 What the texts are for.")] = TextKind.ARTICLE,
    tags: Annotated[str | None, typer.Option(help="标签，逗号分隔。 Tags, separated by commas.")] = None,
    language: Annotated[str | None, typer.Option(help="语言代码。 For example zh-CN; else detected.")] = None,
    encoding: Annotated[str | None, typer.Option(help="文本编码。 For example gb18030; else guessed.")] = None,
    server: Server = None,
    json_output: AsJson = False,
) -> None:
    """导入文件为文本。 Make a text of each file; one that cannot be read does not stop the others."""
    from datasay.cli.api_client import ApiRefused

    fields: dict[str, str | list[str]] = {"text_content_type": kind.value}
    if tags:
        fields["text_tags"] = [tag.strip() for tag in tags.replace("，", ",").split(",") if tag.strip()]
    fields |= {
        name: value for name, value in (("text_language", language), ("import_encoding", encoding)) if value is not None
    }

    async def work(client: "ApiClient") -> tuple[list[dict[str, Any]], bool]:
        made: list[dict[str, Any]] = []
        failed = False
        for file in files:
            try:
                answer = await client.import_text(file, fields)
            except (ApiRefused, OSError) as error:
                failed = True
                typer.echo(f"{file}: {error}", err=True)
                continue
            made.append(answer)
            if not json_output:
                _show_imported(file, answer)
        return made, failed

    made, failed = on_platform(server, work)
    if json_output:
        typer.echo(json.dumps(made, ensure_ascii=False))
    if failed:
        raise typer.Exit(1)


def _show_imported(file: Path, answer: dict[str, Any]) -> None:
    text = answer["text"]
    read_as = " ".join(part for part in (answer["import_format"], answer["import_encoding"]) if part)
    typer.echo(f"{file} ({read_as}) → {text['text_id']} {text['text_title']} · {text['text_word_count']} 字")
    for warning in answer["import_warnings"]:
        typer.echo(f"  {warning}", err=True)


@app.command("export")
def export_text(
    text_id: Annotated[int, typer.Argument(help="文本 ID。 The text's number.", min=1)],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="文件。 Where to; else the title in this folder.")
    ] = None,
    kind: Annotated[
        ExportKind | None, typer.Option("--format", help="格式。 Left out: from the output's name, else md.")
    ] = None,
    server: Server = None,
    json_output: AsJson = False,
) -> None:
    """把文本存为文件。 Save a text as Markdown, Word, plain text or subtitles."""
    if kind is None:
        ending = output.suffix.lower().removeprefix(".") if output is not None else ExportKind.MD.value
        if ending not in set(ExportKind):
            known = ", ".join(ExportKind)
            typer.echo(f"不支持 .{ending}。 It is not one of {known}; say which with --format.", err=True)
            raise typer.Exit(2)
        kind = ExportKind(ending)
    wanted = kind.value
    place, timings = on_platform(server, lambda client: client.export_text(text_id, wanted, output))
    if json_output:
        typer.echo(
            json.dumps({"path": str(place.absolute()), "format": wanted, "timings": timings}, ensure_ascii=False)
        )
        return
    typer.echo(f"{place}{f' ({timings})' if timings else ''}")


@app.command("list")
def list_texts(
    q: Annotated[str | None, typer.Option("--q", help="搜索词。 Words to search for.")] = None,
    limit: Annotated[int, typer.Option(help="最多几条。 At most so many.", min=1, max=10_000)] = 50,
    server: Server = None,
    json_output: AsJson = False,
) -> None:
    """列出文本。 The texts, newest first, or those that hold the words."""
    from rich.console import Console
    from rich.table import Table

    async def work(client: "ApiClient") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        params: dict[str, str | int] = {"q": q} if q else {}
        while len(found) < limit:
            page = await client.get("/texts", limit=min(100, limit - len(found)), **params)
            found += page["items"]
            if page["next_cursor"] is None:
                break
            params["cursor"] = page["next_cursor"]
        return found

    texts = on_platform(server, work)
    if json_output:
        typer.echo(json.dumps(texts, ensure_ascii=False))
        return
    table = Table("ID", "标题 title", "类型 type", "语言 language", "字数 words", "状态 status", "标签 tags")
    for text in texts:
        row = [text[name] for name in ("text_id", "text_title", "text_content_type", "text_language")]
        row += [text["text_word_count"], text["text_status"], ", ".join(text["text_tags"] or [])]
        table.add_row(*map(str, row))
    Console().print(table)
