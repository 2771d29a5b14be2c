"""The main job as a program of the HTTP API: on a given server, on the platform that runs here, or on its own."""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from datasay.cli.api_client import ApiClient
from datasay.cli.embedded.connection import await_running
from datasay.cli.embedded.platform import Platform
from datasay.cli.progress import CreationProgress
from datasay.cli.users import local_session, stored_token
from datasay.core.settings import get_settings


class JobFailed(Exception):
    """The task ended without a video; the text says why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user asked for."""

    article: str
    output: Path
    aspect: str
    seconds: float
    timbre: str | None
    style: str | None
    music: bool


@dataclass(frozen=True, slots=True)
class Made:
    """What came out."""

    video: Path
    subtitles: Path
    size: int
    duration: float
    seconds: float
    task: dict[str, Any]  # Any: JSON of the task
    server: str

    @property
    def speed(self) -> float:
        """Seconds of video per second of work."""
        return self.duration / self.seconds

    def as_json(self) -> dict[str, object]:
        """For scripts."""
        return {
            "path": str(self.video.absolute()),
            "subtitles": str(self.subtitles.absolute()),
            "bytes": self.size,
            "duration": self.duration,
            "seconds": round(self.seconds, 2),
            "speed": round(self.speed, 2),
            "task_uuid": self.task["task_uuid"],
            "task_result": self.task["task_result"],
        }


async def make(wanted: Wanted, *, server: str | None, quiet: bool) -> Made:
    """Do it and say so. Raises JobFailed, ApiRefused, DataSayError, httpx.TransportError, OSError."""
    console = Console(stderr=quiet, quiet=quiet)
    async with _client(server, console) as client:
        made = await _run(client, wanted, console)
    console.print(_summary(made, embedded=server is None))
    return made


@asynccontextmanager
async def _client(server: str | None, console: Console) -> AsyncIterator[ApiClient]:
    settings = get_settings()
    if server is not None:
        async with ApiClient(server, os.environ.get("DATASAY_TOKEN") or stored_token(settings.home, server)) as client:
            yield client
        return
    running = await await_running()
    if running is not None:
        async with ApiClient(running.web_url, await local_session(running.database_url)) as client:
            yield client
        return
    platform = Platform(settings, say=lambda text: console.print(Text(text, style="yellow")))
    with console.status(f"正在启动平台 Starting the platform … {settings.home}"):
        addresses = await platform.start()
    try:
        async with ApiClient(addresses.web_url, await local_session(addresses.database_url)) as client:
            yield client
    finally:
        with console.status("正在停止平台 Stopping the platform …"):
            await platform.stop()


async def _run(client: ApiClient, wanted: Wanted, console: Console) -> Made:
    request: dict[str, object] = {
        "article": wanted.article,
        "mixall_aspect": wanted.aspect,
        "target_seconds": wanted.seconds,
        "style": wanted.style,
        "music": wanted.music,
    }
    if wanted.timbre is not None:
        request["audio_timbre_id"] = await client.find_timbre(wanted.timbre)
    started = time.monotonic()
    task = await client.start_creation(request)
    task_uuid = str(task["task_uuid"])
    try:
        with CreationProgress(console) as progress:
            async for latest in client.watch(task_uuid):
                task = latest
                progress.show(task)
    except asyncio.CancelledError:
        with contextlib.suppress(Exception):  # on the way out; the task's own end is the server's business
            await client.revoke(task_uuid)
        raise
    seconds = time.monotonic() - started
    if task["task_status"] != "completed":
        raise JobFailed(
            f"{task['task_step_name'] or ''}: {task['task_error_message'] or task['task_status']}".lstrip(": ")
        )
    result = task["task_result"]
    mixall = await client.get(f"/mixalls/{result['mixall_id']}")
    subtitles = wanted.output.with_suffix(".srt")
    size = await client.download(result["file_id"], wanted.output)
    await client.download(result["subtitle_file_id"], subtitles)
    return Made(wanted.output, subtitles, size, float(mixall["mixall_duration"]), seconds, task, client.server)


def _summary(made: Made, *, embedded: bool) -> Panel:
    lines = [
        ("视频 Video", str(made.video.absolute())),
        ("字幕 Subtitles", str(made.subtitles.absolute())),
        ("大小 Size", f"{made.size / 1e6:.1f} MB"),
        ("时长 Length", f"{made.duration:.1f} s"),
        ("用时 Time", f"{made.seconds:.1f} s · {made.speed:.2f} × 实时 real time"),
        ("接口文档 API docs", f"{made.server}/docs" + ("   (datasay up / make up)" if embedded else "")),
    ]
    photos = made.task["task_result"].get("photos", [])
    lines += [("提示 Note", photo["photo_note"]) for photo in photos if not photo["photo_used"]]
    text = Text()
    for name, value in lines:
        text.append(f"{name}: ", style="bold").append(f"{value}\n")
    text.rstrip()
    return Panel(text, title="DataSay", expand=False)
