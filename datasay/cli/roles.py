"""`datasay serve`, `worker` and `beat`: the three processes apart, for production."""

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datasay.core.settings import Settings


def serve(
    processes: Annotated[int, typer.Option(min=1, help="Web processes.")] = 1,
) -> None:
    """网页进程。 The web process; needs DATASAY_DATABASE_URL and DATASAY_REDIS_URL."""
    import uvicorn

    settings = _configured()
    uvicorn.run(
        "datasay.api.app:create_app",
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=processes,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # uvicorn would believe any local client; user_auth/addresses.py knows the listed proxies
        log_config=None,
        timeout_graceful_shutdown=10,
    )


def worker(
    concurrency: Annotated[int | None, typer.Option(min=1, help="Tasks at a time; default: the cores.")] = None,
    waiting: Annotated[
        bool, typer.Option("--waiting", help="Only tasks that wait for vendors, many at a time in one process.")
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
    from datasay.core.settings import get_settings

    settings = get_settings()
    missing = [
        name
        for name, value in (
            ("DATASAY_DATABASE_URL", settings.database_url),
            ("DATASAY_REDIS_URL", settings.redis_url),
        )
        if value is None
    ]
    if missing:
        typer.echo(f"Set {' and '.join(missing)}, or run everything on this machine with `datasay up`.", err=True)
        raise typer.Exit(1)
    return settings


def _become(module_and_arguments: list[str]) -> None:
    """Replace this process by `python -m …`: signals reach Celery itself."""
    os.execv(sys.executable, [sys.executable, "-P", "-m", *module_and_arguments])  # noqa: S606  our own arguments
