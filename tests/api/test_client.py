"""What is committed for clients says what the API says: a change of the API shows in review."""

import hashlib
import json
from pathlib import Path

from datasay.api.app import create_app
from datasay.core.settings import Settings

WEB = Path(__file__).parents[2] / "web"
CURE = "Run `make client` and commit what it writes."


def test_the_committed_document_is_current(settings: Settings) -> None:
    assert json.loads((WEB / "openapi.json").read_bytes()) == json.loads(json.dumps(create_app(settings).openapi())), (
        CURE
    )


def test_the_committed_client_was_made_from_it() -> None:
    made_from = (WEB / "src" / "api.sha256").read_text().split()[0]
    assert hashlib.sha256((WEB / "openapi.json").read_bytes()).hexdigest() == made_from, CURE
    assert (WEB / "src" / "api" / "sdk.gen.ts").is_file()
