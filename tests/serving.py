"""The application behind a real web server on a port of its own: in a process, or in a thread of this one."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import uvicorn

from datasay.api.app import create_app
from datasay.api.connections import PatientProtocol
from datasay.core.settings import Settings


@contextmanager
def web_process(settings: Settings, **environment: str) -> Iterator[str]:
    """Serve these settings until the block ends; gives the address."""
    assert settings.database_url is not None
    assert settings.redis_url is not None
    its_own = os.environ | {
        "DATASAY_DATABASE_URL": settings.database_url,
        "DATASAY_REDIS_URL": settings.redis_url,
        "DATASAY_HOME": str(settings.home),
        "DATASAY_LOG_LEVEL": "ERROR",
    }
    # The socket is opened here and handed over: a port that is only looked up may be another test's by the time it is
    # listened on, and that test's server would then be taken for this one.
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        command = [sys.executable, "-m", "uvicorn", "datasay.api.app:create_app", "--factory"]
        command += ["--fd", str(listening.fileno()), "--log-level", "error", "--no-access-log"]
        process = subprocess.Popen(command, env=its_own | environment, pass_fds=[listening.fileno()])
    try:
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def web_thread(settings: Settings) -> Iterator[str]:
    """The same for tests that do not ask for a process: importing everything once more takes longer than most of them.

    They may wait for a command meanwhile.
    """
    app = create_app(settings)
    config = uvicorn.Config(app, http=PatientProtocol, log_config=None, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:  # connections wait in its queue until the server runs
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="web")
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 180  # a machine that does much else is slow to import it all
    while True:
        try:
            httpx.get(f"{url}/healthz", trust_env=False, timeout=5)
        except httpx.TransportError:
            assert process.poll() is None, "the web process ended"
            assert time.monotonic() < deadline, "the web process did not start"
            time.sleep(0.1)
        else:
            return
