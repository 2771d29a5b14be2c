"""`datasay audio …`, `image …` and `file …`: list, show and fetch what works are made of, through the public API."""

from typing import Annotated, Literal

import typer

from datasay.cli.kept import Cursor, Force, Kind, Limit, Output, Tags, fetch, show_list, show_one
from datasay.cli.printing import AsJson
from datasay.cli.reaching import Server

audio_app = typer.Typer(help="语音。 Speech.", no_args_is_help=True)
image_app = typer.Typer(help="画面与短片。 Pictures and clips.", no_args_is_help=True)
file_app = typer.Typer(help="文件。 Files.", no_args_is_help=True)
_AUDIOS = Kind(
    "/audios",
    "audio_id",
    {
        "ID": "audio_id",
        "标题 title": "audio_title",
        "秒 seconds": "audio_duration",
        "语言 language": "audio_language",
        "状态 status": "audio_status",
        "标签 tags": "audio_tags",
    },
    file="audio_file_id",
    options={"audio_tags": "--tag"},
    unshown=frozenset({"audio_timings"}),
)
_IMAGES = Kind(
    "/images",
    "image_id",
    {
        "ID": "image_id",
        "标题 title": "image_title",
        "类型 type": "image_type",
        "宽 width": "image_width",
        "高 height": "image_height",
        "画风 style": "image_style",
        "状态 status": "image_status",
    },
    file="image_file_id",
    options={"image_style": "--style", "image_tags": "--tag"},
)
_FILES = Kind(
    "/files",
    "file_id",
    {
        "ID": "file_id",
        "名称 name": "file_original_name",
        "类型 type": "file_mime_type",
        "字节 bytes": "file_size",
        "标签 tags": "file_tags",
    },
    options={"file_tags": "--tag"},
)
Status = Literal["generating", "completed", "failed"]
Picture = Literal["image", "video"]
FileType = Literal["text", "audio", "image", "video"]
AudioId = Annotated[int, typer.Argument(help="语音 ID。 The audio's number.", min=1)]
ImageId = Annotated[int, typer.Argument(help="画面 ID。 The image's number.", min=1)]
FileId = Annotated[int, typer.Argument(help="文件 ID。 The file's number.", min=1)]


@audio_app.command("list")
def list_audios(
    status: Annotated[Status | None, typer.Option(help="只要这种状态的。 Only in this state.")] = None,
    tags: Tags = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """列出语音。 Your audios, newest first."""
    wanted = {"audio_status": status, "audio_tags": tags}
    show_list(_AUDIOS, server, wanted, limit=limit, cursor=cursor, as_json=as_json)


@audio_app.command("show")
def show_audio(audio_id: AudioId, server: Server = None, as_json: AsJson = False) -> None:
    """显示一段语音。 One audio; --json has the times of its words, too."""
    show_one(_AUDIOS, server, audio_id, as_json=as_json)


@audio_app.command("get")
def get_audio(
    audio_id: AudioId, output: Output = None, force: Force = False, server: Server = None, as_json: AsJson = False
) -> None:
    """保存语音文件。 Save the sound of an audio."""
    fetch(_AUDIOS, server, audio_id, output, force=force, as_json=as_json)


@image_app.command("list")
def list_images(
    kind: Annotated[Picture | None, typer.Option("--type", help="只要这种。 Only of this kind.")] = None,
    status: Annotated[Status | None, typer.Option(help="只要这种状态的。 Only in this state.")] = None,
    style: Annotated[str | None, typer.Option(help="画风。 Only in this style.")] = None,
    tags: Tags = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """列出画面。 Your images, newest first."""
    wanted = {"image_type": kind, "image_status": status, "image_style": style, "image_tags": tags}
    show_list(_IMAGES, server, wanted, limit=limit, cursor=cursor, as_json=as_json)


@image_app.command("show")
def show_image(image_id: ImageId, server: Server = None, as_json: AsJson = False) -> None:
    """显示一幅画面。 One image."""
    show_one(_IMAGES, server, image_id, as_json=as_json)


@image_app.command("get")
def get_image(
    image_id: ImageId, output: Output = None, force: Force = False, server: Server = None, as_json: AsJson = False
) -> None:
    """保存画面文件。 Save the picture or clip of an image."""
    fetch(_IMAGES, server, image_id, output, force=force, as_json=as_json)


@file_app.command("list")
def list_files(
    kind: Annotated[FileType | None, typer.Option("--type", help="只要这种。 Only of this kind.")] = None,
    tags: Tags = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """列出文件。 Your files, newest first."""
    wanted = {"file_type": kind, "file_tags": tags}
    show_list(_FILES, server, wanted, limit=limit, cursor=cursor, as_json=as_json)


@file_app.command("show")
def show_file(file_id: FileId, server: Server = None, as_json: AsJson = False) -> None:
    """显示一个文件。 One file's facts."""
    show_one(_FILES, server, file_id, as_json=as_json)


@file_app.command("get")
def get_file(
    file_id: FileId, output: Output = None, force: Force = False, server: Server = None, as_json: AsJson = False
) -> None:
    """保存文件。 Save a file."""
    fetch(_FILES, server, file_id, output, force=force, as_json=as_json)
