"""`datasay create` and `datasay demo`: the main job from the command line, through the public HTTP API."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from datasay.cli.printing import AsJson, print_json, say
from datasay.cli.reaching import Server, silent
from datasay.composition.movement import Movement
from datasay.composition.subtitle_styles import SubtitleStyle
from datasay.digest.moods import Mood
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.cli.main_job import Wanted


class Aspect(StrEnum):
    """The shape of the picture."""

    PORTRAIT = "9:16"
    LANDSCAPE = "16:9"
    SQUARE = "1:1"


_LARGEST_SEED = 2**53 - 1
_READ = ".txt .md .docx .html .epub .srt .vtt"
Article = Annotated[
    Path | None, typer.Argument(help=f"文章文件。 The article: {_READ}; left out: the built-in example.")
]
Output = Annotated[
    Path,
    typer.Option(
        "-o",
        "--output",
        help="MP4 文件，已有的会被替换。 The video; subtitles, cover and credits beside it.",
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
Speed = Annotated[float, typer.Option(min=0.5, max=2.0, help="语速。 How fast it is spoken; 1 is normal.")]
Music = Annotated[
    str,
    typer.Option(
        metavar="NAME|FILE|none",
        help="背景音乐：按内容（auto）、一种情绪、自己的声音文件或 none。 Music: by the text (auto), a mood, your own "
        f"file, or none. Moods: {', '.join(Mood)}.",
    ),
]
NoMusic = Annotated[bool, typer.Option("--no-music", help="同 --music none。 The same as --music none.")]
Volume = Annotated[float, typer.Option("--music-volume", min=0, max=2, help="音乐音量，1 为标准。 1 is normal.")]
Effects = Annotated[bool, typer.Option("--effects/--no-effects", help="换镜音效。 Soft sounds where a part begins.")]
Motion = Annotated[Movement, typer.Option("--motion", help="画面动多少。 How much moves in the picture.")]
Subtitles = Annotated[SubtitleStyle, typer.Option("--subtitles", help="字幕样式。 The style of the subtitles.")]
CoverTitle = Annotated[
    str | None, typer.Option("--cover-title", help="封面上的字，默认是标题。 What the cover says; else the title.")
]
Photos = Annotated[
    bool,
    typer.Option(
        "--photos/--no-photos",
        help="用上传的照片：标签与某一镜相符的。 Show your uploaded photos in scenes that have or say a tag of theirs.",
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        min=0, max=_LARGEST_SEED, help="换一个数字就换一套画面和音乐。 Another number, other pictures and music."
    ),
]

_OPTIONS = {
    "mixall_aspect": "--aspect",
    "target_seconds": "--seconds",
    "audio_speed": "--speed",
    "style": "--style",
    "motion": "--motion",
    "subtitle_style": "--subtitles",
    "engine": "--engine",
    "image_engine": "--image-engine",
    "music": "--music",
    "music_volume": "--music-volume",
    "effects": "--effects",
    "photos": "--photos",
    "seed": "--seed",
    "cover_title": "--cover-title",
    "audio_timbre_id": "--timbre",
    "music_file_id": "--music",
}


def create(
    article: Annotated[Path, typer.Argument(help=f"文章文件。 The article: {_READ}")],
    output: Output,
    aspect: AspectOption = Aspect.PORTRAIT,
    seconds: Seconds = 60,
    timbre: TimbreOption = None,
    speed: Speed = 1.0,
    style: StyleOption = None,
    subtitles: Subtitles = SubtitleStyle.PLAIN,
    motion: Motion = Movement.CALM,
    engine: Writer = None,
    image_engine: Painter = None,
    music: Music = "auto",
    no_music: NoMusic = False,
    music_volume: Volume = 1.0,
    effects: Effects = True,
    photos: Photos = False,
    seed: Seed = None,
    cover_title: CoverTitle = None,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """把一篇文章做成视频。 Make a video of an article, on a running platform or on this machine's own."""
    fields: dict[str, object] = {
        "mixall_aspect": aspect, "target_seconds": seconds, "audio_speed": speed, "style": style, "motion": motion,
        "subtitle_style": subtitles,
        "engine": engine, "image_engine": image_engine, "music_volume": music_volume, "effects": effects,
        "photos": photos, "seed": seed,
        "cover_title": cover_title,
    }  # fmt: skip
    wanted = _wanted(article, output, fields, timbre=timbre, music="none" if no_music else music)
    _run(wanted, server=server, as_json=as_json)


def demo(
    article: Article = None,
    output: Output = Path("demo.mp4"),
    aspect: AspectOption = Aspect.PORTRAIT,
    seconds: Seconds = 60,
    timbre: TimbreOption = None,
    speed: Speed = 1.0,
    style: StyleOption = None,
    subtitles: Subtitles = SubtitleStyle.PLAIN,
    motion: Motion = Movement.CALM,
    music: Music = "auto",
    no_music: NoMusic = False,
    as_json: AsJson = False,
) -> None:
    """演示：启动自带引擎，把文章做成视频。 The main job on embedded engines: an article in, a video out."""
    path = article or Path(__file__).parent / "examples" / "tea.zh.txt"
    fields: dict[str, object] = {
        "mixall_aspect": aspect, "target_seconds": seconds, "audio_speed": speed, "style": style, "motion": motion,
        "subtitle_style": subtitles,
    }  # fmt: skip
    wanted = _wanted(path, output, fields, timbre=timbre, music="none" if no_music else music)
    _run(wanted, server=None, as_json=as_json)


def _wanted(article: Path, output: Path, fields: "dict[str, object]", *, timbre: str | None, music: str) -> "Wanted":
    from datasay.cli.main_job import Wanted, beside
    from datasay.cli.reading import ArticleUnreadable
    from datasay.cli.saving import VIDEO, CannotSave, check_place, check_suffix
    from datasay.cli.sources import read_source

    try:
        source = read_source(article)
        own_music = _own_music(music)
        check_suffix(output, VIDEO)
        for place in (output, *beside(output)):
            check_place(place, force=True)
    except (ArticleUnreadable, CannotSave) as error:
        say(error)
        raise typer.Exit(1) from error
    request = {name: value for name, value in fields.items() if value is not None}
    if own_music is None:
        request["music"] = music
    return Wanted(source, output, request, timbre, own_music)


def _own_music(music: str) -> Path | None:
    """The file that is meant; None for a name. Ends the command where it is neither."""
    if music in ("auto", "none", *Mood):
        return None
    path = Path(music)
    if path.is_file():
        return path
    say(
        Told(
            "There is no music and no file {music}; choose auto, none, {moods}, or a sound file.",
            "没有叫 {music} 的音乐，也没有这个文件；可选 auto、none、{moods}，或一个声音文件。",
            music=music,
            moods=list(Mood),
        )
    )
    raise typer.Exit(2)


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
    except ApiRefused as error:
        say(error.by_options(_OPTIONS))
    except (CannotSave, JobFailed, DataSayError, OSError) as error:
        say(error)
    except httpx.TransportError as error:
        say(silent(server, error))
    except KeyboardInterrupt:
        say(Told("Stopped; the task was revoked.", "已停止，任务已撤销。"))
    raise typer.Exit(1)
