"""The main job as a program of the HTTP API: on a given server, on the platform that runs here, or on its own."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from datasay.cli.api_client import ApiClient
from datasay.cli.credits import credits_text
from datasay.cli.embedded.platform import Platform
from datasay.cli.printing import Refused, as_typed, say
from datasay.cli.progress import TaskProgress
from datasay.cli.reaching import local_client, opened_client
from datasay.cli.saving import CannotSave, saved
from datasay.cli.sources import Source, start_with
from datasay.cli.tasks import how_to_go_on
from datasay.core.settings import get_settings
from datasay.wording.told import Told, said_by, verbatim

_SHORT = 0.8  # of the wanted length: less is said


class JobFailed(Refused):
    """The task ended without a video; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for."""

    source: Source
    output: Path
    fields: Mapping[str, object]  # of the request
    timbre: str | None
    own_music: Path | None


@dataclass(frozen=True, slots=True)
class Made:
    """What came out."""

    video: Path
    subtitles: Path
    cover: Path
    credits: Path
    size: int
    duration: float
    seconds: float
    task: dict[str, Any]  # Any: JSON of the task
    server: str
    target_seconds: float

    @property
    def speed(self) -> float:
        """Seconds of video per second of work."""
        return self.duration / self.seconds

    def as_json(self) -> dict[str, object]:
        """For scripts."""
        return {
            "path": str(self.video.absolute()),
            "subtitles": str(self.subtitles.absolute()),
            "cover": str(self.cover.absolute()),
            "credits": str(self.credits.absolute()),
            "file_size": self.size,
            "mixall_duration": self.duration,
            "target_seconds": self.target_seconds,
            "seconds": round(self.seconds, 2),
            "speed": round(self.speed, 2),
            "task_uuid": self.task["task_uuid"],
            "task_result": self.task["task_result"],
        }


def beside(output: Path) -> tuple[Path, Path, Path]:
    """Where the subtitles, the cover and the credits of a video lie."""
    subtitles, cover, credited = (output.with_suffix(ending) for ending in (".srt", ".cover.jpg", ".credits.txt"))
    return subtitles, cover, credited


async def make(wanted: Wanted, *, server: str | None, quiet: bool) -> Made:
    """Do it and say so. Raises JobFailed, ApiRefused, CannotSave, DataSayError, httpx.TransportError, OSError."""
    console = Console(stderr=quiet, quiet=quiet)
    async with _client(server, console) as client:
        made = await _run(client, wanted, console)
    console.print(_summary(made, embedded=server is None))
    if made.duration < _SHORT * made.target_seconds:
        say(
            Told(
                "Shorter than the {wanted:g} s wanted: the article is told in {length:.0f} s.",
                "比想要的 {wanted:g} 秒短：文章只够讲 {length:.0f} 秒。",
                wanted=made.target_seconds,
                length=made.duration,
            )
        )
    return made


@asynccontextmanager
async def _client(server: str | None, console: Console) -> AsyncIterator[ApiClient]:
    async with opened_client(server) as client:
        if client is not None:
            yield client
            return
    settings = get_settings()
    platform = Platform(settings, say=lambda text: console.print(Text(text, style="yellow")))
    with console.status(f"正在启动平台 Starting the platform … {settings.home}"):
        addresses = await platform.start()
    try:
        async with local_client(addresses.web_url, addresses.database_url) as client:
            yield client
    finally:
        with console.status("正在停止平台 Stopping the platform …"):
            await platform.stop()


async def _run(client: ApiClient, wanted: Wanted, console: Console) -> Made:
    request = dict(wanted.fields)
    if wanted.own_music is not None:
        request["music_file_id"] = (await client.upload(wanted.own_music))["file_id"]
    if wanted.timbre is not None:
        request["audio_timbre_id"] = await client.find_timbre(wanted.timbre)
    started = time.monotonic()
    task = await start_with(
        client, client.start_creation, request, wanted.source, text_as="article", text_id_as="text_id"
    )
    task_uuid = str(task["task_uuid"])
    task = await client.task(task_uuid)
    try:
        with TaskProgress(console, task) as progress:
            async for latest in client.watch(task_uuid):
                task = latest
                progress.show(task)
    except asyncio.CancelledError:
        with contextlib.suppress(Exception):  # on the way out; the task's own end is the server's business
            await client.revoke(task_uuid)
        raise
    seconds = time.monotonic() - started
    if task["task_status"] != "completed":
        reason = f"{task['task_step_name'] or ''}: {task['task_error_message'] or task['task_status']}".lstrip(": ")
        ways = [f"datasay task show {task_uuid}", *how_to_go_on(task)]
        raise JobFailed(verbatim("\n".join([reason, *(f"→ {way}" for way in ways)])))
    result = task["task_result"]
    mixall = await client.get(f"/mixalls/{result['mixall_id']}")
    subtitles, cover, credited = beside(wanted.output)
    try:
        size = await client.download(result["file_id"], wanted.output)
        await client.download(result["subtitle_file_id"], subtitles)
        await client.download(result["cover_file_id"], cover)
        with saved(credited) as file:
            file.write(credits_text(mixall["mixall_title"], result["credits"]).encode())
    except CannotSave as error:
        raise JobFailed(
            Told(
                "{error}\nThe video is kept: datasay mixall get {id} -o FILE.mp4 --srt",
                "{error}\n视频没有丢：datasay mixall get {id} -o FILE.mp4 --srt",
                error=said_by(error),
                id=result["mixall_id"],
            )
        ) from error
    length, target_seconds = float(mixall["mixall_duration"]), float(str(request["target_seconds"]))
    return Made(wanted.output, subtitles, cover, credited, size, length, seconds, task, client.server, target_seconds)


def _summary(made: Made, *, embedded: bool) -> Panel:
    lines = [
        ("视频 Video", str(made.video.absolute())),
        ("字幕 Subtitles", str(made.subtitles.absolute())),
        ("封面 Cover", str(made.cover.absolute())),
        ("来源与许可 Credits", str(made.credits.absolute())),
        ("大小 Size", f"{made.size / 1e6:.1f} MB"),
        ("时长 Length", f"{made.duration:.1f} s"),
        ("用时 Time", f"{made.seconds:.1f} s · {made.speed:.2f} × 实时 real time"),
        ("接口文档 API docs", f"{made.server}/docs" + (as_typed("   (datasay up / make up)") if embedded else "")),
    ]
    photos = made.task["task_result"].get("photos", [])
    lines += [("提示 Note", photo["photo_note"]) for photo in photos if not photo["photo_used"]]
    if "voice_note" in made.task["task_result"]:
        lines.append(("提示 Note", made.task["task_result"]["voice_note"]))
    text = Text()
    for name, value in lines:
        text.append(f"{name}: ", style="bold").append(f"{value}\n")
    text.rstrip()
    return Panel(text, title="DataSay", expand=False)
