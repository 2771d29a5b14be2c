"""`datasay up` reads what the first steps answer, whatever the packages print that are loaded for them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from datasay.core.settings import Settings
from tests.contract.packages import install_source

_LOUD = """
import os
from datasay.engines.protocols import *
print("hello from a package")
os.write(1, b"and past Python\\n")


class Engine(VoiceEngine):
    info = EngineInfo(name="loud_voice", kind="voice", version="1", description="吵 · Loud")

    def __init__(self, desk):
        print("{}")
        raise SystemExit(3)
"""


@pytest.mark.parametrize("is_first", [True, False])
def test_what_packages_print_is_no_answer(owner_url: str, settings: Settings, tmp_path: Path, is_first: bool) -> None:
    site = tmp_path / "site"
    site.mkdir()
    install_source(site, tmp_path, "loud_voice", "voice", _LOUD)
    environment = os.environ | {
        "DATASAY_DATABASE_URL": owner_url,
        "DATASAY_HOME": str(settings.home),
        "PYTHONPATH": str(site),
    }
    command = [sys.executable, "-m", "datasay.cli.embedded.first_steps"]
    for _ in range(1 if is_first else 2):
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert "hello from a package" in done.stderr
    if is_first:
        assert json.loads(done.stdout).keys() == {"user_name", "user_password"}
    else:
        assert done.stdout == ""
