"""`datasay mixall …`: list and show works, and fetch their videos and subtitles, through the public API."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from datasay.cli.kept import Cursor, Force, Kind, Limit, Output, Tags, save_file, show_list, told_saved
from datasay.cli.printing import AsJson, as_typed, print_fields, print_json, print_table, say
from datasay.cli.reaching import Server, on_platform
from datasay.cli.saving import check_place, place_for
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.cli.api_client import ApiClient

app = typer.Typer(help="作品。 Works.", no_args_is_help=True)
Json = dict[str, Any]  # Any: JSON of the API
_WORKS = Kind(
    "/mixalls",
    "mixall_id",
    {
        "ID": "mixall_id",
        "标题 title": "mixall_title",
        "秒 seconds": "mixall_duration",
        "比例 aspect": "mixall_aspect",
        "状态 status": "mixall_status",
        "标签 tags": "mixall_tags",
    },
    options={"mixall_tags": "--tag"},
)
Status = Literal["draft", "processing", "completed", "failed"]
Type = Literal["video_with_voice", "presentation", "story"]
Work = Annotated[
    str,
    typer.Argument(
        help="作品 ID，或制作它的任务的 UUID。 The work's number, or the UUID of the task that made it.",
        metavar="UUID_OR_ID",
    ),
]


@app.command("list")
def list_mixalls(
    status: Annotated[Status | None, typer.Option(help="只要这种状态的。 Only in this state.")] = None,
    kind: Annotated[Type | None, typer.Option("--type", help="只要这种。 Only of this kind.")] = None,
    tags: Tags = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """列出作品。 Your works, newest first."""
    wanted = {"mixall_status": status, "mixall_type": kind, "mixall_tags": tags}
    show_list(_WORKS, server, wanted, limit=limit, cursor=cursor, as_json=as_json)


@app.command("show")
def show_mixall(
    work: Work,
    as_toml: Annotated[
        bool, typer.Option("--toml", help="写成可以手改的分镜文件。 As a storyboard file that can be edited.")
    ] = False,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """显示一件作品和它的分镜。 One work with its storyboard."""
    found = on_platform(server, lambda client: _find(client, work))
    if as_json:
        print_json(found)
        return
    if as_toml:
        from datasay.cli.storyboard_files import written

        typer.echo(written(found), nl=False)
        return
    scenes = found.pop("mixall_scenes")
    found |= {name: value for name, value in found.pop("mixall_settings").items() if value is not None}
    print_fields(found.items())
    if scenes:
        typer.echo()
        print_table(
            ["#", "开始 from", "结束 to", "画面 image", "标题 headline", "旁白 narration"],
            (
                [scene[f"scene_{name}"] for name in ("position", "start_seconds", "end_seconds", "image_id")]
                + [scene["scene_headline"], scene["scene_narration"]]
                for scene in scenes
            ),
        )
    if found["mixall_final_file_id"] is not None:
        typer.echo(as_typed(f"\n→ datasay mixall get {found['mixall_id']} -o FILE.mp4"))


@app.command("edit")
def edit_mixall(
    file: Annotated[Path, typer.Argument(help="分镜文件。 The storyboard file.", exists=True, dir_okay=False)],
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """按改过的分镜文件修改作品。 Change a work as its storyboard file (mixall show --toml) says.

    What others changed meanwhile in other scenes and fields stays; the same field is refused, and nothing is changed.
    """
    from datasay.cli.api_client import ApiRefused
    from datasay.cli.storyboard_files import FileUnreadable, changes, keep_revision, read

    async def work_of(client: "ApiClient") -> tuple[Json, int]:
        try:
            wanted = read(file)
        except FileUnreadable as error:
            raise ApiRefused(error.said) from error
        revision = wanted["mixall_revision"]
        base = await client.storyboard(wanted["mixall_id"], revision)
        change = changes(wanted, base)
        changed = await client.change_work(wanted["mixall_id"], change.work, change.operations, revision)
        return changed, len(change.operations) + len(change.work)

    changed, count = on_platform(server, work_of)
    keep_revision(file, changed)
    if as_json:
        print_json(changed)
        return
    told = Told(
        "{count} changes; revision {revision}.",
        "改了 {count} 处，现在是第 {revision} 版。",
        count=count,
        revision=changed["mixall_revision"],
    )
    say(told)
    typer.echo(as_typed(f"→ datasay mixall render {changed['mixall_id']}"))


@app.command("render")
def render_mixall(work: Work, server: Server = None, as_json: AsJson = False) -> None:
    """制作作品：缺的配音和画面，然后是视频。 Make what a work lacks, and its video; what is made already is kept."""
    from datasay.cli.tasks import followed, print_task, with_use

    async def work_of(client: "ApiClient") -> Json:
        found = await _find(client, work)
        started = await client.start_rendering(found["mixall_id"])
        task = await client.task(started["task_uuid"])
        return await with_use(client, await followed(client, task, as_json=as_json))

    task = on_platform(server, work_of)
    print_task(task, as_json=as_json)
    if task["task_status"] != "completed":
        raise typer.Exit(1)


@app.command("get")
def get_mixall(
    work: Work,
    output: Output = None,
    srt: Annotated[
        bool, typer.Option("--srt", help="字幕也存在旁边。 The subtitles beside the video, too; -o X.srt: only they.")
    ] = False,
    force: Force = False,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """保存作品的视频。 Save the video of a work, with --srt its subtitles beside it; only these with -o FILE.srt."""

    only_srt = output is not None and output.suffix.lower() == ".srt" and not output.is_dir()

    async def work_of(client: "ApiClient") -> Json:
        found = await _find(client, work)
        if only_srt:
            return await save_file(client, _ready(found, "mixall_subtitle_file_id"), output, force=force)
        video_id = _ready(found, "mixall_final_file_id")
        if not srt:
            return await save_file(client, video_id, output, force=force)
        subtitles_id = _ready(found, "mixall_subtitle_file_id")
        facts = await client.get(f"/files/{video_id}")
        place = place_for(output, facts["file_original_name"], facts["file_mime_type"], force=force)
        beside = place.with_suffix(".srt")
        check_place(beside, force=force)
        video = await save_file(client, video_id, place, force=force)
        await client.download(subtitles_id, beside)
        return video | {"subtitles": str(beside.absolute())}

    told_saved(on_platform(server, work_of), as_json=as_json)


async def _find(client: "ApiClient", work: str) -> Json:
    """The work of this number, or that a task of this UUID made or makes. Raises ApiRefused."""
    from datasay.cli.api_client import ApiRefused, is_uuid

    if work.isascii() and work.isdecimal():
        return await client.get(f"/mixalls/{int(work)}")
    if not is_uuid(work):
        raise ApiRefused(
            Told(
                "{work} is neither the number of a work nor the UUID of a task; `datasay mixall list` shows the works.",
                "{work} 不是作品 ID，也不是任务的 UUID；作品见 `datasay mixall list`。",
                work=work,
            )
        )
    task = await client.task(work)
    mixall_id = (task["task_result"] or task["task_params"]).get("mixall_id")
    if mixall_id is None:
        raise ApiRefused(
            Told(
                "Task {task} ({kind}) makes no work.",
                "任务 {task}（{kind}）不制作作品。",
                task=work,
                kind=task["task_type"],
            )
        )
    return await client.get(f"/mixalls/{mixall_id}")


def _ready(work: Json, field: str) -> int:
    """The file of a work. Raises ApiRefused where there is none yet."""
    from datasay.cli.api_client import ApiRefused

    if work[field] is None:
        raise ApiRefused(
            Told(
                "Work {id} is not made yet ({status}): `datasay task list` shows its task.",
                "作品 {id} 还没有完成（{status}）：`datasay task list` 列出它的任务。",
                id=work["mixall_id"],
                status=work["mixall_status"],
            )
        )
    return int(work[field])
