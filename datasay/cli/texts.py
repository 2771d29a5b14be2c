"""`datasay text …`: import, export and list texts on a running platform, through its public API."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from datasay.cli.kept import Cursor, Force, Kind, Limit, Tags, show_list, show_one
from datasay.cli.printing import AsJson, in_words, print_json, say
from datasay.cli.reaching import Server, on_platform
from datasay.cli.saving import CannotSave, check_place
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.cli.api_client import ApiClient

app = typer.Typer(help="文本。 Texts.", no_args_is_help=True)
_TEXTS = Kind(
    "/texts",
    "text_id",
    {
        "ID": "text_id",
        "标题 title": "text_title",
        "类型 type": "text_content_type",
        "语言 language": "text_language",
        "字数 words": "text_word_count",
        "状态 status": "text_status",
        "标签 tags": "text_tags",
    },
    unshown=frozenset({"text_scenes"}),
    options={"q": "--q", "text_language": "--language", "text_tags": "--tag"},
)
Status = Literal["draft", "published", "archived"]
_IMPORTED = {
    "text_content_type": "--type",
    "text_tags": "--tags",
    "text_language": "--language",
    "import_encoding": "--encoding",
}


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
                why = error.by_options(_IMPORTED) if isinstance(error, ApiRefused) else error
                say(f"{file}: {in_words(why)}")
                continue
            made.append(answer)
            if not json_output:
                _show_imported(file, answer)
        return made, failed

    made, failed = on_platform(server, work)
    if json_output:
        print_json(made)
    if failed:
        raise typer.Exit(1)


def _show_imported(file: Path, answer: dict[str, Any]) -> None:
    text = answer["text"]
    read_as = " ".join(part for part in (answer["import_format"], answer["import_encoding"]) if part)
    typer.echo(f"{file} ({read_as}) → {text['text_id']} {text['text_title']} · {text['text_word_count']} 字")
    for warning in answer["import_warnings"]:
        say(f"  {warning}")


@app.command("export")
def export_text(
    text_id: Annotated[int, typer.Argument(help="文本 ID。 The text's number.", min=1)],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="文件或文件夹。 A file or folder; else the title in this folder."),
    ] = None,
    kind: Annotated[
        ExportKind | None, typer.Option("--format", help="格式。 Left out: from the output's name, else md.")
    ] = None,
    force: Force = False,
    server: Server = None,
    json_output: AsJson = False,
) -> None:
    """把文本存为文件。 Save a text as Markdown, Word, plain text or subtitles."""
    folder = output is not None and output.is_dir()
    if kind is None:
        ending = ExportKind.MD.value if output is None or folder else output.suffix.lower().removeprefix(".")
        if ending not in set(ExportKind):
            say(
                Told(
                    "{name} does not end like one of {known}; say which with --format.",
                    "{name} 的扩展名不是 {known} 之一；请用 --format 指定格式。",
                    name=output,
                    known=[kind.value for kind in ExportKind],
                )
            )
            raise typer.Exit(2)
        kind = ExportKind(ending)
    wanted = kind.value
    if output is not None and not folder:
        try:
            check_place(output, force=force)
        except CannotSave as error:
            say(error)
            raise typer.Exit(1) from error
    place, timings = on_platform(server, lambda client: client.export_text(text_id, wanted, output))
    if json_output:
        print_json({"path": str(place.absolute()), "format": wanted, "timings": timings})
        return
    typer.echo(f"{place}{f' ({timings})' if timings else ''}")


@app.command("list")
def list_texts(
    q: Annotated[str | None, typer.Option("--q", help="搜索词。 Words to search for.")] = None,
    kind: Annotated[TextKind | None, typer.Option("--type", help="只要这种。 Only of this kind.")] = None,
    status: Annotated[Status | None, typer.Option(help="只要这种状态的。 Only in this state.")] = None,
    language: Annotated[str | None, typer.Option(help="语言，如 zh-CN。 Only of this language.")] = None,
    tags: Tags = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    server: Server = None,
    json_output: AsJson = False,
) -> None:
    """列出文本。 The texts, newest first, or those that hold the words."""
    wanted = {
        "q": q,
        "text_content_type": kind.value if kind else None,
        "text_status": status,
        "text_language": language,
        "text_tags": tags,
    }
    show_list(_TEXTS, server, wanted, limit=limit, cursor=cursor, as_json=json_output)


@app.command("show")
def show_text(
    text_id: Annotated[int, typer.Argument(help="文本 ID。 The text's number.", min=1)],
    server: Server = None,
    json_output: AsJson = False,
) -> None:
    """显示一篇文本。 One text with its words."""
    show_one(_TEXTS, server, text_id, as_json=json_output, below="text_content")
