"""`datasay task …`: list, show, follow, retry and revoke tasks of a running platform, through its public API."""

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from datasay.cli.kept import Cursor, Kind, Limit, show_list
from datasay.cli.printing import (
    AsJson,
    as_typed,
    at_home,
    decimal,
    measured,
    print_fields,
    print_json,
    print_table,
    say,
)
from datasay.cli.reaching import Server, on_platform
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.cli.api_client import ApiClient

app = typer.Typer(help="任务。 Tasks.", no_args_is_help=True)
Json = dict[str, Any]  # Any: JSON of the API
_TASKS = Kind(
    "/tasks",
    "task_uuid",
    {"UUID": "task_uuid", "状态 status": "task_status", "%": "task_progress", "任务 task": "task_name"},
    options={"task_status": "--status", "task_type": "--type"},
)
_FIELDS = (
    *("task_uuid", "task_name", "task_type", "task_status", "task_progress", "task_retry_count", "task_lost_count"),
    *("task_created_time", "task_started_time", "task_completed_time"),
)
Status = Literal["pending", "running", "completed", "failed", "revoked"]
Type = Literal["text_generate", "text_analyse", "voice_synthesize", "image_generate", "mixall_render", "creation_run"]
_ENDS_WELL = {"pending", "running", "completed"}
Uuid = Annotated[str, typer.Argument(help="任务的 UUID。 The task's UUID, see `datasay task list`.")]
Follow = Annotated[
    bool,
    typer.Option("--follow", help="一直看到结束；Ctrl-C 不会停止任务。 Watch to its end; Ctrl-C leaves it running."),
]


@app.command("list")
def list_tasks(
    status: Annotated[Status | None, typer.Option(help="只要这种状态的。 Only in this state.")] = None,
    kind: Annotated[Type | None, typer.Option("--type", help="只要这种。 Only of this kind.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
    server: Server = None,
    as_json: AsJson = False,
) -> None:
    """列出任务。 Your tasks, newest first."""
    wanted = {"task_status": status, "task_type": kind}
    show_list(_TASKS, server, wanted, limit=limit, cursor=cursor, as_json=as_json)


@app.command("show")
def show_task(task_uuid: Uuid, follow: Follow = False, server: Server = None, as_json: AsJson = False) -> None:
    """显示一个任务：步骤、用量、错误、怎样继续。 One task: its steps, what it used, its error, and how to go on.

    With --follow the exit code is 1 when it fails or is revoked.
    """

    async def work(client: "ApiClient") -> Json:
        task = await client.task(task_uuid)
        return await with_use(client, await followed(client, task, as_json=as_json) if follow else task)

    task = on_platform(server, work)
    print_task(task, as_json=as_json)
    if follow and task["task_status"] != "completed":
        raise typer.Exit(1)


@app.command("retry")
def retry_task(task_uuid: Uuid, follow: Follow = False, server: Server = None, as_json: AsJson = False) -> None:
    """再试一次失败或已停止的任务，完成的步骤不重做。 Try a failed or revoked task again; completed steps are kept."""

    async def work(client: "ApiClient") -> Json:
        await client.task(task_uuid)
        await client.retry(task_uuid)
        task = await client.task(task_uuid)
        return await with_use(client, await followed(client, task, as_json=as_json) if follow else task)

    task = on_platform(server, work)
    print_task(task, as_json=as_json)
    if task["task_status"] not in _ENDS_WELL:
        raise typer.Exit(1)


@app.command("revoke")
def revoke_task(task_uuid: Uuid, server: Server = None, as_json: AsJson = False) -> None:
    """停止等待中或运行中的任务。 Stop a waiting or running task."""

    async def work(client: "ApiClient") -> Json:
        await client.task(task_uuid)
        await client.revoke(task_uuid)
        return await with_use(client, await client.task(task_uuid))

    print_task(on_platform(server, work), as_json=as_json)


async def with_use(client: "ApiClient", task: Json) -> Json:
    """The task with what it has used."""
    return task | await client.get(f"/tasks/{task['task_uuid']}/usage")


async def followed(client: "ApiClient", task: Json, *, as_json: bool) -> Json:
    """The task as it ends, its steps shown meanwhile."""
    from rich.console import Console

    from datasay.cli.progress import TaskProgress

    with TaskProgress(Console(stderr=True, quiet=as_json), task) as progress:
        async for latest in client.watch(task["task_uuid"]):
            task = latest
            progress.show(task)
    return task


def print_task(task: Json, *, as_json: bool) -> None:
    """Show a task with its use."""
    if as_json:
        print_json(task)
        return
    told = [(name, task[name]) for name in _FIELDS if name != "task_lost_count" or task[name]]
    print_fields([*told, ("task_result", _made(task["task_result"]))])
    for line in task["usage"]:
        typer.echo(used(line))
    typer.echo()
    print_table(
        ["步骤 step", "状态 status", "%", "开始 from", "结束 to"],
        (
            [
                step["step_title"] + step["step_name"].removeprefix(step["step_group"]),
                step["step_status"],
                step["step_progress"],
                at_home(step["step_started_time"])[-8:],
                at_home(step["step_completed_time"])[-8:],
            ]
            for step in task["task_steps"]
        ),
    )
    typer.echo()
    if task["task_error_message"]:
        say(
            Told(
                "Error ({kind}): {why}",
                "错误（{kind}）：{why}",
                kind=task["task_error_type"],
                why=task["task_error_message"],
            )
        )
    for line in how_to_go_on(task):
        typer.echo(as_typed(f"→ {line}"))


def _made(result: Json | None) -> Json:
    """Which things came out; what else is known of them is for programs."""
    return {name: value for name, value in (result or {}).items() if name.endswith(("_id", "_ids"))}


# What the same request will meet again, however often it is tried.
_THE_SAME_AGAIN = frozenset(("bad-input", "too-long", "content-refused", "invalid"))


def used(line: Json) -> str:
    """What one model was used for, as a person reads it."""
    units = ", ".join(f"{unit} {measured(unit, amount)}" for unit, amount in line["event_units"].items())
    told = [f"用量 used: {line['event_kind']} {line['event_engine']} {line['event_model']}: {units}"]
    if line["event_price"] is not None:
        told.append(f"{decimal(line['event_price'])} {line['event_currency']}")
    if line["event_estimated"]:
        told.append("估计 estimated")
    if line["events_failed"]:
        told.append(f"{line['events_failed']} 次失败 failed")
    return " · ".join(told)


def how_to_go_on(task: Json) -> list[str]:
    """The commands that come next, of a task as it stands."""
    uuid, result = task["task_uuid"], task["task_result"] or {}
    if task["task_status"] in ("pending", "running"):
        return [f"datasay task show {uuid} --follow", f"datasay task revoke {uuid}"]
    if task["task_status"] != "completed":
        useless = task["task_error_type"] in _THE_SAME_AGAIN
        return [] if useless else [f"datasay task retry {uuid} --follow"]
    if "mixall_id" in result:
        return [f"datasay mixall get {result['mixall_id']} -o FILE.mp4 --srt"]
    if "audio_id" in result:
        return [f"datasay audio get {result['audio_id']} -o FILE"]
    if "image_ids" in result:
        return [f"datasay image get {image_id} -o FILE" for image_id in result["image_ids"]]
    return [f"datasay text show {text_id}" for text_id in result.get("text_ids") or [result.get("text_id")] if text_id]
