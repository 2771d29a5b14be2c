"""`datasay create` and `datasay demo`: the main job from the command line, through the public HTTP API."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datasay.cli.printing import AsJson, print_json, say
from datasay.cli.reaching import Server, silent
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.cli.main_job import Wanted


class Aspect(StrEnum):
    """The shape of the picture."""

    PORTRAIT = "9:16"
    LANDSCAPE = "16:9"
    SQUARE = "1:1"


_READ = ".txt .md .docx .html .epub .srt .vtt"
Article = Annotated[
    Path | None, typer.Argument(help=f"文章文件。 The article: {_READ}; left out: the built-in example.")
]
Output = Annotated[
    Path,
    typer.Option(
        "-o", "--output", help="MP4 文件，已有的会被替换。 The video, replaced if there; the subtitles land beside it."
    ),
]
AspectOption = Annotated[Aspect, typer.Option("--aspect", help="画面比例。 Shape of the picture.")]
Seconds = Annotated[float, typer.Option(min=10, max=1800, help="目标时长。 Wanted length in seconds.")]
TimbreOption = Annotated[str | None, typer.Option("--timbre", help="音色。 A timbre's name, see `datasay engines`.")]
StyleOption = Annotated[str | None, typer.Option("--style", help="画风。 A style, see `datasay engines`.")]
Writer = Annotated[
    str | None, typer.Option("--engine", help="谁写脚本。 The engine that writes the script, see `datasay engines`.")
]
Painter = Annotated[
    str | None,
    typer.Option("--image-engine", help="谁画图。 The engine that draws the pictures, see `datasay engines`."),
]
Music = Annotated[bool, typer.Option("--music/--no-music", help="背景音乐。 A soft music bed.")]


def create(
    article: Annotated[Path, typer.Argument(help=f"文章文件。 The article: {_READ}")],
    output: Output,
    aspect: AspectOption = Aspect.PORTRAIT,
    seconds: Seconds = 60,
    timbre: TimbreOption = None,
    style: StyleOption = None,
    engine: Writer = None,
    image_engine: Painter = None,
    music: Music = True,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """把一篇文章做成视频。 Make a video of an article, on a running platform or on this machine's own."""
    wanted = _wanted(article, output, aspect, seconds, timbre, style, music, engine, image_engine)
    _run(wanted, server=server, as_json=as_json)


def demo(
    article: Article = None,
    output: Output = Path("demo.mp4"),
    aspect: AspectOption = Aspect.PORTRAIT,
    seconds: Seconds = 60,
    timbre: TimbreOption = None,
    style: StyleOption = None,
    music: Music = True,
    as_json: AsJson = False,
) -> None:
    """演示：启动自带引擎，把文章做成视频。 The main job on embedded engines: an article in, a video out."""
    path = article or Path(__file__).parent / "examples" / "tea.zh.txt"
    _run(_wanted(path, output, aspect, seconds, timbre, style, music), server=None, as_json=as_json)


def _wanted(
    article: Path,
    output: Path,
    aspect: Aspect,
    seconds: float,
    timbre: str | None,
    style: str | None,
    music: bool,
    engine: str | None = None,
    image_engine: str | None = None,
) -> "Wanted":
    from datasay.cli.main_job import Wanted
    from datasay.cli.reading import ArticleUnreadable
    from datasay.cli.saving import VIDEO, CannotSave, check_place, check_suffix
    from datasay.cli.sources import read_source

    try:
        source = read_source(article)
        check_suffix(output, VIDEO)
        for place in (output, output.with_suffix(".srt")):
            check_place(place, force=True)
    except (ArticleUnreadable, CannotSave) as error:
        say(error)
        raise typer.Exit(1) from error
    return Wanted(source, output, aspect.value, seconds, timbre, style, music, engine, image_engine)


def _run(wanted: "Wanted", *, server: str | None, as_json: bool) -> None:
    import asyncio

    import httpx

    from datasay.cli.api_client import ApiRefused
    from datasay.cli.main_job import JobFailed, make
    from datasay.cli.saving import CannotSave
    from datasay.core.errors import DataSayError

    try:
        made = asyncio.run(make(wanted, server=server, quiet=as_json))
        if as_json:
            print_json(made.as_json())
        return
    except (ApiRefused, CannotSave, JobFailed, DataSayError, OSError) as error:
        say(error)
    except httpx.TransportError as error:
        say(silent(server, error))
    except KeyboardInterrupt:
        say(Told("Stopped; the task was revoked.", "已停止，任务已撤销。"))
    raise typer.Exit(1)
