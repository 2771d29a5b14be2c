"""`datasay serve`, `worker` and `beat`: the three processes apart, for production."""

import os
import sys
import tempfile
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from datasay.cli.printing import say
from datasay.wording.told import Told

if TYPE_CHECKING:
    from datasay.core.settings import Settings


def serve(
    processes: Annotated[int, typer.Option(min=1, help="网页进程数。 Web processes.")] = 1,
) -> None:
    """网页进程。 The web process; needs DATASAY_DATABASE_URL and DATASAY_REDIS_URL."""
    from datasay.cli.embedded.ports import is_free, is_local, not_local

    settings = _configured()
    if not is_local(settings.host):
        _refuse(not_local(settings.host))
    if settings.port and not is_free(settings.port, settings.host):
        _refuse(
            Told(
                "Port {port} on {host} is taken: end what listens there, or set another DATASAY_PORT.",
                "{host} 的端口 {port} 已被占用：请结束占用它的程序，或用 DATASAY_PORT 另选一个。",
                port=settings.port,
                host=settings.host,
            )
        )
    with tempfile.TemporaryDirectory(prefix="datasay-metrics-") as shared:
        if processes > 1:  # whichever is asked for numbers answers for all: core/metrics.py, which each of them imports
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = shared
        run_web(settings, processes=processes)


def run_web(settings: "Settings", *, processes: int) -> None:
    """The web process itself, until it is told to end."""
    import uvicorn

    uvicorn.run(
        "datasay.api.app:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=processes,
        http="datasay.api.connections:PatientProtocol",
        loop="datasay.api.loop:WebLoop",
        access_log=False,
        server_header=False,
        proxy_headers=False,  # uvicorn would believe any local client; user_auth/addresses.py knows the listed proxies
        log_config=None,
        timeout_graceful_shutdown=10,
    )


def worker(
    concurrency: Annotated[
        int | None, typer.Option(min=1, help="同时几个任务，默认为核心数。 Tasks at a time; default: the cores.")
    ] = None,
    waiting: Annotated[
        bool,
        typer.Option(
            "--waiting", help="只做等待供应商的任务。 Only tasks that wait for vendors, many at a time in one process."
        ),
    ] = False,
) -> None:
    """任务进程。 A worker that runs tasks which compute, or with --waiting those which wait for vendors."""
    from datasay.worker.roles import waiting_arguments, worker_arguments

    settings = _configured()
    if waiting:
        _become(waiting_arguments())
    _become(worker_arguments(concurrency=concurrency or settings.worker_concurrency, log_level=settings.log_level))


def beat() -> None:
    """调度进程。 The housekeeping, and tasks that wait for vendors; one is enough, two do no harm."""
    from datasay.worker.roles import beat_arguments

    _configured()
    _become(beat_arguments())


def _configured() -> "Settings":
    from datasay.cli.settings_in_use import checked_settings

    settings = checked_settings()
    missing = [
        name
        for name, value in (
            ("DATASAY_DATABASE_URL", settings.database_url),
            ("DATASAY_REDIS_URL", settings.redis_url),
        )
        if value is None
    ]
    if missing:
        _refuse(
            Told(
                "Set {missing}, or run everything on this machine with `datasay up`.",
                "请设置 {missing}，或用 `datasay up` 在本机运行全部。",
                missing=missing,
            )
        )
    return settings


def _refuse(why: Told) -> NoReturn:
    say(why)
    raise typer.Exit(1)


def _become(module_and_arguments: list[str]) -> None:
    """Replace this process by `python -m …`: signals reach Celery itself."""
    os.execv(sys.executable, [sys.executable, "-P", "-m", *module_and_arguments])  # noqa: S606  our own arguments
