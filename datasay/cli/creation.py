"""`datasay create` and `datasay demo`: the main job from the command line, through the public HTTP API."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datasay.cli.main_job import Made, Wanted


class Aspect(StrEnum):
    """The shape of the picture."""

    PORTRAIT = "9:16"
    LANDSCAPE = "16:9"
    SQUARE = "1:1"


Article = Annotated[Path | None, typer.Argument(help="文章文件。 A text file; left out: the built-in example.")]
Output = Annotated[Path, typer.Option("-o", "--output", help="视频文件。 The video; the subtitles land beside it.")]
AspectOption = Annotated[Aspect, typer.Option("--aspect", help="画面比例。 Shape of the picture.")]
Seconds = Annotated[float, typer.Option(min=10, max=1800, help="目标时长。 Wanted length in seconds.")]
TimbreOption = Annotated[str | None, typer.Option("--timbre", help="音色。 A timbre's name, see `datasay engines`.")]
StyleOption = Annotated[str | None, typer.Option("--style", help="画风。 A style, see `datasay engines`.")]
Music = Annotated[bool, typer.Option("--music/--no-music", help="背景音乐。 A soft music bed.")]


def create(
    article: Annotated[Path, typer.Argument(help="文章文件。 A text file.")],
    output: Output,
    aspect: AspectOption = Aspect.PORTRAIT,
    seconds: Seconds = 60,
    timbre: TimbreOption = None,
    style: StyleOption = None,
    music: Music = True,
    server: Annotated[
        str | None,
        typer.Option(help="平台地址。 A running platform; else this machine's own.", envvar="DATASAY_SERVER"),
    ] = None,
    json_output: Annotated[bool, typer.Option("--json", help="只输出 JSON。 Print JSON only.")] = False,
) -> None:
    """把一篇文章做成视频。 Make a video of an article, on a running platform or on this machine's own."""
    wanted = _wanted(article, output, aspect, seconds, timbre, style, music)
    made = _run(wanted, server=server, quiet=json_output)
    if json_output:
        typer.echo(json.dumps(made.as_json(), ensure_ascii=False))


def demo(
    article: Article = None,
    output: Output = Path("demo.mp4"),
    aspect: AspectOption = Aspect.PORTRAIT,
    seconds: Seconds = 60,
    timbre: TimbreOption = None,
    style: StyleOption = None,
    music: Music = True,
) -> None:
    """演示：启动自带引擎，把文章做成视频。 The main job on embedded engines: an article in, a video out."""
    path = article or Path(__file__).parent / "examples" / "tea.zh.txt"
    _run(_wanted(path, output, aspect, seconds, timbre, style, music), server=None, quiet=False)


def _wanted(
    article: Path, output: Path, aspect: Aspect, seconds: float, timbre: str | None, style: str | None, music: bool
) -> "Wanted":
    from datasay.cli.main_job import Wanted
    from datasay.cli.reading import ArticleUnreadable, read_article

    try:
        text = read_article(article)
    except ArticleUnreadable as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if not output.absolute().parent.is_dir():
        typer.echo(
            f"文件夹 {output.absolute().parent} 不存在，请先建立。 The folder does not exist; make it first.", err=True
        )
        raise typer.Exit(1)
    return Wanted(text, output, aspect.value, seconds, timbre, style, music)


def _run(wanted: "Wanted", *, server: str | None, quiet: bool) -> "Made":
    import asyncio

    import httpx

    from datasay.cli.api_client import ApiRefused
    from datasay.cli.main_job import JobFailed, make
    from datasay.core.errors import DataSayError

    try:
        return asyncio.run(make(wanted, server=server, quiet=quiet))
    except (ApiRefused, JobFailed, DataSayError, OSError) as error:
        typer.echo(str(error), err=True)
    except httpx.TransportError as error:
        typer.echo(
            f"平台没有应答，请确认它在运行。 {server or 'The platform'} does not answer ({error}); see that it runs: "
            "`datasay up`.",
            err=True,
        )
    except KeyboardInterrupt:
        typer.echo("已停止。 Stopped; the task was revoked.", err=True)
    raise typer.Exit(1)
