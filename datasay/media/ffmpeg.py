"""The one gate to ffmpeg: argument lists, forced protocols and demuxers, limits, and errors that say what to do."""

import asyncio
import contextlib
import importlib.resources
import os
import re
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from datasay.media.child import Limits, child_environment, run_child
from datasay.media.errors import (
    MediaDiskFull,
    MediaError,
    MediaRejected,
    MediaToolFailed,
    MediaToolKilled,
    MediaToolMissing,
)
from datasay.wording.system import of_system
from datasay.wording.told import Told

__all__ = ["FfmpegResult", "Limits", "ffmpeg_command", "ffmpeg_path", "raise_for_exit", "run_ffmpeg"]

_CURE = Told(
    "Install the Python package imageio-ffmpeg, or set DATASAY_FFMPEG to an ffmpeg ≥ 5.1 with libx264 and libass.",
    "请安装 Python 包 imageio-ffmpeg，或把 DATASAY_FFMPEG 设为带 libx264 和 libass 的 ffmpeg ≥ 5.1。",
)
_NEEDED = ("libx264", "libass", "fontconfig")
# Playlists (hls, dash, concat, image2 …) name further files, so they are never guessed from content.
_GUESSABLE = "mov,matroska,mp3,wav,flac,ogg,aac,avi,mpegts,png_pipe,jpeg_pipe,webp_pipe"
_PROGRESS = re.compile(rb"out_time_us=(\d+)$")
# ffmpeg ends by itself on the processor limit's signal, which comes again each second until it has.
_OUT_OF_TIME = (f"received signal {int(signal.SIGXCPU)}", "Immediate exit requested")
_OUT_OF_MEMORY = ("Cannot allocate memory", "malloc of size", "bad_alloc", "Generic error in an external library")
OnSeconds = Callable[[float], Awaitable[None]]
# What ffmpeg says after the cause: that its threads end, and how far it came.
_NOISE = re.compile(
    r"^(\[.*\] *)*(Conversion failed!|Exiting normally.*|Last message repeated.*|Task finished.*|Terminating thread.*"
    r"|frame=.*|size=.*|Nothing was written.*|Could not open encoder before EOF|Error (sending|muxing|submitting) .*)$"
)


@dataclass(frozen=True, slots=True)
class FfmpegResult:
    """What a successful run wrote."""

    stdout: bytes
    stderr: str


@cache
def ffmpeg_path() -> Path:
    """The ffmpeg that is used: DATASAY_FFMPEG, else the wheel's. Looked at once, as `looked_at` does."""
    wanted = os.environ.get("DATASAY_FFMPEG", "").strip()
    return looked_at(Path(wanted).expanduser() if wanted else _wheel_path())


def looked_at(path: Path) -> Path:
    """This ffmpeg, run to see that it works.

    Raises MediaToolMissing, with the cure, when there is none that runs and has what we need, and MediaToolKilled when
    it was killed as it started, which says nothing of it.
    """
    try:
        shown = subprocess.run([path, "-version"], capture_output=True, check=True, timeout=60, env=child_environment())
    except (OSError, subprocess.SubprocessError) as error:
        if isinstance(error, subprocess.CalledProcessError) and error.returncode == -signal.SIGKILL:
            raise MediaToolKilled(
                Told(
                    "ffmpeg at {path} was killed as it started; try again.",
                    "{path} 的 ffmpeg 刚启动就被终止了，请再试一次。",
                    path=path,
                )
            ) from error
        raise MediaToolMissing(
            Told(
                "ffmpeg at {path} does not run ({reason}). {cure}",
                "{path} 的 ffmpeg 无法运行（{reason}）。{cure}",
                path=path,
                reason=of_system(error) if isinstance(error, OSError) else str(error),
                cure=_CURE,
            )
        ) from error
    text = shown.stdout.decode("utf-8", "replace")
    lacking = [name for name in _NEEDED if name not in text]
    if lacking:
        raise MediaToolMissing(
            Told(
                "ffmpeg at {path} was built without {lacking}. {cure}",
                "{path} 的 ffmpeg 缺少 {lacking}。{cure}",
                path=path,
                lacking=lacking,
                cure=_CURE,
            )
        )
    return path.absolute()


def _wheel_path() -> Path:
    """The wheel's program, else the system's. The wheel's own look-up runs it too, and for ever believes a run that a
    signal ended, so its folder is asked instead."""
    with contextlib.suppress(ModuleNotFoundError):
        programs = importlib.resources.files("imageio_ffmpeg") / "binaries"
        carried = sorted(Path(str(one)) for one in programs.iterdir() if one.name.startswith("ffmpeg-"))
        if carried:
            return carried[-1]
    found = shutil.which("ffmpeg")
    if found is None:
        raise MediaToolMissing(Told("There is no ffmpeg. {cure}", "没有找到 ffmpeg。{cure}", cure=_CURE))
    return Path(found)


def ffmpeg_command(arguments: Sequence[str | Path], program: Path | None = None) -> list[str]:
    """The full argument list: paths as absolute `file:` addresses, every input confined to files and pipes.

    An input is a Path, "pipe:0", or a source behind `-f lavfi`; one without a forced demuxer may only be of the
    formats that cannot refer to other files. Raises ValueError for anything else (a fault of the caller). A caller
    that was told the checked `ffmpeg_path()` by its parent names it as `program`.
    """
    command = [str(program or ffmpeg_path()), "-hide_banner", "-nostdin", "-nostats", "-y"]
    demuxer: str | None = None
    position = 0
    while position < len(arguments):
        argument = arguments[position]
        following = arguments[position + 1] if position + 1 < len(arguments) else None
        if argument == "-i":
            command += _confined_input(following, demuxer)
            demuxer = None
            position += 2
            continue
        if argument == "-f" and isinstance(following, str):
            demuxer = following
        command.append(_address(argument) if isinstance(argument, Path) else argument)
        position += 1
    return command


def _confined_input(source: str | Path | None, demuxer: str | None) -> list[str]:
    guard = ["-protocol_whitelist", "file,pipe"]
    if demuxer is None:
        guard += ["-format_whitelist", _GUESSABLE]
    if isinstance(source, Path):
        return [*guard, "-i", _address(source)]
    if source == "pipe:0":
        return [*guard, "-i", source]
    if demuxer == "lavfi" and source is not None and "movie" not in source:  # (a)movie opens files by itself
        return ["-i", source]
    raise ValueError(f"An input of ffmpeg must be a Path, 'pipe:0' or a lavfi source, not {source!r}.")


def _address(path: Path) -> str:
    return f"file:{path.absolute()}"


async def run_ffmpeg(
    arguments: Sequence[str | Path],
    *,
    stdin: bytes | None = None,
    cwd: Path | None = None,
    limits: Limits | None = None,
    environment: Mapping[str, str] | None = None,
    on_seconds: OnSeconds | None = None,
) -> FfmpegResult:
    """Run ffmpeg to its end. `on_seconds` hears how many seconds of output are made.

    Cancelling stops the whole process group within 2 s. Raises MediaRejected (bad input, or past the processor or
    size limit), MediaToolFailed (killed, out of memory, past the wall clock limit), MediaDiskFull.
    """
    bounds = limits or Limits()
    command = ffmpeg_command(arguments)
    if on_seconds is None:
        done = await run_child(command, limits=bounds, stdin=stdin, cwd=cwd, environment=environment)
    else:
        async with _progress_pipe(on_seconds) as (descriptor, close_ours):
            command[1:1] = ["-progress", f"pipe:{descriptor}", "-stats_period", "0.2"]
            done = await run_child(
                command,
                limits=bounds,
                stdin=stdin,
                cwd=cwd,
                environment=environment,
                pass_fds=(descriptor,),
                on_started=close_ours,
            )
    raise_for_exit(done.code, done.stderr)
    return FfmpegResult(done.stdout, done.stderr)


@asynccontextmanager
async def _progress_pipe(on_seconds: OnSeconds) -> AsyncIterator[tuple[int, Callable[[], None]]]:
    """A descriptor for the child to report on, and what closes our copy of it once the child has its own."""
    reading, writing = os.pipe()
    open_ends = {writing}

    def close_ours() -> None:
        while open_ends:
            os.close(open_ends.pop())

    stream = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(stream), os.fdopen(reading, "rb", buffering=0)
    )
    watching = asyncio.create_task(_watch(stream, on_seconds))
    try:
        yield writing, close_ours
        await watching
    finally:
        close_ours()
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        transport.close()


async def _watch(stream: asyncio.StreamReader, on_seconds: OnSeconds) -> None:
    highest = 0.0
    while line := await stream.readline():
        if (made := _PROGRESS.match(line)) and (seconds := int(made[1]) / 1e6) > highest:
            highest = seconds
            await on_seconds(seconds)


def raise_for_exit(code: int, stderr: str) -> None:
    """Turn how ffmpeg ended into an error; nothing when it ended well."""
    if code == 0:
        return
    raise _error_of(code, stderr)


def _error_of(code: int, stderr: str) -> MediaError:
    said: tuple[tuple[bool, MediaError], ...] = (
        (
            "No space left on device" in stderr or "Disk quota exceeded" in stderr,
            MediaDiskFull(Told("The disk is full; free some space and try again.", "磁盘已满，请腾出空间再试。")),
        ),
        (
            any(sign in stderr for sign in _OUT_OF_MEMORY),
            MediaToolFailed(
                Told(
                    "ffmpeg ran out of memory; try again with less running beside it.",
                    "ffmpeg 内存不足，请等机器空闲些再试。",
                )
            ),
        ),
        (
            code == -signal.SIGXCPU or any(sign in stderr for sign in _OUT_OF_TIME),
            MediaRejected(
                Told(
                    "This media takes more processor time than is allowed; use a shorter or smaller one.",
                    "这个媒体要的处理器时间超过上限，请用更短或更小的。",
                )
            ),
        ),
        (
            code == -signal.SIGKILL,
            MediaToolKilled(
                Told(
                    "ffmpeg was killed, probably out of memory; try again with less running beside it.",
                    "ffmpeg 被终止，多半是内存不足。请等机器空闲些再试。",
                )
            ),
        ),
        (
            code < 0,
            MediaToolKilled(
                Told(
                    "ffmpeg died of signal {signal} ({words}); try again.",
                    "ffmpeg 因信号 {signal} 终止（{words}），请再试一次。",
                    signal=-code,
                    words=telling_line(stderr),
                )
            ),
        ),
        (
            "File too large" in stderr,
            MediaRejected(
                Told(
                    "The result is larger than is allowed; use a shorter or smaller input.",
                    "结果超过允许的大小，请用更短或更小的内容。",
                )
            ),
        ),
    )
    for applies, error in said:
        if applies:
            return error
    return MediaRejected(
        Told(
            "ffmpeg cannot process this media: {words}. Convert it with another program.",
            "ffmpeg 处理不了这个媒体：{words}。请用别的程序转换后再试。",
            words=telling_line(stderr),
        )
    )


def telling_line(stderr: str) -> str:
    """The last line that says something of the cause, shortened, without addresses of memory or files' folders."""
    for line in reversed(stderr.splitlines()):
        text = line.strip()
        if text and not _NOISE.match(text):
            text = re.sub(r"\[([\w,#: ]+?) @ 0x[0-9a-f]+\] *", "", text)
            text = re.sub(r"file:/\S*/", "", text)
            return text.rstrip(".")[:300]
    return "it said nothing"
