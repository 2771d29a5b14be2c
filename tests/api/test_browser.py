"""`/docs` in a real browser under its policy: it draws itself, complains of nothing and asks nobody but us."""

import http.server
import json
import os
import shutil
import subprocess
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from datasay.core.settings import Settings
from tests.serving import web_thread

_BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
_BROWSER = next((found for found in map(shutil.which, _BROWSERS) if found is not None), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(_BROWSER is None, reason="no chromium here"),
    pytest.mark.timeout(180),
]


class Seen:
    """A page as the browser saw it: what it drew, what it complained of, and what the page asked for."""

    def __init__(self, url: str, folder: Path) -> None:
        assert _BROWSER is not None
        net = folder / "net.json"
        sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
        done = subprocess.run(
            [
                *(_BROWSER, "--headless", "--disable-gpu", "--disable-dev-shm-usage", *sandbox, "--no-first-run"),
                *("--no-proxy-server", "--enable-logging=stderr", "--v=0", f"--user-data-dir={folder / 'profile'}"),
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # its own questions to its maker end here
                *(f"--log-net-log={net}", "--virtual-time-budget=20000", "--dump-dom", url),
            ],
            capture_output=True,
            text=True,
            env=os.environ | {"HOME": str(folder)},
            timeout=150,
            check=True,
        )
        self.page = done.stdout
        self.console = [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
        self.asked = _asked(json.loads(net.read_text()), url)


def _asked(log: dict[str, list[dict[str, dict[str, str]]]], url: str) -> set[str]:
    """The addresses the page asked for, not the browser by itself."""
    told = [event.get("params", {}) for event in log["events"]]
    page = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    return {each["url"] for each in told if each.get("initiator") == page and "url" in each}


def test_docs_draws_itself_and_asks_nobody_else(settings: Settings, tmp_path: Path) -> None:
    with web_thread(settings) as url:
        seen = Seen(f"{url}/docs", tmp_path)
    assert seen.console == []
    assert '<h1 class="title">DataSay' in seen.page, "the script has read the document and drawn it"
    assert {f"{url}/docs/swagger-ui.css", f"{url}/openapi.json"} <= seen.asked
    assert [each for each in seen.asked if not each.startswith(f"{url}/")] == []


class _Wrong(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Security-Policy", "script-src 'self'")
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<script>document.title='x'</script><img src='http://other.invalid/x.png'>")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


def test_what_a_policy_forbids_and_whom_a_page_asks_would_be_seen(tmp_path: Path) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Wrong) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        seen = Seen(f"http://127.0.0.1:{server.server_port}/", tmp_path)
        server.shutdown()
    assert any("Content Security Policy" in line for line in seen.console)
    assert "http://other.invalid/x.png" in seen.asked
