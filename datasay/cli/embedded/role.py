"""Becomes one role of the platform: `python -P -m datasay.cli.embedded.role web|worker|beat`.

Here, and not in `datasay up`, because the arguments of the roles come with Celery: 30 MB and a second of imports that
the supervising process has no other use for. Settings come by environment.
"""

import runpy
import sys

from datasay.core.settings import get_settings
from datasay.core.wrong_settings import WrongSettings


def main(role: str) -> None:
    """Run the role until it is told to end."""
    settings = get_settings()
    if role == "web":
        from datasay.cli.roles import run_web  # each role imports only what it runs

        run_web(settings, processes=1)
        return
    from datasay.worker.roles import beat_arguments, worker_arguments  # as above

    if role == "worker":
        arguments = worker_arguments(concurrency=settings.worker_concurrency, log_level=settings.log_level)
    else:
        arguments = beat_arguments()
    sys.argv = arguments
    runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except WrongSettings as wrong:  # a `.env` that was changed while the platform runs
        sys.exit(str(wrong))
