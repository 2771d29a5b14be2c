"""The platform in the foreground of a terminal: says where it is, and ends it in order on Ctrl-C."""

import asyncio
import signal
from contextlib import suppress

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from datasay import __version__
from datasay.cli.embedded.errors import EmbeddedError
from datasay.cli.embedded.platform import Platform
from datasay.cli.printing import as_typed
from datasay.core.settings import Settings

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run_until_stopped(settings: Settings, output: Console, errors: Console) -> int:
    """Start the platform, tell where it is, stop it on SIGINT, SIGTERM or SIGHUP; a second signal stops it at once."""
    platform = Platform(settings, say=lambda text: output.print(Text(text, style="yellow"), soft_wrap=True))
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask() -> None:
        if asked.is_set():
            platform.kill()
        asked.set()

    for each in _STOPPING:
        loop.add_signal_handler(each, ask)
    output.print(Text(f"DataSay {__version__} 正在启动 starting … {settings.home}"), soft_wrap=True)
    work = asyncio.create_task(_start_and_wait(platform, output))
    stop = asyncio.create_task(asked.wait())
    try:
        await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
        if asked.is_set():
            output.print(Text("正在停止，再按一次 Ctrl-C 立即结束。 Stopping; Ctrl-C again ends it at once."))
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
    except EmbeddedError as problem:
        errors.print(Text(str(problem), style="red"), soft_wrap=True)
        return 1
    finally:
        stop.cancel()
        await platform.stop()
        for each in _STOPPING:
            loop.remove_signal_handler(each)
    output.print(Text("已全部停止。 Everything has stopped."))
    return 0


async def _start_and_wait(platform: Platform, output: Console) -> None:
    await platform.start()
    output.print(_welcome(platform))
    await platform.wait()


def _welcome(platform: Platform) -> Panel:
    running = platform.addresses
    assert running is not None
    lines = [
        ("已就绪 Ready", running.web_url),
        ("接口文档 API docs", f"{running.web_url}/docs"),
        ("数据目录 Home", str(platform.home.path)),
        ("日志 Logs", str(platform.home.logs)),
        ("停止 Stop", "Ctrl-C"),
    ]
    if platform.first_admin is not None:
        lines.append(("管理员 Administrator", platform.first_admin.user_name))
        lines.append(("密码（只显示这一次） Password, shown only now", platform.first_admin.user_password))
    elif platform.unused_admin is not None:
        how = as_typed(f"datasay user password {platform.unused_admin}")
        lines.append(("管理员还没有登录过，设置密码用 No administrator has logged in; for a password", how))
    text = Text()
    for name, value in lines:
        text.append(f"{name}: ", style="bold").append(f"{value}\n")
    text.rstrip()
    return Panel(text, title="DataSay", expand=False)
