"""The web process as a process of its own, on a port of its own."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from datasay.cli.embedded.ports import next_free
from datasay.core.settings import Settings


@contextmanager
def web_process(settings: Settings, **environment: str) -> Iterator[str]:
    """Serve these settings until the block ends; gives the address."""
    assert settings.database_url is not None
    assert settings.redis_url is not None
    port = next_free(18200, "127.0.0.1")
    its_own = os.environ | {
        "DATASAY_DATABASE_URL": settings.database_url,
        "DATASAY_REDIS_URL": settings.redis_url,
        "DATASAY_HOME": str(settings.home),
        "DATASAY_LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "uvicorn", "datasay.api.app:create_app", "--factory", "--port", str(port)]
    process = subprocess.Popen([*command, "--log-level", "error", "--no-access-log"], env=its_own | environment)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 180  # a machine that does much else is slow to import it all
    while True:
        try:
            httpx.get(f"{url}/healthz", trust_env=False)
        except httpx.TransportError:
            assert process.poll() is None, "the web process ended"
            assert time.monotonic() < deadline, "the web process did not start"
            time.sleep(0.1)
        else:
            return
