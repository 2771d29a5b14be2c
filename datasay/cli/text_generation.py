"""`datasay text generate`: have a text written by an engine of a running platform, and read along."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from datasay.cli.printing import AsJson, print_json, say
from datasay.cli.reaching import Server, on_platform
from datasay.cli.saving import CannotSave, check_place, saved
from datasay.cli.texts import TextKind
from datasay.text.generation.operations import GenerateOperation
from datasay.wording.told import Told, verbatim

if TYPE_CHECKING:
    from datasay.cli.api_client import ApiClient
    from datasay.cli.sources import Source

_OPTIONS = {
    "engine": "--engine",
    "operation": "--operation",
    "text_content_type": "--type",
    "text_title": "--title",
    "target_seconds": "--seconds",
    "target_words": "--words",
    "text_language": "--language",
    "tone": "--tone",
    "instructions": "--instructions",
    "count": "--count",
    "source_text_id": "--text-id",
}


def generate_text(
    source: Annotated[
        Path | None,
        typer.Argument(
            help="原文文件，导入能读的都可以，- 为标准输入。 Any file that import reads, - for standard input.",
            metavar="FILE",
        ),
    ] = None,
    text_id: Annotated[int | None, typer.Option(help="平台上的原文。 Or a text of the platform.", min=1)] = None,
    engine: Annotated[str, typer.Option(help="引擎。 local, openai, … see `datasay engines`.")] = "local",
    operation: Annotated[
        GenerateOperation, typer.Option(help="做什么。 What is to be done.")
    ] = GenerateOperation.WRITE,
    kind: Annotated[TextKind | None, typer.Option("--type", help="新文本的类型。 What the new text is for.")] = None,
    title: Annotated[str | None, typer.Option(help="标题。 Title of the new text.")] = None,
    seconds: Annotated[float | None, typer.Option(help="念出来的时长。 Wanted length when spoken.")] = None,
    words: Annotated[int | None, typer.Option(help="字数。 Wanted length in characters or words.")] = None,
    language: Annotated[str | None, typer.Option(help="语言代码。 Language of the new text, like en-US.")] = None,
    tone: Annotated[str | None, typer.Option(help="语气。 Tone.")] = None,
    instructions: Annotated[str | None, typer.Option(help="其他要求。 Further wishes.")] = None,
    count: Annotated[int | None, typer.Option(help="几个版本。 How many texts, or titles.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="写入文件。 Write to a file.")] = None,
    server: Server = None,
    json_output: AsJson = False,
) -> None:
    """用引擎写文本。 Have a text written, rewritten, shortened, translated; it is kept on the platform and printed.

    Ctrl-C stops the work; what was written until then is not kept.
    """
    if (source is None) == (text_id is None):
        say(Told("Give either a file or --text-id.", "请给出文件或 --text-id。"))
        raise typer.Exit(2)
    wishes: dict[str, Any] = {
        "engine": engine, "operation": operation.value, "text_content_type": kind.value if kind else None,
        "text_title": title, "target_seconds": seconds, "target_words": words, "text_language": language,
        "tone": tone, "instructions": instructions, "count": count, "source_text_id": text_id,
    }  # fmt: skip
    read = _read(source, output)
    wanted = {name: value for name, value in wishes.items() if value is not None}
    follows = sys.stdout.isatty() and output is None and not json_output

    async def work(client: "ApiClient") -> tuple[dict[str, Any], list[dict[str, Any]], bool]:
        return await _generate(client, wanted, read, follows=follows)

    task, texts, followed = on_platform(server, work, _OPTIONS)
    content = "\n\n".join(str(text["text_content"]) for text in texts)
    if output is not None:
        try:
            with saved(output) as file:
                file.write(f"{content}\n".encode())
        except CannotSave as error:
            say(error)
            raise typer.Exit(1) from error
    if json_output:
        print_json(task["task_result"] | {"texts": texts})
    elif output is not None:
        typer.echo(f"{output} · {', '.join(str(text['text_id']) for text in texts)}")
    elif followed:
        typer.echo()
    else:
        typer.echo(content)


def _read(source: Path | None, output: Path | None) -> "Source | None":
    from datasay.cli.reading import ArticleUnreadable
    from datasay.cli.sources import Source, read_source

    try:
        if output is not None:
            check_place(output, force=True)
        if source is None:
            return None
        if str(source) != "-":
            return read_source(source)
        typed = sys.stdin.read()
        if not typed.strip():
            raise ArticleUnreadable(
                Told(
                    "Nothing came on standard input: write or pipe the words.",
                    "标准输入没有内容，请输入或用管道传入文字。",
                )
            )
        return Source(typed)
    except (ArticleUnreadable, CannotSave, UnicodeDecodeError) as error:
        say(error)
        raise typer.Exit(1) from error


async def _generate(
    client: "ApiClient", wanted: dict[str, Any], source: "Source | None", *, follows: bool
) -> tuple[dict[str, Any], list[dict[str, Any]], bool]:
    """The ended task, its texts, and whether they were printed as they came. Raises ApiRefused."""
    from datasay.cli.api_client import ApiRefused
    from datasay.cli.sources import start_with

    shown = 0

    def show(offset: int, piece: str) -> None:
        nonlocal shown
        if not offset and shown:
            typer.echo("\n")  # begun anew, or the next of several
        shown += len(piece)
        typer.echo(piece, nl=False)

    if source is None:
        task = await client.start_generation(wanted)
    else:
        task = await start_with(
            client, client.start_generation, wanted, source, text_as="prompt", text_id_as="source_text_id"
        )
    uuid = str(task["task_uuid"])
    try:
        async for seen in client.watch(uuid, on_text=show if follows else None):
            task = seen
    except asyncio.CancelledError:  # Ctrl-C
        await client.revoke(uuid)
        raise
    if task["task_status"] != "completed":
        why = task["task_error_message"]
        stopped = Told("The task was {status}.", "任务已结束（{status}）。", status=task["task_status"])
        raise ApiRefused(verbatim(why) if why else stopped)
    texts = [await client.get(f"/texts/{text_id}") for text_id in task["task_result"]["text_ids"]]
    return task, texts, shown > 0
